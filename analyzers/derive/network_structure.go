package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// structureReader reads the shorthand in which the aws program takes structured
// values, beside JSON, and keeps the place of each scalar.
//
//	JSON:      [{"IpProtocol":"tcp","IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]
//	shorthand: IpProtocol=tcp,IpRanges=[{CidrIp=10.0.0.0/8}]
type structureReader struct {
	text  source.Text
	value string
	at    int
	depth int
}

// readStructure reads one value of an option. The program takes what begins
// with a bracket or a brace for JSON.
func readStructure(t source.Text) (*fact.Value, bool) {
	r := &structureReader{text: t, value: t.Reveal()}
	r.space()
	if r.next("{") || r.next("[") {
		v, err := jsonpos.Parse(t)
		if err != nil {
			return nil, false
		}
		return fact.ValueOfJSON(t, v), true
	}
	if !strings.Contains(r.value, "=") {
		return nil, false
	}
	v, ok := r.members("")
	return v, ok && r.at == len(r.value)
}

// readJSON reads a text that is one object or list of JSON, or gives nil.
func readJSON(t source.Text) *fact.Value {
	v, err := jsonpos.Parse(t)
	if err != nil || v.Kind != jsonpos.Object && v.Kind != jsonpos.Array {
		return nil
	}
	return fact.ValueOfJSON(t, v)
}

func (r *structureReader) next(s string) bool { return strings.HasPrefix(r.value[r.at:], s) }

// take goes past s where it stands next.
func (r *structureReader) take(s string) bool {
	if !r.next(s) {
		return false
	}
	r.at += len(s)
	return true
}

func (r *structureReader) space() {
	r.at = len(r.value) - len(strings.TrimLeft(r.value[r.at:], " \t\r\n"))
}

// nested reads with one more level of nesting, up to a bound.
func (r *structureReader) nested(read func() (*fact.Value, bool)) (*fact.Value, bool) {
	if r.depth == maxNesting {
		return nil, false
	}
	r.depth++
	defer func() { r.depth-- }()
	return read()
}

func (r *structureReader) scalar(t source.Text) *fact.Value {
	return &fact.Value{Form: fact.Scalar, At: t.Span(), Text: t}
}

// members reads `name=value,name=value` up to an end: a brace, or the end of
// the text. A part without a name goes on with the list of the value before it.
func (r *structureReader) members(end string) (*fact.Value, bool) {
	object := &fact.Value{Form: fact.Object}
	for r.space(); r.at < len(r.value) && (end == "" || !r.next(end)); r.space() {
		v, name, ok := r.member()
		if !ok {
			return nil, false
		}
		if n := len(object.Entries); name.Len() == 0 && n > 0 {
			object.Entries[n-1].Value = joinedList(object.Entries[n-1].Value, v)
		} else {
			object.Entries = append(object.Entries, fact.Entry{Name: name, Value: v})
		}
		if r.space(); !r.take(",") {
			break
		}
	}
	if end != "" && !r.take(end) {
		return nil, false
	}
	return object, true
}

func joinedList(first, next *fact.Value) *fact.Value {
	if first.Form != fact.List {
		first = &fact.Value{Form: fact.List, Items: []*fact.Value{first}}
	}
	first.Items = append(first.Items, next)
	return first
}

// member reads one part, with the name before its equals sign.
func (r *structureReader) member() (v *fact.Value, name source.Text, ok bool) {
	start := r.at
	for r.at < len(r.value) && !strings.ContainsRune("=,[]{}\"'", rune(r.value[r.at])) {
		r.at++
	}
	if r.next("=") {
		name = r.text.Slice(start, r.at).TrimSpace()
		r.at++
	} else {
		r.at = start
	}
	v, ok = r.shorthand()
	return v, name, ok
}

func (r *structureReader) shorthand() (*fact.Value, bool) {
	r.space()
	switch {
	case r.take("{"):
		return r.nested(func() (*fact.Value, bool) { return r.members("}") })
	case r.take("["):
		return r.nested(r.shorthandList)
	case r.next(`"`), r.next(`'`):
		return r.quoted()
	}
	start := r.at
	for r.at < len(r.value) && !strings.ContainsRune(",[]{}", rune(r.value[r.at])) {
		r.at++
	}
	return r.scalar(r.text.Slice(start, r.at).TrimSpace()), true
}

func (r *structureReader) shorthandList() (*fact.Value, bool) {
	list := &fact.Value{Form: fact.List}
	for r.space(); !r.take("]"); r.space() {
		v, ok := r.shorthand()
		if !ok {
			return nil, false
		}
		list.Items = append(list.Items, v)
		if r.space(); !r.take(",") && !r.next("]") {
			return nil, false
		}
	}
	return list, true
}

func (r *structureReader) quoted() (*fact.Value, bool) {
	quote := r.value[r.at : r.at+1]
	r.at++
	length := strings.Index(r.value[r.at:], quote)
	if length < 0 {
		return nil, false
	}
	t := r.text.Slice(r.at, r.at+length)
	r.at += length + 1
	return r.scalar(t), true
}
