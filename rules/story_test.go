package rules_test

import (
	"encoding/base64"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/rules/engine"
)

// A story is a payload wrapped in random layers. Whatever the layers, exactly
// one finding stands at the payload's bytes, and its trail has a step for each
// layer; around an innocent payload nothing is found.

// tale is a text on its way outwards, with the place of the payload in it.
type tale struct {
	text       string
	start, end int
	hops       int
	scheduled  bool
	files      map[string]string // other files of the tree
	names      *rand.Rand
	layers     []string
	elsewhere  string // the file that holds the payload, once it is not in text
	at         [2]int // its place there
}

// respell rewrites each byte of the text and moves the payload's place along.
func (t *tale) respell(before string, spell func(text string, i int) string, after string) {
	var b strings.Builder
	b.WriteString(before)
	start, end := -1, -1
	for i := 0; i <= len(t.text); i++ {
		if i == t.start {
			start = b.Len()
		}
		if i == t.end {
			end = b.Len()
		}
		if i < len(t.text) {
			b.WriteString(spell(t.text, i))
		}
	}
	b.WriteString(after)
	t.text, t.start, t.end = b.String(), start, end
}

func plainly(text string, i int) string { return text[i : i+1] }

func (t *tale) word() string {
	return fmt.Sprintf("%c%c%d", 'a'+t.names.Intn(26), 'a'+t.names.Intn(26), t.names.Intn(1000))
}

func (t *tale) neighbor() string {
	lines := []string{"echo bonjour é", "date # 日本語", "true", "umask 022", ": 🦀", "echo \"größe $HOME\"", "echo \"${HOME}\t%{x}\""}
	return lines[t.names.Intn(len(lines))] + "\n"
}

// The layers take a shell script and give a shell script.
var storyLayers = map[string]func(*tale){
	"bash -c": func(t *tale) {
		t.respell(t.neighbor()+"bash -c '", func(text string, i int) string {
			if text[i] == '\'' {
				return `'\''`
			}
			return text[i : i+1]
		}, "'\n")
		t.hops++
	},
	"base64": inBase64,
	"function": func(t *tale) {
		name := "run_" + t.word()
		t.respell(t.neighbor()+name+"() {\n", plainly, "\n}\n"+t.neighbor()+name+"\n")
		t.hops++
	},
	"sourced file": func(t *tale) {
		name := "lib_" + t.word() + ".sh"
		if t.elsewhere == "" {
			t.elsewhere, t.at = name, [2]int{t.start, t.end}
		}
		t.files[name] = t.text
		t.text, t.start, t.end = t.neighbor()+". ./"+name+"\n", 0, 0
		t.hops++
	},
	"crontab heredoc": func(t *tale) {
		t.asScript()
		mark := "CRON" + t.word()
		t.respell("crontab - <<'"+mark+"'\n# nightly\n*/5 * * * * ", percent, "\n"+mark+"\n"+t.neighbor())
		t.hops += 2
		t.scheduled = true
	},
	"cron.d write": func(t *tale) {
		t.asScript()
		mark := "EOF" + t.word()
		t.respell(t.neighbor()+"cat > /etc/cron.d/"+t.word()+" <<'"+mark+"'\n17 3 * * * root ", percent, "\n"+mark+"\n")
		t.hops += 2
		t.scheduled = true
	},
}

func percent(text string, i int) string {
	if text[i] == '%' {
		return `\%`
	}
	return text[i : i+1]
}

// encode spells the text in base64. The payload's place becomes the groups of
// four digits that spell it; padding spells nothing.
func (t *tale) encode(before, after string) {
	encoded := base64.StdEncoding.EncodeToString([]byte(t.text))
	start, end := t.start/3*4, (t.end+2)/3*4
	end = len(strings.TrimRight(encoded[:end], "="))
	t.text = before + encoded + after
	t.start, t.end = len(before)+start, len(before)+end
}

func inBase64(t *tale) {
	t.encode("echo ", " | base64 -d | bash\n")
	t.hops++
}

// asScript makes the text one line: a crontab holds no more.
func (t *tale) asScript() {
	text := strings.TrimRight(t.text, "\n")
	if !strings.Contains(text, "\n") {
		t.text = text
		return
	}
	t.text = text
	inBase64(t)
	t.layers = append(t.layers, "base64")
	t.text = strings.TrimRight(t.text, "\n")
}

