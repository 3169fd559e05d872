package shell_test

import (
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
