package hcl

import (
	"path"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxRendering bounds templates inside each other.
const maxRendering = 4

// below resolves a path that the module names, if it stays below the tree.
func (c call) below() (string, bool) {
	if len(c.args) == 0 || c.unit.Files == nil {
		return "", false
	}
	name, ok := keyName(c.args[0])
	if !ok || path.IsAbs(name) {
		return "", false
	}
	full := path.Join(c.unit.Path, name)
	return full, full != ".." && !strings.HasPrefix(full, "../")
}

// open reads the file of the first argument.
func (c call) open() (*source.File, bool) {
	name, ok := c.below()
	if !ok {
		return nil, false
	}
	f, err := c.unit.Files.Read(name)
	if err != nil || f == nil || f.Len() > maxText {
		return nil, false
	}
	c.read[f] = true
	return f, true
}

func fileText(c call) cty.Value {
	f, ok := c.open()
	if !ok {
		return c.fail()
	}
	return c.text(f.Text())
}

// fileExists says yes or nothing: what is absent here may be made before the
// deployment.
func fileExists(c call) cty.Value {
	if _, ok := c.open(); ok {
		return cty.True
	}
	return cty.UnknownVal(cty.Bool)
}

// templateFile renders a template of the tree. Its own words are the place of
// the result, the arguments are moved there.
func templateFile(c call) cty.Value {
	f, ok := c.open()
	if !ok || len(c.args) != 2 || c.rendering >= maxRendering {
		return c.fail()
	}
	e, ok := c.parseTemplate(f)
	if !ok {
		return c.fail()
	}
	given, _ := shown(c.args[1])
	plain, _ := given.Unmark()
	variables := map[string]cty.Value{}
	if plain.IsKnown() && !plain.IsNull() && (plain.Type().IsObjectType() || plain.Type().IsMapType()) {
		for name, v := range plain.AsValueMap() {
			variables[name] = c.moved(v)
		}
	}
	c.rendering++
	defer func() { c.rendering-- }()
	v, _ := e.Value(&hcl.EvalContext{Variables: variables})
	return v
}

// parseTemplate reads a file as a template; each file is read once a module.
func (m *module) parseTemplate(f *source.File) (hclsyntax.Expression, bool) {
	if e, ok := m.templates[f]; ok {
		return e, e != nil
	}
	m.templates[f] = nil
	name := "template " + strconv.Itoa(len(m.templates)) + ":" + f.Path()
	text := f.Text()
	m.sources[name] = text
	content := []byte(text.Reveal())
	tokens, _ := hclsyntax.LexTemplate(content, name, hcl.InitialPos)
	if at, deep := tooDeep(tokens); deep {
		m.report(fact.NoticeDepth, at, "nested too deeply to be read")
		return nil, false
	}
	e, diags := hclsyntax.ParseTemplate(content, name, hcl.InitialPos)
	m.reportAll(diags)
	if e == nil || diags.HasErrors() {
		return nil, false
	}
	if whole, ok := e.(*hclsyntax.TemplateExpr); ok {
		m.templates[f] = m.wrapTemplate(whole, false)
	} else {
		m.templates[f] = m.wrap(e)
	}
	return m.templates[f], true
}

// moved marks the texts of a value as brought from elsewhere.
func (m *module) moved(v cty.Value) cty.Value {
	return loosen(v, func(leaf cty.Value) cty.Value {
		t := traceOf(leaf)
		if t == nil || !m.spend(1) {
			return leaf
		}
		plain, _ := leaf.Unmark()
		options := make([]cty.Value, len(t.values))
		for i, option := range t.values {
			options[i] = m.moved(option)
		}
		return plain.Mark(m.trace(t.kind, t.text.Moved(), options...))
	})
}
