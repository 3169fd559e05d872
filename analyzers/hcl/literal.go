package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A Literal is a string where somebody typed it, so literals come from the
// syntax: one for each string, however often its value is used, and also in a
// branch that is not taken. Its holes are filled where they can be. Strings
// that only decide something (conditions, comparisons, indexes) are none.

// scope is what literals of one expression have in common.
type scope struct {
	name   source.Text
	parent fact.Fact
	ctx    *hcl.EvalContext
}

func (s scope) named(name source.Text) scope {
	if name.Len() > 0 {
		s.name = name
	}
	return s
}

// variableLiterals names a variable's default after the variable.
func (l *lowering) variableLiterals(b *hclsyntax.Block, parent fact.Fact, ctx *hcl.EvalContext) {
	for _, part := range bodyParts(b.Body) {
		attr, ok := part.(*hclsyntax.Attribute)
		switch {
		case ok && attr.Name == "default":
			l.literals(attr.Expr, scope{l.label(b, 0), parent, ctx})
		case ok:
			l.attributeLiterals(attr, parent, ctx)
		}
	}
}

func (l *lowering) bodyLiterals(body *hclsyntax.Body, parent fact.Fact, ctx *hcl.EvalContext) {
	for _, part := range bodyParts(body) {
		switch part := part.(type) {
		case *hclsyntax.Attribute:
			l.attributeLiterals(part, parent, ctx)
		case *hclsyntax.Block:
			l.bodyLiterals(part.Body, parent, ctx)
		}
	}
}

func (l *lowering) attributeLiterals(attr *hclsyntax.Attribute, parent fact.Fact, ctx *hcl.EvalContext) {
	l.literals(attr.Expr, scope{l.slice(attr.NameRange), parent, ctx})
}

// literals walks an expression. A name is the nearest key above a string.
func (l *lowering) literals(e hclsyntax.Expression, s scope) {
	switch n := e.(type) {
	case *safeNode:
		l.innerLiterals(n.Expression, s)
	case *templateNode:
		l.templateLiterals(n, s)
	case *joinNode:
		l.literals(n.tuple, s)
	case *objectNode:
		for _, item := range n.members {
			name, _ := staticText(item.key)
			l.literals(item.value, s.named(name))
		}
	case *conditionalNode:
		l.literals(n.yes, s)
		l.literals(n.no, s)
	case *callNode:
		for _, arg := range n.call.Args {
			l.literals(arg, s)
		}
	case *forNode:
		l.literals(n.loop.CollExpr, s)
		l.literals(n.loop.ValExpr, s)
	case *splatNode:
		l.literals(n.splat.Source, s)
	case *stepNode:
		l.literals(n.from, s)
	case *indexNode:
		l.literals(n.collection, s)
	}
}

func (l *lowering) innerLiterals(e hclsyntax.Expression, s scope) {
	switch inner := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		l.literals(inner.Expression, s)
	case *hclsyntax.TemplateWrapExpr:
		l.literals(inner.Wrapped, s)
	case *hclsyntax.TupleConsExpr:
		for _, item := range inner.Exprs {
			l.literals(item, s)
		}
	}
}

// templateLiterals emits a template's text, twice where a directive's
// condition is not known, and the strings inside its interpolations.
func (l *lowering) templateLiterals(n *templateNode, s scope) {
	at := n.Range()
	for _, text := range n.texts(s.ctx) {
		if text.Len() > 0 {
			node := fact.NewNode(l.span(at), s.parent, fact.Always)
			l.add(at, &fact.Literal{Node: node, Name: s.name, Value: l.place(text, at)})
		}
	}
	for _, part := range n.parts {
		if conditional, ok := part.(*conditionalNode); ok && l.startsWith(conditional.Range(), "%{") {
			continue // its branches are in the texts
		}
		if _, ok := part.(*joinNode); !ok {
			l.literals(part, s)
		}
	}
}
