package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/rules/engine"
)

// Hosts and stories of images.

const imageHead = "# größe\nFROM alpine:3 AS tools\nENV A=é\n\nFROM tools\nSHELL [\"/bin/bash\", \"-c\"]\n"

// inRunHeredoc is a script that RUN starts.
func inRunHeredoc(t *tale) string {
	mark := "RUN" + t.word()
	after := "\n" + mark + "\nCMD [\"sh\"]\n"
	if strings.HasSuffix(t.text, "\n") {
		after = after[1:]
	}
	t.respell(imageHead+"RUN <<"+mark+"\n", plainly, after)
	t.hops++
	return "Dockerfile"
}

// inRunList is a word of a list.
func inRunList(t *tale) string {
	t.respell(imageHead+"RUN [\"bash\", \"-c\", \"", func(text string, i int) string {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			return `\` + string(c)
		case c < ' ':
			return fmt.Sprintf(`\u%04x`, c)
		}
		return text[i : i+1]
	}, "\"]\n")
	t.hops++
	return "Dockerfile"
}

// inRunContinued spreads a script over lines, with comments between them: the
// builder joins them, and the shell reads $'…'.
func inRunContinued(t *tale) string {
	t.respell(imageHead+"RUN bash \\\n  # why\n\n  -c $'", func(text string, i int) string {
		switch c := text[i]; {
		case c == '\n':
			return "\\n\\\n"
		case c == '\'' || c == '\\':
			return `\` + string(c)
		case c < ' ' || c == '#':
			return fmt.Sprintf(`\x%02x`, c)
		}
		return text[i : i+1]
	}, "'\n")
	t.hops += 2
	return "Dockerfile"
}

// inVariableOfImage is a value that ENV sets and a stage above decodes.
func inVariableOfImage(t *tale) string {
	t.encode("FROM alpine:3 AS tools\nENV SCRIPT=", "\nFROM tools\nRUN echo $SCRIPT | base64 -d | bash\n")
	t.hops += 2
	return "Dockerfile"
}

// inCopiedFile is a file of the build context that the container starts.
func inCopiedFile(t *tale) string {
	name := "check_" + t.word()
	if t.elsewhere == "" {
		t.elsewhere, t.at = "src/"+name, [2]int{t.start, t.end}
	}
	t.files["src/"+name] = t.text
	t.text, t.start, t.end = imageHead+"WORKDIR /app\nCOPY src .\nENTRYPOINT [\"bash\", \"/app/"+name+"\"]\n", 0, 0
	t.hops++
	return "Dockerfile"
}

// image is a job whose parts COPY brings together.
func image(change func(files map[string]string)) fstest.MapFS {
	files := map[string]string{
		"docker/Dockerfile": "FROM alpine:3 AS tools\nARG RESOLVER=8.8.8.8\nCOPY scripts/ /opt/check/\n\nFROM tools\nCOPY docker/jobs /etc/cron.d/check\nCMD [\"crond\", \"-f\"]\n",
		"docker/jobs":       "# nightly\n5 4 * * 0 root /opt/check/run.sh\n",
		"scripts/run.sh":    "#!/bin/sh\n. /opt/check/lib.sh\nask example.com\n",
		"scripts/lib.sh":    "ask() {\n  dig +short \"@8.8.8.8\" \"$1\"\n}\n",
	}
	change(files)
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

func TestStoryOfAnImage(t *testing.T) {
	found := []string{
		"scripts/lib.sh:2 @8.8.8.8 (high)",
		"docker/Dockerfile:6 copies docker/jobs to /etc/cron.d/check",
		"docker/jobs:2 runs at 5 4 * * 0",
		"docker/jobs:2 runs /opt/check/run.sh",
		"scripts/run.sh:3 calls function ask",
	}
	tests := map[string]struct {
		change func(files map[string]string)
		want   []string // the finding's place and its hops
	}{
		"crontab-script-library-function": {func(map[string]string) {}, found},
		"crontab-that-is-removed-perhaps": {func(files map[string]string) {
			files["docker/Dockerfile"] = strings.Replace(files["docker/Dockerfile"], "CMD", "RUN if $X; then rm /etc/cron.d/check; fi; $Y || rm /etc/cron.d/check\nCMD", 1)
		}, found},
		"crontab-that-is-removed-before": {func(files map[string]string) {
			files["docker/Dockerfile"] = strings.Replace(files["docker/Dockerfile"], "FROM tools\n", "FROM tools\nRUN rm /etc/cron.d/*\n", 1)
		}, append([]string{found[0], strings.Replace(found[1], ":6", ":7", 1)}, found[2:]...)},
		"line-that-is-a-comment": {func(files map[string]string) {
			files["docker/jobs"] = "# 5 4 * * 0 root /opt/check/run.sh\n"
		}, nil},
		"crontab-that-a-later-step-removes": {func(files map[string]string) {
			files["docker/Dockerfile"] = strings.Replace(files["docker/Dockerfile"], "CMD", "RUN apk add x && rm -f /etc/cron.d/check\nCMD", 1)
		}, nil},
		"crontabs-that-the-same-stage-removes": {func(files map[string]string) {
			files["docker/Dockerfile"] = strings.Replace(files["docker/Dockerfile"], "CMD", "RUN <<E\nset -e\nrm -rf /etc/cron.d/*\nE\nCMD", 1)
		}, nil},
		"inside-resolver": {func(files map[string]string) {
			files["scripts/lib.sh"] = strings.Replace(files["scripts/lib.sh"], "8.8.8.8", "10.0.0.2", 1)
		}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range engine.Run(analyzers.Load(image(test.change), analyzers.Options{}), engine.Options{}).Findings {
				at := f.At.File
				got = append(got, fmt.Sprintf("%s:%d %s (%s)", at.Path(), at.Position(f.At.Start).Line, at.Content(f.At.Start, f.At.End), map[fact.Confidence]string{fact.Low: "low", fact.Medium: "medium", fact.High: "high"}[f.Confidence]))
				for _, h := range f.Hops {
					got = append(got, fmt.Sprintf("%s:%d %s", h.At.File.Path(), h.At.File.Position(h.At.Start).Line, h.Note))
				}
			}
			if diff := gocmp.Diff(test.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}
