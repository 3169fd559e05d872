package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
)

// example is a candidate with its label.
type example struct {
	signs  []string
	secret bool
	weight float64 // full, or 0 for what is not the secret of its file
	full   float64
	group  string // the repository it is from
	source string
	file   *wholeFile // the file that holds one secret at least, at an unknown place
}

// wholeFile is a labeled file whose candidates share one label.
type wholeFile struct{ examples []*example }

type labeledCase struct {
	Source string   `json:"source"`
	Family string   `json:"family"`
	File   string   `json:"file"`
	Line   int      `json:"line"`
	End    int      `json:"end"`
	Expect string   `json:"expect"`
	Tags   []string `json:"tags"`
	Weight float64  `json:"weight"` // 1 where it is absent
	Group  string   `json:"group"`  // the repository, where the path does not say it
}

type candidate struct {
	Path    string   `json:"path"`
	Line    int      `json:"line"`
	EndLine int      `json:"endLine"`
	Signs   []string `json:"signs"`
}

// readExamples joins cases and candidates.
func readExamples(cases, candidates, root string) ([]*example, error) {
	byFile := map[string][]candidate{}
	for name := range strings.SplitSeq(candidates, ",") {
		if err := eachLine(name, func(c candidate) {
			c.Path = strings.TrimPrefix(c.Path, root)
			byFile[c.Path] = append(byFile[c.Path], c)
		}); err != nil {
			return nil, err
		}
	}
	var examples []*example
	for name := range strings.SplitSeq(cases, ",") {
		if err := eachLine(name, func(c labeledCase) {
			if c.Family == "A" && !slices.Contains(c.Tags, "contested") {
				examples = append(examples, ofCase(c, byFile[c.File])...)
			}
		}); err != nil {
			return nil, err
		}
	}
	balance(examples)
	return examples, nil
}

// most bounds the weight that the secrets, and the other values, of one
// repository have together: a large one does not decide alone.
const most = 120

func balance(examples []*example) {
	type side struct {
		group  string
		secret bool
	}
	totals := map[side]float64{}
	for _, e := range examples {
		totals[side{e.group, e.secret}] += e.weight
	}
	for _, e := range examples {
		e.full = e.weight * min(1, most/totals[side{e.group, e.secret}])
		e.weight = e.full
	}
}

func ofCase(c labeledCase, found []candidate) []*example {
	var all []*example
	for _, f := range found {
		if slices.Contains(f.Signs, "has a marked form") || slices.Contains(f.Signs, "matches a pattern of one kind") {
			continue // the pattern's author judges those
		}
		if c.Line == 0 || f.Line <= c.End && f.EndLine >= c.Line {
			slices.Sort(f.Signs)
			all = append(all, &example{signs: slices.Compact(f.Signs), secret: c.Expect == "flag", weight: cmp.Or(c.Weight, 1), group: cmp.Or(c.Group, groupOf(c)), source: c.Source})
		}
	}
	if c.Expect == "flag" && len(all) > 1 {
		whole := &wholeFile{all}
		for _, e := range all {
			e.file = whole
		}
	}
	return all
}

// groupOf is the repository that a case is from.
func groupOf(c labeledCase) string {
	parts := strings.Split(c.File, "/")
	if c.Source == "creddata" && len(parts) > 1 {
		return parts[1]
	}
	if len(parts) > 2 {
		return parts[0] + "/" + parts[1]
	}
	return c.Source
}

func eachLine[T any](name string, take func(T)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return err
		}
		take(v)
	}
	return lines.Err()
}
