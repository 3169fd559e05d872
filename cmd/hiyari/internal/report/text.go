package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// writeText renders findings the way compilers do: what, where, the line with
// the fault underlined, the way that leads there, and what to do.
func writeText(w io.Writer, run *Run) error {
	t := &textWriter{run: run, paint: paint(run.Look.Color)}
	for i := range run.Result.Findings {
		t.finding(&run.Result.Findings[i])
	}
	t.summary()
	_, err := w.Write(t.out.Bytes())
	return err
}

type textWriter struct {
	out   bytes.Buffer
	run   *Run
	paint paint
}

func (t *textWriter) printf(format string, args ...any) { fmt.Fprintf(&t.out, format, args...) }

func (t *textWriter) finding(f *engine.Finding) {
	name := t.link(f.Rule)
	if f.Suppressed {
		name += " suppressed"
	}
	t.printf("%s%s %s\n", t.paint.severity(f.Severity, level(f.Severity)+"["+name+"]"), t.paint.bold(":"), t.paint.bold(Plain(f.Message)))
	gutter := gutterOf(f)
	t.place(f.At, gutter, '^')
	for i, hop := range f.Hops {
		t.note(strconv.Itoa(i+1)+": "+hop.Note, hop.At, gutter)
	}
	for _, place := range f.Places {
		t.note("also: "+place.Note, place.At, gutter)
	}
	t.remarks(f, strings.Repeat(" ", gutter))
	t.out.WriteByte('\n')
}

// claimsShown bounds the GuardDuty types of a finding; explain lists them all.
const claimsShown = 3

// remarks are the lines below the excerpts.
func (t *textWriter) remarks(f *engine.Finding, indent string) {
	remark := func(label, text string) {
		t.printf("%s %s %s\n", indent, t.paint.frame("= "+label+":"), Plain(text))
	}
	if f.Jobs > 0 {
		remark("note", "reached by "+count(f.Jobs, "further job"))
	}
	remark("severity", SeverityName(f.Severity)+", confidence "+confidenceName(f.Confidence))
	if n := len(f.Prevents); n > claimsShown {
		remark("can raise", fmt.Sprintf("%s and %d more", strings.Join(f.Prevents[:claimsShown], ", "), n-claimsShown))
	} else if n > 0 {
		remark("can raise", strings.Join(f.Prevents, ", "))
	}
	if len(f.Evidence) > 0 && f.Confidence != fact.High { // where one may doubt it
		remark("evidence", strings.Join(f.Evidence, "; "))
	}
	remark("help", FirstSentence(f.Rule.Remedy))
	for _, fix := range f.Fixes {
		remark("fix", fix.Title+" ("+fixFlag(fix)+")")
	}
	remark("more", "hiyari explain "+f.Rule.Name)
}

// fixFlag is what makes a fix on the command line.
func fixFlag(fix rules.Fix) string {
	if fix.Safe {
		return "--fix"
	}
	return "--fix --unsafe-fixes"
}

func (t *textWriter) note(text string, at source.Span, gutter int) {
	t.printf("%s %s\n", t.paint.frame("note"), Plain(text))
	t.place(at, gutter, '-')
}

// place prints the address of a span and its line, underlined.
func (t *textWriter) place(at source.Span, gutter int, mark byte) {
	if at.IsZero() {
		return
	}
	path, start, _ := where(at)
	indent := strings.Repeat(" ", gutter)
	t.printf("%s%s %s:%d:%d\n", indent, t.paint.frame("-->"), Plain(t.run.path(path)+revision(at)), start.Line, start.ByteColumn)
	e := t.run.excerptOf(at)
	underline := strings.Repeat(string(mark), e.to-e.from)
	if e.more {
		underline += cutMark
	}
	t.printf("%s %s\n", indent, t.paint.frame("|"))
	t.printf("%s %s %s\n", t.paint.frame(fmt.Sprintf("%*d", gutter, e.number)), t.paint.frame("|"), e.line)
	t.printf("%s %s %s%s\n", indent, t.paint.frame("|"), strings.Repeat(" ", e.from), t.paint.mark(mark, underline))
}

