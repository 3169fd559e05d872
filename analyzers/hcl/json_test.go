package hcl_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	oracle "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestJSONValuesShowWhatWasTyped(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"plain", `"a": "x"`, `a='x'`},
		{"numbers-and-booleans", `"a": -1, "b": 0, "c": true, "d": 1.50`, `a='-1' b='0' c='true' d='1.50'`},
		{"null", `"a": null`, `a=null`},
		{"empty", `"a": ""`, `a=''`},
		{"escapes", `"a": "x\n\"\u00e9\\$${y} %%{z}"`, `a='x\n‹\n›"‹\"›é‹\u00e9›\‹\\›${‹$${›y} %{‹%%{›z}'`},
		{"backslash-is-jsons-alone", `"a": "x\\n"`, `a='x\‹\\›n'`},
		{"quote-first", `"a": "\"x\\n\""`, `a='"‹\"›x\‹\\›n"‹\"›'`},
		{"hole-in-the-middle", `"a": "vpc-${var.x}-a"`, `a='vpc-‹var.x›-a'`},
		{"whole-hole", `"a": "${var.x}"`, `a=‹var.x›`},
		{"computed-number", `"a": "${1 + 2}"`, `a='3‹1 + 2›'`},
		{"reference", `"a": "${aws_sg.web.id}"`, `a=&aws_sg.web.id`},
		{"reference-behind-escapes", `"a": "\n\n", "b": "\"${aws_sg.web[\"k\"].id}"`, `a='\n‹\n›\n‹\n›' b='"‹\"›‹aws_sg.web[\"k\"].id›'`},
		{"call-in-string", `"a": "${upper(\"x\")}${lower(\"Y\")}"`, `a='X‹x\›y‹Y\›'`},
		{"list", `"a": ["x", "${aws_sg.b.id}", 3]`, `a=['x' &aws_sg.b.id '3']`},
		{"object-keeps-order", `"tags": {"z": "1", "b": "2", "${var.k}": "3"}`, `tags={z='1' b='2' ‹${var.k}›='3'}`},
		{"nested-block", `"egress": [{"cidr_blocks": ["0.0.0.0/0"]}, {}]`, `egress={cidr_blocks=['0.0.0.0/0']} egress={}`},
		{"single-block", `"egress": {"cidr_blocks": ["0.0.0.0/0"]}`, `egress={cidr_blocks=['0.0.0.0/0']}`},
		{"labels-nest", `"provisioner": [{"file": {"content": "x"}}]`, `provisioner={file={content='x'}}`},
		{"list-of-strings-is-no-block", `"a": [{"b": "x"}, "y"]`, `a=[{b='x'} 'y']`},
		{"dynamic", `"dynamic": {"egress": {"for_each": ["p", "q"], "content": {"to": "${egress.value}"}}}`, `egress={to='p'} egress={to='q'}`},
		{"dynamic-iterator", `"dynamic": [{"egress": [{"for_each": ["p"], "iterator": "it", "content": [{"to": "${it.value}"}]}]}]`, `egress={to='p'}`},
		{"directive", `"a": "-%{if var.q}x%{else}y%{endif}-"`, `a=['-x-'? '-y-'?]?`},
		{"names", `"depends_on": ["aws_x.m"], "provider": "aws.west"`, `depends_on=[&aws_x.m] provider=&aws.west`},
		{"ignored-changes", `"lifecycle": {"ignore_changes": ["tags"], "prevent_destroy": true}`, `lifecycle={ignore_changes=[‹tags›] prevent_destroy='true'}`},
		{"comments", `"//": "why", "a": "x", "egress": {"//": 1, "b": "y"}`, `a='x' egress={b='y'}`},
		{"bad-template", `"a": "${", "b": "x"`, `a=‹${› b='x'`},
		{"huge-number", `"a": 1e999999999`, `a=‹1e999999999›`},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(tree{"main.tf.json": `{"resource": {"aws_x": {"n": {` + test.input + `}}}}`})
			if diff := cmp.Diff("aws_x.n {"+test.want+"}", bodies(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 && test.name != "bad-template" {
				t.Errorf("notices: %v", notices[0].Message)
			}
			checkLaws(t, facts)
		})
	}
}

