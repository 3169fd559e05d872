package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// stringMode tells what a string is read as.
type stringMode int

const (
	templates   stringMode = iota
	characters             // as it stands
	expressions            // as one expression, where it is no template
)

// expression translates a value into a wrapped expression.
func (r *jsonReader) expression(v *jsonpos.Value, mode stringMode) hclsyntax.Expression {
	at := r.between(v.Start, v.End)
	switch v.Kind {
	case jsonpos.String:
		return r.str(v.Text, r.inside(v.Start, v.End), mode)
	case jsonpos.Array:
		list := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: at}
		for _, item := range v.Items {
			list.Exprs = append(list.Exprs, r.expression(item, mode))
		}
		return &safeNode{Expression: list}
	case jsonpos.Object:
		n := &objectNode{Expression: &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: at}}
		for _, m := range v.Members {
			keys := mode
			if mode == expressions { // of a module's providers, which are names
				keys = characters
			}
			n.members = append(n.members, member{
				key: r.str(m.Name, r.inside(m.Start, m.End), keys), value: r.expression(m.Value, mode),
			})
		}
		r.learnKeys(n)
		return n
	case jsonpos.Number:
		return r.literal(r.number(v.Text), at)
	case jsonpos.Bool:
		return r.literal(cty.BoolVal(v.Text.Equal("true")), at)
	case jsonpos.Null:
		return r.literal(cty.NullVal(cty.DynamicPseudoType), at)
	case jsonpos.Hole:
	}
	return r.literal(cty.DynamicVal, at)
}

// literal is a value without a template.
func (r *jsonReader) literal(v cty.Value, at hcl.Range) hclsyntax.Expression {
	return r.wrap(&hclsyntax.LiteralValueExpr{Val: v, SrcRange: at})
}

// number reads a number of a size that can be converted in little time.
func (r *jsonReader) number(t source.Text) cty.Value {
	if !saneNumeral(t.Reveal()) {
		return cty.DynamicVal
	}
	n, err := cty.ParseNumberVal(t.Reveal())
	if err != nil {
		return cty.DynamicVal
	}
	return n
}

// str translates a string. Its quotes are not its own: what stands in it is
// parsed as the native syntax parses a heredoc.
func (r *jsonReader) str(t source.Text, at hcl.Range, mode stringMode) hclsyntax.Expression {
	raw := t.Reveal()
	marked := strings.Contains(raw, "${") || strings.Contains(raw, "%{")
	switch {
	case mode == characters && isBlank(raw):
		return r.literal(cty.DynamicVal, at)
	case mode == characters || mode == templates && !marked:
		return r.plain(t, at)
	case mode == expressions && !marked:
		if e, ok := r.parsed(raw, at, hclsyntax.LexExpression, hclsyntax.ParseExpression); ok {
			return r.wrap(e)
		}
		return r.plain(t, at)
	}
	e, ok := r.parsed(raw, at, hclsyntax.LexTemplate, hclsyntax.ParseTemplate)
	if !ok {
		return r.literal(cty.DynamicVal, at)
	}
	if whole, ok := e.(*hclsyntax.TemplateExpr); ok {
		return r.wrapTemplate(whole, false)
	}
	return r.wrap(e)
}

// isBlank reports a string that is nothing but `${name}`. Where Terraform takes
// characters as they stand, another program is to fill that in.
func isBlank(raw string) bool {
	return strings.HasPrefix(raw, "${") && strings.IndexByte(raw, '}') == len(raw)-1
}

// plain is a template of nothing but characters.
func (r *jsonReader) plain(t source.Text, at hcl.Range) hclsyntax.Expression {
	inner := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(t.Reveal()), SrcRange: at}
	e := &hclsyntax.TemplateExpr{SrcRange: at}
	if t.Len() == 0 {
		return &templateNode{Expression: e}
	}
	e.Parts = []hclsyntax.Expression{inner}
	return &templateNode{Expression: e, parts: []hclsyntax.Expression{
		&literalNode{Expression: inner, value: r.typed(r.slice(at))},
	}}
}

type (
	lexer  func(raw []byte, name string, start hcl.Pos) (hclsyntax.Tokens, hcl.Diagnostics)
	parser func(raw []byte, name string, start hcl.Pos) (hclsyntax.Expression, hcl.Diagnostics)
)

// parsed reads a string in HCL's own syntax, with notices for what is wrong.
func (r *jsonReader) parsed(raw string, at hcl.Range, lex lexer, parse parser) (hclsyntax.Expression, bool) {
	tokens, _ := lex([]byte(raw), r.name, at.Start)
	if deep, ok := tooDeep(tokens); ok {
		r.report(fact.NoticeDepth, deep, "nested too deeply to be read")
		return nil, false
	}
	e, diags := parse([]byte(raw), r.name, at.Start)
	r.reportAll(diags)
	return e, e != nil && !diags.HasErrors()
}
