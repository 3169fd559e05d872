package yaml

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/source"
)

// speller finds the bytes that spell a scalar. The library has read the value;
// the spelling is followed beside it, and must say the same to the last byte.
type speller struct {
	text  source.Text
	raw   string
	at    int    // in raw
	value string // what is left to be spelled
	parts []source.Text
	from  int // start of bytes that spell themselves and wait to be added
}

func spell(text source.Text, raw string, at int, value string) *speller {
	return &speller{text: text, raw: raw, at: at, value: value, from: at}
}

// flush adds the bytes up to here that spell themselves.
func (s *speller) flush() {
	if s.at > s.from {
		s.parts = append(s.parts, s.text.Slice(s.from, s.at))
	}
	s.from = s.at
}

// skip goes to an offset; what lies between says nothing.
func (s *speller) skip(to int) {
	s.flush()
	s.at, s.from = to, to
}

// says takes the bytes up to an offset as the spelling of something else.
func (s *speller) says(to int, value string) bool {
	rest, ok := strings.CutPrefix(s.value, value)
	if !ok {
		return false
	}
	s.flush()
	s.parts = append(s.parts, s.text.Slice(s.at, to).Respelled(clean(value)))
	s.at, s.from, s.value = to, to, rest
	return true
}

// clean keeps out the rune that would read as a hole.
func clean(value string) string {
	return strings.ReplaceAll(value, string(source.Hole), string(utf8.RuneError))
}

// same takes bytes that spell themselves.
func (s *speller) same(n int) bool {
	if n > len(s.value) || s.raw[s.at:s.at+n] != s.value[:n] {
		return false
	}
	s.at, s.value = s.at+n, s.value[n:]
	return true
}

func (s *speller) result() source.Text {
	s.flush()
	if len(s.parts) == 1 {
		return s.parts[0]
	}
	return source.Concat(s.parts...)
}

// blanks is the offset behind spaces and tabs.
func (s *speller) blanks(at int) int {
	for at < len(s.raw) && (s.raw[at] == ' ' || s.raw[at] == '\t') {
		at++
	}
	return at
}

// fold takes a line break in a flow scalar with the blanks around it: one is a
// space, and of several the first is none (YAML 1.2, 6.5).
func (s *speller) fold() (taken, ok bool) {
	at := s.blanks(s.at)
	var breaks []extent
	for at < len(s.raw) && (s.raw[at] == '\n' || s.raw[at] == '\r') {
		size := breakAt(s.raw, at)
		breaks = append(breaks, extent{at, at + size})
		at = s.blanks(at + size)
	}
	switch len(breaks) {
	case 0:
		return false, true
	case 1:
		return true, s.says(at, " ")
	}
	for _, b := range breaks[1:] {
		if !s.newline(b) {
			return true, false
		}
	}
	s.skip(at)
	return true, true
}

// newline takes a line break that stands for itself. `\r\n` says `\n`.
func (s *speller) newline(b extent) bool {
	s.skip(b.end - 1)
	if s.raw[s.at] == '\n' {
		return s.same(1)
	}
	return s.says(b.end, "\n")
}

// plain follows a scalar without quotes.
func (s *speller) plain() bool {
	for s.value != "" {
		if s.at >= len(s.raw) {
			return false
		}
		if c := s.raw[s.at]; c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			if taken, ok := s.fold(); !ok {
				return false
			} else if taken {
				continue
			}
		}
		if !s.same(1) {
			return false
		}
	}
	return true
}

// single follows a scalar in single quotes, in which two are one.
func (s *speller) single() bool {
	s.skip(s.at + 1)
	for s.at < len(s.raw) {
		switch c := s.raw[s.at]; {
		case c == '\'' && strings.HasPrefix(s.raw[s.at:], "''"):
			if !s.says(s.at+2, "'") {
				return false
			}
			continue
		case c == '\'':
			s.skip(s.at + 1)
			return s.value == ""
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if taken, ok := s.fold(); !ok {
				return false
			} else if taken {
				continue
			}
		}
		if !s.same(1) {
			return false
		}
	}
	return false
}

// double follows a scalar in double quotes.
func (s *speller) double() bool {
	s.skip(s.at + 1)
	for s.at < len(s.raw) {
		switch c := s.raw[s.at]; c {
		case '"':
			s.skip(s.at + 1)
			return s.value == ""
		case '\\':
			if !s.escape() {
				return false
			}
			continue
		case ' ', '\t', '\n', '\r':
			if taken, ok := s.fold(); !ok {
				return false
			} else if taken {
				continue
			}
		}
		if !s.same(1) {
			return false
		}
	}
	return false
}

