package derive

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// curlGrammar is what of curl takes a value, so that no header, proxy or
// referer is taken for an address to fetch.
var curlGrammar = optionGrammar{
	valued: "AbcCdDeEFHKmMoPQrTtuUwxXyYz",
	long: strings.Fields(`abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
		connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw
		data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
		expect100-timeout form form-string ftp-account ftp-port haproxy-clientip happy-eyeballs-timeout-ms header help hostpubmd5
		hsts interface ipfs-gateway json keepalive-time key key-type libcurl limit-rate local-port login-options mail-auth
		mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass
		pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-cert proxy-header proxy-key proxy-user
		proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time
		sasl-authzid service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize
		time-cond tls-max tls13-ciphers trace trace-ascii unix-socket upload-file url url-query user user-agent variable vlan-priority
		write-out`),
}

// curl reads the options that replace the resolver, and fetches that are a
// look-up over HTTPS.
func (d *dnsCommand) curl() {
	given := sortArgs(d.args, curlGrammar)
	for _, url := range given.all("doh-url") {
		d.named(serverOf(url, fact.HTTPS), source.Text{})
	}
	for _, list := range given.all("dns-servers") {
		for _, s := range serverList(list) {
			d.named(s, source.Text{})
		}
	}
	says := false
	for _, header := range append(given.all("H"), given.all("header")...) {
		says = says || saysDNS(header)
	}
	for _, url := range append(given.words, given.all("url")...) {
		d.dohURL(url, says)
	}
}

// wget reads --dns-servers and, as for curl, fetches.
func (d *dnsCommand) wget() {
	given := sortArgs(d.args, optionGrammar{
		valued: "aABDeGiIloOPQRtTUwX",
		long: strings.Fields(`append-output base bind-address body-data body-file ca-certificate ca-directory certificate
			connect-timeout dns-servers dns-timeout execute header http-password http-user input-file limit-rate load-cookies method
			output-document output-file password post-data post-file private-key quota read-timeout referer save-cookies
			timeout tries user user-agent wait waitretry`),
	})
	for _, list := range given.all("dns-servers") {
		for _, s := range serverList(list) {
			d.named(s, source.Text{})
		}
	}
	says := false
	for _, header := range given.all("header") {
		says = says || saysDNS(header)
	}
	for _, url := range given.words {
		d.dohURL(url, says)
	}
}

// saysDNS reports a header that asks for an answer of DNS.
func saysDNS(header source.Text) bool {
	value := strings.ToLower(header.Reveal())
	return strings.Contains(value, "application/dns-message") || strings.Contains(value, "application/dns-json")
}

// dohURL emits a fetch that is a look-up: by a host that serves nothing else,
// by the usual path, or by the header. The query string is not shown.
func (a *asking) dohURL(url source.Text, saysDNS bool) {
	address, query, _ := url.Cut("?")
	scheme, rest, found := address.Cut("://")
	if !found || !strings.EqualFold(scheme.Reveal(), "https") {
		return
	}
	authority, path, _ := rest.Cut("/")
	host, _ := cutPort(authority)
	_, isDoH := known.DoHHost(host.Reveal())
	switch p := strings.TrimSuffix(path.Reveal(), "/"); {
	case isDoH, saysDNS, p == "dns-query", parameter(query, "dns").Len() > 0 && p != "":
	case p == "resolve" && (isResolverAddress(host) || asksName(query)):
	default:
		return
	}
	a.named(dnsServer{host, address.Span(), fact.HTTPS}, parameter(query, "name"))
}

func isResolverAddress(host source.Text) bool {
	addr, err := netip.ParseAddr(host.Reveal())
	if err != nil {
		return false
	}
	_, class := known.Resolver(addr)
	return class == known.ResolverPublic
}

// asksName reports the query string of a look-up in JSON, name and type.
func asksName(query source.Text) bool {
	return parameter(query, "name").Len() > 0 && parameter(query, "type").Len() > 0
}

func parameter(query source.Text, name string) source.Text {
	for _, p := range query.Split("&") {
		if key, value, _ := p.Cut("="); key.Equal(name) {
			return value
		}
	}
	return source.Text{}
}

// openssl reads `openssl s_client -connect SERVER:853`. Its options are words
// with one dash.
func (d *dnsCommand) openssl() {
	if len(d.args) == 0 || !d.args[0].Equal("s_client") {
		return
	}
	var host, port source.Text
	var shown source.Span
	for i := 1; i+1 < len(d.args); i++ {
		option, value := strings.TrimPrefix(d.args[i].Reveal(), "-"), d.args[i+1]
		switch option {
		case "-connect", "connect":
			host, port = cutPort(value)
			shown = value.Span()
		case "-host", "host":
			host, shown = value, value.Span()
		case "-port", "port":
			port = value
		default:
			continue
		}
		i++
	}
	if transport, ok := dnsPort(port.Reveal()); ok && transport == fact.TLS {
		d.named(dnsServer{host, shown, fact.TLS}, source.Text{})
	}
}

// netcat reads `nc [options] HOST PORT`, for the ports of DNS. One that
// listens asks nobody.
func (d *dnsCommand) netcat() {
	given := sortArgs(d.args, optionGrammar{
		valued: "ceGgIiMmOoPpqsTVWwXx",
		long:   strings.Fields("exec sh-exec lua-exec idle-timeout wait source source-port delay output hex-dump max-conns proxy proxy-type proxy-auth"),
	})
	if given.has("l") || given.has("listen") || len(given.words) < 2 {
		return
	}
	host := given.words[0]
	for _, port := range given.words[1:] {
		if transport, ok := dnsPort(port.Reveal()); ok {
			d.named(dnsServer{host, spanOver(host.Span(), port.Span()), transport}, source.Text{})
		}
	}
}

// telnet reads `telnet [options] HOST PORT`, for the ports of DNS.
func (d *dnsCommand) telnet() {
	given := sortArgs(d.args, optionGrammar{valued: "beklnSX"})
	if len(given.words) < 2 {
		return
	}
	host, port := given.words[0], given.words[1]
	if transport, ok := dnsPort(port.Reveal()); ok {
		d.named(dnsServer{host, spanOver(host.Span(), port.Span()), transport}, source.Text{})
	}
}

// socat reads its addresses: `UDP:HOST:PORT`, options behind commas. One that
// listens has another name.
func (d *dnsCommand) socat() {
	for _, address := range d.args {
		kind, rest, found := address.Cut(":")
		if !found || !slices.Contains(socatClients, strings.ToLower(kind.Reveal())) {
			continue
		}
		rest, _, _ = rest.Cut(",")
		host, port := cutPort(rest)
		if transport, ok := dnsPort(port.Reveal()); ok {
			d.named(dnsServer{host, rest.Span(), transport}, source.Text{})
		}
	}
}

// socatClients are socat's addresses that connect or send to a host.
var socatClients = []string{
	"tcp", "tcp4", "tcp6", "tcp-connect", "udp", "udp4", "udp6", "udp-connect", "udp-datagram", "udp-sendto", "udp4-sendto",
	"openssl", "openssl-connect", "ssl",
}
