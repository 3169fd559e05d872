// Package jsonpos reads JSON and keeps the place of every value and every key.
// The JSON may itself be put together from several places, such as a string
// that a shell script or a template holds.
package jsonpos

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/source"
)

// What one text may hold. Past that, Parse fails.
const (
	MaxDepth  = 200
	MaxValues = 500_000
)

// Kind tells which of JSON's values a Value is.
type Kind int

// The kinds of a Value.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
	Hole // not known before deployment, and not in a string
)

// Value is a value with its place.
type Value struct {
	Kind       Kind
	Start, End int         // of the text that was read, quotes and brackets included
	Text       source.Text // String: what it says; Null, Bool, Number: as written
	Items      []*Value    // Array
	Members    []Member    // Object: all, in order, also those of one name
}

// Member is a named value of an object.
type Member struct {
	Start, End int // of the name, quotes included
	Name       source.Text
	Value      *Value
}

// Get returns the last member of that name, as most readers do, or nil.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for _, m := range slices.Backward(v.Members) {
		if m.Name.Equal(name) {
			return m.Value
		}
	}
	return nil
}

// Error tells what is wrong with a text, in words that hold nothing of it.
type Error struct {
	Offset  int
	Message string
	Bound   bool // valid so far, but deeper or larger than is read
}

func (e *Error) Error() string { return e.Message }

const byteOrderMark = "\ufeff"

// Parse reads a text that is one JSON value. It takes what encoding/json takes,
// and a byte order mark before it.
func Parse(t source.Text) (*Value, error) {
	r := &reader{text: t, raw: t.Reveal()}
	if strings.HasPrefix(r.raw, byteOrderMark) {
		r.at = len(byteOrderMark)
	}
	v := r.value()
	if r.space(); r.failure == nil && r.at < len(r.raw) {
		r.fail("more than one value")
	}
	if r.failure != nil {
		return nil, r.failure
	}
	return v, nil
}

type reader struct {
	text    source.Text
	raw     string
	at      int
	depth   int
	values  int
	failure *Error // the first; nothing is read behind it
}

func (r *reader) fail(message string) {
	if r.failure == nil {
		r.failure = &Error{Offset: min(r.at, len(r.raw)), Message: message}
	}
}

func (r *reader) exceed(message string) {
	r.fail(message)
	r.failure.Bound = true
}

func (r *reader) space() {
	for r.at < len(r.raw) && strings.IndexByte(" \t\r\n", r.raw[r.at]) >= 0 {
		r.at++
	}
}

// next reports the character that stands next, or zero at the end.
func (r *reader) next() byte {
	if r.at < len(r.raw) {
		return r.raw[r.at]
	}
	return 0
}

// take goes past c where it stands next.
func (r *reader) take(c byte) bool {
	if r.at >= len(r.raw) || r.raw[r.at] != c {
		return false
	}
	r.at++
	return true
}

func (r *reader) value() *Value {
	r.space()
	v := &Value{Start: r.at}
	r.values++
	switch c := r.next(); {
	case r.depth == MaxDepth && (c == '{' || c == '['):
		r.exceed("nested too deeply to be read")
	case r.values > MaxValues:
		r.exceed("too many values to be read")
	case c == '{':
		v.Kind = Object
		v.Members = r.object()
	case c == '[':
		v.Kind = Array
		v.Items = r.array()
	case c == '"':
		v.Kind = String
		v.Text = r.str()
	default:
		v.Kind = r.word()
		v.Text = r.text.Slice(v.Start, r.at)
	}
	v.End = r.at
	return v
}

func (r *reader) object() (members []Member) {
	r.at++
	r.depth++
	defer func() { r.depth-- }()
	if r.space(); r.take('}') {
		return nil
	}
	for r.failure == nil {
		r.space()
		m := Member{Start: r.at}
		m.Name = r.str()
		m.End = r.at
		if r.space(); !r.take(':') {
			r.fail("a colon is missing")
			break
		}
		m.Value = r.value()
		members = append(members, m)
		if r.space(); r.take('}') {
			break
		}
		if !r.take(',') {
			r.fail("a comma or a closing brace is missing")
		}
	}
	return members
}

