package golang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Bounds on what is evaluated of hostile input.
const (
	maxDepth  = 64      // expressions inside expressions, through variables
	maxText   = 1 << 20 // bytes of a value
	maxPieces = 10_000
	maxWork   = 2_000_000 // expressions of one package
)

// evaluator tells what expressions are before the program runs. What it does
// not know is a hole.
type evaluator struct {
	*code
	vars  *variables
	bound map[types.Object]*fact.Value // variables of loops that are unrolled
	busy  map[types.Object]bool        // being evaluated: one that needs itself is a hole
	depth int
	work  int
}

// text is the value of an expression as a string or number, or a hole.
func (e *evaluator) text(x ast.Expr) source.Text {
	v := e.eval(x)
	if v.Form == fact.Scalar {
		return v.Text
	}
	return source.HoleAt(e.span(x))
}

func (e *evaluator) hole(x ast.Node) *fact.Value { return &fact.Value{At: e.span(x), Form: fact.Hole} }

func scalar(at source.Span, t source.Text) *fact.Value {
	return &fact.Value{At: at, Form: fact.Scalar, Text: t}
}

func (e *evaluator) eval(x ast.Expr) *fact.Value {
	e.work++
	if x == nil || e.depth >= maxDepth || e.work > maxWork {
		return &fact.Value{Form: fact.Hole}
	}
	e.depth++
	defer func() { e.depth-- }()
	v := e.expression(x)
	if v.Form == fact.Scalar && (v.Text.Len() > maxText || v.Text.Pieces() > maxPieces) {
		return e.hole(x)
	}
	return v
}

func (e *evaluator) expression(x ast.Expr) *fact.Value {
	if value := e.info.Types[x].Value; value != nil {
		return scalar(e.span(x), e.constant(x, value))
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return e.eval(x.X)
	case *ast.BasicLit: // in what could not be typed
		return e.literal(x)
	case *ast.BinaryExpr:
		return e.join(x)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return e.eval(x.X)
		}
	case *ast.StarExpr:
		return e.eval(x.X)
	case *ast.CompositeLit:
		return e.composite(x)
	case *ast.CallExpr:
		return e.result(x)
	case *ast.Ident:
		return e.named(x)
	case *ast.SelectorExpr:
		return e.selected(x)
	case *ast.IndexExpr:
		return e.element(x)
	case *ast.SliceExpr:
		if x.Low == nil && x.High == nil {
			return e.eval(x.X)
		}
	}
	return e.hole(x)
}

// constant is a constant's value at the literals that say it, or at the
// expression where they say it in another way.
func (e *evaluator) constant(x ast.Expr, value constant.Value) source.Text {
	if t, ok := e.typed(x); ok && t.Equal(constantText(value)) {
		return t
	}
	return source.Escaped(constantText(value), e.span(x))
}

func constantText(value constant.Value) string {
	if value.Kind() == constant.String {
		return source.NewFile("", []byte(constant.StringVal(value))).Text().Reveal() // odd bytes as everywhere
	}
	return value.ExactString()
}

// typed finds the literals of a constant expression.
func (e *evaluator) typed(x ast.Expr) (source.Text, bool) {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return e.typed(x.X)
	case *ast.BasicLit:
		v := e.literal(x)
		return v.Text, v.Form == fact.Scalar
	case *ast.BinaryExpr:
		v := e.join(x)
		return v.Text, v.Form == fact.Scalar
	case *ast.CallExpr: // a conversion
		if len(x.Args) == 1 {
			return e.typed(x.Args[0])
		}
	case *ast.Ident:
		return e.typedElsewhere(e.object(x))
	case *ast.SelectorExpr:
		return e.typedElsewhere(e.info.Uses[x.Sel])
	}
	return source.Text{}, false
}

// typedElsewhere follows the name of a constant.
func (e *evaluator) typedElsewhere(obj types.Object) (source.Text, bool) {
	c, ok := obj.(*types.Const)
	if !ok || e.depth >= maxDepth {
		return source.Text{}, false
	}
	if c.Pkg() != e.pkg {
		t, known := e.elsewhere(c)
		return t.Moved(), known
	}
	value := e.declared(c)
	if value == nil {
		return source.Text{}, false
	}
	e.depth++
	defer func() { e.depth-- }()
	t, ok := e.typed(value)
	return t.Moved(), ok
}

// declared is the expression that a constant of the package is declared with,
// or nil where it repeats another.
func (e *evaluator) declared(c *types.Const) ast.Expr { return e.vars.constants[c] }

// literal is the value of a basic literal.
func (e *evaluator) literal(x *ast.BasicLit) *fact.Value {
	written := e.written(x)
	if x.Kind != token.STRING {
		return scalar(written.Span(), written)
	}
	if t, ok := stringLiteral(written); ok {
		return scalar(written.Span(), t)
	}
	return e.hole(x)
}

// join puts strings together. Long sums lean to the left, so they are taken
// apart without recursion.
func (e *evaluator) join(x *ast.BinaryExpr) *fact.Value {
	var right []ast.Expr
	var left ast.Expr = x
	for {
		sum, ok := ast.Unparen(left).(*ast.BinaryExpr)
		if !ok {
			break
		}
		if sum.Op != token.ADD {
			return e.hole(x)
		}
		right = append(right, sum.Y)
		left = sum.X
	}
	if !e.isString(x) {
		return e.hole(x)
	}
	parts := []source.Text{e.text(left)}
	for _, term := range slices.Backward(right) {
		parts = append(parts, e.text(term))
	}
	return scalar(e.span(x), source.Concat(parts...))
}

