package golang

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/hiyari/hiyari/analyzers/source"
)

// variable is what the package does to a variable.
type variable struct {
	value    ast.Expr // the one expression it is set to
	result   int      // which of the expression's results
	settings int
	spoiled  bool // changed in a way that no one expression says
	declared bool // without a value: `var input T`
	set      []fieldSetting
	grown    []*ast.CallExpr // by `x = append(x, …)`
}

// fieldSetting is `x.Name = value`.
type fieldSetting struct {
	name  *ast.Ident
	value ast.Expr
}

// variables learns how the package's variables get their values. Only one that
// is set once has a value that is known.
type variables struct {
	info   *types.Info
	of     map[types.Object]*variable
	fields map[types.Object]bool       // fields of structs that are set outside of literals
	names  map[*ast.FuncLit]*ast.Ident // what a function literal is assigned to

	constants map[types.Object]ast.Expr    // what each constant is declared with
	holder    map[*ast.CallExpr]*ast.Ident // the variable that takes a call's result
}

func variablesOf(c *code) *variables {
	v := &variables{info: c.info, of: map[types.Object]*variable{}, fields: map[types.Object]bool{}, names: map[*ast.FuncLit]*ast.Ident{}, constants: map[types.Object]ast.Expr{}, holder: map[*ast.CallExpr]*ast.Ident{}}
	for _, f := range c.files {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			v.node(n)
			return true
		})
	}
	return v
}

func (v *variables) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.ValueSpec:
		for i, name := range n.Names {
			v.define(name, n.Values, i, len(n.Names))
			if value, _ := valueOf(n.Values, i, len(n.Names)); value != nil && v.info.Defs[name] != nil {
				v.constants[v.info.Defs[name]] = value
			}
		}
	case *ast.AssignStmt:
		v.assign(n)
	case *ast.FuncDecl:
		v.given(n.Recv)
	case *ast.FuncType: // callers give parameters their values
		v.given(n.Params)
		v.given(n.Results)
	case *ast.RangeStmt:
		v.spoil(n.Key)
		v.spoil(n.Value)
	case *ast.IncDecStmt:
		v.spoil(n.X)
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok {
			v.name(n.Value, key)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND && !v.isComposite(n.X) {
			v.spoil(n.X)
		}
	}
}

func (v *variables) given(fields *ast.FieldList) {
	if fields == nil {
		return
	}
	for _, field := range fields.List {
		for _, name := range field.Names {
			v.spoil(name)
		}
	}
}

func (v *variables) assign(n *ast.AssignStmt) {
	for i, left := range n.Lhs {
		if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
			v.spoil(left)
			continue
		}
		switch left := ast.Unparen(left).(type) {
		case *ast.Ident:
			v.define(left, n.Rhs, i, len(n.Lhs))
		case *ast.SelectorExpr:
			v.field(left, n.Rhs, i, len(n.Lhs))
		default: // an element: what holds it is no longer what it was set to
			v.spoil(left)
		}
	}
}

// valueOf is the ith of n values: an expression, and which of its results.
func valueOf(values []ast.Expr, i, n int) (ast.Expr, int) {
	switch {
	case len(values) == n:
		return values[i], 0
	case len(values) == 1:
		return values[0], i
	}
	return nil, 0
}

func (v *variables) define(name *ast.Ident, values []ast.Expr, i, n int) {
	value, result := valueOf(values, i, n)
	known := v.variable(name)
	if value == nil {
		if known != nil {
			known.declared = true
		}
		return
	}
	if call := v.growth(name, value); call != nil && known != nil {
		known.grown = append(known.grown, call)
		return
	}
	v.name(value, name)
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && result == 0 {
		v.holder[call] = name
	}
	if known != nil {
		known.value, known.result = value, result
		known.settings++
	}
}

// growth is the call of `x = append(x, …)`, or nil.
func (v *variables) growth(name *ast.Ident, value ast.Expr) *ast.CallExpr {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok || len(call.Args) == 0 || v.info.Defs[name] != nil {
		return nil
	}
	fun, ok := ast.Unparen(call.Fun).(*ast.Ident)
	list, isName := ast.Unparen(call.Args[0]).(*ast.Ident)
	if _, builtin := v.info.Uses[fun].(*types.Builtin); !ok || !isName || !builtin || fun.Name != "append" || v.info.Uses[list] != v.info.Uses[name] {
		return nil
	}
	return call
}

