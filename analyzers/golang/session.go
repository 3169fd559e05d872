package golang

import (
	"cmp"
	"errors"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// session types the packages of one tree without the go command. What a
// package declares is typed once, for all that import it; its bodies are typed
// for its own lowering alone, and forgotten.
type session struct {
	fset      *token.FileSet
	outside   *stubImporter
	modules   map[string]*module // by folder; nil: in none
	declared  map[string]*types.Package
	constants map[types.Object]*typedAt
	files     fact.Files
	depth     int
}

// maxImports bounds how deep imports of a module are followed.
const maxImports = 256

func newSession() *session {
	fset := token.NewFileSet()
	return &session{
		fset: fset, outside: &stubImporter{fset: fset, packages: map[string]*types.Package{}},
		modules: map[string]*module{}, declared: map[string]*types.Package{}, constants: map[types.Object]*typedAt{},
	}
}

// lower emits the facts of a folder. Each package clause in it makes a package
// of its own: a package and its external tests.
func (s *session) lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	s.files = u.Files
	packages := map[string]*code{}
	var names []string
	module := s.moduleOf(u.Path)
	for _, text := range u.Texts {
		f := s.parse(text, u.Root, notice)
		if f == nil {
			continue
		}
		name := f.syntax.Name.Name
		if packages[name] == nil {
			packages[name] = &code{fset: s.fset, info: newInfo(), module: module.path(), elsewhere: s.constant}
			names = append(names, name)
		}
		packages[name].files = append(packages[name].files, f)
	}
	for _, f := range s.siblings(u, packages) {
		c := packages[f.syntax.Name.Name]
		c.files = append(c.files, f)
	}
	for _, name := range names {
		c := packages[name]
		importPath := module.importPath(u.Path)
		if strings.HasSuffix(name, "_test") {
			importPath += "_test"
		}
		s.check(c, importPath, module)
		lower(c, emit, notice)
	}
}

// siblings parses the other files of the unit's packages, where only a part of
// a folder is checked: they tell what the names in it mean.
func (s *session) siblings(u *fact.Unit, packages map[string]*code) []*codeFile {
	var all []*codeFile
	for _, f := range s.importable(u.Path) {
		given := slices.ContainsFunc(u.Texts, func(text fact.Source) bool { return text.Path == f.path })
		if c := packages[f.syntax.Name.Name]; c != nil && !given {
			f.context = true
			all = append(all, f)
		}
	}
	return all
}

// parse reads one file. What stands before and behind an error is kept.
func (s *session) parse(text fact.Source, root *fact.Document, notice func(fact.Notice)) *codeFile {
	const mode = parser.ParseComments | parser.SkipObjectResolution | parser.AllErrors
	syntax, err := parser.ParseFile(s.fset, text.Path, text.Text.Reveal(), mode)
	if err != nil {
		notice(brokenFile(text, err))
	}
	if syntax == nil || syntax.Name == nil || !syntax.FileStart.IsValid() {
		return nil
	}
	f := &codeFile{path: text.Path, syntax: syntax, tokens: s.fset.File(syntax.FileStart), text: text.Text, document: text.Document}
	if f.document == nil {
		f.document = root
	}
	return f
}

func brokenFile(text fact.Source, err error) fact.Notice {
	n := fact.Notice{Type: fact.NoticeUnparsable, Path: text.Path, At: text.Text.Slice(0, 1).Span(), Message: "not valid Go; what could be read was"}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		at := min(list[0].Pos.Offset, text.Text.Len()-1)
		n.At = text.Text.Slice(at, at+1).Span()
	}
	return n
}

// check types a package. Errors are expected: most imports are not there.
func (s *session) check(c *code, importPath string, m *module) {
	config := types.Config{
		Importer: inModule{s, m}, FakeImportC: true, Error: func(error) {},
		Sizes: types.SizesFor("gc", "amd64"), DisableUnusedImportCheck: true,
	}
	c.pkg, _ = config.Check(importPath, s.fset, c.syntaxes(), c.info)
}

func (c *code) syntaxes() []*ast.File {
	all := make([]*ast.File, len(c.files))
	for i, f := range c.files {
		all[i] = f.syntax
	}
	return all
}

// inModule imports for the packages of a module.
type inModule struct {
	*session
	module *module
}

// Import types a package of the module by what it declares, and any other by
// its stub.
func (i inModule) Import(importPath string) (*types.Package, error) {
	if dir, ok := i.module.folder(importPath); ok {
		if pkg := i.declare(importPath, dir, i.module); pkg != nil {
			return pkg, nil
		}
	}
	return i.outside.Import(importPath)
}

