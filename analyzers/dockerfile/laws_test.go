package dockerfile_test

import (
	"github.com/hiyari/hiyari/analyzers/dockerfile"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lower gives the facts and notices of a Dockerfile of raw bytes.
func lower(text string) (facts []fact.Fact, notices []fact.Notice) {
	file := source.NewFile("Dockerfile", []byte(text))
	root := &fact.Document{Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: "Dockerfile"}
	unit := &fact.Unit{
		Texts: []fact.Source{{Path: "Dockerfile", Text: file.Text()}}, Language: fact.LanguageDockerfile, Path: "Dockerfile", Root: root,
	}
	dockerfile.Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}
