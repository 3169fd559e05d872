package known

import (
	"net/netip"
	"strings"
	"testing"
)

func TestResolverKnowsServersByAddress(t *testing.T) {
	tests := []struct {
		address  string
		operator string
		class    ResolverClass
	}{
		{"8.8.8.8", "Google", ResolverPublic},
		{"::ffff:8.8.8.8", "Google", ResolverPublic},
		{"2001:4860:4860::8888", "Google", ResolverPublic},
		{"45.90.28.77", "NextDNS", ResolverPublic},
		{"9.9.9.9", "Quad9", ResolverPublic},
		{"192.58.128.30", "j.root-servers.net", ResolverRoot},
		{"192.228.79.201", "b.root-servers.net", ResolverRoot},
		{"192.5.6.30", "a.gtld-servers.net", ResolverTLD},
		{"216.239.32.10", "Google", ResolverMyIP},
		{"8.8.8.9", "", ResolverUnknown},
		{"10.0.0.2", "", ResolverUnknown},
		{"192.0.2.1", "", ResolverUnknown},
		{"185.12.64.1", "", ResolverUnknown},
	}
	for _, c := range tests {
		operator, class := Resolver(netip.MustParseAddr(c.address))
		if operator != c.operator || class != c.class {
			t.Errorf("%s: got %q %q, want %q %q", c.address, operator, class, c.operator, c.class)
		}
	}
}

func TestResolverKnowsServersByName(t *testing.T) {
	tests := []struct {
		host     string
		operator string
		class    ResolverClass
	}{
		{"resolver1.opendns.com", "OpenDNS", ResolverPublic},
		{"Dns.Google.", "Google", ResolverPublic},
		{"A.root-servers.net.", "a.root-servers.net", ResolverRoot},
		{"m.gtld-servers.net", "m.gtld-servers.net", ResolverTLD},
		{"ns1.google.com", "Google", ResolverMyIP},
		{"ab12cd.dns.nextdns.io", "NextDNS", ResolverPublic},
		{"team.cloudflare-gateway.com", "Cloudflare", ResolverPublic},
		{"cloudflare-gateway.com", "", ResolverUnknown},
		{"www.google.com", "", ResolverUnknown},
		{"n.root-servers.net", "", ResolverUnknown},
		{"myip.opendns.com", "", ResolverUnknown},
		{"localhost", "", ResolverUnknown},
		{"", "", ResolverUnknown},
	}
	for _, c := range tests {
		operator, class := ResolverName(c.host)
		if operator != c.operator || class != c.class {
			t.Errorf("%s: got %q %q, want %q %q", c.host, operator, class, c.operator, c.class)
		}
	}
}

func TestRootServerHasThirteenLetters(t *testing.T) {
	letters := map[string]bool{}
	for addr, e := range resolvers().addresses {
		if name, ok := RootServer(addr); ok {
			letters[name] = true
		} else if e.class == "root" {
			t.Errorf("%s is not found", addr)
		}
	}
	if len(letters) != 13 {
		t.Errorf("got %d root servers, want 13", len(letters))
	}
	if _, ok := RootServer(netip.MustParseAddr("192.5.6.30")); ok {
		t.Error("a server of .com is taken for a root server")
	}
}

func TestDoHHost(t *testing.T) {
	if _, ok := DoHHost("cloudflare-dns.com"); !ok {
		t.Error("cloudflare-dns.com is not found")
	}
	for _, host := range []string{"www.google.com", "google-public-dns-a.google.com", "8.8.8.8"} {
		if _, ok := DoHHost(host); ok {
			t.Errorf("%s is taken for a host of DNS over HTTPS", host)
		}
	}
}

func TestTrustedResolver(t *testing.T) {
	tests := []struct {
		address              string
		trusted, placeholder bool
	}{
		{"10.0.0.2", true, false},
		{"172.31.255.255", true, false},
		{"172.32.0.1", false, false},
		{"169.254.169.253", true, false},
		{"fd00:ec2::253", true, false},
		{"fe80::1%eth0", true, false},
		{"127.0.0.53", true, false},
		{"::1", true, false},
		{"100.100.2.136", true, false},
		{"168.63.129.16", true, false},
		{"168.63.129.17", false, false},
		{"192.0.2.53", false, true},
		{"2001:db8::53", false, true},
		{"0.0.0.0", false, true},
		{"224.0.0.251", false, true},
		{"8.8.8.8", false, false},
		{"67.207.67.2", false, false},
	}
	for _, c := range tests {
		addr := netip.MustParseAddr(c.address)
		if got := TrustedResolver(addr); got != c.trusted {
			t.Errorf("%s: trusted %v, want %v", c.address, got, c.trusted)
		}
		if got := PlaceholderAddress(addr); got != c.placeholder {
			t.Errorf("%s: placeholder %v, want %v", c.address, got, c.placeholder)
		}
	}
	if !TrustedResolverName("AmazonProvidedDNS") || TrustedResolverName("dns.google") {
		t.Error("names are not told apart")
	}
	if provider, ok := ProviderResolver(netip.MustParseAddr("67.207.67.2")); !ok || provider != "DigitalOcean" {
		t.Errorf("got provider %q", provider)
	}
	if !MyIPQuestion("myip.opendns.com.") || MyIPQuestion("example.com") {
		t.Error("questions for the own address are not told apart")
	}
}

func TestResolversTextHasNoStrayLine(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(resolversText) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 3 {
			t.Errorf("want three columns: %s", line)
			continue
		}
		if class := columns[0]; !isServer(class) && !isTrusted(class) && class != "question" && class != "provider" && class != "placeholder" {
			t.Errorf("unknown class: %s", line)
		}
		for item := range strings.FieldsSeq(columns[2]) {
			if seen[item] {
				t.Errorf("%s stands twice", item)
			}
			seen[item] = true
		}
	}
}
