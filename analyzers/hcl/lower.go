package hcl

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// lowering collects the facts of one file.
type lowering struct {
	*module
	holder fact.Fact // what the facts sit in; may be nil
	how    manner
	found  []located
	calls  []calling
	over   map[*hclsyntax.Attribute]*fact.Value // count and for_each of the block at hand, lowered once for all instances
	ways   *[]fact.Way                          // of the resource at hand
}

// manner tells which facts of a file are wanted.
type manner int

const (
	everything  manner = iota
	evaluations        // what the file makes for one caller or one file of values: no comments and no literals
	words              // what is typed in a module that others call: its resources come with the calls
)

// calling is a call of a module whose facts are still to come.
type calling struct {
	fact   *fact.Resource
	module *module
}

type located struct {
	offset int // in the text, which facts of several files may make up
	fact   fact.Fact
}

func (l *lowering) add(at hcl.Range, f fact.Fact) {
	l.found = append(l.found, located{at.Start.Byte, f})
}

func (l *lowering) emit(emit fact.Emit) {
	slices.SortStableFunc(l.found, func(a, b located) int { return cmp.Compare(a.offset, b.offset) })
	for _, f := range l.found {
		emit(f.fact)
	}
	for _, call := range l.calls {
		call.module.lower(call.fact, evaluations, emit)
	}
}

// lower emits the facts of a module's files, and then of those that it calls.
func (m *module) lower(holder fact.Fact, how manner, emit fact.Emit) {
	for _, f := range m.folder.files {
		l := &lowering{module: m, holder: holder, how: how}
		m.guard(f, func() { l.file(f) })
		l.emit(emit)
	}
}

// guard keeps a fault of the evaluator, which is not ours, to the file it came
// up in.
func (m *module) guard(f *parsedFile, read func()) {
	defer func() {
		if recover() != nil {
			m.say(fact.Notice{Type: fact.NoticeUnparsable, Path: f.path, Message: faulty})
		}
	}()
	read()
}

func (l *lowering) file(f *parsedFile) {
	for _, c := range f.comments {
		if l.how != evaluations {
			l.add(c.whole, &fact.Comment{Node: fact.NewNode(l.span(c.whole), l.holder, fact.Always), Text: l.slice(c.inner)})
		}
	}
	if f.body == nil || f.values && l.how == evaluations {
		return
	}
	for _, part := range bodyParts(f.body) {
		switch part := part.(type) {
		case *hclsyntax.Attribute:
			l.attributeLiterals(part, l.holder, l.ctx)
		case *hclsyntax.Block:
			l.block(part)
		}
	}
}

func (l *lowering) block(b *hclsyntax.Block) {
	switch {
	case l.how == evaluations:
		if made[b.Type] {
			l.resources(b)
		}
	case b.Type == "locals":
		l.bodyLiterals(b.Body, l.holder, l.ctx)
	case b.Type == "terraform":
		l.settings(b)
	case l.how == words && made[b.Type]:
		l.typedIn(b)
	default:
		l.resources(b)
	}
}

// made names the blocks that say something new for each caller.
var made = map[string]bool{"resource": true, "data": true, "module": true, "ephemeral": true, "provider": true}

// typedIn emits the literals of a block in a resource without a body.
func (l *lowering) typedIn(b *hclsyntax.Block) {
	kind, name, address := l.identify(b)
	header := headerOf(b)
	r := &fact.Resource{
		Node: fact.NewNode(l.span(header), l.holder, fact.Always),
		Type: "declared." + kind, Name: name, Address: address,
		Body: &fact.Value{At: l.span(header), Form: fact.Block},
	}
	l.add(header, r)
	ctx := instance{key: cty.DynamicVal, value: cty.DynamicVal}.context(l.module)
	l.bodyLiterals(b.Body, r, ctx)
}

// settings lowers a terraform block, of which only the backends are resources.
func (l *lowering) settings(b *hclsyntax.Block) {
	rest := *b.Body
	rest.Blocks = nil
	for _, inner := range b.Body.Blocks {
		if inner.Type == "backend" || inner.Type == "cloud" {
			l.resources(inner)
			continue
		}
		rest.Blocks = append(rest.Blocks, inner)
	}
	l.bodyLiterals(&rest, l.holder, l.ctx)
}

// resources emits a Resource for each instance of a block. The literals are
// typed once, and sit in the first.
func (l *lowering) resources(b *hclsyntax.Block) {
	kind, name, address := l.identify(b)
	header := headerOf(b)
	l.over = map[*hclsyntax.Attribute]*fact.Value{}
	for _, name := range []string{"count", "for_each"} {
		if attr, ok := b.Body.Attributes[name]; ok {
			l.over[attr] = nil
		}
	}
	for i, c := range l.instancesOf(b) {
		if !l.spend(1) {
			return
		}
		certainty := fact.Always
		if c.maybe {
			certainty = fact.Maybe
		}
		ctx := c.ctx
		r := &fact.Resource{
			Node: fact.NewNode(l.span(header), l.holder, certainty),
			Type: kind, Name: name, Address: l.address + address + c.suffix,
		}
		l.ways = &r.Ways
		r.Body = l.body(b.Body, l.span(header), ctx)
		l.add(header, r)
		if c.module != nil {
			l.calls = append(l.calls, calling{r, c.module})
		}
		if i > 0 || l.how == evaluations {
			continue
		}
		if b.Type == "variable" && len(b.Labels) == 1 {
			l.variableLiterals(b, r, ctx)
			continue
		}
		l.bodyLiterals(b.Body, r, ctx)
	}
}

// instancesOf lists the instances of a block. Those of a module are shared with
// what asks for its outputs.
func (l *lowering) instancesOf(b *hclsyntax.Block) []calledModule {
	instances := []instance{{}}
	switch b.Type {
	case "module":
		if len(b.Labels) == 1 && l.blocks[b.Labels[0]] == b {
			if call := l.called(b.Labels[0]); call != nil {
				return call.instances
			}
		}
		instances = l.repeated(b.Body)
	case "resource", "data", "ephemeral":
		instances = l.repeated(b.Body)
	}
	all := make([]calledModule, len(instances))
	over := l.overOf(b.Body)
	for i, instance := range instances {
		all[i] = calledModule{instance: instance, ctx: instance.context(l.module)}
		l.iterates(all[i].ctx, over)
	}
	return all
}

// identify gives a block's type, name and address. A block of an unknown type
// is named by its labels: the last is the name, the others belong to the type.
func (l *lowering) identify(b *hclsyntax.Block) (kind, name, address string) {
	labels := b.Labels
	last := ""
	if len(labels) > 0 {
		last = labels[len(labels)-1]
	}
	switch {
	case b.Type == "resource" && len(labels) == 2:
		return labels[0], last, labels[0] + "." + last
	case b.Type == "provider" && len(labels) == 1:
		kind = "provider." + last
		if attr, ok := b.Body.Attributes["alias"]; ok {
			if v, _ := attr.Expr.Value(l.ctx); !isUnknown(v) {
				name, _ = keyName(v)
			}
		}
		return kind, name, strings.TrimSuffix(kind+"."+name, ".")
	case b.Type == "variable" && len(labels) == 1:
		return "variable", last, "var." + last
	case b.Type == "backend" && len(labels) == 1:
		return "backend." + last, "", "backend." + last
	}
	kind = b.Type
	if len(labels) > 1 {
		kind += "." + strings.Join(labels[:len(labels)-1], ".")
	}
	return kind, last, strings.TrimSuffix(kind+"."+last, ".")
}
