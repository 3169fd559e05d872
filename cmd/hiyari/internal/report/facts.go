package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules/engine"
)

// longestShown is in characters, for the text of a fact or of a field.
const longestShown = 72

// Facts prints every fact of a project below the one it sits in: kind, place,
// the text under its span, and the fields that rules read.
func Facts(out *bytes.Buffer, p *fact.Project, masker *engine.Masker, path func(string) string) {
	w := &factWriter{out: out, masker: masker, path: path, children: map[fact.Fact][]fact.Fact{}}
	for _, f := range p.Facts() { // in order of file and offset, which Children is not
		w.children[f.Parent()] = append(w.children[f.Parent()], f)
	}
	for _, f := range w.children[nil] {
		w.print(f, 0)
	}
}

type factWriter struct {
	out      *bytes.Buffer
	masker   *engine.Masker
	path     func(string) string
	children map[fact.Fact][]fact.Fact
}

func (w *factWriter) print(f fact.Fact, depth int) {
	path, start, _ := where(f.At())
	fmt.Fprintf(w.out, "%s%s %s:%d:%d", strings.Repeat("  ", depth), f.Kind(), Plain(w.path(path)), start.Line, start.ByteColumn)
	if _, whole := f.(*fact.Document); !whole && !f.At().IsZero() {
		fmt.Fprintf(w.out, " %s", quote(w.masker.Span(f.At())))
	}
	for _, field := range w.fields(f) {
		if field.value != "" {
			fmt.Fprintf(w.out, " %s=%s", field.name, field.value)
		}
	}
	if f.Certainty() == fact.Maybe {
		w.out.WriteString(" maybe")
	}
	w.out.WriteByte('\n')
	for _, child := range w.children[f] {
		w.print(child, depth+1)
	}
}

type field struct{ name, value string }

// text is a field whose value the source says.
func (w *factWriter) text(name string, t source.Text) field {
	if t.Len() == 0 {
		return field{name: name}
	}
	return field{name, quote(w.masker.Text(t))}
}

func (w *factWriter) texts(name string, texts []source.Text) field {
	if len(texts) == 0 {
		return field{name: name}
	}
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quote(w.masker.Text(t))
	}
	return field{name, "[" + strings.Join(quoted, " ") + "]"}
}

// word is a field that a front end or derive says in words of its own, which
// may still hold a name from the source.
func (w *factWriter) word(name, value string) field {
	if value == "" {
		return field{name: name}
	}
	return field{name, quote(w.masker.String(value))}
}

func flag(name string, set bool) field {
	if !set {
		return field{name: name}
	}
	return field{name, "yes"}
}

func tri(name string, t fact.Tri) field {
	return field{name, [...]string{fact.Unknown: "unknown", fact.No: "no", fact.Yes: "yes"}[t]}
}

// quote shortens a text and puts it between quotation marks. The masker has
// spelled out line breaks and the like already.
func quote(text string) string {
	runes := []rune(Plain(text))
	if len(runes) > longestShown {
		text = string(runes[:longestShown]) + cutMark
	}
	return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"`
}
