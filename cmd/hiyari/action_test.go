package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
)

// step is what a run of the action's script left for the runner.
type step struct {
	status           int
	log              string
	outputs, summary string
	made             []string // files that the step added to the workspace
}

// runner runs action.sh the way a GitHub runner does, with a program built once.
type runner struct{ script, program, sum string }

func newRunner(t *testing.T) *runner {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("its file names cannot hold what these trees hold")
	}
	script, err := filepath.Abs("../../action.sh")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "hiyari")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	return &runner{script, program, fmt.Sprintf("%x", sha256.Sum256(content))}
}

// check runs the step on a tree with some inputs other than the defaults.
func (r *runner) check(t *testing.T, files, inputs map[string]string) step {
	t.Helper()
	workspace, temp := t.TempDir(), t.TempDir()
	var tree []demo.File
	for name, content := range files {
		tree = append(tree, demo.File{Name: name, Content: []byte(content)})
	}
	if err := demo.Write(workspace, tree); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{
		"HIYARI_PATHS": "", "HIYARI_CONFIG": "", "HIYARI_FAIL_ON": "medium", "HIYARI_LEVEL": "", "HIYARI_ARGS": "",
		"HIYARI_BINARY": r.program, "HIYARI_BINARY_SHA256": r.sum,
		"RUNNER_TEMP": temp, "GITHUB_WORKSPACE": workspace, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": filepath.Dir(r.script),
		"GITHUB_OUTPUT": filepath.Join(temp, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(temp, "summary"),
		"PATH": os.Getenv("PATH"),
	}
	maps.Copy(variables, inputs)
	command := exec.CommandContext(t.Context(), "bash", r.script)
	command.Dir = workspace
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	log, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return step{
		command.ProcessState.ExitCode(), string(log), contentOf(t, temp, "output"), contentOf(t, temp, "summary"),
		addedTo(t, workspace, files),
	}
}

func addedTo(t *testing.T, workspace string, files map[string]string) []string {
	t.Helper()
	var added []string
	err := filepath.WalkDir(workspace, func(path string, entry os.DirEntry, err error) error {
		rel, _ := filepath.Rel(workspace, path)
		if _, known := files[filepath.ToSlash(rel)]; !known && !entry.IsDir() {
			added = append(added, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// contentOf is empty for a file that was not written.
func contentOf(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(content)
}

func (s step) output(name string) string {
	for line := range strings.Lines(s.outputs) {
		if value, found := strings.CutPrefix(line, name+"="); found {
			return strings.TrimSuffix(value, "\n")
		}
	}
	return ""
}

// commands are the workflow commands of a log, as the runner's
// ActionCommandManager takes them: `::name` at the start of a trimmed line, or
// `##[name` anywhere in one.
func (s step) commands() []string {
	var found []string
	word := ""
	for line := range strings.FieldsFuncSeq(s.log, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "::") {
			_, old, is := strings.Cut(line, "##[")
			if !is {
				continue
			}
			line = "##[" + old
		}
		switch until, stops := strings.CutPrefix(line, "::stop-commands::"); {
		case word != "":
			if line == "::"+word+"::" {
				word = ""
			}
		case stops:
			word = until
		default:
			found = append(found, line)
		}
	}
	return found
}

func TestActionHandsOverReportsAndStatus(t *testing.T) {
	r := newRunner(t)
	bad := map[string]string{"open.tf": openGroup, "a b/clean.sh": "echo ok\n"}
	twelve := map[string]string{}
	for i := range 12 {
		twelve[fmt.Sprintf("%d.tf", i)] = strings.Replace(openGroup, "web", fmt.Sprintf("web%d", i), 1)
	}
	tests := map[string]struct {
		files, inputs map[string]string
		status        int
		findings      string
		commands      []string // how they start
		summary       string
	}{
		"bad":                      {bad, nil, 1, "1", []string{"::error file=open.tf,line=6", "::notice title=hiyari::1 finding"}, "| high | [open-egress]"},
		"clean":                    {map[string]string{"clean.sh": "echo ok\n"}, nil, 0, "0", []string{"::notice title=hiyari::0 findings"}, "### hiyari: 0 findings"},
		"notice":                   {map[string]string{"broken.tf": "resource \"a\" {\n"}, nil, 0, "0", []string{"::notice title=hiyari::0 findings"}, "1 input not judged in full"},
		"empty":                    {nil, nil, 0, "0", []string{"::notice title=hiyari::0 findings"}, "### hiyari: 0 findings"},
		"twelve":                   {twelve, nil, 1, "12", append(slices.Repeat([]string{"::error file="}, 10), "::notice title=hiyari::12 findings (12 high) in 12 files; 2 more"), "12 findings"},
		"fail-on":                  {bad, map[string]string{"HIYARI_FAIL_ON": "critical"}, 0, "1", []string{"::error ", "::notice "}, "| high |"},
		"level":                    {bad, map[string]string{"HIYARI_LEVEL": "critical"}, 0, "0", []string{"::notice "}, "0 findings"},
		"args":                     {bad, map[string]string{"HIYARI_ARGS": "--skip egress\n --audit"}, 0, "0", []string{"::notice "}, "0 findings"},
		"args-are-no-glob":         {bad, map[string]string{"HIYARI_ARGS": "--rule egress *"}, 2, "", []string{"::error title=hiyari::the tree could not be checked"}, ""},
		"binary-path-of-two-lines": {bad, map[string]string{"HIYARI_BINARY": "x\n::warning::y"}, 2, "", []string{"::error title=hiyari::binary cannot be read: x%0A::warning::y"}, ""},
		"further-report":           {bad, map[string]string{"HIYARI_ARGS": "-f text"}, 1, "1", []string{"::error ", "::notice "}, "| high |"},
		"paths":                    {bad, map[string]string{"HIYARI_PATHS": "a b\n\n"}, 0, "0", []string{"::notice "}, "0 findings"},
		"path-like-a-flag":         {bad, map[string]string{"HIYARI_PATHS": "--exit-zero"}, 2, "", []string{"::error title=hiyari::the tree could not be checked"}, ""},
		"one-path-missing":         {bad, map[string]string{"HIYARI_PATHS": "open.tf\ngone"}, 2, "1", []string{"::error file=open.tf", "::notice ", "::error title=hiyari::not all that was named"}, "| high |"},
		"bad-flag":                 {bad, map[string]string{"HIYARI_FAIL_ON": "x\n::warning::y"}, 2, "", []string{"::error title=hiyari::the tree could not be checked"}, ""},
		"config":                   {bad, map[string]string{"HIYARI_CONFIG": "gone.hcl"}, 2, "", []string{"::error "}, ""},
		"other-program":            {bad, map[string]string{"HIYARI_BINARY_SHA256": strings.Repeat("0", 64)}, 2, "", []string{"::error title=hiyari::binary has SHA-256 " + r.sum}, ""},
		"no-sum":                   {bad, map[string]string{"HIYARI_BINARY_SHA256": ""}, 2, "", []string{"::error title=hiyari::binary needs binary-sha256"}, ""},
		"sum-alone":                {bad, map[string]string{"HIYARI_BINARY": ""}, 2, "", []string{"::error title=hiyari::binary cannot be read"}, ""},
		"upper-case-sum":           {bad, map[string]string{"HIYARI_BINARY_SHA256": strings.ToUpper(r.sum)}, 1, "1", []string{"::error ", "::notice "}, "| high |"},
		"no-go":                    {bad, map[string]string{"HIYARI_BINARY": "", "HIYARI_BINARY_SHA256": "", "PATH": "/usr/bin:/bin"}, 2, "", []string{"::error title=hiyari::no go on PATH"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat("/usr/bin/go"); err == nil && name == "no-go" {
				t.Skip("go is where the shell's own tools are")
			}
			got := r.check(t, test.files, test.inputs)
			if got.status != test.status || got.output("findings") != test.findings || !strings.Contains(got.summary, test.summary) {
				t.Errorf("status %d, outputs %q, summary %q\n%s", got.status, got.outputs, got.summary, got.log)
			}
			if !slices.EqualFunc(got.commands(), test.commands, strings.HasPrefix) {
				t.Errorf("commands %q, want %q", got.commands(), test.commands)
			}
			if sarif := got.output("sarif-file"); test.findings != "" {
				if content := contentOf(t, "", sarif); strings.Count(content, `"ruleId"`) < 1 != (test.findings == "0") {
					t.Errorf("SARIF: %s", content)
				}
			}
		})
	}
}

// TestActionTakesNothingFromTheTreeForACommand checks a tree whose names and
// contents hold all that a shell, the runner, Markdown or HTML could act on.
func TestActionTakesNothingFromTheTreeForACommand(t *testing.T) {
	const evil = "x\n::error::pwned\r\n::add-path::pwned ##[error]pwned $(touch pwned) `touch pwned` ; touch pwned # %0A::warning::pwned <img src=x> |@team"
	files := map[string]string{
		"$(touch pwned)`touch pwned`.tf":  openGroup,
		"a\n::error::pwned.tf":            openGroup,
		"a\r::set-output name=high::9.tf": openGroup,
		"b ##[error]pwned.tf":             "resource \"a\" {\n",
		"b\n##[add-path]pwned.tf":         "resource \"::error::pwned\n",
		"c%0A::error::pwned,col=1.tf":     openGroup,
		"d|<script>@team.tf":              openGroup,
		"--exit-zero":                     "echo ok\n",
		"e/" + strings.Repeat("日", 50):    "# hiyari:ignore ::error::pwned\n",
		"f.sh":                            "# hiyari:ignore $(touch pwned) ##[error]pwned\ncurl x\n" + evil,
		"etc/cron.d/job":                  "* * * * * root dig @8.8.8.8 '::error::pwned' $(touch pwned); echo \"##[error]pwned\"\n",
		"etc/cron.d/$(touch pwned)":       "* * * * * root /opt/`touch pwned`.sh\n",
		"g.tf":                            strings.ReplaceAll(openGroup, "web", "w\\n::error::pwned"),
		"h.tf":                            "resource \"aws_security_group\" \"##[error]pwned\" {\n egress {\n from_port=0\nto_port=0\nprotocol=\"-1\"\ncidr_blocks=[\"0.0.0.0/0\"]\n}\n}\n",
		".hiyari.hcl":                     "exclude = [\"$(touch pwned)\"]\n",
		"GITHUB_ENV":                      evil,
	}
	got := newRunner(t).check(t, files, map[string]string{"GITHUB_HEAD_REF": evil})
	findings, err := strconv.Atoi(got.output("findings"))
	if err != nil || got.status != 1 || findings < 5 {
		t.Fatalf("status %d, outputs %q\n%s", got.status, got.outputs, got.log)
	}
	commands := got.commands()
	if len(commands) != min(findings, 10)+1 {
		t.Errorf("%d commands for %d findings", len(commands), findings)
	}
	for _, command := range commands {
		ours := strings.HasPrefix(command, "::notice title=hiyari::")
		for _, level := range []string{"error", "warning", "notice"} {
			ours = ours || strings.HasPrefix(command, "::"+level+" file=") && strings.Contains(command, ",title=")
		}
		if !ours {
			t.Errorf("not ours: %q", command)
		}
	}
	if n := strings.Count(got.outputs, "\n"); n != 9 || strings.Contains(got.outputs, "pwned") || got.output("high") == "9" {
		t.Errorf("outputs %q", got.outputs)
	}
	if len(got.made) > 0 {
		t.Errorf("made in the workspace: %q", got.made)
	}
	for _, bad := range []string{"<img", "<script", "@team", "::", "##[", "`"} {
		if strings.Contains(got.summary, bad) {
			t.Errorf("the summary holds %q:\n%s", bad, got.summary)
		}
	}
}
