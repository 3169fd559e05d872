package derive

import (
	"net/netip"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// scriptDNS is a function of a DNS library that is told a server.
type scriptDNS struct {
	functions []string // by the end of their names
	arg       int      // the server or servers; -1: only by name
	keys      []string // the named arguments that say them
	transport fact.Transport
}

// scriptLibraries are from the libraries' own documentation: dnspython, aiodns,
// pycares; Ruby's resolv, dnsruby, net-dns; Net::DNS of Perl; Node's dns and
// dns2; Net_DNS2 of PHP.
var scriptLibraries = map[fact.Dialect][]scriptDNS{
	fact.DialectPython: {
		{functions: []string{"nameservers="}},
		{functions: []string{"query.udp", "query.tcp", "query.udp_with_fallback", "asyncquery.udp", "asyncquery.tcp"}, arg: 1, keys: []string{"where"}},
		{functions: []string{"query.tls", "query.quic", "asyncquery.tls"}, arg: 1, keys: []string{"where"}, transport: fact.TLS},
		{functions: []string{"query.https", "asyncquery.https"}, arg: 1, keys: []string{"where"}, transport: fact.HTTPS},
		{functions: []string{"make_resolver_at", "resolve_at"}, keys: []string{"where"}},
		{functions: []string{"DNSResolver", "pycares.Channel", "AsyncResolver"}, arg: -1, keys: []string{"nameservers", "servers"}},
	},
	fact.DialectRuby: {
		{functions: []string{"Resolv.DNS.new", "Resolv.DNS.open", "Dnsruby.Resolver.new", "Dnsruby.DNS.new", "Net.DNS.Resolver.new"}, keys: []string{"nameserver", "nameservers", ":nameserver", ":nameservers"}},
		{functions: []string{"nameserver=", "nameservers="}},
	},
	fact.DialectPerl: {
		{functions: []string{"Net.DNS.Resolver.new"}, arg: -1, keys: []string{"nameservers", "nameserver"}},
		{functions: []string{"nameservers", "nameserver"}},
	},
	fact.DialectJavaScript: {
		{functions: []string{"setServers"}},
		{functions: []string{"DNS", "UDPClient", "TCPClient", "DOHClient"}, arg: -1, keys: []string{"nameServers", "dns"}},
	},
	fact.DialectPHP: {
		{functions: []string{"Net_DNS2_Resolver", "Net_DNS_Resolver", "Resolver"}, arg: -1, keys: []string{"nameservers"}},
		{functions: []string{"setServers", "nameservers="}},
	},
}

// scriptFetchers are functions that fetch a URL, by the end of their names.
var scriptFetchers = map[fact.Dialect][]string{
	fact.DialectPython:     {"get", "post", "request", "urlopen", "Request", "urlretrieve"},
	fact.DialectRuby:       {"get", "post", "get_response", "URI", "parse", "open", "URI.open"},
	fact.DialectPerl:       {"get", "post", "getstore", "new", "request"},
	fact.DialectJavaScript: {"fetch", "get", "post", "request", "axios", "got"},
	fact.DialectPHP:        {"file_get_contents", "curl_init", "curl_setopt", "get", "post", "request", "fopen"},
}

// scriptQueries emits the look-ups that a call of a script makes. What a DNS
// library is given is one; a resolver that everybody knows, alone in a text, may be.
func scriptQueries(c *fact.Call, emit fact.Emit) {
	libraries := scriptLibraries[fact.Dialect(c.Package)]
	if libraries == nil {
		return
	}
	a := &asking{by: c, program: source.Literal(c.Function), emit: emit, seen: map[source.Span]bool{}, scanned: true}
	for _, library := range libraries {
		if endsIn(c.Function, library.functions) {
			a.told(c, library)
		}
	}
	fetches := endsIn(c.Function, scriptFetchers[fact.Dialect(c.Package)])
	texts := scriptTexts(c)
	for i, t := range texts {
		switch {
		case t.Form != fact.Scalar:
		case fetches && t.Text.HasPrefix("https://"):
			a.dohURL(t.Text, false)
		case !onlyMentions(c.Function) && !otherPort(texts, i):
			a.maybe(t.Text)
		}
	}
}

// told emits the servers that a library's function is given.
func (a *asking) told(c *fact.Call, library scriptDNS) {
	var given []*fact.Value
	if library.arg >= 0 && library.arg < len(c.Args) && c.Args[library.arg].Form != fact.Object {
		given = append(given, c.Args[library.arg])
	}
	for _, arg := range c.Args {
		for _, key := range library.keys {
			given = append(given, arg.GetAll(key)...)
		}
	}
	for _, value := range given {
		for leaf := range leaves(value) {
			a.toldOne(leaf.Value, library.transport)
		}
	}
}

func (a *asking) toldOne(v *fact.Value, transport fact.Transport) {
	if v.Form != fact.Scalar || isDigits(v.Text.Reveal()) {
		return
	}
	server := serverOf(v.Text, transport)
	if server.host.Len() == 0 || isLoneHole(server.host) || !strings.ContainsAny(server.host.Reveal(), ".:") {
		return
	}
	certainty := fact.Always
	if v.Maybe {
		certainty = fact.Maybe
	}
	a.query(fact.DNSQuery{Asks: fact.Named, Server: server.host, Shown: server.shown, Transport: server.transport}, certainty)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// scriptTexts lists the values that a call is given, at any depth.
func scriptTexts(c *fact.Call) []*fact.Value {
	var texts []*fact.Value
	var gather func(v *fact.Value)
	gather = func(v *fact.Value) {
		for leaf := range leaves(v) {
			texts = append(texts, leaf.Value)
			for _, entry := range leaf.Entries {
				gather(entry.Value)
			}
		}
	}
	for _, arg := range c.Args {
		gather(arg)
	}
	return texts
}

// mentioning are the functions that only say an address or look at it, and the
// names of variables that list what is allowed or left out.
var mentioning = []string{
	"print", "echo", "puts", "warn", "die", "log", "debug", "info", "error", "argument", "help", "assert", "ip_address", "ip_network",
	"ipaddr", "gethostby", "getaddrinfo", "getnameinfo", "reverse", "ping", "raise", "throw", "exception", "allow", "white", "block", "deny", "ignore",
	"exclude", "skip", "trusted", "safe", "test", "expect", "example", "usage", "description", "add_option", "startswith", "isin",
}

func onlyMentions(function string) bool {
	function = strings.ToLower(function)
	for _, word := range mentioning {
		if strings.Contains(function, word) {
			return true
		}
	}
	return false
}

// otherPort reports an address beside a port that is none of DNS: a datagram
// socket that is connected to 8.8.8.8:80 sends nothing and learns its own address.
func otherPort(texts []*fact.Value, i int) bool {
	for _, n := range []int{i - 1, i + 1} {
		if n < 0 || n >= len(texts) || texts[n].Form != fact.Scalar || !isDigits(texts[n].Text.Reveal()) {
			continue
		}
		if _, dns := dnsPort(texts[n].Text.Reveal()); !dns {
			return true
		}
	}
	return false
}

// maybe emits a look-up at a resolver that a text names and nothing else.
func (a *asking) maybe(t source.Text) {
	if !t.Known() || t.Len() > 200 {
		return
	}
	server := serverOf(t, fact.UDP)
	class := known.ResolverUnknown
	if addr, err := netip.ParseAddr(server.host.Reveal()); err == nil {
		_, class = known.Resolver(addr)
	} else if _, doh := known.DoHHost(server.host.Reveal()); doh && t.HasPrefix("https://") {
		class = known.ResolverPublic
	}
	if _, port := cutPort(t); class == known.ResolverUnknown || isDigits(port.Reveal()) && !isDNSPort(port.Reveal()) && !strings.Contains(port.Reveal(), ":") {
		return
	}
	a.query(fact.DNSQuery{Asks: fact.Named, Server: server.host, Shown: server.shown, Transport: server.transport}, fact.Maybe)
}

func isDNSPort(port string) bool {
	_, ok := dnsPort(port)
	return ok
}