// The hosts take a shell script and give a file.
var storyHosts = map[string]func(*tale) string{
	"script": func(t *tale) string {
		t.respell("#!/bin/bash\n"+t.neighbor(), plainly, "\n")
		return "deploy.sh"
	},
	"HCL heredoc": func(t *tale) string {
		t.respell("# größe\nresource \"aws_instance\" \""+t.word()+"\" {\n  user_data = <<EOT\n#!/bin/bash\n", inHeredoc, "\nEOT\n}\n")
		t.hops++
		return "main.tf"
	},
	"HCL <<-": func(t *tale) string {
		by := strings.Repeat(" ", 2+t.names.Intn(5))
		t.respell("resource \"aws_instance\" \""+t.word()+"\" {\n  user_data = <<-EOT\n"+by+"#!/bin/bash\n"+by, func(text string, i int) string {
			return strings.ReplaceAll(inHeredoc(text, i), "\n", "\n"+by)
		}, "\n"+by+"EOT\n}\n")
		t.hops++
		return "main.tf"
	},
	"HCL quoted": func(t *tale) string {
		t.respell("resource \"aws_instance\" \""+t.word()+"\" {\n  user_data = \"#!/bin/bash\\n", func(text string, i int) string {
			switch text[i] {
			case '\n':
				return `\n`
			case '"':
				return `\"`
			case '\\':
				return `\\`
			}
			return inHeredoc(text, i)
		}, "\"\n}\n")
		t.hops++
		return "main.tf"
	},
	"Terraform JSON": func(t *tale) string {
		t.respell("{\"resource\": {\"aws_instance\": {\""+t.word()+"\": {\n  \"user_data\": \"#!/bin/bash\\n", func(text string, i int) string {
			switch text[i] {
			case '\n':
				return `\n`
			case '\t':
				return `\t`
			case '\r':
				return `\r`
			case '"':
				return `\"`
			case '\\':
				return `\\`
			}
			return inHeredoc(text, i)
		}, "\"\n}}}}\n")
		t.hops++
		return "main.tf.json"
	},
	"RUN heredoc":   inRunHeredoc,
	"RUN exec form": inRunList,
	"RUN continued": inRunContinued,
	"ENV":           inVariableOfImage,
	"COPY":          inCopiedFile,
	"Go raw":        func(t *tale) string { return inGo(t, inRawString, "`") },
	"Go quoted":     func(t *tale) string { return inGo(t, inQuotedString, `"`) },
	"Go ticker": func(t *tale) string {
		t.respell("package main\n\nimport (\n\t\"os/exec\"\n\t\"time\"\n)\n\nfunc main() { // 🦀\n\tfor range time.Tick(90 * time.Minute) {\n\t\texec.Command(\"sh\", \"-c\", `",
			inRawString, "`).Run()\n\t}\n}\n")
		t.hops += 2
		t.scheduled = true
		return "tick.go"
	},
	"Go file": func(t *tale) string {
		t.asScript()
		t.respell("package main\n\nimport \"os\"\n\nvar job = []byte(`@hourly root ", func(text string, i int) string {
			return inRawString(percent(text, i), 0) + percent(text, i)[1:]
		}, "\n`)\n\nfunc main() { os.WriteFile(\"/etc/cron.d/"+t.word()+"\", job, 0o644) }\n")
		t.hops += 2
		t.scheduled = true
		return "install.go"
	},
	"YAML double quoted": func(t *tale) string {
		t.respell("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: "+t.word()+", command: [bash, -c, \"", inDoubleQuotes, "\"]}]} # größe\n")
		t.hops++
		return "pod.yaml"
	},
	"cloud-config base64": func(t *tale) string {
		t.encode("#cloud-config\n# größe\nwrite_files:\n- {encoding: b64, path: /opt/"+t.word()+".sh, content: ", "}\n")
		t.hops++
		return "user-data"
	},
	"HCL cloud-config": func(t *tale) string {
		t.respell("resource \"aws_instance\" \""+t.word()+"\" {\n  user_data = <<EOT\n#cloud-config\nruncmd:\n- |2\n  ", func(text string, i int) string {
			return strings.ReplaceAll(inHeredoc(text, i), "\n", inBlock(2, false)(text, i))
		}, "\nEOT\n}\n")
		t.hops += 2
		return "main.tf"
	},
	"HCL cloud-config b64": func(t *tale) string {
		t.encode("resource \"aws_instance\" \""+t.word()+"\" {\n  user_data = <<-EOT\n    #cloud-config\n    write_files:\n      - content: ",
			"\n        encoding: base64\n        path: /opt/"+t.word()+".sh\n  EOT\n}\n")
		t.hops += 2
		return "main.tf"
	},
	"cloud-config cron": func(t *tale) string {
		t.asScript()
		t.respell("7 3 * * * root ", percent, "\n")
		t.encode("resource \"aws_launch_template\" \""+t.word()+"\" {\n  user_data = <<-EOT\n    #cloud-config\n    write_files:\n      - path: /etc/cron.d/"+t.word()+
			"\n        encoding: b64\n        content: ", "\n  EOT\n}\n")
		t.hops += 3
		t.scheduled = true
		return "main.tf"
	},
	"HCL base64": func(t *tale) string {
		t.respell("#!/bin/bash\n", plainly, "\n")
		t.encode("resource \"aws_instance\" \""+t.word()+"\" {\n  user_data_base64 = \"", "\"\n}\n")
		t.hops++
		return "main.tf"
	},
}

