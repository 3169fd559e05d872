package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseReadsEveryKey(t *testing.T) {
	got, err := parse(Name, []byte(`
exclude           = ["vendor", "**/*.min.js"]
trusted_resolvers = ["203.0.113.53", "dns.example.com", "2001:db8::/32"]
trusted_cidrs     = ["203.0.113.0/24"]
level             = "medium" # the rest is noise to us
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &File{
		Exclude:          []string{"vendor", "**/*.min.js"},
		TrustedResolvers: []string{"203.0.113.53", "dns.example.com", "2001:db8::/32"},
		TrustedCIDRs:     []string{"203.0.113.0/24"},
		Level:            "medium",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parse (-want +got):\n%s", diff)
	}
}

func TestParseRefusesWithThePlace(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"unknown-key":      {"level = \"low\"\nexcludes = []\n", ".hiyari.hcl:2:1: unsupported argument"},
		"unknown-block":    {"rule \"x\" {}\n", ".hiyari.hcl:1:1: unsupported block type"},
		"not-hcl":          {"level = \n", ".hiyari.hcl:1:9: "},
		"wrong-type":       {"exclude = 7\n", ".hiyari.hcl:1:11: exclude: want a list of strings"},
		"wrong-item":       {"exclude = [null]\n", ".hiyari.hcl:1:11: exclude: want a list of strings"},
		"wrong-word":       {"level = 7\n", ".hiyari.hcl:1:9: level: want a string"},
		"unknown-severity": {"level = \"bad\"\n", `.hiyari.hcl:1:9: level: "bad" is no severity`},
		"bad-glob":         {"exclude = [\"a[\"]\n", `.hiyari.hcl:1:11: exclude: "a[" is no glob`},
		"bad-range":        {"trusted_cidrs = [\"10.0.0/8\"]\n", `.hiyari.hcl:1:17: trusted_cidrs: "10.0.0/8" is no address range`},
		"bad-resolver":     {"trusted_resolvers = [\"@8.8.8.8\"]\n", `.hiyari.hcl:1:21: trusted_resolvers: "@8.8.8.8" is no address`},
		"a-variable":       {"level = var.level\n", ".hiyari.hcl:1:9: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(Name, []byte(test.content))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("parse: error %v, want it to hold %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("error has several lines: %q", err)
			}
		})
	}
}

func TestFindTakesTheNearestAndStaysInTheRepository(t *testing.T) {
	top := t.TempDir()
	repository := filepath.Join(top, "repository")
	inner := filepath.Join(repository, "a", "b")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(path string) string {
		t.Helper()
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(filepath.Join(top, Name))
	write(filepath.Join(repository, ".git"))
	if got := Find(inner); got != "" {
		t.Errorf("Find above the repository = %q, want nothing", got)
	}
	nearest := write(filepath.Join(repository, "a", Name))
	write(filepath.Join(repository, Name))
	if got := Find(write(filepath.Join(inner, "x.sh"))); got != nearest {
		t.Errorf("Find = %q, want %q", got, nearest)
	}
}
