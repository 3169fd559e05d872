package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules/engine"
)

// textOf is the Text of the first place in a file that says text.
func textOf(t *testing.T, f *source.File, text string) source.Text {
	t.Helper()
	at := spanOf(t, f, text)
	return f.Slice(at.Start, at.End)
}

func TestFactsArePrintedBelowTheirParentInSourceOrder(t *testing.T) {
	f := source.NewFile("x.sh", []byte("P=\"hunter2hunter2\"\ndig @8.8.8.8 \\\n  a.example.com\n"))
	p := fact.NewProject()
	document := &fact.Document{Node: fact.NewNode(f.Text().Span(), nil, fact.Always), Path: "x.sh", Language: fact.LanguageShell, Dialect: fact.DialectPOSIX}
	command := &fact.Command{
		Node: fact.NewNode(spanOf(t, f, "dig @8.8.8.8 \\\n  a.example.com"), document, fact.Always),
		Argv: []source.Text{textOf(t, f, "dig"), textOf(t, f, "@8.8.8.8"), textOf(t, f, "a.example.com")},
	}
	query := &fact.DNSQuery{
		Node: fact.NewNode(spanOf(t, f, "@8.8.8.8"), command, fact.Maybe),
		Asks: fact.Named, Server: textOf(t, f, "8.8.8.8"),
	}
	literal := &fact.Literal{
		Node: fact.NewNode(spanOf(t, f, `P="hunter2hunter2"`), document, fact.Always),
		Name: textOf(t, f, "P"), Value: textOf(t, f, "hunter2hunter2"),
	}
	credential := &fact.Credential{
		Node: fact.NewNode(spanOf(t, f, "hunter2hunter2"), literal, fact.Always),
		Type: "password", Value: literal.Value, Confidence: fact.Medium,
	}
	for _, each := range []fact.Fact{document, command, query, literal, credential} {
		p.Add(each)
	}
	p.Finish()
	var out bytes.Buffer
	Facts(&out, p, engine.NewMasker(p), func(path string) string { return "./" + path })
	want := `document ./x.sh:1:1 path="x.sh" language="shell" dialect="posix"
  literal ./x.sh:1:1 "P=\"…(14)\"" name="P" value="…(14)"
    credential ./x.sh:1:4 "…(14)" type="password" value="…(14)" confidence=medium
  command ./x.sh:2:1 "dig @8.8.8.8 \\n  a.example.com" argv=["dig" "@8.8.8.8" "a.example.com"]
    dns-query ./x.sh:2:5 "@8.8.8.8" asks=named server="8.8.8.8" maybe
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestQuoteShortensAndStaysOnOneLine(t *testing.T) {
	got := quote("a\nb\"" + strings.Repeat("é", 100))
	if want := `"a b\"` + strings.Repeat("é", longestShown-4) + `…"`; got != want {
		t.Errorf("quote = %s", got)
	}
}

func TestJSONSaysWhereAndWhy(t *testing.T) {
	run := sampleRun(t)
	run.Project.Notices = []fact.Notice{{Type: fact.NoticeBinary, Path: "x.png", Message: "not a text file"}}
	var got jsonReport
	if err := json.Unmarshal([]byte(render(t, "json", run)), &got); err != nil {
		t.Fatal(err)
	}
	want := jsonReport{
		Format: "hiyari-json-v1", Version: "1.2.3",
		Findings: []jsonFinding{{
			Rule: "open-egress", Family: "egress", Severity: "high", Confidence: "high",
			Message:  `egress rule allows every address ("0.0.0.0/0")`,
			At:       jsonPlace{Path: "infra/ma in.tf", Line: 2, Column: 25, EndLine: 2, EndColumn: 36},
			Trail:    []jsonPlace{{Path: "cron.d/x", Line: 2, Column: 1, EndLine: 2, EndColumn: 17, Note: "job [daily]"}},
			Places:   []jsonPlace{{Path: "infra/ma in.tf", Line: 1, Column: 1, EndLine: 1, EndColumn: 9, Note: "declared here"}},
			MoreJobs: 2, Prevents: openEgress.Prevents, Help: "Name the addresses.", Identity: "0123abcd",
		}},
		Notices: []jsonNotice{{Type: "binary", Path: "x.png", Message: "not a text file"}},
		Summary: jsonSummary{Findings: 1, Found: 2, Scanned: 2, Bytes: 120},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("json (-want +got):\n%s", diff)
	}
}

func TestJSONOfNothingHasEmptyArrays(t *testing.T) {
	got := render(t, "json", runOf(nil))
	for _, want := range []string{`"findings": []`, `"notices": []`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
