package golang

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// tree serves the files of a test, as the worklist does.
type tree map[string]*source.File

func (t tree) Read(name string) (*source.File, error) {
	if f := t[path.Clean(name)]; f != nil {
		return f, nil
	}
	return nil, fs.ErrNotExist
}

func (t tree) List(dir string) ([]fs.DirEntry, error) {
	listed := fstest.MapFS{}
	for name := range t {
		listed[name] = &fstest.MapFile{}
	}
	return fs.ReadDir(listed, path.Clean(dir))
}

// lowered gives the facts and notices of the folder that holds the first file.
func lowered(files []txtar.File) (facts []fact.Fact, notices []fact.Notice) {
	t := tree{}
	for _, f := range files {
		t[f.Name] = source.NewFile(f.Name, f.Data)
	}
	dir := path.Dir(files[0].Name)
	unit := &fact.Unit{Language: fact.LanguageGo, Path: dir, Files: t, Root: document(t[files[0].Name])}
	for _, f := range files {
		if path.Dir(f.Name) == dir && path.Ext(f.Name) == ".go" {
			unit.Texts = append(unit.Texts, fact.Source{Path: f.Name, Text: t[f.Name].Text(), Document: document(t[f.Name])})
		}
	}
	FrontEnd().Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

func document(f *source.File) *fact.Document {
	return &fact.Document{Node: fact.NewNode(source.Span{File: f, End: f.Len()}, nil, fact.Always), Path: f.Path()}
}

// printed gives one line for each fact, indented by what it sits in.
func printed(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		line := printFact(f)
		for up := f.Parent(); up != nil && up.Kind() != fact.KindDocument; up = up.Parent() {
			line = "  " + line
		}
		if f.Certainty() == fact.Maybe {
			line += " maybe"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func printFact(f fact.Fact) string {
	switch f := f.(type) {
	case *fact.Function:
		return "func " + f.Name
	case *fact.Literal:
		return "let " + show(f.Name) + "=" + show(f.Value)
	case *fact.Call:
		name := path.Base(f.Package) + "."
		if f.Receiver != "" {
			name += f.Receiver + "."
		}
		var args []string
		for _, arg := range f.Args {
			args = append(args, showValue(arg))
		}
		words := []string{fmt.Sprintf("%s%s(%s)", name, f.Function, strings.Join(args, ", "))}
		for _, set := range f.Set {
			words = append(words, show(set.Name)+"="+showValue(set.Value))
		}
		return strings.Join(words, " ")
	case *fact.Ref:
		if f.Symbol != "" {
			return f.How + " " + show(f.Target) + " in " + f.Symbol
		}
		return f.How + " " + show(f.Target)
	case *fact.Job:
		return "job every " + show(f.Schedule)
	case *fact.Comment:
		return "comment" + show(f.Text)
	default: // this front end makes no others
		return string(f.Kind())
	}
}

// show gives a value, holes as ‹what is written there›.
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

func showValue(v *fact.Value) string {
	switch v.Form {
	case fact.Scalar:
		return show(v.Text)
	case fact.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, showValue(item))
		}
		return "[" + strings.Join(items, " ") + "]"
	case fact.Object:
		var entries []string
		for _, entry := range v.Entries {
			entries = append(entries, show(entry.Name)+":"+showValue(entry.Value))
		}
		return "{" + strings.Join(entries, " ") + "}"
	case fact.Null:
		return "nil"
	default: // a hole
		return "‹" + v.At.File.Content(v.At.Start, v.At.End) + "›"
	}
}

// argument is the nth argument of the first call.
func argument(facts []fact.Fact, n int) source.Text {
	for _, f := range facts {
		if c, ok := f.(*fact.Call); ok {
			return c.Args[n].Text
		}
	}
	return source.Text{}
}
