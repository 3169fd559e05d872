// Package settings lowers the configuration of hosts and programs that says
// which DNS servers they ask: resolv.conf, dnsmasq.conf, named.conf and their
// like. A file becomes one Resource, whose body is a tree of all that it says.
//
// There are four grammars (words on lines, pairs, clauses, braces) and a table
// of the files that are written in each. What a setting means is known in derive.
package settings

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// FrontEnd returns the front end of settings.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageSettings, Claims: claims, Lower: Lower}
}

// Bounds on hostile input.
const (
	maxEntries = 100_000 // of one file
	maxNesting = 32      // of sections in sections
)

// Lower emits the Resource of each text, and its comments.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, s := range u.Texts {
		f, ok := formatOf(u.Dialect, s)
		if !ok || s.Text.Len() == 0 {
			continue
		}
		text, certainty := s.Text, fact.Always
		if template.Is(s.Path) {
			var controlled bool
			if text, controlled = template.Fill(text); controlled {
				certainty = fact.Maybe
			}
		}
		r := &reader{text: text, raw: text.Reveal(), body: &fact.Value{Form: fact.Block, At: s.Text.Span()}}
		r.comment = func(t source.Text) {
			if t.Len() == 0 {
				return
			}
			emit(&fact.Comment{Node: fact.NewNode(t.Span(), u.Root, fact.Always), Text: t})
		}
		f.read(r)
		if r.full {
			notice(fact.Notice{Type: fact.NoticeLimit, Path: s.Path, At: s.Text.Span(), Message: "too many settings; the rest was not read"})
		}
		emit(&fact.Resource{
			Node: fact.NewNode(s.Text.Span(), u.Root, certainty), Type: string(f.name), Name: s.Path, Address: s.Path, Body: r.body,
		})
	}
}

// reader is a text while it becomes a tree.
type reader struct {
	text    source.Text
	raw     string
	body    *fact.Value
	open    []*fact.Value // the sections that what comes next stands in
	entries int
	full    bool
	comment func(source.Text)
}

// here is the section that an entry goes to.
func (r *reader) here() *fact.Value {
	if len(r.open) == 0 {
		return r.body
	}
	return r.open[len(r.open)-1]
}

// add puts an entry where the text stands. It reports false when there are too
// many.
func (r *reader) add(name source.Text, value *fact.Value) bool {
	if r.entries++; r.entries > maxEntries {
		r.full = true
		return false
	}
	at := r.here()
	at.Entries = append(at.Entries, fact.Entry{Name: name, Value: value})
	return true
}

// section opens a section, in which what stands before its body is the words
// of a first entry without a name.
func (r *reader) section(name source.Text, words []source.Text) bool {
	if len(r.open) == maxNesting {
		r.full = true
		return false
	}
	block := &fact.Value{Form: fact.Block, At: name.Span()}
	if !r.add(name, block) {
		return false
	}
	if len(words) > 0 {
		block.Entries = []fact.Entry{{Value: list(words)}}
	}
	r.open = append(r.open, block)
	return true
}

// leave closes the innermost section.
func (r *reader) leave() { r.open = r.open[:max(len(r.open)-1, 0)] }

func scalar(t source.Text) *fact.Value {
	return &fact.Value{Form: fact.Scalar, At: t.Span(), Text: t}
}

// list is the words that a setting gives.
func list(words []source.Text) *fact.Value {
	v := &fact.Value{Form: fact.List, Items: make([]*fact.Value, len(words))}
	for i, w := range words {
		v.Items[i] = scalar(w)
	}
	if len(words) > 0 {
		v.At = words[0].Span()
		if last := words[len(words)-1].Span(); last.File == v.At.File && last.End > v.At.End {
			v.At.End = last.End
		}
	}
	return v
}