func TestJSONBlocks(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"resources", `{"resource": {"aws_x": {"n": {}, "m": {}}, "aws_y": {"n": [{}]}}}`, "aws_x.n {}\naws_x.m {}\naws_y.n {}"},
		{"arrays-at-each-level", `[{"resource": [{"aws_x": [{"n": [{"a": 1}]}]}, {"aws_x": {"m": {}}}]}, {"data": {"aws_x": {"n": {}}}}]`, "aws_x.n {a='1'}\naws_x.m {}\ndata.aws_x.n {}"},
		{"key-twice", `{"resource": {"aws_x": {"n": {}}}, "resource": {"aws_x": {"m": {}}}}`, "aws_x.n {}\naws_x.m {}"},
		{"module", `{"module": {"n": {"source": "./m", "rules": [{"to": "${var.x}"}], "providers": {"aws": "aws.west"}}}}`, "module.n {source='./m' rules=[{to=‹var.x›}] providers={aws=&aws.west}}"},
		{"provider-alias", `{"provider": {"aws": [{"region": "x"}, {"alias": "w", "assume_role": {"role_arn": "r"}}]}}`, "provider.aws {region='x'}\nprovider.aws.w {alias='w' assume_role={role_arn='r'}}"},
		{"output", `{"output": {"n": {"value": "${local.x}"}}, "locals": {"x": "y"}}`, "output.n {value='y'}"},
		{"backend", `{"terraform": {"backend": {"s3": {"bucket": "${b}c"}}}}`, "backend.s3 {bucket='${b}c'}"},
		{"count", `{"resource": {"aws_x": {"n": {"count": 2, "a": "x${count.index}"}}}}`, "aws_x.n[0] {count='2' a='x0‹count.index›'}\naws_x.n[1] {count='2' a='x1‹count.index›'}"},
		{"for-each", `{"resource": {"aws_x": {"n": {"for_each": "${toset([\"q\"])}", "a": "${each.key}"}}}}`, `aws_x.n["q"] {for_each=['q'] a='q'}`},
		{"variable", `{"variable": {"v": {"type": "list(string)", "default": ["x${y}"]}}, "resource": {"aws_x": {"n": {"a": "${var.v[0]}"}}}}`, "aws_x.n {a='x${y}'}"},
		{"null-block", `{"resource": null}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(tree{"main.tf.json": test.input})
			if diff := cmp.Diff(test.want, bodies(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 && notices[0].Type != fact.NoticeUnresolved {
				t.Errorf("notices: %v", notices[0].Message)
			}
			checkLaws(t, facts)
		})
	}
}

func TestJSONBlocksStandAtTheirNames(t *testing.T) {
	facts, _ := lower(tree{"main.tf.json": `{"resource": {"aws_x": {"n": {"egress": [{"a": "1"}, {"a": "2"}], "disk": {"b": "3"}}, "m": {}}}}`})
	var got []string
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok {
			got = append(got, under(r.At()))
			for _, e := range r.Body.Entries {
				got = append(got, under(e.Name.Span())+", "+under(e.Value.At))
			}
		}
	}
	if diff := cmp.Diff([]string{"n", `egress, {"a": "1"}`, `egress, {"a": "2"}`, "disk, disk", "m"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONCommentsAreMembersNamedSlashes(t *testing.T) {
	facts, _ := lower(tree{"main.tf.json": "{\n \"//\": \"one\\ttab\",\n \"resource\": {\"//\": \"two\", \"aws_x\": {\"n\": {\"//\": \"three\", \"tags\": {\"//\": \"none\"}}}}\n}"})
	var got []string
	for _, f := range facts {
		if c, ok := f.(*fact.Comment); ok {
			got = append(got, show(c.Text))
		}
	}
	if diff := cmp.Diff([]string{"one\t‹\\t›tab", "two", "three"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONValuesOfVariablesLoadThemselves(t *testing.T) {
	facts, _ := lower(tree{
		"main.tf":               "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\nresource \"aws_x\" \"n\" {\n  a = var.a\n  b = var.b\n  c = var.c\n}\n",
		"terraform.tfvars":      "a = \"1\"\nb = \"1\"\nc = \"1\"\n",
		"terraform.tfvars.json": `{"a": "2", "b": "2${x}"}`,
		"a.auto.tfvars.json":    `{"a": ["3"]}`,
		"prod.tfvars.json":      `{"a": "not loaded", "other": ""}`,
	})
	if diff := cmp.Diff("aws_x.n {a=['3'] b='2${x}' c='1'}", bodies(facts)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("a=3\na=not loaded\na=1\nb=1\nc=1\na=2\nb=2${x}", literals(facts)); diff != "" {
		t.Error(diff)
	}
}

func TestJSONThatCannotBeReadIsANotice(t *testing.T) {
	for _, test := range []struct {
		name, input string
		notice      fact.NoticeType
		bodies      string
	}{
		{"syntax", `{"resource": {"aws_x": }`, fact.NoticeUnparsable, ""},
		{"deep", strings.Repeat("[", 5000), fact.NoticeDepth, ""},
		{"deep-template", `{"locals": {"a": "${` + strings.Repeat("[", 5000) + `}"}}`, fact.NoticeDepth, ""},
		{"string-for-a-block", `{"resource": {"aws_x": "n"}, "output": {"o": {}}}`, fact.NoticeUnparsable, "output.o {}"},
		{"attribute-twice", `{"output": {"o": {"value": 1, "value": 2}}}`, fact.NoticeUnparsable, "output.o {value='1'}"},
		{"template", `{"output": {"o": {"value": "${1 +}"}}}`, fact.NoticeUnparsable, "output.o {value=‹${1 +}›}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(tree{"main.tf.json": test.input})
			if len(notices) == 0 || notices[0].Type != test.notice {
				t.Errorf("notices: %+v", notices)
			}
			if diff := cmp.Diff(test.bodies, bodies(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// checkOracle compares the locals of a file with what hcl/json makes of them.
func checkOracle(t *testing.T, locals string) {
	t.Helper()
	file, diags := oracle.Parse([]byte(locals), "locals.json")
	if diags.HasErrors() {
		return
	}
	attributes, diags := file.Body.JustAttributes()
	if diags.HasErrors() {
		return
	}
	facts, _ := lower(tree{"main.tf.json": `{"output": {"o": {"locals": ` + locals + `}}}`})
	for name, attr := range attributes {
		want, diags := attr.Expr.Value(nil)
		if diags.HasErrors() || !want.IsWhollyKnown() || strings.Contains(locals, "${") || strings.Contains(locals, "%{") {
			continue
		}
		for _, f := range facts {
			if r, ok := f.(*fact.Resource); ok {
				if diff := cmp.Diff(plainOf(want), saidOf(r.Body.Get("locals").Get(name))); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		}
	}
}

func plainOf(v cty.Value) any {
	raw, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return nil
	}
	var plain any
	_ = json.Unmarshal(raw, &plain)
	return plain
}

func saidOf(v *fact.Value) any {
	switch v.Form {
	case fact.Scalar:
		raw := v.Text.Reveal()
		if under(v.At) == raw { // a word without quotes
			if start := v.At.Start; v.At.File.Content(start-1, start) != `"` {
				n, err := convert.Convert(cty.StringVal(raw), cty.Number)
				if err == nil {
					return plainOf(n)
				}
				b, _ := strconv.ParseBool(raw)
				return b
			}
		}
		return raw
	case fact.List:
		items := []any{}
		for _, item := range v.Items {
			items = append(items, saidOf(item))
		}
		return items
	case fact.Object:
		members := map[string]any{}
		for _, e := range v.Entries {
			members[e.Name.Reveal()] = saidOf(e.Value)
		}
		return members
	default:
		return nil
	}
}

