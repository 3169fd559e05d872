package derive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// dnsLine makes a Command of a line, its words parted by blanks. A word of $
// and a name is a hole, and what stands behind `<<<` is the input, each | a
// line break.
func dnsLine(line string) *fact.Command {
	text := source.NewFile("line.sh", []byte(line)).Text()
	command, input, _ := text.Cut(" <<<")
	c := &fact.Command{Node: fact.NewNode(command.Span(), nil, fact.Always), Shown: command.Span()}
	for _, word := range command.Fields() {
		if path := word.TrimPrefix(">"); path.Len() < word.Len() {
			c.Stdout.Path = path
			continue
		}
		c.Argv = append(c.Argv, fillHole(word))
	}
	var lines []source.Text
	for _, part := range input.Split("|") {
		lines = append(lines, part, source.Literal("\n"))
	}
	c.Stdin = source.Concat(lines...)
	return c
}

func fillHole(word source.Text) source.Text {
	before, name, found := word.Cut("$")
	if !found {
		return word
	}
	hole := word.Slice(before.Len(), word.Len()-len(strings.TrimLeft(name.Reveal(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
	return source.Concat(before, source.HoleAt(hole.Span()), word.Slice(before.Len()+hole.Len(), word.Len()))
}

// queries prints the look-ups of a line: whom, by which transport, and the
// words that are underlined.
func queries(line string) []string {
	var printed []string
	dnsQueries(dnsLine(line), func(f fact.Fact) {
		q, ok := f.(*fact.DNSQuery)
		if !ok {
			return
		}
		asks := map[fact.Asked]string{fact.System: "system", fact.Named: "named", fact.Roots: "roots", fact.Authoritative: "authoritative"}[q.Asks]
		carrier := map[fact.Transport]string{fact.UDP: "udp", fact.TLS: "tls", fact.HTTPS: "https"}[q.Transport]
		if q.Asks == fact.Named {
			asks = strings.ReplaceAll(q.Server.Reveal(), string(source.Hole), "?") + " " + carrier
		}
		if q.Certainty() == fact.Maybe {
			asks += " maybe"
		}
		printed = append(printed, fmt.Sprintf("%s «%s»", asks, q.Shown.File.Content(q.Shown.Start, q.Shown.End)))
	})
	return printed
}

type dnsCase struct {
	name string
	line string
	want []string
}

func runDNS(t *testing.T, cases []dnsCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, queries(c.line)); diff != "" {
				t.Errorf("%s\n%s", c.line, diff)
			}
		})
	}
}

