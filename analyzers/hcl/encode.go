package hcl

import (
	"encoding/json"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/hiyari/hiyari/analyzers/source"
)

// jsonEncode writes JSON whose strings keep their places. A hole stands
// between quotes, so that the whole stays JSON.
func jsonEncode(c call) cty.Value {
	parts := c.json(nil, first(c))
	return c.text(source.Concat(parts...))
}

func (c call) json(parts []source.Text, v cty.Value) []source.Text {
	v, _ = shown(choices(v)[0])
	plain, _ := v.Unmark()
	t := plain.Type()
	switch {
	case !c.spend(1) || !plain.IsKnown() || t == cty.String && !plain.IsNull():
		return append(parts, c.punctuation(`"`), jsonString(c.textOf(v, c.at)), c.punctuation(`"`))
	case plain.IsNull():
		return append(parts, c.punctuation("null"))
	case t.IsPrimitiveType():
		return append(parts, c.inserted(v, c.at))
	case t.IsObjectType() || t.IsMapType():
		return c.jsonObject(parts, plain.AsValueMap())
	}
	parts = append(parts, c.punctuation("["))
	for i, item := range values(plain) {
		if i > 0 {
			parts = append(parts, c.punctuation(","))
		}
		parts = c.json(parts, item)
	}
	return append(parts, c.punctuation("]"))
}

func (c call) jsonObject(parts []source.Text, members map[string]cty.Value) []source.Text {
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	before := "{"
	for _, name := range names {
		parts = append(parts, c.punctuation(before+`"`), jsonString(c.keyed(name, c.at)), c.punctuation(`":`))
		parts = c.json(parts, members[name])
		before = ","
	}
	if len(names) == 0 {
		parts = append(parts, c.punctuation("{"))
	}
	return append(parts, c.punctuation("}"))
}

// punctuation is what an encoder writes by itself, at the call.
func (c call) punctuation(s string) source.Text { return respelled(s, c.span(c.at)).Moved() }

// jsonString escapes a text as Go's encoder does, keeping what needs none.
func jsonString(t source.Text) source.Text {
	raw := t.Reveal()
	var parts []source.Text
	plain := 0
	for i, r := range raw {
		size := len(string(r))
		quoted, err := json.Marshal(raw[i : i+size])
		if err != nil || string(quoted[1:len(quoted)-1]) == raw[i:i+size] {
			continue
		}
		parts = append(parts, t.Slice(plain, i), respelled(string(quoted[1:len(quoted)-1]), t.Slice(i, i+size).Span()))
		plain = i + size
	}
	return source.Concat(append(parts, t.Slice(plain, len(raw)))...)
}

// replaceRegexp is replace with a regular expression.
func (c call) replaceRegexp(pattern string) cty.Value {
	c.args = []cty.Value{c.args[0], cty.StringVal(pattern), c.args[2]}
	return c.standard(stdlib.RegexReplaceFunc)
}
