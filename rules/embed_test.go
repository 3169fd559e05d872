package rules_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/rules/engine"
)

// The embedding law: a script says the same wherever it stands. Each shell
// case is wrapped in every host, and gives the same findings at the same bytes.

// oddScripts are what text processing gets wrong: tabs, line ends, characters
// outside ASCII, what a host would interpolate, quotes within quotes.
var oddScripts = []string{
	"\tcrontab - <<-'CRON'\n\t\t*/5 * * * * dig @8.8.8.8 a.example.com\n\tCRON\n",
	"echo é; crontab - <<'C'\n# 日本語 🦀\n0 1 * * * dig @8.8.4.4 é.example.com\nC\n",
	"crontab - <<'C'\n0 1 * * * date +\\%F; nslookup x 9.9.9.9\nC\n",
	"crontab - <<'C'\n0 * * * * nslookup%server 9.9.9.9%example.com\nC\n",
	"R=1.1.1.1; echo \"*/5 * * * * host ${R:-x} $R\" | crontab -\n",
	"N=`hostname`\n(crontab -l; echo \"@reboot dig +trace $N\") | crontab -\n",
	"printf '%s\\n' '0 4 * * * root dig +trace example.com' >> /etc/cron.d/walk\n",
	"cat <<EOF > /etc/cron.d/odd\n5 5 * * * root bash -c 'dig @\"9.9.9.9\" \\$(hostname).example.com'\nEOF\n",
	"echo \"${A}%{B}\" '$${x}' \"\\\\\"\naws ec2 authorize-security-group-egress --group-id sg-1 --protocol -1 \\\n  --cidr 0.0.0.0/0\n",
	"for s in 8.8.8.8 1.1.1.1; do echo \"1 1 * * * root dig @$s x\" > /etc/cron.d/probe; done\n",
	"eval \"crontab - <<X\n1 1 * * 1 unbound-anchor -a '/var/a b'\nX\n\"\n",
	"if test -x /usr/bin/dig; then\n\techo '@daily dig @2620:fe::fe x' | sudo -u nobody crontab -\nfi # größe\n",
}

// shellCases lists the scripts of all rule examples and the odd ones.
func shellCases(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule examples: %v", err)
	}
	cases := slices.Clone(oddScripts)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range txtar.Parse(raw).Files {
			if strings.HasSuffix(file.Name, ".sh") {
				cases = append(cases, filled(string(file.Data)))
			}
		}
	}
	return cases
}

// filled replaces the marks of an example by generated secrets.
func filled(text string) string {
	return strings.NewReplacer(
		"{{aws_access_key_id}}", sample.AccessKeyID(7), "{{aws_secret_access_key}}", sample.SecretAccessKey(7),
		"{{github_token}}", sample.GitHubToken(7), "{{password}}", sample.Password(7),
	).Replace(text)
}

// seen is a finding reduced to what the law is about.
type seen struct {
	Rule       string
	Start, End int
}

func findIn(tree fstest.MapFS, main string) []seen {
	var all []seen
	for _, f := range engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{}).Findings {
		if f.At.File.Path() == main {
			all = append(all, seen{f.Rule.Name, f.At.Start, f.At.End})
		}
	}
	slices.SortFunc(all, func(a, b seen) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), strings.Compare(a.Rule, b.Rule))
	})
	return all
}

// lawHosts wrap a script. A host that cannot express one returns the reason.
var lawHosts = map[string]func(*tale) (main, cannot string){
	"HCL heredoc":    inHost("HCL heredoc"),
	"HCL <<-":        inHost("HCL <<-"),
	"HCL quoted":     inHost("HCL quoted"),
	"HCL base64":     inHost("HCL base64"),
	"Terraform JSON": inHost("Terraform JSON"),
	"Go raw":         inHost("Go raw"),
	"Go quoted":      inHost("Go quoted"),
	"bash -c":        inLayer("bash -c"),
	"base64":         inLayer("base64"),
	"function":       inLayer("function"),
	"HCL MIME":       inParts,
	"HCL JSON":       inDocument,

	"RUN heredoc":          inHost("RUN heredoc"),
	"RUN exec form":        inHost("RUN exec form"),
	"RUN continued":        inHost("RUN continued"),
	"ENV":                  inHost("ENV"),
	"YAML literal":         inBlockOf("pod.yaml", "kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - name: é\n      command: [bash, -c]\n      args:\n        - |2", 10, false),
	"YAML folded":          inBlockOf("pod.yml", "apiVersion: batch/v1\nkind: Job\nspec:\n  containers:\n    - command:\n        - bash\n        - -c\n        - >2", 10, true),
	"YAML double quoted":   inHost("YAML double quoted"),
	"workflow":             inBlockOf(".github/workflows/a.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: |1 # é", 9, false),
	"cloud-config":         inBlockOf("user-data", "#cloud-config\nwrite_files:\n  - path: /opt/run.sh\n    content: |1", 5, false),
	"cloud-config runcmd":  inItems,
	"cloud-config base64":  inHost("cloud-config base64"),
	"HCL cloud-config":     inHost("HCL cloud-config"),
	"HCL cloud-config b64": inHost("HCL cloud-config b64"),
}

// inBlockOf is a block scalar with an indentation indicator behind what comes
// before it in the file.
func inBlockOf(main, before string, indent int, folded bool) func(*tale) (string, string) {
	return func(t *tale) (string, string) {
		switch {
		case strings.Contains(t.text, "${{"):
			return "", "${{ is an expression in a workflow"
		case folded && blankLine.MatchString(t.text):
			return "", "a line of blanks alone: folding has no spelling for it"
		case folded && strings.Contains(t.text, "# AWS root account key\n"):
			return "", "a comment that speaks of the line below: folding puts an empty line between"
		}
		t.respell(before+"\n"+strings.Repeat(" ", indent), inBlock(indent, folded), "\n")
		return main, ""
	}
}

