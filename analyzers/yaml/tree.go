package yaml

import (
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// document lowers one document, and returns where its scalars stand.
func (l *lowering) document(part extent) []extent {
	raw := l.raw[part.start:part.end]
	t := &tree{lowering: l, part: part, lines: linesOf(raw)}
	var root yaml.Node
	err := yaml.Load([]byte(withoutVersion(raw)), &root, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth), loaderlimits.AliasNone())))
	if err != nil || len(root.Content) == 0 {
		l.unparsable(t, err)
		return nil
	}
	body := t.value(root.Content[0], place{})
	if body.Form == fact.Null {
		return nil
	}
	if l.values > maxValues {
		l.limited = true
	}
	l.resources(body, t.literals)
	return t.scalars
}

// withoutVersion makes a comment of the directive that names YAML's version: the
// library refuses 1.2, and reads it.
func withoutVersion(raw string) string {
	head, _, found := strings.Cut(raw, "---")
	if i := strings.Index("\n"+head, "\n%YAML"); found && i >= 0 {
		return raw[:i] + "#" + raw[i+1:]
	}
	return raw
}

// templateMark is where a template language begins: Go's and Jinja's, Terraform's, ERB.
var templateMark = regexp.MustCompile(`\{\{|\{%|[$%]\{|<%`)

// unparsable tells of a document that is not valid. One with marks of a
// template is none before it is expanded.
func (l *lowering) unparsable(t *tree, err error) {
	if err == nil {
		return // an empty document
	}
	at := t.part.start
	if failure, ok := errors.AsType[*yaml.LoadError](err); ok {
		at += t.lines.offset(max(failure.Mark.Line, 1), max(failure.Mark.Column, 1))
	}
	raw := l.raw[t.part.start:t.part.end]
	n := fact.Notice{Type: fact.NoticeUnparsable, Path: l.path, At: l.span(at, min(at+1, len(l.raw))), Message: "not valid YAML"}
	switch {
	case templateMark.MatchString(raw):
		n.Type, n.Message = fact.NoticeUnresolved, "a template, which is YAML only once it is expanded"
	case strings.Contains(err.Error(), "max depth"):
		n.Type, n.Message = fact.NoticeDepth, "nested too deeply to be read"
	case strings.ContainsRune(raw, source.Hole) && l.form != formWorkflow: // there an expression is text
		n.Type, n.Message = fact.NoticeUnresolved, "not readable without what is known only when it is written"
	}
	l.notice(n)
}

// tree makes the values of one document.
type tree struct {
	*lowering
	part     extent
	lines    *lines
	scalars  []extent // in the order of the nodes
	literals []fact.Literal
	spelled  map[*yaml.Node]spelling
}

// spelling is a scalar with its bytes; aliases share it.
type spelling struct {
	text  source.Text
	where extent
	said  extent // where, less the first line of a block, in which a comment may stand
}

// place is where a node stands among others.
type place struct {
	name  source.Text // the nearest key above
	depth int
	alias bool // it is written elsewhere
}

func (t *tree) hole(at extent) *fact.Value {
	span := t.span(at.start, at.end)
	return &fact.Value{At: span, Text: source.HoleAt(span)}
}

func (t *tree) value(n *yaml.Node, p place) *fact.Value {
	t.values++
	start := t.start(n)
	switch {
	case t.values > maxValues:
		if !t.limited {
			t.limited = true
			t.limit(start, "too many values, or aliases that stand for too many; the rest was not read")
		}
		return t.hole(extent{start, start})
	case p.depth > maxDepth:
		return t.hole(extent{start, start})
	}
	p.depth++
	switch n.Kind {
	case yaml.AliasNode:
		p.alias = true
		return t.value(n.Alias, p)
	case yaml.MappingNode:
		return t.mapping(n, start, p)
	case yaml.SequenceNode:
		return t.sequence(n, start, p)
	case yaml.ScalarNode:
		return t.scalar(n, p)
	default: // a stream or a document inside a document
		return t.hole(extent{start, start})
	}
}

// start is where a node begins, in the text.
func (t *tree) start(n *yaml.Node) int { return t.part.start + t.lines.offset(n.Line, n.Column) }

// isLocal reports a tag that only the program behind a document knows, such as
// CloudFormation's !Sub and Ansible's !vault: what it makes of the value is not
// known here.
func isLocal(n *yaml.Node) bool {
	return strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") && n.Tag != "!"
}

func (t *tree) mapping(n *yaml.Node, start int, p place) *fact.Value {
	if strings.HasPrefix(t.raw[start:], "{{") {
		return t.hole(extent{start, start + 2}) // a template's mark, which reads as a mapping in a mapping
	}
	v := &fact.Value{Form: fact.Object}
	end := start
	var merged []fact.Entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.Value == "<<" && key.Style == 0 {
			merged = append(merged, t.merged(value, p)...)
			continue
		}
		name := t.value(key, place{depth: p.depth, alias: p.alias})
		inner := p
		inner.name = source.Text{}
		if name.Form == fact.Scalar {
			inner.name = name.Text
		}
		e := fact.Entry{Name: inner.name, Value: t.value(value, inner)}
		if name.Form == fact.Null {
			e.Name = source.Literal("null")
		}
		v.Entries = append(v.Entries, e)
		end = max(end, t.endOf(e.Value))
	}
	v.Entries = append(v.Entries, added(v.Entries, merged)...)
	v.At = t.span(start, end)
	if isLocal(n) {
		return t.hole(extent{start, end})
	}
	return v
}

