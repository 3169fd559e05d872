// Package analyzers turns a tree of files into a fact.Project: it chooses a
// front end for each file, runs the worklist until nothing new appears, and
// links what names with what is named.
package analyzers

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/hiyari/hiyari/analyzers/dockerfile"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/golang"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/kickstart"
	"github.com/hiyari/hiyari/analyzers/packaging"
	"github.com/hiyari/hiyari/analyzers/plan"
	"github.com/hiyari/hiyari/analyzers/schedule"
	"github.com/hiyari/hiyari/analyzers/script"
	"github.com/hiyari/hiyari/analyzers/settings"
	"github.com/hiyari/hiyari/analyzers/shell"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/yaml"
)

// Options choose what is loaded.
type Options struct {
	Paths   []string // files and folders of the tree, slash-separated; empty: all
	Exclude []string // globs of paths to leave out, as doublestar reads them
	// VarFiles are Terraform's files of values, by their paths in the tree, that
	// are laid over those that a root module loads by itself.
	VarFiles []string
	// Machine tells that the tree is a machine's root file system: a path means
	// the file at that path and no other, and what is not linked to be started
	// does not start.
	Machine bool
	// Candidates keeps what hardly is a credential too, with its evidence, for
	// those who learn what evidence weighs.
	Candidates bool
	// TextsOnly tells that no front end runs: texts are searched for credentials.
	TextsOnly bool
}

// MaxFileSize is the size, in bytes, from which a file is skipped with a notice.
const MaxFileSize = 8 << 20

// Load reads a tree. Nothing is executed or fetched; what cannot be read is a
// notice and never stops the rest.
func Load(fsys fs.FS, o Options) *fact.Project {
	l := newLoader(fsys, o)
	l.collect()
	return l.complete()
}

func newLoader(fsys fs.FS, o Options) *loader {
	return &loader{
		fsys: fsys, options: o, project: fact.NewProject(),
		frontEnds: frontEnds(o),
		files:     map[string]*source.File{},
		documents: map[string][]*fact.Document{},
		virtual:   map[location]*virtualFile{},
		copies:    map[location][]installation{},
		bases:     map[fact.Scope]fact.Scope{},
		texts:     map[*fact.Document]source.Text{},
		started:   map[*fact.Job]startedScript{},
		noted:     map[fact.Notice]bool{},
	}
}

func frontEnds(o Options) []fact.FrontEnd {
	if o.TextsOnly {
		return nil
	}
	return []fact.FrontEnd{
		schedule.FrontEnd(), shell.FrontEnd(), hcl.FrontEnd(o.VarFiles...), golang.FrontEnd(), plan.FrontEnd(), script.FrontEnd(), yaml.FrontEnd(),
		settings.FrontEnd(), dockerfile.FrontEnd(), packaging.FrontEnd(), kickstart.FrontEnd(),
	}
}

// loader is one run over a tree.
type loader struct {
	fsys      fs.FS
	options   Options
	project   *fact.Project
	frontEnds []fact.FrontEnd

	reading    sync.Mutex // front ends read files side by side
	queue      []work
	plans      []work                  // that wait for the configuration
	units      []work                  // of systemd, that wait for their drop-ins
	files      map[string]*source.File // every file read, by path; nil: not readable
	documents  map[string][]*fact.Document
	virtual    map[location]*virtualFile
	copies     map[location][]installation // that are followed when something asks for a file
	bases      map[fact.Scope]fact.Scope   // whose files a machine begins with
	writes     []*fact.FileWrite
	waiting    []*fact.Ref // that name no file which the code has written so far
	refs       []*fact.Ref
	texts      map[*fact.Document]source.Text // of each document, for virtual places and secrets
	scanned    []*fact.Document               // in order of arrival
	index      *index
	embedded   int
	installing int // copies that copies holds
	asking     int // how deep fileOf is in calls of itself
	tried      int // copies that were tried for the path at hand
	sources    []sourcing
	symbols    []*fact.Ref // that name a function of another unit
	switches   []*fact.Ref // of commands that enable, disable and start units
	removes    []*fact.Ref // of commands that delete files
	started    map[*fact.Job]startedScript
	unitLinks  []unitLink           // that enable or mask systemd units
	ranked     map[unitID]int       // of the folder that each unit is read from
	noted      map[fact.Notice]bool // what front ends said
}

// work is a unit that waits to be lowered, with the facts that come above it.
type work struct {
	unit  *fact.Unit
	depth int
}

