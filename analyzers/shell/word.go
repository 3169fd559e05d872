package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// word is the value of a word as one text, as in an assignment.
func (l *lowering) word(w *syntax.Word) source.Text {
	if w == nil {
		return source.Text{}
	}
	parts := make([]source.Text, len(w.Parts))
	for i, p := range w.Parts {
		parts[i] = l.part(p, false)
	}
	return l.bounded(source.Concat(parts...))
}

// fields is the words that a word becomes: an unquoted expansion is split at
// white space, and "$@" gives one for each argument.
func (l *lowering) fields(w *syntax.Word) []source.Text {
	var fields, current []source.Text
	cut := func() {
		if current != nil {
			fields = append(fields, l.bounded(source.Concat(current...)))
		}
		current = nil
	}
	for _, part := range w.Parts {
		for i, piece := range l.expand(part) {
			if i > 0 {
				cut()
			}
			current = append(current, piece)
		}
	}
	cut()
	return fields
}

// expand gives the fields of one part; the first joins what stands before it,
// the last what follows. There are none where it vanishes.
func (l *lowering) expand(part syntax.WordPart) []source.Text {
	switch p := part.(type) {
	case *syntax.ParamExp:
		if items, ok := l.items(p); ok {
			return items
		}
		value := l.param(p)
		if strings.ContainsAny(value.Reveal(), " \t\n") {
			return value.Fields()
		}
		return []source.Text{value}
	case *syntax.DblQuoted:
		if len(p.Parts) != 1 {
			break
		}
		if param, ok := p.Parts[0].(*syntax.ParamExp); ok {
			if items, ok := l.items(param); ok {
				return items
			}
		}
	}
	return []source.Text{l.part(part, false)}
}

// items is the elements of ${name[@]} and $@, brought to where they are used.
func (l *lowering) items(p *syntax.ParamExp) ([]source.Text, bool) {
	if p.Param == nil || p.Exp != nil || p.Length || p.Excl || p.Slice != nil || p.Repl != nil {
		return nil, false
	}
	name := p.Param.Value
	if index, ok := p.Index.(*syntax.Word); name != "@" && name != "*" && (!ok || index.Lit() != "@" && index.Lit() != "*") {
		return nil, false
	}
	items, known := l.vars.items(name)
	if !known {
		return nil, false
	}
	for _, item := range items {
		if !l.spend(stepWork) || !l.afford(item) {
			return nil, false
		}
	}
	moved := make([]source.Text, len(items))
	for i, item := range items {
		moved[i] = item.Moved()
	}
	return moved, true
}

// part is the value of one part of a word.
func (l *lowering) part(part syntax.WordPart, quoted bool) source.Text {
	switch p := part.(type) {
	case *syntax.Lit:
		return l.lit(l.offset(p.Pos()), l.offset(p.End()), p.Value, escapesOf(quoted))
	case *syntax.SglQuoted:
		return l.single(p)
	case *syntax.DblQuoted:
		parts := make([]source.Text, len(p.Parts))
		for i, inner := range p.Parts {
			parts[i] = l.part(inner, true)
		}
		return source.Concat(parts...)
	case *syntax.ParamExp:
		return l.param(p)
	case *syntax.CmdSubst:
		return l.substitution(p)
	case *syntax.ProcSubst:
		if name, ok := l.process(p); ok {
			return name
		}
	case *syntax.ArithmExp:
		l.substitutions(p)
	}
	return source.HoleAt(l.slice(part.Pos(), part.End()).Span())
}

// process lowers what runs behind <( ) or >( ). What the former prints, where
// that is known, is the content of a file that exists for the command only.
func (l *lowering) process(p *syntax.ProcSubst) (name source.Text, ok bool) {
	if !l.silent {
		l.apart(func() { l.stmts(p.Stmts) })
	}
	var printed source.Text
	l.apart(func() { printed, ok = l.outputs(p.Stmts, source.Text{}) })
	if !ok || p.Op != syntax.CmdIn {
		return source.Text{}, false
	}
	at := l.slice(p.Pos(), p.End()).Span()
	name = source.Escaped("/dev/fd/"+strconv.Itoa(l.offset(p.Pos())), at)
	l.written[name.Reveal()] = printed
	if !l.silent {
		l.emit(&fact.FileWrite{Node: fact.NewNode(at, l.parent, fact.Always), Path: name, Content: printed})
	}
	return name, true
}