var blankLine = regexp.MustCompile(`(?m)^[ \t]+$`)

// inItems gives each line of a script as an item of its own, in single quotes.
func inItems(t *tale) (main, cannot string) {
	t.respell("#cloud-config\nruncmd:\n  - '", func(text string, i int) string {
		switch text[i] {
		case '\'':
			return "''"
		case '\n':
			return "'\n  - '"
		}
		return text[i : i+1]
	}, "'\n")
	return "cloud-init.yaml", ""
}

func inHost(name string) func(*tale) (string, string) {
	return func(t *tale) (string, string) {
		if name == "HCL <<-" && strings.Contains(t.text, "\n\t") {
			return "", `a tab that begins a line: HCL counts it as indentation`
		}
		return storyHosts[name](t), ""
	}
}

// inParts is the second of the parts that cloud-init is given.
func inParts(t *tale) (main, cannot string) {
	t.respell("resource \"aws_instance\" \"web\" {\n  user_data = <<EOT\nContent-Type: multipart/mixed; boundary=\"==PART==\"\nMIME-Version: 1.0\n\n"+
		"--==PART==\nContent-Type: text/cloud-config\n\nruncmd: [dig @8.8.8.8 x]\n"+
		"--==PART==\nContent-Type: text/x-shellscript; charset=\"us-ascii\"\n\n#!/bin/bash\n", inHeredoc, "\n--==PART==--\nEOT\n}\n")
	return "main.tf", ""
}

// inDocument is a step of a document of AWS's Systems Manager, which is JSON.
func inDocument(t *tale) (main, cannot string) {
	t.respell("resource \"aws_ssm_document\" \"run\" {\n  content = <<EOT\n"+
		`{"schemaVersion": "2.2", "mainSteps": [{"action": "aws:runShellScript", "inputs": {"runCommand": ["set -e", "`, func(text string, i int) string {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			return `\` + string(c)
		case c < ' ':
			return fmt.Sprintf(`\u%04x`, c)
		}
		return inHeredoc(text, i)
	}, "\"]}}]}\nEOT\n}\n")
	return "main.tf", ""
}

func inLayer(name string) func(*tale) (string, string) {
	return func(t *tale) (string, string) {
		storyLayers[name](t)
		return storyHosts["script"](t), ""
	}
}

func TestAScriptSaysTheSameInEveryHost(t *testing.T) {
	cases := shellCases(t)
	for _, name := range slices.Sorted(maps.Keys(lawHosts)) {
		t.Run(name, func(t *testing.T) {
			unable := map[string]int{}
			for i, script := range cases {
				if cannot := checkLaw(t, script, lawHosts[name], int64(i)); cannot != "" {
					unable[cannot]++
				}
			}
			count := 0
			for reason, n := range unable {
				t.Logf("cannot express %d of %d: %s", n, len(cases), reason)
				count += n
			}
			if count*10 > len(cases) {
				t.Errorf("%d of %d cases cannot be expressed, which is more than a tenth", count, len(cases))
			}
		})
	}
}

func checkLaw(t *testing.T, script string, host func(*tale) (string, string), seed int64) (cannot string) {
	t.Helper()
	plain := findIn(fstest.MapFS{"deploy.sh": {Data: []byte(script)}}, "deploy.sh")
	var want []seen
	var tree fstest.MapFS
	var main string
	for _, at := range append(plain, seen{}) {
		told := &tale{text: script, start: at.Start, end: at.End, names: rand.New(rand.NewSource(seed)), files: map[string]string{}}
		if main, cannot = host(told); cannot != "" {
			return cannot
		}
		tree = fstest.MapFS{main: {Data: []byte(told.text)}}
		if at.Rule != "" {
			want = append(want, seen{at.Rule, told.start, told.end})
		}
	}
	if diff := gocmp.Diff(want, findIn(tree, main)); diff != "" {
		t.Errorf("findings differ from those of the plain script (-plain +wrapped):\n%s\nscript:\n%s", diff, script)
	}
	return ""
}

func TestOddCasesHaveFindings(t *testing.T) {
	for _, script := range oddScripts {
		if len(findIn(fstest.MapFS{"deploy.sh": {Data: []byte(script)}}, "deploy.sh")) == 0 {
			t.Errorf("no finding, so the case proves nothing:\n%s", script)
		}
	}
}

func TestOldEncodingsGiveTheSameFindings(t *testing.T) {
	encodings := map[string]struct {
		encoding encoding.Encoding
		comment  string
	}{
		"Latin-1":   {charmap.ISO8859_1, "# sauvegarde à exécuter la nuit, größe"},
		"EUC-JP":    {japanese.EUCJP, "# 夜間のバックアップ処理"},
		"Shift-JIS": {japanese.ShiftJIS, "# 夜間のバックアップ表"},
	}
	for name, e := range encodings {
		t.Run(name, func(t *testing.T) {
			for _, script := range shellCases(t) {
				if !ascii(script) {
					continue
				}
				script = e.comment + "\n" + script
				old, err := e.encoding.NewEncoder().String(script)
				if err != nil {
					t.Fatal(err)
				}
				want := texts(script, findIn(fstest.MapFS{"a.sh": {Data: []byte(script)}}, "a.sh"))
				got := texts(old, findIn(fstest.MapFS{"a.sh": {Data: []byte(old)}}, "a.sh"))
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("findings differ from those in UTF-8 (-UTF-8 +%s):\n%s", name, diff)
				}
			}
		})
	}
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}

func texts(script string, findings []seen) []string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%s %q", f.Rule, script[f.Start:f.End]))
	}
	return all
}
