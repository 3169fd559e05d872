package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// addressArgs tells which argument of a call is the `host:port` that it talks
// to. A negative number counts from the end.
var addressArgs = map[string]int{
	"net.Dial": 1, "net.DialTimeout": 1, "net.Dialer.Dial": 1, "net.Dialer.DialContext": 2,
	"net.ResolveUDPAddr": 1, "net.ResolveTCPAddr": 1,
	"crypto/tls.Dial": 1, "crypto/tls.DialWithDialer": 2, "crypto/tls.Dialer.Dial": 1, "crypto/tls.Dialer.DialContext": 2,
	"golang.org/x/crypto/ssh.Dial": 1,
}

// dnsArgs is the same for calls that speak DNS to whatever port.
var dnsArgs = map[string]int{
	"github.com/miekg/dns.Exchange": 1, "github.com/miekg/dns.ExchangeContext": 2,
	"github.com/miekg/dns.Client.Exchange": 1, "github.com/miekg/dns.Client.ExchangeContext": 2,
	"github.com/miekg/dns.Client.Dial": 0, "github.com/miekg/dns.Client.DialContext": 1,
	"github.com/miekg/dns.Dial": 1, "github.com/miekg/dns.DialTimeout": 1, "github.com/miekg/dns.DialWithTLS": 1,
}

// urlArgs tells which argument of a call is the URL that it fetches.
var urlArgs = map[string]int{
	"net/http.Get": 0, "net/http.Head": 0, "net/http.Post": 0, "net/http.PostForm": 0,
	"net/http.Client.Get": 0, "net/http.Client.Head": 0, "net/http.Client.Post": 0, "net/http.Client.PostForm": 0,
	"net/http.NewRequest": 1, "net/http.NewRequestWithContext": 2,
}

// callContacts emits the look-ups and contacts of a call.
func callContacts(c *fact.Call, emit fact.Emit) {
	name := functionName(c)
	a := &asking{by: c, program: source.Literal(c.Function), emit: emit, seen: map[source.Span]bool{}}
	k := &contacting{by: c, emit: emit}
	if n, ok := dnsArgs[name]; ok {
		a.named(serverOf(textArg(c, n), fact.UDP), source.Text{})
	}
	if n, ok := addressArgs[name]; ok {
		dialed(c, textArg(c, n), a, k)
	}
	if n, ok := urlArgs[name]; ok {
		url := textArg(c, n)
		a.dohURL(url, false)
		k.fetch([]source.Text{url}, strings.Contains(c.Function, "Post"))
	}
	if c.Package == "net" && c.Receiver == "" && strings.HasPrefix(c.Function, "Lookup") {
		a.query(fact.DNSQuery{Asks: fact.System, Shown: c.At(), Name: textArg(c, 0)}, fact.Always)
	}
}

// dialed reads an address that a call connects to: a look-up where the port is
// one of DNS, a contact otherwise.
func dialed(c *fact.Call, address source.Text, a *asking, k *contacting) {
	if address.Len() == 0 || isLoneHole(address) {
		return
	}
	host, port := cutPort(address)
	if transport, ok := dnsPort(port.Reveal()); ok {
		a.named(dnsServer{host, address.Span(), transport}, source.Text{})
		return
	}
	scheme := strings.TrimRight(textArg(c, 0).Reveal(), "46")
	k.contact(host, port, scheme, fact.Unknown)
}
