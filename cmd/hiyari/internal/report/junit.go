package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/hiyari/hiyari/rules/engine"
)

// The part of JUnit's XML that Jenkins and GitLab both read, valid by both
// schemas that Jenkins has had: neither allows a file or a line on a case.

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
	Out      string      `xml:"system-out,omitempty"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"` // Jenkins takes what stands before the last dot for a package
	Skipped string        `xml:"skipped,omitempty"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit renders a suite for each file and a failed case for each finding.
// Jenkins calls a report without a case a mistake, so a clean run has one that
// passes.
func writeJUnit(w io.Writer, run *Run) error {
	report := junitReport{Name: "hiyari"}
	suites, names := map[string]int{}, map[string]int{}
	for i := range run.Result.Findings {
		f := &run.Result.Findings[i]
		path, _, _ := where(f.At)
		at, known := suites[path]
		if !known {
			at = len(report.Suites)
			suites[path] = at
			report.Suites = append(report.Suites, junitSuite{Name: Plain(path)})
		}
		c := junitCaseOf(f)
		c.Name = unique(names, path+"\x00"+c.Class+"\x00", c.Name)
		report.Suites[at].add(c)
	}
	if len(report.Suites) == 0 {
		clean := junitSuite{Name: "hiyari", Out: Plain(Summary(run))}
		clean.add(junitCase{Name: "no findings", Class: "hiyari.all"})
		report.Suites = append(report.Suites, clean)
	}
	for _, suite := range report.Suites {
		report.Tests += suite.Tests
		report.Failures += suite.Failures
	}
	return encodeXML(w, report)
}

// unique numbers the second and further of one name: GitLab keeps one of each.
func unique(taken map[string]int, within, name string) string {
	free := name
	for taken[within+free] > 0 {
		taken[within+name]++
		free = fmt.Sprintf("%s (%d)", name, taken[within+name])
	}
	taken[within+free]++
	return free
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Skipped != "":
		s.Skipped++
	}
}

func junitCaseOf(f *engine.Finding) junitCase {
	c := junitCase{Name: Plain(f.Message), Class: "hiyari." + f.Rule.Name}
	if f.Suppressed {
		c.Skipped = "a hiyari:ignore covers it"
		return c
	}
	c.Failure = &junitFailure{Type: f.Rule.Name, Message: Plain(f.Message), Text: junitText(f)}
	return c
}

// junitText says all again: GitLab shows the text of a failure and not its
// message.
func junitText(f *engine.Finding) string {
	var b strings.Builder
	place := func(lead string, hop engine.Hop) {
		path, start, _ := where(hop.At)
		fmt.Fprintf(&b, "%s%s:%d:%d: %s\n", lead, Plain(path), start.Line, start.ByteColumn, Plain(hop.Note))
	}
	b.WriteByte('\n')
	place("", engine.Hop{At: f.At, Note: fmt.Sprintf("%s[%s]: %s", level(f.Severity), f.Rule.Name, f.Message)})
	for i, hop := range f.Hops {
		place(fmt.Sprintf("note %d: ", i+1), hop)
	}
	for _, also := range f.Places {
		place("note also: ", also)
	}
	fmt.Fprintf(&b, "severity: %s, confidence %s\n", SeverityName(f.Severity), confidenceName(f.Confidence))
	fmt.Fprintf(&b, "help: %s\nmore: %s\n", FirstSentence(f.Rule.Remedy), f.Rule.Page())
	return b.String()
}

// encodeXML writes a document. What XML 1.0 forbids even escaped, Plain has
// replaced already, and the encoder would.
func encodeXML(w io.Writer, value any) error {
	out, err := xml.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(out)+"\n")
	return err
}