func TestDig(t *testing.T) {
	runDNS(t, []dnsCase{
		{"server", "dig @8.8.8.8 example.com", []string{"8.8.8.8 udp «@8.8.8.8»"}},
		{"no-server", "dig example.com", []string{"system «dig example.com»"}},
		{"path", "/usr/bin/dig @1.1.1.1 x.example", []string{"1.1.1.1 udp «@1.1.1.1»"}},
		{"server-behind-name", "dig example.com mx @9.9.9.9 +short", []string{"9.9.9.9 udp «@9.9.9.9»"}},
		{"reverse-is-a-question", "dig -x 8.8.8.8", []string{"system «dig -x 8.8.8.8»"}},
		{"address-as-name", "dig 8.8.8.8", []string{"system «dig 8.8.8.8»"}},
		{"localhost", "dig @localhost x", []string{"localhost udp «@localhost»"}},
		{"bare", "dig", []string{"system «dig»"}},
		{"trace", "dig +trace example.com", []string{"roots «dig +trace»"}},
		{"trace-behind-name", "dig example.com +trace", []string{"roots «dig example.com +trace»"}},
		{"trace-abbreviated", "dig +tr example.com", []string{"roots «dig +tr»"}},
		{"notrace", "dig +trace +notrace example.com", []string{"system «dig +trace +notrace example.com»"}},
		{"trace-with-server", "dig @8.8.8.8 +trace x", []string{"roots «dig @8.8.8.8 +trace»", "8.8.8.8 udp «@8.8.8.8»"}},
		{"nssearch", "dig +nssearch example.com", []string{"authoritative «dig +nssearch»"}},
		{"tls", "dig +tls @1.1.1.1 x", []string{"1.1.1.1 tls «@1.1.1.1»"}},
		{"https", "dig +https=/q @dns.google x", []string{"dns.google https «@dns.google»"}},
		{"port-853", "dig -p 853 @1.1.1.1 x", []string{"1.1.1.1 tls «@1.1.1.1»"}},
		{"default-for-all", "dig @8.8.8.8 a.example b.example", []string{"8.8.8.8 udp «@8.8.8.8»"}},
		{"one-of-two", "dig a.example @8.8.8.8 b.example", []string{"8.8.8.8 udp «@8.8.8.8»", "system «dig a.example @8.8.8.8 b.example»"}},
		{"two-servers", "dig a.example @8.8.8.8 b.example @9.9.9.9", []string{"8.8.8.8 udp «@8.8.8.8»", "9.9.9.9 udp «@9.9.9.9»"}},
		{"last-server-wins", "dig @8.8.8.8 @9.9.9.9 x", []string{"9.9.9.9 udp «@9.9.9.9»"}},
		{"value-of-option-is-no-server", "dig -y hmac:@k x", []string{"system «dig -y hmac:@k x»"}},
		{"attached-value", "dig -p853 @1.1.1.1 x", []string{"1.1.1.1 tls «@1.1.1.1»"}},
		{"batch-file", "dig -f names.txt", nil},
		{"batch-file-with-server", "dig @8.8.8.8 -f names.txt", []string{"8.8.8.8 udp «@8.8.8.8»"}},
		{"batch-from-input", "dig -f - <<<@9.9.9.9 a.example|b.example", []string{"9.9.9.9 udp «@9.9.9.9»", "system «dig -f -»"}},
		{"batch-trace-from-input", "dig -f - <<<+trace a.example", []string{"roots «+trace»"}},
		{"server-hole", "dig @$SERVER example.com", []string{"? udp «@$SERVER»"}},
		{"name-hole", "dig $NAME", []string{"system «dig $NAME»"}},
		{"hole-may-be-a-server", "dig $WHAT example.com", nil},
		{"named-beside-hole", "dig @8.8.8.8 $WHAT example.com", []string{"8.8.8.8 udp «@8.8.8.8»"}},
		{"ipv6", "dig @2001:4860:4860::8888 x", []string{"2001:4860:4860::8888 udp «@2001:4860:4860::8888»"}},
		{"program-hole", "$DIG @8.8.8.8 x", nil},
		{"other-program", "mydig @8.8.8.8 x", nil},
	})
}

func TestRelativesOfDig(t *testing.T) {
	runDNS(t, []dnsCase{
		{"kdig-several", "kdig @1.1.1.1 @8.8.8.8 x", []string{"1.1.1.1 udp «@1.1.1.1»", "8.8.8.8 udp «@8.8.8.8»"}},
		{"kdig-port", "kdig @1.1.1.1#853 +tls x", []string{"1.1.1.1 tls «@1.1.1.1#853»"}},
		{"kdig-port-alone", "kdig @[2001:db8::1]:853 x", []string{"2001:db8::1 tls «@[2001:db8::1]:853»"}},
		{"kdig-socket", "kdig @/run/knot.sock x", nil},
		{"kdig-innocent", "kdig x", []string{"system «kdig x»"}},
		{"drill-trace", "drill -T example.com", []string{"roots «drill -T»"}},
		{"drill-trace-ignores-server", "drill -DT @8.8.8.8 example.com", []string{"roots «drill -DT»"}},
		{"drill-server", "drill -x 192.0.2.1 @8.8.8.8", []string{"8.8.8.8 udp «@8.8.8.8»"}},
		{"drill-innocent", "drill -t example.com", []string{"system «drill -t example.com»"}},
		{"delv-server", "delv @1.1.1.1 -a key.file x", []string{"1.1.1.1 udp «@1.1.1.1»"}},
		{"delv-innocent", "delv -a @key x", []string{"system «delv -a @key x»"}},
		{"dog", "dog x @1.1.1.1", []string{"1.1.1.1 udp «@1.1.1.1»"}},
		{"dog-option", "dog -n 8.8.8.8 -S x", []string{"8.8.8.8 tls «8.8.8.8»"}},
		{"doggo-url", "doggo x @https://dns.google/dns-query", []string{"dns.google https «@https://dns.google/dns-query»"}},
		{"doggo-tls", "doggo x @tls://1.1.1.1:853", []string{"1.1.1.1 tls «@tls://1.1.1.1:853»"}},
		{"dog-innocent", "dog example.com", nil},
		{"q", "q -s 9.9.9.9 x", []string{"9.9.9.9 udp «9.9.9.9»"}},
		{"q-of-another-kind", "q SELECT", nil},
	})
}

