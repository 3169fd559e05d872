package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/hiyari/hiyari/rules"
)

// writeCounts renders numbers only, one NAME=NUMBER a line: what a shell, a
// step's outputs and a dotenv report read without a parser. Nothing of a
// checked file is in it.
func writeCounts(w io.Writer, run *Run) error {
	shown, bySeverity := tally(run)
	var out bytes.Buffer
	fmt.Fprintf(&out, "findings=%d\n", shown)
	for _, s := range severities {
		fmt.Fprintf(&out, "%s=%d\n", SeverityName(s), bySeverity[s])
	}
	fmt.Fprintf(&out, "files=%d\nnotices=%d\n", run.Project.Stats.Scanned, len(run.Project.Notices))
	_, err := w.Write(out.Bytes())
	return err
}

// tally counts the findings that no ignore covers.
func tally(run *Run) (shown int, bySeverity map[rules.Severity]int) {
	bySeverity = map[rules.Severity]int{}
	for i := range run.Result.Findings {
		if f := &run.Result.Findings[i]; !f.Suppressed {
			bySeverity[f.Severity]++
			shown++
		}
	}
	return shown, bySeverity
}
