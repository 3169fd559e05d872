package golang

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// built lowers a structure or a map of a package that a stub declares, where it
// is given a text: a Call of its type with the one argument that it is.
func (l *lowering) built(x *ast.CompositeLit) {
	if of := l.declaredType(x); of != nil {
		l.holding(x, x.Type, of, l.eval(x))
	}
}

// assigned lowers a field, or a variable of a package, that a stub declares and
// that is given a text: a Call of the field's type with that field alone, or of
// the variable with its value.
func (l *lowering) assigned(left *ast.SelectorExpr, right ast.Expr) {
	if of := l.declaredType(left.X); of != nil {
		entry := fact.Entry{Name: l.written(left.Sel), Value: l.eval(right)}
		l.holding(right, left, of, &fact.Value{At: l.span(right), Form: fact.Object, Entries: []fact.Entry{entry}})
		return
	}
	v, ok := l.info.Uses[left.Sel].(*types.Var)
	if ok && !v.IsField() && v.Pkg() != nil {
		l.holding(right, left, v, l.eval(right))
	}
}

// declaredType is the name of an expression's type, or nil.
func (l *lowering) declaredType(x ast.Expr) *types.TypeName {
	t := l.info.TypeOf(x)
	if t == nil {
		return nil
	}
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return nil
	}
	return named.Obj()
}

// holding emits a Call of what a package declares with a value, if a text is in
// it.
func (l *lowering) holding(at, shown ast.Node, of types.Object, value *fact.Value) {
	if _, ok := stubOf(of.Pkg().Path()); !ok || !holdsText(value) {
		return
	}
	if shown == ast.Node(nil) {
		shown = at
	}
	l.emit(&fact.Call{
		Node: l.node(l.span(at)), Package: unversioned(of.Pkg().Path()), Function: of.Name(), Args: []*fact.Value{value}, Shown: l.span(shown),
	})
}

// holdsText reports a text, or an object with one of which something is known.
func holdsText(v *fact.Value) bool {
	isText := func(v *fact.Value) bool {
		return v.Form == fact.Scalar && slices.ContainsFunc(v.Text.Parts(), func(p source.Part) bool { return !p.Hole && !p.Span.IsZero() })
	}
	return isText(v) || v.Form == fact.Object && slices.ContainsFunc(v.Entries, func(e fact.Entry) bool { return isText(e.Value) })
}
