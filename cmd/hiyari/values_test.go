package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestVarFileLaysValuesOverARoot(t *testing.T) {
	env := world(t, map[string]string{
		"app/main.tf":     strings.ReplaceAll(openGroup, `["0.0.0.0/0"]`, "var.to") + "variable \"to\" {}\n",
		"env/open.tfvars": "to = [\"0.0.0.0/0\"]\nother = 1\n", "env/closed.tfvars": "to = [\"10.0.0.0/8\"]\n",
	})
	for values, status := range map[string]int{"env/open.tfvars": 1, "env/closed.tfvars": 0} {
		if got := env.try("check", "--var-file", values); got.status != status {
			t.Errorf("%s: status %d\n%s%s", values, got.status, got.stdout, got.stderr)
		}
	}
	if got := env.try("facts", "--var-file", "env/open.tfvars", "app"); !strings.Contains(got.stdout, "0.0.0.0/0") {
		t.Errorf("facts: %s%s", got.stdout, got.stderr)
	}
	outside := filepath.Join(t.TempDir(), "x.tfvars")
	for _, bad := range []string{"gone.tfvars", outside} {
		if got := env.try("check", "--var-file", bad); got.status != 2 || !strings.Contains(got.stderr, "--var-file") {
			t.Errorf("%s: status %d, %q", bad, got.status, got.stderr)
		}
	}
}
