package main

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
)

// outcome is what a run of the command left.
type outcome struct {
	status         int
	stdout, stderr string
}

// world is an environment of a test: a folder with files and nothing else.
func world(t *testing.T, files map[string]string) *environment {
	t.Helper()
	dir := t.TempDir()
	var tree []demo.File
	for name, content := range files {
		tree = append(tree, demo.File{Name: name, Content: []byte(content)})
	}
	if err := demo.Write(dir, tree); err != nil {
		t.Fatal(err)
	}
	return &environment{
		stdin: strings.NewReader(""), getenv: func(string) string { return "" }, dir: dir,
		now: func() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }, load: analyzers.Load,
	}
}

func (e *environment) try(args ...string) outcome {
	var stdout, stderr bytes.Buffer
	e.stdout, e.stderr = &stdout, &stderr
	status := run(e, args)
	return outcome{status, stdout.String(), stderr.String()}
}

// openGroup is a finding of severity high.
const openGroup = `resource "aws_security_group" "web" {
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`

func TestExitStatusOfFindings(t *testing.T) {
	tests := map[string]struct {
		args []string
		want int
	}{
		"finding":               {[]string{"check", "open.tf"}, 1},
		"whole-folder":          {[]string{"check"}, 1},
		"clean-file":            {[]string{"check", "clean.sh"}, 0},
		"below-fail-on":         {[]string{"check", "--fail-on", "critical"}, 0},
		"never":                 {[]string{"check", "--fail-on", "never"}, 0},
		"exit-zero":             {[]string{"check", "--exit-zero"}, 0},
		"same-under-sarif":      {[]string{"check", "-f", "sarif"}, 1},
		"other-rule":            {[]string{"check", "--rule", "schedule"}, 0},
		"skipped-family":        {[]string{"check", "--skip", "egress"}, 0},
		"missing-wins":          {[]string{"check", "open.tf", "nowhere"}, 2},
		"unknown-severity":      {[]string{"check", "--fail-on", "bad"}, 2},
		"unwritable-output":     {[]string{"check", "-o", "no/such/folder/out"}, 2},
		"nothing-but-a-command": {[]string{}, 0},
		"explain":               {[]string{"explain", "open-egress"}, 0},
		"explain-unknown":       {[]string{"explain", "nope"}, 2},
		"explain-nothing":       {[]string{"explain"}, 2},
		"unknown-command":       {[]string{"chek"}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"open.tf": openGroup, "clean.sh": "echo ok\n"})
			if got := env.try(test.args...); got.status != test.want {
				t.Errorf("status %d, want %d\n%s%s", got.status, test.want, got.stdout, got.stderr)
			}
		})
	}
}

func TestWrongUsageCostsOneLineAndNoReport(t *testing.T) {
	tests := map[string]struct {
		args []string
		line string // in the one line
	}{
		"unknown-format":     {[]string{"check", "-f", "xml"}, `unknown format "xml"`},
		"unknown-flag":       {[]string{"check", "--frob"}, "unknown flag: --frob"},
		"unknown-rule":       {[]string{"check", "--rule", "nope"}, `"nope"`},
		"unknown-command":    {[]string{"chek"}, `unknown command "chek": did you mean "check"?`},
		"strange-command":    {[]string{"frobnicate"}, `unknown command "frobnicate": ` + "`hiyari --help` lists them"},
		"facts-of-nothing":   {[]string{"facts"}, "facts takes at least one PATH"},
		"explain-two":        {[]string{"explain", "open-egress", "x"}, "explain takes one RULE"},
		"rules-takes-none":   {[]string{"rules", "x"}, `rules takes no argument, have 1`},
		"path-for-command":   {[]string{"open.tf"}, "`hiyari check PATH` checks a file"},
		"missing-flag-value": {[]string{"check", "--rule"}, "flag needs an argument: --rule"},
		"control-character":  {[]string{"check", "--fr\x1bob"}, "unknown flag: --fr\ufffdob"},
		"unknown-color":      {[]string{"check", "--color", "blue"}, `"blue"`},
		"bad-config":         {[]string{"check", "--config", "bad.hcl"}, "bad.hcl:1:1: unsupported argument"},
		"missing-config":     {[]string{"check", "--config", "gone.hcl"}, "gone.hcl"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"open.tf": openGroup, "bad.hcl": "lvel = \"low\"\n"})
			got := env.try(test.args...)
			if got.status != 2 || got.stdout != "" {
				t.Errorf("status %d, standard output %q", got.status, got.stdout)
			}
			if strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, test.line) {
				t.Errorf("standard error is not one line with %q:\n%s", test.line, got.stderr)
			}
		})
	}
}

