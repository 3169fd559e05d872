package engine

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Trust answers from the tables and from what the user lists.
type Trust struct {
	resolvers []netip.Prefix
	names     []string
	cidrs     []netip.Prefix
}

// DefaultTrust trusts what the tables trust, and further resolvers (addresses,
// ranges or names) and address ranges.
func DefaultTrust(extraResolvers, extraCIDRs []string) (Trust, error) {
	var t Trust
	for _, resolver := range extraResolvers {
		if prefix, err := parsePrefix(resolver); err == nil {
			t.resolvers = append(t.resolvers, prefix)
			continue
		}
		if !isName(resolver) {
			return Trust{}, fmt.Errorf("trusted resolver %q is no address, range or name", resolver)
		}
		t.names = append(t.names, canonical(resolver))
	}
	for _, cidr := range extraCIDRs {
		prefix, err := parsePrefix(cidr)
		if err != nil {
			return Trust{}, fmt.Errorf("trusted range %q is no address range", cidr)
		}
		t.cidrs = append(t.cidrs, prefix)
	}
	return t, nil
}

// Resolver tells whether asking a DNS server is trusted. Placeholders, clouds'
// public resolvers and names that only the deployment knows are Unknown.
func (t Trust) Resolver(server source.Text) fact.Tri {
	host := strings.TrimSpace(reveal(server))
	if !server.Known() || host == "" {
		return fact.Unknown
	}
	if addr, ok := parseAddr(host); ok {
		return t.address(addr)
	}
	return t.name(canonical(host))
}

func (t Trust) address(addr netip.Addr) fact.Tri {
	switch _, ofProvider := known.ProviderResolver(addr); {
	case contains(t.resolvers, addr), known.TrustedResolver(addr):
		return fact.Yes
	case ofProvider, known.PlaceholderAddress(addr):
		return fact.Unknown
	}
	return fact.No
}

func (t Trust) name(host string) fact.Tri {
	switch {
	case slices.Contains(t.names, host), known.TrustedResolverName(host):
		return fact.Yes
	case !isName(host), !strings.Contains(host, "."), isInternal(host):
		return fact.Unknown
	}
	return fact.No
}

// CIDR tells whether an address range lies in one that is listed.
func (t Trust) CIDR(cidr source.Text) fact.Tri {
	if !cidr.Known() {
		return fact.Unknown
	}
	prefix, err := parsePrefix(strings.TrimSpace(reveal(cidr)))
	if err != nil {
		return fact.Unknown
	}
	return fact.TriOf(slices.ContainsFunc(t.cidrs, func(listed netip.Prefix) bool {
		return listed.Bits() <= prefix.Bits() && listed.Contains(prefix.Addr())
	}))
}

func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// parseAddr takes an address with or without brackets, zone and port.
func parseAddr(s string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(s); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return addr.Unmap().WithZone(""), err == nil
}

// parsePrefix takes a range, with or without host bits, or a single address.
func parsePrefix(s string) (netip.Prefix, error) {
	if addr, ok := parseAddr(s); ok {
		return addr.Prefix(addr.BitLen())
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err
}

func canonical(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

func isName(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// isInternal reports names that are resolved inside a network, or nowhere.
// RFC 2606, RFC 6762, RFC 8375.
func isInternal(host string) bool {
	for _, suffix := range []string{
		".local", ".internal", ".lan", ".corp", ".home", ".home.arpa", ".intranet", ".private", ".svc",
		".test", ".example", ".invalid", ".localhost", ".example.com", ".example.net", ".example.org",
	} {
		if strings.HasSuffix(host, suffix) || host == suffix[1:] {
			return true
		}
	}
	return false
}
