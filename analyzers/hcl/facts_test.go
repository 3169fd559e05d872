package hcl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestClaims(t *testing.T) {
	for path, want := range map[string]string{
		"a/main.tf": "terraform", "main.tofu": "terraform", "x.auto.tfvars": "terraform",
		"job.hcl": "", "main.tf.json": "terraform", "x.tofu.json": "terraform",
		"terraform.tfvars.json": "terraform", "x.auto.tfvars.json": "terraform", "x.json": "-", "tf.json": "-", ".terraform.lock.hcl": "-", "a/.terraform/modules/m/main.tf": "-", "a.sh": "-",
	} {
		dialect, ok := hcl.FrontEnd().Claims(path, nil)
		got := string(dialect)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestBlocksBecomeResources(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"resource", `resource "aws_x" "n" {}`, `aws_x.n {}`},
		{"data", `data "aws_x" "n" {}`, `data.aws_x.n {}`},
		{"module", `module "n" { source = "./m" }`, `module.n {source='./m'}`},
		{"provider", `provider "aws" { region = "x" }`, `provider.aws {region='x'}`},
		{"provider-alias", `provider "aws" { alias = "x" }`, `provider.aws.x {alias='x'}`},
		{"output", `output "n" { value = "x" }`, `output.n {value='x'}`},
		{"backend", "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n  }\n}", `backend.s3 {bucket='b'}`},
		{"generic", "source \"amazon-ebs\" \"x\" {\n  a = 1\n}", `source.amazon-ebs.x {a='1'}`},
		{"count-zero", "resource \"aws_x\" \"n\" {\n  count = 0\n}", ``},
		{"count-zero-by-variable", "variable \"on\" {\n  default = false\n}\nresource \"aws_x\" \"n\" {\n  count = var.on ? 1 : 0\n}", ``},
		{"count-one", "resource \"aws_x\" \"n\" {\n  count = 1\n}", `aws_x.n {count='1'}`},
		{"count-two", "resource \"aws_x\" \"n\" {\n  count = 2\n  a = \"x${count.index}\"\n}", "aws_x.n[0] {count='2' a='x0‹count.index›'}\naws_x.n[1] {count='2' a='x1‹count.index›'}"},
		{"count-unknown", "resource \"aws_x\" \"n\" {\n  count = var.n\n  a = count.index\n}", `maybe aws_x.n {count=‹var.n› a=‹count.index›}`},
		{"for-each-empty", "resource \"aws_x\" \"n\" {\n  for_each = {}\n}", ``},
		{"for-each", "resource \"aws_x\" \"n\" {\n  for_each = { k = \"v\" }\n  a = each.key\n  b = each.value\n}", `aws_x.n["k"] {for_each={k='v'} a='k' b='v'}`},
		{"for-each-set", "resource \"aws_x\" \"n\" {\n  for_each = toset([\"q\", \"p\"])\n  a = each.key\n}", "aws_x.n[\"p\"] {for_each=['p' 'q'] a='p'}\naws_x.n[\"q\"] {for_each=['p' 'q'] a='q'}"},
		{"for-each-unknown", "resource \"aws_x\" \"n\" {\n  for_each = var.n\n  a = \"x-${each.value.y}\"\n}", `maybe aws_x.n {for_each=‹var.n› a='x-‹each.value.y›'}`},
		{"for-each-choice", "resource \"aws_x\" \"n\" {\n  for_each = var.n ? { k = \"v\" } : {}\n  a = each.value\n}", `maybe aws_x.n["k"] {for_each=[{k='v'}? {}?]? a='v'}`},
		{"dynamic", "resource \"aws_x\" \"n\" {\n  dynamic \"egress\" {\n    for_each = [\"p\", \"q\"]\n    content {\n      to = egress.value\n    }\n  }\n}", `aws_x.n {egress={to='p'} egress={to='q'}}`},
		{"dynamic-iterator", "resource \"aws_x\" \"n\" {\n  dynamic \"egress\" {\n    for_each = [\"p\"]\n    iterator = it\n    content {\n      to = it.value\n    }\n  }\n}", `aws_x.n {egress={to='p'}}`},
		{"dynamic-empty", "resource \"aws_x\" \"n\" {\n  dynamic \"egress\" {\n    for_each = []\n    content {}\n  }\n}", `aws_x.n {}`},
		{"dynamic-unknown", "resource \"aws_x\" \"n\" {\n  dynamic \"egress\" {\n    for_each = var.n\n    content {\n      to = \"0.0.0.0/0\"\n      port = egress.value\n    }\n  }\n}", `aws_x.n {egress={to='0.0.0.0/0' port=‹egress.value›}?}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, _ := lower(tree{"main.tf": test.input})
			if diff := cmp.Diff(test.want, bodies(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVariablesTakeTheValuesThatLoadThemselves(t *testing.T) {
	facts, _ := lower(tree{
		"main.tf":          "variable \"a\" {\n  default = \"x\"\n}\nvariable \"b\" {}\nresource \"aws_x\" \"n\" {\n  a = var.a\n  b = var.b\n}\n",
		"terraform.tfvars": "a = \"y\"\nb = \"p\"\n",
		"z.auto.tfvars":    "a = \"z\"\n",
		"other.tfvars":     "a = \"not loaded\"\nc = \"of another root\"\n",
	})
	if diff := cmp.Diff("aws_x.n {a='z' b='p'}", bodies(facts)); diff != "" {
		t.Error(diff)
	}
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok && r.Type == "aws_x" {
			if at := r.Body.Get("a").Text.Span().File.Path(); at != "z.auto.tfvars" {
				t.Errorf("the value is said to stand in %s", at)
			}
		}
	}
}

func TestLiteralsStandOnceWhereTheyWereTyped(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"local-used-twice", "locals {\n  l = \"x\"\n}\nresource \"aws_x\" \"n\" {\n  a = local.l\n  b = local.l\n}", `l=x`},
		{"default", "variable \"v\" {\n  default = \"x\"\n}", `v=x`},
		{"list-and-object", "locals {\n  l = [\"x\", { k = \"y\" }]\n}", "l=x\nk=y"},
		{"both-branches", "locals {\n  l = var.q == \"p\" ? \"x\" : \"y\"\n}", "l=x\nl=y"},
		{"arguments", "locals {\n  l = base64encode(\"x\")\n}", `l=x`},
		{"filled-holes", "locals {\n  k = \"p\"\n  l = \"x${local.k}\"\n}", "k=p\nl=xp"},
		{"instances", "resource \"aws_x\" \"n\" {\n  count = 3\n  a = \"x\"\n}", `a=x`},
		{"nested-block", "resource \"aws_x\" \"n\" {\n  b {\n    a = \"x\"\n  }\n}", `a=x`},
		{"empty", "locals {\n  l = \"\"\n}", ``},
		{"reference-only", "locals {\n  l = aws_x.n.id\n}", ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, _ := lower(tree{"main.tf": test.input})
			if diff := cmp.Diff(test.want, literals(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMovedTextsPreferTheirNewPlace(t *testing.T) {
	facts, _ := lower(tree{"main.tf": "locals {\n  l = \"x\"\n}\nresource \"aws_x\" \"n\" {\n  a = \"${local.l}-y\"\n  b = local.l\n}"})
	for _, f := range facts {
		r, ok := f.(*fact.Resource)
		if !ok {
			continue
		}
		if got := under(r.Body.Get("a").Text.Span()); got != "-y" {
			t.Errorf("a: span is %q", got)
		}
		if got := under(r.Body.Get("b").At); got != "local.l" {
			t.Errorf("b: value stands at %q", got)
		}
		if got := under(r.At()); got != `resource "aws_x" "n"` {
			t.Errorf("resource stands at %q", got)
		}
	}
}

func TestTemplateFileKeepsTheTemplatesPlace(t *testing.T) {
	facts, _ := lower(tree{
		"main.tf": "resource \"aws_x\" \"n\" {\n  a = templatefile(\"t.tftpl\", { dns = \"8.8.8.8\" })\n}",
		"t.tftpl": "dig @${dns} example.com\n",
	})
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok {
			line := r.Body.Get("a").Text
			if got := line.Span().File.Path(); got != "t.tftpl" {
				t.Errorf("script stands in %s", got)
			}
			if got := line.Slice(5, 12).Span().File.Path(); got != "main.tf" {
				t.Errorf("argument stands in %s", got)
			}
		}
	}
}

func under(s source.Span) string { return s.File.Content(s.Start, s.End) }

func TestCommentsLoseTheirMarks(t *testing.T) {
	facts, _ := lower(tree{"main.tf": "# one\r\na = 1 // two\n/* three\n */\nb = <<E\n# none\nE\n"})
	var got []string
	for _, f := range facts {
		if c, ok := f.(*fact.Comment); ok {
			got = append(got, show(c.Text))
		}
	}
	if diff := cmp.Diff([]string{" one", " two", ` three\n `}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFactsComeInSourceOrder(t *testing.T) {
	facts, _ := lower(tree{"main.tf": "# c\nlocals {\n  a = \"x\" # d\n}\nresource \"aws_x\" \"n\" {\n  b = \"y\"\n}\n"})
	var kinds []string
	for _, f := range facts {
		kinds = append(kinds, string(f.Kind()))
	}
	if diff := cmp.Diff("comment literal comment resource literal", strings.Join(kinds, " ")); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeReadIsANotice(t *testing.T) {
	for _, test := range []struct {
		name, input string
		notice      fact.NoticeType
		bodies      string
	}{
		{"syntax", "resource \"aws_x\" \"n\" {\n  a = \"x\"\n}\nresource \"aws_x\" \"m\" {\n  a = = \n}\n", fact.NoticeUnparsable, "aws_x.n {a='x'}"},
		{"deep", "locals {\n  a = " + strings.Repeat("[", 5000) + "\n}\n", fact.NoticeDepth, ""},
		{"long-operators", "locals {\n  a = " + strings.Repeat("!", 100000) + "true\n}\n", fact.NoticeDepth, ""},
		{"long-sum-of-calls", "locals {\n  a = " + strings.Repeat("f(1, \"x\") + ", 100000) + "1\n}\n", fact.NoticeDepth, ""},
		{"nested-directives", "locals {\n  a = \"" + strings.Repeat("%{if f(1, 2)}", 100000) + "\"\n}\n", fact.NoticeDepth, ""},
		{"chain", chain(100000), fact.NoticeDepth, "aws_x.n {a=‹local.l"},
		{"cycle", "locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_x\" \"n\" {\n  a = local.a\n}\n", fact.NoticeLoop, "aws_x.n {a=‹local.a›}"},
		{"doubling", doubling(64), fact.NoticeLimit, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(tree{"main.tf": test.input})
			if len(notices) == 0 || notices[0].Type != test.notice {
				t.Errorf("notices: %+v", notices)
			}
			if got := bodies(facts); test.bodies != "" && !strings.HasPrefix(got, test.bodies) {
				t.Error(cmp.Diff(test.bodies, got))
			}
		})
	}
}

// doubling is a value whose tree has 2^n leaves.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  l0 = [\"x\"]\n")
	for i := 1; i <= n; i++ {
		b.WriteString("  l" + itoa(i) + " = [local.l" + itoa(i-1) + ", local.l" + itoa(i-1) + "]\n")
	}
	b.WriteString("}\nresource \"aws_x\" \"n\" {\n  a = local.l" + itoa(n) + "\n}\n")
	return b.String()
}

// chain is a value behind n others.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  l0 = \"x\"\n")
	for i := 1; i <= n; i++ {
		b.WriteString("  l" + itoa(i) + " = local.l" + itoa(i-1) + "\n")
	}
	b.WriteString("}\nresource \"aws_x\" \"n\" {\n  a = local.l" + itoa(n) + "\n}\n")
	return b.String()
}

func TestHugeNumbersAreNotWrittenOut(t *testing.T) {
	for _, input := range []string{
		`"${1e999999999}"`, `1e999999999 % 3`, `"1e999999999" + 1`, `tonumber("1e999999999")`, `jsondecode("1e999999999")`,
		`format("%999999999d", 1)`, `format("%d", "1e999999999")`, `[1]["1e999999999"]`, `pow(9e300, 9e300)`,
	} {
		facts, _ := lower(tree{"main.tf": "resource \"aws_x\" \"n\" {\n  a = " + input + "\n}\n"})
		for _, f := range facts {
			if r, ok := f.(*fact.Resource); ok && r.Body.Get("a").Text.Known() {
				t.Errorf("%s: got %s", input, dump(r.Body))
			}
		}
	}
}

func TestManyInstancesAreCut(t *testing.T) {
	facts, notices := lower(tree{"main.tf": "resource \"aws_x\" \"n\" {\n  count = 2000\n}\n"})
	if n := strings.Count(bodies(facts), "aws_x.n["); n != 1000 {
		t.Errorf("%d instances", n)
	}
	if len(notices) != 1 || notices[0].Type != fact.NoticeLimit {
		t.Errorf("notices: %+v", notices)
	}
}