// inBlock indents for a block scalar of YAML. In a folded one a line break is a
// blank, unless an empty line or a line that is indented further is beside it.
func inBlock(indent int, folded bool) func(text string, i int) string {
	margin := strings.Repeat(" ", indent)
	return func(text string, i int) string {
		if text[i] != '\n' {
			return text[i : i+1]
		}
		line := "\n"
		if first := strings.TrimRight(text[:i+1], "\n"); folded && len(first) == i && strings.Trim(text[i:], "\n") != "" {
			above := first[strings.LastIndexByte(first, '\n')+1:]
			below := strings.TrimLeft(text[i:], "\n")
			if strings.IndexByte(" \t", above[0]) < 0 && strings.IndexByte(" \t", below[0]) < 0 {
				line = "\n\n"
			}
		}
		if i+1 < len(text) && text[i+1] == '\n' {
			return line
		}
		return line + margin
	}
}

// inDoubleQuotes escapes for a scalar of YAML in double quotes.
func inDoubleQuotes(text string, i int) string {
	if text[i] == '\t' {
		return `\t`
	}
	return inQuotedString(text, i)
}

// inGo wraps a script in a Go program that starts a shell with it.
func inGo(t *tale, spell func(text string, i int) string, quote string) string {
	t.respell("package main\n\nimport \"os/exec\"\n\n// größe\nfunc main() {\n\tconst "+t.word()+" = \"日本\"\n\texec.Command(\"bash\", \"-c\", "+quote,
		spell, quote+").Run()\n}\n")
	t.hops++
	return "main.go"
}

// inRawString spells what a raw string of Go cannot hold outside of it.
func inRawString(text string, i int) string {
	switch text[i] {
	case '`':
		return "` + \"`\" + `"
	case '\r':
		return "` + \"\\r\" + `"
	}
	return text[i : i+1]
}

// inQuotedString escapes for an interpreted string of Go.
func inQuotedString(text string, i int) string {
	switch text[i] {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '"':
		return `\"`
	case '\\':
		return `\\`
	}
	return text[i : i+1]
}

// inHeredoc escapes what HCL would interpolate.
func inHeredoc(text string, i int) string {
	if (text[i] == '$' || text[i] == '%') && i+1 < len(text) && text[i+1] == '{' {
		return text[i:i+1] + text[i:i+1]
	}
	return text[i : i+1]
}

type payload struct {
	name, rule string
	guilty     func(r *rand.Rand) (line, found string)
	innocent   func(r *rand.Rand) string
	scheduled  bool
}

var payloads = []payload{
	{
		name: "dig", rule: "scheduled-external-resolver", scheduled: true,
		guilty: func(r *rand.Rand) (string, string) {
			server := []string{"@8.8.8.8", "@1.1.1.1", "@9.9.9.9", "@208.67.222.222"}[r.Intn(4)]
			return "dig +short " + server + " host.example.com", server
		},
		innocent: func(r *rand.Rand) string {
			return []string{"dig host.example.com", "dig @10.0.0.2 host.example.com", "ping -c1 8.8.8.8", "dig -x 8.8.8.8"}[r.Intn(4)]
		},
	},
	{
		name: "unbound-anchor", rule: "scheduled-root-query", scheduled: true,
		guilty: func(*rand.Rand) (string, string) {
			line := "/usr/sbin/unbound-anchor -a /var/lib/unbound/root.anchor"
			return line, line
		},
		innocent: func(*rand.Rand) string {
			return "/usr/sbin/unbound-anchor -f /etc/resolv.conf -a /var/lib/unbound/root.key"
		},
	},
	{
		name: "egress", rule: "open-egress",
		guilty: func(*rand.Rand) (string, string) {
			return "aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0", "0.0.0.0/0"
		},
		innocent: func(r *rand.Rand) string {
			return []string{
				"aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 10.0.0.0/8",
				"aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --source-group sg-2",
				"aws ec2 revoke-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0",
			}[r.Intn(3)]
		},
	},
	{
		name: "key", rule: "hardcoded-credential",
		guilty: func(r *rand.Rand) (string, string) {
			token := sample.GitHubToken(r.Uint64())
			return "export DEPLOY_TOKEN=" + token, token
		},
		innocent: func(*rand.Rand) string { return "export DEPLOY_TOKEN=$(cat /run/secrets/token)" },
	},
}

