package known

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The counts are those of the sources that the head of resolvers.txt names: a
// line that is lost or doubled changes one.
func TestResolversTextIsComplete(t *testing.T) {
	got := map[string]int{}
	operators := map[string]bool{}
	seen := map[string]string{}
	for line := range strings.Lines(resolversText) {
		columns := strings.Split(strings.TrimSpace(line), "\t")
		if len(columns) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		if columns[0] == "public" {
			operators[columns[1]] = true
		}
		for item := range strings.FieldsSeq(columns[2]) {
			got[columns[0]]++
			if before, twice := seen[item]; twice {
				t.Errorf("%s is %s and %s", item, before, columns[1])
			}
			seen[item] = columns[1]
		}
	}
	got["operators"] = len(operators)
	want := map[string]int{
		"public": 285, "operators": 38, "name": 22, "doh": 66,
		"root": 13*2 + 9, // former addresses too
		"tld":  13 * 2, "myip": 9, "question": 4,
		"trusted": 14, "provider": 7, "placeholder": 11,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