// escapes are what one letter behind a backslash says (YAML 1.2, 5.7).
var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '\'': "'", '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// digits is how many hexadecimal digits follow a letter.
var digits = map[byte]int{'x': 2, 'u': 4, 'U': 8}

func (s *speller) escape() bool {
	if s.at+1 >= len(s.raw) {
		return false
	}
	c := s.raw[s.at+1]
	if c == '\n' || c == '\r' { // the line goes on, less the blanks that begin the next
		at := s.at + 1
		s.skip(s.blanks(at + breakAt(s.raw, at)))
		return true
	}
	if n := digits[c]; n > 0 {
		end := s.at + 2 + n
		if end > len(s.raw) {
			return false
		}
		code, err := strconv.ParseInt(s.raw[s.at+2:end], 16, 32)
		return err == nil && s.says(end, string(rune(code)))
	}
	value, ok := escapes[c]
	return ok && s.says(s.at+2, value)
}

// block follows a literal or folded scalar, from its `|` or `>`.
func (s *speller) block(folded bool) bool {
	s.skip(s.lineEnd(s.at))
	indent, ok := s.indentation()
	if !ok {
		return false
	}
	for s.value != "" {
		if s.at >= len(s.raw) {
			return s.atEnd()
		}
		if !s.blockLine(indent) {
			return false
		}
		if s.value != "" && !s.blockBreaks(indent, folded) {
			return false
		}
	}
	return true
}

// atEnd takes a last line break that the file does not have.
func (s *speller) atEnd() bool {
	if s.value != "\n" {
		return false
	}
	s.flush()
	s.parts = append(s.parts, source.Literal("\n"))
	s.value = ""
	return true
}

// lineEnd is the offset behind the line that another lies in.
func (s *speller) lineEnd(at int) int {
	for at < len(s.raw) {
		if size := breakAt(s.raw, at); size > 0 {
			return at + size
		}
		at++
	}
	return at
}

// indentation is how many spaces each line begins with that say nothing. It is
// read off the first line that says more than spaces: up to there, lines of the
// value and of the source are the same.
func (s *speller) indentation() (spaces int, ok bool) {
	at := s.at
	for line := range strings.Lines(s.value) {
		end := s.lineEnd(at)
		if said := strings.TrimLeft(line, " "); strings.TrimRight(said, "\n") != "" {
			leading := len(s.raw[at:end]) - len(strings.TrimLeft(s.raw[at:end], " "))
			spaces = leading - (len(line) - len(said))
			return spaces, spaces >= 0
		}
		at = end
	}
	return len(s.raw), true // only line breaks
}

// blockLine takes what a line says behind its indentation.
func (s *speller) blockLine(indent int) bool {
	at := s.at
	for at < len(s.raw) && at-s.at < indent && s.raw[at] == ' ' {
		at++
	}
	s.skip(at)
	end := at
	for end < len(s.raw) && s.raw[end] != '\n' && s.raw[end] != '\r' {
		end++
	}
	return s.same(end - at)
}

// blockBreaks takes the line break behind a line, and where lines are folded
// those of the empty lines behind it.
func (s *speller) blockBreaks(indent int, folded bool) bool {
	breaks := s.breaks(indent, folded)
	if len(breaks) == 0 {
		return s.at >= len(s.raw) && s.atEnd()
	}
	said := len(s.value) - len(strings.TrimLeft(s.value, "\n"))
	if !folded {
		said = 1
	}
	next := breaks[len(breaks)-1].end
	switch {
	case said == 0 && len(breaks) == 1:
		return s.says(s.content(next, indent), " ")
	case said == 0 || said > len(breaks):
		return false
	}
	for _, b := range breaks[len(breaks)-said:] {
		if !s.newline(b) {
			return false
		}
	}
	s.skip(next)
	return true
}

// content is the offset behind a line's indentation.
func (s *speller) content(at, indent int) int {
	start := at
	for at < len(s.raw) && at-start < indent && s.raw[at] == ' ' {
		at++
	}
	return at
}

// breaks lists the line break that stands next and, where lines are folded,
// those of empty lines behind it.
func (s *speller) breaks(indent int, folded bool) []extent {
	var all []extent
	for at := s.at; at < len(s.raw); {
		size := breakAt(s.raw, at)
		if size == 0 {
			break
		}
		all = append(all, extent{at, at + size})
		at = s.content(at+size, indent)
		if !folded {
			break
		}
	}
	return all
}
