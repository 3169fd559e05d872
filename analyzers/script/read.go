package script

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// reader finds calls and assignments among the tokens of a script.
type reader struct {
	dialect fact.Dialect
	grammar
	source source.Text
	tokens []token
	at     int
	depth  int
	root   fact.Fact
	emit   fact.Emit // nil while constants are gathered
	values map[string]*fact.Value
	set    map[string]int // how often a name is assigned
	used   map[string]bool
}

// maxNesting bounds brackets inside brackets.
const maxNesting = 100

// constants learns what variables are that the script sets once.
func (r *reader) constants() {
	emit := r.emit
	r.emit, r.set = nil, map[string]int{}
	r.values, r.used = map[string]*fact.Value{}, map[string]bool{}
	found := map[string]*fact.Value{}
	r.each(func(name string, value *fact.Value) {
		r.set[name]++
		found[name] = value
	})
	for name, value := range found {
		if r.set[name] == 1 && isConstant(value) {
			r.values[name] = moved(value)
		}
	}
	r.each(func(string, *fact.Value) {}) // says which of them are used
	r.emit, r.at = emit, 0
}

// isConstant reports a text, or a list of texts.
func isConstant(v *fact.Value) bool {
	switch v.Form {
	case fact.Scalar:
		return true
	case fact.List:
		return len(v.Items) > 0 && !slices.ContainsFunc(v.Items, func(item *fact.Value) bool { return item.Form != fact.Scalar })
	default: // its parts may change
		return false
	}
}

// moved is a value as another place uses it.
func moved(v *fact.Value) *fact.Value {
	c := &fact.Value{At: v.At, Form: v.Form, Text: v.Text.Moved(), Maybe: v.Maybe}
	for _, item := range v.Items {
		c.Items = append(c.Items, moved(item))
	}
	return c
}

// read emits the calls of the script. To set a name is a call of its setter,
// `name=`; a constant that a call uses is told of there.
func (r *reader) read() {
	r.each(func(name string, value *fact.Value) {
		if r.used[name] {
			return
		}
		r.call(name+"=", value.At, value.At, []*fact.Value{value})
	})
}

// each goes through the statements. assigned is told of each name that is set.
func (r *reader) each(assigned func(name string, value *fact.Value)) {
	for r.at = 0; r.at < len(r.tokens); {
		t := r.tokens[r.at]
		switch {
		case t.kind == command:
			r.runs(t)
		case t.kind != name:
			r.at++
		case declares(t.value):
			r.at++
			_, r.at = r.path(r.at)
			r.at = max(r.at, 1)
		default:
			r.statement(assigned)
		}
	}
}

// declares reports the words before a name that is declared, not called.
func declares(word string) bool {
	switch word {
	case "def", "function", "sub", "class", "module", "package":
		return true
	}
	return false
}

func (r *reader) statement(assigned func(name string, value *fact.Value)) {
	start := r.at
	name, next := r.path(start)
	switch {
	case r.is(next, "("):
		r.parenthesized(name, start, next)
	case r.is(next, "="):
		r.at = next + 1
		assigned(name, r.value())
	case r.barewords && next < len(r.tokens) && r.tokens[next].spaced && (r.tokens[next].kind == text || r.is(next, "[")):
		r.at = next
		args := r.arguments("\n")
		r.call(name, r.span(start, r.at), r.span(start, next), args)
	default:
		r.at = next
	}
}

// path reads a name with its members, a.b, a->b and A::b alike.
func (r *reader) path(at int) (path string, next int) {
	if at >= len(r.tokens) || r.tokens[at].kind != name {
		return "", min(at+1, len(r.tokens))
	}
	path = r.tokens[at].value
	for next = at + 1; next+1 < len(r.tokens) && r.tokens[next+1].kind == name && r.joins(next) && len(path) < 200; next += 2 {
		path += "." + r.tokens[next+1].value
	}
	return path, next
}

// joins reports a mark between a value and its member.
func (r *reader) joins(at int) bool {
	t := r.tokens[at]
	switch {
	case t.kind != mark:
		return false
	case t.value == ".":
		return r.dots && !r.tokens[at+1].spaced
	}
	return t.value == "->" || t.value == "::" || t.value == "?."
}

func (r *reader) is(at int, value string) bool {
	return at < len(r.tokens) && r.tokens[at].kind == mark && r.tokens[at].value == value
}

// span is where the tokens between two indexes stand.
func (r *reader) span(from, to int) source.Span {
	return r.source.Slice(r.tokens[from].start, r.tokens[max(from, to-1)].end).Span()
}

// parenthesized reads the arguments of a call, the bracket at index open.
func (r *reader) parenthesized(name string, start, open int) {
	r.at = open + 1
	if r.depth >= maxNesting {
		return
	}
	r.depth++
	args := r.arguments(")")
	r.depth--
	r.call(name, r.span(start, r.at), r.span(start, open), args)
}

func (r *reader) call(name string, at, shown source.Span, args []*fact.Value) {
	if r.emit != nil && !at.IsZero() {
		r.emit(&fact.Call{Node: fact.NewNode(at, r.root, fact.Always), Package: string(r.dialect), Function: name, Args: args, Shown: shown})
	}
}

// runs emits a string that a shell runs as the call of its quotes.
func (r *reader) runs(t token) {
	at := r.span(r.at, r.at+1)
	r.at++
	r.call("`", at, at, []*fact.Value{{At: at, Form: fact.Scalar, Text: t.text}})
}

// arguments reads values up to a closing mark, which it takes. Named ones are
// gathered in an object behind the others. "\n" ends at the line's end.
func (r *reader) arguments(closing string) []*fact.Value {
	var items []*fact.Value
	var named []fact.Entry
	for r.at < len(r.tokens) {
		t := r.tokens[r.at]
		switch {
		case closing == "\n" && (t.kind == newline || t.kind == mark && (t.value == ";" || t.value == "}")):
			return withNamed(items, named)
		case t.kind == mark && t.value == closing:
			r.at++
			return withNamed(items, named)
		case t.kind == newline || t.kind == mark && (t.value == "," || t.value == ";"):
			r.at++
			continue
		}
		if key, ok := r.key(); ok {
			named = append(named, fact.Entry{Name: key, Value: r.value()})
			continue
		}
		before := r.at
		items = append(items, r.value())
		if r.at == before {
			r.at++ // a closing mark of another kind
		}
	}
	return withNamed(items, named)
}

func withNamed(items []*fact.Value, named []fact.Entry) []*fact.Value {
	if len(named) == 0 {
		return items
	}
	return append(items, &fact.Value{At: named[0].Value.At, Form: fact.Object, Entries: named})
}

// key reads what names an argument: `name=`, `name:`, `name =>`, `:name =>`.
func (r *reader) key() (source.Text, bool) {
	t := r.tokens[r.at]
	if r.is(r.at, ":") && r.is(r.at+2, "=>") {
		t = r.tokens[r.at+1]
		r.at++
	}
	if t.kind != name && t.kind != text || !r.is(r.at+1, "=") && !r.is(r.at+1, ":") && !r.is(r.at+1, "=>") {
		return source.Text{}, false
	}
	r.at += 2
	if t.kind == text {
		return t.text, true
	}
	return r.source.Slice(t.start, t.end), true
}
