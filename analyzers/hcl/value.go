package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// value lowers an expression. Lists, objects and conditionals that are written
// in place keep their order and the places of their parts; the rest is
// evaluated and stands at the whole expression.
//
// A condition that is not known gives both branches: lists become one List of
// which each item is Maybe; null gives the other branch as Maybe; all else is
// a List that is Maybe, of one Maybe item for each branch.
func (l *lowering) value(e hclsyntax.Expression, ctx *hcl.EvalContext) *fact.Value {
	switch n := e.(type) {
	case *safeNode:
		switch inner := n.Expression.(type) {
		case *hclsyntax.ParenthesesExpr:
			return l.value(inner.Expression, ctx)
		case *hclsyntax.TemplateWrapExpr:
			return l.value(inner.Wrapped, ctx)
		case *hclsyntax.TupleConsExpr:
			return l.list(inner, ctx)
		}
	case *objectNode:
		return l.object(n, ctx)
	case *conditionalNode:
		var options []*fact.Value
		for _, branch := range n.branches(ctx) {
			options = append(options, l.value(branch, ctx))
		}
		if len(options) == 1 {
			return options[0]
		}
		return eitherOf(options, l.span(n.Range()))
	}
	v, _ := e.Value(ctx)
	return l.lowered(v, e.Range())
}

func (l *lowering) list(e *hclsyntax.TupleConsExpr, ctx *hcl.EvalContext) *fact.Value {
	v := &fact.Value{At: l.span(e.SrcRange), Form: fact.List}
	for _, item := range e.Exprs {
		if !l.spend(1) {
			break
		}
		v.Items = append(v.Items, l.value(item, ctx))
	}
	return v
}

func (l *lowering) object(n *objectNode, ctx *hcl.EvalContext) *fact.Value {
	v := &fact.Value{At: l.span(n.Range()), Form: fact.Object}
	for _, item := range n.members {
		if !l.spend(1) {
			break
		}
		key, _ := item.key.Value(ctx)
		name := l.place(l.textOf(choices(key)[0], item.key.Range()), item.key.Range())
		v.Entries = append(v.Entries, fact.Entry{Name: name, Value: l.value(item.value, ctx)})
	}
	return v
}

// lowered makes a tree of the value of the expression at a range.
func (l *lowering) lowered(v cty.Value, at hcl.Range) *fact.Value {
	t := traceOf(v)
	plain, _ := v.Unmark()
	result := &fact.Value{At: l.span(at)}
	kind := plain.Type()
	switch {
	case !l.spend(4): // a tree costs its readers too
		result.Text = source.HoleAt(result.At)
	case !plain.IsKnown():
		return l.unknown(t, at)
	case plain.IsNull():
		result.Form = fact.Null
	case kind.IsPrimitiveType():
		result.Form, result.Text = fact.Scalar, l.place(l.textOf(v, at), at)
	case kind.IsObjectType() || kind.IsMapType():
		result.Form = fact.Object
		for key, item := range plain.Elements() {
			name := l.place(l.keyed(key.AsString(), at), at)
			result.Entries = append(result.Entries, fact.Entry{Name: name, Value: l.lowered(item, at)})
		}
	case plain.CanIterateElements():
		result.Form = fact.List
		for _, item := range values(plain) {
			result.Items = append(result.Items, l.lowered(item, at))
		}
	}
	return result
}

// unknown lowers what the trace of an unknown value still tells.
func (l *lowering) unknown(t *trace, at hcl.Range) *fact.Value {
	result := &fact.Value{At: l.span(at)}
	if t == nil {
		result.Text = source.HoleAt(result.At)
		return result
	}
	switch t.kind {
	case typed:
		result.Form, result.Text = fact.Scalar, l.place(t.text, at)
	case reference:
		result.Form, result.Text = fact.Reference, l.place(t.text, at)
	case absent:
		result.Text = l.place(source.HoleAt(t.text.Span()), at)
	case partial:
		return l.lowered(t.values[0], at)
	case members: // never on what is unknown
	case choice:
		var options []*fact.Value
		for _, option := range t.values {
			options = append(options, l.lowered(option, at))
		}
		return eitherOf(options, result.At)
	}
	return result
}

// eitherOf joins the alternatives of a value.
func eitherOf(options []*fact.Value, at source.Span) *fact.Value {
	options = slices.DeleteFunc(options, func(v *fact.Value) bool { return v.Form == fact.Null })
	lists := len(options) > 0
	for _, option := range options {
		lists = lists && option.Form == fact.List && !option.Maybe
	}
	switch {
	case len(options) == 0:
		return &fact.Value{At: at, Form: fact.Null, Maybe: true}
	case len(options) == 1:
		options[0].Maybe = true
		return options[0]
	}
	joined := &fact.Value{At: at, Form: fact.List, Maybe: !lists}
	if !lists {
		joined.Items = options
		for _, item := range options {
			item.Maybe = true
		}
		return joined
	}
	joined.Items = united(options)
	return joined
}

// typedAt tells two scalars or references of one place from all others.
type typedAt struct {
	form  fact.Form
	value string
	span  source.Span
}

// united joins the items of lists of which one holds. What was typed in one
// place and is in all of them is certain.
func united(lists []*fact.Value) []*fact.Value {
	count := map[typedAt]int{}
	var items []*fact.Value
	for _, list := range lists {
		here := map[typedAt]bool{}
		for _, item := range list.Items {
			leaf := item.Form == fact.Scalar || item.Form == fact.Reference
			key := typedAt{item.Form, item.Text.Reveal(), item.Text.Span()}
			if !leaf || count[key] == 0 {
				items = append(items, item)
			}
			if leaf && !here[key] {
				here[key] = true
				count[key]++
			}
		}
	}
	for _, item := range items {
		key := typedAt{item.Form, item.Text.Reveal(), item.Text.Span()}
		item.Maybe = item.Maybe || count[key] < len(lists)
	}
	return items
}

// place marks the parts of a text that were not written in the expression at a
// range. Files that file and templatefile read are what the expression says,
// so their words are not moved.
func (l *lowering) place(t source.Text, at hcl.Range) source.Text {
	here := l.slice(at).Spans()
	var parts []source.Text
	for _, part := range t.Parts() {
		if l.read[part.Span.File] || slices.ContainsFunc(here, func(s source.Span) bool { return s.Contains(part.Span) }) {
			parts = append(parts, part.Text)
			continue
		}
		parts = append(parts, part.Text.Moved())
	}
	return l.forReader(source.Concat(parts...))
}

// label is the text of a block's label, without quotes. Its escapes are few
// enough to be left alone.
func (l *lowering) label(b *hclsyntax.Block, index int) source.Text {
	t := l.slice(b.LabelRanges[index])
	if t.HasPrefix(`"`) && strings.HasSuffix(t.Reveal(), `"`) && t.Len() > 1 {
		return t.Slice(1, t.Len()-1)
	}
	return t
}