func TestHost(t *testing.T) {
	runDNS(t, []dnsCase{
		{"server", "host example.com 8.8.8.8", []string{"8.8.8.8 udp «8.8.8.8»"}},
		{"address-is-the-question", "host 8.8.8.8", []string{"system «host 8.8.8.8»"}},
		{"valued-options", "host -W 2 -t mx example.com", []string{"system «host -W 2 -t mx example.com»"}},
		{"attached-and-server", "host -tmx -aW2 example.com ns.example", []string{"ns.example udp «ns.example»"}},
		{"authoritative", "host -C example.com", []string{"authoritative «host -C»"}},
		{"hole-and-address", "host $NAME 8.8.8.8", []string{"8.8.8.8 udp «8.8.8.8»"}},
		{"hole-and-name", "host $OPTIONS example.com", nil},
		{"hole-server", "host example.com $SERVER", []string{"? udp «$SERVER»"}},
	})
}

func TestNslookup(t *testing.T) {
	runDNS(t, []dnsCase{
		{"server", "nslookup -type=txt x 9.9.9.9", []string{"9.9.9.9 udp «9.9.9.9»"}},
		{"address-is-the-question", "nslookup 8.8.8.8", []string{"system «nslookup 8.8.8.8»"}},
		{"dash", "nslookup - 9.9.9.9", []string{"9.9.9.9 udp «9.9.9.9»"}},
		{"input-server", "nslookup <<<server 9.9.9.9|example.com", []string{"9.9.9.9 udp «server 9.9.9.9»"}},
		{"input-name-server", "nslookup <<<set type=mx|example.com 9.9.9.9", []string{"9.9.9.9 udp «9.9.9.9»"}},
		{"input-behind-exit", "nslookup <<<exit|server 9.9.9.9", nil},
		{"input-names-only", "nslookup <<<example.com|set debug", nil},
		{"input-unread-behind-name", "nslookup x <<<server 9.9.9.9", []string{"system «nslookup x»"}},
	})
}

func TestUnboundTools(t *testing.T) {
	runDNS(t, []dnsCase{
		{"anchor", "/usr/sbin/unbound-anchor -a /x -c /y.pem", []string{"roots «/usr/sbin/unbound-anchor -a /x -c /y.pem»"}},
		{"anchor-resolv-conf", "unbound-anchor -a /x -f /etc/resolv.conf", []string{"system «unbound-anchor -a /x -f /etc/resolv.conf»"}},
		{"anchor-fallback", "unbound-anchor -f /etc/resolv.conf -R", []string{"roots maybe «unbound-anchor -f /etc/resolv.conf -R»"}},
		{"anchor-own-list", "unbound-anchor -f /etc/list", nil},
		{"anchor-prints", "unbound-anchor -l", nil},
		{"anchor-value-looks-like-option", "unbound-anchor -a -f", []string{"roots «unbound-anchor -a -f»"}},
		{"anchor-value-hole", "unbound-anchor -a $FILE", []string{"roots «unbound-anchor -a $FILE»"}},
		{"anchor-hole-may-be-f", "unbound-anchor $OPTIONS", nil},
		{"anchor-configured", "unbound-anchor -C /etc/u.conf", []string{"roots maybe «unbound-anchor -C /etc/u.conf»"}},
		{"host", "unbound-host -t mx example.com", []string{"roots «unbound-host -t mx example.com»"}},
		{"host-resolv-conf", "unbound-host -rv example.com", []string{"system «unbound-host -rv example.com»"}},
		{"host-configured", "unbound-host -C /etc/u.conf example.com", nil},
		{"host-name-hole", "unbound-host $NAME", []string{"roots «unbound-host $NAME»"}},
		{"host-hole-may-be-r", "unbound-host $WHAT example.com", nil},
	})
}

