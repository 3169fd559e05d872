package source

import (
	"encoding/base64"
	"strings"
)

// Equal reports that the value is known and is s.
func (t Text) Equal(s string) bool { return t.Known() && t.Reveal() == s }

// HasPrefix reports that the value begins with s.
func (t Text) HasPrefix(s string) bool { return strings.HasPrefix(t.Reveal(), s) }

// HasSuffix reports that the value ends in s.
func (t Text) HasSuffix(s string) bool { return strings.HasSuffix(t.Reveal(), s) }

// Respelled is a value that the whole of t spells, as an escape does. It is
// brought from elsewhere where all of t is.
func (t Text) Respelled(value string) Text {
	away := len(t.pieces) > 0
	for _, p := range t.pieces {
		away = away && p.away
	}
	respelled := Escaped(value, t.Span())
	if away {
		return respelled.Moved()
	}
	return respelled
}

// Cut splits t around the first sep.
func (t Text) Cut(sep string) (before, after Text, found bool) {
	i := strings.Index(t.Reveal(), sep)
	if i < 0 {
		return t, Text{}, false
	}
	return t.Slice(0, i), t.Slice(i+len(sep), t.Len()), true
}

// TrimPrefix returns t without a leading s.
func (t Text) TrimPrefix(s string) Text {
	if !t.HasPrefix(s) {
		return t
	}
	return t.Slice(len(s), t.Len())
}

// TrimSuffix returns t without s at its end.
func (t Text) TrimSuffix(s string) Text {
	if !t.HasSuffix(s) {
		return t
	}
	return t.Slice(0, t.Len()-len(s))
}

// TrimSpace returns t without white space at both ends.
func (t Text) TrimSpace() Text {
	value := t.Reveal()
	start := len(value) - len(strings.TrimLeft(value, " \t\r\n"))
	end := len(strings.TrimRight(value, " \t\r\n"))
	return t.Slice(start, max(start, end))
}

// Split cuts t at each sep, like strings.Split; an empty sep cuts nothing.
func (t Text) Split(sep string) []Text {
	if sep == "" {
		return []Text{t}
	}
	value := t.Reveal()
	var parts []Text
	at := 0
	for {
		i := strings.Index(value[at:], sep)
		if i < 0 {
			return append(parts, t.Slice(at, len(value)))
		}
		parts = append(parts, t.Slice(at, at+i))
		at += i + len(sep)
	}
}

// Fields cuts t at white space, like strings.Fields.
func (t Text) Fields() []Text {
	value := t.Reveal()
	var fields []Text
	start := -1
	for i := range len(value) {
		space := strings.IndexByte(" \t\r\n", value[i]) >= 0
		switch {
		case space && start >= 0:
			fields = append(fields, t.Slice(start, i))
			start = -1
		case !space && start < 0:
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, t.Slice(start, len(value)))
	}
	return fields
}

// Lines cuts t behind each line feed. The line feed stays with its line.
func (t Text) Lines() []Text {
	value := t.Reveal()
	var lines []Text
	at := 0
	for at < len(value) {
		end := len(value)
		if i := strings.IndexByte(value[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		lines = append(lines, t.Slice(at, end))
		at = end
	}
	return lines
}

// Base64 returns what t decodes to, each byte at the group of four characters
// that spells it. White space is skipped, padding may be absent, and both
// alphabets are taken. ok is false where t is no base64 or is not known.
func (t Text) Base64() (decoded Text, ok bool) {
	if !t.Known() {
		return Text{}, false
	}
	spelled := strings.NewReplacer("-", "+", "_", "/").Replace(t.Reveal())
	digits, ok := base64Digits(spelled)
	for from := 0; ok && from < len(digits); {
		to := t.runOfGroups(digits, from)
		group := make([]byte, 0, to-from)
		for _, d := range digits[from:to] {
			group = append(group, spelled[d])
		}
		plain, err := base64.RawStdEncoding.DecodeString(string(group))
		if err != nil {
			return Text{}, false
		}
		even := digits[to-1]-digits[from] == to-from-1
		decoded.add(encodedPiece(string(plain), t.Slice(digits[from], digits[to-1]+1), even))
		from = to
	}
	return decoded.printable(), ok && len(digits) > 0
}

// printable replaces what must not reach a parser, as NewFile does.
func (t Text) printable() Text {
	value := t.Reveal()
	odd := findOdd(value)
	if odd == nil {
		return t
	}
	shown := []byte(value)
	for _, o := range odd {
		copy(shown[o.start:], o.shown)
	}
	plain := Text{pieces: make([]piece, 0, len(t.pieces))}
	for _, p := range t.pieces {
		p.value = string(shown[p.at : p.at+len(p.value)])
		plain.add(p)
	}
	return plain
}

// base64Digits lists the offsets of what is neither white space nor padding.
// ok is false where something stands behind the padding.
func base64Digits(s string) (digits []int, ok bool) {
	digits = make([]int, 0, len(s))
	padded := false
	for i := range len(s) {
		switch {
		case strings.IndexByte(" \t\r\n", s[i]) >= 0:
		case s[i] == '=':
			padded = true
		case padded:
			return nil, false
		default:
			digits = append(digits, i)
		}
	}
	return digits, true
}

// runOfGroups returns the end of the longest run of whole groups from digit
// `from` that stands without a gap in one linear piece, or of one group.
func (t Text) runOfGroups(digits []int, from int) int {
	end := min(from+4, len(digits))
	p := t.pieces[t.pieceAt(digits[from])]
	if !p.linear() {
		return end
	}
	run, last := from, p.at+len(p.value)
	for run < len(digits) && digits[run] < last && digits[run]-digits[from] == run-from {
		run++
	}
	if run < len(digits) {
		run -= (run - from) % 4
	}
	return max(run, end)
}

// encodedPiece is decoded text at what spells it. even tells that nothing
// stands between its digits.
func encodedPiece(value string, from Text, even bool) piece {
	span := from.hull()
	p := piece{value: value, file: span.File, start: span.Start, end: span.End, in: span.End - span.Start, out: max(len(value), 1)}
	if from.Linear() && even {
		p.in, p.out = 4, 3
	}
	p.away = len(from.pieces) > 0 && from.pieces[0].away
	return p
}

// hull is the range over all pieces, where they stand in order in one file.
func (t Text) hull() Span {
	spans := t.Spans()
	if len(spans) == 0 {
		return Span{}
	}
	hull := spans[0]
	for _, s := range spans[1:] {
		if s.File != hull.File || s.Start < hull.End {
			return t.Span()
		}
		hull.End = s.End
	}
	return hull
}
