package report

import (
	"encoding/json"
	"io"
	"time"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// jsonFormat names the format. A change that can break a reader gets a new name.
const jsonFormat = "hiyari-json-v1"

type jsonReport struct {
	Format   string        `json:"format"`
	Version  string        `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Notices  []jsonNotice  `json:"notices"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonFinding struct {
	Rule       string      `json:"rule"`
	Family     string      `json:"family"`
	Severity   string      `json:"severity"`
	Confidence string      `json:"confidence"`
	Message    string      `json:"message"`
	At         jsonPlace   `json:"at"`
	Trail      []jsonPlace `json:"trail,omitempty"`
	Places     []jsonPlace `json:"places,omitempty"`
	MoreJobs   int         `json:"more_jobs,omitempty"`
	Prevents   []string    `json:"prevents,omitempty"`
	Evidence   []string    `json:"evidence,omitempty"`
	Help       string      `json:"help"`
	Identity   string      `json:"identity"`
	Suppressed bool        `json:"suppressed,omitempty"`
	Past       *jsonPast   `json:"past,omitempty"`
	Fixes      []jsonFix   `json:"fixes,omitempty"`
}

// jsonFix tells of a fix that --fix makes.
type jsonFix struct {
	Title string `json:"title"`
	Safe  bool   `json:"safe"`
}

// jsonPast is of findings in the past of a repository.
type jsonPast struct {
	Added     jsonCommit  `json:"added"`
	TakenOut  *jsonCommit `json:"taken_out,omitempty"`
	MorePaths int         `json:"more_paths,omitempty"`
}

type jsonCommit struct {
	Commit string `json:"commit"`
	Date   string `json:"date,omitempty"` // the author's, in UTC: 2026-11-24T10:00:00Z
}

// jsonPlace counts lines and columns from one; columns count bytes.
type jsonPlace struct {
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Note      string `json:"note,omitempty"`
}

type jsonNotice struct {
	Type    string `json:"type"`
	Path    string `json:"path"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

type jsonSummary struct {
	Findings   int   `json:"findings"`
	Suppressed int   `json:"suppressed"`
	Changed    int   `json:"files_changed,omitempty"`
	Found      int   `json:"files_found"`
	Scanned    int   `json:"files_scanned"`
	Bytes      int64 `json:"bytes"`
	Unlinked   int   `json:"unlinked"`
}

func writeJSON(w io.Writer, run *Run) error {
	stats := run.Project.Stats
	report := jsonReport{
		Format: jsonFormat, Version: run.Version,
		Findings: []jsonFinding{}, Notices: []jsonNotice{},
		Summary: jsonSummary{
			Suppressed: run.Result.Suppressed, Changed: run.Changed,
			Found: stats.Found, Scanned: stats.Scanned, Bytes: stats.Bytes, Unlinked: stats.Unlinked,
		},
	}
	for i := range run.Result.Findings {
		report.Findings = append(report.Findings, jsonFindingOf(&run.Result.Findings[i]))
		if !run.Result.Findings[i].Suppressed {
			report.Summary.Findings++
		}
	}
	for _, n := range run.Project.Notices {
		notice := jsonNotice{Type: string(n.Type), Path: n.Path, Message: n.Message}
		if !n.At.IsZero() {
			_, start, _ := where(n.At)
			notice.Line, notice.Column = start.Line, start.ByteColumn
		}
		report.Notices = append(report.Notices, notice)
	}
	return encode(w, report)
}

func jsonFindingOf(f *engine.Finding) jsonFinding {
	return jsonFinding{
		Rule: f.Rule.Name, Family: string(f.Rule.Family),
		Severity: SeverityName(f.Severity), Confidence: confidenceName(f.Confidence),
		Message: f.Message, At: jsonPlaceOf(f.At, ""),
		Trail: jsonPlacesOf(f.Hops), Places: jsonPlacesOf(f.Places),
		MoreJobs: f.Jobs, Prevents: f.Prevents, Evidence: f.Evidence, Help: FirstSentence(f.Rule.Remedy),
		Identity: f.Identity, Suppressed: f.Suppressed, Past: jsonPastOf(f.Past),
		Fixes: jsonFixesOf(f.Fixes),
	}
}

func jsonFixesOf(fixes []rules.Fix) []jsonFix {
	var all []jsonFix
	for _, fix := range fixes {
		all = append(all, jsonFix{fix.Title, fix.Safe})
	}
	return all
}

func jsonPastOf(past *engine.Past) *jsonPast {
	if past == nil {
		return nil
	}
	commit := func(c engine.Commit) *jsonCommit {
		switch {
		case c.ID == "":
			return nil
		case c.Date.IsZero():
			return &jsonCommit{Commit: c.ID}
		}
		return &jsonCommit{c.ID, c.Date.Format(time.RFC3339)}
	}
	return &jsonPast{*commit(past.Added), commit(past.TakenOut), past.MorePaths}
}

func jsonPlacesOf(hops []engine.Hop) []jsonPlace {
	var places []jsonPlace
	for _, hop := range hops {
		places = append(places, jsonPlaceOf(hop.At, hop.Note))
	}
	return places
}

func jsonPlaceOf(at source.Span, note string) jsonPlace {
	path, start, end := where(at)
	return jsonPlace{Path: path, Line: start.Line, Column: start.ByteColumn, EndLine: end.Line, EndColumn: end.ByteColumn, Note: note}
}

// encode writes indented JSON in which `<`, `>` and `&` stay readable.
func encode(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
