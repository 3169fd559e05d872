package analyzers

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// What is installed: COPY of a Dockerfile, install and cp of scripts, Makefiles
// and packages, lists of packaging tools. A file that is copied becomes a
// virtual file at once; one below a folder that is copied becomes one when
// something names it, or when a program of the system reads it there.

// installation is a copy whose source is a folder, or whose target is known by
// its end alone.
type installation struct {
	write  *fact.FileWrite
	from   string     // the folder in the tree, or on the machine scope
	scope  fact.Scope // where from lies; fact.TreeScope: in the tree
	to     string     // the folder that it becomes
	ending bool       // to is a file, of which the folders above are not known
	guess  bool
}

// Bounds on folders that are copied.
const (
	maxFolders   = 10_000 // of one run
	maxInstalled = 2_000  // files of one folder that are looked at
	maxBases     = 64     // machines that begin with another
	maxCopies    = 4      // copies of copies
	maxTried     = 32     // copies that are tried for one path
)

// stagingRoots are the variables that packaging tools set to the folder which
// stands for the root of the machine: GNU's coding standards, makepkg, abuild,
// rpm's %{buildroot}, Gentoo's D and ED.
var stagingRoots = []string{"DESTDIR", "pkgdir", "subpkgdir", "buildroot", "RPM_BUILD_ROOT", "ED", "D", "INSTALL_ROOT"}

// namedBy is the path that a text gives, the root of a staged installation
// taken off. whole is false where only the end of it is known.
func namedBy(t source.Text) (name string, whole, ok bool) {
	if t.Known() {
		return t.Reveal(), true, t.Len() > 0
	}
	value := t.Reveal()
	last := strings.LastIndex(value, string(source.Hole))
	name = value[last+len(string(source.Hole)):]
	if !strings.HasPrefix(name, "/") || len(name) < 2 {
		return "", false, false
	}
	parts := t.Parts()
	return name, last == 0 && isStagingRoot(parts[0].Span), true
}

// isStagingRoot reports `$NAME`, `${NAME}`, `$(NAME)` or `%{NAME}` of one of
// stagingRoots.
func isStagingRoot(s source.Span) bool {
	if s.IsZero() {
		return false
	}
	name, _, _ := strings.Cut(strings.Trim(s.File.Content(s.Start, s.End), "$%{}()"), "%")
	return slices.Contains(stagingRoots, strings.TrimSuffix(name, ":?"))
}

// install takes a copy. It returns the file that it makes, or remembers it
// until something asks for what it makes.
func (l *loader) install(w *fact.FileWrite) (file made, ok bool) {
	to, whole, known := namedBy(w.Path)
	from, sure, named := namedBy(w.From)
	if !known || !named {
		return made{}, false
	}
	if !sure {
		from = strings.TrimLeft(from, "/") // $srcdir/x and $(dirname "$0")/x stand beside what says so
	}
	what, name, place := l.origin(w, from)
	if what == nothing || what == aFolder && !whole {
		return made{}, false
	}
	scope, to := scopeOf(w), onMachine(w, to)
	if strings.HasSuffix(to, "/") && what == aFile {
		to = path.Join(to, path.Base(name))
	}
	i := installation{write: w, from: name, scope: place, to: path.Clean(to), guess: !sure, ending: !whole}
	if what == aFile && whole {
		text, ok := l.installedText(i, "")
		return made{location{scope, i.to}, text, i.guess}, ok
	}
	if whole {
		l.becomesRead(scope, i)
	}
	if l.installing++; l.installing <= maxFolders {
		l.copies[i.key(scope)] = append(l.copies[i.key(scope)], i)
	}
	return made{}, false
}

// key is what an installation is found by: its folder, or the last part of a
// path of which no more is known.
func (i installation) key(scope fact.Scope) location {
	if i.ending {
		return location{scope, path.Base(i.to)}
	}
	return location{scope, path.Join("/", i.to)}
}

// noteBase keeps which machine another begins with.
func (l *loader) noteBase(f fact.Fact) {
	if r, ok := f.(*fact.Resource); ok && r.Base != "" && r.Base != r.Scope {
		l.bases[r.Scope] = r.Base
	}
}

// found tells what a path was found to be.
type found int

const (
	nothing found = iota
	aFile
	aFolder
)

// origin finds what is copied: a file that the machine has, or a file or folder
// of the tree. A Dockerfile's context and a script's folder are not known, so
// each folder from the text up to the top is tried.
func (l *loader) origin(w *fact.FileWrite, from string) (what found, name string, place fact.Scope) {
	switch w.FromScope {
	case fact.TreeScope:
		return l.originInTree(w, from)
	case "":
		if what, name = l.originOn(scopeOf(w), onMachine(w, from)); what != nothing {
			return what, name, scopeOf(w)
		}
		return l.originInTree(w, from)
	default:
		what, name = l.originOn(w.FromScope, from)
		return what, name, w.FromScope
	}
}

// originOn finds what a machine has.
func (l *loader) originOn(scope fact.Scope, name string) (what found, at string) {
	if l.fileOf(scope, name) != nil {
		return aFile, name
	}
	if name = withoutPattern(name); l.isInstalled(scope, path.Join("/", name)) {
		return aFolder, path.Join("/", name)
	}
	return nothing, ""
}

func (l *loader) originInTree(w *fact.FileWrite, from string) (what found, name string, place fact.Scope) {
	from = withoutPattern(from)
	for _, name := range placesUpward(from, documentOf(w).Path) {
		switch {
		case l.isFile(name):
			return aFile, name, fact.TreeScope
		case l.isFolder(name):
			return aFolder, name, fact.TreeScope
		}
	}
	return nothing, "", ""
}

