package hcl

import (
	"errors"
	"path"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// Terraform's JSON syntax is translated into the nodes that the native syntax
// gives, since hcl/json can neither be wrapped nor trusted with places.
//
// The ranges of the nodes are those of a text in which each string stands as
// what it says. So a template in a string has a range like any other, and
// reader.slice leads back to the bytes of the file.

// isJSON tells Terraform's files in JSON syntax by their names.
func isJSON(name string) bool {
	base := path.Base(name)
	for _, end := range []string{".tf.json", ".tofu.json", ".tfvars.json"} {
		if strings.HasSuffix(base, end) {
			return true
		}
	}
	return false
}

// isValues tells files whose attributes are variables' values.
func isValues(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// jsonReader translates one text.
type jsonReader struct {
	*reader
	name string // of the text in HCL's ranges
	text source.Text
	cuts []cut
	file *parsedFile
	seen int // members so far
}

// cut is a place of the original text behind which the other is shorter.
type cut struct {
	from  int // offset in the original
	short int // how many bytes, with all cuts before
}

func (r *reader) parseJSON() {
	written := r.text
	json := &jsonReader{reader: r, name: r.path, file: r.parsedFile}
	root, err := jsonpos.Parse(written)
	if failure, ok := errors.AsType[*jsonpos.Error](err); ok {
		kind := fact.NoticeUnparsable
		if failure.Bound {
			kind = fact.NoticeDepth
		}
		at := r.span(json.between(failure.Offset, failure.Offset+1))
		r.notices = append(r.notices, fact.Notice{Type: kind, Path: r.path, At: at, Message: failure.Message})
		return
	}
	json.text = json.unescaped(written, root)
	r.text = json.text
	schema := jsonSchemas["file"]
	if r.values {
		schema = jsonSchemas["values"]
	}
	r.body = json.body(schema, json.objects(root)...)
}

// unescaped returns the text with each string as what it says, and notes where
// that shifts offsets.
func (r *jsonReader) unescaped(written source.Text, root *jsonpos.Value) source.Text {
	var parts []source.Text
	done, short := 0, 0
	take := func(said source.Text, start, end int) {
		if said.Len() == end-start-2 {
			return // no escapes
		}
		parts = append(parts, written.Slice(done, start+1), said)
		done = end - 1
		short += end - start - 2 - said.Len()
		r.cuts = append(r.cuts, cut{from: done, short: short})
	}
	var walk func(v *jsonpos.Value)
	walk = func(v *jsonpos.Value) {
		if v.Kind == jsonpos.String {
			take(v.Text, v.Start, v.End)
		}
		for _, item := range v.Items {
			walk(item)
		}
		for _, m := range v.Members {
			take(m.Name, m.Start, m.End)
			walk(m.Value)
		}
	}
	walk(root)
	return source.Concat(append(parts, written.Slice(done, written.Len()))...)
}

// shifted is where an offset of the original is. It must not lie in a string
// that has escapes.
func (r *jsonReader) shifted(offset int) int {
	i := sort.Search(len(r.cuts), func(i int) bool { return r.cuts[i].from > offset })
	if i == 0 {
		return offset
	}
	return offset - r.cuts[i-1].short
}

// between is the range of two offsets of the original.
func (r *jsonReader) between(start, end int) hcl.Range {
	return r.rangeOf(r.shifted(start), r.shifted(end))
}

// inside is the range of what stands between the quotes of a string.
func (r *jsonReader) inside(start, end int) hcl.Range { return r.between(start+1, end-1) }

func (r *jsonReader) rangeOf(start, end int) hcl.Range {
	at := func(offset int) hcl.Pos { return hcl.Pos{Line: 1, Column: 1, Byte: offset} }
	return hcl.Range{Filename: r.name, Start: at(start), End: at(end)}
}

// objects lists an object, or the objects of an array: a block's body may be
// either.
func (r *jsonReader) objects(v *jsonpos.Value) []*jsonpos.Value {
	switch v.Kind {
	case jsonpos.Object:
		return []*jsonpos.Value{v}
	case jsonpos.Array:
		var all []*jsonpos.Value
		for _, item := range v.Items {
			all = append(all, r.objects(item)...)
		}
		return all
	case jsonpos.Null:
		return nil
	case jsonpos.Bool, jsonpos.Number, jsonpos.String, jsonpos.Hole:
	}
	r.report(fact.NoticeUnparsable, r.between(v.Start, v.End), "an object is missing")
	return nil
}

// comment takes a member whose name is `//`.
func (r *jsonReader) comment(m jsonpos.Member) bool {
	if !m.Name.Equal("//") {
		return false
	}
	if m.Value.Kind == jsonpos.String {
		r.file.comments = append(r.file.comments, comment{
			whole: r.between(m.Start, m.Value.End), inner: r.inside(m.Value.Start, m.Value.End),
		})
	}
	return true
}

// newBlock makes a block that stands at a range. JSON has no braces to note,
// so OpenBraceRange is that place; headerOf knows.
func (r *jsonReader) newBlock(kind jsonpos.Member, at hcl.Range, schema jsonSchema, bodies ...*jsonpos.Value) *hclsyntax.Block {
	return &hclsyntax.Block{
		Type: kind.Name.Reveal(), TypeRange: r.inside(kind.Start, kind.End), OpenBraceRange: at,
		Body: r.body(schema, bodies...),
	}
}

// full bounds the members of one file.
func (r *jsonReader) full() bool {
	r.seen++
	if r.seen == maxSteps {
		r.notices = append(r.notices, fact.Notice{Type: fact.NoticeLimit, Path: r.path, Message: "only the first members are read"})
	}
	return r.seen > maxSteps
}