func TestEachBadInputCostsOneLineAndTheRestIsChecked(t *testing.T) {
	tests := map[string]struct {
		files   map[string]string
		prepare func(t *testing.T, dir string)
		args    []string
		line    string // in the one line
		status  int
	}{
		"missing-path": {args: []string{"check", "open.tf", "gone.sh"}, line: "gone.sh: no such file", status: 2},
		"empty-path":   {args: []string{"check", "open.tf", ""}, line: `"": a path is empty`, status: 2},
		"empty-folder": {
			prepare: func(t *testing.T, dir string) {
				t.Helper()
				if err := os.Mkdir(filepath.Join(dir, "empty"), 0o750); err != nil {
					t.Fatal(err)
				}
			},
			args: []string{"check", "open.tf", "empty"}, line: "empty: holds nothing to scan", status: 2,
		},
		"broken-hcl": {
			files: map[string]string{"broken.tf": "resource \"a\" {\n"},
			args:  []string{"check"}, line: "broken.tf:", status: 1,
		},
		"named-binary": {
			files: map[string]string{"x.bin": "\x7fELF\x00\x00\x01\x02"},
			args:  []string{"check", "open.tf", "x.bin"}, line: "x.bin: ", status: 1,
		},
		"two-hundred-megabytes": {
			files:   map[string]string{"big.sql": ""},
			prepare: growFile("big.sql", 200<<20),
			args:    []string{"check"}, line: "big.sql: ", status: 1,
		},
		"symlink-loop": {
			prepare: func(t *testing.T, dir string) {
				t.Helper()
				if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
					t.Fatal(err)
				}
			},
			args: []string{"check"}, line: "loop: ", status: 1,
		},
		"strict-and-binary": {
			files: map[string]string{"x.bin": "\x7fELF\x00\x00\x01\x02"},
			args:  []string{"check", "--strict"}, line: "x.bin: not a text file", status: 2,
		},
		"name-that-is-no-utf-8": {
			files: map[string]string{"bad\xff.sh": "echo ok\n"},
			args:  []string{"check"}, line: "bad\ufffd.sh: its name is no UTF-8", status: 1,
		},
		"named-symlink-loop": {
			prepare: func(t *testing.T, dir string) {
				t.Helper()
				if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
					t.Fatal(err)
				}
			},
			args: []string{"check", "open.tf", "loop"}, line: "loop: ", status: 2,
		},
		"broken-shell": {
			files: map[string]string{"broken.sh": "if true; then\n"},
			args:  []string{"check"}, line: "broken.sh:", status: 1,
		},
		"invalid-utf-8": {
			files: map[string]string{"latin.sh": "# caf\xe9\necho ok\n"},
			args:  []string{"check"}, line: "latin.sh: ", status: 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"open.tf": openGroup}
			maps.Copy(files, test.files)
			env := world(t, files)
			if test.prepare != nil {
				test.prepare(t, env.dir)
			}
			got := env.try(test.args...)
			if got.status != test.status {
				t.Errorf("status %d, want %d", got.status, test.status)
			}
			if strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, test.line) {
				t.Errorf("standard error is not one line with %q:\n%s", test.line, got.stderr)
			}
			if !strings.Contains(got.stdout, "open-egress") {
				t.Errorf("the rest was not checked:\n%s", got.stdout)
			}
		})
	}
}

func growFile(name string, size int64) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
			t.Fatal(err)
		}
	}
}

// denied is a file system in which one file cannot be opened.
type denied struct {
	fs.FS
	name string
}

