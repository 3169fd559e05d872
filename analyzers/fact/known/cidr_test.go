package known_test

import (
	"net/netip"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact/known"
)

func TestPrefixTakesEverySpelling(t *testing.T) {
	for spelling, want := range map[string]string{
		"0.0.0.0/0": "0.0.0.0/0", "0/0": "0.0.0.0/0", "00.0.0.0/0": "0.0.0.0/0", "1.2.3.4/0": "0.0.0.0/0",
		"0.0.0.0/0.0.0.0": "0.0.0.0/0", "10/8": "10.0.0.0/8", "10.1/16": "10.1.0.0/16", "10.1.2.3/255.0.0.0": "10.0.0.0/8",
		"8.8.8.8": "8.8.8.8/32", "10.1.2.3/8": "10.0.0.0/8", "::/0": "::/0", "0:0:0:0:0:0:0:0/0": "::/0",
		"2001:db8::1/32": "2001:db8::/32", "::1": "::1/128", "\t10.0.0.0/8": "10.0.0.0/8",
		"": "", "/": "", "/0": "", "10.0.0.0/33": "", "10.0.0.0/-1": "", "256.0.0.0/8": "", "10": "", "web": "", "web/0": "",
		"10.0.0.0/255.0.255.0": "", "fe80::1%eth0/64": "", "::/129": "", "::/0.0.0.0": "", "1.2.3.4.5/0": "", "10.0.0.0/8/8": "",
	} {
		got, ok := known.Prefix(spelling)
		if text := got.String(); ok != (want != "") || ok && text != want {
			t.Errorf("%q: got %s, %v, want %q", spelling, text, ok, want)
		}
	}
}

func TestEverywhere(t *testing.T) {
	for _, test := range []struct {
		name   string
		ranges []string
		v4, v6 bool
	}{
		{"v4", []string{"0.0.0.0/0"}, true, false},
		{"v6", []string{"::/0"}, false, true},
		{"short", []string{"0/0"}, true, false},
		{"word", []string{"any"}, true, true},
		{"azure", []string{"Internet"}, true, true},
		{"halves", []string{"0.0.0.0/1", "128.0.0.0/1"}, true, false},
		{"one-half", []string{"0.0.0.0/1"}, true, false}, // more than half of what is public
		{"quarter", []string{"64.0.0.0/2"}, false, false},
		{"v6-halves", []string{"::/1", "8000::/1"}, false, true},
		{"v6-upper-half", []string{"8000::/1"}, false, false},
		{"v6-global", []string{"2000::/3"}, false, true},
		{"v6-half-of-global", []string{"2000::/4"}, false, false},
		{"v6-quarters-of-global", []string{"2000::/4", "3000::/4"}, false, true},
		{"nat64", []string{"64:ff9b::/96"}, false, true},
		{"private", []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}, false, false},
		{"reserved-counts-nothing", []string{"224.0.0.0/3", "10.0.0.0/8", "127.0.0.0/8", "0.0.0.0/8"}, false, false},
		{"same-quarter-thrice", []string{"64.0.0.0/2", "64.0.0.0/2", "64.0.0.0/3"}, false, false},
		{"overlapping", []string{"0.0.0.0/2", "32.0.0.0/3", "64.0.0.0/3"}, false, false},
		{"all-but-private", []string{"0.0.0.0/5", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2", "128.0.0.0/2"}, true, false},
		{"one-public-eight", []string{"52.0.0.0/8"}, false, false},
		{"null", []string{"127.0.0.1/32", "255.255.255.255/32"}, false, false},
		{"nonsense", []string{"", "web", "10.0.0.0/99"}, false, false},
		{"nothing", nil, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := known.Everywhere(test.ranges)
			if got.V4 != test.v4 || got.V6 != test.v6 {
				t.Errorf("got %+v, want v4 %v, v6 %v", got, test.v4, test.v6)
			}
			if got.Share < 0 || got.Share > 1 {
				t.Errorf("share of %f", got.Share)
			}
		})
	}
}

func TestShareOfPublicAddresses(t *testing.T) {
	if got := known.Everywhere([]string{"0.0.0.0/0"}).Share; got != 1 {
		t.Errorf("all addresses: %f", got)
	}
	if got := known.Everywhere([]string{"10.0.0.0/8"}).Share; got != 0 {
		t.Errorf("a private range: %f", got)
	}
	if got := known.Everywhere([]string{"52.0.0.0/8"}).Share; got < 0.004 || got > 0.005 {
		t.Errorf("one of some 220 public eights: %f", got)
	}
}

func TestKindsOfRanges(t *testing.T) {
	for _, test := range []struct {
		cidr                         string
		null, private, documentation bool
	}{
		{"127.0.0.1/32", true, true, false},
		{"::1/128", true, true, false},
		{"255.255.255.255/32", true, false, false},
		{"10.1.0.0/16", false, true, false},
		{"fd00::/8", false, true, false},
		{"8.0.0.0/5", false, false, false}, // holds 10.0.0.0/8, but more
		{"203.0.113.0/25", false, false, true},
		{"2001:db8:1::/48", false, false, true},
		{"0.0.0.0/0", false, false, false},
	} {
		p := netip.MustParsePrefix(test.cidr)
		null, private, documentation := known.NullDestination(p), known.PrivateRange(p), known.DocumentationRange(p)
		if null != test.null || private != test.private || documentation != test.documentation {
			t.Errorf("%s: null %v, private %v, documentation %v", test.cidr, null, private, documentation)
		}
	}
}
