package shell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/shell"
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
	case *fact.Command:
		words := make([]string, len(f.Argv))
		for i, a := range f.Argv {
			words[i] = show(a)
		}
		line := "run [" + strings.Join(words, "|") + "]"
		if f.Stdin.Len() > 0 {
			line += " < " + show(f.Stdin)
		}
		if f.Stdout.Path.Len() > 0 {
			line += " > " + show(f.Stdout.Path)
		}
		return line
	case *fact.Literal:
		return "let " + show(f.Name) + "=" + show(f.Value)
	case *fact.FileWrite:
		op := "write "
		if f.Append {
			op = "append "
		}
		return op + show(f.Path) + " " + show(f.Content)
	case *fact.Function:
		return "function " + f.Name
	case *fact.Ref:
		return f.How + " " + show(f.Target)
	case *fact.Comment:
		return "comment" + show(f.Text)
	default: // this front end makes no others
		return string(f.Kind())
	}
}

// show gives a value with its holes, and where it is not spelled as it reads,
// the source text under its span.
func show(t source.Text) string {
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

// under gives the source text under the span of a text.
func under(t source.Text) string {
	s := t.Span()
	if s.IsZero() {
		return ""
	}
	return s.File.Content(s.Start, s.End)
}

type scriptTest struct{ name, script, want string }

func runTable(t *testing.T, tests []scriptTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(test.script)
			facttest.CheckLaws(t, facts)
			if diff := cmp.Diff(test.want, printed(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 {
				t.Errorf("notice: %s", notices[0].Message)
			}
		})
	}
}

func TestWordsReadAsTheShellReadsThem(t *testing.T) {
	runTable(t, []scriptTest{
		{"plain", `dig example.com`, "run [dig|example.com]"},
		{"single-quotes", `dig 'a $b \c'`, `run [dig|a $b \c]`},
		{"double-quotes", `dig "a \"b\" \c"`, `run [dig|a "b" \c]`},
		{"joined-quotes", `dig a"b"'c'\d`, "run [dig|abcd]"},
		{"empty-word", `dig "" x`, "run [dig||x]"},
		{"ansi-quotes", `dig $'a\tb\x41\101\u00e9'`, "run [dig|a\tbAAé]"},
		{"ansi-hole-is-no-hole", `dig $'\ufdd0'`, "run [dig|\uFFFD]"},
		{"locale-quotes", `dig $"a"`, "run [dig|a]"},
		{"continued-line", "dig a\\\nb", "run [dig|ab]"},
		{"continued-line-crlf", "dig a\\\r\nb\r\n", "run [dig|ab]"},
		{"crlf", "dig a\r\ndig b\r\n", "run [dig|a]\nrun [dig|b]"},
		{"unknown-variable", `dig @$s "$t x"`, "run [dig|@‹$s›|‹$t› x]"},
		{"arithmetic", `dig $((1 + 2))`, "run [dig|‹$((1 + 2))›]"},
		{"comment", "# hiyari:ignore x\ndig a # why\n", "comment hiyari:ignore x\ncomment why\nrun [dig|a]"},
		{"comment-at-the-end", "dig a\n# last\n", "comment last\nrun [dig|a]"},
		{"comments-alone", "# only\n", "comment only"},
		{"hash-in-a-word", "dig a#b", "run [dig|a#b]"},
	})
}

