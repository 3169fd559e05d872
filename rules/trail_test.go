package rules_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/rules/engine"
)

const calledGroup = `variable "cidrs" {
  default = ["10.0.0.0/8"]
}
resource "aws_security_group" "web" {
  dynamic "egress" {
    for_each = var.cidrs
    content {
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_blocks = [egress.value]
    }
  }
}
`

// TestTrailOfAValueThroughModules follows an address from where it was typed to
// the group that it opens.
func TestTrailOfAValueThroughModules(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"values-local-argument-dynamic", map[string]string{
			"terraform.tfvars": "allowed = [\"0.0.0.0/0\"]\n",
			"main.tf":          "variable \"allowed\" {}\nlocals {\n  open = var.allowed\n}\nmodule \"net\" {\n  source = \"./net\"\n  cidrs  = local.open\n}\n",
			"net/main.tf":      calledGroup,
		}, []string{
			"terraform.tfvars:1 0.0.0.0/0", "main.tf:3 goes by local.open", "main.tf:7 goes to module.net as cidrs",
			"net/main.tf:6 dynamic egress takes it", "net/main.tf:5 used here",
		}},
		{"argument", map[string]string{
			"main.tf":     "module \"net\" {\n  source = \"./net\"\n  cidrs  = [\"0.0.0.0/0\"]\n}\nmodule \"closed\" {\n  source = \"./net\"\n}\n",
			"net/main.tf": calledGroup,
		}, []string{"main.tf:3 0.0.0.0/0", "main.tf:3 goes to module.net as cidrs", "net/main.tf:6 dynamic egress takes it", "net/main.tf:5 used here"}},
		{"modules-in-modules", map[string]string{
			"main.tf":       "module \"a\" {\n  source = \"./a\"\n  for_each = { k = \"0.0.0.0/0\" }\n  to = each.value\n}\n",
			"a/main.tf":     "variable \"to\" {}\nmodule \"net\" {\n  source = \"./net\"\n  cidrs = [var.to]\n}\n",
			"a/net/main.tf": calledGroup,
		}, []string{
			"main.tf:3 0.0.0.0/0", "main.tf:4 goes to module.a[\"k\"] as to", "a/main.tf:4 goes to module.a[\"k\"].module.net as cidrs",
			"a/net/main.tf:6 dynamic egress takes it", "a/net/main.tf:5 used here",
		}},
		{"other-values", map[string]string{
			"env/dev.tfvars": "cidrs = [\"0.0.0.0/0\"]\n", "main.tf": calledGroup,
		}, []string{"env/dev.tfvars:1 0.0.0.0/0", "main.tf:6 dynamic egress takes it", "main.tf:5 used here"}},
		{"terragrunt", map[string]string{
			"live/terragrunt.hcl": "terraform {\n  source = \"../net\"\n}\ninputs = {\n  cidrs = [\"0.0.0.0/0\"]\n}\n", "net/main.tf": calledGroup,
		}, []string{"live/terragrunt.hcl:5 0.0.0.0/0", "net/main.tf:6 dynamic egress takes it", "net/main.tf:5 used here"}},
		{"installed", map[string]string{
			"main.tf": "module \"net\" {\n  source = \"a/b/c\"\n}\n", ".terraform/modules/net/main.tf": strings.ReplaceAll(calledGroup, "10.0.0.0/8", "0.0.0.0/0"),
			".terraform/modules/modules.json": `{"Modules":[{"Key":"net","Dir":".terraform/modules/net"}]}`,
		}, []string{"main.tf:1 module \"net\""}},
		{"literal-of-the-module", map[string]string{
			"main.tf":     "module \"net\" {\n  source = \"./net\"\n}\n",
			"net/main.tf": "resource \"aws_security_group\" \"web\" {\n  egress {\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
		}, []string{"net/main.tf:6 0.0.0.0/0", "main.tf:1 calls module.net"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, content := range test.files {
				files[name] = &fstest.MapFile{Data: []byte(content)}
			}
			result := engine.Run(analyzers.Load(files, analyzers.Options{}), engine.Options{})
			if len(result.Findings) != 1 {
				t.Fatalf("%d findings", len(result.Findings))
			}
			f := result.Findings[0]
			got := []string{lineOf(f.At.File.Path(), f.At.File.Position(f.At.Start).Line, f.At.File.Content(f.At.Start, f.At.End))}
			for _, hop := range f.Hops {
				got = append(got, lineOf(hop.At.File.Path(), hop.At.File.Position(hop.At.Start).Line, hop.Note))
			}
			if diff := gocmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func lineOf(path string, line int, words string) string {
	return path + ":" + strconv.Itoa(line) + " " + words
}
