package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// resolverFormats reads files in which more than the name of a setting says
// what it means.
var resolverFormats = map[string]func(telling, *fact.Value){
	"dhclient":  telling.dhclient,
	"dhcpd":     telling.dhcpd,
	"dhcpcd":    telling.dhcpcd,
	"dnsmasq":   telling.dnsmasq,
	"unbound":   telling.unbound,
	"named":     telling.named,
	"recursor":  telling.recursor,
	"corefile":  telling.corefile,
	"wireguard": telling.wireguard,
	"yaml":      telling.daemonYAML,

	"network-config": telling.networkConfig,
}

// wordList is the words of a setting.
func wordList(v *fact.Value) []source.Text {
	var words []source.Text
	for item := range leaves(v) {
		if item.Form == fact.Scalar {
			words = append(words, item.Text)
		}
	}
	return words
}

// firstWord is the first of a setting's words.
func firstWord(v *fact.Value) source.Text {
	if words := wordList(v); len(words) > 0 {
		return words[0]
	}
	return source.Text{}
}

// dhclient reads `supersede domain-name-servers IP, IP`, dhclient.conf(5).
func (t telling) dhclient(body *fact.Value) {
	for _, e := range body.Entries {
		switch words := wordList(e.Value); e.Name.Reveal() {
		case "supersede", "prepend", "append", "default":
			if len(words) > 1 && words[0].Equal("domain-name-servers") {
				t.spare = e.Name.Equal("default")
				t.servers(words[1:]...)
			}
		case "interface":
			t.dhclient(e.Value)
		}
	}
}

// dhcpd reads `option domain-name-servers IP, IP`, dhcp-options(5).
func (t telling) dhcpd(body *fact.Value) {
	t.told = fact.ToldClients
	for v := range valuesAt(leaf{body, fact.Always}, "**.option") {
		t.servers(v.Text)
	}
}

// dhcpcd reads `static domain_name_servers=IP IP`, dhcpcd.conf(5).
func (t telling) dhcpcd(body *fact.Value) {
	for _, v := range body.GetAll("static") {
		words := wordList(v)
		if len(words) == 0 {
			continue
		}
		if key, first, ok := words[0].Cut("="); ok && key.Equal("domain_name_servers") {
			t.servers(append(words[1:len(words):len(words)], first)...)
		}
	}
}

// dnsmasq reads dnsmasq(8): `server=[/domain/]IP[#port][@source]`, and what
// DHCP tells clients: option 6.
func (t telling) dnsmasq(body *fact.Value) {
	t.told = fact.ToldProgram
	for _, v := range body.GetAll("server") {
		t.dnsmasqServer(textOf(v))
	}
	t.told, t.zone = fact.ToldClients, source.Text{}
	for _, name := range []string{"dhcp-option", "dhcp-option-force"} {
		for _, v := range body.GetAll(name) {
			options := textOf(v).Split(",")
			for i, o := range options {
				if o.Equal("6") || o.Equal("option:dns-server") {
					t.servers(options[i+1:]...)
				}
			}
		}
	}
}

// dnsmasqServer reads the value of `server`. `#` behind the domain is the
// usual servers, and nothing there none.
func (t telling) dnsmasqServer(value source.Text) {
	if value.HasPrefix("/") {
		end := strings.LastIndexByte(value.Reveal(), '/')
		t.zone = value.Slice(1, end)
		value = value.Slice(end+1, value.Len())
	}
	if value.HasPrefix("#") {
		return
	}
	t.server(value)
}

// unbound reads the forward zones of unbound.conf(5).
func (t telling) unbound(body *fact.Value) {
	t.told = fact.ToldProgram
	for _, zone := range body.GetAll("forward-zone") {
		told := t.ofZone(firstWord(zone.Get("name")))
		if yes := firstWord(zone.Get("forward-tls-upstream")); yes.Equal("yes") {
			told.transport = fact.TLS
		}
		for _, v := range zone.GetAll("forward-addr") {
			told.servers(firstWord(v))
		}
		for _, v := range zone.GetAll("forward-host") {
			if host := serverOf(firstWord(v), told.transport); host.host.Known() && host.host.Len() > 0 {
				told.tell(host)
			}
		}
	}
}

