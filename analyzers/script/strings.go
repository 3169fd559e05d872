package script

import (
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/source"
)

// quoted reads a string, and what stands before its quote in Python.
func (l *lexer) quoted(rest string) bool {
	prefix := 0
	if l.triple {
		for prefix < 2 && prefix < len(rest) && strings.IndexByte("rRbBuUfF", rest[prefix]) >= 0 {
			prefix++
		}
	}
	if prefix >= len(rest) || strings.IndexByte("\"'`", rest[prefix]) < 0 {
		return false
	}
	quote := rest[prefix : prefix+1]
	if quote == "`" && l.triple {
		return false // Python has none
	}
	if three := strings.Repeat(quote, 3); l.triple && strings.HasPrefix(rest[prefix:], three) {
		quote = three
	}
	body := rest[prefix+len(quote):]
	end := l.stringEnd(body, quote)
	if end < 0 {
		return false
	}
	from := l.at + prefix + len(quote)
	s := stringSource{
		raw:  strings.ContainsAny(rest[:prefix], "rR"),
		fill: l.fillsIn(quote, rest[:prefix]),
	}
	l.addString(kindOf(quote, l.backticks), from, from+end, from+end+len(quote), s)
	return true
}

func kindOf(quote string, backticks bool) tokenType {
	if quote == "`" && backticks {
		return command
	}
	return text
}

// fillsIn reports that a string of this quote holds values.
func (l *lexer) fillsIn(quote, prefix string) bool {
	switch {
	case l.fill.prefixed:
		return strings.ContainsAny(prefix, "fF")
	case l.fill.backtick:
		return quote == "`"
	}
	return quote != "'" || l.fill.single
}

// stringEnd is where a string's closing quote stands, or -1.
func (l *lexer) stringEnd(body, quote string) int {
	body = body[:min(len(body), maxString)]
	if l.wasted > maxWasted {
		return -1
	}
	over := l.multiline || len(quote) == 3 || quote == "`"
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '\\':
			i++
		case strings.HasPrefix(body[i:], quote):
			return i
		case body[i] == '\n' && !over:
			l.wasted += i
			return -1
		}
	}
	l.wasted += len(body)
	return -1
}

// closers are what the brackets of %w[…] and q(…) end with.
var closers = map[byte]byte{'(': ')', '[': ']', '{': '}', '<': '>'}

// bracketed reads what stands between a delimiter and its end: from and to are
// offsets in rest. Brackets nest.
func bracketed(rest string, open int) (from, to int, ok bool) {
	if open >= len(rest) || isNameStart(rest[open]) || rest[open] == ' ' || rest[open] == '\n' || rest[open] == '=' || rest[open] == ',' {
		return 0, 0, false
	}
	end, nests := closers[rest[open]]
	if !nests {
		end = rest[open]
	}
	depth := 1
	for i := open + 1; i < min(len(rest), open+maxString); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case rest[i] == end:
			if depth--; depth == 0 {
				return open + 1, i, true
			}
		case nests && rest[i] == rest[open]:
			depth++
		}
	}
	return 0, 0, false
}

// percentList reads Ruby's %w[a b], %i[…], %q(…), %Q(…) and %x(…).
func (l *lexer) percentList(rest string) bool {
	if !l.percents || len(rest) < 4 || rest[0] != '%' || strings.IndexByte("wWiIqQx", rest[1]) < 0 || !l.operand() && !strings.HasPrefix(rest[2:], "[") {
		return false
	}
	return l.delimited(rest, 2, rest[1])
}

// quoteOperator reads Perl's q(…), qq(…), qw(…) and qx(…), perlop(1).
func (l *lexer) quoteOperator(rest string) bool {
	if !l.quoteOps || rest[0] != 'q' || len(rest) < 3 {
		return false
	}
	if n := len(l.tokens); n > 0 && l.tokens[n-1].kind == mark && (l.tokens[n-1].value == "->" || l.tokens[n-1].value == "::") {
		return false
	}
	switch rest[1] {
	case 'q':
		return l.delimited(rest, 2, 'Q')
	case 'w', 'x':
		return l.delimited(rest, 2, rest[1])
	}
	return l.delimited(rest, 1, 'q')
}

