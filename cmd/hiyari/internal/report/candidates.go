package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
)

// candidate is a line of Candidates' output. It holds no value.
type candidate struct {
	Path        string   `json:"path"`
	Line        int      `json:"line"`
	EndLine     int      `json:"endLine"`
	Start       int      `json:"start"` // byte offsets in the file
	End         int      `json:"end"`
	Type        string   `json:"type"`
	Probability float64  `json:"probability"`
	Signs       []string `json:"signs"`
	Reasons     []string `json:"reasons"` // what weighs most, with its weight
}

// Candidates prints, a JSON object a line, each place where something may be a
// credential, with the signs that speak for and against it. It is what
// testdata/tools/fit learns from.
func Candidates(w io.Writer, p *fact.Project, shown func(string) string) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for c := range fact.All[*fact.Credential](p) {
		at := c.Value.Span()
		if at.IsZero() {
			continue
		}
		first, last := at.File.Position(at.Start), at.File.Position(at.End)
		_ = encoder.Encode(candidate{
			Path: shown(at.File.Path()), Line: first.Line, EndLine: last.Line, Start: at.Start, End: at.End, Type: c.Type,
			Probability: evidence.Probability(c.Evidence), Signs: c.Evidence, Reasons: reasons(c.Evidence),
		})
	}
}

// maxReasons bounds how many weights are shown of one value.
const maxReasons = 8

func reasons(signs []string) []string {
	var all []string
	for _, r := range evidence.Reasons(signs) {
		if len(all) < maxReasons {
			all = append(all, fmt.Sprintf("%+.2f %s", r.Weight, r.Sign))
		}
	}
	return all
}