func TestVariablesKeepTheirValuesUntilTheyAreInDoubt(t *testing.T) {
	runTable(t, []scriptTest{
		{"assignment", "a=x\ndig $a", "let a=x\nrun [dig|x]"},
		{"export", "export a=x\ndig $a", "let a=x\nrun [dig|x]"},
		{"local", "f() { local a=$1; dig $a; }\nf x", "run [f|x]\nfunction f\nlet a=x\nrun [dig|x]\ncalls f"},
		{"append", "a=x\na+=y\ndig $a", "let a=x\nlet a=y\nrun [dig|xy]"},
		{"split", "a='x y'\ndig $a", "let a=x y\nrun [dig|x|y]"},
		{"quoted-is-not-split", "a='x y'\ndig \"$a\"", "let a=x y\nrun [dig|x y]"},
		{"before-a-command", "A=x B= dig y", "run [dig|y]\nlet A=x"},
		{"before-a-command-does-not-last", "A=x dig y\necho $A", "run [dig|y]\nlet A=x\nrun [echo|‹$A›]"},
		{"default-of-unset", "dig ${a:-x}", "run [dig|x]"},
		{"default-of-set", "a=y\ndig ${a:-x}", "let a=y\nrun [dig|y]"},
		{"alternative", "dig ${a:+x}", "run [dig|‹${a:+x}›]"},
		{"cut", "a=x.y\ndig ${a%.*}", "let a=x.y\nrun [dig|x]"},
		{"array", "a=(x 'y z')\ndig \"${a[@]}\"", "let a=x\nlet a=y z\nrun [dig|x|y z]"},
		{"array-element", "a=(x)\ndig ${a[0]}", "let a=x\nrun [dig|x]"},
		{"branch", "a=x\nif b; then a=y; fi\ndig $a", "let a=x\nrun [b]\nlet a=y\nrun [dig|‹y›]"},
		{"branch-first-value", "if b; then a=y; fi\ndig $a", "run [b]\nlet a=y\nrun [dig|y]"},
		{"branch-same-value", "a=x\nif b; then a=x; fi\ndig $a", "let a=x\nrun [b]\nlet a=x\nrun [dig|x]"},
		{"branch-inside", "a=x\nif b; then a=y; dig $a; fi", "let a=x\nrun [b]\nlet a=y\nrun [dig|y]"},
		{"branch-of-array", "a=(x)\nif b; then a=(y); fi\ndig ${a[@]}", "let a=x\nrun [b]\nlet a=y\nrun [dig|‹${a[@]}›]"},
		{"case", "a=x\ncase $1 in b) a=y;; esac\ndig $a", "let a=x\nlet a=y\nrun [dig|‹y›]"},
		{"while", "a=x\nwhile b; do a=y; done\ndig $a", "let a=x\nrun [b]\nlet a=y\nrun [dig|‹y›]"},
		{"subshell", "a=x\n(a=y)\ndig $a", "let a=x\nlet a=y\nrun [dig|x]"},
		{"read", "a=x\nread -r a\ndig $a", "let a=x\nrun [read|-r|a]\nrun [dig|‹$a›]"},
		{"unset", "a=x\nunset a\ndig $a", "let a=x\nrun [unset|a]\nrun [dig|‹$a›]"},
		{"set-arguments", "set -- x y\ndig $2 \"$@\"", "run [set|--|x|y]\nrun [dig|y|x|y]"},
		{"shift", "set -- x y\nshift\ndig $1", "run [set|--|x|y]\nrun [shift]\nrun [dig|y]"},
	})
}

func TestLoopsAreFollowedWordByWord(t *testing.T) {
	runTable(t, []scriptTest{
		{"words", "for i in a b; do dig $i; done", "run [dig|a]\nrun [dig|b]"},
		{"variable", "l='a b'\nfor i in $l; do dig $i; done", "let l=a b\nrun [dig|a]\nrun [dig|b]"},
		{"array", "l=(a b)\nfor i in \"${l[@]}\"; do dig $i; done", "let l=a\nlet l=b\nrun [dig|a]\nrun [dig|b]"},
		{"unknown", "for i in $l; do dig $i; done", "run [dig|‹$l›]"},
		{"too-many", "for i in " + strings.Repeat("a ", 17) + "; do dig $i; done", "run [dig|‹i in " + strings.Repeat("a ", 16) + "a›]"},
		{"numbers", "for ((i=0; i<2; i++)); do dig $i; done", "run [dig|‹$i›]"},
	})
}

func TestFunctionsAreFollowedByTheirCalls(t *testing.T) {
	runTable(t, []scriptTest{
		{"argument", "f() { dig $1; }\nf x", "run [f|x]\nfunction f\nrun [dig|x]\ncalls f"},
		{"two-calls", "f() { dig $1; }\nf x\nf y", "run [f|x]\nfunction f\nrun [dig|x]\ncalls f\nrun [f|y]\nfunction f\nrun [dig|y]\ncalls f"},
		{"all-arguments", "f() { dig \"$@\"; }\nf x 'y z'", "run [f|x|y z]\nfunction f\nrun [dig|x|y z]\ncalls f"},
		{"declared-later", "g() { f x; }\nf() { dig $1; }\ng", "run [g]\nfunction g\nrun [f|x]\nfunction f\nrun [dig|x]\ncalls f\ncalls g"},
		{"recursion", "f() { dig $1; f $1; }\nf x", "run [f|x]\nfunction f\nrun [dig|x]\nrun [f|x]\ncalls f"},
		{"never-called", "f() { dig x; }", "maybe function f\nmaybe run [dig|x]"},
		{"arguments-do-not-last", "f() { :; }\nf x\ndig $1 $@", "run [f|x]\nfunction f\nrun [:]\ncalls f\nrun [dig|‹$1›|‹$@›]"},
		{"variables-last", "f() { a=x; }\nf\ndig $a", "run [f]\nfunction f\nlet a=x\ncalls f\nrun [dig|x]"},
	})
}

