package dockerfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/dockerfile"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

// printed gives one line for each fact. Holes stand as ‹what is written there›.
func printed(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		line := printFact(f)
		if f.Certainty() == fact.Maybe {
			line = "maybe " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func printFact(f fact.Fact) string {
	switch f := f.(type) {
	case *fact.Resource:
		line := f.Address + " from " + show(f.Body.Get("from"))
		if f.Base != "" {
			line += " = " + string(f.Base)
		}
		return line
	case *fact.Command:
		words := make([]string, len(f.Argv))
		for i, a := range f.Argv {
			words[i] = showText(a)
		}
		return "run [" + strings.Join(words, "|") + "]"
	case *fact.Embedded:
		return fmt.Sprintf("%s %s%s", f.How, f.Dialect, "{"+showText(f.Content)+"}"+in(f.Dir))
	case *fact.Literal:
		return "let " + showText(f.Name) + "=" + showText(f.Value)
	case *fact.FileWrite:
		line := "write " + showText(f.Path)
		if f.From.Len() > 0 {
			line += " from " + showText(f.From)
			if f.FromScope != fact.TreeScope {
				line += " of " + string(f.FromScope)
			}
			return line
		}
		return line + " " + showText(f.Content)
	case *fact.Comment:
		return "comment" + showText(f.Text)
	case *fact.Job:
		return "every " + showText(f.Schedule)
	default: // this front end makes no others
		return string(f.Kind())
	}
}

func in(dir source.Text) string {
	if dir.Len() == 0 {
		return ""
	}
	return " in " + showText(dir)
}

func show(v *fact.Value) string {
	if v == nil {
		return "nothing"
	}
	return showText(v.Text)
}

func showText(t source.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		if p.Hole {
			b.WriteString("‹" + p.Span.File.Content(p.Span.Start, p.Span.End) + "›")
			continue
		}
		b.WriteString(p.Text.Reveal())
	}
	return strings.ReplaceAll(b.String(), "\n", "⏎")
}

type fileTest struct{ name, text, want string }

// runTable lowers files whose first stage begins FROM a, which is not shown.
func runTable(t *testing.T, tests []fileTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(test.text)
			facttest.CheckLaws(t, facts)
			got := strings.TrimPrefix(printed(facts), "stage 0 from a\n")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			for _, n := range notices {
				t.Errorf("notice: %s", n.Message)
			}
		})
	}
}

