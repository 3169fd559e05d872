package golang

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// call lowers a call: a Call where derive knows the function, a Ref where its
// body is known, and all that stands in its arguments.
func (l *lowering) call(x *ast.CallExpr) {
	fun := ast.Unparen(x.Fun)
	if lit, ok := fun.(*ast.FuncLit); ok { // go func() { … }()
		l.arguments(x)
		l.walk(lit.Body)
		return
	}
	if method, ok := fun.(*ast.SelectorExpr); ok {
		l.walk(method.X)
	}
	c := l.callee(x)
	if !isLibrary(c.pkg) {
		l.ref(x.Fun, l.written(x.Fun))
		l.arguments(x)
		return
	}
	known := &fact.Call{
		Node: l.node(l.span(x)), Package: c.pkg, Receiver: c.receiver, Function: c.function, Shown: l.span(x.Fun),
	}
	for i, arg := range x.Args {
		v := l.eval(arg)
		if x.Ellipsis.IsValid() && i == len(x.Args)-1 && v.Form == fact.List {
			known.Args = append(known.Args, v.Items...) // list...
			continue
		}
		known.Args = append(known.Args, v)
	}
	known.Set = l.settings(x)
	l.emit(known)
	l.within(known, func() {
		l.receiver(fun)
		l.arguments(x)
	})
}

// arguments walks what a call is given. A function literal runs, as far as
// anyone can tell, when the callee does; so does a function that is named.
func (l *lowering) arguments(x *ast.CallExpr) {
	for _, arg := range x.Args {
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
			l.walk(lit.Body)
			continue
		}
		l.ref(arg, l.written(arg))
		l.walk(arg)
	}
}

// ref emits a reference to the function that an expression names, where its
// body is in the module.
func (l *lowering) ref(x ast.Expr, name source.Text) {
	r := &fact.Ref{Node: l.node(name.Span()), Target: name, RefKind: fact.RefFunction, How: "calls"}
	switch origin := l.origin(x).(type) {
	case *ast.FuncLit:
		r.Function = l.closure(origin)
	case *ast.Ident:
		l.declared(r, l.info.Uses[origin])
	case *ast.SelectorExpr:
		l.declared(r, l.info.Uses[origin.Sel])
	}
	if r.Function != nil || r.Symbol != "" {
		l.emit(r)
	}
}

func (l *lowering) declared(r *fact.Ref, obj types.Object) {
	f, ok := obj.(*types.Func)
	if !ok {
		return
	}
	f = f.Origin()
	if r.Function = l.functions[f]; r.Function != nil || f.Pkg() == nil || f.Pkg() == l.pkg {
		return
	}
	if _, ours := below(f.Pkg().Path(), l.module); ours && l.module != "" {
		r.Symbol = symbolOf(f)
	}
}

// origin follows variables that are set once to the expression that sets them.
func (l *lowering) origin(x ast.Expr) ast.Expr {
	for range maxDepth {
		x = ast.Unparen(x)
		id, ok := x.(*ast.Ident)
		if !ok {
			return x
		}
		value, result, ok := l.vars.settled(l.object(id))
		if !ok || result > 0 {
			return x
		}
		x = value
	}
	return x
}

// receiver emits references to the functions that the value of a method was
// made with: net.Resolver's Dial runs when the resolver is asked.
func (l *lowering) receiver(fun ast.Expr) {
	method, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	made := l.origin(method.X)
	if address, pointer := made.(*ast.UnaryExpr); pointer && address.Op == token.AND {
		made = l.origin(address.X)
	}
	literal, ok := made.(*ast.CompositeLit)
	if !ok {
		return
	}
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			l.ref(pair.Value, l.written(pair.Key))
		}
	}
}

// settings are the fields that a call's result has set: cmd.Stdin = ….
func (l *lowering) settings(x *ast.CallExpr) []fact.Entry {
	id := l.vars.holder[x]
	if id == nil {
		return nil
	}
	known := l.vars.of[l.object(id)]
	if known == nil || known.settings != 1 {
		return nil
	}
	var entries []fact.Entry
	for _, s := range known.set {
		entries = append(entries, fact.Entry{Name: l.written(s.name), Value: l.eval(s.value)})
	}
	return entries
}
