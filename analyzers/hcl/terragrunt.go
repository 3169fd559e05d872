package hcl

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// terragruntFile calls a module as its root, with inputs for its variables.
const terragruntFile = "terragrunt.hcl"

// terragrunt evaluates the modules that the terragrunt.hcl of a folder calls.
func (m *module) terragrunt(holder fact.Fact, emit fact.Emit) {
	for _, f := range m.folder.files {
		if f.body == nil || path.Base(f.path) != terragruntFile {
			continue
		}
		for _, block := range f.body.Blocks {
			if attr, ok := block.Body.Attributes["source"]; ok && block.Type == "terraform" {
				m.callRoot(block, attr, f.body.Attributes["inputs"], holder, emit)
			}
		}
	}
}

func (m *module) callRoot(block *hclsyntax.Block, from, inputs *hclsyntax.Attribute, holder fact.Fact, emit fact.Emit) {
	v, _ := from.Expr.Value(m.ctx)
	written, known := keyName(v)
	at := from.Expr.Range()
	if !known {
		m.report(fact.NoticeUnresolved, at, "the source of a module is not known")
		return
	}
	dir, local := localSource(m.folder.path, written)
	if !local || outside(dir) {
		m.report(fact.NoticeUnresolved, at, notHere)
		return
	}
	f := m.session.folder(unitKey{dir, fact.DialectTerraform}, m.files)
	if !f.hasCode() {
		m.report(fact.NoticeUnresolved, at, noCode)
		return
	}
	root := m.newModule(f, nil)
	for name, expr := range m.inputs(inputs) {
		if v, ok := root.variables[name]; ok {
			v.expr, v.ctx = expr, m.ctx
		}
	}
	header := m.span(headerOf(block))
	with := &fact.Resource{
		Node: fact.NewNode(header, holder, fact.Always), Type: "evaluation", Name: m.folder.path + "/" + terragruntFile,
		Body: &fact.Value{At: header, Form: fact.Block},
	}
	with.Name = strings.TrimPrefix(with.Name, "./")
	emit(with)
	root.lower(with, evaluations, emit)
}

// inputs are the expressions of terragrunt's inputs. Those that a function puts
// together are taken by their values.
func (m *module) inputs(attr *hclsyntax.Attribute) map[string]hclsyntax.Expression {
	all := map[string]hclsyntax.Expression{}
	if attr == nil {
		return all
	}
	if object, ok := attr.Expr.(*objectNode); ok {
		for _, item := range object.members {
			key, _ := item.key.Value(m.ctx)
			if name, known := keyName(key); known {
				all[name] = item.value
			}
		}
		return all
	}
	v, _ := attr.Expr.Value(m.ctx)
	v, _ = shown(choices(v)[0])
	plain, _ := v.Unmark()
	if plain.IsKnown() && !plain.IsNull() && (plain.Type().IsObjectType() || plain.Type().IsMapType()) {
		for name, item := range plain.AsValueMap() {
			all[name] = &fixedNode{Expression: attr.Expr, value: item}
		}
	}
	return all
}
