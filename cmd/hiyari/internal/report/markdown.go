package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules/engine"
)

const (
	// mostMarkdown is in bytes. GitHub drops the whole summary of a step that
	// is larger than 1 MiB.
	mostMarkdown = 1_000_000
	mostMessage  = 500 // characters of a message in the table
	mostNotices  = 50
)

// writeMarkdown renders a table of the findings, worst first, with the trails
// folded away below it: the summary of a CI job or a comment.
func writeMarkdown(w io.Writer, run *Run) error {
	var table, trails bytes.Buffer
	tail := notSeen(run)
	left := 0
	for i := range run.Result.Findings {
		f := &run.Result.Findings[i]
		row, trail := rowOf(f), detailsOf(f)
		if left > 0 || table.Len()+trails.Len()+len(tail)+len(row)+len(trail) > mostMarkdown {
			left++
			continue
		}
		table.WriteString(row)
		trails.WriteString(trail)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "### hiyari: %s\n\n", prose(Summary(run)))
	if table.Len() > 0 {
		fmt.Fprintf(&out, "| Severity | Rule | Place | Finding |\n| --- | --- | --- | --- |\n%s\n", table.Bytes())
	}
	if left > 0 {
		fmt.Fprintf(&out, "%s left out here: a summary has its limit. SARIF and JSON hold them.\n\n", count(left, "further finding"))
	}
	out.Write(trails.Bytes())
	out.WriteString(tail)
	_, err := w.Write(out.Bytes())
	return err
}

func rowOf(f *engine.Finding) string {
	severity := SeverityName(f.Severity)
	if f.Suppressed {
		severity += ", suppressed"
	}
	return fmt.Sprintf("| %s | [%s](%s) | %s | %s |\n", severity, f.Rule.Name, f.Rule.Page(), placeMarkdown(f.At), prose(shorten(f.Message, mostMessage)))
}

// detailsOf is one block of HTML without an empty line: in it, nothing is read
// as Markdown.
func detailsOf(f *engine.Finding) string {
	if len(f.Hops) == 0 && len(f.Places) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary>%s at %s: the way that leads there</summary>\n<ol>\n", f.Rule.Name, placeMarkdown(f.At))
	for _, hop := range f.Hops[:min(len(f.Hops), mostLocations)] {
		fmt.Fprintf(&b, "<li>%s: %s</li>\n", placeMarkdown(hop.At), prose(shorten(hop.Note, mostMessage)))
	}
	b.WriteString("</ol>\n")
	for _, place := range f.Places[:min(len(f.Places), mostLocations)] {
		fmt.Fprintf(&b, "<p>also %s: %s</p>\n", placeMarkdown(place.At), prose(shorten(place.Note, mostMessage)))
	}
	b.WriteString("</details>\n\n")
	return b.String()
}

// notSeen lists what was not judged in full.
func notSeen(run *Run) string {
	var b strings.Builder
	for _, line := range Coverage(run.Project) {
		b.WriteString(prose(line) + "\n\n")
	}
	var notices []fact.Notice
	for _, n := range run.Project.Notices {
		if n.Type != fact.NoticeUnresolved && n.Type != fact.NoticeBinary {
			notices = append(notices, n)
		}
	}
	if len(notices) == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, "<details><summary>%s not judged in full</summary>\n<ul>\n", count(len(notices), "input"))
	for _, n := range notices[:min(len(notices), mostNotices)] {
		at := code(n.Path)
		if !n.At.IsZero() {
			at = placeMarkdown(n.At)
		}
		fmt.Fprintf(&b, "<li>%s: %s</li>\n", at, prose(shorten(n.Message, mostMessage)))
	}
	if more := len(notices) - mostNotices; more > 0 {
		fmt.Fprintf(&b, "<li>and %d more</li>\n", more)
	}
	b.WriteString("</ul></details>\n\n")
	return b.String()
}

func placeMarkdown(at source.Span) string {
	path, start, _ := where(at)
	return code(fmt.Sprintf("%s:%d:%d", path, start.Line, start.ByteColumn))
}

// code shows text as it stands, in a way that works inside a table and inside
// HTML: backquotes do neither.
func code(text string) string {
	return "<code>" + prose(text) + "</code>"
}

// prose spells all punctuation that can mean something in Markdown or HTML by
// number. CommonMark 2.5: such a character never stands for structure. Links to
// people, issues and mail are made from the finished text, where a comment
// parts what would be one.
func prose(text string) string {
	var b strings.Builder
	for _, r := range Plain(text) {
		switch {
		case r >= unicode.MaxASCII || unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ,-/()", r):
			b.WriteRune(r)
		case r == '@' || r == '#':
			fmt.Fprintf(&b, "&#%d;<!-- -->", r)
		default:
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}