func TestRunGivesTheShellItsLine(t *testing.T) {
	runTable(t, []fileTest{
		{"shell-form", "FROM a\nRUN dig x | sh\n", "RUN {dig x | sh}"},
		{"continued", "FROM a\nRUN dig \\\n  x \\  \n&& y\n", "RUN {dig   x && y}"},
		{"continued-crlf", "FROM a\r\nRUN dig \\\r\n x\r\nRUN y\r\n", "RUN {dig  x}\nRUN {y}"},
		{"comment-and-empty-line-between", "FROM a\nRUN dig \\\n  # why\n\n x\n", "comment why\nRUN {dig  x}"},
		{"escape-that-is-escaped", "FROM a\nRUN dig \\\\\nRUN y\n", "RUN {dig \\\\}\nRUN {y}"},
		{"escape-directive-with-a-shell", "# escape=`\nFROM a\nSHELL [\"sh\",\"-c\"]\nRUN dig `\n x\\\n", "comment escape=`\nstage 0 from a\nRUN posix{dig  x\\}"},
		{"list", "FROM a\nRUN [\"dig\", \"a\\u0020\\\"b\\\"\"]\n", "run [dig|a \"b\"]"},
		{"broken-list-is-shell", "FROM a\nRUN ['dig']\n", "RUN {['dig']}"},
		{"flags", "FROM a\nRUN --network=none --mount=type=cache,target=/c dig x\n", "RUN {dig x}"},
		{"bound-files", "FROM a\nRUN --mount=type=bind,source=s,target=/t --mount=target=/u sh /t/a\n", "write /t from s\nwrite /u from .\nRUN {sh /t/a}"},
		{"script", "FROM a\nRUN <<EOF\ndig x\n$y\nEOF\nRUN z\n", "RUN {dig x⏎$y⏎}\nRUN {z}"},
		{"script-of-a-shell", "FROM a\nRUN <<-'EOF'\n\t#!/bin/bash\n\tdig x\n\tEOF\n", "RUN {#!/bin/bash⏎dig x⏎}"},
		{"script-of-another-program", "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n", "stage 0 from a"},
		{"here-documents-of-commands", "FROM a\nRUN bash <<E && cat <<F > /f\nx\nE\ny\nF\n", "RUN {bash <<E && cat <<F > /f⏎x⏎E⏎y⏎F⏎}"},
		{"shell", "FROM a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN dig x\n", "RUN bash{dig x}"},
		{"powershell", "FROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN Get-Date\nRUN [\"sh\", \"x\"]\n", "run [sh|x]"},
		{"windows", "FROM mcr.microsoft.com/windows/nanoserver\nRUN dir\n", "stage 0 from mcr.microsoft.com/windows/nanoserver"},
		{"on-build", "FROM a\nONBUILD RUN <<E\ndig x\nE\n", "maybe RUN {dig x⏎}"},
		{"working-directory", "FROM a\nWORKDIR /a\nWORKDIR b\nRUN x\n", "RUN {x} in /a/b"},
		{"lower-case", "from a\nrun x\n", "RUN {x}"},
		{"part-of-a-file", "RUN x\n", "stage 0 from nothing\nRUN {x}"},
	})
}

func TestVariablesStandForTheirValues(t *testing.T) {
	runTable(t, []fileTest{
		{"env", "FROM a\nENV A=b C=\"d $A\"\nENV E f  $A\nCOPY x /$A/${E}\n", "let A=b\nlet C=d ‹$A›\nlet E=f  b\nwrite /b/f  b from x"},
		{"quotes", "FROM a\nENV A='$b' B=c\\ d C=\"\\\"e\"\n", "let A=$b\nlet B=c d\nlet C=\"e"},
		{"argument-with-a-default", "FROM a\nARG D=/opt\nCOPY x $D/\n", "let D=/opt\nwrite /opt/ from x"},
		{"argument-without", "FROM a\nARG D\nCOPY x /o/$D\n", "write /o/‹D› from x"},
		{"argument-of-all-stages", "ARG V=3 W=4\nFROM a:$V\nARG V\nENV X=$V Y=$W\n", "let V=3\nlet W=4\nstage 0 from a:3\nlet X=3\nlet Y=‹$W›"},
		{"default", "FROM a\nCOPY x ${D:-/opt/${E-y}}/\n", "write /opt/y/ from x"},
		{"alternative", "FROM a\nARG D=e\nCOPY x /o${D:+/y}/\nCOPY x /o${Z:+/y}/\n", "let D=e\nwrite /o/y/ from x\nwrite /o‹${Z:+/y}›/ from x"},
		{"cut-value-is-unknown", "FROM a\nARG D=e\nCOPY x /o/${D#e}\n", "let D=e\nwrite /o/‹${D#e}› from x"},
		{"of-the-image-below", "FROM a AS b\nENV A=x\nARG C=y\nFROM b\nCOPY x /$A\n", "stage b from a\nlet A=x\nlet C=y\nstage 1 from b = Dockerfile stage 0\nwrite /x from x"},
	})
}

