package analyzers

import (
	"io/fs"

	"github.com/hiyari/hiyari/analyzers/derive"
	"github.com/hiyari/hiyari/analyzers/fact"
)

// Complete makes a project of a unit that a driver of its own has lowered, such
// as go vet: what is embedded in it is lowered, links are found, domain facts
// derived. Each document is that of a whole file; there are no other files.
func Complete(documents []*fact.Document, facts []fact.Fact) *fact.Project {
	l := newLoader(noFiles{}, Options{})
	for _, doc := range documents {
		file := doc.At().File
		l.project.Add(doc)
		l.hold(doc, file.Text())
		l.documents[doc.Path] = append(l.documents[doc.Path], doc)
		l.project.Files = append(l.project.Files, file)
		l.project.Stats.Scanned++
	}
	for _, f := range facts {
		l.take(f, 0)
	}
	return l.complete()
}

// noFiles is a tree without files.
type noFiles struct{}

// Open finds nothing.
func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// complete runs the worklist to its end and adds what follows from it.
func (l *loader) complete() *fact.Project {
	l.settle()
	l.settlePlans()
	l.linkCalls()
	l.linkSymbols()
	l.callStarters()
	l.switchUnits()
	l.removeFiles()
	l.credentials()
	derive.Derive(l.project)
	l.project.Finish()
	return l.project
}
