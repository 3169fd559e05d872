package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// The law of twins: Terraform's two syntaxes say the same. Each example is
// written again in JSON, and gives the same findings under the same text.

func TestTerraformInJSONGivesTheSameFindings(t *testing.T) {
	compared, with := 0, 0
	for _, r := range rules.All {
		for _, e := range r.Examples() {
			native, twin := fstest.MapFS{}, fstest.MapFS{}
			isTerraform, ignores := false, false
			for _, file := range e.Files {
				plain, _ := file.Plain()
				content := placeholders.Replace(plain.Content)
				ignores = ignores || strings.Contains(content, "hiyari:ignore")
				native[plain.Path] = &fstest.MapFile{Data: []byte(content)}
				name := plain.Path
				if ext := path.Ext(name); ext == ".tf" || ext == ".tfvars" {
					isTerraform = true
					name += ".json"
					content = toJSON(t, content, ext == ".tfvars")
				}
				twin[name] = &fstest.MapFile{Data: []byte(content)}
			}
			if !isTerraform || ignores {
				continue
			}
			t.Run(fmt.Sprintf("%s/%v/%s", r.Name, e.Bad, e.Name), func(t *testing.T) {
				want, got := underlined(native), underlined(twin)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				compared++
				if len(want) > 0 {
					with++
				}
			})
		}
	}
	t.Logf("%d examples, %d with findings", compared, with)
	if compared < 30 || with < 14 {
		t.Error("too few twins to show anything")
	}
}

func TestAnIgnoreInAMemberNamedSlashesCoversTheNextLine(t *testing.T) {
	const before, behind = `{"resource": {"aws_security_group": {"web": {"egress": {
  "protocol": "-1", "from_port": 0, "to_port": 0,
`, `  "cidr_blocks": ["0.0.0.0/0"]
}}}}}
`
	for ignore, want := range map[string]int{
		"": 1, "  \"//\" : \"hiyari:ignore egress all of it is a test\",\n": 0, "  \"x\": \"hiyari:ignore egress this is a value\",\n": 1,
	} {
		if got := underlined(fstest.MapFS{"main.tf.json": {Data: []byte(before + ignore + behind)}}); len(got) != want {
			t.Errorf("%q: %q", ignore, got)
		}
	}
}

// underlined lists findings by rule, message and the text under them. What a
// string says is compared, for the spellings differ.
func underlined(tree fstest.MapFS) []string {
	var all []string
	for _, f := range engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{}).Findings {
		text := f.At.File.Content(f.At.Start, f.At.End)
		var said string
		if json.Unmarshal([]byte(`"`+text+`"`), &said) == nil {
			text = said
		}
		if strings.HasPrefix(text, "resource ") { // JSON has but the name
			text = strings.Trim(text[strings.LastIndexByte(text, ' '):], ` "`)
		}
		all = append(all, fmt.Sprintf("%s %s %q: %s", f.Rule.Name, strings.TrimSuffix(f.At.File.Path(), ".json"), text, f.Message))
	}
	slices.Sort(all)
	return all
}

// toJSON writes native syntax as JSON, in the order that it has.
func toJSON(t *testing.T, content string, values bool) string {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(content), "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	w := &twinWriter{content: content, values: values}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatal("no body")
	}
	w.body("", body)
	var indented strings.Builder
	encoder := json.NewEncoder(&indented)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(json.RawMessage(w.b.String())); err != nil {
		t.Fatalf("%v in %s", err, w.b.String())
	}
	return indented.String()
}

type twinWriter struct {
	content string
	values  bool
	b       strings.Builder
}

func (w *twinWriter) quote(s string) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s)
	w.b.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

func (w *twinWriter) body(kind string, body *hclsyntax.Body) {
	w.b.WriteString("{")
	comma := ""
	attributes := slices.SortedFunc(maps.Values(body.Attributes), func(a, b *hclsyntax.Attribute) int {
		return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte
	})
	for _, attr := range attributes {
		w.b.WriteString(comma)
		w.quote(attr.Name)
		w.b.WriteString(":")
		switch {
		case kind == "variable" && attr.Name == "type" || attr.Name == "depends_on" || attr.Name == "provider":
			w.quote(w.source(attr.Expr.Range()))
		case kind == "variable" && attr.Name == "default":
			literal := *w
			literal.values = true
			literal.b = strings.Builder{}
			literal.expression(attr.Expr)
			w.b.WriteString(literal.b.String())
		default:
			w.expression(attr.Expr)
		}
		comma = ","
	}
	byType := map[string][]*hclsyntax.Block{}
	var order []string
	for _, block := range body.Blocks {
		if byType[block.Type] == nil {
			order = append(order, block.Type)
		}
		byType[block.Type] = append(byType[block.Type], block)
	}
	for _, name := range order {
		w.b.WriteString(comma)
		w.quote(name)
		w.b.WriteString(":[")
		for i, block := range byType[name] {
			if i > 0 {
				w.b.WriteString(",")
			}
			for _, label := range block.Labels {
				w.b.WriteString("{")
				w.quote(label)
				w.b.WriteString(":")
			}
			w.body(block.Type, block.Body)
			w.b.WriteString(strings.Repeat("}", len(block.Labels)))
		}
		w.b.WriteString("]")
		comma = ","
	}
	w.b.WriteString("}")
}

func (w *twinWriter) source(r hcl.Range) string { return w.content[r.Start.Byte:r.End.Byte] }

func (w *twinWriter) expression(e hclsyntax.Expression) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		w.b.WriteString(w.source(e.SrcRange))
	case *hclsyntax.TemplateExpr:
		var said strings.Builder
		for _, part := range e.Parts {
			literal, ok := part.(*hclsyntax.LiteralValueExpr)
			switch {
			case !ok:
				said.WriteString("${" + w.source(part.Range()) + "}")
			case w.values:
				said.WriteString(literal.Val.AsString())
			default:
				said.WriteString(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(literal.Val.AsString()))
			}
		}
		w.quote(said.String())
	case *hclsyntax.TemplateWrapExpr:
		w.quote("${" + w.source(e.Wrapped.Range()) + "}")
	case *hclsyntax.TupleConsExpr:
		w.b.WriteString("[")
		for i, item := range e.Exprs {
			if i > 0 {
				w.b.WriteString(",")
			}
			w.expression(item)
		}
		w.b.WriteString("]")
	case *hclsyntax.ObjectConsExpr:
		w.b.WriteString("{")
		for i, item := range e.Items {
			if i > 0 {
				w.b.WriteString(",")
			}
			if name := hcl.ExprAsKeyword(item.KeyExpr); name != "" {
				w.quote(name)
			} else if v, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && v.Type() == cty.String {
				w.quote(v.AsString())
			} else {
				w.quote("${" + w.source(item.KeyExpr.Range()) + "}")
			}
			w.b.WriteString(":")
			w.expression(item.ValueExpr)
		}
		w.b.WriteString("}")
	default:
		w.quote("${" + w.source(e.Range()) + "}")
	}
}
