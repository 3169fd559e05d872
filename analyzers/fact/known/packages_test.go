package known

import (
	"strings"
	"testing"
)

func TestPackagesAreWellFormed(t *testing.T) {
	for line := range strings.Lines(packagesText) {
		if columns := strings.Split(strings.TrimSpace(line), "\t"); !strings.HasPrefix(line, "#") && len(columns) != 6 {
			t.Errorf("%d columns in %q", len(columns), line)
		}
	}
}

func TestThePackageOfOneFamilyIsNotThatOfAnother(t *testing.T) {
	for name, test := range map[string]struct {
		family, name string
		want         string // the job; empty: none
	}{
		"rpm":             {"rpm", "unbound-libs", "unbound-anchor.timer"},
		"debian's":        {"deb", "unbound", "unbound.service"},
		"debian's-binary": {"deb", "unbound-anchor", ""},
		"debian's-libs":   {"deb", "unbound-libs", ""},
		"alpine's":        {"apk", "unbound", ""},
		"any":             {"apk", "stubby", "stubby.service"},
		"by-name-alone":   {"", "unbound-libs", "unbound-anchor.timer"},
		"ambiguous":       {"", "unbound", ""},
		"unknown":         {"rpm", "bash", ""},
	} {
		t.Run(name, func(t *testing.T) {
			job, ok := ShippedJob(test.family, test.name)
			if ok != (test.want != "") || ok && job.Jobs[0] != test.want {
				t.Errorf("got %+v, %v", job, ok)
			}
		})
	}
}