func (r *reader) array() (items []*Value) {
	r.at++
	r.depth++
	defer func() { r.depth-- }()
	if r.space(); r.take(']') {
		return nil
	}
	for r.failure == nil {
		items = append(items, r.value())
		if r.space(); r.take(']') {
			break
		}
		if !r.take(',') {
			r.fail("a comma or a closing bracket is missing")
		}
	}
	return items
}

// word reads what stands without quotes.
func (r *reader) word() Kind {
	start := r.at
	for r.at < len(r.raw) && strings.IndexByte(",:]}[{\" \t\r\n", r.raw[r.at]) < 0 {
		r.at++
	}
	word := r.raw[start:r.at]
	switch {
	case word == "null":
		return Null
	case word == "true" || word == "false":
		return Bool
	case isNumber(word):
		return Number
	case strings.ContainsRune(word, source.Hole):
		return Hole
	}
	r.at = start
	r.fail("a value is missing or misspelled")
	return Null
}

// isNumber holds a word against the grammar of RFC 8259, section 6.
func isNumber(word string) bool {
	rest := strings.TrimPrefix(word, "-")
	if after, zero := strings.CutPrefix(rest, "0"); zero {
		rest = after
	} else if rest, zero = digits(rest); !zero {
		return false
	}
	if after, point := strings.CutPrefix(rest, "."); point {
		var ok bool
		if rest, ok = digits(after); !ok {
			return false
		}
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		var ok bool
		if rest, ok = digits(rest); !ok {
			return false
		}
	}
	return rest == ""
}

// digits takes one digit or more from the start of s.
func digits(s string) (rest string, ok bool) {
	rest = strings.TrimLeft(s, "0123456789")
	return rest, len(rest) < len(s)
}

// str reads a string. Each escape is a piece of its own.
func (r *reader) str() source.Text {
	if !r.take('"') {
		r.fail("a string is missing")
		return source.Text{}
	}
	var parts []source.Text
	plain := r.at
	for r.at < len(r.raw) {
		switch c := r.raw[r.at]; {
		case c == '"':
			rest := r.text.Slice(plain, r.at)
			r.at++
			if parts == nil {
				return rest
			}
			return source.Concat(append(parts, rest)...)
		case c == '\\':
			value, size := escape(r.raw[r.at:])
			if size == 0 {
				r.fail("an escape is not valid")
				return source.Text{}
			}
			parts = append(parts, r.text.Slice(plain, r.at), r.text.Slice(r.at, r.at+size).Respelled(value))
			r.at += size
			plain = r.at
		case c < ' ':
			r.fail("a control character stands in a string")
			return source.Text{}
		default:
			r.at++
		}
	}
	r.fail("a string does not end")
	return source.Text{}
}

// escape returns what an escape at the start of s says, and its length: zero
// where it is not valid.
func escape(s string) (value string, size int) {
	if len(s) < 2 {
		return "", 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return "\"\\/\b\f\n\r\t"[i : i+1], 2
	}
	first, ok := codeUnit(s)
	switch {
	case !ok:
		return "", 0
	case !utf16.IsSurrogate(first):
		return clean(first), 6
	}
	if second, ok := codeUnit(s[6:]); ok {
		if r := utf16.DecodeRune(first, second); r != unicode.ReplacementChar {
			return string(r), 12
		}
	}
	return string(utf8.RuneError), 6
}

// clean keeps out the rune that would read as a hole.
func clean(r rune) string {
	if r == source.Hole {
		r = utf8.RuneError
	}
	return string(r)
}

// codeUnit reads \uXXXX.
func codeUnit(s string) (unit rune, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
