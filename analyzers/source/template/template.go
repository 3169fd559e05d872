// Package template reads the marks that Jinja, Go's templates, ERB and EPP
// leave in a file that is expanded before anything else reads it.
package template

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// suffixes are what a file is called before it is expanded.
var suffixes = []string{".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tftpl", ".tpl", ".tmpl", ".gotmpl", ".in"}

// Trim returns the path that the expanded file will have.
func Trim(path string) string {
	for _, suffix := range suffixes {
		if trimmed, ok := strings.CutSuffix(path, suffix); ok && !strings.HasSuffix("/"+trimmed, "/") {
			return trimmed
		}
	}
	return path
}

// Is reports a path of a file that is yet to be expanded.
func Is(path string) bool { return Trim(path) != path }

// controls are the marks that print nothing.
var controls = regexp.MustCompile(`^(?:\{[%#]|<%[^=]|\{\{-?\s*(?:if|else|end|range|with|define|template|block|/\*)\b)`)

// IsStatement reports a line that begins with a mark which prints nothing.
func IsStatement(line string) bool { return controls.MatchString(line) }

// closing is the end of each mark: of Jinja, Go templates, ERB and EPP.
var closing = map[string]string{"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}

// maxMark bounds how far a mark's end is looked for.
const maxMark = 1000

// MarkEnd returns the end of the mark that starts at value[i:], or i. Only
// comments go on over lines.
func MarkEnd(value string, i int) int {
	if i+2 > len(value) {
		return i
	}
	end, ok := closing[value[i:i+2]]
	if !ok {
		return i
	}
	window := value[i:min(i+maxMark, len(value))]
	n := strings.Index(window[2:], end)
	if n < 0 || window[1] != '#' && strings.Contains(window[:n+2], "\n") {
		return i
	}
	return i + 2 + n + len(end)
}

// lineOf is where a statement at value[start:end] ends: one that has a line for
// itself takes the line with it, as Ansible and ERB's -%> do.
func lineOf(value string, start, end int) int {
	before := value[max(0, start-maxMark):start]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	behind, _, broken := strings.Cut(value[end:min(end+maxMark, len(value))], "\n")
	if !broken || strings.TrimSpace(before) != "" || strings.TrimSpace(behind) != "" {
		return end
	}
	return end + len(behind) + 1
}

// Fill returns t with a hole for each expression and nothing for each
// statement. controlled reports that there was a statement, so that any line
// may be absent or repeated.
func Fill(t source.Text) (filled source.Text, controlled bool) {
	value := t.Reveal()
	var parts []source.Text
	at := 0
	for i := 0; i < len(value); i++ {
		end := i
		if value[i] == '{' || value[i] == '<' {
			end = MarkEnd(value, i)
		}
		if end == i {
			continue
		}
		parts = append(parts, t.Slice(at, i))
		if IsStatement(value[i:end]) {
			controlled = true
			end = lineOf(value, i, end)
		} else {
			parts = append(parts, source.HoleAt(t.Slice(i, end).Span()))
		}
		at, i = end, end-1
	}
	if parts == nil {
		return t, false
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...), controlled
}
