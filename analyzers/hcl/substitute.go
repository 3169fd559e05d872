package hcl

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/hiyari/hiyari/analyzers/source"
)

// A placeholder is a number between two noncharacters, its digits written as
// noncharacters too, so that no function takes it for a word.
const (
	opening = '\uFDD1'
	closing = '\uFDD2'
	digit0  = '\uFDD3'
)

// substitution numbers the texts that placeholders stand for.
type substitution struct {
	*module
	texts []source.Text
	lost  bool
}

// substituted calls a function with placeholders for the strings of which the
// text is known, and puts the texts into its result.
func (c call) substituted(fn function.Function) (cty.Value, bool) {
	s := &substitution{module: c.module}
	args := make([]cty.Value, len(c.args))
	for i, arg := range c.args {
		args[i], _ = loosen(arg, s.replace).UnmarkDeep()
	}
	if len(s.texts) == 0 {
		return cty.DynamicVal, false
	}
	result, err := invoke(fn, args)
	if err != nil || !result.IsWhollyKnown() {
		return cty.DynamicVal, false
	}
	restored := loosen(result, func(leaf cty.Value) cty.Value { return s.restore(leaf, c) })
	return restored, !s.lost
}

func (s *substitution) replace(leaf cty.Value) cty.Value {
	t := traceOf(leaf)
	plain, _ := leaf.Unmark()
	switch {
	case plain.IsKnown() && (plain.IsNull() || plain.Type() != cty.String):
		return plain
	case t != nil && t.kind == typed && plain.Type() == cty.String:
		s.texts = append(s.texts, t.text)
	case t != nil && (t.kind == reference || t.kind == absent):
		s.texts = append(s.texts, source.HoleAt(t.text.Span()))
	default:
		return plain
	}
	return cty.StringVal(placeholder(len(s.texts) - 1))
}

// placeholder writes the number of a text.
func placeholder(n int) string {
	var b strings.Builder
	b.WriteRune(opening)
	for _, d := range strconv.Itoa(n) {
		b.WriteRune(digit0 + d - '0')
	}
	b.WriteRune(closing)
	return b.String()
}

// restore puts the texts into a string of the result. What the function itself
// wrote there stands at the call.
func (s *substitution) restore(leaf cty.Value, c call) cty.Value {
	if leaf.IsNull() || leaf.Type() != cty.String {
		return leaf
	}
	rest := leaf.AsString()
	var parts []source.Text
	for rest != "" {
		before, after, found := strings.Cut(rest, string(opening))
		if before != "" {
			parts = append(parts, respelled(before, s.span(c.at)))
		}
		if !found {
			break
		}
		number, after, closed := strings.Cut(after, string(closing))
		n, ok := placeholderNumber(number)
		if !closed || !ok || n >= len(s.texts) {
			s.lost = true
			return leaf
		}
		parts = append(parts, s.texts[n])
		rest = after
	}
	return s.text(source.Concat(parts...))
}

func placeholderNumber(digits string) (int, bool) {
	n := 0
	for _, r := range digits {
		d := int(r - digit0)
		if d < 0 || d > 9 || n > 1<<30 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, digits != ""
}

// sought gives the strings of a known result the places where they stand in
// the arguments, each search going on where the one before ended. What stands
// nowhere is the call's own.
func (c call) sought(result cty.Value) cty.Value {
	var from []source.Text
	for _, arg := range c.args {
		loosen(arg, func(leaf cty.Value) cty.Value {
			if t := traceOf(leaf); t != nil && t.kind == typed && leaf.Type() == cty.String && t.text.Known() {
				from = append(from, t.text)
			}
			return leaf
		})
	}
	at := make([]int, len(from))
	return loosen(result, func(leaf cty.Value) cty.Value {
		if leaf.IsNull() || leaf.Type() != cty.String || leaf.AsString() == "" {
			return leaf
		}
		return c.text(c.seek(leaf.AsString(), from, at))
	})
}

func (c call) seek(value string, from []source.Text, at []int) source.Text {
	for i, t := range from {
		raw := t.Reveal()
		for _, start := range []int{at[i], 0} {
			if j := strings.Index(raw[start:], value); j >= 0 && utf8.RuneStart(raw[start+j]) {
				at[i] = start + j + len(value)
				return t.Slice(start+j, at[i])
			}
		}
	}
	if len(from) == 1 {
		return respelled(value, from[0].Span()).Moved()
	}
	return respelled(value, c.span(c.at))
}
