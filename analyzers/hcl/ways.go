package hcl

import (
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// How a value came from where it was typed to a resource is found afterwards, by
// the names that expressions say: a value itself holds its place and nothing
// else, so that no evaluation pays for a way that nobody asks about.

// Bounds on the ways of one resource.
const (
	maxWays   = 32
	maxPassed = 200 // declarations looked through for one attribute
)

// loop is what an iterator's values come from. Its context holds it under a
// name that no expression can say.
type loop struct {
	expr hclsyntax.Expression
	ctx  *hcl.EvalContext
	step fact.Step
}

const origin = "\x00origin"

var loopType = cty.Capsule("loop", reflect.TypeFor[loop]())

// iterates notes in a context where its iterators come from.
func (m *module) iterates(ctx *hcl.EvalContext, over *loop) {
	if over == nil {
		return
	}
	ctx.Variables[origin] = cty.CapsuleVal(loopType, over)
}

// over makes the loop of a count or for_each.
func (m *module) over(attr *hclsyntax.Attribute, how string) *loop {
	return &loop{attr.Expr, m.ctx, fact.Step{At: m.span(attr.Expr.Range()), How: how}}
}

// passage is a step of the search: an expression that the values come by.
type passage struct {
	expr hclsyntax.Expression
	ctx  *hcl.EvalContext
	step fact.Step
	to   *passage // nil: the attribute itself
}

// follow notes how the values of an attribute that were typed elsewhere got there.
func (l *lowering) follow(e hclsyntax.Expression, ctx *hcl.EvalContext, v *fact.Value) {
	if l.ways == nil || len(*l.ways) >= maxWays {
		return
	}
	var wanted []source.Span
	here := l.slice(e.Range()).Spans()
	moved(v, func(at source.Span) bool {
		known := slices.Contains(wanted, at) || slices.ContainsFunc(*l.ways, func(w fact.Way) bool { return w.From == at })
		if !known && !slices.ContainsFunc(here, func(s source.Span) bool { return s.Contains(at) }) {
			wanted = append(wanted, at)
		}
		return len(wanted) < maxWays
	})
	if len(wanted) > 0 {
		l.search(e, ctx, wanted)
	}
}

// moved visits the places of a value's strings until visit returns false.
func moved(v *fact.Value, visit func(source.Span) bool) bool {
	for _, part := range v.Text.Parts() {
		if part.Span.File != nil && !part.Hole && !visit(part.Span) {
			return false
		}
	}
	for _, item := range v.Items {
		if !moved(item, visit) {
			return false
		}
	}
	for _, entry := range v.Entries {
		if entry.Value.Form != fact.Block && !moved(entry.Value, visit) {
			return false
		}
	}
	return true
}

// search goes from an attribute to what its names stand for, breadth first, until
// it knows where all that is wanted was typed.
func (l *lowering) search(e hclsyntax.Expression, ctx *hcl.EvalContext, wanted []source.Span) {
	seen := map[any]bool{}
	queue := []*passage{{expr: e, ctx: ctx}}
	for i := 0; i < len(queue) && i < maxPassed && len(wanted) > 0 && l.spend(1); i++ {
		p := queue[i]
		if i > 0 {
			typedHere := within(p.ctx).slice(p.expr.Range()).Spans()
			wanted = slices.DeleteFunc(wanted, func(at source.Span) bool {
				if !slices.ContainsFunc(typedHere, func(s source.Span) bool { return s.Contains(at) }) {
					return false
				}
				l.arrive(p, at)
				return true
			})
		}
		namesIn(p.expr, func(name hcl.Traversal) {
			key, next := within(p.ctx).comesFrom(p.ctx, name)
			if next != nil && !seen[key] {
				seen[key] = true
				next.to = p
				queue = append(queue, next)
			}
		})
	}
}

// arrive adds the way from a passage, in which a value was typed.
func (l *lowering) arrive(p *passage, from source.Span) {
	if len(*l.ways) >= maxWays {
		return
	}
	way := fact.Way{From: from}
	if p.step.Call != "" {
		way.Steps = append(way.Steps, p.step) // an argument is typed in its call
	}
	for p = p.to; p != nil && p.to != nil; p = p.to {
		way.Steps = append(way.Steps, p.step)
	}
	if len(way.Steps) > 0 {
		*l.ways = append(*l.ways, way)
	}
}

// comesFrom is the next passage behind a name, with what tells it from others.
func (m *module) comesFrom(ctx *hcl.EvalContext, name hcl.Traversal) (any, *passage) {
	root := name.RootName()
	for c := ctx; c != nil; c = c.Parent() {
		if _, ok := c.Variables[root]; ok {
			if over, ok := c.Variables[origin]; ok {
				if l, ok := over.EncapsulatedValue().(*loop); ok {
					return l, &passage{expr: l.expr, ctx: l.ctx, step: l.step}
				}
			}
			return nil, nil
		}
	}
	if len(name) < 2 {
		return nil, nil
	}
	step, ok := name[1].(hcl.TraverseAttr)
	if !ok {
		return nil, nil
	}
	switch root {
	case "var":
		return passageOf(m.variables[step.Name])
	case "local":
		return passageOf(m.locals[step.Name])
	case "module":
		return m.outputPassage(step.Name, name[2:])
	}
	return nil, nil
}

func (m *module) outputPassage(name string, steps hcl.Traversal) (any, *passage) {
	call := m.calls[name]
	if call == nil {
		return nil, nil
	}
	for _, c := range call.instances {
		for _, step := range steps {
			if attr, ok := step.(hcl.TraverseAttr); ok && c.module != nil && c.module.outputs[attr.Name] != nil {
				return passageOf(c.module.outputs[attr.Name])
			}
		}
	}
	return nil, nil
}

func passageOf(d *declaration) (any, *passage) {
	if d == nil || d.expr == nil {
		return nil, nil
	}
	of := within(d.ctx)
	p := &passage{expr: d.expr, ctx: d.ctx, step: fact.Step{At: of.span(d.expr.Range()), How: "goes by " + d.name}}
	if d.given != "" {
		p.step.Call = d.call
		p.step.How = "goes to " + d.call + " as " + d.given
	}
	return d, p
}

// namesIn visits the names whose values may be part of an expression's value.
func namesIn(e hclsyntax.Expression, visit func(hcl.Traversal)) {
	switch n := e.(type) {
	case *nameNode:
		visit(n.traversal)
	case *safeNode:
		switch inner := n.Expression.(type) {
		case *hclsyntax.ParenthesesExpr:
			namesIn(inner.Expression, visit)
		case *hclsyntax.TemplateWrapExpr:
			namesIn(inner.Wrapped, visit)
		case *hclsyntax.TupleConsExpr:
			for _, item := range inner.Exprs {
				namesIn(item, visit)
			}
		}
	case *templateNode:
		for _, part := range n.parts {
			namesIn(part, visit)
		}
	case *joinNode:
		namesIn(n.tuple, visit)
	case *objectNode:
		for _, item := range n.members {
			namesIn(item.key, visit)
			namesIn(item.value, visit)
		}
	case *conditionalNode:
		namesIn(n.yes, visit)
		namesIn(n.no, visit)
	case *callNode:
		for _, arg := range n.call.Args {
			namesIn(arg, visit)
		}
	default:
		walkedNames(e, visit)
	}
}

func walkedNames(e hclsyntax.Expression, visit func(hcl.Traversal)) {
	switch n := e.(type) {
	case *forNode:
		namesIn(n.loop.CollExpr, visit)
		namesIn(n.loop.ValExpr, visit)
	case *splatNode:
		namesIn(n.splat.Source, visit)
	case *stepNode:
		namesIn(n.from, visit)
	case *indexNode:
		namesIn(n.collection, visit)
	}
}
