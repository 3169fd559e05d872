package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/plan"
	"github.com/hiyari/hiyari/analyzers/source"
)

func lower(content string) (facts []fact.Fact, notices []fact.Notice) {
	file := source.NewFile("tfplan.json", []byte(content))
	doc := &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: file.Path()}
	u := &fact.Unit{Language: fact.LanguagePlan, Path: file.Path(), Root: doc, Texts: []fact.Source{{Path: file.Path(), Text: file.Text()}}}
	plan.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

func dump(v *fact.Value) string {
	var parts []string
	switch v.Form {
	case fact.Hole:
		return "?"
	case fact.Scalar:
		return "'" + v.Text.Reveal() + "'"
	case fact.Reference:
		return "&" + v.Text.Reveal()
	case fact.Null:
		return "null"
	case fact.List:
		for _, item := range v.Items {
			parts = append(parts, dump(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case fact.Object, fact.Block:
	}
	for _, e := range v.Entries {
		parts = append(parts, e.Name.Reveal()+"="+dump(e.Value))
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func bodies(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok {
			lines = append(lines, r.Type+" "+r.Address+" "+dump(r.Body))
		}
	}
	return strings.Join(lines, "\n")
}

// planOf is a plan of one resource, aws_x.n.
func planOf(values, rest, expressions string) string {
	return `{"format_version":"1.2","terraform_version":"1.5.7","planned_values":{"root_module":{"resources":[
{"address":"aws_x.n","mode":"managed","type":"aws_x","name":"n","values":` + values + rest + `}]}},
"configuration":{"root_module":{"resources":[{"address":"aws_x.n","mode":"managed","type":"aws_x","name":"n","expressions":` + expressions + `}]}}}`
}

func changing(unknown string) string {
	return `}]}},"resource_changes":[{"address":"aws_x.n","change":{"actions":["create"],"after_unknown":` + unknown + `}}],"x":{"y":{"z":[{`
}

func TestPlannedValues(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"scalars", planOf(`{"a":"x","b":1.50,"c":true,"d":null}`, ``, `{}`), `{a='x' b='1.50' c='true'}`},
		{"blocks", planOf(`{"egress":[{"p":["q"]},{}],"none":[],"tags":{"k":"v"}}`, ``, `{}`), `{egress={p=['q']} egress={} none=[] tags={k='v'}}`},
		{"sensitive", planOf(`{"a":"x","b":["y",{"c":"z"}],"d":[{"e":"f","g":"h"}],"i":{"j":"k"}}`, `,"sensitive_values":{"a":true,"b":[true,{}],"d":[{"e":true}],"i":true}`, `{}`), `{a=? b=[? {c='z'}] d={e=? g='h'} i=?}`},
		{"known-after-the-apply", planOf(`{"a":"x","l":["p",null],"e":[{"to":1}]}`, changing(`{"b":true,"c":true,"arn":true,"l":[false,true],"e":[{"from":true}]}`), `{"b":{},"c":{"references":["aws_y.m.id","aws_y.m"]}}`), `{a='x' l=['p' ?] e={to='1' from=?} b=? c=&aws_y.m.id}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(test.content)
			if diff := cmp.Diff("aws_x aws_x.n "+test.want, bodies(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 {
				t.Error(notices[0].Message)
			}
			facttest.CheckLaws(t, facts)
		})
	}
}

func TestSensitiveValuesAreTold(t *testing.T) {
	facts, _ := lower(planOf(`{"a":"x","b":["y",{"c":"z"}],"d":[{"e":"f","g":"h"}],"i":{"j":"k"}}`, `,"sensitive_values":{"a":true,"b":[true,{"c":true}],"d":[{"e":true}],"i":true}`, `{}`))
	var got []string
	for _, f := range facts {
		if c, ok := f.(*fact.Credential); ok {
			got = append(got, c.Name.Reveal()+"="+c.Value.Reveal())
		}
	}
	if diff := cmp.Diff([]string{"a=x", "b=y", "c=z", "e=f", "j=k"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestModulesNest(t *testing.T) {
	facts, _ := lower(`{"format_version":"1.0","planned_values":{"root_module":{"child_modules":[
{"address":"module.a[\"x.y\"]","resources":[{"address":"module.a[\"x.y\"].data.aws_x.n[0]","mode":"data","type":"aws_x","name":"n","index":0,"values":{}}],
"child_modules":[{"address":"module.a[\"x.y\"].module.b","resources":[{"address":"module.a[\"x.y\"].module.b.aws_x.n","mode":"managed","type":"aws_x","name":"n"}]}]}]}}}`)
	want := "data.aws_x module.a[\"x.y\"].data.aws_x.n[0] {}\naws_x module.a[\"x.y\"].module.b.aws_x.n {}"
	if diff := cmp.Diff(want, bodies(facts)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "b"}, plan.Calls(`module.a["x.y"].module.b[0]`)); diff != "" {
		t.Error(diff)
	}
}

func TestSourcesOfModules(t *testing.T) {
	got := plan.Sources(source.NewFile("f", []byte(`{"configuration":{"root_module":{"module_calls":{"a":{"source":"./a","module":{"module_calls":{"b":{"source":"../b"}}}}}}}}`)).Text())
	if diff := cmp.Diff(map[string]string{"a": "./a", "a.b": "../b"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPlansAreToldByTheirContent(t *testing.T) {
	for content, want := range map[string]bool{
		`{"format_version":"1.2","terraform_version":"1.5.7"`: true, "\n{\n  \"configuration\": {": true,
		`{"name":"x","format_version":"1.2"`: false, `["format_version"]`: false, ``: false,
	} {
		if _, ok := plan.FrontEnd().Claims("x/y.json", []byte(content)); ok != want {
			t.Errorf("%q: %v", content, ok)
		}
	}
	if _, ok := plan.FrontEnd().Claims("x/y.txt", []byte(`{"format_version":`)); ok {
		t.Error("a text file is claimed")
	}
}

func TestWhatIsNoPlanGivesNothing(t *testing.T) {
	for content, notices := range map[string]int{
		`{"format_version":"1.0","values":{"root_module":{"resources":[{"address":"a.b"}]}}}`: 0, // a state
		`{"configuration":{}}`: 0, `{"configuration":`: 0, `[]`: 0, `{"format_version":"9.0","planned_values":{}}`: 1, `{"planned_values":`: 1,
		`{"format_version":1,"planned_values":3}`: 1, `{"format_version":"1.0","planned_values":{"root_module":[{}]}}`: 0,
	} {
		facts, noticed := lower(content)
		if len(facts) > 0 || len(noticed) != notices {
			t.Errorf("%s: %d facts, %d notices", content, len(facts), len(noticed))
		}
	}
}

func FuzzLower(f *testing.F) {
	f.Add(planOf(`{"a":"x","l":["p",null],"e":[{"to":1}]}`, changing(`{"b":true,"l":[false,true],"e":[{"from":true}]}`), `{"b":{"references":["c.d"]}}`))
	f.Add(planOf(`{"a":"x","d":[{"e":"f"}]}`, `,"sensitive_values":{"a":true,"d":[{"e":true}]}`, `{}`))
	f.Fuzz(func(t *testing.T, content string) {
		facts, _ := lower(content)
		facttest.CheckLaws(t, facts)
	})
}

func TestLargePlansTakeLittleTime(t *testing.T) {
	var values, resources, expressions strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&values, `"a%d":true,`, i)
		fmt.Fprintf(&resources, `{"address":"a.b%d","mode":"managed","type":"a","name":"b%d"},`, i, i)
		fmt.Fprintf(&expressions, `{"mode":"managed","type":"a","name":"b%d"},`, i)
	}
	same := "{" + strings.TrimSuffix(values.String(), ",") + "}"
	lower(planOf(same, `,"sensitive_values":`+same+changing(same), `{}`))
	facts, _ := lower(`{"format_version":"1.0","planned_values":{"root_module":{"resources":[` + strings.TrimSuffix(resources.String(), ",") +
		`]}},"configuration":{"root_module":{"resources":[` + strings.TrimSuffix(expressions.String(), ",") + `]}}}`)
	if len(facts) != 40_000 {
		t.Errorf("%d facts", len(facts))
	}
}
