package script

import (
	"regexp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// terms are the parts of an expression that is being read.
type terms struct {
	values []*fact.Value
	joins  bool // an operator that joins texts stands behind the last
	mixed  bool // something else stands between them
}

// value reads an expression up to a comma, a closing mark or, outside of
// brackets, the end of the line. It is a hole where a scan cannot tell.
func (r *reader) value() *fact.Value {
	start := min(r.at, len(r.tokens)-1)
	var all terms
	for r.at < len(r.tokens) && !r.ends(len(all.values) > 0) {
		if !r.term(&all) {
			all.mixed = true
			r.at++
		}
	}
	v := all.joined()
	if v.At.IsZero() {
		v.At = r.span(start, r.at)
	}
	return v
}

func (r *reader) ends(begun bool) bool {
	t := r.tokens[r.at]
	switch t.kind {
	case newline:
		return r.depth == 0 || begun && !r.continued()
	case mark:
		switch t.value {
		case ",", ")", "]", "}", ";":
			return true
		}
	default:
	}
	return false
}

// continued reports that an expression inside brackets goes on in the next
// line: a text behind a text, or an operator.
func (r *reader) continued() bool {
	for at := r.at; at < len(r.tokens); at++ {
		switch t := r.tokens[at]; t.kind {
		case newline:
		case text:
			return true
		case mark:
			return t.value == "+" || t.value == "." || t.value == "%" || t.value == "?." || t.value == "->"
		default:
			return false
		}
	}
	return false
}

// term reads one part of an expression, or nothing of it.
func (r *reader) term(all *terms) bool {
	t := r.tokens[r.at]
	switch t.kind {
	case text:
		r.at++
		at := r.at - 1
		all.add(r.scalar(r.formatted(t.text), at))
	case number:
		r.at++
		all.add(r.scalar(r.source.Slice(t.start, t.end), r.at-1))
	case command:
		r.runs(t)
		all.add(r.hole(r.at-1, r.at))
	case newline:
		r.at++
	case name:
		r.named(all)
	case mark:
		return r.marked(all, t.value)
	}
	return true
}

func (r *reader) scalar(t source.Text, at int) *fact.Value {
	return &fact.Value{At: r.span(at, at+1), Form: fact.Scalar, Text: t}
}

// add takes a part. Texts side by side are one text; anything else needs an
// operator that joins.
func (a *terms) add(v *fact.Value) {
	if n := len(a.values); n > 0 && !a.joins && (v.Form != fact.Scalar || a.values[n-1].Form != fact.Scalar) {
		a.mixed = true
	}
	a.values, a.joins = append(a.values, v), false
}

// named reads a name in an expression: a call, a constant, or what is not known.
func (r *reader) named(all *terms) {
	start := r.at
	path, next := r.path(start)
	r.at = next
	switch {
	case path == "new" || path == "await" || path == "my" || path == "our" || path == "const" || path == "let" || path == "var":
	case path == "or" || path == "and" || path == "if" || path == "else" || path == "unless" || path == "not" || path == "in" || path == "is":
		all.mixed = true
	case path == "array" && r.is(next, "("): // of PHP
		r.list(all, ")", false)
	case r.is(next, "("):
		r.parenthesized(path, start, next)
		all.add(r.hole(start, next))
	case path == "True" || path == "true" || path == "False" || path == "false":
		all.add(r.scalar(r.source.Slice(r.tokens[start].start, r.tokens[next-1].end), start))
	case r.values[path] != nil:
		r.used[path] = true
		all.add(r.values[path])
	default:
		all.add(r.hole(start, next))
	}
}

func (r *reader) hole(from, to int) *fact.Value {
	return &fact.Value{At: r.span(from, to), Form: fact.Hole}
}

// marked reads brackets and the operators that join texts.
func (r *reader) marked(all *terms, value string) bool {
	switch value {
	case "[":
		r.list(all, "]", false)
	case "(":
		r.list(all, ")", true)
	case "{":
		r.list(all, "}", false)
	case "+":
		all.joins = true
		r.at++
	case ".":
		if r.dots {
			return false
		}
		all.joins = true
		r.at++
	case "\\": // a reference of Perl, a namespace of PHP
		r.at++
	default:
		return false
	}
	return true
}

// list reads what brackets hold. Those that only group what they hold, or that
// hold named values, make no list.
func (r *reader) list(all *terms, closing string, groups bool) {
	start := r.at
	r.at++
	if r.depth >= maxNesting {
		return
	}
	r.depth++
	items := r.arguments(closing)
	r.depth--
	v := &fact.Value{At: r.span(start, r.at), Form: fact.List, Items: items}
	if len(items) == 1 && (groups || items[0].Form == fact.Object) {
		v = items[0]
	}
	all.add(v)
}

// joined is what the parts of an expression make.
func (a *terms) joined() *fact.Value {
	switch {
	case len(a.values) == 0:
		return &fact.Value{Form: fact.Hole}
	case len(a.values) == 1 && !a.mixed:
		return a.values[0]
	case a.mixed:
		return a.alternative()
	}
	var parts []source.Text
	for _, v := range a.values {
		switch v.Form {
		case fact.Scalar:
			parts = append(parts, v.Text)
		case fact.Hole:
			parts = append(parts, source.HoleAt(v.At))
		default: // lists that are added
			return a.alternative()
		}
	}
	text := source.Concat(parts...)
	return &fact.Value{At: text.Span(), Form: fact.Scalar, Text: text}
}

// alternative is the one constant of an expression that chooses, such as
// `given or "8.8.8.8"`.
func (a *terms) alternative() *fact.Value {
	var only *fact.Value
	for _, v := range a.values {
		if v.Form == fact.Hole {
			continue
		}
		if only != nil {
			return &fact.Value{Form: fact.Hole}
		}
		only = v
	}
	if only == nil {
		return &fact.Value{Form: fact.Hole}
	}
	maybe := *only
	maybe.Maybe = true
	return &maybe
}

// Places that a format fills in: printf's, and those of str.format.
var (
	percentPlaces = regexp.MustCompile(`%[-+ 0-9.]*[sdrif]`)
	bracePlaces   = regexp.MustCompile(`\{[A-Za-z0-9_.!:]*\}`)
)

// formatted puts holes into a text that a format follows, "…" % x or
// "…".format(x), and passes over what is put in.
func (r *reader) formatted(t source.Text) source.Text {
	places := percentPlaces
	switch {
	case !r.dots:
		return t
	case r.is(r.at, "%"):
		r.at++
	case r.is(r.at, ".") && r.is(r.at+2, "(") && r.tokens[r.at+1].value == "format":
		r.at += 2
		places = bracePlaces
	default:
		return t
	}
	if r.at < len(r.tokens) && r.depth < maxNesting {
		r.term(&terms{})
	}
	return holed(t, places)
}

func holed(t source.Text, places *regexp.Regexp) source.Text {
	var parts []source.Text
	at := 0
	for _, m := range places.FindAllStringIndex(t.Reveal(), 100) {
		parts = append(parts, t.Slice(at, m[0]), source.HoleAt(t.Slice(m[0], m[1]).Span()))
		at = m[1]
	}
	if parts == nil {
		return t
	}
	return source.Concat(append(parts, t.Slice(at, t.Len()))...)
}
