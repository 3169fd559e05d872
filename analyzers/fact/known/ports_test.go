package known_test

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact/known"
)

func TestRiskyPort(t *testing.T) {
	for _, test := range []struct {
		from, to, want int
		why            string
	}{
		{22, 22, 22, "ssh"},
		{20, 30, 21, "ftp"},
		{443, 443, 0, ""},
		{446, 1079, 0, ""},
		{30000, 40000, 0, ""},
		{9050, 9050, 9050, "tor"},
		{23, 22, 0, ""},
	} {
		port, why, ok := known.RiskyPort(test.from, test.to)
		if port != test.want || why != test.why || ok != (test.want != 0) {
			t.Errorf("%d to %d: got %d %q", test.from, test.to, port, why)
		}
	}
}

func TestOrdinaryPortsAreNotRisky(t *testing.T) {
	for port := range known.LastPort + 1 {
		service, ordinary := known.OrdinaryPort(port)
		if _, why, risky := known.RiskyPort(port, port); ordinary && risky {
			t.Errorf("port %d is both %s and %s", port, service, why)
		}
	}
}

func TestServicePort(t *testing.T) {
	if port, ok := known.ServicePort("https"); port != 443 || !ok {
		t.Errorf("https: %d, %v", port, ok)
	}
	if _, ok := known.ServicePort("nothing"); ok {
		t.Error("an unknown name has a port")
	}
}
