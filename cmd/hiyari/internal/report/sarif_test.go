package report

import (
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// validSARIF renders a run and holds it against the published schema.
func validSARIF(t *testing.T, run *Run) sarifRun {
	t.Helper()
	rendered := render(t, "sarif", run)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(rendered))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := sarifValidator()
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not valid: %v", err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(rendered), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

// sarifValidator compiles the schema once: that takes longer than a validation.
var sarifValidator = sync.OnceValues(func() (*jsonschema.Schema, error) {
	content, err := os.ReadFile("../../../../testdata/sarif-schema-2.1.0.json")
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(content)))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(sarifSchema, document); err != nil {
		return nil, err
	}
	return compiler.Compile(sarifSchema)
})

func TestSARIFPlacesCountUTF16(t *testing.T) {
	got := validSARIF(t, sampleRun(t)).Results[0].Locations[0].PhysicalLocation
	want := sarifPhysical{
		ArtifactLocation: sarifArtifact{URI: "infra/ma%20in.tf", URIBaseID: "%SRCROOT%"},
		Region:           &sarifRegion{StartLine: 2, StartColumn: 23, EndLine: 2, EndColumn: 34},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("location (-want +got):\n%s", diff)
	}
}

func TestSARIFLinksTheTrailInTheMessage(t *testing.T) {
	got := validSARIF(t, sampleRun(t)).Results[0]
	want := `egress rule allows every address ("0.0.0.0/0"). Trail: [job \[daily\]](1). See also: [declared here](2).`
	if got.Message.Text != want {
		t.Errorf("message = %q, want %q", got.Message.Text, want)
	}
	for i, related := range got.RelatedLocations {
		if related.ID != i+1 {
			t.Errorf("related location %d has id %d", i, related.ID)
		}
	}
	steps := got.CodeFlows[0].ThreadFlows[0].Locations
	if len(steps) != 2 || steps[1].Location.PhysicalLocation.Region.StartLine != 2 {
		t.Errorf("code flow is not the hop and then the primary place: %+v", steps)
	}
}

func TestSARIFGivesALowerGradeItsOwnDescriptor(t *testing.T) {
	run := sampleRun(t)
	graded := run.Result.Findings[0]
	graded.Severity = rules.Low
	run.Result.Findings = append(run.Result.Findings, graded)
	log := validSARIF(t, run)
	var got []string
	for _, d := range log.Tool.Driver.Rules {
		got = append(got, d.ID+" "+d.Properties.SecuritySeverity+" "+d.DefaultConfiguration.Level)
	}
	if diff := cmp.Diff([]string{"open-egress 8.0 error", "open-egress/low 2.0 note"}, got); diff != "" {
		t.Errorf("descriptors (-want +got):\n%s", diff)
	}
	if got := log.Results[1]; got.RuleID != "open-egress/low" || got.Level != "note" {
		t.Errorf("graded result: rule %q, level %q", got.RuleID, got.Level)
	}
}

func TestSARIFHasWhatGitHubRequires(t *testing.T) {
	log := validSARIF(t, sampleRun(t))
	if log.ColumnKind != "utf16CodeUnits" || log.AutomationDetails.ID == "" || log.Tool.Driver.SemanticVersion != "1.2.3" {
		t.Errorf("run: %+v", log)
	}
	if got := log.Results[0].PartialFingerprints; got["hiyari/v1"] != "0123abcd" || len(got) != 1 {
		t.Errorf("fingerprints: %v", got)
	}
	want := sarifDescriptor{
		ID: "open-egress", Name: "OpenEgress",
		ShortDescription:     &sarifText{Text: "egress to everywhere."},
		FullDescription:      &sarifText{Text: "Whatever gets in can call home."},
		DefaultConfiguration: &sarifConfig{Level: "error"},
		HelpURI:              openEgress.Page(),
		Properties: &sarifProperties{
			Tags: []string{"security", "egress", "external/cwe/cwe-284"}, Precision: "high", SecuritySeverity: "8.0",
		},
	}
	got := log.Tool.Driver.Rules[0]
	if got.Help.Text == "" || !strings.Contains(got.Help.Markdown, "Backdoor:EC2") || !strings.Contains(got.Help.Markdown, "example.com/egress") {
		t.Errorf("help: %+v", got.Help)
	}
	got.Help = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("descriptor (-want +got):\n%s", diff)
	}
}

