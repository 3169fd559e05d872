package analyzers

import (
	"io/fs"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxMatches bounds how many equally good files a reference is followed to.
const maxMatches = 4

// resolve links the references since the last time.
func (l *loader) resolve() {
	refs := l.refs
	l.refs = nil
	for _, r := range refs {
		switch r.RefKind {
		case fact.RefFunction:
			if r.Function != nil {
				l.project.Link(r, r.Function, false)
			} else if r.Symbol != "" {
				l.symbols = append(l.symbols, r)
			}
		case fact.RefUnit:
			l.linkUnit(r)
		case fact.RefFile:
			if r.How == "removes" {
				l.removes = append(l.removes, r)
			} else {
				l.linkFile(r)
			}
		case fact.RefResource: // joined by derive, which knows the resources
		}
	}
}

// linkFile links a file that a command runs or sources and that the code
// writes or installs. What is not written yet waits.
func (l *loader) linkFile(r *fact.Ref) {
	name, _, ok := target(r)
	if !ok {
		return
	}
	if v := l.fileOf(scopeOf(r), onMachine(r, name)); v != nil {
		l.followVirtual(r, v)
		return
	}
	l.waiting = append(l.waiting, r)
}

// linkTree links the references that name no file that the code writes, with
// files of the tree.
func (l *loader) linkTree() {
	waiting := l.waiting
	l.waiting = nil
	for _, r := range waiting {
		name, guess, _ := target(r)
		if v := l.fileOf(scopeOf(r), onMachine(r, name)); v != nil {
			l.followVirtual(r, v)
			continue
		}
		matches := l.lookUp(name, documentOf(r))
		if len(matches) == 0 && !systemFolder(name) {
			l.project.Stats.Unlinked++
		}
		for _, m := range matches {
			if doc := l.follow(r, m); doc != nil {
				l.project.Link(r, doc, m.maybe || guess || len(matches) > 1)
				l.callsInto(r, doc)
			}
		}
	}
}

// target is the path that a reference names. `$(dirname "$0")/lib.sh` and
// `$HERE/lib.sh` name a file beside the script, most likely.
func target(r *fact.Ref) (name string, guess, ok bool) {
	name = r.Target.Reveal()
	if r.Target.Known() {
		return name, false, name != ""
	}
	last := strings.LastIndex(name, string(source.Hole))
	rest := name[last+len(string(source.Hole)):]
	if !strings.HasPrefix(rest, "/") || len(rest) < 2 {
		return "", false, false
	}
	return rest[1:], true, true
}

// written is the file that code writes on a machine.
func (l *loader) written(scope fact.Scope, name string) *virtualFile {
	if v := l.virtual[location{scope: scope, path: name}]; v != nil {
		return v
	}
	return l.virtual[location{scope: scope, path: path.Join("/", name)}]
}

// followVirtual links a virtual file. Where its name did not tell a language,
// it is read in the one that the reference implies.
func (l *loader) followVirtual(r *fact.Ref, v *virtualFile) {
	documents := nearest(v.documents, r)
	for _, doc := range documents {
		if doc.Language == fact.LanguageNone {
			language, dialect := l.languageOf(r, v.path, head(v.text))
			l.readAs(doc, language, dialect, v.depth)
		}
		l.project.Link(r, doc, len(documents) > 1)
		l.callsInto(r, doc)
	}
}

// nearest chooses, of the versions of a file, those that are written by a text
// in the folder that lies nearest to the reference's. Many packages of one tree
// install files of the same name.
func nearest(documents []*fact.Document, r *fact.Ref) []*fact.Document {
	best := -1
	var chosen []*fact.Document
	for _, doc := range documents {
		common := commonFolders(doc.At().File.Path(), r.At().File.Path())
		if common > best {
			best, chosen = common, nil
		}
		if common == best && len(chosen) < maxMatches {
			chosen = append(chosen, doc)
		}
	}
	return chosen
}

// commonFolders counts the folders that two paths begin with alike.
func commonFolders(a, b string) int {
	x, y := strings.Split(path.Dir(a), "/"), strings.Split(path.Dir(b), "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// readAs lowers a document that no front end claimed.
func (l *loader) readAs(doc *fact.Document, language fact.Language, dialect fact.Dialect, depth int) {
	doc.Language, doc.Dialect = language, dialect
	l.enqueueText(doc, l.texts[doc], depth)
}

// follow returns the document of a file of the tree, lowered in the language
// that the reference implies where no front end claimed it. That a program has
// a file's name does not make a script of it.
func (l *loader) follow(r *fact.Ref, m match) *fact.Document {
	name := m.path
	f := l.open(name)
	if f == nil {
		return nil
	}
	language, dialect := l.languageOf(r, name, f.Content(0, min(f.Len(), headLength)))
	implied := language != r.Language || !interpreted(f) && (!m.maybe || r.How == "sources")
	for _, doc := range l.documents[name] {
		switch {
		case doc.Language == language:
			return doc
		case doc.Language == fact.LanguageNone && implied:
			l.readAs(doc, language, dialect, 0)
			return doc
		}
	}
	if len(l.documents[name]) > 0 {
		return nil // a file of another language, such as the crontab itself
	}
	end, claimed := l.frontEnd(name, f)
	if end.Language == fact.LanguageNone {
		if !implied {
			return nil // most likely of a language that no front end reads
		}
		end, claimed = l.byLanguage(language), dialect
	}
	if end.Lower == nil || end.Whole {
		return nil
	}
	return l.enqueueFile(f, end, claimed)
}

// languageOf is what a file is read as that a reference names: a language of
// which only that is read, where the file is of one, else what the reference
// implies.
func (l *loader) languageOf(r *fact.Ref, name, head string) (fact.Language, fact.Dialect) {
	if end, dialect := l.claim(name, head); end.OnDemand && r.How != "sources" {
		return end.Language, dialect
	}
	return r.Language, r.Dialect
}

func interpreted(f *source.File) bool {
	return f.Len() > 2 && f.Content(0, 2) == "#!"
}

// callsInto links the calls of functions that a sourced file declares.
func (l *loader) callsInto(r *fact.Ref, sourced *fact.Document) {
	if r.How != "sources" {
		return
	}
	l.sources = append(l.sources, sourcing{by: documentOf(r), sourced: sourced})
}

// match is a file that a path may mean.
type match struct {
	path  string
	maybe bool
}

// lookUp finds the files of the tree that a path may mean, best kind first:
// below the same root file system, beside the script or at the top of the
// tree, by its tail, by its base name.
func (l *loader) lookUp(name string, host *fact.Document) []match {
	for _, candidate := range fact.Places(name, host.Path) {
		if l.isFile(candidate) {
			return []match{{path: l.resolved(candidate)}}
		}
	}
	if l.options.Machine || systemFolder(name) {
		return nil
	}
	l.ensureIndex()
	if strings.Count(strings.Trim(name, "/"), "/") > 0 {
		tail := strings.TrimLeft(name, "./")
		if tails := l.index.byTail(tail); len(tails) > 0 {
			return limited(tails, len(tails) > 1 || !strings.Contains(tail, "/"))
		}
	}
	if same := l.index.base[path.Base(name)]; len(same) == 1 {
		return []match{{path: same[0], maybe: true}}
	}
	return nil
}

func limited(paths []string, maybe bool) []match {
	var matches []match
	for _, p := range paths[:min(len(paths), maxMatches)] {
		matches = append(matches, match{path: p, maybe: maybe})
	}
	return matches
}

// systemFolder reports a path of the machine's own programs, which a
// repository's file of the same name does not stand for.
func systemFolder(name string) bool {
	for _, dir := range []string{"/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/dev/", "/proc/", "/sys/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	return false
}

func (l *loader) isFile(name string) bool {
	if name == "" || !fs.ValidPath(name) {
		return false
	}
	if f, read := l.files[name]; read {
		return f != nil
	}
	info, err := fs.Stat(l.fsys, name)
	return err == nil && info.Mode().IsRegular() && !l.excluded(name, false)
}

// index finds files of the tree by the end of their paths.
type index struct{ base map[string][]string }

// maxIndexed bounds how many files of a tree are indexed by name.
const maxIndexed = 500_000

func (l *loader) ensureIndex() {
	if l.index != nil {
		return
	}
	l.index = &index{base: map[string][]string{}}
	count := 0
	_ = fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name != "." && l.excluded(name, entry.IsDir()) {
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.Type().IsRegular() {
			if count++; count > maxIndexed {
				return fs.SkipAll
			}
			l.index.base[path.Base(name)] = append(l.index.base[path.Base(name)], name)
		}
		return nil
	})
}

func (x *index) byTail(tail string) []string {
	var found []string
	for _, name := range x.base[path.Base(tail)] {
		if name == tail || strings.HasSuffix(name, "/"+tail) {
			found = append(found, name)
		}
	}
	return found
}
