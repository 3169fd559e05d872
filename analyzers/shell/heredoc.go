package shell

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/source"
)

// heredoc is the body of a here-document as the command reads it.
func (l *lowering) heredoc(r *syntax.Redirect) source.Text {
	tabs := r.Op == syntax.DashHdoc
	start, end := l.offset(r.Hdoc.Pos()), l.offset(r.Hdoc.End())
	end = l.bodyEnd(start, end, l.word(r.Word).Reveal())
	if quotedDelimiter(r.Word) {
		return l.untab(l.text.Slice(start, end), tabs)
	}
	parts := make([]source.Text, 0, len(r.Hdoc.Parts))
	for _, p := range r.Hdoc.Parts {
		if lit, ok := p.(*syntax.Lit); ok {
			from, to := min(l.offset(lit.Pos()), end), min(l.offset(lit.End()), end)
			text := l.lit(from, to, l.raw[from:to], escapes{only: "$`\\\n"})
			parts = append(parts, text)
			continue
		}
		parts = append(parts, l.part(p, true))
	}
	return l.bounded(l.untab(source.Concat(parts...), tabs))
}

// bodyEnd leaves off the line of the delimiter, which the parser's range of a
// body holds.
func (l *lowering) bodyEnd(start, end int, delimiter string) int {
	last := strings.LastIndexByte(l.raw[:end], '\n') + 1
	if strings.Trim(l.raw[last:end], "\t\r") == delimiter {
		return max(last, start)
	}
	return end
}

func quotedDelimiter(w *syntax.Word) bool {
	for _, p := range w.Parts {
		if lit, ok := p.(*syntax.Lit); !ok || strings.Contains(lit.Value, `\`) {
			return true
		}
	}
	return false
}

// untab takes off the tabs that `<<-` ignores at the start of each line.
func (l *lowering) untab(t source.Text, tabs bool) source.Text {
	if !tabs {
		return t
	}
	var parts []source.Text
	for _, line := range t.Lines() {
		value := line.Reveal()
		parts = append(parts, line.Slice(len(value)-len(strings.TrimLeft(value, "\t")), len(value)))
	}
	return source.Concat(parts...)
}

// ansiEscape reads one escape of $'…' from its backslash on, and returns its
// value and length. An unknown one stands for itself, as bash has it.
func ansiEscape(s string) (value string, length int) {
	const letters = `abeEfnrtv\'"?`
	const values = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?"
	if i := strings.IndexByte(letters, s[1]); i >= 0 {
		return values[i : i+1], 2
	}
	switch s[1] {
	case 'x':
		return numberEscape(s, 2, 2, 16)
	case 'u':
		return numberEscape(s, 2, 4, 16)
	case 'U':
		return numberEscape(s, 2, 8, 16)
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return numberEscape(s, 1, 3, 8)
	}
	return s[:2], 2
}

func numberEscape(s string, from, digits, base int) (string, int) {
	end := from
	for end < len(s) && end < from+digits {
		if _, err := strconv.ParseUint(s[end:end+1], base, 8); err != nil {
			break
		}
		end++
	}
	n, err := strconv.ParseInt(s[from:end], base, 32)
	switch {
	case err != nil:
		return s[:2], 2
	case n == source.Hole: // a value must not look unknown
		return string(utf8.RuneError), end
	}
	return string(rune(n)), end
}
