package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// annotationsShown is how many annotations of a step GitHub draws.
const annotationsShown = 10

// writeGitHub prints workflow commands: the ten worst findings as annotations
// and one more that counts the rest.
func writeGitHub(w io.Writer, run *Run) error {
	var out bytes.Buffer
	drawn, left := 0, 0
	for i := range run.Result.Findings {
		f := &run.Result.Findings[i]
		switch {
		case f.Suppressed:
		case drawn == annotationsShown:
			left++
		default:
			drawn++
			annotate(&out, f)
		}
	}
	summary := Summary(run)
	if left > 0 {
		summary += fmt.Sprintf("; %d more than are drawn here, see the full report", left)
	}
	fmt.Fprintf(&out, "::notice title=hiyari::%s\n", escapeData(summary))
	_, err := w.Write(out.Bytes())
	return err
}

func annotate(out *bytes.Buffer, f *engine.Finding) {
	path, start, end := where(f.At)
	fmt.Fprintf(out, "::%s file=%s,line=%d,endLine=%d", annotation(f.Severity), escapeProperty(path), start.Line, end.Line)
	if start.Line == end.Line { // GitHub refuses columns of a range of lines
		fmt.Fprintf(out, ",col=%d,endColumn=%d", start.ByteColumn, end.ByteColumn)
	}
	text := f.Message + "\n" + FirstSentence(f.Rule.Remedy)
	fmt.Fprintf(out, ",title=%s::%s\n", escapeProperty(f.Rule.Name), escapeData(text))
}

func annotation(s rules.Severity) string {
	if level(s) == "note" {
		return "notice"
	}
	return level(s)
}

// escapeData escapes what would end a workflow command's message.
func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// escapeProperty escapes what would end a property as well.
func escapeProperty(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
