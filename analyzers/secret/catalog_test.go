package secret

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"
)

// The tables point into the catalog's text. gitleaks' own reading of it is the
// measure.
func TestPiecesAreWhatGitleaksReads(t *testing.T) {
	detector, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for i := range rules {
		r := &rules[i]
		if r.catalog != gitleaksCatalog {
			continue
		}
		count++
		theirs, ok := detector.Config.Rules[r.id]
		if !ok {
			t.Errorf("%s is no rule of gitleaks", r.id)
			continue
		}
		compareRule(t, r, theirs)
	}
	if count != len(detector.Config.Rules) {
		t.Errorf("%d rules, want %d", count, len(detector.Config.Rules))
	}
	global := detector.Config.Allowlists[0]
	compareAllowlist(t, "global", globalAllowance.list(gitleaksCatalog), global)
}

func compareRule(t *testing.T, r *rule, theirs config.Rule) {
	t.Helper()
	text := func(p piece) string { return r.catalog.text(p) }
	if theirs.Regex != nil && text(r.regex) != theirs.Regex.String() {
		t.Errorf("%s: another expression", r.id)
	}
	if theirs.Path != nil && text(r.path) != theirs.Path.String() {
		t.Errorf("%s: another path", r.id)
	}
	if r.entropy != theirs.Entropy || r.group != theirs.SecretGroup {
		t.Errorf("%s: another entropy or group", r.id)
	}
	if diff := cmp.Diff(theirs.Keywords, append([]string{}, r.catalog.list(r.keywords)...)); diff != "" {
		t.Errorf("%s: keywords: %s", r.id, diff)
	}
	if len(r.allow) != len(theirs.Allowlists) {
		t.Fatalf("%s: %d allowlists, want %d", r.id, len(r.allow), len(theirs.Allowlists))
	}
	for i, a := range r.allow {
		compareAllowlist(t, r.id, a.list(r.catalog), theirs.Allowlists[i])
	}
}

func compareAllowlist(t *testing.T, id string, ours, theirs *config.Allowlist) {
	t.Helper()
	if ours.MatchCondition != theirs.MatchCondition || ours.RegexTarget != theirs.RegexTarget {
		t.Errorf("%s: another condition or target", id)
	}
	var regexes, paths []string
	for _, r := range theirs.Regexes {
		regexes = append(regexes, r.String())
	}
	for _, p := range theirs.Paths {
		paths = append(paths, p.String())
	}
	if regexes != nil && ours.Regexes[0].String() != anyOf(regexes).String() {
		t.Errorf("%s: other expressions", id)
	}
	if paths != nil && ours.Paths[0].String() != anyOf(paths).String() {
		t.Errorf("%s: other paths", id)
	}
	words := slices.Clone(ours.StopWords)
	slices.Sort(words)
	want := slices.Clone(theirs.StopWords)
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Compact(words)); diff != "" && len(want)+len(words) > 0 {
		t.Errorf("%s: stop words: %s", id, diff)
	}
}

func TestEveryRuleCanBeReached(t *testing.T) {
	reached := make([]bool, len(rules))
	for _, l := range literals {
		if l.text != strings.ToLower(l.text) {
			t.Errorf("%q is not in lower case", l.text)
		}
		for _, u := range l.uses {
			reached[u.rule] = true
		}
	}
	for i, r := range rules {
		if !reached[i] && len(r.endings) == 0 {
			t.Errorf("nothing leads to rule %s", r.id)
		}
	}
}

func TestTableFindsOverlappingLiterals(t *testing.T) {
	words := []literal{{text: "he"}, {text: "she"}, {text: "hers"}, {text: "his"}}
	table := newTable(words)
	var found []string
	state := uint16(0)
	for _, c := range []byte("usHErs hi his") {
		state = table.step(state, c)
		for at := state &^ accepts; state&accepts != 0 && at != 0; at = table.nodes[at].shorter {
			if l := table.nodes[at].literal; l >= 0 {
				found = append(found, words[l].text)
			}
		}
	}
	if diff := cmp.Diff([]string{"she", "he", "hers", "his"}, found); diff != "" {
		t.Error(diff)
	}
}