func (e *evaluator) isString(x ast.Expr) bool {
	t := e.info.TypeOf(x)
	if t == nil {
		return true
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && (basic.Info()&types.IsString != 0 || basic.Kind() == types.Invalid)
}

// named is the value of a variable, where the package says it once.
func (e *evaluator) named(x *ast.Ident) *fact.Value {
	obj := e.object(x)
	if obj == nil {
		return e.hole(x)
	}
	if _, null := obj.(*types.Nil); null {
		return &fact.Value{At: e.span(x), Form: fact.Null}
	}
	if v := e.bound[obj]; v != nil {
		return v
	}
	known := e.vars.inPieces(obj)
	if known == nil || e.busy[obj] {
		return e.hole(x)
	}
	e.busy[obj] = true
	defer delete(e.busy, obj)
	return e.pieces(known, x)
}

// pieces puts together what a variable is set to and what is done to it before
// it is used at x.
func (e *evaluator) pieces(known *variable, x *ast.Ident) *fact.Value {
	v := &fact.Value{At: e.span(x), Form: fact.Null}
	switch {
	case known.value == nil && known.set == nil && known.grown == nil:
		return e.hole(x) // whoever sets it does so elsewhere
	case known.value != nil && e.fileOf(known.value.Pos()) == nil:
		return e.hole(x)
	case known.value != nil:
		v = moved(e.eval(known.value))
	case known.grown == nil:
		v.Form = fact.Object
	}
	for _, growth := range known.grown {
		if growth.Pos() < x.Pos() {
			v = e.appended(growth, v)
		}
	}
	if v.Form == fact.Object {
		for _, field := range known.set {
			if field.name.Pos() < x.Pos() {
				v.Entries = append([]fact.Entry{{Name: e.written(field.name), Value: e.eval(field.value)}}, v.Entries...)
			}
		}
	}
	return v
}

// moved is a value that is used at another place than where it is written.
func moved(v *fact.Value) *fact.Value {
	brought := *v
	brought.Text = v.Text.Moved()
	if len(v.Items) > 0 {
		brought.Items = make([]*fact.Value, len(v.Items))
		for i, item := range v.Items {
			brought.Items[i] = moved(item)
		}
	}
	if len(v.Entries) > 0 {
		brought.Entries = make([]fact.Entry, len(v.Entries))
		for i, entry := range v.Entries {
			brought.Entries[i] = fact.Entry{Name: entry.Name, Value: moved(entry.Value)}
		}
	}
	return &brought
}

// selected is a variable of another package, or the field of a struct that a
// literal says.
func (e *evaluator) selected(x *ast.SelectorExpr) *fact.Value {
	obj := e.info.Uses[x.Sel]
	if obj == nil || e.vars.fields[obj] {
		return e.hole(x)
	}
	if v := e.eval(x.X).Get(x.Sel.Name); v != nil {
		return v
	}
	return e.hole(x)
}

// element is what a literal list or map holds at a constant index.
func (e *evaluator) element(x *ast.IndexExpr) *fact.Value {
	held, index := e.eval(x.X), e.text(x.Index)
	switch held.Form {
	case fact.Object:
		if v := held.Get(index.Reveal()); v != nil {
			return v
		}
	case fact.List:
		if n, exact := constant.Int64Val(constant.ToInt(e.number(x.Index))); exact && n >= 0 && n < int64(len(held.Items)) {
			return held.Items[n]
		}
	default: // not known, or a string
	}
	return e.hole(x)
}

func (e *evaluator) number(x ast.Expr) constant.Value {
	if v := e.info.Types[x].Value; v != nil {
		return v
	}
	return constant.MakeUnknown()
}

// composite is a list, or an object of a struct's fields or a map's keys.
func (e *evaluator) composite(x *ast.CompositeLit) *fact.Value {
	v := &fact.Value{At: e.span(x), Form: fact.List}
	var fields *types.Struct
	if t := e.info.TypeOf(x); t != nil {
		switch t := deref(t).Underlying().(type) {
		case *types.Struct:
			fields, v.Form = t, fact.Object
		case *types.Map:
			v.Form = fact.Object
		}
	}
	for i, element := range x.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			e.pair(v, pair)
			continue
		}
		if fields != nil && i < fields.NumFields() {
			v.Entries = append(v.Entries, fact.Entry{Name: source.Literal(fields.Field(i).Name()), Value: e.eval(element)})
			continue
		}
		v.Items = append(v.Items, e.eval(element))
	}
	return v
}

// pair adds `key: value` to an object; in a list the key is an index. A key
// that is a name is a field, wherever the type is not known to be a map.
func (e *evaluator) pair(v *fact.Value, pair *ast.KeyValueExpr) {
	value := e.eval(pair.Value)
	if e.info.Types[pair.Key].IsValue() && v.Form == fact.List && !e.isString(pair.Key) {
		v.Items = append(v.Items, value)
		return
	}
	v.Form = fact.Object
	name := e.written(pair.Key)
	if field, ok := pair.Key.(*ast.Ident); !ok || e.isConstant(field) {
		name = e.text(pair.Key)
	}
	v.Entries = append(v.Entries, fact.Entry{Name: name, Value: value})
}

func (e *evaluator) isConstant(x ast.Expr) bool { return e.info.Types[x].Value != nil }

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