// escapes lists what a backslash protects in a context; nil means everything.
type escapes struct{ only string }

func escapesOf(quoted bool) escapes {
	if quoted {
		return escapes{only: "$`\"\\\n"}
	}
	return escapes{}
}

// lit reads the bytes of a literal, not the parser's value of it: escapes,
// continued lines and carriage returns change that.
func (l *lowering) lit(start, end int, parsed string, e escapes) source.Text {
	raw := l.raw[start:end]
	if !strings.ContainsAny(raw, "\\\r") {
		if raw != parsed { // inside nested backquotes the bytes are escaped once more
			return source.Escaped(parsed, l.text.Slice(start, end).Span())
		}
		return l.text.Slice(start, end)
	}
	var parts []source.Text
	at := 0
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == '\r' && (i+1 == len(raw) || raw[i+1] == '\n'):
			parts = append(parts, l.text.Slice(start+at, start+i))
			at = i + 1
		case raw[i] == '\\' && i+1 < len(raw):
			parts = append(parts, l.text.Slice(start+at, start+i))
			text, skip := l.escape(start+i, raw[i+1:], e)
			parts = append(parts, text)
			i += skip
			at = i + 1
		}
	}
	return source.Concat(append(parts, l.text.Slice(start+at, end))...)
}

// escape reads a backslash and what follows it, and returns how many bytes
// behind the backslash it took.
func (l *lowering) escape(at int, rest string, e escapes) (source.Text, int) {
	switch {
	case strings.HasPrefix(rest, "\r\n") && (e.only == "" || strings.Contains(e.only, "\n")):
		return source.Text{}, 2
	case e.only != "" && !strings.Contains(e.only, rest[:1]):
		return l.text.Slice(at, at+1), 0
	case rest[0] == '\n':
		return source.Text{}, 1
	}
	return source.Escaped(rest[:1], l.text.Slice(at, at+2).Span()), 1
}

func (l *lowering) single(p *syntax.SglQuoted) source.Text {
	start, end := l.offset(p.Left)+1, l.offset(p.Right)
	if p.Dollar {
		return l.ansi(start+1, max(end, start+1))
	}
	return l.text.Slice(start, max(start, end))
}

// ansi reads $'…'.
func (l *lowering) ansi(start, end int) source.Text {
	raw := l.raw[start:end]
	var parts []source.Text
	at := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			continue
		}
		value, length := ansiEscape(raw[i:])
		parts = append(parts, l.text.Slice(start+at, start+i), source.Escaped(value, l.text.Slice(start+i, start+i+length).Span()))
		i += length - 1
		at = i + 1
	}
	return source.Concat(append(parts, l.text.Slice(start+at, end))...)
}

// param is the value of $name and ${name…}.
func (l *lowering) param(p *syntax.ParamExp) source.Text {
	hole := source.HoleAt(l.slice(p.Pos(), p.End()).Span())
	if p.Param == nil || p.Excl || p.Length || p.Width || p.IsSet || p.Slice != nil || p.Repl != nil {
		return hole
	}
	value, set := l.vars.get(p.Param.Value)
	if p.Index != nil {
		value, set = l.element(p)
	}
	if set && !l.afford(value) {
		return hole
	}
	if p.Exp == nil {
		if !set {
			return hole
		}
		return value.Moved()
	}
	switch p.Exp.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		fallback := l.word(p.Exp.Word)
		if set && value.Known() && value.Len() > 0 {
			return value.Moved()
		}
		if p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull {
			l.vars.set(p.Param.Value, fallback)
		}
		return fallback // what is typed here holds unless the environment says otherwise
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		if set {
			return value.Moved()
		}
	default: // replaced or changed in case: not evaluated
		if rest, ok := removal(value, p.Exp.Op, l.word(p.Exp.Word).Reveal()); ok && set {
			return rest.Moved()
		}
	}
	return hole
}

// element is ${name[1]}, where the index is a number.
func (l *lowering) element(p *syntax.ParamExp) (value source.Text, set bool) {
	index, ok := p.Index.(*syntax.Word)
	if !ok {
		return value, false
	}
	i, err := strconv.Atoi(index.Lit())
	items, known := l.vars.items(p.Param.Value)
	if err != nil || !known || i < 0 || i >= len(items) {
		return value, false
	}
	return items[i], true
}
