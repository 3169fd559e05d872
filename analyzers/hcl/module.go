package hcl

import (
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// What an evaluation may cost, with all modules that its root calls. A hit is
// one notice, and what was not evaluated is unknown.
const (
	maxSteps = 2_000_000
	maxText  = 1 << 20 // bytes of one string
	maxChain = 200     // declarations that need each other
)

// What notices say.
const (
	faulty  = "the evaluator failed"
	notHere = "the module is not in the tree, so what it makes is not judged"
	noCode  = "the folder of the module is absent or holds no Terraform"
	tooLong = "a string of more than 1 MiB is not followed"
)

// evaluation is one root module with one set of values.
type evaluation struct {
	session   *session
	files     fact.Files
	notice    func(fact.Notice)
	said      map[fact.Notice]bool
	sources   map[string]source.Text // by the file name of HCL's ranges
	read      map[*source.File]bool  // files that file and templatefile brought in
	templates map[*source.File]hclsyntax.Expression
	installed map[string]string // folders of the modules that terraform init left, by key
	traces    int
	steps     int
	spent     bool
	failures  int
	chain     int // declarations under evaluation
	made      int // modules that were called
	rendering int // templates inside each other
	rendered  int // templates that were values
	whole     int // modules of which all outputs are asked for
}

// module is one call of a folder, or the root itself.
type module struct {
	*evaluation
	root      *folder
	folder    *folder
	caller    *module     // nil: the root
	key       string      // as terraform init names it: net.rules
	address   string      // what the addresses of its resources begin with: module.net["a"].
	shownAt   source.Span // of the call, for what lies in a folder that is not checked; zero elsewhere
	depth     int
	ctx       *hcl.EvalContext
	variables map[string]*declaration
	locals    map[string]*declaration
	outputs   map[string]*declaration
	blocks    map[string]*hclsyntax.Block // modules that it calls, by name
	calls     map[string]*moduleCall
}

// declaration is a variable, local or output, evaluated when first asked for.
type declaration struct {
	name      string               // local.all, var.open
	expr      hclsyntax.Expression // nil: given by whoever calls the module
	ctx       *hcl.EvalContext     // of the expression: that of the caller for an argument
	given     string               // the name of the argument that gives it; empty elsewhere
	call      string               // the address of the module that the argument is given to
	otherwise hclsyntax.Expression // the default of a variable that null stands for
	kind      *constraint          // the type of a variable; nil: any
	state     declarationState
	value     cty.Value
}

type declarationState int

const (
	untouched declarationState = iota
	evaluating
	evaluated
)

func (s *session) newEvaluation(files fact.Files, notice func(fact.Notice)) *evaluation {
	return &evaluation{
		session: s, files: files, notice: notice, said: map[fact.Notice]bool{}, sources: map[string]source.Text{},
		read: map[*source.File]bool{}, templates: map[*source.File]hclsyntax.Expression{},
	}
}

// The evaluator finds its module in the outermost context, under a name that
// no expression can say.
const self = "\x00module"

var moduleType = cty.Capsule("module", reflect.TypeFor[module]())

// within is the module that a context belongs to.
func within(ctx *hcl.EvalContext) *module {
	for ctx.Parent() != nil {
		ctx = ctx.Parent()
	}
	m, ok := ctx.Variables[self].EncapsulatedValue().(*module)
	if !ok {
		panic("internal: a context without its module")
	}
	return m
}

// newModule makes a call of a folder. Without a caller it is the root.
func (e *evaluation) newModule(f *folder, caller *module) *module {
	m := &module{
		evaluation: e, root: f, folder: f, caller: caller,
		variables: map[string]*declaration{}, locals: map[string]*declaration{}, outputs: map[string]*declaration{},
		blocks: map[string]*hclsyntax.Block{}, calls: map[string]*moduleCall{},
	}
	if caller != nil {
		m.root, m.depth = caller.root, caller.depth+1
	}
	m.ctx = &hcl.EvalContext{Variables: map[string]cty.Value{self: cty.CapsuleVal(moduleType, m)}}
	for _, file := range f.files {
		e.sources[file.path] = file.text
	}
	for block := range f.blocks {
		m.declare(block)
	}
	return m
}

func (m *module) declare(block *hclsyntax.Block) {
	if block.Type == "locals" {
		for name, attr := range block.Body.Attributes {
			m.locals[name] = &declaration{name: "local." + name, expr: attr.Expr, ctx: m.ctx}
		}
	}
	if len(block.Labels) != 1 {
		return
	}
	name := block.Labels[0]
	switch block.Type {
	case "variable":
		v := &declaration{name: "var." + name, ctx: m.ctx}
		if attr, ok := block.Body.Attributes["default"]; ok {
			v.expr = attr.Expr
		}
		if attr, ok := block.Body.Attributes["nullable"]; ok && m.startsWith(attr.Expr.Range(), "false") {
			v.otherwise = v.expr
		}
		if attr, ok := block.Body.Attributes["type"]; ok {
			v.kind = m.constraint(attr.Expr.Range())
		}
		m.variables[name] = v
	case "output":
		if attr, ok := block.Body.Attributes["value"]; ok {
			m.outputs[name] = &declaration{name: "output." + name, expr: attr.Expr, ctx: m.ctx}
		}
	case "module":
		m.blocks[name] = block
	}
}

// slice returns the text of a range as written.
func (m *module) slice(r hcl.Range) source.Text {
	return m.sources[r.Filename].Slice(r.Start.Byte, r.End.Byte)
}

// span is where a range stands: in a module of others, at its call.
func (m *module) span(r hcl.Range) source.Span {
	if !m.shownAt.IsZero() {
		return m.shownAt
	}
	return spanOf(m.sources[r.Filename], r)
}

func (m *module) report(kind fact.NoticeType, at hcl.Range, message string) {
	m.say(noticeAt(kind, m.span(at), m.folder.path, message))
}

// say gives a notice once.
func (e *evaluation) say(n fact.Notice) {
	if !e.said[n] {
		e.said[n] = true
		e.notice(n)
	}
}

// spend takes steps from the budget of the root.
func (m *module) spend(steps int) bool {
	m.steps += steps
	if m.steps <= maxSteps {
		return true
	}
	if !m.spent {
		m.spent = true
		m.say(fact.Notice{Type: fact.NoticeLimit, Path: m.root.path, Message: "evaluation stopped: too many steps"})
	}
	return false
}

// declared evaluates a variable, local or output once. A cycle is a hole.
func (m *module) declared(all map[string]*declaration, name string) cty.Value {
	d, ok := all[name]
	if !ok || d.expr == nil {
		return cty.DynamicVal
	}
	switch d.state {
	case evaluated:
		return d.value
	case evaluating:
		if m.whole == 0 {
			m.report(fact.NoticeLoop, d.expr.Range(), "the value depends on itself")
		}
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
	d.value, _ = d.expr.Value(d.ctx)
	if plain, _ := d.value.Unmark(); d.otherwise != nil && plain.IsKnown() && plain.IsNull() {
		d.value, _ = d.otherwise.Value(m.ctx)
	}
	d.value = m.constrained(d.value, d.kind)
	d.state = evaluated
	return d.value
}
