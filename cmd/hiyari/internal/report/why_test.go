package report

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/rules/engine"
)

func TestWhyLeadsToWhereAValueWasTyped(t *testing.T) {
	project := analyzers.Load(fstest.MapFS{
		"main.tf": {Data: []byte(`resource "aws_security_group" "web" {
  egress {
    cidr_blocks = var.cidrs
    port        = local.port
  }
  egress {
    cidr_blocks = ["10.0.0.0/8"]
    other       = var.later
    id          = aws_vpc.x.id
  }
  name = var.on ? "a" : null
}
resource "aws_db_instance" "m" {
  count    = 2
  password = "hunter2hunter2"
}
locals {
  port = 443
}
variable "later" {}
variable "on" {}
`)},
		"variables.tf": {Data: []byte("variable \"cidrs\" {\n  default = [\"0.0.0.0/0\"]\n}\n")},
	}, analyzers.Options{})
	masker := engine.NewMasker(project)
	for _, test := range []struct{ address, want string }{
		{"aws_security_group.web.egress.cidr_blocks", `aws_security_group.web.egress[0].cidr_blocks[0] = "0.0.0.0/0"
  main.tf:3:19 used here: "var.cidrs"
  variables.tf:1:1 by way of var.cidrs: "variable \"cidrs\""
  variables.tf:2:15 typed here: "0.0.0.0/0"
aws_security_group.web.egress[1].cidr_blocks[0] = "10.0.0.0/8"
  main.tf:7:20 used here: "\"10.0.0.0/8\""
  main.tf:7:21 typed here: "10.0.0.0/8"
`},
		{"aws_security_group.web.egress[0].port", `aws_security_group.web.egress[0].port = "443"
  main.tf:4:19 used here: "local.port"
  main.tf:18:10 typed here: "443"
`},
		{"aws_security_group.web.egress.other", `aws_security_group.web.egress[1].other = not known
  main.tf:8:19 used here: "var.later"
  main.tf:20:1 by way of var.later: "variable \"later\""
`},
		{"aws_security_group.web.egress.id", `aws_security_group.web.egress[1].id = known after the apply, from "aws_vpc.x.id"
  main.tf:9:19 used here: "aws_vpc.x.id"
`},
		{"aws_security_group.web.name", `aws_security_group.web.name = "a", under a condition that is not known
  main.tf:11:19 used here: "\"a\""
  main.tf:11:20 typed here: "a"
`},
		{"aws_db_instance.m.password", `aws_db_instance.m[0].password = "…(14)"
  main.tf:15:14 used here: "\"…(14)\""
  main.tf:15:15 typed here: "…(14)"
aws_db_instance.m[1].password = "…(14)"
  main.tf:15:14 used here: "\"…(14)\""
  main.tf:15:15 typed here: "…(14)"
`},
		{"aws_db_instance.m[1].count", `aws_db_instance.m[1].count = "2"
  main.tf:14:14 used here: "2"
`},
		{"aws_db_instance.mm", ``},
		{"aws_security_group.web.egress[7].port", ``},
	} {
		var out bytes.Buffer
		Why(&out, project, masker, func(path string) string { return path }, test.address)
		if diff := cmp.Diff(test.want, out.String()); diff != "" {
			t.Errorf("%s: %s", test.address, diff)
		}
	}
}

func TestWhyNamesEachStepOfAValue(t *testing.T) {
	project := analyzers.Load(fstest.MapFS{
		"terraform.tfvars": {Data: []byte("cidrs = [\"10.0.0.0/8\"]\n")},
		"main.tf":          {Data: []byte("variable \"cidrs\" {}\nlocals {\n  open = var.cidrs\n}\nmodule \"net\" {\n  source = \"./net\"\n  cidrs  = local.open\n}\n")},
		"net/main.tf": {Data: []byte(`variable "cidrs" {}
resource "aws_security_group" "web" {
  dynamic "egress" {
    for_each = var.cidrs
    content {
      cidr_blocks = [egress.value]
    }
  }
}
`)},
	}, analyzers.Options{})
	var out bytes.Buffer
	Why(&out, project, engine.NewMasker(project), func(p string) string { return p }, "module.net.aws_security_group.web.egress")
	want := `module.net.aws_security_group.web.egress.cidr_blocks[0] = "10.0.0.0/8"
  net/main.tf:6:22 used here: "egress.value"
  net/main.tf:4:16 dynamic egress takes it: "var.cidrs"
  main.tf:7:12 goes to module.net as cidrs: "local.open"
  main.tf:3:10 goes by local.open: "var.cidrs"
  terraform.tfvars:1:11 typed here: "10.0.0.0/8"
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
