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
	for _, same := range blocks(run.Result.Findings) {
		t.finding(same[0], same[1:])
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

// blocks groups findings as text shows them: what stands in several places once,
// led by the worst.
func blocks(findings []engine.Finding) [][]*engine.Finding {
	var all [][]*engine.Finding
	first := map[int]int{}
	for i := range findings {
		f := &findings[i]
		if n, seen := first[f.Same]; seen && f.Same != 0 {
			all[n] = append(all[n], f)
			continue
		}
		first[f.Same] = len(all)
		all = append(all, []*engine.Finding{f})
	}
	return all
}

// finding shows one, and where else the same credential stands.
func (t *textWriter) finding(f *engine.Finding, further []*engine.Finding) {
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
	t.further(further, strings.Repeat(" ", gutter))
	t.remarks(f, strings.Repeat(" ", gutter))
	t.out.WriteByte('\n')
}

// placesShown bounds the further places of a credential; JSON lists them all.
const placesShown = 10

// further lists where a credential stands besides, a line each.
func (t *textWriter) further(same []*engine.Finding, indent string) {
	if len(same) == 0 {
		return
	}
	t.printf("%s the same in %s\n", t.paint.frame("note"), count(len(same), "further place"))
	for i, f := range same {
		if i == placesShown {
			t.printf("%s%s and %d more\n", indent, t.paint.frame("-->"), len(same)-i)
			break
		}
		t.address(f.At, indent)
	}
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
	indent := strings.Repeat(" ", gutter)
	t.address(at, indent)
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

func (t *textWriter) address(at source.Span, indent string) {
	path, start, _ := where(at)
	t.printf("%s%s %s:%d:%d\n", indent, t.paint.frame("-->"), Plain(t.run.path(path)+revision(at)), start.Line, start.ByteColumn)
}

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
	text := Summary(t.run)
	if further := len(t.run.Result.Findings) - len(blocks(t.run.Result.Findings)); further > 0 {
		text += "; " + count(further, "finding") + " shown as further places of the same credential"
	}
	t.printf("%s\n", t.paint.bold(text))
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
