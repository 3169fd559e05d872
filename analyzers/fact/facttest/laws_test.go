package facttest_test

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

// recorder takes what a test would report.
type recorder struct {
	testing.TB
	failures int
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failures++ }

func TestEachBrokenLawIsSeen(t *testing.T) {
	file := source.NewFile("a", []byte("0123456789"))
	document := &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always)}
	inside := func() fact.Node { return fact.NewNode(file.Slice(0, 4).Span(), document, fact.Always) }
	outside := source.Span{File: file, Start: 8, End: 11}
	for name, test := range map[string]struct {
		fact fact.Fact
		want int
	}{
		"none":          {&fact.Literal{Node: inside(), Name: file.Slice(0, 1), Value: file.Slice(2, 4)}, 0},
		"place":         {&fact.Literal{Node: fact.NewNode(outside, document, fact.Always)}, 1},
		"no-parent":     {&fact.Literal{Node: fact.NewNode(file.Slice(0, 4).Span(), nil, fact.Always)}, 1},
		"shown":         {&fact.Command{Node: inside(), Shown: outside}, 1},
		"text":          {&fact.Literal{Node: inside(), Value: source.Escaped("x", outside)}, 1},
		"words":         {&fact.Command{Node: inside(), Argv: []source.Text{source.HoleAt(outside)}}, 1},
		"assignment":    {&fact.Command{Node: inside(), Env: []fact.Assignment{{Value: source.HoleAt(outside)}}}, 1},
		"nested-value":  {&fact.Resource{Node: inside(), Body: &fact.Value{Items: []*fact.Value{{At: outside}}}}, 1},
		"argument":      {&fact.Call{Node: inside(), Args: []*fact.Value{{Text: source.HoleAt(outside)}}}, 1},
		"another-fact":  {&fact.Ref{Node: inside(), Function: &fact.Function{Node: fact.NewNode(outside, document, fact.Always)}}, 0},
		"whole-nothing": {document, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{TB: t}
			facttest.CheckLaws(r, []fact.Fact{test.fact})
			if r.failures != test.want {
				t.Errorf("%d failures, want %d", r.failures, test.want)
			}
		})
	}
}
