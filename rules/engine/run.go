package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// Run checks a finished project.
func Run(p *fact.Project, o Options) Result {
	r := &run{project: p, options: o, masker: NewMasker(p), rules: selected(o)}
	found := merge(r.check())
	for _, c := range found {
		r.render(c)
	}
	found = append(found, r.suppress(found)...)
	identify(found)
	return r.result(found)
}

type run struct {
	project *fact.Project
	options Options
	masker  *Masker
	rules   []*rules.Rule
}

// candidate is a finding on its way to the reader.
type candidate struct {
	raw    rules.Finding
	others []rules.Finding // of the same group at the same place
	jobs   map[*fact.Job]bool
	anchor string
	hidden bool // by level or confidence
	shown  Finding
}

// check runs the rules that are chosen.
func (r *run) check() []*candidate {
	trust := r.options.Trust
	if trust == nil {
		trust = Trust{}
	}
	var found []*candidate
	for _, rule := range r.rules {
		if rule.Check == nil {
			continue
		}
		rule.Check(&rules.Pass{Project: r.project, Trust: trust, Report: func(f rules.Finding) {
			if !f.At.IsZero() && (r.options.Judged == nil || r.options.Judged(f.At)) {
				found = append(found, newCandidate(rule, f))
			}
		}})
	}
	return found
}

func newCandidate(rule *rules.Rule, f rules.Finding) *candidate {
	c := &candidate{raw: f, jobs: map[*fact.Job]bool{}}
	c.shown = Finding{Rule: rule, At: f.At, Severity: rule.Severity, Confidence: f.Confidence, Evidence: f.Evidence}
	if f.Severity != nil {
		c.shown.Severity = min(*f.Severity, rule.Severity)
	}
	for _, step := range f.Trail {
		if job, ok := step.(*fact.Job); ok {
			c.jobs[job] = true
		}
	}
	return c
}

// merge makes one of the findings of a group that stand at one place: the
// worst, and of equals the one with the shortest trail.
func merge(found []*candidate) []*candidate {
	slices.SortStableFunc(found, func(a, b *candidate) int {
		return cmp.Or(
			cmp.Compare(b.shown.Severity, a.shown.Severity),
			cmp.Compare(b.shown.Confidence, a.shown.Confidence),
			cmp.Compare(len(a.raw.Trail), len(b.raw.Trail)),
		)
	})
	type place struct {
		group string
		at    source.Span
	}
	first := map[place]*candidate{}
	var merged []*candidate
	for _, c := range found {
		key := place{c.shown.Rule.Identifies(), c.shown.At}
		kept, ok := first[key]
		if !ok {
			first[key] = c
			merged = append(merged, c)
			continue
		}
		kept.others = append(kept.others, c.raw)
		for job := range c.jobs {
			kept.jobs[job] = true
		}
	}
	return merged
}

// render makes all that a reader sees of a finding.
func (r *run) render(c *candidate) {
	rule, f := c.shown.Rule, c.raw
	c.shown.Message = r.masker.message(f.Message)
	c.shown.Hops = r.hops(f)
	for _, place := range f.Places {
		if !place.At.IsZero() {
			c.shown.Places = append(c.shown.Places, Hop{At: place.At, Note: r.masker.message(place.Note)})
		}
	}
	c.shown.Fixes = slices.DeleteFunc(slices.Clone(f.Fixes), r.masker.writesSecret)
	c.shown.Jobs = max(len(c.jobs)-1, 0)
	c.shown.Prevents = claims(rule, f)
	c.anchor = r.anchor(f)
	c.hidden = c.shown.Severity < r.options.Level || c.shown.Confidence == fact.Low && !r.options.Audit
	c.shown.Identity = r.masker.Span(f.At)
}

// claims is what a finding foretells of what its rule may foretell.
func claims(rule *rules.Rule, f rules.Finding) []string {
	switch {
	case f.NoClaim:
		return nil
	case f.Claims == nil:
		return rule.Prevents
	}
	var all []string
	for _, claim := range rule.Prevents {
		if slices.Contains(f.Claims, claim) {
			all = append(all, claim)
		}
	}
	return all
}

// result sorts what is shown.
func (r *run) result(found []*candidate) Result {
	result := Result{Masker: r.masker}
	replaced := replacedBy(found)
	var kept []*candidate
	for _, c := range found {
		if c.hidden || replaced[c] || !r.touches(c) {
			continue
		}
		if c.shown.Suppressed {
			result.Suppressed++
			if !r.options.ShowSuppressed {
				continue
			}
		}
		kept = append(kept, c)
	}
	slices.SortStableFunc(kept, func(a, b *candidate) int { return compareFindings(a.shown, b.shown) })
	numberSame(kept)
	for _, c := range kept {
		result.Findings = append(result.Findings, c.shown)
	}
	return result
}

// replacedBy tells which findings give way to another one at the same place.
func replacedBy(found []*candidate) map[*candidate]bool {
	over := map[source.Span][]string{}
	for _, c := range found {
		if !c.hidden && len(c.shown.Rule.Over) > 0 {
			over[c.shown.At] = append(over[c.shown.At], c.shown.Rule.Over...)
		}
	}
	replaced := map[*candidate]bool{}
	for _, c := range found {
		replaced[c] = slices.Contains(over[c.shown.At], c.shown.Rule.Name)
	}
	return replaced
}

// numberSame gives the findings of equal credentials a number, in the order of
// what is shown, so that it depends on no value.
func numberSame(found []*candidate) {
	type key struct {
		rule, value string
		suppressed  bool
	}
	same := map[key][]*candidate{}
	var order []key
	for _, c := range found {
		value := c.raw.Value
		if value.Len() == 0 || !value.Known() {
			continue
		}
		k := key{c.shown.Rule.Name, reveal(value), c.shown.Suppressed}
		if same[k] == nil {
			order = append(order, k)
		}
		same[k] = append(same[k], c)
	}
	number := 0
	for _, k := range order {
		if len(same[k]) == 1 {
			continue
		}
		number++
		for _, c := range same[k] {
			c.shown.Same = number
		}
	}
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity, a.Severity),
		strings.Compare(a.At.File.Path(), b.At.File.Path()),
		cmp.Compare(a.At.Start, b.At.Start),
		cmp.Compare(a.At.End, b.At.End),
		strings.Compare(a.Rule.Name, b.Rule.Name),
	)
}