const stories = 2000

func TestStories(t *testing.T) {
	for seed := range int64(stories) {
		tellStory(t, seed, true)
		tellStory(t, seed, false)
		if t.Failed() && seed%50 == 49 {
			t.Fatalf("stopped after seed %d", seed)
		}
	}
}

func tellStory(t *testing.T, seed int64, guilty bool) {
	t.Helper()
	r := rand.New(rand.NewSource(seed))
	p := payloads[r.Intn(len(payloads))]
	line, found := p.guilty(r)
	if !guilty {
		line, found = p.innocent(r), ""
	}
	story, main := wrap(r, p, line, found)
	tree := fstest.MapFS{main: {Data: []byte(story.text)}}
	for name, text := range story.files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	result := engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{})
	if problem := judge(result, p, story, main, guilty); problem != "" {
		t.Errorf("seed %d, %s, guilty %v, layers %v: %s", seed, p.name, guilty, story.layers, problem)
	}
}

func wrap(r *rand.Rand, p payload, line, found string) (*tale, string) {
	story := &tale{text: line + "\n", start: strings.Index(line, found), files: map[string]string{}, names: r}
	story.end = story.start + len(found)
	depth := 1 + r.Intn(5)
	names := []string{"bash -c", "base64", "function", "sourced file", "crontab heredoc", "cron.d write"}
	for i := range depth - 1 {
		name := names[r.Intn(len(names))]
		if i == 0 && p.scheduled {
			name = names[4+r.Intn(2)]
		}
		if len(story.text) > 4000 {
			break
		}
		storyLayers[name](story)
		story.layers = append(story.layers, name)
	}
	if p.scheduled && !story.scheduled {
		storyLayers["crontab heredoc"](story)
		story.layers = append(story.layers, "crontab heredoc")
	}
	hosts := []string{
		"script", "HCL heredoc", "HCL <<-", "HCL quoted", "HCL base64", "Go raw", "Go quoted", "Go file", "Go ticker",
		"YAML double quoted", "cloud-config base64", "HCL cloud-config", "HCL cloud-config b64", "cloud-config cron", "RUN heredoc", "RUN exec form", "RUN continued", "ENV", "COPY",
	}
	host := hosts[r.Intn(len(hosts))]
	story.layers = append(story.layers, host)
	main := storyHosts[host](story)
	if r.Intn(4) == 0 && host != "HCL base64" && host != "HCL <<-" && host != "ENV" {
		carriage(story)
		story.layers = append(story.layers, "CRLF")
	}
	return story, main
}

// carriage gives the outer file the line ends of Windows.
func carriage(story *tale) {
	story.respell("", func(text string, i int) string {
		if text[i] == '\n' {
			return "\r\n"
		}
		return text[i : i+1]
	}, "")
}

func judge(result engine.Result, p payload, story *tale, main string, guilty bool) string {
	if !guilty {
		if len(result.Findings) != 0 {
			return fmt.Sprintf("an innocent story has %d findings: %s", len(result.Findings), result.Findings[0].Rule.Name)
		}
		return ""
	}
	if len(result.Findings) != 1 {
		var rules []string
		for _, f := range result.Findings {
			rules = append(rules, f.Rule.Name)
		}
		return fmt.Sprintf("%d findings %v, want one", len(result.Findings), rules)
	}
	f := result.Findings[0]
	file, start, end := main, story.start, story.end
	if story.elsewhere != "" {
		file, start, end = story.elsewhere, story.at[0], story.at[1]
	}
	switch {
	case f.Rule.Name != p.rule:
		return fmt.Sprintf("rule %s, want %s", f.Rule.Name, p.rule)
	case f.At.File.Path() != file || f.At.Start != start || f.At.End != end:
		return fmt.Sprintf("at %s %d-%d, want %s %d-%d", f.At.File.Path(), f.At.Start, f.At.End, file, start, end)
	case len(f.Hops) != story.hops:
		var notes []string
		for _, h := range f.Hops {
			notes = append(notes, h.Note)
		}
		return fmt.Sprintf("%d hops %q, want %d", len(f.Hops), notes, story.hops)
	}
	return ""
}