func TestInputAndOutputAreFollowed(t *testing.T) {
	runTable(t, []scriptTest{
		{"heredoc", "sh <<E\na $b \\$c\nE\n", "run [sh] < a ‹$b› $c⏎"},
		{"heredoc-quoted", "sh <<'E'\na $b \\$c\nE\n", "run [sh] < a $b \\$c⏎"},
		{"heredoc-tabs", "sh <<-E\n\t\ta\n\tb\n\tE\n", "run [sh] < a⏎b⏎"},
		{"heredoc-quoted-tabs", "sh <<-'E'\n\t\ta\n\tE\n", "run [sh] < a⏎"},
		{"heredoc-crlf", "sh <<E\r\na\r\nE\r\ndig b\r\n", "run [sh] < a⏎\nrun [dig|b]"},
		{"here-string", "sh <<< 'dig a'", "run [sh] < dig a⏎"},
		{"pipe", "echo 'dig a' | sh", "run [echo|dig a]\nrun [sh] < dig a⏎"},
		{"pipe-to-crontab", `printf '%s\n' '* * * * * a' | crontab -`, "run [printf|%s\\n|* * * * * a]\nrun [crontab|-] < * * * * * a⏎"},
		{"pipe-of-group", "(crontab -l; echo '@daily a') | crontab -", "run [crontab|-l]\nrun [echo|@daily a]\nrun [crontab|-] < ‹crontab -l;›⏎@daily a⏎"},
		{"pipe-of-unknown", "curl x | sh", "run [curl|x]\nrun [sh]"},
		{"base64", "echo ZGlnIGE= | base64 -d | sh", "run [echo|ZGlnIGE=]\nrun [base64|-d] < ZGlnIGE=⏎\nrun [sh] < dig a"},
		{"base64-of-unknown", "echo $x | base64 -d | sh", "run [echo|‹$x›]\nrun [base64|-d] < ‹$x›⏎\nrun [sh]"},
		{"echo", "dig $(echo a)", "run [echo|a]\nrun [dig|a]"},
		{"echo-escapes", `dig "$(echo -e 'a\tb')"`, "run [echo|-e|a\\tb]\nrun [dig|a\tb]"},
		{"printf", "dig $(printf '%s.%s' a b)", "run [printf|%s.%s|a|b]\nrun [dig|a.b]"},
		{"printf-repeats", "dig \"$(printf '%s,' a b)\"", "run [printf|%s,|a|b]\nrun [dig|a,b,]"},
		{"printf-unknown-verb", "dig $(printf %x 1)", "run [printf|%x|1]\nrun [dig|‹$(printf %x 1)›]"},
		{"cat-heredoc", "a=$(cat <<E\nx\nE\n)\ndig $a", "run [cat] < x⏎\nlet a=x\nrun [dig|x]"},
		{"backquotes", "dig `echo a`", "run [echo|a]\nrun [dig|a]"},
		{"unknown-output", "dig $(hostname)", "run [hostname]\nrun [dig|‹$(hostname)›]"},
		{"write", "echo a > /f", "run [echo|a] > /f\nwrite /f a⏎"},
		{"write-more", "echo a >> /f", "run [echo|a] > /f\nappend /f a⏎"},
		{"write-heredoc", "cat > /f <<E\na\nE\n", "run [cat] < a⏎ > /f\nwrite /f a⏎"},
		{"write-unknown", "curl a > /f", "run [curl|a] > /f\nwrite /f ‹curl a > /f›"},
		{"write-group", "{ echo a; echo b; } > /f", "run [echo|a]\nrun [echo|b]\nwrite /f a⏎b⏎"},
		{"write-to-device", "echo a > /dev/null", "run [echo|a] > /dev/null"},
		{"error-output-is-no-write", "a 2> /f", "run [a]"},
		{"process-substitution", "sh <(echo a)", "run [echo|a]\nwrite /dev/fd/3 a⏎\nrun [sh|/dev/fd/3]"},
	})
}

func TestSpansLeadToWhatWasTyped(t *testing.T) {
	for _, test := range []scriptTest{
		{"word", "dig @192.0.2.1", "@192.0.2.1"},
		{"quotes", "dig \"a b\"", "a b"},
		{"escape", `dig a\ b`, `a\ b`},
		{"variable", "s=192.0.2.1\ndig $s", "192.0.2.1"},
		{"prefixed-variable", "s=192.0.2.1\ndig @$s", "@"},
		{"argument", "f() { dig $1; }\nf 192.0.2.1", "192.0.2.1"},
		{"echo", "dig $(echo 192.0.2.1)", "192.0.2.1"},
		{"behind-latin-1", "# \xe9\xe8\ndig 192.0.2.1", "192.0.2.1"},
		{"inside-latin-1", "dig caf\xe9", "caf\xe9"},
		{"behind-bom", "\xef\xbb\xbfdig 192.0.2.1", "192.0.2.1"},
		{"unknown", "dig \"$s\"", "$s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, _ := lower(test.script)
			facttest.CheckLaws(t, facts)
			for _, f := range facts {
				if c, ok := f.(*fact.Command); ok && c.Argv[0].Equal("dig") {
					if got := under(c.Argv[1]); got != test.want {
						t.Errorf("got %q, want %q", got, test.want)
					}
					return
				}
			}
			t.Error("no dig")
		})
	}
}

