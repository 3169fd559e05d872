package main

import (
	"maps"
	"strings"
	"testing"
)

var someJobs = map[string]string{
	"crontab":       "*/5 * * * * dig @8.8.8.8 example.com\n0 3 * * 0 /opt/report.sh\n",
	"old/crontab":   "@daily true\n",
	".hiyari.hcl":   `exclude = ["old"]`,
	"clock_test.go": "package x\n\nimport \"time\"\n\nfunc f() {\n\tfor range time.Tick(time.Hour) {\n\t}\n}\n",
}

func TestJobs(t *testing.T) {
	for name, test := range map[string]struct {
		args         []string
		width        int
		status       int
		shows, hides []string
	}{
		"table":              {args: []string{"jobs"}, shows: []string{"NEXT (UTC)", "every 5 minutes                dig @8.8.8.8 example.com", "asks 8.8.8.8", "on, maybe  clock_test.go:6"}, hides: []string{"old/crontab", "\x1b"}},
		"narrow":             {args: []string{"jobs"}, width: 60, shows: []string{"\n  dig @8.8.8.8 example.com\n  as ?, on, from crontab:1\n  > asks 8.8.8.8\n"}, hides: []string{"NEXT"}},
		"wide-enough":        {args: []string{"jobs"}, width: 200, shows: []string{"NEXT (UTC)"}},
		"named-path":         {args: []string{"jobs", "crontab"}, shows: []string{"2 jobs; next runs after 2026-11-24 00:00 UTC"}},
		"other-config":       {args: []string{"jobs", "--config", "none.hcl"}, shows: []string{"old/crontab:1"}},
		"color":              {args: []string{"jobs", "--color", "always"}, shows: []string{"\x1b[1;34m> asks 8.8.8.8\x1b[0m"}},
		"standard-input":     {args: []string{"jobs", "--stdin-filename", "crontab", "-"}, shows: []string{"at boot"}, hides: []string{"dig"}},
		"no-jobs":            {args: []string{"jobs", "none.hcl"}, shows: []string{"0 jobs"}, hides: []string{"NEXT"}},
		"json-of-no-jobs":    {args: []string{"jobs", "-f", "json", "none.hcl"}, shows: []string{`"jobs": []`}},
		"markdown":           {args: []string{"jobs", "-f", "markdown", "crontab"}, shows: []string{"| Next (UTC) |", "asks 8&#46;8&#46;8&#46;8"}},
		"stats-are-no-table": {args: []string{"jobs", "--stats", "crontab"}, shows: []string{"2 jobs"}, hides: []string{"load"}},
		"unknown-format":     {args: []string{"jobs", "-f", "sarif"}, status: 2},
		"unknown-color":      {args: []string{"jobs", "--color", "blue"}, status: 2},
		"missing-path":       {args: []string{"jobs", "gone", "crontab"}, status: 2, shows: []string{"2 jobs"}},
		"missing-config":     {args: []string{"jobs", "--config", "gone.hcl"}, status: 2},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"none.hcl": ""}
			maps.Copy(files, someJobs)
			env := world(t, files)
			env.width, env.stdin = test.width, strings.NewReader("@reboot /opt/start\n")
			got := env.try(test.args...)
			if got.status != test.status {
				t.Errorf("status %d\n%s", got.status, got.stderr)
			}
			for _, want := range test.shows {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("no %q in\n%s", want, got.stdout)
				}
			}
			for _, not := range test.hides {
				if strings.Contains(got.stdout, not) {
					t.Errorf("%q in\n%s", not, got.stdout)
				}
			}
		})
	}
}

func TestJobsPrintNoSecret(t *testing.T) {
	secrets := secretsOf(seed)
	token := secrets["github_token"].value
	content := "*/5 * * * * TOKEN=" + token + " /x " + token + "\n@daily curl -u a:" + secrets["password"].value + " https://example.com\n"
	for _, format := range []string{"text", "json", "markdown"} {
		got := world(t, map[string]string{"crontab": content}).try("jobs", "-f", format)
		for name, secret := range secrets {
			if strings.Contains(got.stdout+got.stderr, secret.value) {
				t.Errorf("%s shows %s:\n%s", format, name, got.stdout)
			}
		}
		if !strings.Contains(got.stdout, "ghp") {
			t.Errorf("%s shows no prefix:\n%s", format, got.stdout)
		}
	}
}

func TestJobsAreBounded(t *testing.T) {
	env := world(t, map[string]string{"crontab": strings.Repeat("*/5 * * * * true\n", 3000)})
	got := env.try("jobs")
	if lines := strings.Count(got.stdout, "\n"); lines != 1002 || !strings.Contains(got.stdout, "3000 jobs, 2000 not shown: -f json has them") {
		t.Errorf("%d lines, %s", lines, got.stdout[strings.LastIndexByte(strings.TrimSpace(got.stdout), '\n'):])
	}
}
