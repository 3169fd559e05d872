package golang

import (
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// stringLiteral is the value of a string literal, each byte where it is typed.
// Go specification, String literals: raw ones lose their carriage returns.
func stringLiteral(written source.Text) (source.Text, bool) {
	raw := written.Reveal()
	switch {
	case len(raw) < 2 || raw[0] != raw[len(raw)-1]:
		return source.Text{}, false
	case raw[0] == '`':
		return source.Concat(written.Slice(1, len(raw)-1).Split("\r")...), true
	case raw[0] == '"':
		return interpreted(written, raw)
	}
	return source.Text{}, false
}

func interpreted(written source.Text, raw string) (source.Text, bool) {
	var parts []source.Text
	end := len(raw) - 1
	for at := 1; at < end; {
		next := strings.IndexByte(raw[at:end], '\\')
		if next < 0 {
			next = end - at
		}
		if next > 0 {
			parts = append(parts, written.Slice(at, at+next))
			at += next
			continue
		}
		value, multibyte, tail, err := strconv.UnquoteChar(raw[at:end], '"')
		if err != nil {
			return source.Text{}, false
		}
		spelled := written.Slice(at, end-len(tail))
		char := string(value)
		if !multibyte && value > 0x7f {
			char = "?" // \xff: a byte, which no parser must see
		}
		parts = append(parts, source.Escaped(char, spelled.Span()))
		at = end - len(tail)
	}
	return source.Concat(parts...), true
}
