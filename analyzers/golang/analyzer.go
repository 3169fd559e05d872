package golang

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Analyzer lowers one package to facts. Its result is a *Result; it reports
// nothing itself.
var Analyzer = &analysis.Analyzer{
	Name:             "hiyarifacts",
	Doc:              "lower a package to the facts that hiyari's rules read",
	Run:              run,
	RunDespiteErrors: true,
	ResultType:       reflect.TypeFor[*Result](),
	FactTypes:        []analysis.Fact{new(typedAt)},
}

// Result is what a package says.
type Result struct {
	Documents []*fact.Document // of its files
	Facts     []fact.Fact      // parents before what sits in them
	Notices   []fact.Notice
}

func run(pass *analysis.Pass) (any, error) {
	c := &code{fset: pass.Fset, pkg: pass.Pkg, info: pass.TypesInfo}
	if pass.Module != nil {
		c.module = pass.Module.Path
	}
	c.elsewhere = func(obj types.Object) (source.Text, bool) {
		at := new(typedAt)
		if !pass.ImportObjectFact(obj, at) {
			return source.Text{}, false
		}
		raw, err := pass.ReadFile(at.File)
		if err != nil {
			return source.Text{}, false
		}
		return at.value(source.NewFile(at.File, raw).Text())
	}
	result := &Result{}
	for _, syntax := range pass.Files {
		tokens := pass.Fset.File(syntax.FileStart)
		raw, err := pass.ReadFile(tokens.Name())
		if err != nil {
			return nil, err
		}
		file := source.NewFile(tokens.Name(), raw)
		f := &codeFile{path: file.Path(), syntax: syntax, tokens: tokens, text: file.Text()}
		if file.Encoding() == source.UTF8BOM {
			f.shift = len("\ufeff")
		}
		f.document = &fact.Document{
			Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: file.Path(), Language: fact.LanguageGo,
		}
		c.files = append(c.files, f)
		result.Documents = append(result.Documents, f.document)
	}
	typedConstants(c, func(obj types.Object, at *typedAt) {
		if obj.Parent() == pass.Pkg.Scope() {
			pass.ExportObjectFact(obj, at)
		}
	})
	lower(c, func(f fact.Fact) { result.Facts = append(result.Facts, f) }, func(n fact.Notice) { result.Notices = append(result.Notices, n) })
	return result, nil
}
