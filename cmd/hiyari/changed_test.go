package main

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a crontab that runs a script that sources another one, which
// asks a foreign resolver, and beside it an old fault.
func repository() map[string]string {
	return map[string]string{
		".git/HEAD":       "ref: refs/heads/main\n",
		"etc/cron.d/name": "*/5 * * * * root /opt/report.sh\n",
		"opt/report.sh":   "#!/bin/sh\n. /opt/lib/ask.sh\nask\n",
		"opt/lib/ask.sh":  "ask() {\n  dig @8.8.8.8 \"$(hostname).example.com\"\n}\n",
		"opt/other.sh":    "echo ok\n",
		"infra/open.tf":   openGroup,
		"README.md":       "hello\n",
	}
}

func TestChangedReportsWhatStandsInOrComesByWayOfAFile(t *testing.T) {
	const resolver, egress = "scheduled-external-resolver", "open-egress"
	tests := map[string]struct {
		files  map[string]string // over those of the repository
		args   []string
		status int
		shows  []string
		hides  []string
	}{
		"the-sourced-file":    {args: []string{"opt/lib/ask.sh"}, status: 1, shows: []string{resolver, "etc/cron.d/name"}, hides: []string{egress}},
		"the-script-between":  {args: []string{"opt/report.sh"}, status: 1, shows: []string{resolver}, hides: []string{egress}},
		"the-crontab":         {args: []string{"etc/cron.d/name"}, status: 1, shows: []string{resolver}, hides: []string{egress}},
		"a-clean-file":        {args: []string{"opt/other.sh", "README.md"}, shows: []string{"0 findings in or by way of 2 changed files"}, hides: []string{resolver, egress}},
		"the-old-fault":       {args: []string{"infra/open.tf"}, status: 1, shows: []string{egress, "1 finding (1 high) in or by way of 1 changed file"}, hides: []string{resolver}},
		"below-fail-on":       {args: []string{"--fail-on", "critical", "infra/open.tf"}, shows: []string{egress}},
		"a-folder":            {args: []string{"opt"}, status: 1, shows: []string{resolver}, hides: []string{egress}},
		"a-folder's-neighbor": {args: []string{"opt/li"}, hides: []string{resolver, egress}},
		"deleted-files":       {args: []string{"opt/gone.sh", "README.md/gone", "opt/other.sh"}, hides: []string{resolver, egress}},
		"only-deleted-files":  {args: []string{"no/such/folder/gone.sh"}, hides: []string{resolver, egress}},
		"the-configuration":   {files: map[string]string{".hiyari.hcl": "level = \"low\"\n"}, args: []string{"README.md", ".hiyari.hcl"}, status: 1, shows: []string{resolver, egress, "2 findings (2 high) in 7 files"}},
		"it-was-deleted":      {args: []string{".hiyari.hcl"}, status: 1, shows: []string{resolver, egress}},
		"named-by-a-flag":     {files: map[string]string{"ci/h.hcl": "level = \"low\"\n"}, args: []string{"--config", "ci/h.hcl", "ci/h.hcl"}, status: 1, shows: []string{resolver, egress}},
		"another-folder's-configuration": {
			files: map[string]string{"infra/.hiyari.hcl": "level = \"critical\"\n"},
			args:  []string{"infra/.hiyari.hcl", "infra/open.tf"}, status: 1, shows: []string{egress}, hides: []string{resolver},
		},
		"excluded": {files: map[string]string{".hiyari.hcl": "exclude = [\"infra\"]\n"}, args: []string{"infra/open.tf"}, hides: []string{egress}},
		"no-paths": {status: 2},
		"json":     {args: []string{"-f", "json", "infra/open.tf"}, status: 1, shows: []string{`"files_changed": 1`, `"findings": 1`}},
		"sarif":    {args: []string{"-f", "sarif", "opt/lib/ask.sh"}, status: 1, shows: []string{`"ruleId": "` + resolver}, hides: []string{`"ruleId": "` + egress}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := repository()
			maps.Copy(files, test.files)
			got := world(t, files).try(append([]string{"check", "--changed"}, test.args...)...)
			if got.status != test.status {
				t.Errorf("status %d, want %d\n%s%s", got.status, test.status, got.stdout, got.stderr)
			}
			for _, want := range test.shows {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("does not show %q:\n%s%s", want, got.stdout, got.stderr)
				}
			}
			for _, unwanted := range test.hides {
				if strings.Contains(got.stdout, unwanted) {
					t.Errorf("shows %q:\n%s", unwanted, got.stdout)
				}
			}
		})
	}
}

func TestChangedTellsOfTroubleInChangedFilesOnly(t *testing.T) {
	files := repository()
	files["infra/broken.tf"] = "resource \"a\" {\n"
	files["x.bin"] = "\x7fELF\x00\x00\x01\x02"
	env := world(t, files)
	if got := env.try("check", "--changed", "--strict", "opt/other.sh"); got.status != 0 || got.stderr != "" {
		t.Errorf("of another file: status %d, %q", got.status, got.stderr)
	}
	if got := env.try("check", "--changed", "x.bin"); got.status != 0 || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("of a binary file: status %d, %q", got.status, got.stderr)
	}
	got := env.try("check", "--changed", "--strict", "infra/broken.tf")
	if got.status != 2 || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "infra/broken.tf:") {
		t.Errorf("of a changed file: status %d, %q", got.status, got.stderr)
	}
	got = env.try("check", "--changed", ".hiyari.hcl")
	if !strings.HasPrefix(got.stderr, "hiyari: .hiyari.hcl changed: ") {
		t.Errorf("of the configuration: %q", got.stderr)
	}
}

func TestChangedTakesPathsFromWhereItIsStartedAndFromStandardInput(t *testing.T) {
	env := world(t, repository())
	top := env.dir
	env.dir = filepath.Join(top, "opt")
	if got := env.try("check", "--changed", "lib/ask.sh"); got.status != 1 || !strings.Contains(got.stdout, "lib/ask.sh:2:7") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	if got := env.try("check", "--changed", filepath.Join(top, "README.md")); got.status != 0 {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	env.stdin = strings.NewReader("ask() { true; }\n")
	if got := env.try("check", "--changed", "--stdin-filename", "lib/ask.sh", "-"); got.status != 0 {
		t.Errorf("repaired in the editor: status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
}
