package hcl

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/hiyari/hiyari/analyzers/source"
)

// texts returns the Texts of the first arguments of a number of them, where
// those are strings or may be.
func (c call) texts(first, of int) ([]source.Text, bool) {
	if len(c.args) != of {
		return nil, false
	}
	var all []source.Text
	for _, arg := range c.args[:first] {
		if plain, _ := arg.Unmark(); plain.IsNull() || plain.IsKnown() && !plain.Type().IsPrimitiveType() {
			return nil, false
		}
		all = append(all, c.textOf(arg, c.at))
	}
	return all, true
}

// replace keeps what it does not replace. A regular expression between slashes
// is left to the library's meaning: one text for the whole.
func replace(c call) cty.Value {
	t, ok := c.texts(3, 3)
	if !ok {
		return c.fail()
	}
	pattern := t[1].Reveal()
	if !t[1].Known() || pattern == "" {
		return cty.UnknownVal(cty.String)
	}
	if len(pattern) > 1 && strings.HasPrefix(pattern, "/") && strings.HasSuffix(pattern, "/") {
		return c.replaceRegexp(pattern[1 : len(pattern)-1])
	}
	var parts []source.Text
	for i, part := range t[0].Split(pattern) {
		if i > 0 {
			parts = append(parts, t[2].Moved())
		}
		parts = append(parts, part)
	}
	if t[0].Len()+len(parts)*t[2].Len() > maxText {
		return cty.DynamicVal
	}
	return c.text(source.Concat(parts...))
}

func chomp(c call) cty.Value {
	t, ok := c.texts(1, 1)
	if !ok {
		return c.fail()
	}
	return c.text(t[0].Slice(0, len(strings.TrimRight(t[0].Reveal(), "\r\n"))))
}

// cleaned is a path without slashes at its end.
func (c call) cleaned() (source.Text, bool) {
	t, ok := c.texts(1, 1)
	if !ok {
		return source.Text{}, false
	}
	return t[0].Slice(0, len(strings.TrimRight(t[0].Reveal(), "/"))), true
}

func baseName(c call) cty.Value {
	t, ok := c.cleaned()
	if !ok {
		return c.fail()
	}
	if t.Len() == 0 {
		return cty.UnknownVal(cty.String)
	}
	return c.text(t.Slice(strings.LastIndexByte(t.Reveal(), '/')+1, t.Len()))
}

func dirName(c call) cty.Value {
	t, ok := c.texts(1, 1)
	if !ok {
		return c.fail()
	}
	if i := strings.LastIndexByte(t[0].Reveal(), '/'); i > 0 {
		return c.text(t[0].Slice(0, i))
	}
	if t[0].HasPrefix("/") {
		return c.text(t[0].Slice(0, 1))
	}
	return cty.StringVal(".")
}

// indent puts blanks behind each line break.
func indent(c call) cty.Value {
	t, ok := c.texts(2, 2)
	if !ok {
		return c.fail()
	}
	blanks := len(t[0].Reveal())
	if n, err := convert.Convert(c.args[0], cty.Number); err == nil && !isUnknown(n) {
		plain, _ := n.Unmark()
		big, _ := plain.AsBigFloat().Int64()
		blanks = int(min(max(big, 0), 200))
	}
	var parts []source.Text
	for i, line := range t[1].Lines() {
		if i > 0 {
			parts = append(parts, respelled(strings.Repeat(" ", blanks), c.span(c.at)).Moved())
		}
		parts = append(parts, line)
	}
	if strings.HasSuffix(t[1].Reveal(), "\n") {
		parts = append(parts, respelled(strings.Repeat(" ", blanks), c.span(c.at)).Moved())
	}
	return c.text(source.Concat(parts...))
}

func base64Decoded(c call) cty.Value {
	t, ok := c.texts(1, 1)
	if !ok {
		return c.fail()
	}
	if t[0].Len() == 0 {
		return cty.StringVal("")
	}
	if plain, ok := t[0].Base64(); ok {
		return c.text(plain)
	}
	return c.text(source.HoleAt(c.span(c.at)))
}