// revision is what names the commit that a place is of, behind its path.
func revision(at source.Span) string {
	if id := at.File.Revision(); id != "" {
		return "@" + ShortID(id)
	}
	return ""
}

// ShortID is as much of a commit's id as tells it apart to people.
func ShortID(id string) string { return id[:min(len(id), 12)] }

// gutterOf is the width of the largest line number of a finding.
func gutterOf(f *engine.Finding) int {
	widest := 0
	measure := func(at source.Span) {
		_, start, _ := where(at)
		widest = max(widest, len(strconv.Itoa(start.Line)))
	}
	measure(f.At)
	for _, hop := range f.Hops {
		measure(hop.At)
	}
	for _, place := range f.Places {
		measure(place.At)
	}
	return widest
}

// link makes the rule's name lead to its page on terminals that can.
func (t *textWriter) link(rule *rules.Rule) string {
	if !t.run.Look.Links {
		return rule.Name
	}
	return "\x1b]8;;" + rule.Page() + "\x1b\\" + rule.Name + "\x1b]8;;\x1b\\"
}

func (t *textWriter) summary() {
	t.printf("%s\n", t.paint.bold(Summary(t.run)))
	for _, line := range Coverage(t.run.Project) {
		t.printf("%s\n", line)
	}
}

// Summary counts findings by severity: "3 findings (1 critical, 2 high) in 12 files; 2 notices".
// Files are those that the run is about.
func Summary(run *Run) string {
	shown, bySeverity := tally(run)
	var parts []string
	for _, s := range severities {
		if n := bySeverity[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, SeverityName(s)))
		}
	}
	text := count(shown, "finding")
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	if run.Changed > 0 {
		text += " in or by way of " + count(run.Changed, "changed file")
	} else {
		text += " in " + count(run.Project.Stats.Scanned, noun(run))
	}
	if n := run.Result.Suppressed; n > 0 {
		text += fmt.Sprintf("; %d suppressed", n)
	}
	if n := len(run.Project.Notices); n > 0 {
		text += "; " + count(n, "notice")
	}
	return text
}

// noun is what a run counts.
func noun(run *Run) string {
	if run.Past {
		return "past file"
	}
	return "file"
}

// Coverage says what was looked at and what was not, and why.
func Coverage(p *fact.Project) []string {
	lines := []string{fmt.Sprintf("scanned %d of %s (%s), %s understood", p.Stats.Scanned, count(p.Stats.Found, "file"), size(p.Stats.Bytes), count(p.Stats.Lowered, "unit"))}
	byType := map[fact.NoticeType]int{}
	for _, n := range p.Notices {
		byType[n.Type]++
	}
	var parts []string
	for _, kind := range noticeTypes {
		if n := byType[kind.name]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.says))
		}
	}
	if n := p.Stats.Unlinked; n > 0 {
		parts = append(parts, count(n, "named file")+" not in the tree")
	}
	if len(parts) > 0 {
		lines = append(lines, "not seen: "+strings.Join(parts, ", "))
	}
	return lines
}

// noticeTypes says what each kind of notice means, most telling first.
var noticeTypes = [...]struct {
	name fact.NoticeType
	says string
}{
	{fact.NoticeUnreadable, "unreadable"},
	{fact.NoticeUnparsable, "not parsable in part"},
	{fact.NoticeOversized, "too large"},
	{fact.NoticeBinary, "binary"},
	{fact.NoticeLoop, "linked in a loop"},
	{fact.NoticeEncoding, "with bytes that are no UTF-8"},
	{fact.NoticeDepth, "nested too deep"},
	{fact.NoticeLimit, "beyond a limit"},
	{fact.NoticeUnresolved, "known only at deployment"},
}

func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}
