package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

var update = flag.Bool("update", false, "rewrite the golden SARIF of testdata/projects")

const golden = "want.sarif"

// TestProjects checks whole small repositories. An archive without files of
// its own stands for the demo's tree.
func TestProjects(t *testing.T) {
	names, err := filepath.Glob("../../testdata/projects/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no projects: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == golden })
			if slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == script }) {
				t.Skip("its commands are run by TestRuns")
			}
			if at < 0 {
				t.Fatalf("no member %s", golden)
			}
			got := sarifOf(t, treeOf(slices.Delete(slices.Clone(archive.Files), at, at+1)))
			if *update {
				archive.Files[at].Data = got
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[at].Data), string(got)); diff != "" {
				t.Errorf("SARIF (-want +got); rewrite with -update:\n%s", diff)
			}
		})
	}
}

func treeOf(files []txtar.File) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, f := range files {
		tree[f.Name] = &fstest.MapFile{Data: []byte(fill(string(f.Data)))}
	}
	if len(files) == 0 {
		for _, f := range demo.Tree(seed) {
			tree[f.Name] = &fstest.MapFile{Data: f.Content}
		}
	}
	return tree
}

// sarifOf renders a tree with a fixed version and date, and describes only the
// rules that results use: a new rule must not change old files.
func sarifOf(t *testing.T, tree fstest.MapFS) []byte {
	t.Helper()
	project := analyzers.Load(tree, analyzers.Options{Paths: []string{"."}})
	result := engine.Run(project, engine.Options{Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
	var used []*rules.Rule
	for _, rule := range rules.All {
		if slices.ContainsFunc(result.Findings, func(f engine.Finding) bool { return f.Rule == rule }) {
			used = append(used, rule)
		}
	}
	var out bytes.Buffer
	run := &report.Run{Result: result, Project: project, Rules: used, Version: "0.0.0"}
	if err := report.Write(&out, "sarif", run); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDemoShowsTheIncidentsAndNoTwin(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	env := world(t, nil)
	got := env.try("demo", "-f", "json")
	if got.status != 0 || got.stderr != "" {
		t.Errorf("status %d, standard error %q", got.status, got.stderr)
	}
	for _, guilty := range []string{
		"etc/backup.conf", "opt/backup/rootkey.csv", "infra/main.tf", "rootfs/etc/cron.d/unbound-anchor", "scripts/open.sh",
	} {
		if !bytes.Contains([]byte(got.stdout), []byte(`"path": "`+guilty+`"`)) {
			t.Errorf("nothing is found in %s", guilty)
		}
	}
	for _, innocent := range []string{
		"backup-role", "volumes.csv", "twin", "README",
	} {
		if bytes.Contains([]byte(got.stdout), []byte(innocent)) {
			t.Errorf("the report names %s", innocent)
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("the demo leaves %v", left)
	}
}
