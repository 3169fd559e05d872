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
		if !w.Path.Known() || w.Path.Len() == 0 {
			continue
		}
		content, ok := l.content(w, latest)
		if !ok {
			continue
		}
		at := location{scope: scopeOf(w), path: w.Path.Reveal()}
		v := latest[at]
		if v == nil || !w.Append {
			v = &version{location: at}
			versions = append(versions, v)
			latest[at] = v
		}
		if len(v.texts) > 0 && v.texts[len(v.texts)-1].Reveal() == string(source.Hole) {
			content = source.Concat(source.Literal("\n"), content) // what is not known at all most likely ends its line
		}
		v.writes, v.texts = append(v.writes, w), append(v.texts, content)
	}
	for _, v := range versions {
		l.addVirtual(v.location, v.writes, v.text())
	}
}

// content is what a write puts into its file. A copy is read from what was
// written before, else from the tree.
func (l *loader) content(w *fact.FileWrite, latest map[location]*version) (source.Text, bool) {
	if w.From.Len() == 0 {
		return w.Content, w.Content.Len() > 0
	}
	if !w.From.Known() {
		return source.Text{}, false
	}
	doc := documentOf(w)
	from := location{scope: scopeOf(w), path: w.From.Reveal()}
	if v := latest[from]; v != nil {
		return v.text(), true
	}
	if v := l.virtual[from]; v != nil {
		return v.text, true
	}
	for _, name := range fact.Places(w.From.Reveal(), doc.Path) { // a guess would cost an index of the tree for each mv
		if !l.isFile(name) {
			continue
		}
		if f := l.open(name); f != nil {
			return f.Text(), true
		}
	}
	return source.Text{}, false
}

func (l *loader) addVirtual(at location, writes []*fact.FileWrite, text source.Text) {
	first := writes[0]
	if l.wasWritten(at, first, text) {
		return
	}
	depth := depthOf(first) + 1
	if !l.mayNest(first, depth) {
		return
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
		Node: fact.NewNode(first.At(), first, fact.Always), Path: at.path, Virtual: true, Writes: writes, Scope: at.scope,
	}
	if end.Lower != nil && !end.Whole && !end.OnDemand {
		doc.Language, doc.Dialect = end.Language, dialect
	}
	v.documents = append(v.documents, doc)
	l.enqueue(doc, text, depth)
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