// merged are the entries that `<<` brings in: of a mapping, or of several of
// which the first wins (YAML 1.1, merge type).
func (t *tree) merged(n *yaml.Node, p place) []fact.Entry {
	v := t.value(n, p)
	if v.Form != fact.List {
		return v.Entries
	}
	var entries []fact.Entry
	for _, item := range v.Items {
		entries = append(entries, added(entries, item.Entries)...)
	}
	return entries
}

// added are the entries of more whose names are not there.
func added(there, more []fact.Entry) []fact.Entry {
	names := make(map[string]bool, len(there))
	for _, e := range there {
		names[e.Name.Reveal()] = true
	}
	var list []fact.Entry
	for _, e := range more {
		if !names[e.Name.Reveal()] {
			list = append(list, e)
		}
	}
	return list
}

func (t *tree) sequence(n *yaml.Node, start int, p place) *fact.Value {
	v := &fact.Value{Form: fact.List}
	end := start
	for _, item := range n.Content {
		value := t.value(item, p)
		v.Items = append(v.Items, value)
		end = max(end, t.endOf(value))
	}
	v.At = t.span(start, end)
	if isLocal(n) {
		return t.hole(extent{start, end})
	}
	return v
}

// endOf is the offset in the text behind a value, where it stands in it.
func (t *tree) endOf(v *fact.Value) int {
	if v.At.File == nil || v.At.End == 0 {
		return 0
	}
	last := v.At
	offset, ok := t.text.OffsetOf(last.File, last.End-1)
	if !ok || offset >= t.part.end {
		return 0
	}
	return offset + 1
}

func (t *tree) scalar(n *yaml.Node, p place) *fact.Value {
	if t.spelled == nil {
		t.spelled = map[*yaml.Node]spelling{}
	}
	s, known := t.spelled[n]
	if !known {
		s = t.spelling(n)
		t.spelled[n] = s
		t.scalars = append(t.scalars, s.said)
	}
	v := &fact.Value{Form: fact.Scalar, Text: s.text, At: t.span(s.where.start, s.where.end)}
	switch tag := n.ShortTag(); {
	case isLocal(n):
		return t.hole(s.where)
	case tag == "!!null":
		v.Form, v.Text = fact.Null, source.Text{}
	case tag == "!!binary":
		if decoded, ok := s.text.Base64(); ok {
			v.Text = decoded
		}
	case tag == "!!str" && s.text.Len() > 0 && p.name.Len() > 0 && !p.alias && !known && !s.text.Span().IsZero():
		t.literals = append(t.literals, fact.Literal{Name: p.name, Value: s.text})
	}
	return v
}

// spelling finds the bytes of a scalar. Where they cannot be followed, the
// whole of it spells the value.
func (t *tree) spelling(n *yaml.Node) spelling {
	start := t.content(t.start(n))
	said := start
	s := spell(t.text, t.raw, start, n.Value)
	var ok bool
	switch {
	case start >= t.part.end:
		ok = n.Value == ""
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		said = s.lineEnd(start)
		ok = (t.raw[start] == '|' || t.raw[start] == '>') && s.block(t.raw[start] == '>')
	case n.Style&yaml.SingleQuotedStyle != 0:
		ok = t.raw[start] == '\'' && s.single()
	case n.Style&yaml.DoubleQuotedStyle != 0:
		ok = t.raw[start] == '"' && s.double()
	default:
		ok = s.plain()
	}
	if ok {
		return spelling{s.result(), extent{start, s.at}, extent{said, s.at}}
	}
	where := extent{start, t.lines.starts[min(t.lines.lineOf(start-t.part.start)+1, len(t.lines.starts)-1)] + t.part.start}
	where.end = max(where.end, where.start)
	if strings.ContainsRune(n.Value, source.Hole) {
		return spelling{source.HoleAt(t.span(where.start, where.end)), where, where}
	}
	return spelling{t.text.Slice(where.start, where.end).Respelled(n.Value), where, where}
}

// content goes past a node's properties, its tag and anchor, to what it says.
func (t *tree) content(at int) int {
	for at < t.part.end {
		switch c := t.raw[at]; c {
		case '!', '&':
			for at < t.part.end && !strings.ContainsRune(" \t\r\n", rune(t.raw[at])) {
				at++
			}
		case ' ', '\t', '\r', '\n':
			at++
			continue
		case '#':
			for at < t.part.end && t.raw[at] != '\n' {
				at++
			}
			continue
		default:
			return at
		}
		if next := t.afterBlanks(at); next > at {
			at = next
		}
	}
	return at
}

func (t *tree) afterBlanks(at int) int {
	for at < t.part.end && strings.ContainsRune(" \t\r\n", rune(t.raw[at])) {
		at++
	}
	return at
}

// comments emits what stands behind `#` outside of scalars.
func (l *lowering) comments(scalars []extent) {
	inside := 0
	for at := 0; at < len(l.raw); at++ {
		for inside < len(scalars) && scalars[inside].end <= at {
			inside++
		}
		if inside < len(scalars) && scalars[inside].start <= at {
			at = scalars[inside].end - 1
			continue
		}
		if l.raw[at] != '#' || at > 0 && !strings.ContainsRune(" \t\r\n", rune(l.raw[at-1])) {
			continue
		}
		end := at
		for end < len(l.raw) && l.raw[end] != '\n' && l.raw[end] != '\r' {
			end++
		}
		if span := l.text.Slice(at, end).Span(); !span.IsZero() {
			l.emit(&fact.Comment{Node: fact.NewNode(span, l.root, l.certainty()), Text: l.text.Slice(at+1, end).TrimSpace()})
		}
		at = end
	}
}
