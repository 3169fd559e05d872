package hcl

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// What an evaluation may cost. A hit is one notice, and what was not evaluated
// is unknown.
const (
	maxSteps = 1_000_000
	maxText  = 1 << 20 // bytes of one string
	maxChain = 200     // declarations that need each other
)

// module is the evaluation of one folder.
type module struct {
	unit      *fact.Unit
	notice    func(fact.Notice)
	sources   map[string]source.Text // by the file name of HCL's ranges
	variables map[string]*declaration
	locals    map[string]*declaration
	keys      map[string]source.Text // where an object's key was first typed
	read      map[*source.File]bool  // files that file and templatefile brought in
	templates map[*source.File]hclsyntax.Expression
	traces    int
	steps     int
	spent     bool
	failures  int
	chain     int // declarations under evaluation
	rendering int // templates inside each other
	rendered  int // templates that were values
}

// declaration is a variable or a local value, evaluated when first asked for.
type declaration struct {
	expr  hclsyntax.Expression // nil: given by whoever calls the module
	kind  *constraint          // the type of a variable; nil: any
	state declarationState
	value cty.Value
}

type declarationState int

const (
	untouched declarationState = iota
	evaluating
	evaluated
)

func newModule(u *fact.Unit, notice func(fact.Notice)) *module {
	return &module{
		unit: u, notice: notice, sources: map[string]source.Text{},
		variables: map[string]*declaration{}, locals: map[string]*declaration{},
		keys: map[string]source.Text{}, read: map[*source.File]bool{},
		templates: map[*source.File]hclsyntax.Expression{},
	}
}

// spend takes steps from the module's budget.
func (m *module) spend(steps int) bool {
	m.steps += steps
	if m.steps <= maxSteps {
		return true
	}
	if !m.spent {
		m.spent = true
		m.notice(fact.Notice{Type: fact.NoticeLimit, Path: m.unit.Path, Message: "evaluation stopped: too many steps"})
	}
	return false
}

// declare collects the variables and locals of all files, then the values that
// Terraform loads by itself: terraform.tfvars and *.auto.tfvars, the last wins.
func (m *module) declare(files []*parsedFile) {
	for _, f := range files {
		if f.body == nil || f.values {
			continue
		}
		for _, block := range f.body.Blocks {
			m.declareBlock(block)
		}
	}
	for _, f := range slices.SortedStableFunc(slices.Values(files), loadedBefore) {
		if f.body == nil || !f.values || !loadsItself(f.path) {
			continue
		}
		for name, attr := range f.body.Attributes {
			if v, ok := m.variables[name]; ok {
				v.expr = attr.Expr
			}
		}
	}
}

func (m *module) declareBlock(block *hclsyntax.Block) {
	switch {
	case block.Type == "locals":
		for name, attr := range block.Body.Attributes {
			m.locals[name] = &declaration{expr: attr.Expr}
		}
	case block.Type == "variable" && len(block.Labels) == 1:
		v := &declaration{}
		if attr, ok := block.Body.Attributes["default"]; ok {
			v.expr = attr.Expr
		}
		if attr, ok := block.Body.Attributes["type"]; ok {
			v.kind = m.constraint(attr.Expr.Range())
		}
		m.variables[block.Labels[0]] = v
	}
}

func loadsItself(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	return base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars")
}

// loadedBefore orders terraform.tfvars before the others, those by name.
func loadedBefore(a, b *parsedFile) int {
	first := func(f *parsedFile) string {
		base := path.Base(f.path)
		if base == "terraform.tfvars" || base == "terraform.tfvars.json" {
			return "\x00" + base
		}
		return base
	}
	return strings.Compare(first(a), first(b))
}

// declared evaluates a variable or local once. A cycle is a hole.
func (m *module) declared(all map[string]*declaration, name string) cty.Value {
	d, ok := all[name]
	if !ok || d.expr == nil {
		return cty.DynamicVal
	}
	switch d.state {
	case evaluated:
		return d.value
	case evaluating:
		m.report(fact.NoticeLoop, d.expr.Range(), "the value depends on itself")
		return m.fail()
	case untouched:
	}
	if m.chain >= maxChain {
		m.report(fact.NoticeDepth, d.expr.Range(), "too many values depend on each other in a row")
		return m.fail()
	}
	m.chain++
	defer func() { m.chain-- }()
	d.state = evaluating
	d.value, _ = d.expr.Value(&hcl.EvalContext{})
	d.value = m.constrained(d.value, d.kind)
	d.state = evaluated
	return d.value
}
