package hcl

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/hiyari/hiyari/analyzers/source"
)

// The nodes below never return diagnostics: what fails is unknown, and is
// counted in module.failures so that try and can see it.

// literalNode is a number, a boolean, or the literal part of a template.
type literalNode struct {
	hclsyntax.Expression
	value cty.Value
}

func (n *literalNode) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { return n.value, nil }

// safeNode turns the failure of what is left to HCL into an unknown value.
type safeNode struct {
	hclsyntax.Expression
}

func (n *safeNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !within(ctx).spend(1) {
		return cty.DynamicVal, nil
	}
	v, diags := n.Expression.Value(ctx)
	return within(ctx).checked(v, diags), nil
}

func (m *module) checked(v cty.Value, diags hcl.Diagnostics) cty.Value {
	if diags.HasErrors() {
		return m.fail()
	}
	return v
}

func (m *module) fail() cty.Value {
	m.failures++
	return cty.DynamicVal
}

// operationNode is arithmetic, logic or a comparison. Its result was typed
// nowhere, so the marks of the operands end here.
type operationNode struct {
	hclsyntax.Expression
}

func (n *operationNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !within(ctx).spend(1) {
		return cty.DynamicVal, nil
	}
	v, diags := n.Expression.Value(ctx)
	plain, _ := within(ctx).checked(v, diags).UnmarkDeep()
	if !sane(plain) {
		return cty.DynamicVal, nil
	}
	return plain, nil
}

// templateNode joins the texts of its parts.
type templateNode struct {
	hclsyntax.Expression
	parts []hclsyntax.Expression
}

func (n *templateNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	texts := n.texts(ctx)
	values := make([]cty.Value, len(texts))
	for i, t := range texts {
		values[i] = within(ctx).text(t)
	}
	if len(values) == 1 {
		return values[0], nil
	}
	return within(ctx).choose(values...), nil
}

// texts lists what the template may say. Its parts choose in step: the first
// text takes the first choice of each part, so that two texts hold all words
// of any number of `%{if}`.
func (n *templateNode) texts(ctx *hcl.EvalContext) []source.Text {
	parts := make([][]cty.Value, len(n.parts))
	count := 1
	for i, part := range n.parts {
		v, _ := part.Value(ctx)
		parts[i] = choices(v)
		count = max(count, len(parts[i]))
	}
	texts := make([]source.Text, count)
	for k := range texts {
		joined := make([]source.Text, len(parts))
		for i, options := range parts {
			joined[i] = within(ctx).inserted(options[min(k, len(options)-1)], n.parts[i].Range())
		}
		texts[k] = source.Concat(joined...)
	}
	return texts
}

// inserted is the text of a value in a string: 1.50 is 1.5 there. What can be
// in no string is a failure.
func (m *module) inserted(v cty.Value, at hcl.Range) source.Text {
	plain, _ := v.Unmark()
	if plain.IsKnown() && (plain.IsNull() || !plain.Type().IsPrimitiveType()) {
		m.failures++
	}
	t := m.textOf(v, at)
	if plain.IsKnown() && !plain.IsNull() && plain.Type() == cty.Number && sane(plain) && t.Reveal() != spelled(plain) {
		return respelled(spelled(plain), t.Span())
	}
	return t
}

// joinNode is a `%{for}` of a template.
type joinNode struct {
	hclsyntax.Expression
	tuple hclsyntax.Expression
}

func (n *joinNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, _ := n.tuple.Value(ctx)
	v, _ = shown(choices(v)[0])
	plain, _ := v.Unmark()
	if !plain.IsKnown() || plain.IsNull() || !plain.CanIterateElements() {
		return within(ctx).text(source.HoleAt(within(ctx).span(n.Range()))), nil
	}
	var texts []source.Text
	for _, item := range plain.Elements() {
		texts = append(texts, within(ctx).inserted(choices(item)[0], n.Range()))
	}
	return within(ctx).text(source.Concat(texts...)), nil
}

