package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/source"
)

// After parsing every expression is wrapped: a struct that embeds
// hclsyntax.Expression satisfies that interface and may have a Value of its
// own. So HCL's evaluator walks the tree, and ours says what literals,
// templates, conditionals, names and calls are.

func (m *module) wrapBody(body *hclsyntax.Body) {
	for _, attr := range body.Attributes {
		attr.Expr = m.wrap(attr.Expr)
	}
	for _, block := range body.Blocks {
		m.wrapBody(block.Body)
	}
}

// wrap replaces an expression and all below it.
func (m *module) wrap(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return &literalNode{Expression: e, value: m.scalar(e)}
	case *hclsyntax.TemplateExpr:
		return m.wrapTemplate(e, m.startsWith(e.SrcRange, `"`))
	case *hclsyntax.TemplateWrapExpr:
		e.Wrapped = m.wrap(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		e.Expression = m.wrap(e.Expression)
	case *hclsyntax.TupleConsExpr:
		for i, item := range e.Exprs {
			e.Exprs[i] = m.wrap(item)
		}
	case *hclsyntax.ObjectConsExpr:
		return m.wrapObject(e)
	case *hclsyntax.ConditionalExpr:
		return &conditionalNode{Expression: e, module: m, condition: m.wrap(e.Condition), yes: m.wrap(e.TrueResult), no: m.wrap(e.FalseResult)}
	case *hclsyntax.FunctionCallExpr:
		for i, arg := range e.Args {
			e.Args[i] = m.wrap(arg)
		}
		return &callNode{Expression: e, module: m, call: e}
	default:
		return m.wrapOperation(e)
	}
	return &safeNode{Expression: e, module: m}
}

func (m *module) wrapOperation(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.AnonSymbolExpr: // the item of a splat, known by its identity
		return e
	case *hclsyntax.ScopeTraversalExpr:
		return &nameNode{Expression: e, module: m, traversal: e.Traversal}
	case *hclsyntax.RelativeTraversalExpr:
		return &stepNode{Expression: e, module: m, from: m.wrap(e.Source), traversal: e.Traversal}
	case *hclsyntax.IndexExpr:
		return &indexNode{Expression: e, module: m, collection: m.wrap(e.Collection), key: m.wrap(e.Key)}
	case *hclsyntax.ForExpr:
		return m.wrapLoop(e, m.wrap(e.ValExpr))
	case *hclsyntax.SplatExpr:
		e.Source, e.Each = m.wrap(e.Source), m.wrap(e.Each)
		return &splatNode{Expression: e, module: m, splat: e}
	case *hclsyntax.BinaryOpExpr:
		e.LHS, e.RHS = &operandNode{m.wrap(e.LHS)}, &operandNode{m.wrap(e.RHS)}
		return &operationNode{Expression: e, module: m}
	case *hclsyntax.UnaryOpExpr:
		e.Val = &operandNode{m.wrap(e.Val)}
		return &operationNode{Expression: e, module: m}
	case nil:
		return nil
	}
	return &safeNode{Expression: e, module: m}
}

func (m *module) wrapLoop(e *hclsyntax.ForExpr, body hclsyntax.Expression) hclsyntax.Expression {
	e.CollExpr, e.KeyExpr, e.CondExpr, e.ValExpr = m.wrap(e.CollExpr), m.wrap(e.KeyExpr), m.wrap(e.CondExpr), body
	return &forNode{Expression: e, module: m, loop: e}
}

// wrapTemplate gives each literal part its Text. Between quotes the backslash
// escapes, and a template inside a directive is quoted as the one around it.
func (m *module) wrapTemplate(e hclsyntax.Expression, quoted bool) hclsyntax.Expression {
	template, ok := e.(*hclsyntax.TemplateExpr)
	if !ok {
		return m.wrap(e)
	}
	parts := make([]hclsyntax.Expression, len(template.Parts))
	for i, part := range template.Parts {
		parts[i] = m.wrapPart(part, quoted)
	}
	return &templateNode{Expression: template, module: m, parts: parts}
}

func (m *module) wrapPart(part hclsyntax.Expression, quoted bool) hclsyntax.Expression {
	switch e := part.(type) {
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String && e.Val.IsKnown() && !e.Val.IsNull() {
			text := m.literalText(e.Val.AsString(), e.SrcRange, quoted)
			return &literalNode{Expression: e, value: m.text(text)}
		}
	case *hclsyntax.ConditionalExpr:
		if m.startsWith(e.SrcRange, "%{") {
			return &conditionalNode{
				Expression: e, module: m, condition: m.wrap(e.Condition),
				yes: m.wrapTemplate(e.TrueResult, quoted), no: m.wrapTemplate(e.FalseResult, quoted),
			}
		}
	case *hclsyntax.TemplateJoinExpr:
		if loop, ok := e.Tuple.(*hclsyntax.ForExpr); ok {
			return &joinNode{Expression: e, module: m, tuple: m.wrapLoop(loop, m.wrapTemplate(loop.ValExpr, quoted))}
		}
	}
	return m.wrap(part)
}

// startsWith looks at the source of a range.
func (m *module) startsWith(r hcl.Range, prefix string) bool {
	return m.slice(r).HasPrefix(prefix)
}

// wrapObject keeps the key expressions for their places.
func (m *module) wrapObject(e *hclsyntax.ObjectConsExpr) hclsyntax.Expression {
	n := &objectNode{Expression: e, module: m}
	for _, item := range e.Items {
		n.members = append(n.members, member{key: m.wrapKey(item.KeyExpr), value: m.wrap(item.ValueExpr)})
	}
	m.learnKeys(n)
	return n
}

func (m *module) wrapKey(e hclsyntax.Expression) hclsyntax.Expression {
	key, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	switch {
	case !ok:
		return m.wrap(e)
	case !key.ForceNonLiteral && hcl.ExprAsKeyword(key.Wrapped) != "":
		return &literalNode{Expression: key, value: m.text(m.slice(key.Range()))}
	}
	return m.wrap(key.Wrapped)
}

// learnKeys remembers where keys were first typed, since a key of an object
// value can carry no mark.
func (m *module) learnKeys(n *objectNode) {
	for _, member := range n.members {
		text, ok := staticText(member.key)
		if !ok {
			continue
		}
		if _, known := m.keys[text.Reveal()]; !known {
			m.keys[text.Reveal()] = text
		}
	}
}

// staticText is the text of an expression that holds nothing but characters.
func staticText(e hclsyntax.Expression) (source.Text, bool) {
	if template, ok := e.(*templateNode); ok && len(template.parts) == 1 {
		e = template.parts[0]
	}
	literal, ok := e.(*literalNode)
	if !ok {
		return source.Text{}, false
	}
	t := traceOf(literal.value)
	if t == nil || t.kind != typed || !t.text.Known() {
		return source.Text{}, false
	}
	return t.text, true
}

// scalar is the value of a number or a boolean, with its place.
func (m *module) scalar(e *hclsyntax.LiteralValueExpr) cty.Value {
	if !sane(e.Val) {
		return cty.DynamicVal
	}
	if e.Val.IsNull() || !e.Val.IsKnown() {
		return e.Val
	}
	return e.Val.Mark(m.trace(typed, m.slice(e.SrcRange)))
}
