package golang

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lowering walks one package in source order.
type lowering struct {
	*evaluator
	emitted   fact.Emit
	functions map[types.Object]*fact.Function // declared in the package
	closures  map[*ast.FuncLit]*fact.Function // function literals that are kept, not called where they stand
	parent    fact.Fact
	certainty fact.Certainty // of what sits in a document itself
}

// lower emits the facts of a package.
func lower(c *code, emit fact.Emit, notice func(fact.Notice)) {
	vars := variablesOf(c)
	l := &lowering{
		evaluator: &evaluator{code: c, vars: vars, bound: map[types.Object]*fact.Value{}, busy: map[types.Object]bool{}},
		emitted:   emit,
		functions: map[types.Object]*fact.Function{}, closures: map[*ast.FuncLit]*fact.Function{},
	}
	used := usedFunctions(c.info)
	for _, f := range c.files {
		l.declare(f, used)
	}
	for _, f := range c.files {
		if !f.context {
			l.file(f)
		}
	}
	if l.work > maxWork {
		notice(fact.Notice{Type: fact.NoticeLimit, Path: c.files[0].path, Message: "too much to evaluate; a part of the package's values was not followed"})
	}
}

func usedFunctions(info *types.Info) map[types.Object]bool {
	used := map[types.Object]bool{}
	for _, obj := range info.Uses {
		if f, ok := obj.(*types.Func); ok {
			used[f.Origin()] = true
		}
	}
	return used
}

// declare notes the functions of a file first: one may be called before it
// stands.
func (l *lowering) declare(f *codeFile, used map[types.Object]bool) {
	for _, decl := range f.syntax.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if !ok || function.Body == nil {
			continue
		}
		obj, ok := l.info.Defs[function.Name].(*types.Func)
		if !ok {
			continue
		}
		certainty := fact.Always
		if isTest(f.path) || function.Recv == nil && !ast.IsExported(obj.Name()) && !used[obj] && obj.Name() != "main" && obj.Name() != "init" {
			certainty = fact.Maybe // never seen called
		}
		name := obj.Name()
		if receiver := receiverOf(obj); receiver != "" {
			name = receiver + "." + name
		}
		l.functions[obj] = &fact.Function{
			Node: fact.NewNode(l.span(function), f.document, certainty), Name: name, Symbol: symbolOf(obj),
		}
	}
}

// symbolOf is what other packages call a function by.
func symbolOf(f *types.Func) string {
	if f.Pkg() == nil {
		return ""
	}
	c := callee{pkg: f.Pkg().Path(), receiver: receiverOf(f), function: f.Name()}
	return c.name()
}

func (l *lowering) file(f *codeFile) {
	l.parent, l.certainty = f.document, fact.Always
	if isTest(f.path) {
		l.certainty = fact.Maybe
	}
	for _, group := range f.syntax.Comments {
		for _, comment := range group.List {
			l.comment(comment)
		}
	}
	for _, decl := range f.syntax.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if !ok {
			l.walk(decl)
			continue
		}
		if body := l.functions[l.info.Defs[function.Name]]; body != nil {
			l.emit(body)
			l.within(body, func() { l.walk(function.Body) })
		} else if function.Body != nil { // declared twice, as for two systems
			l.walk(function.Body)
		}
	}
}

func (l *lowering) comment(c *ast.Comment) {
	written := l.written(c)
	text := written.TrimPrefix("//")
	if written.HasPrefix("/*") {
		text = written.Slice(2, max(2, written.Len()-2))
	}
	l.emit(&fact.Comment{Node: l.node(written.Span()), Text: text})
}

func (l *lowering) emit(f fact.Fact) { l.emitted(f) }

// node is the common part of a fact that sits in what is being walked.
func (l *lowering) node(at source.Span) fact.Node {
	certainty := fact.Always
	if l.parent != nil && l.parent.Kind() == fact.KindDocument {
		certainty = l.certainty
	}
	return fact.NewNode(at, l.parent, certainty)
}

