package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

var openEgress = &rules.Rule{
	Name: "open-egress", Family: rules.FamilyEgress, Severity: rules.High,
	Title: "egress to everywhere", Why: "Whatever gets in can\ncall home.",
	Remedy:   "Name the addresses. Then delete the rule.",
	Prevents: []string{"Backdoor:EC2/C&CActivity.B"}, CWE: []string{"CWE-284"},
	References: []string{"https://example.com/egress"},
}

// spanOf finds a text in a file's content.
func spanOf(t *testing.T, f *source.File, text string) source.Span {
	t.Helper()
	start := strings.Index(f.Content(0, f.Len()), text)
	if start < 0 {
		t.Fatalf("%s does not hold %q", f.Path(), text)
	}
	return source.Span{File: f, Start: start, End: start + len(text)}
}

// runOf makes a run of findings over files.
func runOf(findings []engine.Finding, files ...*source.File) *Run {
	p := fact.NewProject()
	p.Files = files
	p.Stats.Found, p.Stats.Scanned, p.Stats.Bytes, p.Stats.Lowered = len(files), len(files), 120, len(files)
	return &Run{
		Result:  engine.Result{Findings: findings, Masker: engine.NewMasker(p)},
		Project: p, Rules: []*rules.Rule{openEgress}, Version: "1.2.3",
	}
}

// sampleRun is one finding with a trail of one hop and one further place.
func sampleRun(t *testing.T) *Run {
	t.Helper()
	tf := source.NewFile("infra/ma in.tf", []byte("résumé = 1\r\n\tcidr_blocks = [\"😀\", \"0.0.0.0/0\"]\r\n"))
	cron := source.NewFile("cron.d/x", []byte("# 日本\n@daily root a.sh\n"))
	return runOf([]engine.Finding{{
		Rule: openEgress, Severity: rules.High, Confidence: fact.High,
		At: spanOf(t, tf, `"0.0.0.0/0"`), Message: `egress rule allows every address ("0.0.0.0/0")`,
		Hops:   []engine.Hop{{At: spanOf(t, cron, "@daily root a.sh"), Note: "job [daily]"}},
		Places: []engine.Hop{{At: spanOf(t, tf, "résumé"), Note: "declared here"}},
		Jobs:   2, Prevents: openEgress.Prevents, Identity: "0123abcd",
	}}, tf, cron)
}

func render(t *testing.T, format string, run *Run) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, run); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTextUnderlinesTheFaultAndTheTrail(t *testing.T) {
	want := `error[open-egress]: egress rule allows every address ("0.0.0.0/0")
 --> infra/ma in.tf:2:25
  |
2 |     cidr_blocks = ["😀", "0.0.0.0/0"]
  |                          ^^^^^^^^^^^
note 1: job [daily]
 --> cron.d/x:2:1
  |
2 | @daily root a.sh
  | ----------------
note also: declared here
 --> infra/ma in.tf:1:1
  |
1 | résumé = 1
  | ------
  = note: reached by 2 further jobs
  = severity: high, confidence high
  = can raise: Backdoor:EC2/C&CActivity.B
  = help: Name the addresses.
  = more: hiyari explain open-egress

1 finding (1 high) in 2 files
scanned 2 of 2 files (120 B), 2 units understood
`
	if diff := cmp.Diff(want, render(t, "text", sampleRun(t))); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestTextShowsACredentialOfManyPlacesOnce(t *testing.T) {
	var content strings.Builder
	for range 14 {
		content.WriteString("key\n")
	}
	f := source.NewFile("a.sh", []byte(content.String()))
	var findings []engine.Finding
	for line := range 14 {
		findings = append(findings, engine.Finding{
			Rule: openEgress, Severity: rules.High, Confidence: fact.High, Message: "key is written here",
			At: source.Span{File: f, Start: 4 * line, End: 4*line + 3}, Same: 1,
		})
	}
	findings[13].Same = 0
	got := render(t, "text", runOf(findings, f))
	if n := strings.Count(got, "error[open-egress]"); n != 2 {
		t.Errorf("%d blocks, want 2:\n%s", n, got)
	}
	for _, want := range []string{
		"note the same in 12 further places\n --> a.sh:2:1\n", " --> a.sh:11:1\n --> and 2 more\n",
		"14 findings (14 high) in 1 file; 12 findings shown as further places of the same credential\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for format, mark := range map[string]string{"json": `"rule": "open-egress"`, "sarif": `"ruleId": "open-egress"`} {
		if n := strings.Count(render(t, format, runOf(findings, f)), mark); n != 14 {
			t.Errorf("%s has %d findings, want 14", format, n)
		}
	}
}

func TestTextIsColoredOnlyWhereAsked(t *testing.T) {
	run := sampleRun(t)
	if strings.Contains(render(t, "text", run), "\x1b") {
		t.Error("escape sequences without color")
	}
	run.Look = Look{Color: true, Links: true}
	got := render(t, "text", run)
	for _, want := range []string{"\x1b[1;31m", "\x1b]8;;https://github.com/hiyari/hiyari/blob/main/docs/rules/open-egress.md\x1b\\open-egress"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in colored text", want)
		}
	}
}

