package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// junitOf renders a run and holds it against the published schema.
func junitOf(t *testing.T, run *Run) junitReport {
	t.Helper()
	rendered := render(t, "junit", run)
	schema, err := junitSchema()
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.validate(rendered); err != nil {
		t.Errorf("not valid: %v", err)
	}
	var report junitReport
	if err := xml.Unmarshal([]byte(rendered), &report); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	cases := 0
	for _, suite := range report.Suites {
		for _, c := range suite.Cases {
			key := suite.Name + "\x00" + c.Class + "\x00" + c.Name
			if cases++; names[key] {
				t.Errorf("case %q stands twice", c.Name)
			}
			names[key] = true
		}
	}
	if cases == 0 || cases != report.Tests {
		t.Errorf("%d cases, counted %d", cases, report.Tests)
	}
	return report
}

func TestJUnitIsASuiteForAFileAndACaseForAFinding(t *testing.T) {
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hiyari" tests="1" failures="1" errors="0">
  <testsuite name="infra/ma in.tf" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="egress rule allows every address (&#34;0.0.0.0/0&#34;)" classname="hiyari.open-egress">
      <failure type="open-egress" message="egress rule allows every address (&#34;0.0.0.0/0&#34;)">&#xA;infra/ma in.tf:2:25: error[open-egress]: egress rule allows every address (&#34;0.0.0.0/0&#34;)&#xA;note 1: cron.d/x:2:1: job [daily]&#xA;note also: infra/ma in.tf:1:1: declared here&#xA;severity: high, confidence high&#xA;help: Name the addresses.&#xA;more: https://github.com/hiyari/hiyari/blob/main/docs/rules/open-egress.md&#xA;</failure>
    </testcase>
  </testsuite>
</testsuites>
`
	run := sampleRun(t)
	if diff := cmp.Diff(want, render(t, "junit", run)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	junitOf(t, run)
}

func TestJUnitOfNothingIsACaseThatPasses(t *testing.T) {
	got := junitOf(t, runOf(nil))
	if got.Tests != 1 || got.Failures != 0 || got.Suites[0].Cases[0].Failure != nil {
		t.Errorf("report: %+v", got)
	}
}

func TestJUnitTellsEqualCasesApartAndSkipsSuppressedOnes(t *testing.T) {
	run := sampleRun(t)
	f := run.Result.Findings[0]
	hidden, low := f, f
	hidden.Suppressed, low.Severity = true, rules.Low
	run.Result.Findings = []engine.Finding{f, f, low, hidden}
	got := junitOf(t, run)
	if got.Tests != 4 || got.Failures != 3 || got.Suites[0].Skipped != 1 || len(got.Suites) != 1 {
		t.Errorf("report: %+v", got)
	}
	if name := got.Suites[0].Cases[2].Name; !strings.HasSuffix(name, " (3)") {
		t.Errorf("third case is named %q", name)
	}
}

func TestJUnitHoldsNothingThatXMLForbids(t *testing.T) {
	f := source.NewFile("x\x1b\x00\ufffe.sh", []byte("evil\n"))
	run := runOf([]engine.Finding{{Rule: openEgress, At: spanOf(t, f, "evil"), Message: "a\x1b[31m \x00\x0b \xff ]]> <b> & \"q\" \u202e"}}, f)
	got := junitOf(t, run)
	if name := got.Suites[0].Cases[0].Name; !strings.Contains(name, `]]> <b> & "q"`) || strings.ContainsAny(name, "\x1b\x0b\x00\u202e") {
		t.Errorf("case is named %q", name)
	}
}

// xsdElement is as much of a schema's element as jenkins-junit.xsd uses.
type xsdElement struct {
	Name     string `xml:"name,attr"`
	Children []struct {
		Ref string `xml:"ref,attr"`
		Min string `xml:"minOccurs,attr"`
		Max string `xml:"maxOccurs,attr"`
	} `xml:"complexType>sequence>element"`
	Attributes []struct {
		Name string `xml:"name,attr"`
		Use  string `xml:"use,attr"`
	} `xml:"complexType>attribute"`
}

type xsd map[string]xsdElement

var junitSchema = sync.OnceValues(func() (xsd, error) {
	content, err := os.ReadFile("../../../../testdata/jenkins-junit.xsd")
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Elements []xsdElement `xml:"element"`
	}
	if err := xml.Unmarshal(content, &parsed); err != nil {
		return nil, err
	}
	schema := xsd{}
	for _, element := range parsed.Elements {
		schema[element.Name] = element
	}
	return schema, nil
})

// validate holds a document against what the schema says of elements, their
// order and number, and their attributes. All types in it are strings.
func (s xsd) validate(document string) error {
	decoder := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if start.Name.Local != "testsuites" {
				return fmt.Errorf("root is <%s>", start.Name.Local)
			}
			if err := s.element(decoder, start); err != nil {
				return err
			}
		}
	}
}

func (s xsd) element(decoder *xml.Decoder, start xml.StartElement) error {
	name := start.Name.Local
	says, known := s[name]
	if !known {
		return fmt.Errorf("unknown element <%s>", name)
	}
	if err := says.attributes(start.Attr); err != nil {
		return err
	}
	var children []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			children = append(children, token.Name.Local)
			if err := s.element(decoder, token); err != nil {
				return err
			}
		case xml.EndElement:
			return says.sequence(children)
		}
	}
}

func (e xsdElement) attributes(have []xml.Attr) error {
	for _, allowed := range e.Attributes {
		at := slices.IndexFunc(have, func(a xml.Attr) bool { return a.Name.Local == allowed.Name })
		if at >= 0 {
			have = slices.Delete(slices.Clone(have), at, at+1)
		} else if allowed.Use == "required" {
			return fmt.Errorf("<%s> lacks %s", e.Name, allowed.Name)
		}
	}
	if len(have) > 0 {
		return fmt.Errorf("<%s> has %s", e.Name, have[0].Name.Local)
	}
	return nil
}

func (e xsdElement) sequence(have []string) error {
	for _, child := range e.Children {
		n := 0
		for n < len(have) && have[n] == child.Ref {
			n++
		}
		if n > 1 && child.Max != "unbounded" || n == 0 && child.Min != "0" {
			return fmt.Errorf("<%s> has %d <%s>", e.Name, n, child.Ref)
		}
		have = have[n:]
	}
	if len(have) > 0 {
		return fmt.Errorf("<%s> has a <%s> out of order", e.Name, have[0])
	}
	return nil
}

func TestSchemaOfJUnitRefusesWhatItShould(t *testing.T) {
	schema, err := junitSchema()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		`<testsuite name="a" tests="0"/>`,
		`<testsuites file="a"/>`,
		`<testsuites><testsuite name="a"/></testsuites>`,
		`<testsuites><testsuite name="a" tests="1"><system-out/><testcase name="b"/></testsuite></testsuites>`,
		`<testsuites><testsuite name="a" tests="1"><testcase name="b"><skipped/><skipped/></testcase></testsuite></testsuites>`,
		`<testsuites><testsuite name="a" tests="1"><testcase name="b" line="1"/></testsuite></testsuites>`,
		`<testsuites>&#0;</testsuites>`, `<testsuites>`,
	} {
		if schema.validate(bad) == nil {
			t.Errorf("%s is taken for valid", bad)
		}
	}
}
