package shell_test

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/shell"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lower gives the facts and notices of a script of raw bytes.
func lower(script string) ([]fact.Fact, []fact.Notice) {
	return lowerAs(script, fact.DialectBash)
}

func lowerAs(script string, dialect fact.Dialect) (facts []fact.Fact, notices []fact.Notice) {
	file := source.NewFile("run.sh", []byte(script))
	root := &fact.Document{Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: "run.sh"}
	unit := &fact.Unit{
		Texts: []fact.Source{{Path: "run.sh", Text: file.Text()}}, Language: fact.LanguageShell, Dialect: dialect, Path: "run.sh", Root: root,
	}
	shell.Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

// checkLaws holds every span of the facts against its file.
func checkLaws(t *testing.T, facts []fact.Fact) {
	t.Helper()
	for _, f := range facts {
		checkSpan(t, f.At())
		if f.Parent() == nil {
			t.Errorf("%s without a parent", f.Kind())
		}
		for _, text := range textsOf(f) {
			checkText(t, text)
		}
	}
}

func textsOf(f fact.Fact) []source.Text {
	switch f := f.(type) {
	case *fact.Command:
		texts := append([]source.Text{f.Stdin, f.Stdout.Path}, f.Argv...)
		for _, a := range f.Env {
			texts = append(texts, a.Name, a.Value)
		}
		return texts
	case *fact.Literal:
		return []source.Text{f.Name, f.Value}
	case *fact.FileWrite:
		return []source.Text{f.Path, f.Content, f.From, f.Mode}
	case *fact.Ref:
		return []source.Text{f.Target, f.Dir}
	case *fact.Comment:
		return []source.Text{f.Text}
	default: // the others hold no text
		return nil
	}
}

func checkSpan(t *testing.T, s source.Span) {
	t.Helper()
	if s.File == nil || s.Start < 0 || s.Start > s.End || s.End > s.File.Len() {
		t.Errorf("span %d to %d is outside its file", s.Start, s.End)
	}
}

func checkText(t *testing.T, text source.Text) {
	t.Helper()
	for _, p := range text.Parts() {
		if p.Span.IsZero() {
			continue
		}
		checkSpan(t, p.Span)
		if p.Exact && p.Text.Reveal() != p.Span.File.Content(p.Span.Start, p.Span.End) {
			t.Errorf("an exact part at %d differs from its source", p.Span.Start)
		}
	}
}