func (d denied) Open(name string) (fs.File, error) {
	if name == d.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

func TestUnreadableFileIsAFailureOnlyWhereItIsNamed(t *testing.T) {
	for status, args := range map[int][]string{1: {"check"}, 2: {"check", "open.tf", "secret.sh"}} {
		env := world(t, map[string]string{"open.tf": openGroup, "secret.sh": "echo ok\n"})
		env.load = func(fsys fs.FS, o analyzers.Options) *fact.Project {
			return analyzers.Load(denied{fsys, "secret.sh"}, o)
		}
		got := env.try(args...)
		if got.status != status || !strings.Contains(got.stdout, "open-egress") {
			t.Errorf("%v: status %d, want %d", args, got.status, status)
		}
		if strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "secret.sh: ") {
			t.Errorf("%v: standard error %q", args, got.stderr)
		}
	}
}

// Calls lead to a function's body; round a circle of calls they lead to no outermost.
func TestFindingInFunctionsThatOnlyCallEachOther(t *testing.T) {
	open := `exec.Command("aws", "ec2", "authorize-security-group-egress", "--protocol", "all", "--cidr", "0.0.0.0/0", "--group-id", "sg-1").Run()`
	for name, functions := range map[string]string{
		"itself":     "func retry() {\n" + open + "\nretry()\n}\n",
		"each-other": "func even() {\n" + open + "\nodd()\n}\nfunc odd() { even() }\n",
	} {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"main.go": "package main\n\nimport \"os/exec\"\n\n" + functions})
			if got := env.try("check"); got.status != 1 || !strings.Contains(got.stdout, "--> main.go:6:") {
				t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
			}
		})
	}
}

func TestStrictTurnsNoticesIntoFailure(t *testing.T) {
	env := world(t, map[string]string{"broken.tf": "resource \"a\" {\n"})
	if got := env.try("check"); got.status != 0 {
		t.Errorf("status %d without --strict", got.status)
	}
	if got := env.try("check", "--strict"); got.status != 2 || got.stdout == "" {
		t.Errorf("status %d with --strict, report %q", got.status, got.stdout)
	}
}

func TestStandardInputIsCheckedUnderItsName(t *testing.T) {
	env := world(t, map[string]string{"clean.sh": "echo ok\n"})
	env.stdin = strings.NewReader(openGroup)
	got := env.try("check", "--stdin-filename", "x.tf", "-")
	if got.status != 1 || !strings.Contains(got.stdout, "x.tf:6:") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	env.stdin = strings.NewReader("")
	if got := env.try("check", "-"); got.status != 2 || !strings.Contains(got.stderr, "--stdin-filename") {
		t.Errorf("without a name: status %d, %q", got.status, got.stderr)
	}
}

func TestPathsAreRelativeToTheRepositoryInReportsAndToTheFolderInText(t *testing.T) {
	env := world(t, map[string]string{".git/HEAD": "ref: refs/heads/main\n", "infra/open.tf": openGroup})
	env.dir = filepath.Join(env.dir, "infra")
	if got := env.try("check", "-f", "json", "open.tf"); !strings.Contains(got.stdout, `"path": "infra/open.tf"`) {
		t.Errorf("json:\n%s", got.stdout)
	}
	if got := env.try("check"); !strings.Contains(got.stdout, "--> open.tf:6:21") {
		t.Errorf("text:\n%s", got.stdout)
	}
}

func TestConfigurationExcludesAndSetsTheLevel(t *testing.T) {
	env := world(t, map[string]string{
		".hiyari.hcl": "exclude = [\"vendored\"]\n", "a/vendored/open.tf": openGroup, "b.sh": "echo ok\n",
	})
	if got := env.try("check"); got.status != 0 {
		t.Errorf("excluded file was checked:\n%s", got.stdout)
	}
	if got := env.try("check", "a/vendored/open.tf"); got.status != 1 {
		t.Errorf("a named path must win over exclude: status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	env = world(t, map[string]string{".hiyari.hcl": "level = \"critical\"\n", "open.tf": openGroup})
	if got := env.try("check"); got.status != 0 || strings.Contains(got.stdout, "open-egress") {
		t.Errorf("level of the configuration: status %d\n%s", got.status, got.stdout)
	}
	if got := env.try("check", "--level", "low"); got.status != 1 {
		t.Errorf("the flag must win: status %d", got.status)
	}
}

