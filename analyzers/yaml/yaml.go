// Package yaml lowers YAML and JSON: each document of a stream is a resource
// whose body is the whole document, with the place of every byte of every
// scalar.
//
// The library gives the structure and what each scalar says. Where it says so
// is found again in the bytes, from the line and column where a node begins,
// and held against the library's value.
package yaml

import (
	"fmt"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// FrontEnd returns the front end for YAML and JSON.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageYAML, Claims: claims, Lower: Lower}
}

// What is read of hostile input.
const (
	maxSize      = 1 << 20 // bytes of a text
	maxDocuments = 10_000  // of a stream
	maxDepth     = 100     // collections inside collections
	maxValues    = 100_000 // of a text, each alias counted as what it stands for
)

// lowering is the work on one text.
type lowering struct {
	path      string
	root      fact.Fact
	scope     fact.Scope
	emit      fact.Emit
	notice    func(fact.Notice)
	text      source.Text
	raw       string // of the text, as the library may see it
	form      form   // what the path and first lines say that the text is
	values    int
	documents int
	templated bool // a statement of a template stands in it: any part may be absent
	embedded  bool // in a text of another language
	limited   bool
}

// Lower emits a resource for each document, with its literals and comments.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, s := range u.Texts {
		l := &lowering{path: s.Path, emit: emit, notice: notice, text: s.Text}
		if u.Root != nil { // a nil *Document in a Fact would not be nil
			l.root, l.scope = u.Root, u.Root.Scope
			l.embedded = u.Root.Parent() != nil && !u.Root.Virtual
		}
		l.form = formOf(s.Path, u.Dialect, s.Text.Reveal())
		l.lower()
	}
}

func (l *lowering) lower() {
	if l.text.Len() > maxSize {
		l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, Message: "larger than 1 MiB; not read as YAML"})
		return
	}
	if l.form == formUserData {
		l.userData()
		return
	}
	if v := readJSON(l.text); v != nil {
		l.resources(fact.ValueOfJSON(l.text, v), jsonLiterals(v, source.Text{}, nil))
		return
	}
	l.text, l.templated = l.text.FillMarks(marksOf(l.form, l.text.Reveal()))
	l.raw = printable(l.text.Reveal())
	var spans []extent
	for _, part := range documentsOf(l.raw) {
		if l.documents == maxDocuments || l.limited {
			l.limit(part.start, "too many documents or values; the rest was not read")
			break
		}
		spans = append(spans, l.document(part)...)
	}
	l.comments(spans)
}

// readJSON reads a text that is one JSON value, or gives nil. JSON is YAML but
// for what an escape may spell: half of a character.
func readJSON(t source.Text) *jsonpos.Value {
	if first := strings.TrimLeft(t.Reveal(), " \t\r\n"); first == "" || first[0] != '{' && first[0] != '[' {
		return nil
	}
	v, err := jsonpos.Parse(t)
	if err != nil {
		return nil
	}
	return v
}

// jsonLiterals adds the strings below a value, each with the nearest name above.
func jsonLiterals(v *jsonpos.Value, name source.Text, all []fact.Literal) []fact.Literal {
	if v.Kind == jsonpos.String && name.Len() > 0 && !v.Text.Span().IsZero() {
		all = append(all, fact.Literal{Name: name, Value: v.Text})
	}
	for _, m := range v.Members {
		all = jsonLiterals(m.Value, m.Name, all)
	}
	for _, item := range v.Items {
		all = jsonLiterals(item, name, all)
	}
	return all
}

// userData is a text in one of cloud-init's formats that are no YAML.
func (l *lowering) userData() {
	span := l.text.Span()
	body := &fact.Value{At: span, Form: fact.Scalar, Text: l.text}
	l.resource(&fact.Value{At: span, Form: fact.Object, Entries: []fact.Entry{{Name: source.Literal("content"), Value: body}}}, "user-data")
}

// resources emits a document, or those that it lists, each with its literals.
func (l *lowering) resources(body *fact.Value, literals []fact.Literal) {
	for _, item := range listed(body) { // items and literals stand in the order of the source
		r := l.resource(item, kindOf(l.form, item))
		for len(literals) > 0 {
			literal := literals[0]
			at := literal.Value.Span()
			if item != body && at.File == item.At.File && at.Start >= item.At.End {
				break
			}
			literals = literals[1:]
			if item == body || item.At.Contains(at) {
				l.emit(&fact.Literal{Node: fact.NewNode(at, r, fact.Always), Name: literal.Name, Value: literal.Value})
			}
		}
	}
}

// resource emits a document, or an item of a list of documents.
func (l *lowering) resource(body *fact.Value, kind string) *fact.Resource {
	l.documents++
	name := nameOf(body)
	if name == "" && !l.embedded {
		name = path.Base(l.path)
	}
	r := &fact.Resource{
		Node: fact.NewNode(body.At, l.root, l.certainty()), Type: kind, Name: name, Body: body, Scope: l.scope,
		Address: strings.TrimSpace(kind + " " + name),
	}
	switch {
	case r.Scope != "":
	case kind == kindAnsible: // the tasks of a role work on one machine
		r.Scope = fact.Scope(path.Dir(path.Dir(l.path)) + "#" + kind)
	default:
		r.Scope = fact.Scope(fmt.Sprintf("%s#%d", l.path, l.documents))
	}
	l.emit(r)
	return r
}

func (l *lowering) certainty() fact.Certainty {
	if l.templated {
		return fact.Maybe
	}
	return fact.Always
}

// span is the place of a range of the text.
func (l *lowering) span(start, end int) source.Span {
	start, end = min(max(start, 0), len(l.raw)), min(max(end, start), len(l.raw))
	if s := l.text.Slice(start, end).Span(); !s.IsZero() {
		return s
	}
	at := l.text.Slice(start, start+1).Span() // nothing stands between, such as a value left out
	if at.IsZero() {
		at = l.text.Slice(max(len(l.raw)-1, 0), len(l.raw)).Span()
		at.Start = at.End
	}
	at.End = at.Start
	if at.File == nil && l.root != nil {
		return l.root.At()
	}
	return at
}

func (l *lowering) limit(at int, message string) {
	l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, At: l.span(at, at), Message: message})
}
