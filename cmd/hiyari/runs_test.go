package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// script is the member with the commands of an archive, one a line, each with
// the member that holds what it prints: `jobs -f json > want.json`.
const script = "run"

// TestRuns runs the commands of archives in testdata/projects.
func TestRuns(t *testing.T) {
	names, err := filepath.Glob("../../testdata/projects/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, f := range archive.Files {
			files[f.Name] = string(f.Data)
		}
		commands, ok := files[script]
		if !ok {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			tree := maps.Clone(files)
			maps.DeleteFunc(tree, func(name, _ string) bool { return name == script || strings.HasPrefix(name, "want.") })
			for name, content := range tree {
				tree[name] = fill(content)
			}
			env := world(t, tree)
			for command := range strings.Lines(commands) {
				args, want, _ := strings.Cut(strings.TrimSpace(command), " > ")
				got := env.try(strings.Fields(args)...)
				if got.status != statusClean || got.stderr != "" {
					t.Errorf("%s: status %d, %s", args, got.status, got.stderr)
				}
				if diff := cmp.Diff(files[want], got.stdout); diff != "" && !*update {
					t.Errorf("%s (-want +got); rewrite with -update:\n%s", args, diff)
				}
				put(archive, want, got.stdout)
			}
			if !*update {
				return
			}
			if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func put(archive *txtar.Archive, name, content string) {
	if at := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name }); at >= 0 {
		archive.Files[at].Data = []byte(content)
		return
	}
	archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(content)})
}

// TestReadmeShowsJobsAsTheyAre: each line of the README's timetable is one of
// the archive's.
func TestReadmeShowsJobsAsTheyAre(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile("../../testdata/projects/jobs.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "<!-- jobs:begin -->\n```text\n")
	shown, _, ok := strings.Cut(shown, "```\n<!-- jobs:end -->")
	if !ok {
		t.Fatal("README.md shows no jobs")
	}
	for line := range strings.Lines(shown) {
		if line != "…\n" && !strings.Contains(string(archive), "\n"+line) {
			t.Errorf("README.md shows a line that no run prints:\n%s", line)
		}
	}
}