// ofZone is t for one domain; the root is all of them.
func (t telling) ofZone(zone source.Text) telling {
	if !zone.Equal(".") {
		t.zone = zone
	}
	return t
}

// named reads the forwarders of named.conf(5), of the options, of views and of
// zones.
func (t telling) named(body *fact.Value) {
	t.told = fact.ToldProgram
	for _, e := range body.Entries {
		switch e.Name.Reveal() {
		case "options", "view":
			t.forwarders(e.Value)
			t.named(e.Value)
		case "zone":
			t.ofZone(firstWord(e.Value.Get(""))).forwarders(e.Value)
		}
	}
}

func (t telling) forwarders(body *fact.Value) {
	for _, list := range body.GetAll("forwarders") {
		for _, e := range list.Entries {
			if port, ok := behind(wordList(e.Value), "port"); ok {
				t.transport, _ = dnsPort(port.Reveal())
			}
			t.server(e.Name)
		}
	}
}

// behind is the word that follows another.
func behind(words []source.Text, name string) (source.Text, bool) {
	for i := 0; i+1 < len(words); i++ {
		if words[i].Equal(name) {
			return words[i+1], true
		}
	}
	return source.Text{}, false
}

// recursor reads PowerDNS's `forward-zones-recurse=.=IP;IP, domain=IP`.
func (t telling) recursor(body *fact.Value) {
	t.told = fact.ToldProgram
	for _, name := range []string{"forward-zones", "forward-zones-recurse"} {
		for _, v := range body.GetAll(name) {
			for _, zone := range textOf(v).Split(",") {
				if domain, servers, ok := zone.TrimSpace().Cut("="); ok {
					t.ofZone(domain.TrimPrefix("+")).servers(servers)
				}
			}
		}
	}
}

// corefile reads CoreDNS's plugins `forward` and the older `proxy`: the domain,
// then servers. A server block has a domain too.
func (t telling) corefile(body *fact.Value) {
	t.told = fact.ToldProgram
	for _, block := range body.Entries {
		zone, _ := cutPort(block.Name)
		for _, name := range []string{"forward", "proxy"} {
			for _, v := range block.Value.GetAll(name) {
				if v.Form == fact.Block {
					v = v.Get("")
				}
				words := wordList(v)
				if len(words) < 2 {
					continue
				}
				told := t.ofZone(zone)
				if !words[0].Equal(".") {
					told.zone = words[0]
				}
				told.servers(words[1:]...)
			}
		}
	}
}

// wireguard reads wg-quick(8)'s DNS. Only where the file lies on the machine
// itself is that machine told; files elsewhere are made for clients.
func (t telling) wireguard(body *fact.Value) {
	if r, ok := t.by.(*fact.Resource); ok && !strings.Contains("/"+r.Name, "/etc/wireguard/") {
		t.told = fact.ToldClients
	}
	for v := range valuesAt(leaf{body, fact.Always}, "Interface.DNS") {
		t.servers(v.Text)
	}
}

// daemonYAML reads stubby.yml, whose upstreams are asked over TLS, and AdGuard
// Home's file. Both have keys that nobody else uses.
func (t telling) daemonYAML(body *fact.Value) {
	t.of = "AdGuard Home"
	t.at(body, toldAt{path: "dns.upstream_dns", told: fact.ToldProgram})
	t.at(body, toldAt{path: "dns.bootstrap_dns", told: fact.ToldProgram})
	t.of, t.transport = "stubby", fact.TLS
	t.at(body, toldAt{path: "upstream_recursive_servers.address_data", told: fact.ToldProgram})
}

// networkConfig reads the entries of version 1 of cloud-init's network
// configuration whose type is nameserver.
func (t telling) networkConfig(body *fact.Value) {
	for entry := range valuesAt(leaf{body, fact.Always}, "**.config") {
		if isWord(entry.Value, "type", "nameserver") {
			t.at(entry.Value, toldAt{path: "address"})
		}
	}
}