// collect walks the tree and queues a unit for each file or folder that a
// front end claims.
func (l *loader) collect() {
	paths := l.options.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	folders := map[string][]*source.File{}
	var order []string
	for _, f := range l.openAll(l.names(paths)) {
		l.project.Stats.Scanned++
		end, dialect := l.frontEnd(f.Path(), f)
		if end.OnDemand {
			end, dialect = fact.FrontEnd{}, fact.DialectNone
		}
		if !end.Whole {
			l.enqueueFile(f, end, dialect)
			continue
		}
		key := path.Dir(f.Path()) + "\x00" + string(end.Language) + "\x00" + string(dialect)
		if folders[key] == nil {
			order = append(order, key)
		}
		folders[key] = append(folders[key], f)
	}
	for _, key := range order {
		l.enqueueFolder(folders[key])
	}
}

// names lists the files at or below paths, each once, in the order of the walk.
func (l *loader) names(paths []string) []string {
	var names []string
	seen := map[string]bool{}
	for _, p := range paths {
		l.walk(p, func(name string) {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		})
	}
	return names
}

// openAll reads files side by side and keeps them in their order.
func (l *loader) openAll(names []string) []*source.File {
	read := make([]opened, len(names))
	sideBySide(len(names), func(i int) { read[i] = l.readText(names[i]) })
	var files []*source.File
	for i, name := range names {
		if f := l.keep(name, read[i]); f != nil {
			files = append(files, f)
		}
	}
	return files
}

// walk calls visit for each regular file at or below a path. Links are not
// followed: what they name stands in the tree itself, or outside it.
func (l *loader) walk(root string, visit func(name string)) {
	err := fs.WalkDir(l.fsys, root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.unreadable(name, err)
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case name != root && l.excluded(name, entry.IsDir()):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0 && name != root:
			if l.link(name) {
				l.project.Stats.Found++
				visit(name)
			}
			return nil
		case entry.IsDir():
			return nil
		case entry.Type().IsRegular() || name == root:
			l.project.Stats.Found++
			visit(name)
		}
		return nil
	})
	if err != nil {
		l.unreadable(root, err)
	}
}

// link takes note of a symbolic link, and reports whether it is read as a file.
func (l *loader) link(name string) bool {
	if l.installed(name) {
		return false
	}
	info, err := fs.Stat(l.fsys, name)
	if err != nil && errors.Is(err, syscall.ELOOP) {
		l.note(fact.NoticeLoop, name, "symbolic link leads back to itself")
	}
	return err == nil && info.Mode().IsRegular() && l.options.Machine && startedByName(name)
}

func (l *loader) excluded(name string, dir bool) bool {
	if dir && isInternal(path.Base(name)) {
		return true
	}
	if dir && l.options.Machine && ofKernel(name) {
		return true
	}
	return l.options.leavesOut(name)
}

// Covers reports that a file, by its path, is one that a walk over the tree
// would read.
func (o Options) Covers(name string) bool {
	folders := strings.Split(name, "/")
	if slices.ContainsFunc(folders[:len(folders)-1], isInternal) {
		return false
	}
	below := func(p string) bool { return p == "." || name == p || strings.HasPrefix(name, p+"/") }
	return !o.leavesOut(name) && (len(o.Paths) == 0 || slices.ContainsFunc(o.Paths, below))
}

// isInternal names the folders that programs keep for themselves.
func isInternal(folder string) bool {
	return folder == ".git" || folder == ".terraform" || folder == "node_modules"
}

func (o Options) leavesOut(name string) bool {
	return slices.ContainsFunc(o.Exclude, func(glob string) bool {
		glob = strings.TrimPrefix(strings.TrimSuffix(glob, "/"), "./")
		return doublestar.MatchUnvalidated(glob, name) || doublestar.MatchUnvalidated(glob+"/**", name)
	})
}

func (l *loader) note(kind fact.NoticeType, name, message string) {
	l.project.Notices = append(l.project.Notices, fact.Notice{Type: kind, Path: name, Message: message})
}

func (l *loader) unreadable(name string, err error) {
	message := "cannot be read"
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		message += ": " + at.Err.Error()
	}
	switch {
	case !utf8.ValidString(name):
		message = "its name is no UTF-8, so it cannot be read"
	case errors.Is(err, fs.ErrPermission):
		message = "no permission to read it"
	case errors.Is(err, fs.ErrNotExist):
		message = "does not exist"
	case errors.Is(err, syscall.ELOOP):
		l.note(fact.NoticeLoop, name, "symbolic link leads back to itself")
		return
	}
	l.note(fact.NoticeUnreadable, name, message)
}

