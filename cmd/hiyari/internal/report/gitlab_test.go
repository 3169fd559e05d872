package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/rules"
)

// gitlabOf renders a run and holds it against what GitLab documents of the
// Code Quality report. GitLab's own schema asks for less.
func gitlabOf(t *testing.T, run *Run) []gitlabIssue {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(render(t, "gitlab", run)))
	decoder.DisallowUnknownFields()
	var issues []gitlabIssue
	if err := decoder.Decode(&issues); err != nil {
		t.Fatal(err)
	}
	if issues == nil {
		t.Error("no findings must be an empty array")
	}
	severities := map[string]bool{"info": true, "minor": true, "major": true, "critical": true, "blocker": true}
	seen := map[string]bool{}
	for _, issue := range issues {
		if issue.Description == "" || issue.CheckName == "" || issue.Fingerprint == "" || !severities[issue.Severity] || issue.Location.Lines.Begin < 1 {
			t.Errorf("incomplete: %+v", issue)
		}
		if seen[issue.Fingerprint] {
			t.Errorf("fingerprint %q stands twice", issue.Fingerprint)
		}
		seen[issue.Fingerprint] = true
	}
	return issues
}

func TestGitLabSaysWhatAndWhere(t *testing.T) {
	run := sampleRun(t)
	hidden := run.Result.Findings[0]
	hidden.Suppressed = true
	run.Result.Findings = append(run.Result.Findings, hidden)
	want := []gitlabIssue{{
		Description: `egress rule allows every address ("0.0.0.0/0"). Trail: job [daily].`,
		CheckName:   "open-egress", Fingerprint: "0123abcd", Severity: "critical",
		Location: gitlabLocation{Path: "infra/ma in.tf", Lines: gitlabLines{Begin: 2}},
	}}
	if diff := cmp.Diff(want, gitlabOf(t, run)); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

func TestGitLabHasASeverityForEachOfOurs(t *testing.T) {
	run := sampleRun(t)
	sample := run.Result.Findings[0]
	run.Result.Findings = nil
	for _, s := range severities {
		sample.Severity, sample.Identity = s, SeverityName(s)
		run.Result.Findings = append(run.Result.Findings, sample)
	}
	var got []string
	for _, issue := range gitlabOf(t, run) {
		got = append(got, issue.Fingerprint+" "+issue.Severity)
	}
	if diff := cmp.Diff([]string{"critical blocker", "high critical", "medium major", "low minor"}, got); diff != "" {
		t.Errorf("severities (-want +got):\n%s", diff)
	}
	if got := gitlabSeverity(rules.Critical); got != "blocker" {
		t.Errorf("critical is %q", got)
	}
}

func TestGitLabOfNothingIsAnEmptyArray(t *testing.T) {
	if got := render(t, "gitlab", runOf(nil)); got != "[]\n" {
		t.Errorf("report %q", got)
	}
	gitlabOf(t, runOf(nil))
}
