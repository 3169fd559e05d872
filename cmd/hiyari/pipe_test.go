//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func makePipe(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.sh"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A pipe never ends: what reads it waits.
func TestPipeIsNotRead(t *testing.T) {
	env := world(t, map[string]string{"open.tf": openGroup, "a.sh": ". ./pipe.sh\n", "etc/cron.d/a": "@daily root /pipe.sh\n"})
	makePipe(t, env.dir)
	if got := env.try("check"); got.status != 1 || got.stderr != "" {
		t.Errorf("in the tree: status %d, standard error %q", got.status, got.stderr)
	}
	got := env.try("check", "open.tf", "pipe.sh")
	if got.status != 2 || got.stderr != "hiyari: pipe.sh: is neither a file nor a folder\n" || !strings.Contains(got.stdout, "open-egress") {
		t.Errorf("named: status %d, standard error %q", got.status, got.stderr)
	}
}
