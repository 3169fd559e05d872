package dockerfile

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// copy takes COPY and ADD: files of the build context, of another stage or of
// here-documents. The last word is where they go to; a folder gives what is in it.
func (l *lowering) copy(in instruction) {
	list, ok := listed(in.args)
	if !ok {
		list = in.args.Fields()
	}
	if len(list) < 2 {
		return
	}
	from, known := l.origin(in)
	if !known {
		return
	}
	sources, last := list[:len(list)-1], l.expand(list[len(list)-1])
	to := l.inside(last)
	if len(sources) > 1 || last.Equal(".") || last.HasSuffix("/.") {
		to = folder(to)
	}
	docs := in.heredocs
	for _, word := range sources {
		if _, isDoc := heredocOf(word); isDoc && len(docs) > 0 {
			l.document(in, docs[0], to)
			docs = docs[1:]
			continue
		}
		l.copyOne(word, list[len(list)-1], to, from)
	}
}

// origin is the stage that files come from, or none for the build context.
// known is false for another image, whose files nobody here knows.
func (l *lowering) origin(in instruction) (from fact.Scope, known bool) {
	name, ok := in.flag("from")
	if !ok {
		return fact.TreeScope, true
	}
	if s := l.find(l.expand(name)); s != nil {
		return s.resource.Scope, true
	}
	return "", false
}

func (l *lowering) copyOne(word, target, to source.Text, from fact.Scope) {
	name := l.expand(word)
	if value := name.Reveal(); strings.Contains(value, "://") || strings.HasPrefix(value, "git@") {
		return // fetched from elsewhere
	}
	if from == fact.TreeScope {
		name = name.TrimPrefix("/") // the context is the root
	}
	at := word.Span()
	if end := target.Span(); end.File == at.File && end.End > at.End {
		at.End = end.End
	}
	l.emit(&fact.FileWrite{Node: l.node(at), Path: to, From: name, FromScope: from})
}

// document writes a here-document into a file, which has its name in a folder.
func (l *lowering) document(in instruction, doc heredoc, to source.Text) {
	content := doc.content
	if !doc.quoted {
		content = expansion{vars: l.stage.vars, escape: l.reader.escape}.content(content)
	}
	if to.HasSuffix("/") {
		to = source.Concat(to, source.Literal(doc.name))
	}
	l.emit(&fact.FileWrite{Node: l.node(in.line.Span()), Path: to, Content: content})
}

// folder is a path that is known to be a folder.
func folder(t source.Text) source.Text {
	t = t.TrimSuffix("/.")
	if t.HasSuffix("/") {
		return t
	}
	return source.Concat(t, source.Literal("/"))
}

// mounts takes `--mount=type=bind,source=…,target=…` of RUN: what is bound
// stands there while the command runs.
func (l *lowering) mounts(in instruction) {
	for _, f := range in.flags {
		options := f.TrimPrefix("--mount=")
		if options.Len() == f.Len() {
			continue
		}
		m := l.mountOf(options)
		if m.kind != "bind" || !m.known || m.target.Len() == 0 {
			continue
		}
		if m.source.Len() == 0 {
			m.source = source.Literal(".")
		}
		l.emit(&fact.FileWrite{Node: l.node(f.Span()), Path: l.inside(m.target), From: m.source.TrimPrefix("/"), FromScope: m.from})
	}
}

type mount struct {
	kind           string
	source, target source.Text
	from           fact.Scope
	known          bool // where it comes from is
}

func (l *lowering) mountOf(options source.Text) mount {
	m := mount{kind: "bind", known: true, from: fact.TreeScope}
	for _, option := range options.Split(",") {
		key, value, _ := option.Cut("=")
		switch strings.ToLower(key.Reveal()) {
		case "type":
			m.kind = value.Reveal()
		case "source", "src":
			m.source = l.expand(value)
		case "target", "dst", "destination":
			m.target = l.expand(value)
		case "from":
			if s := l.find(l.expand(value)); s != nil {
				m.from = s.resource.Scope
			} else {
				m.known = false
			}
		}
	}
	return m
}
