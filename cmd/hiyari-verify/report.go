package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
)

// mostReport bounds a report. Code scanning takes 10 MB of one when packed.
const mostReport = 256 << 20

// report is what hiyari wrote: JSON that is written again as it was, with
// answers beside the findings that they are about.
type report interface {
	// findings lists what the report says, in its order.
	findings() []finding
	// annotate says what became of a finding. Number is its index in findings.
	annotate(number int, a *answer) error
	// encode gives the report's JSON.
	encode() (json.RawMessage, error)
}

// finding is what is asked of a finding of either format.
type finding struct {
	rule       string
	message    string
	at         place
	suppressed bool
}

// place is where a finding's text stands. Lines and columns count from one.
type place struct {
	path          string // relative to the root, with slashes
	line, column  int
	endLine       int
	endColumn     int
	utf16         bool   // columns count UTF-16 code units, else bytes
	unaddressable string // why path names no file of the tree, if so
}

// reportFile is a report with what it was read from.
type reportFile struct{ report }

// readReport reads a report by what it holds, not by its name.
func (e *environment) readReport(name string) (*reportFile, error) {
	in := e.stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read report: %w", err)
		}
		defer file.Close() //nolint:errcheck // it was only read
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, mostReport+1))
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	if len(text) > mostReport {
		return nil, fmt.Errorf("read report: it is larger than %d MiB", mostReport>>20)
	}
	r, err := parseReport(text)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	return &reportFile{r}, nil
}

func parseReport(text []byte) (report, error) {
	var top object
	if err := json.Unmarshal(text, &top); err != nil {
		return nil, fmt.Errorf("it is no JSON object: %w", err)
	}
	var format, version string
	_ = top.get("format", &format) // of another type: of another format
	_ = top.get("version", &version)
	switch {
	case format == jsonFormat:
		return newJSONReport(top)
	case format == "" && version == "2.1.0":
		return newSARIFReport(top)
	}
	return nil, errors.New("it is neither hiyari-json-v1 nor SARIF 2.1.0")
}

