package golang

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"
)

// stubs declare what is known of packages outside the module: those that
// derive knows calls of (library.txtar), and those that put values together
// (language.txtar). They are written for this purpose and hold signatures only.
//
//go:embed stubs
var stubs embed.FS

// stub is what is declared of a package.
type stub struct {
	source  string
	library bool // derive knows calls of it
}

var allStubs = sync.OnceValue(func() map[string]stub {
	all := map[string]stub{}
	for _, name := range []string{"language.txtar", "library.txtar"} {
		raw, err := stubs.ReadFile("stubs/" + name)
		if err != nil {
			panic("internal: " + err.Error())
		}
		for _, f := range txtar.Parse(raw).Files {
			all[f.Name] = stub{string(f.Data), name == "library.txtar"}
		}
	}
	return all
})

// stubOf is what is declared of a package: of its major version, if that differs
// from the others.
func stubOf(importPath string) (stub, bool) {
	if declared, ok := allStubs()[importPath]; ok {
		return declared, true
	}
	declared, ok := allStubs()[unversioned(importPath)]
	return declared, ok
}

// isLibrary reports a package that derive knows calls of, by its path without
// a version.
func isLibrary(importPath string) bool { return allStubs()[importPath].library }

// stubImporter types packages by their stubs. A package without one is empty.
type stubImporter struct {
	fset     *token.FileSet
	packages map[string]*types.Package
}

// Import returns the package of an import path.
func (s *stubImporter) Import(importPath string) (*types.Package, error) {
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := s.packages[importPath]; pkg != nil {
		return pkg, nil
	}
	pkg := types.NewPackage(importPath, nameOf(importPath))
	if declared, ok := stubOf(importPath); ok {
		pkg = s.check(importPath, declared.source)
	}
	pkg.MarkComplete()
	s.packages[importPath] = pkg
	return pkg, nil
}

func (s *stubImporter) check(importPath, declared string) *types.Package {
	syntax, err := parser.ParseFile(s.fset, "stub of "+importPath, declared, parser.SkipObjectResolution)
	if err != nil {
		panic("internal: " + err.Error())
	}
	config := types.Config{Importer: s, IgnoreFuncBodies: true, Error: func(error) {}}
	pkg, _ := config.Check(importPath, s.fset, []*ast.File{syntax}, nil) // a test checks all stubs
	return pkg
}

// nameOf guesses a package's name by its path: go-redis is redis, yaml.v3 is
// yaml.
func nameOf(importPath string) string {
	name := path.Base(unversioned(importPath))
	name = strings.TrimPrefix(name, "go-")
	name = strings.TrimSuffix(name, "-go")
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		name = name[i+1:]
	}
	return name
}

// Declares reports that a stub declares a function, named as `import/path.Name`
// or `import/path.Type.Method`.
func Declares(name string) bool {
	for importPath := range allStubs() {
		rest, ok := strings.CutPrefix(name, unversioned(importPath)+".")
		if !ok || strings.Contains(rest, "/") {
			continue
		}
		pkg, err := (&stubImporter{fset: token.NewFileSet(), packages: map[string]*types.Package{}}).Import(importPath)
		if err == nil && declares(pkg, rest) {
			return true
		}
	}
	return false
}

func declares(pkg *types.Package, name string) bool {
	typeName, method, isMethod := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(typeName)
	if obj == nil || !isMethod {
		return obj != nil
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, method)
	return found != nil
}
