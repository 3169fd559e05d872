package hcl_test

import (
	"strconv"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

func itoa(n int) string { return strconv.Itoa(n) }

// checkLaws holds every text and span of the facts against their files.
func checkLaws(t *testing.T, facts []fact.Fact) {
	t.Helper()
	for _, f := range facts {
		checkSpan(t, f.At())
		switch f := f.(type) {
		case *fact.Resource:
			checkValue(t, f.Body)
		case *fact.Literal:
			checkText(t, f.Name)
			checkText(t, f.Value)
		case *fact.Comment:
			checkText(t, f.Text)
		default: // this front end makes no others
			t.Errorf("unexpected %s", f.Kind())
		}
	}
}

func checkValue(t *testing.T, v *fact.Value) {
	t.Helper()
	checkSpan(t, v.At)
	checkText(t, v.Text)
	for _, item := range v.Items {
		checkValue(t, item)
	}
	for _, e := range v.Entries {
		checkText(t, e.Name)
		checkValue(t, e.Value)
	}
}

func checkSpan(t *testing.T, s source.Span) {
	t.Helper()
	if s.File == nil || s.Start < 0 || s.Start > s.End || s.End > s.File.Len() {
		t.Errorf("span %d to %d is outside its file", s.Start, s.End)
	}
}

func checkText(t *testing.T, text source.Text) {
	t.Helper()
	for _, p := range text.Parts() {
		if p.Span.File == nil {
			continue
		}
		checkSpan(t, p.Span)
		if p.Exact && p.Text.Reveal() != p.Span.File.Content(p.Span.Start, p.Span.End) {
			t.Errorf("a part that is said to be exact differs from its source")
		}
	}
}

func FuzzLower(f *testing.F) {
	f.Add("locals {\n  a = \"x${var.b}\\n\"\n}\nvariable \"b\" {\n  default = \"é\"\n}\n")
	f.Add("resource \"a\" \"b\" {\n  for_each = { k = [1] }\n  c = <<-E\n    x ${each.key}\n    %{ for i, v in each.value ~}\n  y${i}\n    %{ endfor }\n  E\n}\n")
	f.Add("resource \"a\" \"b\" {\n  count = length(split(\",\", \"x,y\"))\n  dynamic \"e\" {\n    for_each = [for k, v in { p = 1 } : upper(k) if v == 1]\n    content {\n      c = jsonencode({ q = e.value })\n    }\n  }\n}\n")
	f.Add("locals {\n  a = merge(local.b, { for i in range(3) : \"k${i}\" => try(local.c[*].d, format(\"%02d\", i)) })\n  e = replace(\"a.b\", \"/[.]/\", \"$1\")\n  f = templatefile(\"t\", { x = 1 })\n}\n")
	f.Add("a = x.*.y[0]\nb = (1 + 2) * -3 >= 4 && !true ? [] : {}\nc = \"%{if x}${~ y ~}%{else}$${%%{z%{endif}\"\n")
	f.Fuzz(func(t *testing.T, content string) {
		file := source.NewFile("main.tf", []byte(content))
		u := &fact.Unit{Language: fact.LanguageHCL, Files: tree{"t": content}, Texts: []fact.Source{{Path: "main.tf", Text: file.Text()}}}
		var facts []fact.Fact
		hcl.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) {
			if n.Message == "the evaluator failed" {
				t.Error("a panic was caught")
			}
		})
		checkLaws(t, facts)
	})
}

// TestEmbeddedTextsMapBack lowers HCL that stands in a quoted string, so that
// its text has many pieces.
func TestEmbeddedTextsMapBack(t *testing.T) {
	const host = `"resource \"aws_x\" \"n\" {\n  a = \"x é\"\n}\n"`
	file := source.NewFile("host", []byte(host))
	var parts []source.Text
	for i := 1; i < len(host)-1; i++ {
		if host[i] != '\\' {
			parts = append(parts, file.Slice(i, i+1))
			continue
		}
		value := map[byte]string{'n': "\n", '"': `"`}[host[i+1]]
		parts = append(parts, source.Escaped(value, source.Span{File: file, Start: i, End: i + 2}))
		i++
	}
	u := &fact.Unit{Texts: []fact.Source{{Path: "main.tf", Text: source.Concat(parts...)}}}
	var facts []fact.Fact
	hcl.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(fact.Notice) {})
	checkLaws(t, facts)
	r, ok := facts[0].(*fact.Resource)
	if !ok {
		t.Fatalf("%T", facts[0])
	}
	if got := under(r.Body.Get("a").Text.Span()); got != "x é" {
		t.Errorf("value stands at %q", got)
	}
	if got := under(r.At()); got != `resource \"aws_x\" \"n\"` {
		t.Errorf("resource stands at %q", got)
	}
}
