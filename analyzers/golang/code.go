package golang

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// code is a package, typed as far as it can be.
type code struct {
	fset      *token.FileSet
	files     []*codeFile
	pkg       *types.Package
	info      *types.Info
	module    string                                 // path of the module, empty if not known
	elsewhere func(types.Object) (source.Text, bool) // a constant of another package, where it was typed
}

// codeFile is one file of a package.
type codeFile struct {
	path     string
	syntax   *ast.File
	tokens   *token.File
	shift    int // bytes that the parser counts and the text does not: a byte order mark
	text     source.Text
	document *fact.Document
	context  bool // read for what it declares; no facts come of it
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
}

// fileOf is the file that a place of the syntax stands in, or nil.
func (c *code) fileOf(pos token.Pos) *codeFile {
	for _, f := range c.files {
		if base := token.Pos(f.tokens.Base()); base <= pos && pos <= base+token.Pos(f.tokens.Size()) {
			return f
		}
	}
	return nil
}

// slice is the text between two places of one file.
func (c *code) slice(from, to token.Pos) source.Text {
	f := c.fileOf(from)
	if f == nil || !to.IsValid() {
		return source.Text{}
	}
	return f.slice(from, to)
}

func (f *codeFile) slice(from, to token.Pos) source.Text {
	return f.text.Slice(f.tokens.Offset(from)-f.shift, f.tokens.Offset(to)-f.shift)
}

func (c *code) written(n ast.Node) source.Text { return c.slice(n.Pos(), n.End()) }

func (c *code) span(n ast.Node) source.Span { return c.written(n).Span() }

// object is what an identifier declares or uses, or nil.
func (c *code) object(id *ast.Ident) types.Object {
	if obj := c.info.Defs[id]; obj != nil {
		return obj
	}
	return c.info.Uses[id]
}