func TestTextKeepsControlCharactersFromTheTerminal(t *testing.T) {
	f := source.NewFile("x\x1b[2J.sh", []byte("evil \x1b]0;title\x07 \u202egnp\n"))
	run := runOf([]engine.Finding{{Rule: openEgress, At: spanOf(t, f, "evil"), Message: "a\x1b[31m b\nc"}}, f)
	if got := render(t, "text", run); strings.ContainsAny(got, "\x1b\x07\u202e") {
		t.Errorf("control characters reach the terminal: %q", got)
	}
}

func TestWindowCutsLongLinesAroundTheSpan(t *testing.T) {
	long := strings.Repeat("a", 500) + "HERE" + strings.Repeat("日", 500)
	tests := map[string]struct {
		line, want string
		from, to   int
	}{
		"short":          {"a HERE b", "HERE", 2, 6},
		"in-the-middle":  {long, "HERE", 500, 504},
		"at-the-start":   {"HERE" + long, "HERE", 0, 4},
		"at-the-end":     {long + "LAST", "LAST", 1504, 1508},
		"past-the-end":   {"abc", "", 3, 3},
		"wider-than-all": {long, "", 0, 1504},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := window(test.line, test.from, test.to)
			if got := cells(e.line); got > widestShown+3 {
				t.Errorf("line has %d cells", got)
			}
			if e.from < 0 || e.to <= e.from {
				t.Errorf("underline from %d to %d", e.from, e.to)
			}
			if test.want == "" {
				return
			}
			before, _, found := strings.Cut(e.line, test.want)
			if !found || cells(before) != e.from || e.to-e.from != len(test.want) {
				t.Errorf("line %q, underline %d-%d, want under %q", e.line, e.from, e.to, test.want)
			}
		})
	}
}

func TestGitHubEscapesAndCountsTheRest(t *testing.T) {
	f := source.NewFile("a,b:c%.tf", []byte("x\ny\n"))
	var findings []engine.Finding
	for range 12 {
		findings = append(findings, engine.Finding{Rule: openEgress, Severity: rules.High, At: source.Span{File: f, Start: 0, End: 1}, Message: "50% a\r\nb"})
	}
	findings[1].At.End = 3
	findings[2].Severity = rules.Medium
	findings[3].Severity = rules.Low
	lines := strings.Split(strings.TrimSpace(render(t, "github", runOf(findings, f))), "\n")
	want := []string{
		"::error file=a%2Cb%3Ac%25.tf,line=1,endLine=1,col=1,endColumn=2,title=open-egress::50%25 a%0D%0Ab%0AName the addresses.",
		"::error file=a%2Cb%3Ac%25.tf,line=1,endLine=2,title=open-egress::50%25 a%0D%0Ab%0AName the addresses.",
	}
	if diff := cmp.Diff(want, lines[:2]); diff != "" {
		t.Errorf("annotations (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(lines[2], "::warning ") || !strings.HasPrefix(lines[3], "::notice ") {
		t.Errorf("levels: %q, %q", lines[2], lines[3])
	}
	if last := lines[len(lines)-1]; len(lines) != 11 || !strings.Contains(last, "2 more than are drawn here") {
		t.Errorf("%d lines, the last %q", len(lines), last)
	}
}

func TestSuppressedFindingsTakeNoAnnotationAndAreNotCounted(t *testing.T) {
	run := sampleRun(t)
	shown := run.Result.Findings[0]
	hidden := shown
	hidden.Suppressed = true
	run.Result.Findings = append(slices.Repeat([]engine.Finding{hidden}, 12), shown)
	run.Result.Suppressed = 12
	if got := render(t, "github", run); !strings.HasPrefix(got, "::error ") || strings.Contains(got, "more than are drawn") {
		t.Errorf("annotations:\n%s", got)
	}
	if got := render(t, "json", run); !strings.Contains(got, `"findings": 1,`) || !strings.Contains(got, `"suppressed": 12,`) {
		_, summary, _ := strings.Cut(got, `"summary"`)
		t.Errorf("summary:\n%s", summary)
	}
}

func TestSummaryCountsBySeverityWithoutSuppressed(t *testing.T) {
	run := sampleRun(t)
	f := run.Result.Findings[0]
	low, hidden := f, f
	low.Severity, hidden.Suppressed = rules.Low, true
	run.Result.Findings = append(run.Result.Findings, low, hidden)
	run.Result.Suppressed = 1
	run.Project.Notices = []fact.Notice{{Type: fact.NoticeBinary}, {Type: fact.NoticeUnparsable}}
	if got, want := Summary(run), "2 findings (1 high, 1 low) in 2 files; 1 suppressed; 2 notices"; got != want {
		t.Errorf("Summary = %q, want %q", got, want)
	}
	if got, want := Coverage(run.Project)[1], "not seen: 1 not parsable in part, 1 binary"; got != want {
		t.Errorf("Coverage = %q, want %q", got, want)
	}
}

func TestWriteRefusesAnUnknownFormat(t *testing.T) {
	if err := Write(&bytes.Buffer{}, "xml", sampleRun(t)); err == nil {
		t.Error("no error")
	}
}
