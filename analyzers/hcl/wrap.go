package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// After parsing every expression is wrapped: a struct that embeds
// hclsyntax.Expression satisfies that interface and may have a Value of its
// own. So HCL's evaluator walks the tree, and ours says what literals,
// templates, conditionals, names and calls are.

// typed makes a string of a Text that stands in the file.
func (r *reader) typed(t source.Text) cty.Value {
	if t.Len() > maxText {
		r.notices = append(r.notices, noticeAt(fact.NoticeLimit, t.Span(), r.path, tooLong))
		return cty.UnknownVal(cty.String).Mark(r.trace(typed, source.HoleAt(t.Span())))
	}
	if t.Len() == 0 {
		return cty.StringVal("")
	}
	return cty.StringVal(t.Reveal()).Mark(r.trace(typed, t))
}

func (r *reader) trace(kind traceKind, text source.Text) *trace {
	r.traces++
	return &trace{id: r.traces, kind: kind, text: text}
}

func (r *reader) wrapBody(body *hclsyntax.Body) {
	for _, attr := range body.Attributes {
		attr.Expr = r.wrap(attr.Expr)
	}
	for _, block := range body.Blocks {
		r.wrapBody(block.Body)
	}
}

// wrap replaces an expression and all below it.
func (r *reader) wrap(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return &literalNode{Expression: e, value: r.scalar(e)}
	case *hclsyntax.TemplateExpr:
		return r.wrapTemplate(e, r.startsWith(e.SrcRange, `"`))
	case *hclsyntax.TemplateWrapExpr:
		e.Wrapped = r.wrap(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		e.Expression = r.wrap(e.Expression)
	case *hclsyntax.TupleConsExpr:
		for i, item := range e.Exprs {
			e.Exprs[i] = r.wrap(item)
		}
	case *hclsyntax.ObjectConsExpr:
		return r.wrapObject(e)
	case *hclsyntax.ConditionalExpr:
		return &conditionalNode{Expression: e, condition: r.wrap(e.Condition), yes: r.wrap(e.TrueResult), no: r.wrap(e.FalseResult)}
	case *hclsyntax.FunctionCallExpr:
		for i, arg := range e.Args {
			e.Args[i] = r.wrap(arg)
		}
		return &callNode{Expression: e, call: e}
	default:
		return r.wrapOperation(e)
	}
	return &safeNode{Expression: e}
}

func (r *reader) wrapOperation(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.AnonSymbolExpr: // the item of a splat, known by its identity
		return e
	case *hclsyntax.ScopeTraversalExpr:
		return &nameNode{Expression: e, traversal: e.Traversal}
	case *hclsyntax.RelativeTraversalExpr:
		return &stepNode{Expression: e, from: r.wrap(e.Source), traversal: e.Traversal}
	case *hclsyntax.IndexExpr:
		return &indexNode{Expression: e, collection: r.wrap(e.Collection), key: r.wrap(e.Key)}
	case *hclsyntax.ForExpr:
		return r.wrapLoop(e, r.wrap(e.ValExpr))
	case *hclsyntax.SplatExpr:
		e.Source, e.Each = r.wrap(e.Source), r.wrap(e.Each)
		return &splatNode{Expression: e, splat: e}
	case *hclsyntax.BinaryOpExpr:
		e.LHS, e.RHS = &operandNode{r.wrap(e.LHS)}, &operandNode{r.wrap(e.RHS)}
		return &operationNode{Expression: e}
	case *hclsyntax.UnaryOpExpr:
		e.Val = &operandNode{r.wrap(e.Val)}
		return &operationNode{Expression: e}
	case nil:
		return nil
	}
	return &safeNode{Expression: e}
}

func (r *reader) wrapLoop(e *hclsyntax.ForExpr, body hclsyntax.Expression) hclsyntax.Expression {
	e.CollExpr, e.KeyExpr, e.CondExpr, e.ValExpr = r.wrap(e.CollExpr), r.wrap(e.KeyExpr), r.wrap(e.CondExpr), body
	return &forNode{Expression: e, loop: e}
}

// wrapTemplate gives each literal part its Text. Between quotes the backslash
// escapes, and a template inside a directive is quoted as the one around it.
func (r *reader) wrapTemplate(e hclsyntax.Expression, quoted bool) hclsyntax.Expression {
	template, ok := e.(*hclsyntax.TemplateExpr)
	if !ok {
		return r.wrap(e)
	}
	parts := make([]hclsyntax.Expression, len(template.Parts))
	for i, part := range template.Parts {
		parts[i] = r.wrapPart(part, quoted)
	}
	return &templateNode{Expression: template, parts: parts}
}

func (r *reader) wrapPart(part hclsyntax.Expression, quoted bool) hclsyntax.Expression {
	switch e := part.(type) {
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String && e.Val.IsKnown() && !e.Val.IsNull() {
			text := r.literalText(e.Val.AsString(), e.SrcRange, quoted)
			return &literalNode{Expression: e, value: r.typed(text)}
		}
	case *hclsyntax.ConditionalExpr:
		if r.startsWith(e.SrcRange, "%{") {
			return &conditionalNode{
				Expression: e, condition: r.wrap(e.Condition),
				yes: r.wrapTemplate(e.TrueResult, quoted), no: r.wrapTemplate(e.FalseResult, quoted),
			}
		}
	case *hclsyntax.TemplateJoinExpr:
		if loop, ok := e.Tuple.(*hclsyntax.ForExpr); ok {
			return &joinNode{Expression: e, tuple: r.wrapLoop(loop, r.wrapTemplate(loop.ValExpr, quoted))}
		}
	}
	return r.wrap(part)
}

// startsWith looks at the source of a range.
func (r *reader) startsWith(at hcl.Range, prefix string) bool {
	return r.slice(at).HasPrefix(prefix)
}

// startsWith looks at the source of a range.
func (m *module) startsWith(at hcl.Range, prefix string) bool {
	return m.slice(at).HasPrefix(prefix)
}

// wrapObject keeps the key expressions for their places.
func (r *reader) wrapObject(e *hclsyntax.ObjectConsExpr) hclsyntax.Expression {
	n := &objectNode{Expression: e}
	for _, item := range e.Items {
		n.members = append(n.members, member{key: r.wrapKey(item.KeyExpr), value: r.wrap(item.ValueExpr)})
	}
	r.learnKeys(n)
	return n
}

func (r *reader) wrapKey(e hclsyntax.Expression) hclsyntax.Expression {
	key, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	switch {
	case !ok:
		return r.wrap(e)
	case !key.ForceNonLiteral && hcl.ExprAsKeyword(key.Wrapped) != "":
		return &literalNode{Expression: key, value: r.typed(r.slice(key.Range()))}
	}
	return r.wrap(key.Wrapped)
}

// learnKeys remembers where keys were first typed, since a key of an object
// value can carry no mark.
func (r *reader) learnKeys(n *objectNode) {
	for _, member := range n.members {
		text, ok := staticText(member.key)
		if !ok {
			continue
		}
		if _, known := r.keys[text.Reveal()]; !known {
			r.keys[text.Reveal()] = text
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
func (r *reader) scalar(e *hclsyntax.LiteralValueExpr) cty.Value {
	if !sane(e.Val) {
		return cty.DynamicVal
	}
	if e.Val.IsNull() || !e.Val.IsKnown() {
		return e.Val
	}
	return e.Val.Mark(r.trace(typed, r.slice(e.SrcRange)))
}