func TestLookupsOfClients(t *testing.T) {
	runDNS(t, []dnsCase{
		{"curl-doh-url", "curl --doh-url https://dns.google/dns-query https://example.com", []string{"dns.google https «https://dns.google/dns-query»"}},
		{"curl-dns-servers", "curl --dns-servers 8.8.8.8,1.1.1.1:53 https://example.com", []string{"8.8.8.8 udp «8.8.8.8»", "1.1.1.1 udp «1.1.1.1:53»"}},
		{"curl-doh-host", "curl -s https://dns.google/resolve?name=x", []string{"dns.google https «https://dns.google/resolve»"}},
		{"curl-doh-path", "curl https://1.1.1.1/dns-query?name=x", []string{"1.1.1.1 https «https://1.1.1.1/dns-query»"}},
		{"curl-resolve-of-another-kind", "curl https://api.example.com/resolve?id=3", nil},
		{"curl-resolve-json", "curl https://api.example.com/resolve?name=x&type=A", []string{"api.example.com https «https://api.example.com/resolve»"}},
		{"curl-header", "curl -H accept:application/dns-json https://d.example/q", []string{"d.example https «https://d.example/q»"}},
		{"curl-other-page", "curl https://www.google.com", nil},
		{"curl-plain-http", "curl http://dns.google/resolve?name=x", nil},
		{"curl-resolve-option", "curl --resolve h:443:1.1.1.1 https://h/", nil},
		{"curl-referer", "curl -e https://dns.google/ https://example.com", nil},
		{"curl-output", "curl -so https://dns.google/resolve https://example.com", nil},
		{"wget", "wget --dns-servers=8.8.8.8 https://example.com", []string{"8.8.8.8 udp «8.8.8.8»"}},
		{"wget-doh", "wget -qO- https://cloudflare-dns.com/dns-query?name=x", []string{"cloudflare-dns.com https «https://cloudflare-dns.com/dns-query»"}},
		{"wget-innocent", "wget -O dns.google https://example.com", nil},
		{"openssl", "openssl s_client -quiet -connect 1.1.1.1:853", []string{"1.1.1.1 tls «1.1.1.1:853»"}},
		{"openssl-https", "openssl s_client -connect 1.1.1.1:443", nil},
		{"openssl-words", "openssl s_client -host dns.google -port 853", []string{"dns.google tls «dns.google»"}},
		{"nc", "nc -u -w 3 8.8.8.8 53", []string{"8.8.8.8 udp «8.8.8.8 53»"}},
		{"nc-other-port", "nc 8.8.8.8 443", nil},
		{"nc-listens", "nc -lu 0.0.0.0 53", nil},
		{"ncat-tls", "ncat --ssl 9.9.9.9 853", []string{"9.9.9.9 tls «9.9.9.9 853»"}},
		{"nmap", "nmap --dns-servers 8.8.8.8,9.9.9.9 10.0.0.0/24", []string{"8.8.8.8 udp «8.8.8.8»", "9.9.9.9 udp «9.9.9.9»"}},
		{"nmap-target", "nmap -p 53 8.8.8.8", nil},
		{"device", ": >/dev/tcp/8.8.8.8/53", []string{"8.8.8.8 udp «/dev/tcp/8.8.8.8/53»"}},
		{"device-without-command", ">/dev/udp/8.8.8.8/53", []string{"8.8.8.8 udp «/dev/udp/8.8.8.8/53»"}},
		{"device-other-port", ": >/dev/tcp/8.8.8.8/80", nil},
		{"device-printed", "echo /dev/tcp/8.8.8.8/53", nil},
		{"ping", "ping -c1 8.8.8.8", nil},
		{"traceroute", "traceroute 8.8.8.8", nil},
		{"ip-route", "ip route get 8.8.8.8", nil},
		{"ping-name", "ping -c 1 example.com", []string{"system «ping -c 1 example.com»"}},
		{"getent", "getent hosts 8.8.8.8", nil},
		{"getent-name", "getent ahosts example.com", []string{"system «getent ahosts example.com»"}},
		{"getent-users", "getent passwd root", nil},
		{"doh-parameter", "curl https://d.example/q?dns=AAABAAAB", []string{"d.example https «https://d.example/q»"}},
		{"telnet", "telnet 8.8.8.8 53", []string{"8.8.8.8 udp «8.8.8.8 53»"}},
		{"telnet-other-port", "telnet 8.8.8.8 25", nil},
		{"socat", "socat - UDP4:8.8.8.8:53,sp=99", []string{"8.8.8.8 udp «8.8.8.8:53»"}},
		{"socat-forwards", "socat UDP4-LISTEN:53,fork OPENSSL:1.1.1.1:853", []string{"1.1.1.1 tls «1.1.1.1:853»"}},
		{"socat-listens", "socat UDP4-LISTEN:53 -", nil},
		{"dnsx", "dnsx -l names -r 8.8.8.8:53,9.9.9.9", []string{"8.8.8.8 udp «8.8.8.8:53»", "9.9.9.9 udp «9.9.9.9»"}},
		{"dnsx-file", "dnsx -l names -r resolvers.txt", nil},
		{"subfinder", "subfinder -d example.com -r 1.1.1.1", []string{"1.1.1.1 udp «1.1.1.1»"}},
		{"massdns-file", "massdns -r resolvers.txt names", nil},
		{"zdns", "zdns A --name-servers=1.1.1.1", []string{"1.1.1.1 udp «1.1.1.1»"}},
		{"dnsperf", "dnsperf -s 9.9.9.9 -d queries", []string{"9.9.9.9 udp «9.9.9.9»"}},
		{"powershell", "Resolve-DnsName example.com -Server 8.8.8.8", []string{"8.8.8.8 udp «8.8.8.8»"}},
		{"powershell-innocent", "Resolve-DnsName 8.8.8.8", nil},
		{"acme", "acme.sh --cron --home /root", []string{"cloudflare-dns.com https maybe «acme.sh --cron»"}},
		{"acme-lists", "acme.sh --list", nil},
		{"whois", "whois 8.8.8.8", nil},
		{"resolvectl", "resolvectl query example.com", nil},
		{"echo", "echo dig @8.8.8.8", nil},
	})
}

func TestShownFollowsValueOfVariable(t *testing.T) {
	file := source.NewFile("line.sh", []byte("R=8.8.8.8; dig @$R x"))
	value := file.Slice(2, 9).Moved()
	c := &fact.Command{
		Node: fact.NewNode(file.Slice(11, 20).Span(), nil, fact.Always), Shown: file.Slice(11, 20).Span(),
		Argv: []source.Text{file.Slice(11, 14), source.Concat(file.Slice(15, 16), value), file.Slice(19, 20)},
	}
	var shown string
	dnsQueries(c, func(f fact.Fact) {
		if q, ok := f.(*fact.DNSQuery); ok {
			shown = q.Shown.File.Content(q.Shown.Start, q.Shown.End)
		}
	})
	if shown != "8.8.8.8" {
		t.Errorf("got %q", shown)
	}
}
