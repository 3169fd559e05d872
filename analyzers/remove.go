package analyzers

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxRemovals bounds what each job's file is held against.
const maxRemovals = 1_000

// remove switches off the jobs of files that are removed behind the place that
// writes them, in the same file and on the same machine. What another file
// removes, such as a script that uninstalls, may never run.
func (l *loader) remove() {
	if len(l.removals) == 0 {
		return
	}
	writes := map[fact.Scope][]*fact.Document{}
	for job := range fact.All[*fact.Job](l.project) {
		if doc := documentOf(job); doc.Virtual {
			writes[doc.Scope] = append(writes[doc.Scope], doc)
		}
	}
	for _, r := range l.removals {
		if calledOnly(r) {
			continue
		}
		for _, doc := range writes[scopeOf(r)] {
			if removes(r, doc) {
				l.switchOff(doc)
			}
		}
	}
}

// calledOnly reports what sits in the body of a function.
func calledOnly(f fact.Fact) bool {
	for ; f != nil; f = f.Parent() {
		if f.Kind() == fact.KindFunction {
			return true
		}
	}
	return false
}

// removes reports that a reference names a file, or a folder above it, behind
// all that writes the file.
func removes(r *fact.Ref, doc *fact.Document) bool {
	for _, write := range doc.Writes {
		if at := write.At(); at.File != r.At().File || at.Start >= r.At().Start {
			return false
		}
	}
	name := r.Target.Reveal()
	matches, err := path.Match(name, doc.Path)
	return err == nil && matches || strings.HasPrefix(doc.Path, strings.TrimSuffix(name, "/")+"/")
}

func (l *loader) switchOff(doc *fact.Document) {
	for _, child := range l.project.Children(doc) {
		if job, ok := child.(*fact.Job); ok {
			job.Enabled = fact.No
		}
	}
}
