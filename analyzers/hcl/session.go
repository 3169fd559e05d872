package hcl

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// session is one run over a tree. It keeps what was parsed, for a module that
// many call is parsed once, and knows which folders call which.
type session struct {
	varFiles []string

	reading sync.Mutex
	units   map[unitKey]*fact.Unit
	folders map[unitKey]*folder

	planning sync.Once
	plan     plan
}

// unitKey tells the folders of Terraform from those of other HCL.
type unitKey struct {
	path    string
	dialect fact.Dialect
}

func newSession(varFiles []string) *session {
	return &session{varFiles: varFiles, units: map[unitKey]*fact.Unit{}, folders: map[unitKey]*folder{}}
}

func keyOf(u *fact.Unit) unitKey { return unitKey{path.Clean(u.Path), u.Dialect} }

// read takes note of a unit. What may call another module is parsed at once.
func (s *session) read(u *fact.Unit) {
	s.reading.Lock()
	s.units[keyOf(u)] = u
	s.reading.Unlock()
	if mayCall(u) {
		s.folder(keyOf(u), nil)
	}
}

// mayCall looks for a module with a local source by its words.
func mayCall(u *fact.Unit) bool {
	for _, text := range u.Texts {
		switch path.Ext(text.Path) {
		case ".tf", ".tofu", ".hcl", ".json":
		default:
			continue
		}
		words := text.Text.Reveal()
		if strings.Contains(words, `"./`) || strings.Contains(words, `"../`) || strings.Contains(words, `"..`) {
			return true
		}
	}
	return false
}

// folder is the files of one folder, parsed.
type folder struct {
	path  string
	files []*parsedFile
	keys  map[string]source.Text
	owned bool // the folder is a unit of its own
	once  sync.Once
}

// folder parses the files of a folder, once a run. Those of a folder that is
// no unit, since it lies outside of what is checked, are read by way of files.
func (s *session) folder(key unitKey, files fact.Files) *folder {
	s.reading.Lock()
	f, u := s.folders[key], s.units[key]
	if f == nil {
		f = &folder{path: key.path, keys: map[string]source.Text{}, owned: u != nil}
		s.folders[key] = f
	}
	s.reading.Unlock()
	f.once.Do(func() {
		var texts []fact.Source
		if u != nil {
			texts = u.Texts
		} else if files != nil {
			texts = textsOf(key.path, files)
		}
		for _, text := range texts {
			f.files = append(f.files, parse(text))
		}
		f.override()
		for _, file := range f.files {
			for key, text := range file.keys {
				if _, known := f.keys[key]; !known {
					f.keys[key] = text
				}
			}
		}
	})
	return f
}

// forget drops a folder that no other needs.
func (s *session) forget(key unitKey) {
	s.reading.Lock()
	defer s.reading.Unlock()
	delete(s.folders, key)
}

// lower emits the facts of a unit: of a root module with all that it calls.
func (s *session) lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	key := keyOf(u)
	f := s.folder(key, u.Files)
	e := s.newEvaluation(u.Files, notice)
	for _, file := range f.files {
		for _, n := range file.notices {
			e.say(n)
		}
	}
	root := key.dialect != fact.DialectTerraform || s.isRoot(key.path)
	m := e.newModule(f, nil)
	m.assignOwn()
	if !root {
		m.lower(holderOf(u), words, emit)
		return
	}
	m.lower(holderOf(u), everything, emit)
	if key.dialect != fact.DialectTerraform {
		m.terragrunt(holderOf(u), emit)
		return
	}
	for _, values := range m.variants() {
		s.vary(u, f, values, emit, notice)
	}
	if !s.plan.needed[key.path] {
		s.forget(key)
	}
}

// vary evaluates a root once more, with a file of values.
func (s *session) vary(u *fact.Unit, f *folder, values *parsedFile, emit fact.Emit, notice func(fact.Notice)) {
	m := s.newEvaluation(u.Files, notice).newModule(f, nil)
	m.assignOwn()
	m.assign(values)
	at := values.text.Span()
	at.End = at.Start
	with := &fact.Resource{
		Node: fact.NewNode(at, holderOf(u), fact.Always), Type: "evaluation", Name: values.path,
		Body: &fact.Value{At: at, Form: fact.Block},
	}
	emit(with)
	m.lower(with, evaluations, emit)
}

func holderOf(u *fact.Unit) fact.Fact {
	if u.Root == nil {
		return nil
	}
	return u.Root
}

// maxFiles bounds the files of a folder outside of what is checked.
const maxFiles = 1000

func textsOf(dir string, files fact.Files) []fact.Source {
	entries, err := files.List(dir)
	if err != nil {
		return nil
	}
	var texts []fact.Source
	for _, entry := range entries[:min(len(entries), maxFiles)] {
		if _, ours := claims(entry.Name(), nil); !ours || path.Ext(entry.Name()) == ".hcl" || isValues(entry.Name()) {
			continue
		}
		name := path.Join(dir, entry.Name())
		if f, err := files.Read(name); err == nil && f != nil {
			texts = append(texts, fact.Source{Path: name, Text: f.Text()})
		}
	}
	return texts
}

// blocks yields the blocks of a folder's files.
func (f *folder) blocks(yield func(*hclsyntax.Block) bool) {
	for _, file := range f.files {
		if file.body == nil || file.values {
			continue
		}
		for _, block := range file.body.Blocks {
			if !yield(block) {
				return
			}
		}
	}
}

// hasCode reports a folder that is a module: it holds more than values.
func (f *folder) hasCode() bool {
	return slices.ContainsFunc(f.files, func(file *parsedFile) bool { return !file.values })
}

// localSource is the folder that a module's source names, relative to the
// folder of the call.
func localSource(from, written string) (dir string, local bool) {
	if written != "." && written != ".." && !strings.HasPrefix(written, "./") && !strings.HasPrefix(written, "../") {
		return "", false
	}
	return path.Join(from, written), true
}

// outside reports a path that leaves the tree.
func outside(name string) bool {
	return path.IsAbs(name) || name == ".." || strings.HasPrefix(name, "../")
}