// isInstalled reports a folder of a machine that is, or lies in, one that was
// copied there.
func (l *loader) isInstalled(scope fact.Scope, name string) bool {
	for range maxBases {
		for dir := name; ; dir = path.Dir(dir) {
			if len(l.copies[location{scope, dir}]) > 0 {
				return true
			}
			if dir == "/" {
				break
			}
		}
		base, ok := l.bases[scope]
		if !ok {
			return false
		}
		scope = base
	}
	return false
}

// withoutPattern cuts a pattern off the end of a path.
func withoutPattern(name string) string {
	for strings.ContainsAny(name, "*?[") {
		name = path.Dir(name)
	}
	return name
}

// placesUpward is fact.Places with the folders above a text between, nearest
// first.
func placesUpward(name, textPath string) []string {
	places := fact.Places(name, textPath)
	if strings.HasPrefix(name, "/") || len(places) == 0 {
		return places
	}
	list := places[:1:1]
	for dir := path.Dir(path.Dir(textPath)); dir != "." && dir != "/"; dir = path.Dir(dir) {
		list = append(list, path.Join(dir, name))
	}
	return append(list, places[1:]...)
}

func (l *loader) isFolder(name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(l.fsys, name)
	return err == nil && info.IsDir() && (name == "." || !l.excluded(name, true))
}

// installedText is the text of a file that an installation copies, by its path
// below the folder.
func (l *loader) installedText(i installation, rest string) (source.Text, bool) {
	name := path.Join(i.from, rest)
	if i.scope != fact.TreeScope {
		v := l.fileOf(i.scope, name)
		if v == nil {
			return source.Text{}, false
		}
		return v.text, true
	}
	if !l.isFile(name) {
		return source.Text{}, false
	}
	f := l.open(name)
	if f == nil {
		return source.Text{}, false
	}
	return f.Text(), true
}

// fileOf is the virtual file that a path names on a machine: one that is
// written there, one below a folder that is copied there, or one of the machine
// that this one begins with.
func (l *loader) fileOf(scope fact.Scope, name string) *virtualFile {
	if l.asking == 0 {
		l.tried = 0
	}
	if l.asking++; l.asking > maxCopies {
		l.asking--
		return nil
	}
	defer func() { l.asking-- }()
	for range maxBases {
		if v := l.written(scope, name); v != nil {
			return v
		}
		if v := l.below(scope, path.Join("/", name)); v != nil {
			return v
		}
		base, ok := l.bases[scope]
		if !ok {
			return nil
		}
		scope = base
	}
	return nil
}

// below makes a virtual file of one below a folder that is copied: the longest
// path wins, of equal ones the last. What is known by its end alone comes last.
func (l *loader) below(scope fact.Scope, name string) *virtualFile {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		rest := strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		for _, i := range slices.Backward(l.copies[location{scope, dir}]) {
			if v := l.installedAs(location{scope, name}, i, rest); v != nil {
				return v
			}
		}
		if dir == "/" {
			break
		}
	}
	for _, i := range slices.Backward(l.copies[location{scope, path.Base(name)}]) {
		if strings.HasSuffix(name, i.to) {
			return l.installedAs(location{scope, name}, i, "")
		}
	}
	return nil
}

func (l *loader) installedAs(at location, i installation, rest string) *virtualFile {
	if l.tried++; l.tried > maxTried {
		return nil
	}
	text, ok := l.installedText(i, rest)
	if !ok {
		return nil
	}
	return l.addVirtual(at, []*fact.FileWrite{i.write}, text, i.guess || i.ending)
}

// becomesRead makes virtual files of what a program of the system reads by
// itself where a folder is copied to: crontabs and units.
func (l *loader) becomesRead(scope fact.Scope, i installation) {
	if i.scope != fact.TreeScope || !isSystemPath(i.to) {
		return
	}
	count := 0
	_ = fs.WalkDir(l.fsys, i.from, func(name string, entry fs.DirEntry, err error) error {
		if count++; err != nil || count > maxInstalled {
			return fs.SkipAll
		}
		if name != i.from && l.excluded(name, entry.IsDir()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(name, i.from), "/")
		if i.from == "." {
			rest = name
		}
		if at := path.Join("/", i.to, rest); entry.Type().IsRegular() && isReadBySystem(at) {
			if text, ok := l.installedText(i, rest); ok {
				l.addVirtual(location{scope, at}, []*fact.FileWrite{i.write}, text, i.guess)
			}
		}
		return nil
	})
}

// isSystemPath reports folders that hold, or may hold, what the system reads.
func isSystemPath(name string) bool {
	name = path.Join("/", name)
	for _, dir := range []string{"/etc", "/var/spool", "/lib/systemd", "/usr/lib/systemd", "/usr/local/lib/systemd"} {
		if name == "/" || name == dir || strings.HasPrefix(name, dir+"/") || strings.HasPrefix(dir, name+"/") {
			return true
		}
	}
	return false
}

// isReadBySystem reports the paths of crontabs, of scripts that cron's folders
// hold, and of units.
func isReadBySystem(name string) bool {
	dir := path.Base(path.Dir(name))
	switch {
	case name == "/etc/crontab", name == "/etc/anacrontab", strings.HasPrefix(name, "/var/spool/cron/"), strings.HasPrefix(name, "/etc/crontabs/"):
		return true
	case strings.HasPrefix(name, "/etc/cron."):
		return strings.HasPrefix(dir, "cron.")
	}
	return strings.Contains(name, "/systemd/") && (strings.HasSuffix(name, ".service") || strings.HasSuffix(name, ".timer"))
}
