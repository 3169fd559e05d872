package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

const maxFile = 1 << 20

// valuesFile gives a value to the variables that have none.
const valuesFile = "zz-oracle.auto.tfvars"

// kept are the attributes of a block that stay, by its type. Those that 1.5
// does not know would make it refuse the module.
var kept = map[string][]string{
	"variable": {"type", "default", "nullable"},
	"output":   {"value"},
}

// reduce copies a tree, less what the console refuses or cannot answer.
func reduce(from, to string) error {
	t, err := readTree(from)
	if err != nil {
		return err
	}
	before := t.count()
	t.prune()
	if err := copyFiles(from, to); err != nil {
		return err
	}
	for folder, m := range t {
		if err := m.write(filepath.Join(to, filepath.FromSlash(folder))); err != nil {
			return err
		}
	}
	after := t.count()
	fmt.Printf("%s: %d modules, %d of %d locals, %d of %d outputs, %d of %d module blocks with a local source are left\n",
		from, len(t), after[0], before[0], after[1], before[1], after[2], before[2])
	return nil
}

func (t tree) count() (n [3]int) {
	for _, m := range t {
		n[0] += len(m.locals)
		n[1] += len(m.outputs)
		n[2] += len(m.calls)
	}
	return n
}

// copyFiles copies what file functions may read.
func copyFiles(from, to string) error {
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == ".terraform") {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(from, name)
		if err != nil || !entry.Type().IsRegular() || isConfiguration(rel) {
			return err
		}
		if info, err := entry.Info(); err != nil || info.Size() > maxFile {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		return errors.Join(os.MkdirAll(filepath.Dir(target), 0o755), os.WriteFile(target, content, 0o644))
	})
}

func isConfiguration(name string) bool {
	for _, suffix := range []string{".tf", ".tf.json", ".tofu", ".terraform.lock.hcl"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

func (m *module) write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, content := range m.files {
		if isValues(name) {
			continue
		}
		reduced, err := m.reduceFile(content)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(folder, name), err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), reduced, 0o644); err != nil {
			return err
		}
	}
	values := hclwrite.NewEmptyFile()
	for _, name := range slices.Sorted(keys(m.variables)) {
		if m.variables[name].Body.Attributes["default"] == nil && !m.given[name] {
			values.Body().SetAttributeValue(name, invented(name, m.variables[name]))
		}
	}
	if len(values.Bytes()) == 0 {
		return nil
	}
	return os.WriteFile(filepath.Join(folder, valuesFile), values.Bytes(), 0o644)
}

func (m *module) reduceFile(content []byte) ([]byte, error) {
	file, diags := hclwrite.ParseConfig(content, "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	for _, block := range file.Body().Blocks() {
		if !m.reduceBlock(block) {
			file.Body().RemoveBlock(block)
		}
	}
	return file.Bytes(), nil
}

// reduceBlock removes from a block what is not asked for, or says no where
// the whole goes.
func (m *module) reduceBlock(block *hclwrite.Block) bool {
	body, name := block.Body(), strings.Join(block.Labels(), ".")
	keep := func(attr string) bool { return slices.Contains(kept[block.Type()], attr) }
	switch block.Type() {
	case "variable":
		if m.variables[name] == nil {
			return false
		}
	case "output":
		if m.outputs[name] == nil {
			return false
		}
	case "locals":
		keep = func(attr string) bool { return m.locals[attr] != nil }
	case "module":
		c := m.calls[name]
		if c == nil {
			return false
		}
		keep = func(attr string) bool {
			return attr == "source" || attr == "count" || attr == "for_each" || c.arguments[attr] != nil
		}
	default:
		return false
	}
	for attr := range body.Attributes() {
		if !keep(attr) {
			body.RemoveAttribute(attr)
		}
	}
	for _, inner := range body.Blocks() {
		body.RemoveBlock(inner)
	}
	return true
}

// invented is a value for a variable that has none.
func invented(name string, block *hclsyntax.Block) cty.Value {
	attr, ok := block.Body.Attributes["type"]
	if !ok {
		return inventedOf(name, cty.String)
	}
	t, _, diags := typeexpr.TypeConstraintWithDefaults(attr.Expr)
	if diags.HasErrors() {
		return inventedOf(name, cty.String)
	}
	return inventedOf(name, t)
}

func inventedOf(name string, t cty.Type) cty.Value {
	switch {
	case t == cty.Number:
		return cty.NumberIntVal(7)
	case t == cty.Bool:
		return cty.True
	case t.IsListType() || t.IsSetType():
		return cty.TupleVal([]cty.Value{inventedOf(name+"-b", t.ElementType()), inventedOf(name+"-a", t.ElementType())})
	case t.IsMapType():
		return cty.ObjectVal(map[string]cty.Value{"k": inventedOf(name, t.ElementType())})
	case t.IsTupleType():
		var items []cty.Value
		for _, item := range t.TupleElementTypes() {
			items = append(items, inventedOf(name, item))
		}
		return cty.TupleVal(items)
	case t.IsObjectType():
		members := map[string]cty.Value{}
		for member, of := range t.AttributeTypes() {
			if !t.AttributeOptional(member) {
				members[member] = inventedOf(name+"-"+member, of)
			}
		}
		return cty.ObjectVal(members)
	case strings.Contains(name, "cidr"):
		return cty.StringVal("10.20.0.0/16")
	}
	return cty.StringVal("given-" + name)
}
