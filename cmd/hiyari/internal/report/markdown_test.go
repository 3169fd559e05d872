package report

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

func TestMarkdownIsATableWithTheTrailsBelow(t *testing.T) {
	want := `### hiyari: 1 finding (1 high) in 2 files

| Severity | Rule | Place | Finding |
| --- | --- | --- | --- |
| high | [open-egress](https://github.com/hiyari/hiyari/blob/main/docs/rules/open-egress.md) | <code>infra/ma in&#46;tf&#58;2&#58;25</code> | egress rule allows every address (&#34;0&#46;0&#46;0&#46;0/0&#34;) |

<details><summary>open-egress at <code>infra/ma in&#46;tf&#58;2&#58;25</code>: the way that leads there</summary>
<ol>
<li><code>cron&#46;d/x&#58;2&#58;1</code>: job &#91;daily&#93;</li>
</ol>
<p>also <code>infra/ma in&#46;tf&#58;1&#58;1</code>: declared here</p>
</details>

scanned 2 of 2 files (120 B), 2 units understood

`
	if diff := cmp.Diff(want, render(t, "markdown", sampleRun(t))); diff != "" {
		t.Errorf("markdown (-want +got):\n%s", diff)
	}
}

// hostile is what a pull request can put into a path or a value.
const hostile = "a|b`c`<script>alert(1)</script>[x](http://e.example)![i](j)</code></details>" +
	"&lt;**b**_i_~~s~~\\| @team #12 www.e.example x@e.example\n\n# h\r\n::error::x ##[error]y %0A \u202e\x1b[31m"

func TestMarkdownShowsHostileTextAsText(t *testing.T) {
	f := source.NewFile(hostile, []byte("x\n"))
	at := source.Span{File: f, Start: 0, End: 1}
	run := runOf([]engine.Finding{{
		Rule: openEgress, Severity: rules.High, At: at, Message: hostile,
		Hops: []engine.Hop{{At: at, Note: hostile}}, Places: []engine.Hop{{At: at, Note: hostile}},
	}}, f)
	run.Project.Notices = []fact.Notice{{Type: fact.NoticeUnparsable, Path: hostile, Message: hostile}, {Type: fact.NoticeUnparsable, At: at, Message: hostile}}
	got := render(t, "markdown", run)
	ours := regexp.MustCompile(`</?(code|details|summary|ol|ul|li|p)>|<!-- -->|\[open-egress\]\(` + regexp.QuoteMeta(openEgress.Page()) + `\)|&#\d+;`)
	table := regexp.MustCompile(`(?m)^\| .* \|$`)
	rest := ours.ReplaceAllString(table.ReplaceAllStringFunc(got, func(row string) string {
		if n := strings.Count(row, "|"); n != 5 {
			t.Errorf("%d bars in %q", n, row)
		}
		return strings.ReplaceAll(row, "|", "")
	}), "")
	if bad := regexp.MustCompile("(?m)[][<>&`*_~|\\\\@!%\"\x1b\r\u202e]|^ *#[^#]|://|www\\.|::").FindString(strings.TrimPrefix(rest, "### ")); bad != "" {
		t.Errorf("%q means something in:\n%s", bad, got)
	}
	shown := html.UnescapeString(strings.ReplaceAll(got, "<!-- -->", ""))
	if n := strings.Count(shown, Plain(hostile)); n != 11 { // path and text in row, hop, place and two notices; the path in the trail's summary
		t.Errorf("the text is shown %d times:\n%s", n, shown)
	}
}

func TestMarkdownKeepsTheWorstWithinItsLimit(t *testing.T) {
	f := source.NewFile(strings.Repeat("d/", 500)+"x.tf", []byte("x\n"))
	at := source.Span{File: f, Start: 0, End: 1}
	var findings []engine.Finding
	for i := range 5000 {
		severity := rules.Critical
		if i >= 5 {
			severity = rules.Low
		}
		findings = append(findings, engine.Finding{Rule: openEgress, Severity: severity, At: at, Message: strings.Repeat("|", 9000), Hops: []engine.Hop{{At: at, Note: "here"}}})
	}
	got := render(t, "markdown", runOf(findings, f))
	if len(got) > 1<<20 || len(got) < mostMarkdown/2 {
		t.Errorf("%d bytes", len(got))
	}
	shown := strings.Count(got, "\n| critical") + strings.Count(got, "\n| low")
	if strings.Count(got, "\n| critical") != 5 || strings.Count(got, "<details>") != shown {
		t.Errorf("%d rows, %d trails", shown, strings.Count(got, "<details>"))
	}
	if want := count(5000-shown, "further finding") + " left out here"; !strings.Contains(got, want) {
		t.Errorf("no %q in %q", want, got[len(got)-200:])
	}
}

func TestCountsAreNumbersOnly(t *testing.T) {
	run := sampleRun(t)
	f := run.Result.Findings[0]
	low, hidden := f, f
	low.Severity, hidden.Suppressed = rules.Low, true
	run.Result.Findings = append(run.Result.Findings, low, hidden)
	run.Project.Notices = []fact.Notice{{Type: fact.NoticeBinary, Path: "x\nfindings=0"}}
	want := "findings=2\ncritical=0\nhigh=1\nmedium=0\nlow=1\nfiles=2\nnotices=1\n"
	if diff := cmp.Diff(want, render(t, "counts", run)); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
