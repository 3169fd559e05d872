// Package fix applies the fixes of findings to the files of a tree.
package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// Plan is what is to be changed.
type Plan struct {
	Fixed   int      // findings that it ends
	Later   int      // findings whose fix meets another's: the next run has them
	Unsafe  int      // findings that have an unsafe fix only, where those are not wanted
	Changes []Change // by path
}

// Change is what is to be changed in a file.
type Change struct {
	File  *source.File
	Edits []source.Edit // ascending, none overlapping another
}

// New plans the first fix of each finding that is wanted. Of fixes that meet,
// that of the worse finding wins; equal ones are one.
func New(findings []engine.Finding, unsafe bool) Plan {
	var plan Plan
	edits := map[*source.File][]source.Edit{}
	for i := range findings {
		f := &findings[i]
		if f.Suppressed || len(f.Fixes) == 0 {
			continue
		}
		at := slices.IndexFunc(f.Fixes, func(fix rules.Fix) bool { return fix.Safe || unsafe })
		if at < 0 {
			plan.Unsafe++
			continue
		}
		file := f.Fixes[at].Edits[0].Span.File
		joined, ok := join(edits[file], f.Fixes[at].Edits)
		if !ok {
			plan.Later++
			continue
		}
		plan.Fixed++
		edits[file] = joined
	}
	for file, of := range edits {
		plan.Changes = append(plan.Changes, Change{file, of})
	}
	slices.SortFunc(plan.Changes, func(a, b Change) int { return strings.Compare(a.File.Path(), b.File.Path()) })
	return plan
}

// join adds edits to others, in order. ok is false where one changes what
// another changes too.
func join(edits, more []source.Edit) (joined []source.Edit, ok bool) {
	joined = slices.Clone(edits)
	for _, edit := range more {
		if slices.Contains(joined, edit) {
			continue
		}
		if slices.ContainsFunc(joined, func(other source.Edit) bool { return overlap(edit.Span, other.Span) }) {
			return nil, false
		}
		joined = append(joined, edit)
	}
	slices.SortStableFunc(joined, func(a, b source.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return joined, true
}

// overlap reports spans that share a byte, or of which one is a place inside of
// the other. Two insertions at one place stand one behind the other.
func overlap(a, b source.Span) bool { return a.Start < b.End && b.Start < a.End }

// apply returns a text with the edits made.
func (c Change) apply(content string) string {
	var b strings.Builder
	at := 0
	for _, edit := range c.Edits {
		b.WriteString(content[at:edit.Span.Start])
		b.WriteString(edit.New)
		at = edit.Span.End
	}
	return b.String() + content[at:]
}
