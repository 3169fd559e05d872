package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// tree is the modules of a folder by their slash-separated paths.
type tree map[string]*module

// module is what one folder declares. A declaration that cannot be asked for
// is removed from it.
type module struct {
	files     map[string][]byte // .tf files by name
	variables map[string]*hclsyntax.Block
	given     map[string]bool // by terraform.tfvars or *.auto.tfvars
	locals    map[string]hclsyntax.Expression
	outputs   map[string]hclsyntax.Expression
	calls     map[string]*call
}

// call is a module block with a source in the tree.
type call struct {
	child     string
	block     *hclsyntax.Block
	arguments map[string]hclsyntax.Expression
}

// reserved are the attributes of a module block that are no arguments.
var reserved = []string{"source", "version", "providers", "depends_on", "count", "for_each"}

func readTree(root string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if strings.HasPrefix(entry.Name(), ".") && name != root {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil || !entry.Type().IsRegular() || !isModuleFile(rel) {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		folder := path.Dir(filepath.ToSlash(rel))
		if t[folder] == nil {
			t[folder] = &module{
				files: map[string][]byte{}, variables: map[string]*hclsyntax.Block{}, given: map[string]bool{},
				locals: map[string]hclsyntax.Expression{}, outputs: map[string]hclsyntax.Expression{}, calls: map[string]*call{},
			}
		}
		t[folder].files[entry.Name()] = content
		return nil
	})
	for folder, m := range t {
		if !m.declare(folder) {
			delete(t, folder)
		}
	}
	return t, err
}

func isModuleFile(name string) bool {
	base := filepath.Base(name)
	if isValues(base) {
		return true
	}
	return strings.HasSuffix(base, ".tf") && base != "override.tf" && !strings.HasSuffix(base, "_override.tf")
}

// isValues names the files of values that Terraform loads by itself.
func isValues(base string) bool {
	return base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars")
}

// declare reads a module's files. One that does not parse spoils the module.
func (m *module) declare(folder string) bool {
	for name, content := range m.files {
		file, diags := hclsyntax.ParseConfig(content, name, hcl.InitialPos)
		if diags.HasErrors() {
			return false
		}
		body, ok := file.Body.(*hclsyntax.Body)
		if !ok {
			return false
		}
		if isValues(name) {
			for variable := range body.Attributes {
				m.given[variable] = true
			}
			continue
		}
		for _, block := range body.Blocks {
			m.declareBlock(folder, block)
		}
	}
	return true
}

func (m *module) declareBlock(folder string, block *hclsyntax.Block) {
	if block.Type == "locals" {
		for name, attr := range block.Body.Attributes {
			m.locals[name] = attr.Expr
		}
	}
	if len(block.Labels) != 1 {
		return
	}
	name := block.Labels[0]
	switch block.Type {
	case "variable":
		m.variables[name] = block
	case "output":
		if value, ok := block.Body.Attributes["value"]; ok {
			m.outputs[name] = value.Expr
		}
	case "module":
		if c := newCall(folder, block); c != nil {
			m.calls[name] = c
		}
	}
}

// newCall reads a module block, or gives nil where its source is elsewhere.
func newCall(folder string, block *hclsyntax.Block) *call {
	source, ok := block.Body.Attributes["source"]
	if !ok {
		return nil
	}
	v, diags := source.Expr.Value(nil)
	if diags.HasErrors() || !strings.HasPrefix(v.AsString(), ".") {
		return nil
	}
	c := &call{child: path.Join(folder, v.AsString()), block: block, arguments: map[string]hclsyntax.Expression{}}
	for name, attr := range block.Body.Attributes {
		if !slices.Contains(reserved, name) {
			c.arguments[name] = attr.Expr
		}
	}
	return c
}

// prune removes, until nothing changes, what needs something that is absent.
func (t tree) prune() {
	for changed := true; changed; {
		changed = false
		for folder, m := range t {
			changed = t.pruneModule(folder, m) || changed
		}
	}
}

func (t tree) pruneModule(folder string, m *module) bool {
	changed := false
	remove := func(all map[string]hclsyntax.Expression, roots ...string) {
		for name, expr := range all {
			if !t.answerable(m, expr, roots...) {
				delete(all, name)
				changed = true
			}
		}
	}
	remove(m.locals)
	remove(m.outputs)
	for name, c := range m.calls {
		before := len(c.arguments)
		if c.child == folder || !t.callable(m, c) {
			delete(m.calls, name)
			changed = true
			continue
		}
		changed = changed || len(c.arguments) != before
	}
	return changed
}

// callable removes a call's arguments that cannot be asked for. Where the
// child needs one of them, or knows none of that name, the call goes.
func (t tree) callable(m *module, c *call) bool {
	child, ok := t[c.child]
	if !ok {
		return false
	}
	var roots []string
	for _, meta := range []string{"count", "for_each"} {
		attr, ok := c.block.Body.Attributes[meta]
		if ok && !t.answerable(m, attr.Expr) {
			return false
		}
		if ok {
			roots = append(roots, map[string]string{"count": "count", "for_each": "each"}[meta])
		}
	}
	for name, expr := range c.arguments {
		if child.variables[name] == nil || !t.answerable(m, expr, roots...) {
			delete(c.arguments, name)
		}
	}
	for name, block := range child.variables {
		if block.Body.Attributes["default"] == nil && c.arguments[name] == nil {
			return false
		}
	}
	return true
}

// answerable tells whether all that an expression names is there. Functions of
// providers came after 1.5.
func (t tree) answerable(m *module, expr hclsyntax.Expression, roots ...string) bool {
	if slices.ContainsFunc(m.uses(expr), func(name string) bool { return strings.Contains(name, "::") }) {
		return false
	}
	for _, name := range expr.Variables() {
		if !t.present(m, name) && !slices.Contains(roots, name.RootName()) {
			return false
		}
	}
	return true
}

func (t tree) present(m *module, name hcl.Traversal) bool {
	attrs := attributes(name)
	if name.RootName() == "path" || name.RootName() == "terraform" {
		return true
	}
	if len(attrs) == 0 {
		return false
	}
	switch name.RootName() {
	case "var":
		return m.variables[attrs[0]] != nil
	case "local":
		return m.locals[attrs[0]] != nil
	case "module":
		c, ok := m.calls[attrs[0]]
		return ok && t[c.child] != nil && (len(attrs) == 1 || t[c.child].outputs[attrs[1]] != nil)
	}
	return false
}

// attributes lists the attribute steps of a name.
func attributes(name hcl.Traversal) []string {
	var all []string
	for _, step := range name[1:] {
		if attr, ok := step.(hcl.TraverseAttr); ok {
			all = append(all, attr.Name)
		}
	}
	return all
}

// uses lists the functions that an expression calls, also by way of locals,
// and the names it starts from other than var and local.
func (m *module) uses(expr hclsyntax.Expression) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	m.collect(expr, found, seen)
	var all []string
	for name := range found {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (m *module) collect(expr hclsyntax.Expression, found, seen map[string]bool) {
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics { // the visitor gives none
		if f, ok := node.(*hclsyntax.FunctionCallExpr); ok {
			found[f.Name] = true
		}
		return nil
	})
	for _, name := range expr.Variables() {
		attrs := attributes(name)
		switch root := name.RootName(); {
		case len(attrs) == 0:
		case root == "local" && !seen[attrs[0]] && m.locals[attrs[0]] != nil:
			seen[attrs[0]] = true
			m.collect(m.locals[attrs[0]], found, seen)
		case root == "module":
			found["module."] = true
		case root == "path" || root == "terraform":
			found[root+"."+attrs[0]] = true
		}
	}
}
