package dockerfile

import (
	"iter"
	"strings"
	"unicode"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// words cuts a text at white space outside of quotes. Quotes and escapes stay.
func words(t source.Text, escape byte) []source.Text {
	var list []source.Text
	for start, end := range wordsOf(t.Reveal(), escape) {
		list = append(list, t.Slice(start, end))
	}
	return list
}

// wordsOf yields where words begin and end.
func wordsOf(raw string, escape byte) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		start, q := -1, quoting{escape: rune(escape)}
		for i, c := range raw {
			if !q.open() && unicode.IsSpace(c) {
				if start >= 0 && !yield(start, i) {
					return
				}
				start = -1
				continue
			}
			if start < 0 {
				start = i
			}
			q.pass(c)
		}
		if start >= 0 {
			yield(start, len(raw))
		}
	}
}

// quoting follows quotes and escapes through a text.
type quoting struct {
	escape, quote rune
	escaped       bool
}

// open reports that the next character is inside of quotes or escaped.
func (q *quoting) open() bool { return q.quote != 0 || q.escaped }

func (q *quoting) pass(c rune) {
	switch {
	case q.escaped:
		q.escaped = false
	case c == q.escape && q.quote != '\'':
		q.escaped = true
	case c == q.quote:
		q.quote = 0
	case q.quote == 0 && (c == '"' || c == '\''):
		q.quote = c
	}
}

// listed reads the JSON form of arguments: an array of strings.
func listed(t source.Text) ([]source.Text, bool) {
	if !t.HasPrefix("[") {
		return nil, false
	}
	v, err := jsonpos.Parse(t)
	if err != nil || v.Kind != jsonpos.Array {
		return nil, false
	}
	list := make([]source.Text, len(v.Items))
	for i, item := range v.Items {
		if item.Kind != jsonpos.String {
			return nil, false
		}
		list[i] = item.Text
	}
	return list, true
}

// Bounds on what variables build up.
const (
	maxValue    = 8 << 10 // bytes
	maxPieces   = 256
	maxNesting  = 8   // of ${a:-${b:-…}}
	maxBraces   = 512 // bytes of one ${…}
	maxSettings = 500
)

// bounded is t, or unknown where t grew out of bounds.
func bounded(t source.Text) source.Text {
	if t.Len() > maxValue || t.Pieces() > maxPieces {
		return source.HoleAt(t.Span())
	}
	return t
}

// expansion puts the values of variables in place of their names.
type expansion struct {
	vars   map[string]source.Text
	escape byte
	depth  int
}

// word takes quotes and escapes off a word and puts values in place of
// variables, as the builder does for all instructions but RUN, CMD and
// ENTRYPOINT.
func (e expansion) word(t source.Text) source.Text { return e.text(t, true) }

// content puts values in place of variables in a here-document, where quotes
// are plain characters.
func (e expansion) content(t source.Text) source.Text { return e.text(t, false) }

func (e expansion) text(t source.Text, quotes bool) source.Text {
	raw := t.Reveal()
	if !strings.ContainsAny(raw, "$'\"\\`") {
		return t
	}
	var parts []source.Text
	at, quote := 0, byte(0)
	take := func(to, next int) {
		parts = append(parts, t.Slice(at, to))
		at = next
	}
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case quotes && quote == '\'' && c != '\'':
			i++
		case quotes && (c == '\'' && quote != '"' || c == '"'):
			take(i, i+1)
			quote ^= c // opens, or closes the same
			i++
		case c == e.escape && i+1 < len(raw) && (quotes && quote == 0 || strings.IndexByte(`"$`+string(e.escape), raw[i+1]) >= 0):
			take(i, i+1)
			i += 2
		case c == '$':
			value, size := e.variable(t, raw, i)
			if size > 1 {
				take(i, i+size)
				parts = append(parts, value)
			}
			i += size
		default:
			i++
		}
	}
	take(len(raw), len(raw))
	return source.Concat(parts...)
}

// variable is the value of what a dollar sign begins, and its length: 1 where
// it is a plain character.
func (e expansion) variable(t source.Text, raw string, at int) (source.Text, int) {
	rest := raw[at+1:]
	if !strings.HasPrefix(rest, "{") {
		n := nameLength(rest)
		return e.value(rest[:n], t.Slice(at, at+1+n)), 1 + n
	}
	end := closing(rest)
	name := rest[1 : 1+nameLength(rest[1:])]
	if end < 0 || name == "" {
		return source.Text{}, 1
	}
	whole, from := t.Slice(at, at+2+end), at+2+len(name)
	operator := raw[from : at+1+end]
	if operator == "" {
		return e.value(name, whole), whole.Len()
	}
	colon := len(operator) - len(strings.TrimPrefix(operator, ":"))
	word := t.Slice(from+colon+1, at+1+end)
	return e.choice(name, operator[colon:], word, whole), whole.Len()
}

// choice is ${name:-word}, ${name:+word} or ${name:?word}.
func (e expansion) choice(name, operator string, word, whole source.Text) source.Text {
	value, set := e.vars[name]
	known := set && value.Known() && value.Len() > 0
	if e.depth++; operator == "" || e.depth > maxNesting {
		return source.HoleAt(whole.Span())
	}
	switch {
	case operator[0] == '-' && !known:
		return bounded(e.word(word)) // what is typed here holds unless the builder is told otherwise
	case operator[0] == '-', operator[0] == '?' && known:
		return value.Moved()
	case operator[0] == '+' && known:
		return bounded(e.word(word))
	}
	return source.HoleAt(whole.Span())
}

// value is what a variable holds. What no line of the file sets, the image that
// it begins with may.
func (e expansion) value(name string, whole source.Text) source.Text {
	if value, set := e.vars[name]; set {
		return value.Moved()
	}
	return source.HoleAt(whole.Span())
}

// closing is where the brace that opens s is closed, or -1.
func closing(s string) int {
	depth := 0
	for i := range min(len(s), maxBraces) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func nameLength(s string) int {
	n := 0
	for n < len(s) && (s[n] == '_' || s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z' || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return n
}
