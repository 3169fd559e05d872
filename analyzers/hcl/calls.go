package hcl

import (
	"maps"
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Bounds on the modules of one root.
const (
	maxModules = 50   // deep
	maxCalls   = 5000 // in all, each instance counted
)

// moduleCall is a module block with the modules that its instances are.
type moduleCall struct {
	state     declarationState
	repeated  bool // by count or for_each
	instances []calledModule
}

// calledModule is one instance of a module block.
type calledModule struct {
	instance
	ctx    *hcl.EvalContext // of the arguments
	module *module          // nil: a hole
}

// arguments that Terraform itself reads of a module block.
var metaArguments = map[string]bool{
	"source": true, "version": true, "count": true, "for_each": true, "providers": true, "depends_on": true,
}

// called evaluates the call of a module once, or returns nil.
func (m *module) called(name string) *moduleCall {
	block, ok := m.blocks[name]
	if !ok {
		return nil
	}
	call := m.calls[name]
	if call == nil {
		call = &moduleCall{}
		m.calls[name] = call
	}
	switch call.state {
	case evaluated:
		return call
	case evaluating:
		if m.whole == 0 {
			m.report(fact.NoticeLoop, headerOf(block), "the module depends on itself")
		}
		return nil
	case untouched:
	}
	call.state = evaluating
	body := block.Body
	over := m.overOf(body)
	call.repeated = over != nil
	f, key := m.source(block)
	for _, i := range m.repeated(body) {
		if !m.spend(1) {
			break
		}
		c := calledModule{instance: i, ctx: i.context(m)}
		m.iterates(c.ctx, over)
		if f != nil && m.mayCallMore() {
			c.module = m.call(block, f, c.ctx, m.address+"module."+name+i.suffix)
			c.module.key = key
		}
		call.instances = append(call.instances, c)
	}
	call.state = evaluated
	return call
}

// mayCallMore counts the modules of a root.
func (m *module) mayCallMore() bool {
	m.made++
	if m.made == maxCalls+1 {
		m.say(fact.Notice{Type: fact.NoticeLimit, Path: m.root.path, Message: "only the first 5000 calls of modules are followed"})
	}
	return m.made <= maxCalls
}

// source is the folder of a module, or nil where it is not in the tree.
func (m *module) source(block *hclsyntax.Block) (f *folder, key string) {
	attr, ok := block.Body.Attributes["source"]
	if !ok {
		return nil, ""
	}
	key = block.Labels[0]
	if m.key != "" {
		key = m.key + "." + key
	}
	v, _ := attr.Expr.Value(m.ctx)
	written, known := keyName(v)
	at := attr.Expr.Range()
	if !known {
		if m.spent {
			return nil, ""
		}
		m.report(fact.NoticeUnresolved, at, "the source of a module is not known")
		return nil, ""
	}
	dir, local := localSource(m.folder.path, written)
	if !local {
		if dir = m.installations()[key]; dir == "" {
			m.report(fact.NoticeUnresolved, at, notHere)
			return nil, ""
		}
	}
	switch {
	case outside(dir):
		m.report(fact.NoticeUnresolved, at, notHere)
		return nil, ""
	case m.depth >= maxModules:
		m.report(fact.NoticeDepth, at, "modules call each other too deeply")
		return nil, ""
	}
	for c := m; c != nil; c = c.caller {
		if c.folder.path == dir {
			m.report(fact.NoticeLoop, at, "the module calls itself")
			return nil, ""
		}
	}
	f = m.session.folder(unitKey{dir, fact.DialectTerraform}, m.files)
	if !f.hasCode() {
		m.report(fact.NoticeUnresolved, at, noCode)
		return nil, ""
	}
	return f, key
}

// call makes a module with the arguments of a block.
func (m *module) call(block *hclsyntax.Block, f *folder, ctx *hcl.EvalContext, address string) *module {
	child := m.newModule(f, m)
	child.address = address + "."
	if child.shownAt = m.shownAt; installedBelow(f.path) && child.shownAt.IsZero() {
		child.shownAt = m.span(headerOf(block))
	}
	for name, attr := range block.Body.Attributes {
		if v, ok := child.variables[name]; ok && !metaArguments[name] {
			v.expr, v.ctx, v.given, v.call = attr.Expr, ctx, name, address
		}
	}
	return child
}

// output finds the value of `module.name…`, and the steps left.
func (m *module) output(name string, steps hcl.Traversal) (from cty.Value, rest hcl.Traversal, found bool) {
	call := m.called(name)
	if call == nil || slices.ContainsFunc(call.instances, func(c calledModule) bool { return c.module == nil }) {
		return cty.DynamicVal, nil, false
	}
	if !call.repeated {
		if len(call.instances) == 0 {
			return cty.DynamicVal, nil, false
		}
		return call.instances[0].outputOf(steps)
	}
	if len(steps) > 0 {
		if index, ok := steps[0].(hcl.TraverseIndex); ok {
			for _, c := range call.instances {
				if c.named(index.Key) {
					return c.outputOf(steps[1:])
				}
			}
			return m.fail(), nil, true
		}
	}
	return m.every(call), steps, true
}

// named reports the instance of a key. One that stands for all has any.
func (c calledModule) named(key cty.Value) bool {
	mine, known := keyName(c.key)
	name, ok := keyName(key)
	return !known || ok && mine == name
}

// outputOf takes the next step into a module.
func (c calledModule) outputOf(steps hcl.Traversal) (cty.Value, hcl.Traversal, bool) {
	if len(steps) > 0 {
		if step, ok := steps[0].(hcl.TraverseAttr); ok {
			if c.module.outputs[step.Name] == nil {
				return c.module.fail(), nil, true
			}
			return c.module.declared(c.module.outputs, step.Name), steps[1:], true
		}
	}
	return c.all(), steps, true
}

// all is the object of a module's outputs.
func (c calledModule) all() cty.Value {
	m := c.module
	m.whole++
	defer func() { m.whole-- }()
	outputs := map[string]cty.Value{}
	for _, name := range slices.Sorted(maps.Keys(m.outputs)) {
		outputs[name] = m.declared(m.outputs, name)
	}
	return cty.ObjectVal(outputs)
}

// every is the collection of all instances of a module.
func (m *module) every(call *moduleCall) cty.Value {
	named := map[string]cty.Value{}
	var listed []cty.Value
	whole, counted := true, false
	for _, c := range call.instances {
		v := c.all()
		listed = append(listed, v)
		counted = counted || c.counted
		name, known := keyName(c.key)
		whole = whole && known && !c.maybe
		if known {
			named[name] = v
		}
	}
	if counted {
		return m.collected(cty.TupleVal(listed), whole)
	}
	return m.collected(cty.ObjectVal(named), whole)
}

// pathValue is what path.module and path.root are: paths from the root's folder.
func (m *module) pathValue(name string) cty.Value {
	switch name {
	case "root":
		return cty.StringVal(".")
	case "module":
		return cty.StringVal(pathBetween(m.root.path, m.folder.path))
	}
	return cty.DynamicVal
}

// pathBetween is the path from one folder of the tree to another.
func pathBetween(from, to string) string {
	from, to = path.Clean(from), path.Clean(to)
	up := ""
	for from != "." && to != from && !isBelow(to, from) {
		up = path.Join(up, "..")
		from = path.Dir(from)
	}
	if to == from {
		return path.Join(".", up)
	}
	if from != "." {
		to = to[len(from)+1:]
	}
	return path.Join(up, to)
}

func isBelow(name, dir string) bool {
	return dir == "." || len(name) > len(dir) && name[:len(dir)] == dir && name[len(dir)] == '/'
}

// forReader is a text with places for the reader: what stands in a module that is not checked
// is told of at the call.
func (m *module) forReader(t source.Text) source.Text {
	if m.shownAt.IsZero() {
		return t
	}
	var parts []source.Text
	for _, part := range t.Parts() {
		switch {
		case part.Span.File == nil || !installedBelow(path.Dir(part.Span.File.Path())):
			parts = append(parts, part.Text)
		case part.Hole:
			parts = append(parts, source.HoleAt(m.shownAt))
		default:
			parts = append(parts, respelled(part.Text.Reveal(), m.shownAt))
		}
	}
	return source.Concat(parts...)
}
