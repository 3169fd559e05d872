package engine

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestTrustOfResolvers(t *testing.T) {
	trust, err := DefaultTrust([]string{"9.9.9.9", "198.41.0.0/16", "DNS.Example.JP."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		server string
		want   fact.Tri
	}{
		{"8.8.8.8", fact.No},
		{"8.8.8.8:53", fact.No},
		{"[2001:4860:4860::8888]:53", fact.No},
		{"45.33.32.156", fact.No},
		{"resolver1.opendns.com", fact.No},
		{"ns.hiyari.jp.", fact.No},
		{"9.9.9.9", fact.Yes},
		{"198.41.0.4", fact.Yes},
		{"dns.example.jp", fact.Yes},
		{"169.254.169.253", fact.Yes},
		{"10.0.0.2", fact.Yes},
		{"::1", fact.Yes},
		{"localhost", fact.Yes},
		{"192.0.2.53", fact.Unknown},
		{"ns1", fact.Unknown},
		{"ns1.corp.internal", fact.Unknown},
		{"dns.example.com", fact.Unknown},
		{"", fact.Unknown},
		{"$(awk", fact.Unknown},
	}
	for _, tt := range tests {
		if got := trust.Resolver(source.Literal(tt.server)); got != tt.want {
			t.Errorf("trust of %q = %d, want %d", tt.server, got, tt.want)
		}
	}
	hole := source.Concat(source.Literal("8.8.8."), source.HoleAt(source.Span{File: source.NewFile("a", []byte("$x")), End: 2}))
	if got := trust.Resolver(hole); got != fact.Unknown {
		t.Errorf("trust of an address that is half known = %d, want unknown", got)
	}
}

func TestTrustOfRanges(t *testing.T) {
	trust, err := DefaultTrust(nil, []string{"203.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		cidr string
		want fact.Tri
	}{
		{"203.0.113.0/24", fact.Yes},
		{"203.0.113.7", fact.Yes},
		{"0.0.0.0/0", fact.No},
		{"202.0.0.0/7", fact.No},
		{"any", fact.Unknown},
	}
	for _, tt := range tests {
		if got := trust.CIDR(source.Literal(tt.cidr)); got != tt.want {
			t.Errorf("trust of %q = %d, want %d", tt.cidr, got, tt.want)
		}
	}
}

func TestTrustRefusesWhatIsNoAddress(t *testing.T) {
	if _, err := DefaultTrust([]string{"8.8.8.8/99"}, nil); err == nil {
		t.Error("a resolver with a wrong range is taken")
	}
	if _, err := DefaultTrust(nil, []string{"everything"}); err == nil {
		t.Error("a range that is none is taken")
	}
}
