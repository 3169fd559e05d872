package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// stepNode takes attributes of a value. What is reached from a reference is a
// reference.
type stepNode struct {
	hclsyntax.Expression
	from      hclsyntax.Expression
	traversal hcl.Traversal
}

func (n *stepNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	from, _ := n.from.Value(ctx)
	if isReference(from) {
		return within(ctx).refer(n.Range()), nil
	}
	return within(ctx).spread(from, func(v cty.Value) cty.Value {
		v, _ = shown(v)
		return within(ctx).checked(n.traversal.TraverseRel(v))
	}), nil
}

// spread does to each choice of a value what do does to one.
func (m *module) spread(v cty.Value, do func(cty.Value) cty.Value) cty.Value {
	t := traceOf(v)
	if t == nil || t.kind != choice {
		return do(v)
	}
	results := make([]cty.Value, len(t.values))
	for i, option := range t.values {
		results[i] = do(option)
	}
	return m.choose(results...)
}

// indexNode takes an element. With a key that is not known it may be any.
type indexNode struct {
	hclsyntax.Expression
	collection, key hclsyntax.Expression
}

func (n *indexNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	collection, _ := n.collection.Value(ctx)
	key, _ := n.key.Value(ctx)
	if key, _ = key.Unmark(); !sane(key) {
		return within(ctx).fail(), nil
	}
	if isReference(collection) {
		return within(ctx).refer(n.Range()), nil
	}
	at := n.Range()
	return within(ctx).spread(collection, func(v cty.Value) cty.Value {
		v, _ = shown(v)
		if plain, _ := v.Unmark(); !key.IsKnown() && elements(plain) > 0 && elements(plain) <= maxChoices {
			return within(ctx).choose(values(plain)...)
		}
		return within(ctx).checked(hcl.Index(v, key, &at))
	}), nil
}

// elements counts the elements of a known collection.
func elements(plain cty.Value) int {
	if !plain.IsKnown() || plain.IsNull() || !plain.CanIterateElements() {
		return 0
	}
	return plain.LengthInt()
}

// values lists the elements of a known collection.
func values(plain cty.Value) []cty.Value {
	var all []cty.Value
	for _, v := range plain.Elements() {
		all = append(all, v)
	}
	return all
}

// splatNode is `x[*].y`.
type splatNode struct {
	hclsyntax.Expression
	splat *hclsyntax.SplatExpr
}

func (n *splatNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	from, _ := n.splat.Source.Value(ctx)
	if isReference(from) {
		return within(ctx).refer(n.Range()), nil
	}
	return within(ctx).spread(from, func(v cty.Value) cty.Value {
		v, whole := shown(v)
		if isSet(v) {
			v, _ = v.Unmark()
		}
		each := *n.splat
		each.Source = &fixedNode{Expression: n.splat.Source, value: v}
		all := within(ctx).checked(each.Value(ctx))
		if !whole {
			return within(ctx).partly(all)
		}
		return all
	}), nil
}

// forNode is a `for` expression or directive. Over what is not known it runs
// once, with holes, and its result is there or not.
type forNode struct {
	hclsyntax.Expression
	loop *hclsyntax.ForExpr
}

func (n *forNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !within(ctx).spend(1) {
		return cty.DynamicVal, nil
	}
	over, _ := n.loop.CollExpr.Value(ctx)
	return within(ctx).spread(over, func(v cty.Value) cty.Value {
		v, whole := shown(v)
		plain, _ := v.Unmark()
		if !plain.IsKnown() {
			once := n.run(ctx, n.loop, cty.TupleVal([]cty.Value{cty.DynamicVal}), nil)
			return within(ctx).choose(once)
		}
		loop := n.loop
		if isSet(v) && loop.KeyVar != "" {
			loop = overSet(loop)
		}
		result := n.run(ctx, loop, plain, loop.CondExpr)
		if isUnknown(result) && loop.CondExpr != nil {
			return within(ctx).choose(n.run(ctx, loop, plain, nil))
		}
		if !whole {
			return within(ctx).partly(result)
		}
		return result
	}), nil
}

func (n *forNode) run(ctx *hcl.EvalContext, over *hclsyntax.ForExpr, collection cty.Value, condition hclsyntax.Expression) cty.Value {
	loop := *over
	loop.CollExpr = &fixedNode{Expression: n.loop.CollExpr, value: collection}
	loop.CondExpr = condition
	return within(ctx).checked(loop.Value(ctx))
}

// overSet is a loop in which the key is the element, as it is in a set's.
func overSet(loop *hclsyntax.ForExpr) *hclsyntax.ForExpr {
	same := *loop
	for _, e := range []*hclsyntax.Expression{&same.KeyExpr, &same.ValExpr, &same.CondExpr} {
		if *e != nil {
			*e = &memberNode{Expression: *e, key: loop.KeyVar, element: loop.ValVar}
		}
	}
	return &same
}

// memberNode is evaluated with the key of a loop set to the element.
type memberNode struct {
	hclsyntax.Expression
	key, element string
}

func (n *memberNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	inner := ctx.NewChild()
	inner.Variables = map[string]cty.Value{n.key: ctx.Variables[n.element]}
	return n.Expression.Value(inner)
}

func isUnknown(v cty.Value) bool {
	plain, _ := v.Unmark()
	return !plain.IsKnown()
}

// nameNode is a name with its attributes: of the evaluation context, of the
// module, or the address of something that exists after deployment.
type nameNode struct {
	hclsyntax.Expression
	traversal hcl.Traversal
}

func (n *nameNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	m := within(ctx)
	if !m.spend(1) {
		return cty.DynamicVal, nil
	}
	from, rest, found := m.lookUp(ctx, n.traversal)
	switch {
	case !found && len(n.traversal) > 1:
		return m.refer(n.Range()), nil
	case !found:
		return m.fail(), nil
	case len(rest) > 0 && isReference(from):
		return from, nil // an attribute of what it names
	case isUnknown(from) && !from.IsMarked():
		return m.missing(n.Range()), nil
	}
	return m.spread(from, func(v cty.Value) cty.Value {
		if len(rest) == 0 {
			return v
		}
		v, _ = shown(v)
		return m.checked(rest.TraverseRel(v))
	}), nil
}

// lookUp finds the value that a name starts from, and the steps left.
func (m *module) lookUp(ctx *hcl.EvalContext, name hcl.Traversal) (from cty.Value, rest hcl.Traversal, found bool) {
	root := name.RootName()
	for c := ctx; c != nil; c = c.Parent() {
		if v, ok := c.Variables[root]; ok {
			return v, name[1:], true
		}
	}
	var attr string
	if len(name) > 1 {
		if step, ok := name[1].(hcl.TraverseAttr); ok {
			attr = step.Name
		}
	}
	if m.rendering > 0 || attr == "" {
		return cty.DynamicVal, nil, false
	}
	switch root {
	case "var":
		return m.declared(m.variables, attr), name[2:], true
	case "local":
		return m.declared(m.locals, attr), name[2:], true
	case "path":
		return m.pathValue(attr), name[2:], true
	case "module":
		return m.output(attr, name[2:])
	case "each", "count", "self", "terraform":
		return cty.DynamicVal, nil, true
	}
	return cty.DynamicVal, nil, false
}
