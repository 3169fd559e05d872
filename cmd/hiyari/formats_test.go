package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestGitLabFingerprintsAreUniqueAndOutliveMovedLines checks a tree with equal
// faults side by side.
func TestGitLabFingerprintsAreUniqueAndOutliveMovedLines(t *testing.T) {
	env := world(t, leaky(t, seed))
	fingerprints := func() []string {
		var issues []struct {
			Fingerprint string
			Location    struct{ Path string }
		}
		got := env.try("check", "--audit", "-f", "gitlab")
		if err := json.Unmarshal([]byte(got.stdout), &issues); err != nil || len(issues) == 0 {
			t.Fatalf("%d issues, %v", len(issues), err)
		}
		var all []string
		for _, issue := range issues {
			if slices.Contains(all, issue.Fingerprint) {
				t.Errorf("%s: fingerprint stands twice", issue.Location.Path)
			}
			if strings.HasPrefix(issue.Location.Path, ".") || strings.HasPrefix(issue.Location.Path, "/") {
				t.Errorf("path %q", issue.Location.Path)
			}
			all = append(all, issue.Fingerprint)
		}
		slices.Sort(all)
		return all
	}
	files := leaky(t, seed)
	before := fingerprints()
	for name, content := range files {
		files[name] = content
		if strings.HasSuffix(name, ".sh") && !strings.HasPrefix(content, "#!") {
			files[name] = "\n\n" + content
		}
	}
	env = world(t, files)
	if after := fingerprints(); !slices.Equal(before, after) {
		t.Error("lines above change fingerprints")
	}
}
