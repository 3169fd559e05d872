package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// namesOf lists where the names of credentials stand. Somebody's weak
// password is the word "password", and every other password's name would be
// hidden with it. A name is shown all the same where no credential stands,
// unless it says the very value that it names.
func namesOf(p *fact.Project) map[fileKey][]maskedRange {
	may := map[source.Span]bool{}
	for c := range fact.All[*fact.Credential](p) {
		name := reveal(c.Name)
		at := c.Name.Span()
		if at.IsZero() || !isPlainName(name) {
			continue
		}
		says := c.Value.Len() > 0 && strings.Contains(strings.ToLower(name), strings.ToLower(reveal(c.Value)))
		if before, seen := may[at]; !seen || before {
			may[at] = !says
		}
	}
	names := map[fileKey][]maskedRange{}
	for at, shown := range may {
		if shown {
			key := keyOf(at.File)
			names[key] = append(names[key], maskedRange{start: at.Start, end: at.End})
		}
	}
	for key, ranges := range names {
		names[key] = disjoint(ranges)
	}
	return names
}

// isPlainName reports what people call secrets: words that speak of one, in
// letters and signs that join words. Keys and tokens have digits; one that serves
// as a name stays hidden, and so does any other word.
func isPlainName(name string) bool {
	return evidence.Role(name) != "" && strings.IndexFunc(name, func(r rune) bool { return !isLetter(r) && !strings.ContainsRune("_-.", r) }) < 0
}

// isName reports a text that is nothing but such a name, or a part of one.
func (m *Masker) isName(t source.Text) bool {
	at := t.Span()
	return !at.IsZero() && len(m.names[keyOf(at.File)]) > 0 && isPlainName(reveal(t)) &&
		within(m.names[keyOf(at.File)], at.Start, at.End) && len(m.within(at)) == 0
}

// within reports that one of some ranges, ascending and disjoint, holds all
// from start to end.
func within(ranges []maskedRange, start, end int) bool {
	i, _ := slices.BinarySearchFunc(ranges, start, func(r maskedRange, start int) int { return cmp.Compare(r.end, start+1) })
	return i < len(ranges) && ranges[i].start <= start && end <= ranges[i].end
}