// declare types what a folder of the module declares, or returns nil where it
// holds no package that can be imported, or imports itself.
func (s *session) declare(importPath, dir string, m *module) *types.Package {
	if pkg, known := s.declared[importPath]; known || s.depth == maxImports {
		return pkg
	}
	s.declared[importPath] = nil
	s.depth++
	defer func() { s.depth-- }()
	c := &code{fset: s.fset, info: newInfo(), files: s.importable(dir)}
	if len(c.files) == 0 {
		return nil
	}
	config := types.Config{
		Importer: inModule{s, m}, FakeImportC: true, IgnoreFuncBodies: true, Error: func(error) {},
		Sizes: types.SizesFor("gc", "amd64"), DisableUnusedImportCheck: true,
	}
	pkg, _ := config.Check(importPath, s.fset, c.syntaxes(), c.info)
	pkg.MarkComplete()
	s.declared[importPath] = pkg
	typedConstants(c, func(obj types.Object, at *typedAt) { s.constants[obj] = at })
	return pkg
}

// importable parses the files of a folder that make up what others import: no
// tests, and of several packages the one that most files belong to.
func (s *session) importable(dir string) []*codeFile {
	if s.files == nil {
		return nil
	}
	entries, err := s.files.List(dir)
	if err != nil {
		return nil
	}
	packages := map[string][]*codeFile{}
	for _, entry := range entries {
		name := entry.Name()
		if path.Ext(name) != ".go" || isTest(name) || !entry.Type().IsRegular() {
			continue
		}
		file, err := s.files.Read(path.Join(dir, name))
		if err != nil {
			continue
		}
		f := s.parse(fact.Source{Path: file.Path(), Text: file.Text()}, nil, func(fact.Notice) {}) // told of when the file itself is lowered
		if f != nil && !isLeftOut(f.syntax) {
			packages[f.syntax.Name.Name] = append(packages[f.syntax.Name.Name], f)
		}
	}
	var most []*codeFile
	for _, files := range packages {
		if c := cmp.Compare(len(files), len(most)); c > 0 || c == 0 && files[0].path < most[0].path {
			most = files
		}
	}
	return most
}

// isLeftOut reports a file that its constraint takes out of every build.
func isLeftOut(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			return false
		}
		for _, comment := range group.List {
			if expr, err := constraint.Parse(comment.Text); err == nil && !expr.Eval(func(tag string) bool { return tag != "ignore" }) {
				return true
			}
		}
	}
	return false
}

// constant is where a constant of another package of the module was typed.
func (s *session) constant(obj types.Object) (source.Text, bool) {
	at := s.constants[obj]
	if at == nil {
		return source.Text{}, false
	}
	file, err := s.files.Read(at.File)
	if err != nil {
		return source.Text{}, false
	}
	return at.value(file.Text())
}

// module is a folder with a go.mod.
type module struct {
	dir     string
	name    string
	replace map[string]string // import path to folder of the tree
}

// moduleOf finds the module of a folder: the nearest go.mod above.
func (s *session) moduleOf(dir string) *module {
	if m, known := s.modules[dir]; known {
		return m
	}
	m := s.readModule(dir)
	if m == nil && dir != "." {
		m = s.moduleOf(path.Dir(dir))
	}
	s.modules[dir] = m
	return m
}

func (s *session) readModule(dir string) *module {
	file, err := s.files.Read(path.Join(dir, "go.mod"))
	if err != nil {
		return nil
	}
	parsed, err := modfile.Parse("go.mod", []byte(file.Text().Reveal()), nil)
	if err != nil || parsed.Module == nil {
		return nil
	}
	m := &module{dir: dir, name: parsed.Module.Mod.Path, replace: map[string]string{}}
	for _, r := range parsed.Replace {
		to := path.Join(dir, strings.ReplaceAll(r.New.Path, `\`, "/"))
		if modfile.IsDirectoryPath(r.New.Path) && !path.IsAbs(r.New.Path) && to != ".." && !strings.HasPrefix(to, "../") {
			m.replace[r.Old.Path] = to
		}
	}
	return m
}

// path is the module's name. A nil module has none.
func (m *module) path() string {
	if m == nil {
		return ""
	}
	return m.name
}

// importPath is what a folder of the module is imported by. Outside of a
// module it is the folder itself.
func (m *module) importPath(dir string) string {
	if m == nil {
		return dir
	}
	if dir == m.dir {
		return m.name
	}
	return path.Join(m.name, strings.TrimPrefix(dir, m.dir+"/"))
}

// folder is where an import path stands in the tree, if it does.
func (m *module) folder(importPath string) (dir string, ok bool) {
	if m == nil {
		return "", false
	}
	if rest, ok := below(importPath, m.name); ok {
		return path.Join(m.dir, rest), true
	}
	for _, old := range slices.Backward(slices.Sorted(maps.Keys(m.replace))) { // the longest first
		if rest, ok := below(importPath, old); ok {
			return path.Join(m.replace[old], rest), true
		}
	}
	return "", false
}

func below(importPath, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(importPath, root)
	return rest, ok && (rest == "" || rest[0] == '/')
}
