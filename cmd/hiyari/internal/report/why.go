package report

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules/engine"
)

// mostExplained bounds the values of one address.
const mostExplained = 200

// Why explains the values at an address, such as aws_security_group.web.egress:
// what each is, where it is used, what it comes by, and where it was typed. An
// address without indexes is that of all instances. It returns how many values
// it explained.
func Why(out *bytes.Buffer, p *fact.Project, masker *engine.Masker, path func(string) string, address string) int {
	w := &whyWriter{out: out, masker: masker, path: path, variables: map[variable]*fact.Resource{}}
	for r := range fact.All[*fact.Resource](p) {
		if r.Type == "variable" {
			w.variables[variable{r.Parent(), r.Name}] = r
		}
	}
	for r := range fact.All[*fact.Resource](p) {
		for _, name := range slices.Compact([]string{r.Address, fact.WithoutIndexes(r.Address)}) {
			if rest, ok := strings.CutPrefix(address, name); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				w.resource = r
				w.below(r.Address, r.Body, steps(rest), false)
				break
			}
		}
	}
	return w.count
}

// variable names a variable of one evaluation of a module.
type variable struct {
	within fact.Fact
	name   string
}

type whyWriter struct {
	out       *bytes.Buffer
	masker    *engine.Masker
	path      func(string) string
	variables map[variable]*fact.Resource
	resource  *fact.Resource
	count     int
}

// steps splits the part of an address behind the resource: `.egress[0].to` is
// egress, [0], to.
func steps(rest string) []string {
	rest = strings.ReplaceAll(rest, "[", ".[")
	return strings.FieldsFunc(rest, func(r rune) bool { return r == '.' })
}

// below goes down to what an address names.
func (w *whyWriter) below(address string, v *fact.Value, rest []string, maybe bool) {
	maybe = maybe || v.Maybe
	if len(rest) == 0 {
		w.value(address, v, maybe)
		return
	}
	if v.Form == fact.List {
		w.each(address, v.Items, rest, maybe)
		return
	}
	named := v.GetAll(rest[0])
	switch name := address + "." + rest[0]; {
	case len(named) == 1 && (named[0].Form != fact.Block || len(rest) == 1 || rest[1] != "[0]"):
		w.below(name, named[0], rest[1:], maybe)
	default:
		w.each(name, named, rest[1:], maybe)
	}
}

// each goes down to the one of several values that an index names, or to all.
func (w *whyWriter) each(address string, values []*fact.Value, rest []string, maybe bool) {
	for i, v := range values {
		index := "[" + strconv.Itoa(i) + "]"
		switch {
		case len(rest) == 0 || !strings.HasPrefix(rest[0], "["):
			w.below(address+index, v, rest, maybe)
		case rest[0] == index:
			w.below(address+index, v, rest[1:], maybe)
		}
	}
}

// value explains a value and all below it.
func (w *whyWriter) value(address string, v *fact.Value, maybe bool) {
	if w.count == mostExplained {
		return
	}
	maybe = maybe || v.Maybe
	switch v.Form {
	case fact.List:
		for i, item := range v.Items {
			w.value(fmt.Sprintf("%s[%d]", address, i), item, maybe)
		}
		if len(v.Items) > 0 {
			return
		}
	case fact.Object, fact.Block:
		seen := map[string]int{}
		for _, e := range v.Entries {
			name := w.masker.Text(e.Name)
			each := address + "." + name
			if w.repeated(v, name) {
				each = fmt.Sprintf("%s[%d]", each, seen[name])
			}
			seen[name]++
			w.value(each, e.Value, maybe)
		}
		if len(v.Entries) > 0 {
			return
		}
	case fact.Hole, fact.Scalar, fact.Reference, fact.Null:
	}
	w.leaf(address, v, maybe)
}

// repeated reports that several entries have a name.
func (w *whyWriter) repeated(v *fact.Value, name string) bool {
	count := 0
	for _, e := range v.Entries {
		if w.masker.Text(e.Name) == name {
			count++
		}
	}
	return count > 1
}

func (w *whyWriter) leaf(address string, v *fact.Value, maybe bool) {
	w.count++
	fmt.Fprintf(w.out, "%s = %s", Plain(w.masker.String(address)), w.said(v))
	if maybe {
		w.out.WriteString(", under a condition that is not known")
	}
	w.out.WriteByte('\n')
	w.place(v.At, "used here")
	for _, name := range namesIn(w.masker, v.At) {
		if declared := w.variables[variable{w.resource.Parent(), name}]; declared != nil {
			w.place(declared.At(), "by way of var."+name)
		}
	}
	for _, part := range v.Text.Parts() {
		switch {
		case part.Span.IsZero():
		case part.Hole && part.Span != v.At:
			w.place(part.Span, "not known before the apply")
		case !part.Hole && part.Span != v.At && v.Form == fact.Scalar:
			for _, step := range slices.Backward(w.resource.Way(part.Span)) {
				w.place(step.At, w.masker.String(step.How))
			}
			w.place(part.Span, "typed here")
		}
	}
}

// said is what a value is.
func (w *whyWriter) said(v *fact.Value) string {
	switch v.Form {
	case fact.Scalar:
		return quote(w.masker.Text(v.Text))
	case fact.Reference:
		return "known after the apply, from " + quote(w.masker.Text(v.Text))
	case fact.Null:
		return "null"
	case fact.List:
		return "[]"
	case fact.Object, fact.Block:
		return "{}"
	case fact.Hole:
	}
	return "not known"
}

func (w *whyWriter) place(at source.Span, note string) {
	if at.IsZero() {
		return
	}
	path, start, _ := where(at)
	fmt.Fprintf(w.out, "  %s:%d:%d %s: %s\n", Plain(w.path(path)), start.Line, start.ByteColumn, note, quote(w.masker.Span(at)))
}

// namesIn lists the variables that the source under a span names.
func namesIn(masker *engine.Masker, at source.Span) []string {
	if at.IsZero() {
		return nil
	}
	words := strings.FieldsFunc(masker.Span(at), func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	var names []string
	for _, word := range words {
		if rest, ok := strings.CutPrefix(word, "var."); ok {
			name, _, _ := strings.Cut(rest, ".")
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
