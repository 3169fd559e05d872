package hcl

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// jsonSchema tells what the members of an object are, as the native syntax
// tells by itself.
type jsonSchema struct {
	blocks   map[string]jsonBlock
	open     bool            // a provider's schema, which is not known, has further blocks
	literal  bool            // strings are no templates
	literals map[string]bool // attributes of which the strings are no templates
	names    map[string]bool // attributes of which the strings are expressions: types and references
}

// jsonBlock is a kind of block.
type jsonBlock struct {
	labels int
	schema string
}

func names(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range all {
		set[name] = true
	}
	return set
}

// jsonSchemas are by the kind of block they are for.
//
// https://developer.hashicorp.com/terraform/language/syntax/json
var jsonSchemas = map[string]jsonSchema{
	"values": {literal: true},
	"file": {blocks: map[string]jsonBlock{
		"resource": {2, "resource"}, "data": {2, "resource"}, "ephemeral": {2, "resource"},
		"module": {1, "module"}, "provider": {1, "provider"}, "variable": {1, "variable"}, "output": {1, "output"},
		"locals": {0, "attributes"}, "terraform": {0, "terraform"}, "check": {1, "check"},
		"moved": {0, "move"}, "import": {0, "move"}, "removed": {0, "move"},
	}},
	"attributes": {},
	"resource": {
		open: true, names: names("depends_on", "provider"),
		blocks: map[string]jsonBlock{
			"dynamic": {1, "dynamic"}, "provisioner": {1, "provisioner"}, "connection": {0, "nested"}, "lifecycle": {0, "lifecycle"},
		},
	},
	"nested":      {open: true, blocks: map[string]jsonBlock{"dynamic": {1, "dynamic"}}},
	"dynamic":     {blocks: map[string]jsonBlock{"content": {0, "nested"}}},
	"provisioner": {blocks: map[string]jsonBlock{"connection": {0, "nested"}}},
	"lifecycle": {
		names:  names("ignore_changes", "replace_triggered_by"),
		blocks: map[string]jsonBlock{"precondition": {0, "attributes"}, "postcondition": {0, "attributes"}},
	},
	"module":   {names: names("depends_on", "providers"), literals: names("source", "version")},
	"provider": {open: true, literals: names("alias", "version"), blocks: map[string]jsonBlock{"dynamic": {1, "dynamic"}}},
	"variable": {
		names: names("type"), literals: names("default", "description"),
		blocks: map[string]jsonBlock{"validation": {0, "attributes"}},
	},
	"output": {names: names("depends_on"), literals: names("description"), blocks: map[string]jsonBlock{"precondition": {0, "attributes"}}},
	"check":  {blocks: map[string]jsonBlock{"data": {2, "resource"}, "assert": {0, "attributes"}}},
	"move": {
		names:  names("from", "to", "provider"),
		blocks: map[string]jsonBlock{"lifecycle": {0, "lifecycle"}, "provisioner": {1, "provisioner"}},
	},
	"terraform": {literal: true, blocks: map[string]jsonBlock{
		"backend": {1, "settings"}, "cloud": {0, "settings"}, "required_providers": {0, "settings"}, "provider_meta": {1, "settings"},
	}},
	"settings": {literal: true, open: true},
}

// body translates the members of objects that make up one body.
func (r *jsonReader) body(schema jsonSchema, objects ...*jsonpos.Value) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	if len(objects) > 0 {
		body.SrcRange = r.between(objects[0].Start, objects[len(objects)-1].End)
		body.EndRange = body.SrcRange
	}
	for _, object := range objects {
		for _, m := range object.Members {
			kind, isBlock := schema.blocks[m.Name.Reveal()]
			switch {
			case r.comment(m) || r.full():
			case isBlock:
				r.blocks(body, kind, m)
			case schema.open && holdsBlocks(m):
				for _, inner := range r.objects(m.Value) {
					body.Blocks = append(body.Blocks, r.newBlock(m, r.placeOf(m, inner), nestedIn(schema), inner))
				}
			default:
				r.attribute(body, schema, m)
			}
		}
	}
	return body
}

// nestedIn is the schema of a block that a provider's schema defines.
func nestedIn(schema jsonSchema) jsonSchema {
	if schema.literal {
		return jsonSchemas["settings"]
	}
	return jsonSchemas["nested"]
}

// holdsBlocks guesses whether a member that only a provider's schema knows is
// blocks rather than an attribute. Providers name maps in the plural.
func holdsBlocks(m jsonpos.Member) bool {
	name := m.Name.Reveal()
	switch m.Value.Kind {
	case jsonpos.Object:
		plural := strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") && name != "timeouts"
		return !plural && name != "metadata" && name != "data"
	case jsonpos.Array:
		for _, item := range m.Value.Items {
			if item.Kind != jsonpos.Object {
				return false
			}
		}
		return len(m.Value.Items) > 0
	case jsonpos.Null, jsonpos.Bool, jsonpos.Number, jsonpos.String, jsonpos.Hole:
	}
	return false
}

// placeOf is where a block stands: at its name, or, where that has several
// blocks, its own braces.
func (r *jsonReader) placeOf(name jsonpos.Member, object *jsonpos.Value) hcl.Range {
	if name.Value.Kind == jsonpos.Array && len(name.Value.Items) > 1 {
		return r.between(object.Start, object.End)
	}
	return r.inside(name.Start, name.End)
}

// blocks translates a member that holds blocks of a known kind.
func (r *jsonReader) blocks(body *hclsyntax.Body, kind jsonBlock, m jsonpos.Member) {
	if kind.labels == 0 {
		for _, object := range r.objects(m.Value) {
			body.Blocks = append(body.Blocks, r.newBlock(m, r.placeOf(m, object), jsonSchemas[kind.schema], object))
		}
		return
	}
	r.labeled(body, kind, m, m.Value, nil)
}

// labeled goes down one level for each label.
func (r *jsonReader) labeled(body *hclsyntax.Body, kind jsonBlock, m jsonpos.Member, v *jsonpos.Value, labels []jsonpos.Member) {
	for _, object := range r.objects(v) {
		if len(labels) < kind.labels {
			for _, label := range object.Members {
				if !r.comment(label) {
					r.labeled(body, kind, m, label.Value, append(slices.Clip(labels), label))
				}
			}
			continue
		}
		last := labels[len(labels)-1]
		block := r.newBlock(m, r.placeOf(last, object), jsonSchemas[kind.schema], object)
		for _, label := range labels {
			block.Labels = append(block.Labels, label.Name.Reveal())
			block.LabelRanges = append(block.LabelRanges, r.inside(label.Start, label.End))
		}
		body.Blocks = append(body.Blocks, block)
	}
}

func (r *jsonReader) attribute(body *hclsyntax.Body, schema jsonSchema, m jsonpos.Member) {
	name := m.Name.Reveal()
	if _, twice := body.Attributes[name]; twice {
		r.report(fact.NoticeUnparsable, r.inside(m.Start, m.End), "an attribute is given twice")
		return
	}
	mode := templates
	switch {
	case schema.names[name]:
		mode = expressions
	case schema.literal || schema.literals[name]:
		mode = characters
	}
	at := r.inside(m.Start, m.End)
	body.Attributes[name] = &hclsyntax.Attribute{
		Name: name, NameRange: at, SrcRange: r.between(m.Start, m.Value.End), EqualsRange: at, Expr: r.expression(m.Value, mode),
	}
}
