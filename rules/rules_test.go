package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/rules"
)

func TestEveryRuleFileIsListed(t *testing.T) {
	var want, got []string
	for _, r := range rules.All {
		want = append(want, r.ArchiveName())
		if _, err := os.Stat(strings.TrimSuffix(r.ArchiveName(), ".txtar") + ".go"); err != nil {
			t.Errorf("%s has no file of its own: %v", r.Name, err)
		}
	}
	files, err := filepath.Glob("*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, files...)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list and folder differ (-list +folder):\n%s", diff)
	}
}

func TestNamesAreUniqueAndKebabCase(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	taken := map[string]bool{}
	for _, family := range []rules.Family{
		rules.FamilyCredential, rules.FamilyRootKey, rules.FamilyEgress, rules.FamilySchedule, rules.FamilySuppression,
	} {
		taken[string(family)] = true
	}
	for _, r := range rules.All {
		for _, name := range append([]string{r.Name}, r.Aliases...) {
			if taken[name] {
				t.Errorf("name %q is taken", name)
			}
			if !kebab.MatchString(name) {
				t.Errorf("name %q is not kebab-case", name)
			}
			taken[name] = true
		}
	}
}

func TestMetadataIsFilled(t *testing.T) {
	cwe := regexp.MustCompile(`^CWE-\d+$`)
	for _, r := range rules.All {
		for field, value := range map[string]string{
			"Family": string(r.Family), "Title": r.Title, "Why": r.Why, "Remedy": r.Remedy, "Since": r.Since,
		} {
			if value == "" {
				t.Errorf("%s has no %s", r.Name, field)
			}
		}
		if len([]rune(r.Title)) > 60 || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: title %q is longer than 60 characters or ends with a period", r.Name, r.Title)
		}
		if len(r.CWE) == 0 || slices.ContainsFunc(r.CWE, func(id string) bool { return !cwe.MatchString(id) }) {
			t.Errorf("%s: CWE %v, want some of the form CWE-1", r.Name, r.CWE)
		}
		if len(r.References) == 0 || slices.ContainsFunc(r.References, func(u string) bool { return !strings.HasPrefix(u, "https://") }) {
			t.Errorf("%s: references %v, want some that are https", r.Name, r.References)
		}
		if (r.Check == nil) != (r.Family == rules.FamilySuppression) || (r.Check == nil) != (len(r.Reads) == 0) {
			t.Errorf("%s: a rule has a check and kinds that it reads, unless the engine reports it", r.Name)
		}
	}
}

// guardDuty reads the types that a rule may claim.
func guardDuty(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile("../testdata/guardduty.txt")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(list), "\n"), func(line string) bool {
		return line == "" || strings.HasPrefix(line, "#")
	})
}

func TestRulesClaimListedTypesOrSayWhyNone(t *testing.T) {
	listed := guardDuty(t)
	for _, r := range rules.All {
		for _, finding := range r.Prevents {
			if !slices.Contains(listed, finding) {
				t.Errorf("%s claims %q, which is not in testdata/guardduty.txt", r.Name, finding)
			}
		}
		if (len(r.Prevents) == 0) != (r.NoPrevents != "") {
			t.Errorf("%s: want either types or a reason for none", r.Name)
		}
	}
}

func TestEachBadExampleHasItsGoodTwin(t *testing.T) {
	for _, r := range rules.All {
		bad, good := map[string]bool{}, map[string]bool{}
		for _, e := range r.Examples() {
			wants := e.Wants()
			if e.Bad {
				bad[e.Name] = true
			} else {
				good[e.Name] = true
			}
			if e.Bad != (len(wants) > 0) {
				t.Errorf("%s: example %s expects %d findings", r.Name, e.Name, len(wants))
			}
		}
		if len(bad) == 0 {
			t.Errorf("%s has no bad example", r.Name)
		}
		for name := range bad {
			if !good[name] {
				t.Errorf("%s: bad example %s has no good twin", r.Name, name)
			}
		}
		if r.Check != nil && !good["unknown"] {
			t.Errorf("%s has no good example with an unknown value", r.Name)
		}
	}
}

func TestDocsCurrent(t *testing.T) {
	const stale = "docs are stale; run: go generate ./..."
	pages := rules.Pages()
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join("../docs/rules", name))
		if err != nil || string(got) != want {
			t.Errorf("docs/rules/%s: %s", name, stale)
		}
	}
	files, err := filepath.Glob("../docs/rules/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(pages) {
		t.Errorf("docs/rules holds %d pages, want %d: %s", len(files), len(pages), stale)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want, err := rules.Readme(string(readme)); err != nil || string(readme) != want {
		t.Errorf("README.md: %s (%v)", stale, err)
	}
}

func TestContributingShowsARuleAsItIs(t *testing.T) {
	rule, err := os.ReadFile("scheduled_root_session.go")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(rule), "analyzers/fact\"\n")
	if !strings.Contains(string(guide), "```go"+code+"```") {
		t.Error("the rule in CONTRIBUTING.md is not rules/scheduled_root_session.go from behind its import; copy it")
	}
}

func TestPagesSayWhatARuleIsAbout(t *testing.T) {
	for _, r := range rules.All {
		page := rules.Explain(r)
		wants := append([]string{"# " + r.Name + "\n", r.Why, r.Remedy, "### Found", "### Not found"}, r.References...)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("the page of %s does not hold %q", r.Name, want)
			}
		}
		if strings.Contains(page, " want \"") {
			t.Errorf("the page of %s shows an expectation of the tests", r.Name)
		}
	}
}
