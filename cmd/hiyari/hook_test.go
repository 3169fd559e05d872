package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// manifest reads the hooks of .pre-commit-hooks.yaml, which holds no more of
// YAML than a list of plain keys.
func manifest(t *testing.T) []map[string]string {
	t.Helper()
	content, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []map[string]string
	for line := range strings.Lines(string(content)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if item, first := strings.CutPrefix(line, "- "); first {
			hooks = append(hooks, map[string]string{})
			line = item
		}
		if key, value, ok := strings.Cut(line, ":"); ok && len(hooks) > 0 {
			hooks[len(hooks)-1][key] = strings.TrimSpace(value)
		}
	}
	return hooks
}

func TestHooksStartACommandThatTakesChangedFiles(t *testing.T) {
	languages := map[string]string{"hiyari": "golang", "hiyari-system": "system"}
	hooks := manifest(t)
	if len(hooks) != len(languages) {
		t.Errorf("%d hooks, want %d", len(hooks), len(languages))
	}
	for _, hook := range hooks {
		t.Run(hook["id"], func(t *testing.T) {
			if hook["language"] != languages[hook["id"]] || hook["name"] == "" {
				t.Errorf("hook: %v", hook)
			}
			// Each of several processes at once would read the whole tree.
			if hook["require_serial"] != "true" || hook["types"] != "[text]" || hook["minimum_pre_commit_version"] != "3.0.0" {
				t.Errorf("hook: %v", hook)
			}
			entry := strings.Fields(hook["entry"])
			env := world(t, repository())
			for file, status := range map[string]int{"opt/other.sh": 0, "opt/lib/ask.sh": 1} {
				if got := env.try(append(slices.Clone(entry[1:]), file)...); entry[0] != "hiyari" || got.status != status {
					t.Errorf("%s %s: status %d, want %d\n%s", hook["entry"], file, got.status, status, got.stderr)
				}
			}
		})
	}
}

// TestInstallBuildsTheProgramsAndNothingElse guards `go install ./...`, which
// is how pre-commit installs hooks in Go.
func TestInstallBuildsTheProgramsAndNothingElse(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{end}}`, "./...")
	list.Dir = "../.."
	list.Env = append(os.Environ(), "GOFLAGS=") // no tags
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	programs := strings.Fields(string(out))
	if !slices.Contains(programs, "github.com/hiyari/hiyari/cmd/hiyari") {
		t.Errorf("programs: %v", programs)
	}
	for _, program := range programs {
		switch program {
		case "github.com/hiyari/hiyari/cmd/hiyari", "github.com/hiyari/hiyari/cmd/hiyari-vet":
		default:
			t.Errorf("%s would be installed", program)
		}
	}
}
