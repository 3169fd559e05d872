package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const reducible = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {}
resource "aws_x" "n" {
  a = local.kept
}
variable "v" {
  type = list(string)
  validation {
    condition     = length(var.v) > 0
    error_message = "some"
  }
}
locals {
  kept    = "x"
  needs   = aws_x.n.id
  further = "${local.needs}-y"
  behind  = module.child.bad
  fine    = module.child.good
  later   = provider::assert::ipv4("192.0.2.1")
}
module "child" {
  source    = "./child"
  left_out  = aws_x.n.id
  passed_on = local.kept
}
module "remote" {
  source = "example/remote/aws"
}
output "kept" {
  value       = local.kept
  description = "d"
}
output "gone" {
  value = module.remote.x
}
`

const reducibleChild = `
variable "left_out" {
  default = "d"
}
variable "passed_on" {}
data "aws_x" "n" {}
output "good" {
  value = var.passed_on
}
output "bad" {
  value = data.aws_x.n.id
}
`

func TestWhatNeedsAProviderIsRemoved(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{"main.tf": reducible, "child/main.tf": reducibleChild, "child/x.txt": "x"} {
		name = filepath.Join(from, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := reduce(from, to); err != nil {
		t.Fatal(err)
	}
	left, err := readTree(to)
	if err != nil {
		t.Fatal(err)
	}
	root := left["."]
	for _, test := range []struct {
		what, want string
		got        []string
	}{
		{"locals", "fine kept", slices.Sorted(maps.Keys(root.locals))},
		{"outputs", "kept", slices.Sorted(maps.Keys(root.outputs))},
		{"modules", "child", slices.Sorted(maps.Keys(root.calls))},
		{"arguments", "passed_on", slices.Sorted(maps.Keys(root.calls["child"].arguments))},
		{"outputs of the child", "good", slices.Sorted(maps.Keys(left["child"].outputs))},
		{"given values", "v", slices.Sorted(maps.Keys(root.given))},
	} {
		if got := strings.Join(test.got, " "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, got, test.want)
		}
	}
	content := string(root.files["main.tf"])
	for _, gone := range []string{"provider", "resource", "validation", "remote", "description"} {
		if strings.Contains(content, gone) {
			t.Errorf("%s is left in\n%s", gone, content)
		}
	}
	if _, err := os.Stat(filepath.Join(to, "child", "x.txt")); err != nil {
		t.Error(err)
	}
}
