// Package report renders what a run found. Each renderer writes one format.
// Every string it shows comes from the engine, which masked it; excerpts come
// from the engine's Masker.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// Run is a finished run with what renderers say about it.
type Run struct {
	Result  engine.Result
	Project *fact.Project
	Rules   []*rules.Rule // those that SARIF describes
	Version string
	Look    Look
	Changed int  // number of changed files that the run is about; 0: all files
	Past    bool // the files are what the paths of a repository once held
}

// Look is how text meets the eye.
type Look struct {
	Color bool
	Links bool                     // the output understands OSC 8 links
	Path  func(path string) string // how a path of the tree is shown; nil: as it is
}

func (r *Run) path(path string) string {
	if r.Look.Path == nil {
		return path
	}
	return r.Look.Path(path)
}

// Formats are the names that Write knows.
func Formats() []string {
	return []string{"text", "json", "sarif", "github", "gitlab", "junit", "markdown", "counts"}
}

// Write renders a run in one of Formats.
func Write(w io.Writer, format string, run *Run) error {
	switch format {
	case "text":
		return writeText(w, run)
	case "json":
		return writeJSON(w, run)
	case "sarif":
		return writeSARIF(w, run)
	case "github":
		return writeGitHub(w, run)
	case "markdown":
		return writeMarkdown(w, run)
	case "counts":
		return writeCounts(w, run)
	case "gitlab":
		return writeGitLab(w, run)
	case "junit":
		return writeJUnit(w, run)
	}
	return fmt.Errorf("unknown format %q: want %s", format, strings.Join(Formats(), ", "))
}

// where returns the file and the places of both ends of a span.
func where(at source.Span) (path string, start, end source.Position) {
	if at.IsZero() {
		return "", source.Position{Line: 1, ByteColumn: 1, UTF16Column: 1}, source.Position{Line: 1, ByteColumn: 1, UTF16Column: 1}
	}
	return at.File.Path(), at.File.Position(at.Start), at.File.Position(at.End)
}

// severities are listed worst first.
var severities = [...]rules.Severity{rules.Critical, rules.High, rules.Medium, rules.Low}

// SeverityName is the word for a severity.
func SeverityName(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "critical"
	case rules.High:
		return "high"
	case rules.Medium:
		return "medium"
	default:
		return "low"
	}
}

// ParseSeverity is the inverse of SeverityName.
func ParseSeverity(name string) (rules.Severity, bool) {
	for _, s := range severities {
		if SeverityName(s) == name {
			return s, true
		}
	}
	return 0, false
}

func confidenceName(c fact.Confidence) string {
	switch c {
	case fact.High:
		return "high"
	case fact.Medium:
		return "medium"
	default:
		return "low"
	}
}

// level is the word that SARIF and compilers have for a severity.
func level(s rules.Severity) string {
	switch s {
	case rules.Critical, rules.High:
		return "error"
	case rules.Medium:
		return "warning"
	default:
		return "note"
	}
}

// FirstSentence cuts prose behind its first sentence and joins its lines.
func FirstSentence(prose string) string {
	prose = strings.Join(strings.Fields(prose), " ")
	if i := strings.Index(prose, ". "); i >= 0 {
		return prose[:i+1]
	}
	return prose
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
