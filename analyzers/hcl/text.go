package hcl

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/source"
)

// literalText is the Text of a template's literal part, of which the parser
// knows the value. Where it cannot be matched with the bytes it is one piece
// that relates to all of them.
func (r *reader) literalText(value string, at hcl.Range, quoted bool) source.Text {
	if value == "" {
		return source.Text{}
	}
	decoded := decodeLiteral(r.slice(at), quoted)
	if raw := decoded.Reveal(); raw == value || cty.NormalizeString(raw) == value {
		return decoded
	}
	if trimmed, ok := align(decoded, value); ok {
		return trimmed
	}
	return respelled(value, r.span(at))
}

// decodeLiteral resolves escapes: `$${` and `%%{` everywhere, and those of the
// backslash between quotes.
func decodeLiteral(raw source.Text, quoted bool) source.Text {
	written := raw.Reveal()
	var parts []source.Text
	plain := 0
	for i := 0; i < len(written); {
		value, size := escape(written[i:], quoted)
		if size == 0 {
			i++
			continue
		}
		parts = append(parts, raw.Slice(plain, i), respelled(value, raw.Slice(i, i+size).Span()))
		i += size
		plain = i
	}
	if plain == 0 {
		return raw
	}
	return source.Concat(append(parts, raw.Slice(plain, len(written)))...)
}

// escape returns what an escape at the start of s says, and its length: zero
// where none stands there.
func escape(s string, quoted bool) (value string, size int) {
	if strings.HasPrefix(s, "$${") || strings.HasPrefix(s, "%%{") {
		return s[1:3], 3
	}
	if !quoted || len(s) < 2 || s[0] != '\\' {
		return "", 0
	}
	switch s[1] {
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case '"', '\\':
		return s[1:2], 2
	case 'u':
		return escapedRune(s, 6)
	case 'U':
		return escapedRune(s, 10)
	}
	return "", 0
}

func escapedRune(s string, size int) (string, int) {
	if len(s) < size {
		return "", 0
	}
	n, err := strconv.ParseUint(s[2:size], 16, 31)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return "", 0
	}
	return string(rune(n)), size
}

// align finds value in t after white space was taken out, as `<<-` takes the
// indentation and `~` what adjoins a directive. It goes backwards, so that of
// an indentation the bytes nearest to the words stay.
func align(t source.Text, value string) (source.Text, bool) {
	raw := t.Reveal()
	var kept []source.Text // last first
	i, j, end := len(raw), len(value), len(raw)
	for i > 0 {
		if j > 0 && raw[i-1] == value[j-1] {
			i, j = i-1, j-1
			continue
		}
		r, size := utf8.DecodeLastRuneInString(raw[:i])
		if !unicode.IsSpace(r) {
			return source.Text{}, false
		}
		kept = append(kept, t.Slice(i, end))
		i -= size
		end = i
	}
	kept = append(kept, t.Slice(0, end))
	for a, b := 0, len(kept)-1; a < b; a, b = a+1, b-1 {
		kept[a], kept[b] = kept[b], kept[a]
	}
	return source.Concat(kept...), j == 0
}
