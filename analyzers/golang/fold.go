package golang

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// transparent functions give their one argument, as far as its value goes.
var transparent = map[string]bool{
	"bytes.NewBuffer": true, "bytes.NewBufferString": true, "bytes.NewReader": true, "bytes.TrimSpace": true,
	"strings.Clone": true, "strings.NewReader": true, "io.NopCloser": true, "os.ExpandEnv": true,
	"github.com/aws/aws-sdk-go/aws.String": true, "github.com/aws/aws-sdk-go/aws.Int64": true, "github.com/aws/aws-sdk-go/aws.Bool": true,
	"github.com/aws/aws-sdk-go-v2/aws.String": true, "github.com/aws/aws-sdk-go-v2/aws.Int32": true, "github.com/aws/aws-sdk-go-v2/aws.Bool": true,
	"github.com/aws/aws-sdk-go/aws.StringSlice": true, "k8s.io/utils/ptr.To": true, "k8s.io/utils/pointer.String": true,
}

// result is what a call gives, where that is known before the program runs.
func (e *evaluator) result(x *ast.CallExpr) *fact.Value {
	if e.info.Types[x.Fun].IsType() || isSliceType(x.Fun) {
		if len(x.Args) == 1 {
			return e.eval(x.Args[0]) // a conversion
		}
		return e.hole(x)
	}
	name := e.callee(x).name()
	if x.Ellipsis.IsValid() && name != "builtin.append" {
		return e.hole(x)
	}
	if transparent[name] && len(x.Args) == 1 {
		return e.eval(x.Args[0])
	}
	if t, ok := e.fold(name, x.Args); ok {
		return scalar(e.span(x), t)
	}
	switch {
	case name == "builtin.append" && len(x.Args) > 0:
		return e.appended(x, e.eval(x.Args[0]))
	case name == "builtin.new":
		return &fact.Value{At: e.span(x), Form: fact.Object}
	}
	return e.hole(x)
}

// isSliceType reports `[]byte` where nothing is typed.
func isSliceType(fun ast.Expr) bool {
	array, ok := ast.Unparen(fun).(*ast.ArrayType)
	return ok && array.Len == nil
}

// appended is `append(list, items…)`. A list that is not known has a hole in its
// place before the items.
func (e *evaluator) appended(x *ast.CallExpr, list *fact.Value) *fact.Value {
	longer := &fact.Value{At: e.span(x), Form: fact.List}
	switch list.Form {
	case fact.List:
		longer.Items = append(longer.Items, list.Items...)
	case fact.Null:
	default:
		longer.Items = []*fact.Value{e.hole(x.Args[0])}
	}
	for i, arg := range x.Args[1:] {
		v := e.eval(arg)
		if x.Ellipsis.IsValid() && i == len(x.Args)-2 && v.Form == fact.List {
			longer.Items = append(longer.Items, v.Items...)
			continue
		}
		longer.Items = append(longer.Items, v)
	}
	return longer
}

// fold puts strings together as a function of the standard library does.
func (e *evaluator) fold(name string, args []ast.Expr) (source.Text, bool) {
	switch name {
	case "fmt.Sprintf":
		return e.sprintf(args)
	case "strings.Join":
		return e.joined(args)
	case "path.Join", "path/filepath.Join":
		return e.path(args)
	case "net.JoinHostPort":
		return e.hostPort(args)
	}
	if len(args) != 1 {
		return source.Text{}, false
	}
	switch name {
	case "fmt.Sprint", "strconv.Itoa": // of several arguments, blanks depend on their types
		return e.text(args[0]), true
	case "strconv.Quote":
		return inQuotes(e.text(args[0])), true
	case "strings.TrimSpace":
		return e.text(args[0]).TrimSpace(), true
	}
	return source.Text{}, false
}

// inQuotes is what %q makes of a text.
func inQuotes(t source.Text) source.Text {
	if value := t.Reveal(); strconv.Quote(value) != `"`+value+`"` {
		t = source.Escaped(strings.Trim(strconv.Quote(value), `"`), t.Span())
	}
	return source.Concat(source.Literal(`"`), t, source.Literal(`"`))
}

func (e *evaluator) joined(args []ast.Expr) (source.Text, bool) {
	if len(args) != 2 {
		return source.Text{}, false
	}
	list, separator := e.eval(args[0]), e.text(args[1])
	if list.Form != fact.List {
		return source.Text{}, false
	}
	var parts []source.Text
	for i, item := range list.Items {
		if i > 0 {
			parts = append(parts, separator)
		}
		parts = append(parts, textOf(item))
	}
	return source.Concat(parts...), true
}

