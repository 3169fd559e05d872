package hcl

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// lowering collects the facts of one file.
type lowering struct {
	*module
	root  *fact.Document
	found []located
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
}

func (l *lowering) file(f *parsedFile) {
	for _, c := range f.comments {
		l.add(c.whole, &fact.Comment{Node: fact.NewNode(l.span(c.whole), l.parent(), fact.Always), Text: l.slice(c.inner)})
	}
	if f.body == nil {
		return
	}
	for _, part := range bodyParts(f.body) {
		switch part := part.(type) {
		case *hclsyntax.Attribute:
			l.attributeLiterals(part, l.parent(), &hcl.EvalContext{})
		case *hclsyntax.Block:
			l.block(part)
		}
	}
}

// parent is the unit's document, or nothing where it has none.
func (l *lowering) parent() fact.Fact {
	if l.root == nil {
		return nil
	}
	return l.root
}

func (l *lowering) block(b *hclsyntax.Block) {
	switch b.Type {
	case "locals":
		l.bodyLiterals(b.Body, l.parent(), &hcl.EvalContext{})
	case "terraform":
		l.settings(b)
	default:
		l.resources(b)
	}
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
	l.bodyLiterals(&rest, l.parent(), &hcl.EvalContext{})
}

// resources emits a Resource for each instance of a block. The literals are
// typed once, and sit in the first.
func (l *lowering) resources(b *hclsyntax.Block) {
	kind, name, address := l.identify(b)
	instances := []instance{{}}
	switch b.Type {
	case "resource", "data", "module", "ephemeral":
		instances = l.repeated(b.Body)
	}
	for i, instance := range instances {
		if !l.spend(1) {
			return
		}
		certainty := fact.Always
		if instance.maybe {
			certainty = fact.Maybe
		}
		header, ctx := headerOf(b), instance.context()
		r := &fact.Resource{
			Node: fact.NewNode(l.span(header), l.parent(), certainty),
			Type: kind, Name: name, Address: address + instance.suffix,
			Body: l.body(b.Body, l.span(header), ctx),
		}
		l.add(header, r)
		if i > 0 {
			continue
		}
		if b.Type == "variable" && len(b.Labels) == 1 {
			l.variableLiterals(b, r, ctx)
			continue
		}
		l.bodyLiterals(b.Body, r, ctx)
	}
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
			if v, _ := attr.Expr.Value(&hcl.EvalContext{}); !isUnknown(v) {
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
