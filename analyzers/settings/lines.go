package settings

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// The marks that begin a comment.
const (
	hashes     = "#"
	semicolons = ";"
)

// words reads a setting from each line: its first word is the name, the others
// are a list. A backslash at the end of a line joins the next one to it.
func words(comments ...string) func(*reader) {
	marks := strings.Join(comments, "")
	return func(r *reader) {
		for _, line := range r.lines(marks) {
			given := wordsOf(line)
			if len(given) > 0 && !r.add(given[0], list(given[1:])) {
				return
			}
		}
	}
}

// pairs reads `[section]` and `key = value`. A key without a value is null.
func pairs() func(*reader) {
	return func(r *reader) {
		for _, line := range r.lines(hashes + semicolons) {
			if !r.pair(line) {
				return
			}
		}
	}
}

func (r *reader) pair(line source.Text) bool {
	if name, ok := sectionOf(line); ok {
		r.open = nil
		return r.section(name, nil)
	}
	key, value, found := line.Cut("=")
	key = key.TrimSpace()
	if !found {
		return r.add(key, &fact.Value{Form: fact.Null, At: key.Span()})
	}
	return r.add(key, scalar(unquote(value.TrimSpace())))
}

// sectionOf reads `[name]`.
func sectionOf(line source.Text) (source.Text, bool) {
	value := line.Reveal()
	if len(value) < 2 || value[0] != '[' || value[len(value)-1] != ']' {
		return source.Text{}, false
	}
	return line.Slice(1, len(value)-1).TrimSpace(), true
}

// lines cuts the text, without comments, blank lines and white space at both
// ends. A mark in the middle of a line counts behind white space only:
// `1.1.1.1#853` is a port.
func (r *reader) lines(marks string) []source.Text {
	var lines, before []source.Text
	length := 0
	for _, line := range r.text.Lines() {
		value := line.Reveal()
		if i := commentIn(value, marks); i >= 0 {
			r.comment(line.Slice(i+1, line.Len()).TrimSpace())
			line = line.Slice(0, i)
		}
		line = line.TrimSpace()
		if n := line.Len(); strings.HasSuffix(line.Reveal(), `\`) && length < maxLine {
			before = append(before, line.Slice(0, n-1), source.Literal(" "))
			length += n
			continue
		}
		if before != nil {
			line = source.Concat(append(before, line)...)
			before, length = nil, 0
		}
		if line.Len() > 0 {
			lines = append(lines, line)
		}
	}
	if before != nil {
		lines = append(lines, source.Concat(before...))
	}
	return lines
}

// maxLine bounds what backslashes join.
const maxLine = 64 << 10

// commentIn is where a comment begins in a line, or -1. A semicolon begins one
// at the start of a line only: elsewhere it parts a list.
func commentIn(line, marks string) int {
	quote := byte(0)
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(marks, c) < 0:
		case i == start, c == '#' && i > 0 && (line[i-1] == ' ' || line[i-1] == '\t'):
			return i
		}
	}
	return -1
}

// wordsOf cuts a line at white space, quotes taken off.
func wordsOf(line source.Text) []source.Text {
	fields := line.Fields()
	for i, f := range fields {
		fields[i] = unquote(f)
	}
	return fields
}

// unquote takes matching quotes off.
func unquote(t source.Text) source.Text {
	value := t.Reveal()
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return t.Slice(1, n-1)
	}
	return t
}

// clauses reads unbound.conf(5): `name:` alone begins a section, which ends at
// the next one; `key: value` sets something in it.
func clauses(r *reader) {
	for _, line := range r.lines(hashes) {
		for given := wordsOf(line); len(given) > 0; {
			key := given[0]
			if !strings.HasSuffix(key.Reveal(), ":") {
				break
			}
			key, given = key.Slice(0, key.Len()-1), given[1:]
			if len(given) == 0 || strings.HasSuffix(given[0].Reveal(), ":") && isSection(key.Reveal()) {
				r.open = nil
				if !r.section(key, nil) {
					return
				}
				continue
			}
			if !r.add(key, list(given)) {
				return
			}
			given = nil
		}
	}
}

// isSection reports the clauses behind which a key may stand on the same line.
func isSection(name string) bool {
	switch name {
	case "server", "forward-zone", "stub-zone", "auth-zone", "view", "remote-control", "python", "rpz":
		return true
	}
	return false
}
