package settings

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// format is a kind of file: what it is called, where it lies, how it is written.
type format struct {
	name  fact.Dialect
	paths string // patterns of path.Match for as many last parts of a path as each has
	read  func(*reader)
}

// formats are the files that are read, by the manual of each program.
var formats = []format{
	// resolv.conf(5), resolvconf(8), resolver(5) of macOS
	{"resolv.conf", "resolv.conf resolv.dnsmasq.conf *-resolv.conf resolv.conf.d/head resolv.conf.d/base resolv.conf.d/tail etc/resolver/*", words(hashes, semicolons)},
	{"resolvconf.conf", "resolvconf.conf", pairs()},
	// systemd's resolved.conf(5) and systemd.network(5); Podman's quadlets have the same name and key
	{"resolved.conf", "resolved.conf resolved.conf.d/*.conf", pairs()},
	{"networkd", "*.network *.network.d/*.conf", pairs()},
	{"ifcfg", "ifcfg-* network/config", pairs()},
	// nm-settings-keyfile(5), NetworkManager.conf(5)
	{"networkmanager", "*.nmconnection NetworkManager/system-connections/* NetworkManager.conf NetworkManager/conf.d/*.conf", pairs()},
	{"interfaces", "network/interfaces network/interfaces.d/* interfaces.d/*.cfg", words(hashes)}, // interfaces(5) of ifupdown
	{"dhclient", "dhclient.conf dhclient-*.conf dhclient.conf.d/*", braces(statements)},
	{"dhcpd", "dhcpd.conf dhcpd6.conf", braces(statements)},
	{"dhcpcd", "dhcpcd.conf", words(hashes)},
	{"dnsmasq", "dnsmasq.conf dnsmasq.d/* dnsmasq-shared.d/* dnsmasq.*.conf dnsmasq-*.conf", pairs()},
	{"unbound", "unbound.conf unbound.conf.d/*.conf unbound/conf.d/*.conf unbound/local.d/*.conf unbound/forward-*.conf unbound.conf.*", clauses},
	{"named", "named.conf named.conf.* named.*.conf bind/*.conf named/*.conf", braces(statements)},
	{"recursor", "recursor.conf recursor.d/*.conf", pairs()}, // of PowerDNS
	{"corefile", "Corefile Corefile.* *.Corefile *.corefile coredns/*.server coredns/*.override", braces(newlines)},
	{"caddyfile", "Caddyfile Caddyfile.* *.caddyfile", braces(newlines)},
	{"nginx", "nginx.conf nginx/*.conf nginx/*/*.conf nginx/sites-available/* nginx/sites-enabled/* nginx.*.conf nginx-*.conf", braces(statements)},
	{"haproxy", "haproxy.cfg haproxy/*.cfg haproxy.cfg.*", words(hashes)},
	{"squid", "squid.conf squid/conf.d/*.conf", words(hashes)},
	{"wireguard", "wireguard/*.conf wg[0-9].conf wg[0-9]*.conf wg-*.conf", pairs()}, // wg-quick(8)
	{"dnscrypt-proxy", "dnscrypt-proxy.toml", pairs()},
	{"pihole", "pihole/setupVars.conf setupVars.conf", pairs()},
}

// claims tells the format of a file by its path. Documentation, examples and
// what package managers leave behind are read by nobody.
func claims(name string, _ []byte) (fact.Dialect, bool) {
	name = path.Clean("/" + template.Trim(name))
	if isLeftBehind(path.Base(name)) || strings.Contains(name, "/share/doc/") {
		return fact.DialectNone, false
	}
	for _, f := range formats {
		for pattern := range strings.FieldsSeq(f.paths) {
			if endMatches(name, pattern) {
				return f.name, true
			}
		}
	}
	return fact.DialectNone, false
}

// isLeftBehind reports names of copies: no program reads them.
func isLeftBehind(base string) bool {
	for _, suffix := range []string{"~", ".bak", ".orig", ".old", ".md", ".txt", ".html", ".sample", ".example", ".go", ".py", ".sh", ".rb", ".yml", ".yaml", ".json", ".tf", ".rst", ".patch"} {
		if strings.HasSuffix(base, suffix) {
			return true
		}
	}
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "README") || strings.Contains(base, ".rpm") || strings.Contains(base, ".dpkg-")
}

// endMatches holds a pattern against the last parts of a path.
func endMatches(name, pattern string) bool {
	tail := name
	for range strings.Count(name, "/") - strings.Count(pattern, "/") - 1 {
		_, tail, _ = strings.Cut(tail[1:], "/")
		tail = "/" + tail
	}
	ok, err := path.Match("/"+pattern, tail)
	return ok && err == nil
}

// formatOf is the format of a unit's dialect, or else of a text's path.
func formatOf(dialect fact.Dialect, s fact.Source) (format, bool) {
	if dialect == fact.DialectNone {
		dialect, _ = claims(s.Path, nil)
	}
	for _, f := range formats {
		if f.name == dialect {
			return f, true
		}
	}
	return format{}, false
}