func TestSARIFKeepsGitHubsLimits(t *testing.T) {
	run := sampleRun(t)
	f := run.Result.Findings[0]
	hop := f.Hops[0]
	for range 1200 {
		f.Hops = append(f.Hops, hop)
	}
	rule := *openEgress
	rule.Why = strings.Repeat("é ", 2000)
	for range 12 {
		rule.CWE = append(rule.CWE, "CWE-284")
	}
	run.Rules = []*rules.Rule{&rule}
	bare := engine.Finding{Rule: &rule, At: f.At, Message: "x"}
	run.Result.Findings = []engine.Finding{f}
	for range mostResults {
		run.Result.Findings = append(run.Result.Findings, bare)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(render(t, "sarif", run)), &log); err != nil {
		t.Fatal(err)
	}
	got := log.Runs[0]
	descriptor := got.Tool.Driver.Rules[0]
	if n := len(got.Results); n != mostResults {
		t.Errorf("%d results", n)
	}
	if n := len(got.Results[0].RelatedLocations); n != mostLocations {
		t.Errorf("%d related locations", n)
	}
	if n := len(got.Results[0].CodeFlows[0].ThreadFlows[0].Locations); n != mostFlow {
		t.Errorf("%d thread flow locations", n)
	}
	if n := len([]rune(descriptor.FullDescription.Text)); n > mostDescription {
		t.Errorf("description of %d characters", n)
	}
	if n := len(descriptor.Properties.Tags); n != mostTags {
		t.Errorf("%d tags", n)
	}
	if notes := got.Invocations[0].ToolExecutionNotifications; len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "1 further result") {
		t.Errorf("notifications: %+v", notes)
	}
}

func TestSARIFKeepsTheWorstOfWhatIsTooLargeWhenPacked(t *testing.T) {
	run := sampleRun(t)
	f := run.Result.Findings[0]
	run.Result.Findings = nil
	random := rand.NewChaCha8([32]byte{})
	for range 6000 {
		noise := make([]byte, 2048)
		_, _ = random.Read(noise)
		f.Message = hex.EncodeToString(noise)
		run.Result.Findings = append(run.Result.Findings, f)
	}
	rendered := render(t, "sarif", run)
	var log sarifLog
	if err := json.Unmarshal([]byte(rendered), &log); err != nil {
		t.Fatal(err)
	}
	n, packed := len(log.Runs[0].Results), packedSize([]byte(rendered))
	if packed > mostPacked || packed < mostPacked*3/4 || log.Runs[0].Results[n-1].Message.Text[:9] != run.Result.Findings[n-1].Message[:9] {
		t.Errorf("%d results, %d bytes packed", n, packed)
	}
	if notes := log.Runs[0].Invocations[0].ToolExecutionNotifications; len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, strconv.Itoa(6000-n)+" further") {
		t.Errorf("notifications: %+v", notes)
	}
}

func TestSARIFTellsWhatWasNotSeen(t *testing.T) {
	run := sampleRun(t)
	file := run.Project.Files[0]
	run.Project.Notices = []fact.Notice{
		{Type: fact.NoticeUnparsable, Path: file.Path(), At: source.Span{File: file, Start: 3, End: 3}, Message: "read HCL: want a value"},
		{Type: fact.NoticeOversized, Path: "big.sql", Message: "larger than 50 MB"},
	}
	log := validSARIF(t, run)
	notes := log.Invocations[0].ToolExecutionNotifications
	if len(notes) != 2 || notes[0].Descriptor.ID != "unparsable" || notes[1].Locations[0].PhysicalLocation.ArtifactLocation.URI != "big.sql" {
		t.Errorf("notifications: %+v", notes)
	}
	if n := len(log.Tool.Driver.Notifications); n != 2 {
		t.Errorf("%d notification descriptors", n)
	}
}

func TestSARIFOfNothingIsValid(t *testing.T) {
	if got := validSARIF(t, runOf(nil)); got.Results == nil {
		t.Error("results must be an empty array")
	}
}

func FuzzSARIF(f *testing.F) {
	f.Add("a.tf", "x = \"0.0.0.0/0\"\n", 4, 15, "says [x](1)")
	f.Add(":%\x00", "\xff\xfe\r\r\n", 1, 2, "\xff")
	f.Fuzz(func(t *testing.T, path, content string, start, end int, message string) {
		file := source.NewFile(path, []byte(content))
		start = min(max(start, 0), file.Len())
		end = min(max(end, start), file.Len())
		finding := engine.Finding{Rule: openEgress, At: source.Span{File: file, Start: start, End: end}, Message: message + ".", Identity: "1"}
		finding.Hops = []engine.Hop{{At: finding.At, Note: message}}
		run := runOf([]engine.Finding{finding}, file)
		got := validSARIF(t, run)
		region := got.Results[0].Locations[0].PhysicalLocation.Region
		if region.EndLine < region.StartLine || region.EndLine == region.StartLine && region.EndColumn < region.StartColumn {
			t.Errorf("region runs backwards: %+v", region)
		}
		for _, format := range []string{"text", "github", "json"} {
			render(t, format, run)
		}
		gitlabOf(t, run)
		junitOf(t, run)
	})
}
