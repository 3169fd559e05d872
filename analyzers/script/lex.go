package script

import (
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/source"
)

// tokenType tells what a token is.
type tokenType int

const (
	name    tokenType = iota // an identifier, with its sigil; members are names of their own
	text                     // a string
	number                   //
	command                  // a string that a shell runs
	mark                     // any other character, or "=>", "==", "->", "::"
	newline                  // the end of a line
)

// token is a word of a script.
type token struct {
	kind       tokenType
	value      string // of names, numbers and marks
	start, end int
	text       source.Text // of strings
	spaced     bool        // something stands before it on its line: a blank
}

// Bounds on one text: what is larger is no script that somebody wrote.
const (
	maxTokens = 200_000
	maxString = 64 << 10
	maxWasted = 4 << 20
)

// lexer cuts a script into tokens. It knows comments and strings; the rest it
// takes character by character, and it never fails.
type lexer struct {
	grammar
	source  source.Text
	src     string
	at      int
	tokens  []token
	pending []heredoc // whose text begins on the next line
	full    bool      // there was more than is read
	wasted  int       // bytes that were searched for a closing quote in vain
}

type heredoc struct{ tag string }

func lex(t source.Text, g grammar) *lexer {
	l := &lexer{grammar: g, source: t, src: t.Reveal()}
	if strings.HasPrefix(l.src, "#!") {
		l.skipLine()
	}
	l.skipPod()
	for l.at < len(l.src) {
		if len(l.tokens) >= maxTokens {
			l.full = true
			break
		}
		l.next()
	}
	return l
}

func (l *lexer) skipLine() {
	if i := strings.IndexByte(l.src[l.at:], '\n'); i >= 0 {
		l.at += i
		return
	}
	l.at = len(l.src)
}

// next reads one token, or skips what is none.
func (l *lexer) next() {
	rest := l.src[l.at:]
	switch c := rest[0]; {
	case c == '\n':
		l.add(newline, 1)
		l.skipHeredocs()
		l.skipPod()
	case c == ' ' || c == '\t' || c == '\r':
		l.at++
	case c == '\\' && len(rest) > 1 && rest[1] == '\n':
		l.at += 2
	case l.comment(rest), l.heredoc(rest), l.percentList(rest), l.matching(rest), l.quoteOperator(rest), l.quoted(rest), l.regexp(rest):
	case isNameStart(c) || c >= utf8.RuneSelf || strings.IndexByte(l.sigils, c) >= 0 && len(rest) > 1 && isNameStart(rest[1]):
		l.add(name, 1+nameLength(rest[1:]))
	case c >= '0' && c <= '9':
		l.add(number, numberLength(rest))
	default:
		l.mark(rest)
	}
}

func (l *lexer) add(kind tokenType, n int) {
	start := l.at
	l.at += n
	l.tokens = append(l.tokens, token{kind: kind, value: l.src[start:l.at], start: start, end: l.at, spaced: start > 0 && strings.IndexByte(" \t\n", l.src[start-1]) >= 0})
}

func (l *lexer) mark(rest string) {
	for _, long := range []string{"=>", "==", "->", "::", "=~", "!=", "<=", ">=", "?."} {
		if strings.HasPrefix(rest, long) {
			l.add(mark, 2)
			return
		}
	}
	l.add(mark, 1)
}

func isNameStart(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func nameLength(s string) int {
	n := 0
	for n < len(s) && (isNameStart(s[n]) || s[n] >= '0' && s[n] <= '9' || s[n] >= utf8.RuneSelf) {
		n++
	}
	return n
}

func numberLength(s string) int {
	n := 0
	for n < len(s) && (isNameStart(s[n]) || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return n
}

func (l *lexer) comment(rest string) bool {
	for _, m := range l.comments {
		if strings.HasPrefix(rest, m) {
			l.skipLine()
			return true
		}
	}
	if !l.block || !strings.HasPrefix(rest, "/*") {
		return false
	}
	if i := strings.Index(rest[2:], "*/"); i >= 0 {
		l.at += i + 4
	} else {
		l.at = len(l.src)
	}
	return true
}

// skipPod passes over documentation at the start of a line: perlpod(1), and
// Ruby's =begin.
func (l *lexer) skipPod() {
	rest := l.src[min(l.at, len(l.src)):]
	if !l.pods || len(rest) < 2 || rest[0] != '=' || !isNameStart(rest[1]) {
		return
	}
	for _, end := range []string{"\n=cut", "\n=end"} {
		if i := strings.Index(rest, end); i >= 0 {
			l.at += i + len(end)
			l.skipLine()
			return
		}
	}
	l.at = len(l.src)
}

// heredoc takes note of a here-document. Its text is passed over: it is what a
// script prints or writes, and no address stands alone in it.
func (l *lexer) heredoc(rest string) bool {
	if !l.heredocs || !strings.HasPrefix(rest, "<<") {
		return false
	}
	mark := strings.TrimLeft(rest[2:], "<~- ")
	quote := byte(0)
	if mark != "" && strings.IndexByte(`"'`, mark[0]) >= 0 {
		quote, mark = mark[0], mark[1:]
	}
	n := nameLength(mark)
	if n == 0 || !isNameStart(mark[0]) || quote == 0 && strings.ToUpper(mark[:n]) != mark[:n] || len(l.pending) > 8 {
		return false
	}
	l.pending = append(l.pending, heredoc{tag: mark[:n]})
	l.at += len(rest) - len(mark) + n
	if quote != 0 && n < len(mark) {
		l.at++
	}
	return true
}

func (l *lexer) skipHeredocs() {
	for _, h := range l.pending {
		for l.at < len(l.src) {
			line, _, _ := strings.Cut(l.src[l.at:], "\n")
			l.at = min(l.at+len(line)+1, len(l.src))
			if strings.TrimRight(strings.TrimSpace(line), ";") == h.tag {
				break
			}
		}
	}
	l.pending = nil
}

// operand reports that a value may stand here, rather than an operator.
func (l *lexer) operand() bool {
	if len(l.tokens) == 0 {
		return true
	}
	last := l.tokens[len(l.tokens)-1]
	switch last.kind {
	case name:
		switch last.value {
		case "return", "if", "unless", "and", "or", "not", "when", "in", "split", "grep", "typeof", "case":
			return true
		}
		return false
	case text, number, command:
		return false
	case mark:
		return last.value != ")" && last.value != "]" && last.value != "}"
	case newline:
	}
	return true
}

// regexp passes over a regular expression, which ends on its line.
func (l *lexer) regexp(rest string) bool {
	if !l.regexps || rest[0] != '/' || !l.operand() {
		return false
	}
	class := false
	for i := 1; i < len(rest) && rest[i] != '\n'; i++ {
		switch rest[i] {
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				l.at += i + 1
				return true
			}
		}
	}
	return false
}
