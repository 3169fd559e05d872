package hcl

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// override lays the blocks of override.tf and *_override.tf over those of the
// same type and labels, as Terraform does: attributes replace attributes, and
// nested blocks all nested blocks of their type.
func (f *folder) override() {
	var plain, over []*parsedFile
	for _, file := range f.files {
		name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(path.Base(file.path), ".json"), ".tf"), ".tofu")
		if !file.values && file.body != nil && (name == "override" || strings.HasSuffix(name, "_override")) {
			over = append(over, file)
		} else {
			plain = append(plain, file)
		}
	}
	for _, file := range over {
		var rest hclsyntax.Blocks
		for _, block := range file.body.Blocks {
			if target := overridden(plain, block); target != nil {
				overrideBody(target.Body, block.Body)
			} else {
				rest = append(rest, block)
			}
		}
		file.body.Blocks = rest
	}
}

func overridden(files []*parsedFile, block *hclsyntax.Block) *hclsyntax.Block {
	for _, file := range files {
		if file.body == nil || file.values {
			continue
		}
		for _, other := range file.body.Blocks {
			if overrides(block, other) {
				return other
			}
		}
	}
	return nil
}

func overrides(block, other *hclsyntax.Block) bool {
	if other.Type != block.Type || !slices.Equal(other.Labels, block.Labels) {
		return false
	}
	switch block.Type {
	case "locals":
		for name := range block.Body.Attributes {
			if _, ok := other.Body.Attributes[name]; ok {
				return true
			}
		}
		return false
	case "provider":
		return aliasOf(other) == aliasOf(block)
	}
	return true
}

func aliasOf(block *hclsyntax.Block) string {
	if attr, ok := block.Body.Attributes["alias"]; ok {
		text, _ := staticText(attr.Expr)
		return text.Reveal()
	}
	return ""
}

func overrideBody(body, with *hclsyntax.Body) {
	maps.Copy(body.Attributes, with.Attributes)
	for _, block := range with.Blocks {
		body.Blocks = slices.DeleteFunc(body.Blocks, func(old *hclsyntax.Block) bool {
			return nestedName(old) == nestedName(block) && !slices.Contains(with.Blocks, old)
		})
		body.Blocks = append(body.Blocks, block)
	}
}

// nestedName is the type of the nested blocks that a block makes.
func nestedName(block *hclsyntax.Block) string {
	if block.Type == "dynamic" && len(block.Labels) == 1 {
		return block.Labels[0]
	}
	return block.Type
}
