package secret

import (
	"cmp"
	"slices"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// candidate is a value that may be a secret: by a pattern, by its name, or both.
type candidate struct {
	from, to int
	pattern  *finding
	named    *named
}

// candidates joins what patterns found with what names say of the same place.
func candidates(value string, found []finding, names []named) []candidate {
	all := make([]candidate, 0, len(found)+len(names))
	for i := range found {
		f := &found[i]
		c := candidate{pattern: f}
		if !f.wholeSource {
			if c.from, c.to = f.bare(value); c.from >= c.to {
				continue
			}
		}
		all = append(all, c)
	}
	patterns := len(all)
	slices.SortStableFunc(names, func(a, b named) int { return cmp.Compare(a.value.from, b.value.from) })
	next := 0
	for i := range names {
		n := &names[i]
		for next < patterns && all[next].to <= n.value.from {
			next++
		}
		joined := false
		for j := next; j < patterns && all[j].from < n.value.to; j++ {
			all[j].named, joined = n, true
		}
		if !joined {
			all = append(all, candidate{from: n.value.from, to: n.value.to, named: n})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.from, b.from) })
	return all
}

// credential is the fact of a candidate, or nil where too little speaks for it.
func (c candidate) credential(text source.Text, value string, s scan) *fact.Credential {
	if c.pattern != nil && c.pattern.wholeSource {
		at := text.Span()
		at.End = at.Start
		return &fact.Credential{
			Node: fact.NewNode(at, s.parent, fact.Always), Type: c.pattern.rule.id, Confidence: fact.Medium,
			Evidence: []string{"the file's name"},
		}
	}
	seen := c.evidence(value, s.path)
	signs, confidence, ok := s.judge(seen)
	example := evidence.IsPlaceholder(seen.Value)
	if seen.Form == evidence.Marked || seen.Form == evidence.Shaped {
		signs = evidence.Signs(seen)
		// Who wrote the pattern knows the form; what it matched was judged already.
		confidence, ok = c.pattern.confidence(), true
		if example = c.pattern.isExample(seen.Value); example {
			confidence = fact.Low
		}
	}
	if !ok {
		return nil
	}
	secret := text.Slice(c.from, c.to)
	return &fact.Credential{
		Node: fact.NewNode(secret.Span(), s.parent, fact.Always), Type: c.kind(seen), Value: secret, Name: c.name(text, value),
		Confidence: confidence, Evidence: signs, Example: example,
	}
}

func (c candidate) kind(seen evidence.Candidate) string {
	if c.pattern != nil {
		return c.pattern.rule.id
	}
	return evidence.Kind(seen)
}

func (c candidate) name(text source.Text, value string) source.Text {
	if c.named != nil && c.named.name.to > c.named.name.from {
		return text.Slice(c.named.name.from, c.named.name.to)
	}
	return nameBefore(text, value, c.from)
}

// evidence gathers what is known of a candidate.
func (c candidate) evidence(value, path string) evidence.Candidate {
	line := lineAround(value, c.from, c.to)
	e := evidence.Candidate{
		Value: value[c.from:c.to], Path: path, Given: evidence.Unnamed, Before: value[line.from:c.from], Behind: value[c.to:line.to],
	}
	if n := c.named; n != nil {
		e.Name, e.Given, e.Quoted, e.Place = value[n.name.from:n.name.to], n.given, n.quoted, n.place
		if n.role != "" {
			e.Name = n.role
		}
	}
	if c.pattern != nil {
		e.Form = c.pattern.form()
	}
	return e
}

func (f *finding) form() evidence.Form {
	switch {
	case f.rule.id == genericRule:
		return evidence.Loose
	case f.rule.marked:
		return evidence.Marked
	}
	return evidence.Shaped
}

// isExample reports a value that says by itself that it is none.
func (f *finding) isExample(value string) bool {
	return evidence.IsPlaceholder(value) || !f.rule.marked && evidence.IsShortWord(value)
}

func (f *finding) confidence() fact.Confidence {
	if f.rule.marked {
		return fact.High
	}
	return fact.Medium
}

// maxBeside bounds what of a line counts as beside a value.
const maxBeside = 160

// lineAround is the line that a value stands on, as far as it is near.
func lineAround(text string, from, to int) piece {
	line := piece{from, to}
	for line.from > 0 && from-line.from < maxBeside && text[line.from-1] != '\n' {
		line.from--
	}
	for line.to < len(text) && line.to-to < maxBeside && text[line.to] != '\n' {
		line.to++
	}
	return line
}