// matching passes over Perl's m(…), qr(…), s(…)(…), tr(…)(…) and y(…)(…) behind
// =~, perlop(1): what they hold looks like anything.
func (l *lexer) matching(rest string) bool {
	if n := len(l.tokens); !l.quoteOps || n == 0 || l.tokens[n-1].value != "=~" || l.wasted > maxWasted {
		return false
	}
	for operator, parts := range map[string]int{"qr": 1, "m": 1, "tr": 2, "s": 2, "y": 2} {
		if !strings.HasPrefix(rest, operator) {
			continue
		}
		_, to, ok := bracketed(rest, len(operator))
		if ok && parts == 2 {
			second := to
			if _, nests := closers[rest[len(operator)]]; nests {
				second = to + 1 + len(rest[to+1:]) - len(strings.TrimLeft(rest[to+1:], " \t\n"))
			}
			_, to, ok = bracketed(rest, second)
		}
		if ok {
			l.at += to + 1
			return true
		}
	}
	return false
}

// delimited adds the string or the list of words that an operator quotes.
func (l *lexer) delimited(rest string, open int, operator byte) bool {
	if l.wasted > maxWasted {
		return false
	}
	from, to, ok := bracketed(rest, open)
	if !ok {
		l.wasted += min(len(rest), maxString)
		return false
	}
	base := l.at
	switch operator {
	case 'w', 'W', 'i', 'I':
		l.add(mark, 1)
		l.tokens[len(l.tokens)-1].value = "["
		for _, word := range l.source.Slice(base+from, base+to).Fields() {
			l.tokens = append(l.tokens, token{kind: text, text: word, start: base, end: base}, token{kind: mark, value: ",", start: base, end: base})
		}
		l.tokens = append(l.tokens, token{kind: mark, value: "]", start: base + to, end: base + to + 1})
		l.at = base + to + 1
	case 'x':
		l.addString(command, base+from, base+to, base+to+1, stringSource{fill: true})
	default:
		l.addString(text, base+from, base+to, base+to+1, stringSource{fill: operator == 'Q', raw: operator == 'q'})
	}
	return true
}

// stringSource tells how a string's bytes are read.
type stringSource struct{ raw, fill bool }

// addString adds a string between two offsets, and goes on behind its quote.
func (l *lexer) addString(kind tokenType, from, to, next int, s stringSource) {
	start := l.at
	l.tokens = append(l.tokens, token{kind: kind, text: l.decode(from, to, s), start: start, end: next, spaced: true})
	l.at = next
}

// decode is the value of a string: escapes taken off, a hole for each value
// that gets into it.
func (l *lexer) decode(from, to int, s stringSource) source.Text {
	var parts []source.Text
	flat := from
	flush := func(at, next int, instead source.Text) {
		parts = append(parts, l.source.Slice(flat, at), instead)
		flat = next
	}
	for i := from; i < to; i++ {
		switch {
		case l.src[i] == '\\' && !s.raw && i+1 < to && l.src[i+1] < utf8.RuneSelf:
			flush(i, i+2, source.Escaped(unescaped(l.src[i+1]), l.source.Slice(i, i+2).Span()))
			i++
		case s.fill && l.fill.prefixed && strings.HasPrefix(l.src[i:to], "{{"):
			i++
		case s.fill:
			if n := l.filled(l.src[i:to]); n > 0 {
				flush(i, i+n, source.HoleAt(l.source.Slice(i, i+n).Span()))
				i += n - 1
			}
		}
	}
	if parts == nil {
		return l.source.Slice(from, to)
	}
	return source.Concat(append(parts, l.source.Slice(flat, to))...)
}

func unescaped(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case '\n':
		return ""
	}
	return string(rune(c))
}

// filled is the length of a value at the start of s that gets into a string,
// or 0.
func (l *lexer) filled(s string) int {
	if strings.HasPrefix(s, l.fill.open) {
		if end := strings.IndexByte(s, '}'); end > 0 {
			return end + 1
		}
		return 0
	}
	if strings.IndexByte(l.fill.variables, s[0]) >= 0 && len(s) > 1 && isNameStart(s[1]) {
		return 1 + nameLength(s[1:])
	}
	return 0
}