// write annotates the findings and writes the report, indented as hiyari does.
func (r *reportFile) write(w io.Writer, keys *keys) error {
	for number, a := range keys.answers() {
		if err := r.annotate(number, a); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	text, err := r.encode()
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	out.WriteByte('\n')
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// suffix begins what is added to a message. What stands behind one that is
// there already came from an earlier run.
const suffix = " AWS was asked: "

func withSuffix(message string, a *answer) string {
	message, _, _ = strings.Cut(message, suffix)
	return strings.TrimSuffix(message, ".") + "." + suffix + a.sentence()
}

// jsonFormat is the name of hiyari's own format.
const jsonFormat = "hiyari-json-v1"

type jsonReport struct {
	top  object
	list []object
}

type jsonPlace struct {
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

func newJSONReport(top object) (*jsonReport, error) {
	r := &jsonReport{top: top}
	return r, top.get("findings", &r.list)
}

func (r *jsonReport) findings() []finding {
	var all []finding
	for _, o := range r.list {
		var f finding
		var at jsonPlace
		// A member of another type is none of hiyari's, and the finding none that is asked about.
		if err := errors.Join(o.get("rule", &f.rule), o.get("message", &f.message), o.get("suppressed", &f.suppressed), o.get("at", &at)); err != nil {
			f = finding{}
		}
		f.at = place{path: at.Path, line: at.Line, column: at.Column, endLine: at.EndLine, endColumn: at.EndColumn}
		all = append(all, f)
	}
	return all
}

func (r *jsonReport) annotate(number int, a *answer) error {
	o := &r.list[number]
	var message string
	if err := o.get("message", &message); err != nil {
		return err
	}
	err := errors.Join(o.set("message", withSuffix(message, a)), o.set("verified", a))
	switch {
	case a.Status == statusRoot:
		err = errors.Join(err, o.set("severity", "critical"), o.set("confidence", "high"))
	case a.live():
		err = errors.Join(err, o.set("confidence", "high"))
	}
	return err
}

func (r *jsonReport) encode() (json.RawMessage, error) {
	if err := r.top.set("findings", r.list); err != nil {
		return nil, err
	}
	return encode(r.top)
}

// sarifReport is a log of SARIF 2.1.0. The number of a finding counts the
// results of all runs.
type sarifReport struct {
	top  object
	runs []object
	list [][]object // results of each run
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI  string `json:"uri"`
			Base string `json:"uriBaseId"`
		} `json:"artifactLocation"`
		Region struct {
			StartLine   int `json:"startLine"`
			StartColumn int `json:"startColumn"`
			EndLine     int `json:"endLine"`
			EndColumn   int `json:"endColumn"`
		} `json:"region"`
	} `json:"physicalLocation"`
}

func newSARIFReport(top object) (*sarifReport, error) {
	r := &sarifReport{top: top}
	if err := top.get("runs", &r.runs); err != nil {
		return nil, err
	}
	for _, run := range r.runs {
		var results []object
		if err := run.get("results", &results); err != nil {
			return nil, err
		}
		r.list = append(r.list, results)
	}
	return r, nil
}

func (r *sarifReport) findings() []finding {
	var all []finding
	for i, run := range r.runs {
		var tool struct{ Driver struct{ Name string } }
		ours := run.get("tool", &tool) == nil && tool.Driver.Name == "hiyari"
		for _, o := range r.list[i] {
			f := finding{}
			if ours {
				f = sarifFinding(o)
			}
			all = append(all, f)
		}
	}
	return all
}

func sarifFinding(result object) finding {
	var (
		f           finding
		message     struct{ Text string }
		locations   []sarifLocation
		suppression []json.RawMessage
	)
	err := errors.Join(result.get("ruleId", &f.rule), result.get("message", &message),
		result.get("locations", &locations), result.get("suppressions", &suppression))
	if err != nil || len(locations) == 0 {
		return finding{}
	}
	f.rule, _, _ = strings.Cut(f.rule, "/") // a lower severity of the rule has a name of its own
	f.message, f.suppressed = message.Text, len(suppression) > 0
	at := locations[0].Physical
	f.at = place{
		utf16: true, line: at.Region.StartLine, column: at.Region.StartColumn,
		endLine: at.Region.EndLine, endColumn: at.Region.EndColumn,
	}
	if f.at.endLine == 0 { // SARIF 3.30.7
		f.at.endLine = f.at.line
	}
	f.at.path, f.at.unaddressable = pathOf(at.Artifact.URI, at.Artifact.Base)
	return f
}

// pathOf is the path that a relative reference spells.
func pathOf(reference, base string) (path, unaddressable string) {
	u, err := url.Parse(reference)
	if err != nil || u.IsAbs() || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || base != "" && base != "%SRCROOT%" {
		return reference, "the report's URI is not relative to the root of the tree"
	}
	return strings.TrimPrefix(u.Path, "./"), ""
}

func (r *sarifReport) annotate(number int, a *answer) error {
	run := 0
	for number >= len(r.list[run]) {
		number -= len(r.list[run])
		run++
	}
	result := &r.list[run][number]
	var message, properties object
	if err := errors.Join(result.get("message", &message), result.get("properties", &properties)); err != nil {
		return err
	}
	var text string
	if err := message.get("text", &text); err != nil {
		return err
	}
	err := errors.Join(
		message.set("text", withSuffix(text, a)), properties.set("hiyari/verified", a),
		result.set("message", message),
	)
	if a.live() {
		err = errors.Join(err, properties.set("precision", "high"))
	}
	if a.Status == statusRoot {
		err = errors.Join(err, result.set("level", "error"), result.set("rank", 100))
	}
	return errors.Join(err, result.set("properties", properties))
}

func (r *sarifReport) encode() (json.RawMessage, error) {
	for i := range r.runs {
		if len(r.list[i]) == 0 {
			continue
		}
		if err := r.runs[i].set("results", r.list[i]); err != nil {
			return nil, err
		}
	}
	if err := r.top.set("runs", r.runs); err != nil {
		return nil, err
	}
	return encode(r.top)
}
