package hcl

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// trace is a mark on a value that tells where it came from. HCL's evaluator
// carries marks along and never looks at them; so on a value that it sees as
// unknown, the mark holds what is known of it, and a hole can decide nothing.
type trace struct {
	id     int
	kind   traceKind
	text   source.Text // typed, reference, absent
	values []cty.Value // choice, partial
}

type traceKind int

const (
	typed     traceKind = iota // the text of a string, number or boolean, with holes where the value is unknown
	reference                  // the address of something that exists after deployment
	absent                     // the name of something without a value; the text is the name
	choice                     // one of several values; of a single value: that value or nothing
	partial                    // a collection that has more than the one value shows
	members                    // on a tuple: it stands for a set
)

// afterParsing is above the number of traces that one file may hold, so that
// what was typed is earlier than what is made of it.
const afterParsing = 1 << 40

// before orders traces: by age, those of several files by their place.
func (t *trace) before(other *trace) bool {
	if t.id != other.id {
		return t.id < other.id
	}
	a, b := t.text.Span(), other.text.Span()
	if a.File != b.File && a.File != nil && b.File != nil {
		return a.File.Path() < b.File.Path()
	}
	return a.Start < b.Start
}

// maxChoices bounds the alternatives of one value.
const maxChoices = 8

func (m *module) trace(kind traceKind, text source.Text, values ...cty.Value) *trace {
	m.traces++
	return &trace{id: afterParsing + m.traces, kind: kind, text: text, values: values}
}

// text makes a string of a Text, unknown to the evaluator where it has a hole.
func (m *module) text(t source.Text) cty.Value {
	switch {
	case t.Len() > maxText:
		m.say(noticeAt(fact.NoticeLimit, t.Span(), m.folder.path, tooLong))
		return cty.DynamicVal
	case !m.spend(1 + t.Len()/256):
		return cty.DynamicVal
	case t.Len() == 0:
		return cty.StringVal("")
	case t.Known():
		return cty.StringVal(t.Reveal()).Mark(m.trace(typed, t))
	}
	return cty.UnknownVal(cty.String).Mark(m.trace(typed, t))
}

// refer makes the unknown value of a reference as written at a range. In a
// module that is called it says the address that the root knows it by.
func (m *module) refer(at hcl.Range) cty.Value {
	text := m.slice(at)
	if m.address != "" && text.Len() > 0 {
		text = respelled(m.address+text.Reveal(), m.span(at))
	}
	return cty.DynamicVal.Mark(m.trace(reference, text))
}

// missing makes the unknown value of a name without a value.
func (m *module) missing(at hcl.Range) cty.Value {
	return cty.DynamicVal.Mark(m.trace(absent, m.slice(at)))
}

// choose makes a value that is one of several.
func (m *module) choose(values ...cty.Value) cty.Value {
	var flat []cty.Value
	for _, v := range values {
		if t := traceOf(v); t != nil && t.kind == choice {
			flat = append(flat, t.values...)
			continue
		}
		flat = append(flat, v)
	}
	if len(flat) > maxChoices {
		flat = flat[:maxChoices]
	}
	return cty.DynamicVal.Mark(m.trace(choice, source.Text{}, flat...))
}

// partly makes a collection of which only v is known.
func (m *module) partly(v cty.Value) cty.Value {
	return cty.DynamicVal.Mark(m.trace(partial, source.Text{}, v))
}

// asSet makes a set of distinct elements: a tuple in the set's order, since an
// element of cty's own sets can carry no mark.
func (m *module) asSet(v cty.Value) cty.Value {
	if _, ok := list(v); !ok {
		return v
	}
	return sorted(m.distinct(v)).Mark(m.trace(members, source.Text{}))
}

func isSet(v cty.Value) bool {
	for t := range cty.ValueMarksOfType[*trace](v) {
		if t.kind == members {
			return true
		}
	}
	return false
}

// traceOf returns the earliest mark that fits the value. Marks are hoisted and
// united by some operations, so one that disagrees with its value is not it.
func traceOf(v cty.Value) *trace {
	if !v.IsMarked() {
		return nil
	}
	plain, _ := v.Unmark()
	var first *trace
	for t := range cty.ValueMarksOfType[*trace](v) {
		if t.fits(plain) && (first == nil || t.before(first)) {
			first = t
		}
	}
	return first
}

func (t *trace) fits(plain cty.Value) bool {
	if !plain.IsKnown() {
		return t.kind != typed || plain.Type() == cty.String && !t.text.Known()
	}
	if t.kind != typed || plain.IsNull() || !t.text.Known() {
		return false
	}
	written := t.text.Reveal()
	switch plain.Type() {
	case cty.String:
		return written == plain.AsString() || cty.NormalizeString(written) == plain.AsString()
	case cty.Number:
		n, err := cty.ParseNumberVal(written)
		return err == nil && n.RawEquals(plain)
	case cty.Bool:
		return written == spelled(plain)
	}
	return false
}

// spelled is how a known string, number or boolean reads in a template.
func spelled(plain cty.Value) string {
	s, err := convert.Convert(plain, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		return ""
	}
	return s.AsString()
}

// choices lists what a value may be: itself, where it is no choice.
func choices(v cty.Value) []cty.Value {
	if t := traceOf(v); t != nil && t.kind == choice {
		return t.values
	}
	return []cty.Value{v}
}

// shown returns the known part of a value, and whether it is the whole.
func shown(v cty.Value) (value cty.Value, whole bool) {
	if t := traceOf(v); t != nil && t.kind == partial {
		return t.values[0], false
	}
	return v, true
}

func isReference(v cty.Value) bool {
	t := traceOf(v)
	return t != nil && t.kind == reference
}

// textOf returns the text of a value that is put into a string by the
// expression at a range: a hole where it is not known.
func (m *module) textOf(v cty.Value, at hcl.Range) source.Text {
	t := traceOf(v)
	plain, _ := v.Unmark()
	switch {
	case t != nil && t.kind == typed:
		return t.text
	case !plain.IsKnown() || plain.IsNull() || !plain.Type().IsPrimitiveType():
		return source.HoleAt(m.span(at))
	}
	return m.keyed(spelled(plain), at)
}

// keyed is the text of a string that lost its mark. The keys of objects carry
// none: they are found by their value.
func (m *module) keyed(value string, at hcl.Range) source.Text {
	for c := m; c != nil; c = c.caller {
		if t, ok := c.folder.keys[value]; ok {
			return t.Moved()
		}
	}
	return respelled(value, m.span(at))
}

// respelled is a value that is written otherwise at span. Escaped takes one
// byte for one byte as the same byte, so such a span is widened by its neighbor.
func respelled(value string, span source.Span) source.Text {
	if len(value) == 1 && span.End-span.Start == 1 {
		if span.End < span.File.Len() {
			span.End++
		} else {
			span.Start = max(0, span.Start-1)
		}
	}
	return source.Escaped(value, span)
}