func (v *variables) name(value ast.Expr, name *ast.Ident) {
	if lit, ok := ast.Unparen(value).(*ast.FuncLit); ok {
		v.names[lit] = name
	}
}

// field notes `x.Name = value`.
func (v *variables) field(left *ast.SelectorExpr, values []ast.Expr, i, n int) {
	if obj := v.info.Uses[left.Sel]; obj != nil {
		v.fields[obj] = true
	}
	value, result := valueOf(values, i, n)
	id, ok := ast.Unparen(left.X).(*ast.Ident)
	if !ok || value == nil || result > 0 {
		return
	}
	v.name(value, left.Sel)
	if known := v.variable(id); known != nil {
		known.set = append(known.set, fieldSetting{left.Sel, value})
	}
}

func (v *variables) variable(name *ast.Ident) *variable {
	obj := v.info.Defs[name]
	if obj == nil {
		obj = v.info.Uses[name]
	}
	if _, ok := obj.(*types.Var); !ok {
		return nil
	}
	if v.of[obj] == nil {
		v.of[obj] = &variable{}
	}
	return v.of[obj]
}

// spoil notes that a variable, or part of it, changes.
func (v *variables) spoil(e ast.Expr) {
	for {
		switch inner := e.(type) {
		case *ast.ParenExpr:
			e = inner.X
		case *ast.IndexExpr:
			e = inner.X
		case *ast.StarExpr:
			e = inner.X
		case *ast.SliceExpr:
			e = inner.X
		case *ast.SelectorExpr:
			if obj := v.info.Uses[inner.Sel]; obj != nil {
				v.fields[obj] = true
			}
			return
		case *ast.Ident:
			if known := v.variable(inner); known != nil {
				known.spoiled = true
			}
			return
		default:
			return
		}
	}
}

// isComposite reports what is passed by its address without being changed, as
// a rule: structs, and what holds many values.
func (v *variables) isComposite(e ast.Expr) bool {
	t := v.info.TypeOf(e)
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Struct, *types.Map, *types.Slice, *types.Array:
		return true
	}
	return false
}

// settled returns the expression that a variable is set to, where it is set
// once and does not grow.
func (v *variables) settled(obj types.Object) (value ast.Expr, result int, ok bool) {
	known := v.of[obj]
	if known == nil || known.settings != 1 || known.spoiled || known.grown != nil {
		return nil, 0, false
	}
	return known.value, known.result, true
}

// inPieces returns what is known of a variable that is set once or not at all,
// and then changed piece by piece: a list that grows, a struct whose fields are
// set.
func (v *variables) inPieces(obj types.Object) *variable {
	known := v.of[obj]
	if known == nil || known.spoiled || known.settings > 1 || known.settings == 0 && !known.declared || known.result > 0 {
		return nil
	}
	return known
}

// typedAt is an object fact: where the literal of a constant stands. Other
// packages see a constant's value, but not who typed it.
type typedAt struct {
	File       string
	Start, End int // byte offsets of the literal, quotes included
}

// AFact marks an object fact of go/analysis.
func (*typedAt) AFact() {}

// typedConstants calls yield with each string constant of the package that is
// one literal.
func typedConstants(c *code, yield func(types.Object, *typedAt)) {
	for _, f := range c.files {
		for _, decl := range f.syntax.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				f.typedConstants(spec, c.info, yield)
			}
		}
	}
}

func (f *codeFile) typedConstants(spec ast.Spec, info *types.Info, yield func(types.Object, *typedAt)) {
	constants, ok := spec.(*ast.ValueSpec)
	if !ok || len(constants.Values) != len(constants.Names) {
		return
	}
	for i, name := range constants.Names {
		literal, ok := ast.Unparen(constants.Values[i]).(*ast.BasicLit)
		if obj := info.Defs[name]; ok && literal.Kind == token.STRING && obj != nil {
			yield(obj, &typedAt{f.path, f.tokens.Offset(literal.Pos()) - f.shift, f.tokens.Offset(literal.End()) - f.shift})
		}
	}
}

// value is the constant's value in the text of its file.
func (at *typedAt) value(file source.Text) (source.Text, bool) {
	return stringLiteral(file.Slice(at.Start, at.End))
}
