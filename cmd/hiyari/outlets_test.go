package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEachOutputBelongsToTheFormatBeforeIt(t *testing.T) {
	tests := map[string]struct {
		args  []string
		files map[string]string // name → what it must hold
		want  string            // on standard output
	}{
		"nothing-given":     {nil, nil, "error[open-egress]"},
		"output-alone":      {[]string{"-o", "a"}, map[string]string{"a": "error[open-egress]"}, ""},
		"output-first":      {[]string{"-o", "a", "-f", "json"}, map[string]string{"a": "hiyari-json-v1"}, ""},
		"file-then-stdout":  {[]string{"-f", "sarif", "-o", "a", "-f", "github"}, map[string]string{"a": `"version": "2.1.0"`}, "::error "},
		"stdout-then-file":  {[]string{"-f", "github", "-f", "sarif", "-o", "a"}, map[string]string{"a": `"version": "2.1.0"`}, "::error "},
		"two-files":         {[]string{"-f", "json", "-o", "a", "-f", "text", "-o", "b"}, map[string]string{"a": "hiyari-json-v1", "b": "error[open-egress]"}, ""},
		"two-outputs-first": {[]string{"-o", "a", "-f", "json", "-o", "b", "-f", "text"}, map[string]string{"a": "hiyari-json-v1", "b": "error[open-egress]"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"open.tf": openGroup})
			got := env.try(append([]string{"check", "open.tf"}, test.args...)...)
			if got.status != 1 || !strings.Contains(got.stdout, test.want) || test.want == "" && got.stdout != "" {
				t.Errorf("status %d, standard output %q\n%s", got.status, got.stdout, got.stderr)
			}
			for file, want := range test.files {
				content, err := os.ReadFile(filepath.Join(env.dir, file))
				if err != nil || !strings.Contains(string(content), want) {
					t.Errorf("%s holds %q, want %q: %v", file, content, want, err)
				}
			}
		})
	}
}

func TestReportsThatCannotBeToldApartAreAMistake(t *testing.T) {
	tests := map[string]struct {
		args []string
		line string
	}{
		"two-on-stdout":     {[]string{"-f", "json", "-f", "sarif"}, "formats json and sarif go both to standard output"},
		"one-file-twice":    {[]string{"-f", "json", "-o", "a", "-f", "sarif", "-o", "a"}, "formats json and sarif go both to a"},
		"output-no-format":  {[]string{"-f", "json", "-o", "a", "-o", "b"}, `no format for the report "b"`},
		"unknown-in-second": {[]string{"-f", "json", "-o", "a", "-f", "xml"}, `unknown format "xml"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := world(t, map[string]string{"open.tf": openGroup})
			got := env.try(append([]string{"check"}, test.args...)...)
			if got.status != 2 || !strings.Contains(got.stderr, test.line) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("status %d, standard error %q, want %q", got.status, got.stderr, test.line)
			}
			if left, err := filepath.Glob(filepath.Join(env.dir, "[ab]")); err != nil || len(left) > 0 {
				t.Errorf("wrote %q, %v", left, err)
			}
		})
	}
}

func TestAReportInAFileIsNotColoredForTheTerminal(t *testing.T) {
	env := world(t, map[string]string{"open.tf": openGroup})
	env.terminal = true
	got := env.try("check", "-f", "text", "-o", "a", "-f", "text")
	content, err := os.ReadFile(filepath.Join(env.dir, "a"))
	if err != nil || strings.Contains(string(content), "\x1b") || !strings.Contains(got.stdout, "\x1b[") {
		t.Errorf("file %q, standard output %q, %v", content, got.stdout, err)
	}
}
