package schedule

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// printed lowers a file and prints its facts and notices, one a line, each
// below its parent and with the source under its span where that says more.
func printed(t *testing.T, path, content string) string {
	t.Helper()
	return printedText(t, path, source.NewFile(path, []byte(content)).Text())
}

func printedText(t *testing.T, path string, text source.Text) string {
	t.Helper()
	root := &fact.Document{Node: fact.NewNode(text.Span(), nil, fact.Always), Path: path, Language: fact.LanguageSchedule}
	unit := &fact.Unit{Texts: []fact.Source{{Path: path, Text: text}}, Language: fact.LanguageSchedule, Path: path, Root: root}
	var lines []string
	emit := func(f fact.Fact) {
		depth := 0
		for p := f.Parent(); p != nil && p != fact.Fact(root); p = p.Parent() {
			depth++
		}
		line := strings.Repeat("  ", depth) + printedFact(f)
		if f.Certainty() == fact.Maybe {
			line += " maybe"
		}
		lines = append(lines, line)
	}
	lower(unit, emit, func(n fact.Notice) {
		lines = append(lines, fmt.Sprintf("notice %s %q", n.Type, under(n.At)))
	})
	return strings.Join(lines, "\n")
}

func printedFact(f fact.Fact) string {
	tri := map[fact.Tri]string{fact.Yes: "yes", fact.No: "no", fact.Unknown: "unknown"}
	switch f := f.(type) {
	case *fact.Job:
		trigger := map[fact.Trigger]string{fact.OnBoot: " boot", fact.OnEvent: " event", fact.OnInterval: " interval"}[f.Trigger]
		user := ""
		if f.User.Len() > 0 {
			user = " user=" + shown(f.User)
		}
		if f.Zone.Len() > 0 {
			user += " zone=" + shown(f.Zone)
		}
		return fmt.Sprintf("job [%s]%s rare=%s enabled=%s%s at %q", shown(f.Schedule), trigger, tri[f.Rare], tri[f.Enabled], user, under(f.At()))
	case *fact.Embedded:
		return fmt.Sprintf("embedded %s %q", f.Dialect, shown(f.Content))
	case *fact.Command:
		argv := make([]string, len(f.Argv))
		for i, a := range f.Argv {
			argv[i] = shown(a)
		}
		return fmt.Sprintf("command %q at %q", argv, under(f.At()))
	case *fact.Literal:
		return fmt.Sprintf("literal %s=%s", shown(f.Name), shown(f.Value))
	case *fact.Ref:
		return fmt.Sprintf("ref %s %s at %q", f.How, shown(f.Target), under(f.At()))
	case *fact.Comment:
		return fmt.Sprintf("comment %q", shown(f.Text))
	default:
		return string(f.Kind())
	}
}

func shown(t source.Text) string {
	return strings.ReplaceAll(t.Reveal(), string(source.Hole), "<hole>")
}

func under(s source.Span) string {
	if s.IsZero() {
		return ""
	}
	return s.File.Content(s.Start, s.End)
}

type lowerCase struct{ name, path, content, want string }

func runLower(t *testing.T, cases []lowerCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.TrimSpace(c.want), printed(t, c.path, c.content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
