package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Bounds on files that set variables.
const (
	maxSourced  = 16 << 10 // bytes: what is larger is a library of functions
	maxSourcing = 8        // files that read each other
)

// source reads the settings of a file that the script reads into its own
// shell. What the file runs is lowered on its own; here only its variables
// matter.
func (l *lowering) source(cmd *fact.Command) {
	if len(cmd.Argv) < 2 || len(l.sourcing) == maxSourcing {
		return
	}
	name, text, ok := l.find(cmd.Argv[1])
	if !ok || text.Len() > maxSourced || slices.Contains(l.sourcing, name) || !l.spend(text.Len()) {
		return
	}
	inside := &lowering{
		text: text, raw: text.Reveal(), root: l.root, path: name, files: l.files, dialect: l.dialect,
		emit: func(fact.Fact) {}, notice: func(fact.Notice) {}, // made and told of where the file itself is lowered
		vars: l.vars, functions: map[string]*function{}, written: l.written, sourcing: append(slices.Clip(l.sourcing), name),
		parent: l.root, lowered: l.lowered, work: l.work,
	}
	chunks := parse(inside.raw, l.dialect, func(fact.NoticeType, int, string) {})
	for _, c := range chunks {
		inside.base = c.base
		for _, stmt := range c.stmts {
			inside.declare(stmt)
		}
	}
	for _, c := range chunks {
		inside.base = c.base
		inside.stmts(c.stmts)
	}
	l.lowered, l.work = inside.lowered, inside.work
}

// contents is what a file holds that a command reads, or a hole at a place.
func (l *lowering) contents(name source.Text, at source.Span) source.Text {
	if name.Len() > 0 {
		if _, text, ok := l.find(name); ok && text.Len() <= maxSourced && l.afford(text) {
			return text
		}
	}
	return source.HoleAt(at)
}

// find returns the text that a path means: one that the script wrote before,
// or a file of the tree at a sure place. $(dirname "$0")/x stands beside the
// script.
func (l *lowering) find(target source.Text) (name string, text source.Text, ok bool) {
	name = target.Reveal()
	if !target.Known() {
		if name, ok = besideScript(target); !ok {
			return "", source.Text{}, false
		}
		name = path.Join(path.Dir(l.path), name)
	} else if written, found := l.written[name]; found {
		return name, written, true
	}
	if l.files == nil {
		return "", source.Text{}, false
	}
	for _, place := range fact.Places(name, l.path) {
		if f, err := l.files.Read(place); err == nil {
			return place, f.Text(), true
		}
	}
	return "", source.Text{}, false
}

// besideScript reports a path that begins with the script's own folder, and
// returns the rest of it.
func besideScript(target source.Text) (rest string, ok bool) {
	parts := target.Parts()
	if !parts[0].Hole || parts[0].Span.File == nil {
		return "", false
	}
	rest = target.Slice(parts[0].Text.Len(), target.Len()).Reveal()
	written := parts[0].Span.File.Content(parts[0].Span.Start, parts[0].Span.End)
	own := strings.Contains(written, "dirname") || strings.Contains(written, "BASH_SOURCE") || strings.Contains(written, "${0%/*}")
	return strings.TrimPrefix(rest, "/"), own && strings.HasPrefix(rest, "/") && !strings.ContainsRune(rest, source.Hole)
}
