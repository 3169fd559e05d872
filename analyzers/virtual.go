package analyzers

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// location is a path on one machine.
type location struct {
	scope fact.Scope
	path  string
}

// virtualFile is a file that exists only once the code has run.
type virtualFile struct {
	location
	text      source.Text
	documents []*fact.Document
	depth     int
}

// version is a virtual file while the writes that make it are gathered.
type version struct {
	location
	writes []*fact.FileWrite
	texts  []source.Text
	guess  bool
}

func (v *version) text() source.Text { return source.Concat(v.texts...) }

// materialize turns the writes since the last time into virtual files. Writes
// that append join the file before them; otherwise every version stays.
func (l *loader) materialize() {
	writes := l.writes
	l.writes = nil
	var versions []*version
	latest := map[location]*version{}
	for _, w := range writes {
		file, ok := l.content(w, latest)
		if !ok {
			continue
		}
		at, content := file.location, file.text
		v := latest[at]
		if v == nil || !w.Append {
			v = &version{location: at, guess: file.guess}
			versions = append(versions, v)
			latest[at] = v
		}
		if len(v.texts) > 0 && v.texts[len(v.texts)-1].Reveal() == string(source.Hole) {
			content = source.Concat(source.Literal("\n"), content) // what is not known at all most likely ends its line
		}
		v.writes, v.texts = append(v.writes, w), append(v.texts, content)
	}
	for _, v := range versions {
		l.addVirtual(v.location, v.writes, v.text(), v.guess)
	}
}

// made is a file that a write makes.
type made struct {
	location
	text  source.Text
	guess bool
}

// content is the file that a write makes. A copy is read from what was written
// before, else from the tree.
func (l *loader) content(w *fact.FileWrite, latest map[location]*version) (file made, ok bool) {
	at := location{scope: scopeOf(w), path: onMachine(w, w.Path.Reveal())}
	named := w.Path.Known() && w.Path.Len() > 0
	if w.From.Len() == 0 {
		return made{location: at, text: w.Content}, w.Content.Len() > 0 && named
	}
	if v := latest[location{scope: at.scope, path: onMachine(w, w.From.Reveal())}]; v != nil && named && !w.Path.HasSuffix("/") {
		return made{location: at, text: v.text(), guess: v.guess}, true
	}
	return l.install(w)
}

// addVirtual makes a file of what is written to a place. It returns nil where
// bounds are hit.
func (l *loader) addVirtual(at location, writes []*fact.FileWrite, text source.Text, guess bool) *virtualFile {
	first := writes[0]
	if l.wasWritten(at, first, text) {
		return l.virtual[at]
	}
	depth := depthOf(first) + 1
	if !l.mayNest(first, depth) {
		return nil
	}
	certainty := fact.Always
	if guess {
		certainty = fact.Maybe
	}
	v := &virtualFile{location: at, text: text, depth: depth}
	if old := l.virtual[at]; old != nil {
		v.documents = old.documents
	}
	l.virtual[at] = v
	end, dialect := l.claim(at.path, head(text))
	if first.Dialect != fact.DialectNone {
		end, dialect = l.byLanguage(fact.LanguageSchedule), first.Dialect
	}
	doc := &fact.Document{
		Node: fact.NewNode(first.At(), first, certainty), Path: at.path, Virtual: true, Writes: writes, Scope: at.scope,
	}
	if end.Lower != nil && !end.Whole && !end.OnDemand {
		doc.Language, doc.Dialect = end.Language, dialect
	}
	v.documents = append(v.documents, doc)
	l.enqueue(doc, text, depth)
	return v
}

// wasWritten reports that the same text was put there before, by a script that
// copies itself or by another one that copies it too, and links the write to
// what was made of it then. Without that, each copy would copy itself again.
func (l *loader) wasWritten(at location, write *fact.FileWrite, text source.Text) bool {
	old := l.virtual[at]
	if old == nil || !sameText(old.text, text) {
		return false
	}
	doc := old.documents[len(old.documents)-1]
	if doc.Certainty() == fact.Maybe && write.Certainty() == fact.Always {
		return false
	}
	l.project.Link(write, doc, false)
	return true
}

// sameText reports two values from the same places.
func sameText(a, b source.Text) bool {
	return a.Len() == b.Len() && slices.Equal(a.Spans(), b.Spans()) && a.Reveal() == b.Reveal()
}

// depthOf counts the texts that a fact is nested in.
func depthOf(f fact.Fact) int {
	depth := -1
	for ; f != nil; f = f.Parent() {
		if f.Kind() == fact.KindDocument {
			depth++
		}
	}
	return max(depth, 0)
}
