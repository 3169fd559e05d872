package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/secret/sample"
)

const (
	unusedIgnore = "#!/bin/sh\n# hiyari:ignore schedule it was needed once\ntrue\n"
	mysqlScript  = "#!/bin/sh\nmysql -u root -p%SECRET% db\n"
)

func fixable(t *testing.T) *environment {
	t.Helper()
	return world(t, map[string]string{
		"unused.sh": unusedIgnore, "mysql.sh": strings.ReplaceAll(mysqlScript, "%SECRET%", sample.Password(1)), "open.tf": openGroup,
	})
}

func (e *environment) content(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestFixMakesSafeFixesAndReportsWhatRemains(t *testing.T) {
	env := fixable(t)
	mysql := env.content(t, "mysql.sh")
	got := env.try("check", "--fix")
	if got.status != 1 || strings.Contains(got.stdout, "ignore-unused") || !strings.Contains(got.stdout, "open-egress") {
		t.Errorf("status %d\n%s", got.status, got.stdout)
	}
	if !strings.Contains(got.stderr, "fixed 1 of the findings; 1 have fixes that change what runs: --unsafe-fixes") {
		t.Errorf("standard error: %s", got.stderr)
	}
	if env.content(t, "unused.sh") != "#!/bin/sh\ntrue\n" || env.content(t, "mysql.sh") != mysql {
		t.Errorf("files are\n%s%s", env.content(t, "unused.sh"), env.content(t, "mysql.sh"))
	}
	env.try("check", "--fix", "--unsafe-fixes")
	if want := strings.ReplaceAll(mysqlScript, "%SECRET%", `"$MYSQL_PWD"`); env.content(t, "mysql.sh") != want {
		t.Errorf("unsafe fix left %s", env.content(t, "mysql.sh"))
	}
	if got := env.try("check", "--fix", "--unsafe-fixes"); !strings.Contains(got.stderr, "fixed 0 of") {
		t.Errorf("fixed again: %s", got.stderr)
	}
}

func TestDiffChangesNothingAndHidesCredentials(t *testing.T) {
	env := fixable(t)
	before := env.content(t, "mysql.sh") + env.content(t, "unused.sh")
	got := env.try("check", "--diff", "--unsafe-fixes")
	for _, line := range []string{"--- a/mysql.sh", "-mysql -u root -p…(24) db", `+mysql -u root -p"$MYSQL_PWD" db`, "-# hiyari:ignore schedule"} {
		if !strings.Contains(got.stdout, line) {
			t.Errorf("no %q in\n%s", line, got.stdout)
		}
	}
	if strings.Contains(got.stdout+got.stderr, sample.Password(1)) {
		t.Error("the diff holds the value")
	}
	if after := env.content(t, "mysql.sh") + env.content(t, "unused.sh"); after != before {
		t.Errorf("files became\n%s", after)
	}
}

func TestFixFlagsThatCannotBeMeant(t *testing.T) {
	for _, args := range [][]string{
		{"--unsafe-fixes"},
		{"--fix", "--diff"},
		{"--fix", "--history"},
		{"--diff", "--rootfs", "."},
		{"--fix", "--stdin-filename", "x.sh", "-"},
	} {
		if got := fixable(t).try(append([]string{"check"}, args...)...); got.status != 2 || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", args, got.status, got.stderr)
		}
	}
}

func TestFileThatCannotBeFixedFailsTheRun(t *testing.T) {
	env := fixable(t)
	outside := filepath.Join(t.TempDir(), "unused.sh")
	if err := os.Rename(filepath.Join(env.dir, "unused.sh"), outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(env.dir, "unused.sh")); err != nil {
		t.Fatal(err)
	}
	got := env.try("check", "--fix", "unused.sh")
	if got.status != 2 || !strings.Contains(got.stderr, "unused.sh: not fixed: is a symbolic link") {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
	if content, err := os.ReadFile(outside); err != nil || string(content) != unusedIgnore {
		t.Errorf("%q, %v", content, err)
	}
}

// Nothing of a credential is shown by what changes files, wherever it stands.
func TestDiffOfLeakyTreeHoldsNoSecret(t *testing.T) {
	env := world(t, leaky(t, seed))
	got := env.try("check", "--diff", "--unsafe-fixes", "--audit")
	if !strings.Contains(got.stdout, "\n+") {
		t.Fatalf("no diff: %s", got.stderr)
	}
	for name, secret := range secretsOf(seed) {
		if strings.Contains(got.stdout+got.stderr, secret.value) {
			t.Errorf("%s is shown", name)
		}
	}
}
