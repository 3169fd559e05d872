package analyzers

import (
	"io/fs"
	"path"

	"github.com/hiyari/hiyari/analyzers/derive"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Bounds on hostile input.
const (
	maxDepth    = 16     // texts inside texts
	maxEmbedded = 50_000 // embedded and virtual texts of one run
)

// settle runs the worklist until nothing new appears: lowering gives files and
// references, and those give new texts to lower.
func (l *loader) settle() {
	for {
		for len(l.queue) > 0 {
			wave := l.queue
			l.queue = nil
			l.lowerAll(wave)
		}
		l.materialize()
		l.resolve()
		if len(l.queue) == 0 {
			l.linkTree()
		}
		if len(l.queue) == 0 {
			l.releaseUnits()
		}
		if len(l.queue) == 0 {
			return
		}
	}
}

func (l *loader) enqueueFile(f *source.File, end fact.FrontEnd, dialect fact.Dialect) *fact.Document {
	doc := &fact.Document{
		Node: fact.NewNode(source.Span{File: f}, nil, fact.Always), Path: f.Path(), Language: end.Language, Dialect: dialect,
	}
	l.enqueue(doc, f.Text(), 0)
	l.documents[f.Path()] = append(l.documents[f.Path()], doc)
	return doc
}

// enqueueFolder queues the files of one folder as one unit. Each file keeps a
// document of its own, for what is found in it by its text alone.
func (l *loader) enqueueFolder(files []*source.File) {
	end, dialect := l.frontEnd(files[0].Path(), files[0])
	dir := path.Dir(files[0].Path())
	doc := &fact.Document{
		Node: fact.NewNode(source.Span{File: files[0]}, nil, fact.Always), Path: dir, Language: end.Language, Dialect: dialect,
	}
	unit := &fact.Unit{Language: end.Language, Dialect: dialect, Path: dir, Files: l, Root: doc}
	l.project.Add(doc)
	for _, f := range files {
		each := &fact.Document{Node: fact.NewNode(source.Span{File: f}, doc, fact.Always), Path: f.Path(), Language: end.Language, Dialect: dialect}
		unit.Texts = append(unit.Texts, fact.Source{Path: f.Path(), Text: f.Text(), Document: each})
		l.project.Add(each)
		l.hold(each, f.Text())
		l.documents[f.Path()] = append(l.documents[f.Path()], each)
	}
	l.queue = append(l.queue, work{unit: unit})
}

// enqueue adds a document and queues its text.
func (l *loader) enqueue(doc *fact.Document, text source.Text, depth int) {
	l.project.Add(doc)
	l.hold(doc, text)
	if doc.Language != fact.LanguageNone {
		l.enqueueText(doc, text, depth)
	}
}

// enqueueText queues the text of a document that is in the project already.
func (l *loader) enqueueText(doc *fact.Document, text source.Text, depth int) {
	l.enqueueUnit(doc, text, depth, nil)
}

func (l *loader) enqueueUnit(doc *fact.Document, text source.Text, depth int, env []fact.Assignment) {
	w := work{depth: depth, unit: &fact.Unit{
		Texts:    []fact.Source{{Path: doc.Path, Text: text}},
		Language: doc.Language, Dialect: doc.Dialect, Path: doc.Path, Files: l, Env: env, Root: doc,
	}}
	switch {
	case doc.Language == fact.LanguagePlan:
		l.plans = append(l.plans, w)
		return
	case doc.Dialect == fact.DialectSystemdUnit:
		l.units = append(l.units, w)
		return
	}
	l.queue = append(l.queue, w)
	if doc.Language == fact.LanguageShell {
		l.startScript(doc)
	}
}

func (l *loader) hold(doc *fact.Document, text source.Text) {
	l.texts[doc] = text
	l.scanned = append(l.scanned, doc)
}

// lowered is what a front end made of a unit.
type lowered struct {
	facts   []fact.Fact
	notices []fact.Notice
}

// lowerAll runs the front ends over units side by side, and takes what they
// make in the order of the units, so that no run differs from another.
func (l *loader) lowerAll(units []work) {
	sideBySide(len(units), func(i int) { l.readUnit(units[i].unit) })
	results := make([]lowered, len(units))
	turns := turnsOf(units)
	sideBySide(len(turns), func(turn int) {
		for _, i := range turns[turn] {
			results[i] = l.lower(units[i].unit)
		}
	})
	for i, result := range results {
		l.takeAll(units[i], result)
		results[i] = lowered{}
	}
}

// turnsOf groups units, by index, that are lowered one after the other: those
// of Go, whose packages share what is known of their imports. Others stand alone.
func turnsOf(units []work) (turns [][]int) {
	var packages []int
	for i, w := range units {
		if w.unit.Language == fact.LanguageGo {
			packages = append(packages, i)
		} else {
			turns = append(turns, []int{i})
		}
	}
	if packages != nil {
		turns = append([][]int{packages}, turns...) // the longest first
	}
	return turns
}

// readUnit lets a front end look at a unit beforehand. What breaks here breaks
// again when the unit is lowered, and costs a notice there.
func (l *loader) readUnit(unit *fact.Unit) {
	defer func() { _ = recover() }()
	if read := l.byLanguage(unit.Language).Read; read != nil {
		read(unit)
	}
}

// lower runs a front end. A front end that breaks on an input costs that
// input, with a notice, and never the run.
func (l *loader) lower(unit *fact.Unit) (result lowered) {
	notice := func(n fact.Notice) { result.notices = append(result.notices, n) }
	defer broken(unit, notice)
	l.byLanguage(unit.Language).Lower(unit, func(f fact.Fact) { result.facts = append(result.facts, f) }, notice)
	return result
}

// broken, deferred, makes a notice of a panic.
func broken(unit *fact.Unit, notice func(fact.Notice)) {
	if recover() != nil {
		notice(fact.Notice{Type: fact.NoticeUnparsable, At: unit.Root.At(), Message: "internal: the " + string(unit.Language) + " front end failed here"})
	}
}

func (l *loader) takeAll(w work, result lowered) {
	l.project.Stats.Lowered++
	l.project.Stats.Languages[w.unit.Language]++
	notice := func(n fact.Notice) {
		if n.Path == "" {
			n.Path = w.unit.Path
		}
		if l.noted[n] { // a module that many call
			return
		}
		l.noted[n] = true
		l.project.Notices = append(l.project.Notices, n)
	}
	defer broken(w.unit, notice)
	for _, n := range result.notices {
		notice(n)
	}
	for _, f := range result.facts {
		l.take(f, w.depth)
	}
}

// take adds a fact and follows what it holds or names.
func (l *loader) take(f fact.Fact, depth int) {
	l.project.Add(f)
	switch f := f.(type) {
	case *fact.Embedded:
		l.enqueueEmbedded(f, depth+1)
	case *fact.FileWrite:
		l.writes = append(l.writes, f)
	case *fact.Ref:
		l.refs = append(l.refs, f)
	case *fact.Command, *fact.Resource, *fact.Call:
		l.noteBase(f)
		derive.Expand(f, func(inner fact.Fact) { l.take(inner, depth) })
	default: // other kinds hold no text of another language
	}
}

func (l *loader) enqueueEmbedded(e *fact.Embedded, depth int) {
	host := documentOf(e)
	if !l.mayNest(e, depth) {
		return
	}
	doc := &fact.Document{
		Node: fact.NewNode(e.At(), e, fact.Always), Path: host.Path, Language: e.Language, Dialect: e.Dialect, Scope: scopeOf(e),
	}
	if _, dialect := l.claim("embedded", head(e.Content)); e.Dialect == fact.DialectNone && e.Language == fact.LanguageShell {
		doc.Dialect = dialect
	}
	l.project.Add(doc)
	l.hold(doc, e.Content)
	l.enqueueUnit(doc, e.Content, depth, environment(e))
}

func (l *loader) mayNest(f fact.Fact, depth int) bool {
	l.embedded++
	if depth <= maxDepth && l.embedded <= maxEmbedded {
		return true
	}
	kind, message := fact.NoticeDepth, "texts are nested more than 16 deep; the rest was not read"
	if depth <= maxDepth {
		kind, message = fact.NoticeLimit, "too many embedded texts; the rest was not read"
	}
	l.project.Notices = append(l.project.Notices, fact.Notice{Type: kind, Path: documentOf(f).Path, At: f.At(), Message: message})
	return false
}

func head(t source.Text) string {
	value := t.Reveal()
	return value[:min(len(value), headLength)]
}

// documentOf is the nearest document above a fact.
func documentOf(f fact.Fact) *fact.Document {
	for ; f != nil; f = f.Parent() {
		if doc, ok := f.(*fact.Document); ok {
			return doc
		}
	}
	return &fact.Document{}
}

// scopeOf is the machine that a fact's paths belong to: the resource that it
// sits in, or that of the document above.
func scopeOf(f fact.Fact) fact.Scope {
	for ; f != nil; f = f.Parent() {
		switch f := f.(type) {
		case *fact.Resource:
			if f.Scope != "" {
				return f.Scope
			}
			return fact.Scope(f.Address)
		case *fact.Document:
			if f.Scope != "" {
				return f.Scope
			}
		default: // only resources and documents have a scope
		}
	}
	return ""
}

// Read returns a file of the tree, for front ends.
func (l *loader) Read(name string) (*source.File, error) {
	name = path.Clean(name)
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	l.reading.Lock()
	defer l.reading.Unlock()
	if !l.isFile(name) {
		return nil, fs.ErrNotExist
	}
	if f := l.open(name); f != nil {
		return f, nil
	}
	return nil, fs.ErrInvalid
}

// List returns the entries of a folder of the tree, for front ends.
func (l *loader) List(dir string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(path.Clean(dir)) {
		return nil, fs.ErrInvalid
	}
	return fs.ReadDir(l.fsys, path.Clean(dir))
}