// open reads a text file once. It returns nil, after a notice, for what is no
// text, too large or not readable.
func (l *loader) open(name string) *source.File {
	if f, read := l.files[name]; read {
		return f
	}
	return l.keep(name, l.readText(name))
}

// opened is what reading a file gave.
type opened struct {
	file  *source.File // nil: not a text that can be judged
	bytes int
	err   error
}

// readText reads a text file and changes nothing of the loader.
func (l *loader) readText(name string) opened {
	raw, err := l.read(name)
	if err != nil {
		return opened{err: err}
	}
	return opened{file: source.NewFile(name, raw), bytes: len(raw)}
}

// keep takes in what reading a file gave, with a notice where that is not all.
func (l *loader) keep(name string, o opened) *source.File {
	l.files[name] = o.file
	switch {
	case errors.Is(o.err, errBinary) && l.options.Machine: // most of a machine is programs
	case errors.Is(o.err, errOversized):
		l.note(fact.NoticeOversized, name, "larger than 8 MiB")
	case errors.Is(o.err, errBinary):
		l.note(fact.NoticeBinary, name, "not a text file")
	case o.err != nil:
		l.unreadable(name, o.err)
	}
	if o.file == nil {
		return nil
	}
	if o.file.Encoding() == source.Bytes {
		l.note(fact.NoticeEncoding, name, "holds bytes that are no UTF-8; each was read as `?`")
	}
	l.project.Files = append(l.project.Files, o.file)
	l.project.Stats.Bytes += int64(o.bytes)
	return o.file
}

var (
	errOversized = errors.New("oversized")
	errBinary    = errors.New("binary")
)

// read returns what a regular file holds. One that is said to be empty is not
// read: those that the kernel makes, as in /proc, say so, and some never end.
func (l *loader) read(name string) ([]byte, error) {
	if info, err := fs.Stat(l.fsys, name); err == nil && !info.Mode().IsRegular() {
		return nil, fs.ErrInvalid // to open a pipe is to wait for its other end
	}
	file, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fs.ErrInvalid
	case info.Size() == 0:
		return nil, nil
	}
	return readText(file, info.Size())
}

// readText reads a file's text. What its first bytes show to be binary is not
// read further, and what is larger than a text may be not at all.
func readText(file io.Reader, size int64) ([]byte, error) {
	raw := make([]byte, min(size, binaryHead), min(size, MaxFileSize)+bytes.MinRead)
	n, err := io.ReadFull(file, raw)
	raw = raw[:n]
	switch {
	case binary(raw) && size > MaxFileSize:
		return nil, errors.Join(errOversized, errBinary)
	case binary(raw):
		return nil, errBinary
	case size > MaxFileSize:
		return nil, errOversized
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return raw, nil // it has become shorter
	case err != nil:
		return nil, err
	}
	rest := bytes.NewBuffer(raw)
	if _, err := rest.ReadFrom(io.LimitReader(file, MaxFileSize+1-int64(n))); err != nil {
		return nil, err
	}
	if rest.Len() > MaxFileSize {
		return nil, errOversized
	}
	return rest.Bytes(), nil
}

// binaryHead is how much of a file is looked at for a NUL, as git does.
const binaryHead = 8000

// binary looks for a NUL in the first bytes. UTF-16 announces
// itself by its byte order mark.
func binary(raw []byte) bool {
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(raw[:min(len(raw), binaryHead)], 0) >= 0
}

// headLength is how much of a file the front ends see to decide by.
const headLength = 1024

func (l *loader) frontEnd(name string, f *source.File) (fact.FrontEnd, fact.Dialect) {
	return l.claim(name, f.Content(0, min(f.Len(), headLength)))
}

func (l *loader) claim(name, head string) (fact.FrontEnd, fact.Dialect) {
	for _, end := range l.frontEnds {
		if dialect, ok := end.Claims(name, []byte(head)); ok {
			return end, dialect
		}
	}
	return fact.FrontEnd{}, fact.DialectNone
}

func (l *loader) byLanguage(language fact.Language) fact.FrontEnd {
	for _, end := range l.frontEnds {
		if end.Language == language {
			return end
		}
	}
	return fact.FrontEnd{}
}
