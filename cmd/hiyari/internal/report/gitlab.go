package report

import (
	"io"
	"strings"

	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// gitlabIssue is an entry of GitLab's Code Quality report. GitLab keeps one
// entry for each fingerprint, and calls new what the target branch's report
// lacks: ours is the identity, which knows no lines.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// writeGitLab renders GitLab's Code Quality report. It knows no suppressed
// entries, so they are left out.
func writeGitLab(w io.Writer, run *Run) error {
	issues := []gitlabIssue{}
	for i := range run.Result.Findings {
		if f := &run.Result.Findings[i]; !f.Suppressed {
			issues = append(issues, gitlabIssueOf(f))
		}
	}
	return encode(w, issues)
}

func gitlabIssueOf(f *engine.Finding) gitlabIssue {
	path, start, _ := where(f.At)
	return gitlabIssue{
		Description: sentence(f.Message) + trailWords(f),
		CheckName:   f.Rule.Name,
		Fingerprint: f.Identity,
		Severity:    gitlabSeverity(f.Severity),
		Location:    gitlabLocation{Path: path, Lines: gitlabLines{Begin: start.Line}},
	}
}

// trailWords is the trail in words, or nothing: merge requests show one line.
func trailWords(f *engine.Finding) string {
	var notes []string
	for _, hop := range f.Hops {
		notes = append(notes, hop.Note)
	}
	if len(notes) == 0 {
		return ""
	}
	return " Trail: " + strings.Join(notes, " → ") + "."
}

// gitlabSeverity leaves "info" to tools that have no opinion.
func gitlabSeverity(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "blocker"
	case rules.High:
		return "critical"
	case rules.Medium:
		return "major"
	default:
		return "minor"
	}
}
