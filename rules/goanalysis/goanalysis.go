// Package goanalysis offers hiyari's rules as analyzers of go/analysis: for go
// vet, golangci-lint, gopls and any other driver.
//
// A driver shows one package at a time. What spans packages, and what stands in
// crontabs, scripts and Terraform, needs `hiyari check`. Ignores, masking and
// merging are those of the command; unused ignores are not reported, for a
// package does not show all that an ignore may cover.
package goanalysis

import (
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/golang"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// Analyzers returns an analyzer for each rule, named like it without dashes:
// open-egress is openegress.
func Analyzers() []*analysis.Analyzer { return With(engine.Options{}) }

// With is Analyzers with other options than the defaults: what is trusted, and
// which findings are worth showing.
func With(o engine.Options) []*analysis.Analyzer {
	o.Skip = append([]string{string(rules.FamilySuppression)}, o.Skip...)
	findings := &analysis.Analyzer{
		Name: "hiyari", Doc: "judge a package by hiyari's rules, for the analyzers that report them",
		Requires: []*analysis.Analyzer{golang.Analyzer}, ResultType: reflect.TypeFor[[]engine.Finding](), RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) { return judge(pass, o), nil },
	}
	var all []*analysis.Analyzer
	for _, rule := range rules.All {
		if rule.Check == nil {
			continue // reported by the engine about ignores
		}
		all = append(all, &analysis.Analyzer{
			Name: strings.ReplaceAll(rule.Name, "-", ""), Doc: rule.Title + "\n\n" + rule.Why, URL: rule.Page(),
			Requires: []*analysis.Analyzer{findings}, RunDespiteErrors: true,
			Run: func(pass *analysis.Pass) (any, error) {
				report(pass, rule, findings)
				return nil, nil //nolint:nilnil // an analyzer without a result
			},
		})
	}
	return all
}

// judge runs the rules once for all analyzers.
func judge(pass *analysis.Pass, o engine.Options) []engine.Finding {
	lowered, ok := pass.ResultOf[golang.Analyzer].(*golang.Result)
	if !ok {
		panic("internal: the lowering has another result than it says")
	}
	return engine.Run(analyzers.Complete(lowered.Documents, lowered.Facts), o).Findings
}

func report(pass *analysis.Pass, rule *rules.Rule, findings *analysis.Analyzer) {
	found, ok := pass.ResultOf[findings].([]engine.Finding)
	if !ok {
		panic("internal: the judgment has another result than it says")
	}
	files := filesOf(pass)
	for _, f := range found {
		if f.Rule != rule {
			continue
		}
		d := analysis.Diagnostic{Category: rule.Name, Message: f.Message, URL: rule.Page()}
		d.Pos, d.End = files.place(f)
		for _, hop := range append(f.Hops, f.Places...) {
			if pos, end := files.positions(hop.At); pos.IsValid() {
				d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: end, Message: hop.Note})
			}
		}
		if d.Pos.IsValid() {
			pass.Report(d)
		}
	}
}

// files are the files of a package, by the name that they were read under.
type files map[string]*token.File

func filesOf(pass *analysis.Pass) files {
	all := files{}
	for _, syntax := range pass.Files {
		tokens := pass.Fset.File(syntax.FileStart)
		all[tokens.Name()] = tokens
	}
	return all
}

// place is where a finding is reported: at its own place, or, where that is a
// constant of another package, where this package uses it.
func (fs files) place(f engine.Finding) (pos, end token.Pos) {
	if pos, end = fs.positions(f.At); pos.IsValid() {
		return pos, end
	}
	for _, hop := range slices.Backward(f.Hops) {
		if pos, end = fs.positions(hop.At); pos.IsValid() {
			return pos, end
		}
	}
	return token.NoPos, token.NoPos
}

// positions converts a span. The parser counts a byte order mark.
func (fs files) positions(at source.Span) (pos, end token.Pos) {
	if at.IsZero() || fs[at.File.Path()] == nil {
		return token.NoPos, token.NoPos
	}
	shift := 0
	if at.File.Encoding() == source.UTF8BOM {
		shift = len("\ufeff")
	}
	tokens := fs[at.File.Path()]
	return tokens.Pos(at.Start + shift), tokens.Pos(at.End + shift)
}
