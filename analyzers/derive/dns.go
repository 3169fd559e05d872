package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// dnsQueries emits the look-ups that a command makes, by its program's own
// argument grammar. Wrappers such as sudo are already off.
func dnsQueries(c *fact.Command, emit fact.Emit) {
	d := &dnsCommand{Command: c, asking: asking{by: c, emit: emit, seen: map[source.Span]bool{}}}
	if len(c.Argv) > 0 {
		d.program = c.Argv[0]
	}
	d.devices()
	if len(c.Argv) == 0 || !c.Argv[0].Known() {
		return
	}
	d.args = c.Argv[1:]
	if read := dnsProgram(path.Base(c.Argv[0].Reveal())); read != nil {
		read(d)
	}
}

// dnsProgram is how a program's arguments are read, or nil.
func dnsProgram(name string) func(*dnsCommand) {
	switch name {
	case "dig", "kdig", "delv", "drill":
		return func(d *dnsCommand) { d.dig(digGrammars[name]) }
	case "host":
		return (*dnsCommand).host
	case "nslookup":
		return (*dnsCommand).nslookup
	case "unbound-host":
		return (*dnsCommand).unboundHost
	case "unbound-anchor":
		return (*dnsCommand).unboundAnchor
	case "dog", "doggo":
		return func(d *dnsCommand) { d.dog(dogGrammar) }
	case "q":
		return func(d *dnsCommand) { d.dog(qGrammar) }
	case "curl":
		return (*dnsCommand).curl
	case "wget", "wget2":
		return (*dnsCommand).wget
	case "openssl":
		return (*dnsCommand).openssl
	case "nc", "ncat", "netcat":
		return (*dnsCommand).netcat
	case "telnet":
		return (*dnsCommand).telnet
	case "socat":
		return (*dnsCommand).socat
	case "getent", "ping", "ping6":
		return (*dnsCommand).throughSystem
	case "acme.sh":
		return (*dnsCommand).acme
	}
	if options, ok := serverOptions[name]; ok {
		return func(d *dnsCommand) { d.optionServers(options) }
	}
	return nil
}

// asking is a command or call whose look-ups are being read.
type asking struct {
	by      fact.Fact
	program source.Text
	emit    fact.Emit
	seen    map[source.Span]bool // what is underlined already
	scanned bool                 // no parser vouches for it
}

// query emits one look-up, unless the same words were already reported.
func (a *asking) query(q fact.DNSQuery, certainty fact.Certainty) {
	if a.seen[q.Shown] {
		return
	}
	a.seen[q.Shown] = true
	q.Node = fact.NewNode(a.by.At(), a.by, certainty)
	q.Program, q.Scanned = a.program, a.scanned
	a.emit(&q)
}

// named emits a look-up at a server. A word that names none is passed over.
func (a *asking) named(server dnsServer, name source.Text) {
	if server.host.Len() == 0 {
		return
	}
	a.query(fact.DNSQuery{Asks: fact.Named, Server: server.host, Shown: server.shown, Name: name, Transport: server.transport}, fact.Always)
}

// dnsCommand is a command whose look-ups are being read.
type dnsCommand struct {
	*fact.Command
	asking
	args []source.Text
}

// system emits a look-up at the host's own resolver.
func (d *dnsCommand) system(name source.Text) {
	d.query(fact.DNSQuery{Asks: fact.System, Shown: d.through(len(d.args)), Name: name}, fact.Always)
}

// through is the span from the program to its nth argument. Words that were
// brought from elsewhere do not stand between them and do not count.
func (d *dnsCommand) through(n int) source.Span {
	whole := d.Shown
	if whole.IsZero() {
		whole = d.At()
	}
	start := d.Argv[0].Span()
	if !whole.Contains(start) {
		return whole
	}
	span := start
	for _, arg := range d.args[:n] {
		for _, s := range arg.Spans() {
			if whole.Contains(s) && s.End > span.End {
				span.End = s.End
			}
		}
	}
	return span
}

// isLoneHole reports a word of which nothing is known: it may be an option, a
// name, a server, or several words.
func isLoneHole(t source.Text) bool {
	return t.Len() > 0 && strings.Trim(t.Reveal(), string(source.Hole)) == ""
}

// devices reads bash's files /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT, for
// the ports of DNS.
func (d *dnsCommand) devices() {
	paths := append([]source.Text{d.Stdout.Path}, d.Argv[min(1, len(d.Argv)):]...)
	if len(d.Argv) > 0 && isPrinter(d.Argv[0]) {
		paths = paths[:1]
	}
	for _, p := range paths {
		if !p.HasPrefix("/dev/tcp/") && !p.HasPrefix("/dev/udp/") {
			continue
		}
		host, port, _ := p.Slice(len("/dev/tcp/"), p.Len()).Cut("/")
		if transport, ok := dnsPort(port.Reveal()); ok {
			d.named(dnsServer{host, p.Span(), transport}, source.Text{})
		}
	}
}

// isPrinter reports programs that only print their arguments.
func isPrinter(program source.Text) bool {
	switch path.Base(program.Reveal()) {
	case "echo", "printf", "logger":
		return true
	}
	return false
}

// dnsPort is the transport behind a port, for the ports of plain DNS and of
// DNS over TLS.
func dnsPort(port string) (fact.Transport, bool) {
	switch port {
	case "53", "domain":
		return fact.UDP, true
	case "853", "domain-s":
		return fact.TLS, true
	}
	return fact.UDP, false
}