// textOf is a value as a string, or a hole.
func textOf(v *fact.Value) source.Text {
	if v.Form == fact.Scalar {
		return v.Text
	}
	return source.HoleAt(v.At)
}

// path joins the parts of a path; cleaning is left to whoever reads it.
func (e *evaluator) path(args []ast.Expr) (source.Text, bool) {
	var parts []source.Text
	for _, arg := range args {
		part := e.text(arg)
		if n := len(parts); n > 0 && !strings.HasSuffix(parts[n-1].Reveal(), "/") && !part.HasPrefix("/") {
			parts = append(parts, source.Literal("/"))
		}
		if part.Len() > 0 {
			parts = append(parts, part)
		}
	}
	return source.Concat(parts...), len(parts) > 0
}

func (e *evaluator) hostPort(args []ast.Expr) (source.Text, bool) {
	if len(args) != 2 {
		return source.Text{}, false
	}
	host, port := e.text(args[0]), e.text(args[1])
	if strings.Contains(host.Reveal(), ":") {
		host = source.Concat(source.Literal("["), host, source.Literal("]"))
	}
	return source.Concat(host, source.Literal(":"), port), true
}

// sprintf fills the plain verbs. Any other gives a hole for its argument.
func (e *evaluator) sprintf(args []ast.Expr) (source.Text, bool) {
	if len(args) == 0 {
		return source.Text{}, false
	}
	format := e.text(args[0])
	raw := format.Reveal()
	var parts []source.Text
	next := 1
	for at := 0; at < len(raw); {
		i := strings.IndexByte(raw[at:], '%')
		if i < 0 || at+i+1 >= len(raw) {
			parts = append(parts, format.Slice(at, len(raw)))
			break
		}
		parts = append(parts, format.Slice(at, at+i))
		at += i + 1
		if raw[at] == '%' {
			parts = append(parts, format.Slice(at, at+1))
			at++
			continue
		}
		flags := len(raw[at:]) - len(strings.TrimLeft(raw[at:], "+-# 0123456789.*"))
		if at+flags >= len(raw) || raw[at] == '[' || strings.Contains(raw[at:at+flags], "*") || next >= len(args) {
			return source.Text{}, false
		}
		parts = append(parts, e.verb(raw[at+flags], flags == 0, args[next]))
		at += flags + 1
		next++
	}
	return source.Concat(parts...), true
}

func (e *evaluator) verb(verb byte, plain bool, arg ast.Expr) source.Text {
	value := e.text(arg)
	switch {
	case plain && (verb == 's' || verb == 'v' || verb == 'd'):
		return value
	case plain && verb == 'q' && value.Known():
		return inQuotes(value)
	}
	return source.HoleAt(e.span(arg))
}

// callee is the function that a call names.
type callee struct {
	pkg      string // import path, without the suffix of its major version; empty if not known
	receiver string
	function string
	object   *types.Func // nil where nothing is typed
}

// name is what the tables call a function by.
func (c callee) name() string {
	if c.receiver != "" {
		return c.pkg + "." + c.receiver + "." + c.function
	}
	return c.pkg + "." + c.function
}

// callee tells which function a call names: by types where they are known, by
// the import that the name begins with where they are not.
func (c *code) callee(x *ast.CallExpr) callee {
	fun := ast.Unparen(x.Fun)
	switch generic := fun.(type) {
	case *ast.IndexExpr:
		fun = generic.X
	case *ast.IndexListExpr:
		fun = generic.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return c.calleeOf(c.info.Uses[fun], fun.Name)
	case *ast.SelectorExpr:
		if id, ok := fun.X.(*ast.Ident); ok {
			if imported, ok := c.info.Uses[id].(*types.PkgName); ok {
				named := c.calleeOf(c.info.Uses[fun.Sel], fun.Sel.Name)
				named.pkg = unversioned(imported.Imported().Path())
				return named
			}
		}
		return c.calleeOf(c.info.Uses[fun.Sel], fun.Sel.Name)
	}
	return callee{}
}

func (c *code) calleeOf(obj types.Object, name string) callee {
	named := callee{function: name}
	switch obj := obj.(type) {
	case *types.Builtin:
		named.pkg = "builtin"
	case *types.Func:
		named.object = obj.Origin()
		if obj.Pkg() != nil {
			named.pkg = unversioned(obj.Pkg().Path())
		}
		named.receiver = receiverOf(obj)
	}
	return named
}

// receiverOf is the type that a method is declared on, without its package.
func receiverOf(f *types.Func) string {
	signature, ok := f.Type().(*types.Signature)
	if !ok || signature.Recv() == nil {
		return ""
	}
	if named, ok := types.Unalias(deref(signature.Recv().Type())).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}
