package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/source"
)

// reading is what a `read` of a loop's condition does with a line.
type reading struct {
	names     []string
	separator string // of IFS; empty: white space
}

// readLoop follows `while read a b; do …; done` line by line, where its input
// is written here.
func (l *lowering) readLoop(clause *syntax.WhileClause, stdin source.Text) bool {
	r, ok := l.readingOf(clause)
	if !ok || stdin.Len() == 0 {
		return false
	}
	lines := stdin.Lines()
	if len(lines) > maxUnrolled || l.lowered > maxStatements/2 {
		return false
	}
	for _, line := range lines {
		if line.TrimSpace().Reveal() == string(source.Hole) {
			return false // may be any number of lines
		}
	}
	l.stmts(clause.Cond)
	for _, line := range lines {
		l.assignFields(r, line.TrimSpace())
		l.stmts(clause.Do)
	}
	for _, name := range r.names {
		l.vars.unset(name)
	}
	return true
}

// readingOf recognizes a condition that is one `read` of whole lines into
// variables.
func (l *lowering) readingOf(clause *syntax.WhileClause) (r reading, ok bool) {
	if clause.Until || len(clause.Cond) != 1 {
		return r, false
	}
	call, ok := clause.Cond[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) < 2 || call.Args[0].Lit() != "read" || len(clause.Cond[0].Redirs) > 0 {
		return r, false
	}
	for _, a := range call.Assigns {
		if a.Name != nil && a.Name.Value == "IFS" {
			r.separator = strings.TrimSpace(l.word(a.Value).Reveal())
		}
	}
	for _, w := range call.Args[1:] {
		switch word := w.Lit(); {
		case word == "-r":
		case word == "" || strings.HasPrefix(word, "-"):
			return r, false
		default:
			r.names = append(r.names, word)
		}
	}
	return r, len(r.names) > 0 && len(r.separator) <= 1
}

// assignFields gives each name a field of a line, and the last name the rest.
func (l *lowering) assignFields(r reading, line source.Text) {
	last := len(r.names) - 1
	for _, name := range r.names[:last] {
		field, rest := cutField(line, r.separator)
		l.vars.set(name, field)
		line = rest
	}
	l.vars.set(r.names[last], line)
}

func cutField(line source.Text, separator string) (field, rest source.Text) {
	if separator != "" {
		field, rest, _ = line.Cut(separator)
		return field, rest
	}
	value := line.Reveal()
	end := strings.IndexAny(value, " \t")
	if end < 0 {
		return line, source.Text{}
	}
	return line.Slice(0, end), line.Slice(end, len(value)).TrimSpace()
}

// removal is ${name#pattern} and its like, for patterns that are plain text
// with a `*` at the far end at most: ${s%%,*}, ${f##*/}.
func removal(value source.Text, op syntax.ParExpOperator, pattern string) (source.Text, bool) {
	raw := value.Reveal()
	var plain string
	var star bool
	switch op {
	case syntax.RemSmallSuffix, syntax.RemLargeSuffix:
		plain, star = strings.CutSuffix(pattern, "*")
	case syntax.RemSmallPrefix, syntax.RemLargePrefix:
		plain, star = strings.CutPrefix(pattern, "*")
	default:
		return value, false
	}
	if plain == "" || strings.ContainsAny(plain, `*?[\`) || !value.Known() {
		return value, false
	}
	if op == syntax.RemSmallSuffix || op == syntax.RemLargeSuffix {
		if at := suffixAt(raw, plain, star, op == syntax.RemLargeSuffix); at >= 0 {
			return value.Slice(0, at), true
		}
		return value, true
	}
	if at := prefixEnd(raw, plain, star, op == syntax.RemLargePrefix); at >= 0 {
		return value.Slice(at, len(raw)), true
	}
	return value, true
}

func suffixAt(raw, plain string, star, large bool) int {
	switch {
	case star && large:
		return strings.Index(raw, plain)
	case star:
		return strings.LastIndex(raw, plain)
	case strings.HasSuffix(raw, plain):
		return len(raw) - len(plain)
	}
	return -1
}

func prefixEnd(raw, plain string, star, large bool) int {
	at := -1
	switch {
	case star && large:
		at = strings.LastIndex(raw, plain)
	case star:
		at = strings.Index(raw, plain)
	case strings.HasPrefix(raw, plain):
		at = 0
	}
	if at < 0 {
		return -1
	}
	return at + len(plain)
}
