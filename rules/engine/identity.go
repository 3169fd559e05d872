package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/rules"
)

// identify gives each finding a name that outlives edits elsewhere: it holds no
// line, no index and no secret. What tells equal texts of one anchor apart is
// their order. It takes the masked text under the span from the Identity.
func identify(found []*candidate) {
	ordered := slices.Clone(found)
	slices.SortStableFunc(ordered, func(a, b *candidate) int { return cmp.Compare(a.shown.At.Start, b.shown.At.Start) })
	seen := map[string]int{}
	for _, c := range ordered {
		about := strings.Join([]string{
			c.shown.Rule.Identifies(), c.shown.At.File.Path(), c.anchor, strings.Join(strings.Fields(c.shown.Identity), " "),
		}, "\x00")
		digest := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", about, seen[about]))
		seen[about]++
		c.shown.Identity = hex.EncodeToString(digest[:])[:32]
	}
}

// anchor names the nearest named fact that a finding is about.
func (r *run) anchor(f rules.Finding) string {
	about := f.Anchor
	if about == nil && len(f.Trail) > 0 {
		about = f.Trail[len(f.Trail)-1]
	}
	from := about
	for about != nil {
		if name := r.name(about); name != "" {
			return name
		}
		about, from = holder(about, from), about
	}
	return ""
}

// holder is what a fact sits in. A virtual file sits in the write that says the
// part of it that the way came from.
func holder(f, from fact.Fact) fact.Fact {
	if d, ok := f.(*fact.Document); ok {
		if write := d.WriteOf(from.At()); write != nil {
			return write
		}
	}
	return f.Parent()
}

// name is what a fact is called by, in words that stay when others come and go.
func (r *run) name(f fact.Fact) string {
	switch f := f.(type) {
	case *fact.Resource:
		return "resource " + f.Address
	case *fact.NetworkGroup:
		return "group " + f.Address
	case *fact.Function:
		return "function " + f.Name
	case *fact.Job:
		return "job " + r.masker.Text(f.Schedule)
	case *fact.Document:
		if f.Virtual || isFile(f) {
			return "document " + f.Path
		}
	default: // has no name
	}
	return ""
}
