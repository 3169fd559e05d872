package hcl

import (
	"path"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
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
	if len(c.args) == 0 || c.files == nil {
		return "", false
	}
	name, ok := keyName(c.args[0])
	if !ok {
		return "", false
	}
	full := path.Join(c.root.path, name)
	if path.IsAbs(name) || outside(full) {
		c.report(fact.NoticeUnresolved, c.at, "a file outside of the tree is not read")
		return "", false
	}
	return full, true
}

// open reads the file of the first argument.
func (c call) open() (*source.File, bool) {
	name, ok := c.below()
	if !ok {
		return nil, false
	}
	f, err := c.files.Read(name)
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

// maxListed bounds the files that fileset looks at.
const maxListed = 20_000

// fileSet lists the files that match a pattern, which may lead out of its
// folder.
func fileSet(c call) cty.Value {
	t, ok := c.texts(2, 2)
	if !ok {
		return c.fail()
	}
	folder, ok := c.below()
	if !ok || !t[0].Known() || !t[1].Known() {
		return cty.DynamicVal
	}
	pattern := path.Join(folder, t[1].Reveal())
	base, _ := doublestar.SplitPattern(pattern)
	if base == ".." || strings.HasPrefix(base, "../") {
		return cty.DynamicVal
	}
	var found []string
	left := maxListed
	c.walk(base, pattern, &found, &left)
	if left <= 0 {
		return cty.DynamicVal
	}
	files := make([]cty.Value, len(found))
	for i, name := range found {
		files[i] = cty.StringVal(relative(folder, name))
	}
	return c.asSet(cty.TupleVal(files))
}

func (c call) walk(folder, pattern string, found *[]string, left *int) {
	entries, err := c.files.List(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if *left--; *left <= 0 {
			return
		}
		name := path.Join(folder, entry.Name())
		if entry.IsDir() {
			c.walk(name, pattern, found, left)
			continue
		}
		if matches, err := doublestar.Match(pattern, name); err == nil && matches {
			*found = append(*found, name)
		}
	}
}

// relative is the path of a file of the tree as a folder of the tree sees it.
func relative(folder, name string) string {
	var from []string
	if folder != "." {
		from = strings.Split(folder, "/")
	}
	to := strings.Split(name, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// absolutePath is known from the top of the tree on.
func absolutePath(c call) cty.Value {
	full, ok := c.below()
	hole := source.HoleAt(c.span(c.at))
	if !ok || full == "." {
		return c.text(hole)
	}
	return c.text(source.Concat(hole, respelled("/"+full, c.span(c.at))))
}

// expandedPath is the path itself, unless it is in someone's home.
func expandedPath(c call) cty.Value {
	t, ok := c.texts(1, 1)
	switch {
	case !ok:
		return c.fail()
	case !t[0].Known() || t[0].HasPrefix("~"):
		return cty.UnknownVal(cty.String)
	}
	return c.args[0]
}

// templateFile renders a template of the tree. Its own words are the place of
// the result, the arguments are moved there.
func templateFile(c call) cty.Value {
	f, ok := c.open()
	if !ok || len(c.args) != 2 {
		return c.fail()
	}
	if c.rendering >= maxRendering {
		c.report(fact.NoticeDepth, c.at, "templates call each other too deeply")
		return c.fail()
	}
	e, ok := c.parseTemplate(f)
	if !ok {
		return c.fail()
	}
	return c.render(e)
}

// templateString renders a template that is a value.
func templateString(c call) cty.Value {
	t, ok := c.texts(1, 2)
	if !ok || c.rendering >= maxRendering {
		return c.fail()
	}
	if !t[0].Known() {
		return cty.UnknownVal(cty.String)
	}
	c.rendered++
	e, ok := c.parsedTemplate("string "+strconv.Itoa(c.rendered)+":", t[0])
	if !ok {
		return c.fail()
	}
	return c.render(e)
}

// render evaluates a template with the second argument's members.
func (c call) render(e hclsyntax.Expression) cty.Value {
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
	ctx := c.ctx.NewChild()
	ctx.Variables = variables
	v, _ := e.Value(ctx)
	return v
}

// parseTemplate reads a file as a template; each file is read once a root.
func (m *module) parseTemplate(f *source.File) (hclsyntax.Expression, bool) {
	if e, ok := m.templates[f]; ok {
		return e, e != nil
	}
	e, ok := m.parsedTemplate("template "+strconv.Itoa(len(m.templates))+":"+f.Path(), f.Text())
	m.templates[f] = e
	return e, ok
}

func (m *module) parsedTemplate(name string, text source.Text) (hclsyntax.Expression, bool) {
	r := &reader{parsedFile: &parsedFile{path: name, text: text, keys: map[string]source.Text{}}}
	m.sources[r.path] = r.text
	var e hclsyntax.Expression
	r.guard(func() { e = r.template() })
	for _, n := range r.notices {
		m.say(n)
	}
	return e, e != nil
}

func (r *reader) template() hclsyntax.Expression {
	content := []byte(r.text.Reveal())
	tokens, _ := hclsyntax.LexTemplate(content, r.path, hcl.InitialPos)
	if at, deep := tooDeep(tokens); deep {
		r.report(fact.NoticeDepth, at, "nested too deeply to be read")
		return nil
	}
	e, diags := hclsyntax.ParseTemplate(content, r.path, hcl.InitialPos)
	r.reportAll(diags)
	if e == nil || diags.HasErrors() {
		return nil
	}
	if whole, ok := e.(*hclsyntax.TemplateExpr); ok {
		return r.wrapTemplate(whole, false)
	}
	return r.wrap(e)
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
