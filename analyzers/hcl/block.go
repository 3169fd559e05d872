package hcl

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// bodyParts lists a body's attributes and blocks in source order.
func bodyParts(body *hclsyntax.Body) []hclsyntax.Node {
	var parts []hclsyntax.Node
	for _, attr := range body.Attributes {
		parts = append(parts, attr)
	}
	for _, block := range body.Blocks {
		parts = append(parts, block)
	}
	slices.SortStableFunc(parts, func(a, b hclsyntax.Node) int {
		return cmp.Or(cmp.Compare(startOf(a), startOf(b)), cmp.Compare(a.Range().Filename, b.Range().Filename))
	})
	return parts
}

// startOf is where an attribute's or block's name begins.
func startOf(n hclsyntax.Node) int {
	switch n := n.(type) {
	case *hclsyntax.Attribute:
		return n.NameRange.Start.Byte
	case *hclsyntax.Block:
		return n.TypeRange.Start.Byte
	}
	return n.Range().Start.Byte
}

// body lowers what a block holds. A nested block with labels is a Block of one
// Block for each label, as in HCL's JSON syntax.
func (l *lowering) body(body *hclsyntax.Body, at source.Span, ctx *hcl.EvalContext) *fact.Value {
	v := &fact.Value{At: at, Form: fact.Block}
	for _, part := range bodyParts(body) {
		switch part := part.(type) {
		case *hclsyntax.Attribute:
			v.Entries = append(v.Entries, fact.Entry{Name: l.slice(part.NameRange), Value: l.attribute(part, ctx)})
		case *hclsyntax.Block:
			if part.Type == "dynamic" && len(part.Labels) == 1 {
				v.Entries = append(v.Entries, l.dynamic(part, ctx)...)
				continue
			}
			v.Entries = append(v.Entries, fact.Entry{Name: l.slice(part.TypeRange), Value: l.nested(part, 0, ctx)})
		}
	}
	return v
}

func (l *lowering) attribute(attr *hclsyntax.Attribute, ctx *hcl.EvalContext) *fact.Value {
	v, once := l.over[attr]
	if v == nil {
		v = l.value(attr.Expr, ctx)
		l.follow(attr.Expr, ctx, v)
	}
	if once {
		l.over[attr] = v
	}
	return v
}

func (l *lowering) nested(b *hclsyntax.Block, label int, ctx *hcl.EvalContext) *fact.Value {
	at := l.span(headerOf(b))
	if label == len(b.Labels) {
		return l.body(b.Body, at, ctx)
	}
	return &fact.Value{At: at, Form: fact.Block, Entries: []fact.Entry{
		{Name: l.label(b, label), Value: l.nested(b, label+1, ctx)},
	}}
}

// headerOf is the range of a block's type and labels. In JSON those may stand
// far apart, and OpenBraceRange is the place.
func headerOf(b *hclsyntax.Block) hcl.Range {
	if b.CloseBraceRange.Filename == "" && b.OpenBraceRange.Filename != "" {
		return b.OpenBraceRange
	}
	header := b.TypeRange
	if n := len(b.LabelRanges); n > 0 {
		header.End = b.LabelRanges[n-1].End
	}
	return header
}

// dynamic expands a dynamic block: one block for each element, or one that is
// Maybe, with holes, where the elements are not known.
func (l *lowering) dynamic(b *hclsyntax.Block, ctx *hcl.EvalContext) []fact.Entry {
	iterator := b.Labels[0]
	if attr, ok := b.Body.Attributes["iterator"]; ok {
		if name := l.slice(attr.Expr.Range()).Reveal(); hclsyntax.ValidIdentifier(name) {
			iterator = name
		}
	}
	each, ok := b.Body.Attributes["for_each"]
	if !ok {
		return nil
	}
	over, _ := each.Expr.Value(ctx)
	from := &loop{each.Expr, ctx, fact.Step{At: l.span(each.Expr.Range()), How: "dynamic " + b.Labels[0] + " takes it"}}
	var entries []fact.Entry
	for _, instance := range l.instances(over, each.Expr.Range()) {
		child := ctx.NewChild()
		child.Variables = map[string]cty.Value{iterator: instance.each()}
		l.iterates(child, from)
		for _, content := range b.Body.Blocks {
			if content.Type != "content" {
				continue
			}
			v := l.body(content.Body, l.span(headerOf(b)), child)
			v.Maybe = instance.maybe
			entries = append(entries, fact.Entry{Name: l.label(b, 0), Value: v})
		}
	}
	return entries
}