func TestJSONSaysWhatTheOracleSays(t *testing.T) {
	for _, locals := range []string{
		`{"a": "x\ny", "b": ["p", {"q": null}], "c": 1.5, "d": true, "e": "\ud83d\ude00", "f": {}, "g": [], "h": ""}`,
		`{"a": "\u00e9\"\\", "b": {"k\n": "v"}, "c": -0, "d": 1e3, "e": "12", "f": "true"}`,
	} {
		checkOracle(t, locals)
	}
}

func FuzzLowerJSON(f *testing.F) {
	for _, seed := range []string{
		`{"resource": {"aws_x": {"n": {"a": "x${var.b}\n", "egress": [{"b": "%{if true}y%{endif}"}]}}}, "variable": {"b": {"type": "string", "default": "é"}}}`,
		`{"locals": {"a": "${[for k in [\"p\"] : upper(k)]}", "b": {"${local.a}": null}}, "//": "c"}`,
		`[{"module": {"m": {"source": "./m", "for_each": {"k": 1}, "providers": {"aws": "aws.x"}}}}, {"terraform": {"backend": {"s3": {}}}}]`,
		`{"resource": [{"a": [{"b": [{"dynamic": {"c": {"for_each": [1], "content": {"d": "${c.value}"}}}, "depends_on": ["x.y"]}]}]}]}`,
		`{"output": {"o": {"value": "\"${jsonencode({ q = \"\\u00e9\" })}\ud83d\ude00"}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, name := range []string{"main.tf.json", "x.auto.tfvars.json"} {
			file := source.NewFile(name, []byte(content))
			u := &fact.Unit{Language: fact.LanguageHCL, Files: tree{"t": content}, Texts: []fact.Source{{Path: name, Text: file.Text()}}}
			var facts []fact.Fact
			hcl.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) {
				if n.Message == "the evaluator failed" {
					t.Error("a panic was caught")
				}
			})
			checkLaws(t, facts)
		}
	})
}