func TestOutputGoesToTheFileAndNowhereElse(t *testing.T) {
	env := world(t, map[string]string{"open.tf": openGroup})
	got := env.try("check", "-f", "json", "-o", "out.json")
	content, err := os.ReadFile(filepath.Join(env.dir, "out.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got.stdout != "" || !bytes.Contains(content, []byte("hiyari-json-v1")) {
		t.Errorf("standard output %q, file %q", got.stdout, content)
	}
}

func TestColorFollowsFlagThenEnvironmentThenTerminal(t *testing.T) {
	tests := map[string]struct {
		variables map[string]string
		terminal  bool
		flag      string
		want      bool
	}{
		"pipe":                 {want: false},
		"terminal":             {terminal: true, want: true},
		"dumb-terminal":        {terminal: true, variables: map[string]string{"TERM": "dumb"}, want: false},
		"no-color":             {terminal: true, variables: map[string]string{"NO_COLOR": "1"}, want: false},
		"force-color":          {variables: map[string]string{"FORCE_COLOR": "1"}, want: true},
		"clicolor-force":       {variables: map[string]string{"CLICOLOR_FORCE": "1"}, want: true},
		"clicolor-force-zero":  {variables: map[string]string{"CLICOLOR_FORCE": "0"}, want: false},
		"no-color-wins":        {variables: map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, want: false},
		"flag-always":          {variables: map[string]string{"NO_COLOR": "1"}, flag: "always", want: true},
		"flag-never":           {terminal: true, flag: "never", want: false},
		"actions-show-colors":  {variables: map[string]string{"GITHUB_ACTIONS": "true"}, want: true},
		"actions-no-color-set": {variables: map[string]string{"GITHUB_ACTIONS": "true", "NO_COLOR": "1"}, want: false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"open.tf": openGroup})
			env.terminal, env.getenv = test.terminal, func(name string) string { return test.variables[name] }
			args := []string{"check"}
			if test.flag != "" {
				args = append(args, "--color", test.flag)
			}
			if got := strings.Contains(env.try(args...).stdout, "\x1b["); got != test.want {
				t.Errorf("color %v, want %v", got, test.want)
			}
		})
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestReportThatCannotBeWrittenIsAFailure(t *testing.T) {
	env := world(t, map[string]string{"clean.sh": "echo ok\n"})
	var stderr bytes.Buffer
	env.stdout, env.stderr = brokenPipe{}, &stderr
	if status := run(env, []string{"check"}); status != 2 || !strings.Contains(stderr.String(), "write report: broken pipe") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}

func TestCommonFolderHoldsAllPaths(t *testing.T) {
	tests := map[string]struct {
		paths []string
		want  string
	}{
		"one":     {[]string{"/nowhere/a/b.sh"}, "/nowhere/a"},
		"sibling": {[]string{"/nowhere/a/b.sh", "/nowhere/c/d.sh"}, "/nowhere"},
		"above":   {[]string{"/nowhere/a/b/c.sh", "/nowhere/a/d.sh"}, "/nowhere/a"},
		"below":   {[]string{"/nowhere/a/d.sh", "/nowhere/a/b/c.sh"}, "/nowhere/a"},
		"prefix":  {[]string{"/nowhere/ab/x.sh", "/nowhere/a/x.sh"}, "/nowhere"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := commonFolder(test.paths); got != test.want {
				t.Errorf("commonFolder = %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheDemoKnowsNoConfiguration(t *testing.T) {
	env := world(t, map[string]string{".hiyari.hcl": "exclude = [\"**\"]\n"})
	t.Setenv("TMPDIR", env.dir)
	if got := env.try("demo"); got.status != 0 || !strings.Contains(got.stdout, "8 findings") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
}

func TestFactsTellWhyAValueIsWhatItIs(t *testing.T) {
	env := world(t, map[string]string{"main.tf": openGroup})
	got := env.try("facts", "--why", "aws_security_group.web.egress.cidr_blocks", ".")
	if want := "main.tf:6:21 typed here: \"0.0.0.0/0\""; got.status != 0 || !strings.Contains(got.stdout, want) {
		t.Errorf("%+v lacks %q", got, want)
	}
	got = env.try("facts", "--why", "aws_security_group.web.ingress", ".")
	if got.status != 2 || got.stdout != "" || !strings.Contains(got.stderr, "nothing has the address") {
		t.Errorf("an address that nothing has: %+v", got)
	}
}