func TestParseErrorsCostTheirOwnLines(t *testing.T) {
	for _, test := range []struct {
		name, script, want string
		notices            int
	}{
		{"between", "dig a\n)\ndig b\n", "run [dig|a]\nrun [dig|b]", 1},
		{"first", "fi\ndig b\n", "run [dig|b]", 1},
		{"same-line", "dig a; )\ndig b\n", "run [dig|a]\nrun [dig|b]", 1},
		{"unclosed-if", "if a; then\ndig b\n", "run [dig|b]", 1},
		{"unclosed-quote", "dig a\necho \"x\ndig b\n", "run [dig|a]\nrun [dig|b]", 1},
		{"at-the-end", "dig a\ndig ${", "run [dig|a]", 1},
		{"yielded-twice", "dig a\n<<-'b\n\tc\n'd&\n", "run [dig|a]\nrun [c]", 2},
		{"two", "dig a\n)\ndig b\n)\ndig c", "run [dig|a]\nrun [dig|b]\nrun [dig|c]", 2},
		{"archive-behind-exit", "dig a\nexit 0\n((\x01'\n", "run [dig|a]\nrun [exit|0]", 0},
		{"other-language-behind-exec", "dig a\nexec tclsh \"$0\"\nproc f {} {\n  return {a b)}\n}\n", "run [dig|a]\nrun [exec|tclsh|‹$0›]", 0},
		{"exit-under-a-condition", "dig a || exit\n)\ndig b\n", "run [dig|a]\nrun [exit]\nrun [dig|b]", 1},
		{"exec-of-redirections", "exec 2>&1\n)\ndig b\n", "run [exec]\nrun [dig|b]", 1},
		{"none", "dig a\ndig b\n", "run [dig|a]\nrun [dig|b]", 0},
		{"too-deep", "dig a\n" + nest("(", ":", ")", 5000) + "\ndig b\n", "run [dig|a]\nrun [dig|b]", 1},
		{"too-long-a-chain", "dig a\n" + strings.Repeat(": && ", 5000) + ":\ndig b\n", "run [dig|a]\nrun [dig|b]", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(test.script)
			facttest.CheckLaws(t, facts)
			if diff := cmp.Diff(test.want, printed(facts)); diff != "" {
				t.Error(diff)
			}
			for _, n := range notices {
				facttest.CheckSpan(t, n.At)
			}
			if len(notices) != test.notices {
				t.Errorf("%d notices, want %d", len(notices), test.notices)
			}
		})
	}
}

func TestPatchesAreNoScripts(t *testing.T) {
	for _, name := range []string{"debian/patches/10_fix.dpatch", "fix.patch", "a.diff"} {
		if dialect, ok := shell.FrontEnd().Claims(name, []byte("#!/bin/sh -e\n--- a/x.c\n+++ b/x.c\n")); ok {
			t.Errorf("%s is read as %s", name, dialect)
		}
	}
}

func TestOddEncodingsGiveTheSameFacts(t *testing.T) {
	script := "s=192.0.2.1 # %s\n# %[1]s\ndig @$s %[1]s\ncat > /f <<E\n%[1]s\n* * * * * dig\nE\n"
	for name, odd := range map[string]string{
		"utf-8": "\u6f22", "latin-1": "\xe9\xe8\xe9", "euc-jp": "\xb4\xc1\xbb", "shift-jis": "\x8a\xbf\x8a",
	} {
		t.Run(name, func(t *testing.T) {
			facts, notices := lower(fmt.Sprintf(script, odd))
			facttest.CheckLaws(t, facts)
			shown := "???"
			if name == "utf-8" {
				shown = odd
			}
			want := strings.ReplaceAll("comment X\ncomment X\nlet s=192.0.2.1\nrun [dig|@192.0.2.1|X]\nrun [cat] < X⏎* * * * * dig⏎ > /f\nwrite /f X⏎* * * * * dig⏎", "X", shown)
			if diff := cmp.Diff(want, printed(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 {
				t.Errorf("notice: %s", notices[0].Message)
			}
		})
	}
}