// member is one item of an object expression.
type member struct {
	key, value hclsyntax.Expression
}

// objectNode makes objects whose keys leave no mark.
type objectNode struct {
	hclsyntax.Expression
	members []member
}

func (n *objectNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !within(ctx).spend(1) {
		return cty.DynamicVal, nil
	}
	values, whole := map[string]cty.Value{}, true
	for _, item := range n.members {
		key, _ := item.key.Value(ctx)
		name, known := keyName(key)
		if !known {
			whole = false
			continue
		}
		values[name], _ = item.value.Value(ctx)
	}
	if !whole {
		return within(ctx).partly(cty.ObjectVal(values)), nil
	}
	return cty.ObjectVal(values), nil
}

// keyName is the string that a known key stands for.
func keyName(key cty.Value) (string, bool) {
	plain, _ := key.Unmark()
	if !plain.IsKnown() || plain.IsNull() || !plain.Type().IsPrimitiveType() {
		return "", false
	}
	return spelled(plain), true
}

// conditionalNode takes a branch, or both where the condition is not known.
type conditionalNode struct {
	hclsyntax.Expression
	condition hclsyntax.Expression
	yes, no   hclsyntax.Expression
}

func (n *conditionalNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !within(ctx).spend(1) {
		return cty.DynamicVal, nil
	}
	branches := n.branches(ctx)
	if len(branches) == 1 {
		v, _ := branches[0].Value(ctx)
		return within(ctx).unified(v, n.refused(branches[0], ctx)), nil
	}
	yes, _ := n.yes.Value(ctx)
	no, _ := n.no.Value(ctx)
	return within(ctx).choose(yes, no), nil
}

// refused is the value of the branch that is not taken, which has a say in the
// type of the result.
func (n *conditionalNode) refused(taken hclsyntax.Expression, ctx *hcl.EvalContext) cty.Value {
	other := n.yes
	if taken == n.yes {
		other = n.no
	}
	before := within(ctx).failures
	v, _ := other.Value(ctx)
	within(ctx).failures = before
	return v
}

// unified converts a value to the type that it has in common with others. What
// is known in part stays as it is.
func (m *module) unified(v cty.Value, others ...cty.Value) cty.Value {
	types := []cty.Type{v.Type()}
	differ := false
	for _, other := range others {
		if plain, _ := other.Unmark(); plain.IsKnown() && plain.Type() == cty.DynamicPseudoType {
			continue // a null that says no type
		}
		differ = differ || !other.Type().Equals(v.Type())
		types = append(types, other.Type())
	}
	if !differ || slices.ContainsFunc(types, cty.Type.HasDynamicTypes) {
		return v
	}
	common, _ := convert.UnifyUnsafe(types)
	if common == cty.NilType || common == cty.DynamicPseudoType {
		return v
	}
	converted, err := convert.Convert(v, common)
	if err != nil {
		return v
	}
	return converted
}

// branches lists what the condition leaves possible.
func (n *conditionalNode) branches(ctx *hcl.EvalContext) []hclsyntax.Expression {
	condition, _ := n.condition.Value(ctx)
	switch decided(condition) {
	case cty.True:
		return []hclsyntax.Expression{n.yes}
	case cty.False:
		return []hclsyntax.Expression{n.no}
	}
	return []hclsyntax.Expression{n.yes, n.no}
}

// decided is a condition's value: cty.True, cty.False, or unknown.
func decided(condition cty.Value) cty.Value {
	plain, _ := condition.UnmarkDeep()
	b, err := convert.Convert(plain, cty.Bool)
	if err != nil || !b.IsKnown() || b.IsNull() {
		return cty.UnknownVal(cty.Bool)
	}
	return b
}

// fixedNode stands for an expression whose value is known already.
type fixedNode struct {
	hclsyntax.Expression
	value cty.Value
}

func (n *fixedNode) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { return n.value, nil }
