package hcl

import (
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// callNode is a call of a function.
type callNode struct {
	hclsyntax.Expression
	call *hclsyntax.FunctionCallExpr
}

// call is one evaluation of a callNode.
type call struct {
	*module
	name string
	at   hcl.Range
	args []cty.Value
}

func (n *callNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	m := within(ctx)
	if !m.spend(1) {
		return cty.DynamicVal, nil
	}
	name := strings.TrimPrefix(n.call.Name, "core::")
	switch name {
	case "try":
		return n.try(ctx), nil
	case "can":
		return n.can(ctx), nil
	}
	var args []cty.Value
	for _, arg := range n.call.Args {
		v, _ := arg.Value(ctx)
		args = append(args, v)
	}
	if n.call.ExpandFinal && len(args) > 0 {
		last, _ := shown(choices(args[len(args)-1])[0])
		items, ok := list(last)
		if !ok {
			return cty.DynamicVal, nil
		}
		args = append(args[:len(args)-1], items...)
	}
	return m.apply(call{m, name, n.Range(), args}), nil
}

// try takes the first argument that evaluates without failing.
func (n *callNode) try(ctx *hcl.EvalContext) cty.Value {
	for _, arg := range n.call.Args {
		before := within(ctx).failures
		v, _ := arg.Value(ctx)
		if within(ctx).failures == before {
			return v
		}
		within(ctx).failures = before
	}
	return within(ctx).fail()
}

func (n *callNode) can(ctx *hcl.EvalContext) cty.Value {
	if len(n.call.Args) != 1 {
		return within(ctx).fail()
	}
	before := within(ctx).failures
	v, _ := n.call.Args[0].Value(ctx)
	failed := within(ctx).failures > before
	within(ctx).failures = before
	if !failed && isUnknown(v) {
		return cty.UnknownVal(cty.Bool)
	}
	return cty.BoolVal(!failed)
}

// apply calls a function for each choice of its arguments, which choose in
// step. What collects also takes collections that are known in part.
func (m *module) apply(c call) cty.Value {
	count := 1
	options := make([][]cty.Value, len(c.args))
	for i, arg := range c.args {
		options[i] = choices(arg)
		count = max(count, len(options[i]))
	}
	var results []cty.Value
	for k := range min(count, maxChoices) {
		one := c
		one.args = make([]cty.Value, len(c.args))
		for i := range options {
			one.args[i] = options[i][min(k, len(options[i])-1)]
		}
		results = append(results, one.run())
	}
	for _, arg := range c.args {
		if t := traceOf(arg); t != nil && t.kind == choice {
			return m.choose(results...)
		}
	}
	return results[0]
}

func (c call) run() cty.Value {
	if !c.affordable() {
		return c.fail()
	}
	if reference, ok := c.passedOn(); ok {
		return reference
	}
	own, ours := ownFunctions[c.name]
	if !ours {
		if fn, ok := libraryFunctions[c.name]; ok {
			return c.standard(fn)
		}
		return c.unknownFunction()
	}
	if !collecting[c.name] {
		return own(c)
	}
	args, whole := make([]cty.Value, len(c.args)), true
	for i, arg := range c.args {
		known, all := shown(arg)
		args[i] = known
		whole = whole && all
	}
	c.args = args
	result := own(c)
	if _, all := shown(result); all && !whole {
		return c.partly(result)
	}
	return result
}

// passing tells which argument a function hands on where that is a reference.
// join("", x[*].id) is how modules take the one instance that may be there.
var passing = map[string]int{"compact": 0, "element": 0, "join": 1, "one": 0, "sort": 0}

// passedOn is the reference that such an argument is, or that it holds beside
// empty strings.
func (c call) passedOn() (cty.Value, bool) {
	i, passes := passing[c.name]
	if !passes || i >= len(c.args) {
		return cty.NilVal, false
	}
	if isReference(c.args[i]) {
		return c.args[i], true
	}
	known, _ := shown(c.args[i])
	items, _ := list(known)
	items = slices.DeleteFunc(slices.Clone(items), func(item cty.Value) bool {
		plain, _ := item.Unmark()
		return plain.IsNull() || plain.IsKnown() && plain.Type() == cty.String && plain.AsString() == ""
	})
	if len(items) == 1 && isReference(items[0]) {
		return items[0], true
	}
	return cty.NilVal, false
}

// unknownFunction gives nothing, and is no failure that try could see: the
// function may be of a provider, or newer than this program.
func (c call) unknownFunction() cty.Value {
	if chosenLater[c.name] {
		return cty.UnknownVal(cty.String)
	}
	return cty.DynamicVal
}

// standard calls a function of a library twice: with the real values, and with
// each traced string replaced by a placeholder. The Texts are put in where the
// placeholders come out, and kept only if that gives the real result.
func (c call) standard(fn function.Function) cty.Value {
	plain := make([]cty.Value, len(c.args))
	for i, arg := range c.args {
		plain[i], _ = arg.UnmarkDeep()
	}
	result, err := invoke(fn, plain)
	if err != nil {
		return c.fail()
	}
	result = sanitized(result)
	known := result.IsWhollyKnown()
	if restored, ok := c.substituted(fn); ok {
		if bare, _ := restored.UnmarkDeep(); known && bare.RawEquals(result) || !known && building[c.name] {
			return restored
		}
	}
	if known {
		return c.sought(result)
	}
	return result
}

// invoke calls a function as HCL does, converting what it is given.
func invoke(fn function.Function, args []cty.Value) (result cty.Value, err error) {
	defer func() {
		if recover() != nil { // a library's fault on odd input must not end the run
			result, err = cty.DynamicVal, errPanic
		}
	}()
	params, rest := fn.Params(), fn.VarParam()
	converted := make([]cty.Value, len(args))
	for i, arg := range args {
		var want *function.Parameter
		switch {
		case i < len(params):
			want = &params[i]
		case rest != nil:
			want = rest
		default:
			return cty.DynamicVal, errArguments
		}
		if converted[i], err = convert.Convert(arg, want.Type); err != nil {
			return cty.DynamicVal, err
		}
	}
	return fn.Call(converted)
}

var (
	errPanic     = errors.New("function panicked")
	errArguments = errors.New("too many arguments")
)

// loosen makes tuples of lists and sets and objects of maps, which may hold
// values of any type, and hands each leaf to a function. A set keeps no marks,
// a tuple does.
func loosen(v cty.Value, leaf func(cty.Value) cty.Value) cty.Value {
	plain, marks := v.Unmark()
	t := plain.Type()
	switch {
	case !plain.IsKnown() || plain.IsNull() || t.IsPrimitiveType() || !plain.CanIterateElements():
		if leaf != nil {
			return leaf(v)
		}
		return v
	case t.IsObjectType() || t.IsMapType():
		items := map[string]cty.Value{}
		for key, item := range plain.Elements() {
			items[key.AsString()] = loosen(item, leaf)
		}
		return cty.ObjectVal(items).WithMarks(marks)
	}
	items := values(plain)
	for i, item := range items {
		items[i] = loosen(item, leaf)
	}
	return cty.TupleVal(items).WithMarks(marks)
}
