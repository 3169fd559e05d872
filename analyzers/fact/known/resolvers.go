// Package known holds what everybody knows about addresses and names: tables
// that derive and rules share.
package known

import (
	_ "embed"
	"net/netip"
	"strings"
	"sync"
)

// ResolverClass tells what kind of DNS server an address or a name is.
type ResolverClass string

// The classes of DNS servers.
const (
	ResolverUnknown ResolverClass = ""
	ResolverPublic  ResolverClass = "public" // answers anybody, for any name
	ResolverRoot    ResolverClass = "root"   // of the root zone, former addresses included
	ResolverTLD     ResolverClass = "tld"    // of .com and .net
	ResolverMyIP    ResolverClass = "myip"   // tells the asker's own address
)

// Resolver tells who runs the DNS server at an address. A root or TLD server
// is its own operator's name: "j.root-servers.net".
func Resolver(addr netip.Addr) (operator string, class ResolverClass) {
	e, _ := resolvers().of(addr, isServer)
	return e.operator, e.serverClass()
}

// ResolverName is Resolver for a host name. It takes a final dot and any case.
func ResolverName(host string) (operator string, class ResolverClass) {
	e, _ := resolvers().named(host, isServer)
	return e.operator, e.serverClass()
}

// RootServer tells which root server has, or once had, an address.
func RootServer(addr netip.Addr) (name string, ok bool) {
	e, ok := resolvers().of(addr, func(class string) bool { return class == "root" })
	return e.operator, ok
}

// DoHHost tells whose DNS over HTTPS a host serves. Addresses are not taken:
// other things answer on port 443 of a resolver.
func DoHHost(host string) (operator string, ok bool) {
	e, ok := resolvers().named(host, func(class string) bool { return class == "doh" })
	return e.operator, ok
}

// MyIPQuestion reports a name that is asked for to learn the own public
// address. Asked of the system's resolver it is innocent.
func MyIPQuestion(name string) bool {
	_, ok := resolvers().named(name, func(class string) bool { return class == "question" })
	return ok
}

// TrustedResolver reports an address that cannot be outside the network: a
// private or local range, or a cloud's own resolver.
func TrustedResolver(addr netip.Addr) bool {
	_, ok := resolvers().of(addr, isTrusted)
	return ok
}

// TrustedResolverName is TrustedResolver for a name: localhost and the token
// AmazonProvidedDNS.
func TrustedResolverName(host string) bool {
	_, ok := resolvers().named(host, isTrusted)
	return ok
}

// ProviderResolver tells whose customers an address serves. It is trusted only
// where the code targets that provider.
func ProviderResolver(addr netip.Addr) (provider string, ok bool) {
	e, ok := resolvers().of(addr, func(class string) bool { return class == "provider" })
	return e.operator, ok
}

// PlaceholderAddress reports an address that nobody is meant to reach: of
// documentation or benchmarks, unspecified, or multicast.
func PlaceholderAddress(addr netip.Addr) bool {
	_, ok := resolvers().of(addr, func(class string) bool { return class == "placeholder" })
	return ok
}

func isServer(class string) bool {
	switch class {
	case "public", "name", "doh", "root", "tld", "myip":
		return true
	}
	return false
}

func isTrusted(class string) bool { return class == "trusted" }

// entry is what the table says about one address, prefix or name.
type entry struct{ class, operator string }

func (e entry) serverClass() ResolverClass {
	switch e.class {
	case "name", "doh":
		return ResolverPublic
	}
	return ResolverClass(e.class)
}

// resolverTable is resolvers.txt, indexed.
type resolverTable struct {
	addresses map[netip.Addr]entry
	prefixes  []prefixEntry
	names     map[string]entry // lower case; "*.example.com" for suffixes
}

type prefixEntry struct {
	prefix netip.Prefix
	entry
}

//go:embed resolvers.txt
var resolversText string

var resolvers = sync.OnceValue(func() resolverTable { return parseResolvers(resolversText) })

func parseResolvers(text string) resolverTable {
	t := resolverTable{addresses: map[netip.Addr]entry{}, names: map[string]entry{}}
	for line := range strings.Lines(text) {
		class, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		operator, items, found := strings.Cut(rest, "\t")
		if !found || strings.HasPrefix(class, "#") {
			continue
		}
		for item := range strings.FieldsSeq(items) {
			t.add(item, entry{class, operator})
		}
		if class == "root" || class == "tld" {
			t.add(operator, entry{class, operator})
		}
	}
	return t
}

func (t *resolverTable) add(item string, e entry) {
	if addr, err := netip.ParseAddr(item); err == nil {
		t.addresses[addr] = e
		return
	}
	if prefix, err := netip.ParsePrefix(item); err == nil {
		t.prefixes = append(t.prefixes, prefixEntry{prefix, e})
		return
	}
	t.names[strings.ToLower(item)] = e
}

func (t resolverTable) of(addr netip.Addr, wanted func(class string) bool) (entry, bool) {
	addr = addr.Unmap().WithZone("")
	if e, ok := t.addresses[addr]; ok && wanted(e.class) {
		return e, true
	}
	for _, p := range t.prefixes {
		if wanted(p.class) && p.prefix.Contains(addr) {
			return p.entry, true
		}
	}
	return entry{}, false
}

func (t resolverTable) named(host string, wanted func(class string) bool) (entry, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if e, ok := t.names[host]; ok && wanted(e.class) {
		return e, true
	}
	for rest := host; ; {
		_, parent, found := strings.Cut(rest, ".")
		if !found {
			return entry{}, false
		}
		if e, ok := t.names["*."+parent]; ok && wanted(e.class) {
			return e, true
		}
		rest = parent
	}
}