func TestCopiesNameWhatTheyTake(t *testing.T) {
	runTable(t, []fileTest{
		{"file", "FROM a\nCOPY x /y\n", "write /y from x"},
		{"from-the-root-of-the-context", "FROM a\nADD --chown=a:b --chmod=755 /x /y/\n", "write /y/ from x"},
		{"several", "FROM a\nCOPY a b /y\n", "write /y/ from a\nwrite /y/ from b"},
		{"list", "FROM a\nCOPY [\"a b\", \"/y/\"]\n", "write /y/ from a b"},
		{"below-the-working-directory", "FROM a\nWORKDIR /w\nCOPY . .\nCOPY x ./y/\n", "write /w/ from .\nwrite /w/y/ from x"},
		{"from-a-stage", "FROM a AS b\nFROM a\nCOPY --from=b /x /y\nCOPY --from=0 /x /z\n", "stage b from a\nstage 1 from a\nwrite /y from /x of Dockerfile stage 0\nwrite /z from /x of Dockerfile stage 0"},
		{"from-an-image", "FROM a\nCOPY --from=busybox /x /y\n", "stage 0 from a"},
		{"from-the-network", "FROM a\nADD https://example.com/x /y\n", "stage 0 from a"},
		{"here-document", "FROM a\nENV R=8.8.8.8\nCOPY <<E /etc/cron.d/x\n@daily root dig @$R\nE\n", "let R=8.8.8.8\nwrite /etc/cron.d/x @daily root dig @8.8.8.8⏎"},
		{"quoted-here-documents", "FROM a\nCOPY <<'a' <<-\"b\" c /y/\n$A\na\n\t$B\n\tb\n", "write /y/a $A⏎\nwrite /y/b $B⏎\nwrite /y/ from c"},
	})
}

func TestAContainerStartsItsLastProgram(t *testing.T) {
	runTable(t, []fileTest{
		{"list", "FROM a\nCMD [\"a\"]\nCMD [\"crond\", \"-f\"]\n", "run [crond|-f]"},
		{"shell", "FROM a\nCMD crond -f\n", "CMD {crond -f}"},
		{"arguments", "FROM a\nENTRYPOINT [\"/e.sh\"]\nCMD [\"b\"]\n", "run [/e.sh|b]"},
		{"script-without-arguments", "FROM a\nENTRYPOINT /e.sh\nCMD [\"b\"]\n", "ENTRYPOINT {/e.sh}"},
		{"inherited", "FROM a AS b\nCMD [\"x\"]\nFROM b\n", "stage b from a\nrun [x]\nstage 1 from b = Dockerfile stage 0\nrun [x]"},
		{"entrypoint-forgets", "FROM a AS b\nCMD [\"x\"]\nFROM b\nENTRYPOINT [\"y\"]\n", "stage b from a\nrun [x]\nstage 1 from b = Dockerfile stage 0\nrun [y]"},
		{"health", "FROM a\nHEALTHCHECK --interval=5m CMD dig x\nHEALTHCHECK CMD [\"dig\"]\nHEALTHCHECK NONE\n", "every 5m\nHEALTHCHECK {dig x}\nevery 30s\nrun [dig]"},
	})
}

func TestWhatIsNoInstructionIsANotice(t *testing.T) {
	for text, want := range map[string]string{
		"FROM a\nRUN <<E\nx\n":                       "a here-document has no end",
		"FROM a\n" + strings.Repeat("{{ x }}\n", 30): strings.TrimSpace(strings.Repeat("no instruction of a Dockerfile ", 10)),
	} {
		_, notices := lower(text)
		var got []string
		for _, n := range notices {
			got = append(got, n.Message)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Error(diff)
		}
	}
}

func TestDockerfilesAreKnownByNameAndBeginning(t *testing.T) {
	for name, want := range map[string]bool{
		"Dockerfile": true, "a/Containerfile": true, "Dockerfile.dev": true, "web.dockerfile": true, "Dockerfile-alpine": true,
		"dockerfile.md": false, "Dockerfile.j2": false, "file.docker": false, ".dockerignore": false,
	} {
		head := "# x\n\nFROM a\n"
		if strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".j2") {
			head = "{% x %}\nFROM a\n"
		}
		if _, got := dockerfile.FrontEnd().Claims(name, []byte(head)); got != want {
			t.Errorf("%s is claimed: %v", name, got)
		}
	}
}