// within walks what sits in a fact.
func (l *lowering) within(parent fact.Fact, walk func()) {
	outer := l.parent
	l.parent = parent
	walk()
	l.parent = outer
}

// walk lowers all that stands in a piece of syntax.
func (l *lowering) walk(n ast.Node) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if l.work > maxWork {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			l.call(n)
			return false
		case *ast.FuncLit:
			l.keep(n)
			return false
		case *ast.ForStmt:
			l.loop(n, n.Body, l.pacedFor(n))
			return false
		case *ast.RangeStmt:
			l.rangeOver(n)
			return false
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Values) == len(n.Names) {
					l.literal(l.written(name), n.Values[i])
				}
			}
		case *ast.AssignStmt:
			l.assignment(n)
		case *ast.CompositeLit:
			l.built(n)
		case *ast.KeyValueExpr:
			l.literal(l.key(n.Key), n.Value)
		}
		return true
	})
}

func (l *lowering) assignment(n *ast.AssignStmt) {
	if len(n.Lhs) != len(n.Rhs) || n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
		return
	}
	for i, left := range n.Lhs {
		switch left := ast.Unparen(left).(type) {
		case *ast.Ident:
			l.literal(l.written(left), n.Rhs[i])
		case *ast.SelectorExpr:
			l.assigned(left, n.Rhs[i])
			l.literal(l.written(left.Sel), n.Rhs[i])
		case *ast.IndexExpr:
			l.literal(l.key(left.Index), n.Rhs[i])
		}
	}
}

// key is the name of an entry: a field, or a string.
func (l *lowering) key(x ast.Expr) source.Text {
	if field, ok := x.(*ast.Ident); ok && !l.isConstant(field) {
		return l.written(field)
	}
	return l.text(x)
}

// literal emits a named string that is typed here. A value that a name brings
// is told of where it is typed.
func (l *lowering) literal(name source.Text, x ast.Expr) {
	if !l.typedHere(x) {
		return
	}
	if value := l.text(x); value.Len() > 0 && name.Known() {
		l.emit(&fact.Literal{Node: l.node(l.span(x)), Name: name, Value: value})
	}
}

// typedHere reports an expression that is a string literal, a sum that begins
// with one, or one in a conversion or a helper such as aws.String.
func (l *lowering) typedHere(x ast.Expr) bool {
	for range maxDepth {
		switch inner := ast.Unparen(x).(type) {
		case *ast.BasicLit:
			return inner.Kind == token.STRING
		case *ast.BinaryExpr:
			x = inner.X
		case *ast.CallExpr:
			if len(inner.Args) != 1 || !l.info.Types[inner.Fun].IsType() && !isSliceType(inner.Fun) && !transparent[l.callee(inner).name()] {
				return false
			}
			x = inner.Args[0]
		default:
			return false
		}
	}
	return false
}

// keep lowers a function literal that is stored: what it holds is reached from
// where it is used.
func (l *lowering) keep(lit *ast.FuncLit) {
	f := l.closure(lit)
	f.Node = l.node(l.span(lit))
	l.emit(f)
	l.within(f, func() { l.walk(lit.Body) })
}

func (l *lowering) closure(lit *ast.FuncLit) *fact.Function {
	if l.closures[lit] == nil {
		name := "func"
		if id := l.vars.names[lit]; id != nil {
			name = id.Name
		}
		l.closures[lit] = &fact.Function{Name: name, Field: l.field(l.vars.names[lit])}
	}
	return l.closures[lit]
}

// field is the name of a struct's field with its type and import path, or empty.
func (l *lowering) field(id *ast.Ident) string {
	if id == nil {
		return ""
	}
	v, ok := l.info.Uses[id].(*types.Var)
	if !ok || !v.IsField() || v.Pkg() == nil {
		return ""
	}
	scope := v.Pkg().Scope()
	for _, name := range scope.Names() {
		structure, ok := scope.Lookup(name).Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for f := range structure.Fields() {
			if f == v {
				return v.Pkg().Path() + "." + name + "." + v.Name()
			}
		}
	}
	return ""
}
