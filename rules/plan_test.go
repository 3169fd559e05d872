package rules_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/rules/engine"
)

// planOf is a plan of the security group aws_security_group.web, or of a
// module's, with egress blocks.
func planOf(module, egress string) string {
	address := "aws_security_group.web"
	inner := `{"resources":[{"address":"` + address + `","mode":"managed","type":"aws_security_group","name":"web","values":{"egress":[` + egress + `]}}]}`
	if module != "" {
		inner = `{"child_modules":[{"address":"module.` + module + `","resources":[{"address":"module.` + module + `.` + address +
			`","mode":"managed","type":"aws_security_group","name":"web","values":{"egress":[` + egress + `]}}]}]}`
	}
	return `{"format_version":"1.2","terraform_version":"1.5.7","planned_values":{"root_module":` + inner + `},
"configuration":{"root_module":{"module_calls":{"net":{"source":"./modules/net"}}}}}`
}

const (
	openBlock   = `{"cidr_blocks":["0.0.0.0/0"],"from_port":0,"protocol":"-1","to_port":0}`
	closedBlock = `{"cidr_blocks":["10.0.0.0/8"],"from_port":443,"protocol":"tcp","to_port":443}`
)

func group(cidrs string) string {
	return "resource \"aws_security_group\" \"web\" {\n  egress {\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n    cidr_blocks = " + cidrs + "\n  }\n}\n"
}

func TestPlansAndTheirConfiguration(t *testing.T) {
	for _, test := range []struct {
		name string
		tree map[string]string
		want []string
	}{
		{"plan-alone", map[string]string{"out/p.json": planOf("", openBlock)}, []string{`open-egress out/p.json "0.0.0.0/0"`}},
		{"both-say-it-once", map[string]string{"p.json": planOf("", openBlock), "main.tf": group(`["0.0.0.0/0"]`)}, []string{`open-egress main.tf "0.0.0.0/0"`}},
		{
			"at-the-default-that-the-plan-has-too",
			map[string]string{
				"p.json": planOf("", openBlock), "main.tf": group("var.cidrs"), "variables.tf": "variable \"cidrs\" {\n  default = [\"0.0.0.0/0\"]\n}\n",
			},
			[]string{`open-egress variables.tf "0.0.0.0/0"`},
		},
		{"value-that-only-the-plan-knows", map[string]string{"p.json": planOf("", openBlock), "main.tf": group("var.cidrs") + "variable \"cidrs\" {}\n"}, []string{`open-egress main.tf "var.cidrs"`}},
		{"closed", map[string]string{"p.json": planOf("", closedBlock), "main.tf": group("var.cidrs") + "variable \"cidrs\" {}\n"}, nil},
		{
			"blocks-in-another-order",
			map[string]string{
				"p.json":  planOf("", openBlock+","+closedBlock),
				"main.tf": "resource \"aws_security_group\" \"web\" {\n  egress {\n    from_port = 443\n    to_port = 443\n    protocol = \"tcp\"\n    cidr_blocks = [var.inside]\n  }\n  egress {\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n    cidr_blocks = [var.outside]\n  }\n}\n",
			},
			[]string{`open-egress main.tf "var.outside"`},
		},
		{"module", map[string]string{"p.json": planOf("net", openBlock), "main.tf": "module \"net\" {\n  source = \"./modules/net\"\n}\n", "modules/net/main.tf": group("var.cidrs")}, []string{`open-egress modules/net/main.tf "var.cidrs"`}},
		{"another-project", map[string]string{"p.json": planOf("", openBlock), "main.tf": "resource \"aws_security_group\" \"db\" {\n  egress {}\n}\n"}, []string{`open-egress p.json "0.0.0.0/0"`}},
		{
			"nearest-of-two",
			map[string]string{"a/p.json": planOf("", openBlock), "a/main.tf": group("[var.x]"), "b/main.tf": group("[var.x]")},
			[]string{`open-egress a/main.tf "var.x"`},
		},
		{
			"neither-of-two",
			map[string]string{"p.json": planOf("", openBlock), "a/main.tf": group("[var.x]"), "b/main.tf": group("[var.x]")},
			[]string{`open-egress p.json "0.0.0.0/0"`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for name, content := range test.tree {
				tree[name] = &fstest.MapFile{Data: []byte(content)}
			}
			var got []string
			for _, f := range engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{}).Findings {
				got = append(got, fmt.Sprintf("%s %s %q", f.Rule.Name, f.At.File.Path(), f.At.File.Content(f.At.Start, f.At.End)))
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
