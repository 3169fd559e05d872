package plan

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// body lowers the values of one resource. Three trees of one shape tell of it:
// the values, which of them are not known before the apply, and which are
// sensitive. What is not known or not to be seen is a hole.
type body struct {
	*reader
	at          source.Span
	expressions *jsonpos.Value
}

func (b *body) hole() *fact.Value { return &fact.Value{At: b.at, Text: source.HoleAt(b.at)} }

// isTrue reports a part of the second or third tree that stands for all below.
func isTrue(v *jsonpos.Value) bool { return v != nil && v.Kind == jsonpos.Bool && v.Text.Equal("true") }

// members finds the members of an object, however many it has.
func members(v *jsonpos.Value) func(name string) *jsonpos.Value {
	if v == nil || len(v.Members) < 16 {
		return v.Get
	}
	all := make(map[string]*jsonpos.Value, len(v.Members))
	for _, m := range v.Members {
		all[m.Name.Reveal()] = m.Value
	}
	return func(name string) *jsonpos.Value { return all[name] }
}

// block lowers the values of a resource or of a block in it.
func (b *body) block(values, unknown, sensitive *jsonpos.Value, top bool) *fact.Value {
	result := &fact.Value{At: b.at, Form: fact.Block}
	valueOf, unknownOf, sensitiveOf := members(values), members(unknown), members(sensitive)
	if values != nil {
		result.At = b.text.Slice(values.Start, values.End).Span()
		for _, m := range values.Members {
			name := m.Name.Reveal()
			if m.Value.Kind == jsonpos.Null {
				continue // not set
			}
			for _, v := range b.member(m.Value, unknownOf(name), sensitiveOf(name)) {
				result.Entries = append(result.Entries, fact.Entry{Name: m.Name, Value: v})
			}
		}
	}
	if unknown == nil {
		return result
	}
	for _, m := range unknown.Members {
		name := m.Name.Reveal()
		if set := valueOf(name); isTrue(m.Value) && (set == nil || set.Kind == jsonpos.Null) {
			if v := b.later(name, top); v != nil {
				result.Entries = append(result.Entries, fact.Entry{Name: m.Name, Value: v})
			}
		}
	}
	return result
}

// later is an attribute that is known after the apply. The resource it comes
// from is told by the configuration. What the configuration does not set is the
// provider's to fill in, as if it were absent.
func (b *body) later(name string, top bool) *fact.Value {
	if !top || b.expressions == nil {
		return b.hole()
	}
	expression := b.expressions.Get(name)
	if expression == nil {
		return nil
	}
	references := expression.Get("references")
	if references == nil || len(references.Items) == 0 || references.Items[0].Kind != jsonpos.String {
		return b.hole()
	}
	return &fact.Value{At: b.at, Form: fact.Reference, Text: references.Items[0].Text}
}

// hide tells of the strings that a plan holds though they are sensitive, for
// the masker to know them.
func (b *body) hide(name source.Text, v, sensitive *jsonpos.Value) {
	all := isTrue(sensitive)
	if all && v.Kind == jsonpos.String && v.Text.Len() > 0 {
		b.emit(&fact.Credential{
			Node: fact.NewNode(v.Text.Span(), b.parent, fact.Always), Type: "sensitive-value", Value: v.Text, Name: name,
			Confidence: fact.Low, Evidence: []string{"the plan marks it as sensitive"},
		})
	}
	below := func(part *jsonpos.Value) *jsonpos.Value {
		if all {
			return sensitive
		}
		return part
	}
	for i, item := range v.Items {
		b.hide(name, item, below(itemOf(sensitive, i)))
	}
	sensitiveOf := members(sensitive)
	for _, m := range v.Members {
		b.hide(m.Name, m.Value, below(sensitiveOf(m.Name.Reveal())))
	}
}

// member lowers an attribute, or the blocks of one name: an array of objects.
func (b *body) member(v, unknown, sensitive *jsonpos.Value) []*fact.Value {
	if isTrue(sensitive) || v.Kind != jsonpos.Array || !allObjects(v.Items) {
		return []*fact.Value{b.value(v, unknown, sensitive)}
	}
	var blocks []*fact.Value
	for i, item := range v.Items {
		if isTrue(itemOf(sensitive, i)) {
			blocks = append(blocks, b.hole())
			continue
		}
		blocks = append(blocks, b.block(item, itemOf(unknown, i), itemOf(sensitive, i), false))
	}
	return blocks
}

func allObjects(items []*jsonpos.Value) bool {
	for _, item := range items {
		if item.Kind != jsonpos.Object {
			return false
		}
	}
	return len(items) > 0
}

func itemOf(v *jsonpos.Value, i int) *jsonpos.Value {
	if v == nil || i >= len(v.Items) {
		return nil
	}
	return v.Items[i]
}

func (b *body) value(v, unknown, sensitive *jsonpos.Value) *fact.Value {
	result := &fact.Value{At: b.text.Slice(v.Start, v.End).Span()}
	switch {
	case isTrue(sensitive) || isTrue(unknown):
		return b.hole()
	case v.Kind == jsonpos.Object:
		result.Form = fact.Object
		unknownOf, sensitiveOf := members(unknown), members(sensitive)
		for _, m := range v.Members {
			name := m.Name.Reveal()
			result.Entries = append(result.Entries, fact.Entry{Name: m.Name, Value: b.value(m.Value, unknownOf(name), sensitiveOf(name))})
		}
	case v.Kind == jsonpos.Array:
		result.Form = fact.List
		for i, item := range v.Items {
			result.Items = append(result.Items, b.value(item, itemOf(unknown, i), itemOf(sensitive, i)))
		}
	case v.Kind == jsonpos.Null:
		result.Form = fact.Null
	default:
		result.Form, result.Text = fact.Scalar, v.Text
		if v.Kind == jsonpos.String {
			result.At = v.Text.Span()
		}
		if result.At.IsZero() { // an empty string
			result.At = b.text.Slice(v.Start, v.End).Span()
		}
	}
	return result
}
