package schedule

import (
	"iter"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// execWord is a word of an Exec or Environment value.
type execWord struct {
	text        source.Text
	raw         string // as written, with quotes and escapes
	start, end  int    // of the value
	substituted bool   // a variable's value is in it
	splits      bool   // it is a lone $NAME, whose value is split into words
}

// wordOptions tell what besides quotes and escapes is understood.
type wordOptions struct {
	specifiers specifiers // nil: a percent sign is one
	variables  bool
	env        []fact.Assignment
}

// maxWords bounds the words of one value.
const maxWords = 4096

// words cuts a value as systemd does: at white space outside quotes, which may
// open in the middle of a word, with C escapes inside them and outside.
func words(t source.Text, options wordOptions) iter.Seq[execWord] {
	return func(yield func(execWord) bool) {
		r := wordReader{text: t, value: t.Reveal(), options: options}
		for range maxWords {
			w, ok := r.next()
			if !ok || !yield(w) {
				return
			}
		}
	}
}

// wordReader reads one word after another.
type wordReader struct {
	text    source.Text
	value   string
	options wordOptions
	i       int
	run     int // start of what is taken as written
	parts   []source.Text
}

const blanks = " \t\r\n"

func (r *wordReader) next() (execWord, bool) {
	for r.i < len(r.value) && strings.IndexByte(blanks, r.value[r.i]) >= 0 {
		r.i++
	}
	if r.i >= len(r.value) {
		return execWord{}, false
	}
	w := execWord{start: r.i}
	r.run, r.parts = r.i, nil
	var quote byte
	for r.i < len(r.value) {
		c := r.value[r.i]
		switch {
		case quote == 0 && strings.IndexByte(blanks, c) >= 0:
			return r.finish(w), true
		case c == quote:
			quote = 0
			r.replace(1)
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
			r.replace(1)
		case !r.special(&w):
			r.i++
		}
	}
	return r.finish(w), true
}

// replace ends the run before the next n bytes and puts parts in their place.
func (r *wordReader) replace(n int, parts ...source.Text) {
	r.parts = append(r.parts, r.text.Slice(r.run, r.i))
	r.parts = append(r.parts, parts...)
	r.i += n
	r.run = r.i
}

func (r *wordReader) finish(w execWord) execWord {
	r.replace(0)
	w.end = r.i
	w.raw = r.value[w.start:w.end]
	w.text = source.Concat(r.parts...)
	if w.raw == `\;` {
		w.text = source.Escaped(";", w.text.Span())
	}
	name, dollar := strings.CutPrefix(strings.Trim(w.raw, `"'`), "$")
	if r.options.variables && dollar && isName(name) {
		w.text, w.substituted, w.splits = r.variable(name, w.text.Span())
	}
	return w
}

// special takes an escape, a specifier or a variable at the current place.
func (r *wordReader) special(w *execWord) bool {
	rest := r.value[r.i:]
	slice := func(n int) source.Text { return r.text.Slice(r.i, r.i+n) }
	switch {
	case rest[0] == '\\':
		if decoded, n := unescape(rest); n > 0 {
			r.replace(n, source.Escaped(decoded, slice(n).Span()))
			return true
		}
	case rest[0] == '%' && r.options.specifiers != nil && len(rest) > 1:
		if part, ok := r.options.specifiers.expand(slice(2)); ok {
			r.replace(2, part)
			return true
		}
	case strings.HasPrefix(rest, "$$") && r.options.variables:
		r.replace(2, source.Escaped("$", slice(2).Span()))
		return true
	case strings.HasPrefix(rest, "${") && r.options.variables:
		end := strings.IndexByte(rest, '}')
		if end < 0 || !isName(rest[2:end]) {
			return false
		}
		part, substituted, _ := r.variable(rest[2:end], slice(end+1).Span())
		w.substituted = w.substituted || substituted
		r.replace(end+1, part)
		return true
	}
	return false
}

// variable is the value that the unit gives a variable, or a hole.
func (r *wordReader) variable(name string, at source.Span) (value source.Text, substituted, splits bool) {
	for _, a := range r.options.env {
		if a.Name.Equal(name) && a.Value.Len() <= maxSetting {
			return a.Value.Moved(), true, true
		}
	}
	return source.HoleAt(at), false, false
}

// simpleEscapes are systemd.syntax(7)'s escapes of one letter.
const simpleEscapes = "a\ab\bf\fn\nr\rt\tv\v\\\\\"\"''s "

// unescape decodes the escape that s starts with; length is zero for none.
func unescape(s string) (decoded string, length int) {
	if len(s) < 2 {
		return "", 0
	}
	for i := 0; i < len(simpleEscapes); i += 2 {
		if simpleEscapes[i] == s[1] {
			return simpleEscapes[i+1 : i+2], 2
		}
	}
	start, digits, base := 2, 0, 16
	switch c := s[1]; {
	case c == 'x':
		digits = 2
	case c == 'u':
		digits = 4
	case c == 'U':
		digits = 8
	case c >= '0' && c <= '7':
		start, digits, base = 1, 3, 8
	}
	if digits == 0 || len(s) < start+digits {
		return "", 0
	}
	n, err := strconv.ParseUint(s[start:start+digits], base, 32)
	if err != nil || n == 0 || n > 0x10ffff || n == uint64(source.Hole) {
		return "", 0
	}
	return string(rune(n)), start + digits
}
