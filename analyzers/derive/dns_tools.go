package derive

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// host reads `host [options] NAME [SERVER]`. -C asks every server of the zone.
func (d *dnsCommand) host() {
	given := sortArgs(d.args, optionGrammar{valued: "cmNpRtW"})
	if len(given.words) == 0 {
		return
	}
	name := given.words[0]
	for _, o := range given.options {
		if o.name == "C" {
			d.query(fact.DNSQuery{Asks: fact.Authoritative, Shown: d.through(o.word + 1), Name: name}, fact.Always)
		}
	}
	switch {
	case len(given.words) > 1:
		transport, _ := dnsPort(given.last("p").Reveal())
		d.second(given.words, transport)
	case !given.has("C"):
		d.system(name)
	}
}

// second emits the look-up of `NAME SERVER`. Behind a word of which nothing is
// known, which may be an option, only what can be no name is a server.
func (d *dnsCommand) second(words []source.Text, transport fact.Transport) {
	if len(words) < 2 {
		return
	}
	server := serverOf(words[1], transport)
	if !isLoneHole(words[0]) || isLoneHole(words[1]) || isServerLike(server.host.Reveal()) {
		d.named(server, words[0])
	}
}

// isServerLike reports an address, or the name of a server that is known.
func isServerLike(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	_, class := known.ResolverName(host)
	return class != known.ResolverUnknown
}

// nslookup reads `nslookup [-key=value] NAME [SERVER]`, and without a name or
// with a dash the commands of its standard input.
func (d *dnsCommand) nslookup() {
	var words []source.Text
	transport := fact.UDP
	for _, arg := range d.args {
		value := strings.ToLower(arg.Reveal())
		switch {
		case len(value) < 2 || value[0] != '-':
			words = append(words, arg)
		case value == "-port=853":
			transport = fact.TLS
		}
	}
	d.second(words, transport)
	switch interactive := len(words) == 0 || words[0].Equal("-"); {
	case interactive:
		d.nslookupInput(transport)
	case len(words) == 1:
		d.system(words[0])
	}
}

// nslookupInput reads nslookup's own commands: `server S`, `lserver S` and
// `NAME S`.
func (d *dnsCommand) nslookupInput(transport fact.Transport) {
	for _, line := range d.Stdin.Lines() {
		words := line.Fields()
		if len(words) == 0 || words[0].HasPrefix("#") {
			continue
		}
		switch first := strings.ToLower(words[0].Reveal()); {
		case first == "exit":
			return
		case first == "set", first == "ls", first == "view", first == "help", first == "root", first == "finger", len(words) < 2:
		case first == "server", first == "lserver":
			s := serverOf(words[1], transport)
			s.shown = spanOver(words[0].Span(), s.shown)
			d.named(s, source.Text{})
		default:
			d.named(serverOf(words[1], transport), words[0])
		}
	}
}

// spanOver covers two spans of one file, or is the second.
func spanOver(first, second source.Span) source.Span {
	if first.File != second.File || first.Start > second.Start {
		return second
	}
	return source.Span{File: first.File, Start: first.Start, End: max(first.End, second.End)}
}

// unboundHost reads unbound-host(1), which resolves from the roots by itself
// unless -r has it use resolv.conf. A configuration of -C may say anything.
func (d *dnsCommand) unboundHost() {
	given := sortArgs(d.args, optionGrammar{valued: "CctyfF"})
	switch {
	case len(given.words) == 0 || given.has("C") || given.has("h"):
	case given.has("r"):
		d.system(given.words[0])
	case len(given.words) > 1 && hasLoneHole(given.words):
		// The unknown word may be -r.
	default:
		d.query(fact.DNSQuery{Asks: fact.Roots, Shown: d.through(len(d.args)), Name: given.words[0]}, fact.Always)
	}
}

// unboundAnchor reads unbound-anchor(8). It asks the root servers for their
// key unless -f names resolvers; -R has it fall back to the roots then.
func (d *dnsCommand) unboundAnchor() {
	given := sortArgs(d.args, optionGrammar{valued: "acubxsnfrCP"})
	resolvers := given.last("f")
	switch {
	case given.has("l") || given.has("h") || hasLoneHole(given.words):
	case !given.has("f"):
		certainty := fact.Always
		if given.has("C") { // its configuration may forward
			certainty = fact.Maybe
		}
		d.query(fact.DNSQuery{Asks: fact.Roots, Shown: d.through(len(d.args))}, certainty)
	case given.has("R"):
		d.query(fact.DNSQuery{Asks: fact.Roots, Shown: d.through(len(d.args))}, fact.Maybe)
	case resolvers.Equal("/etc/resolv.conf"):
		d.system(source.Text{})
	}
}

func hasLoneHole(words []source.Text) bool { return slices.ContainsFunc(words, isLoneHole) }

// The options with a value of dog and doggo, and of q.
var (
	dogGrammar = optionGrammar{valued: "nqtc", long: strings.Fields("nameserver query type class strategy edns txid timeout")}
	qGrammar   = optionGrammar{valued: "sqtc", long: strings.Fields("server qname type class timeout format")}
)

// dog reads dog, doggo and q: `@SERVER`, where a scheme may stand before the
// server, and the options that name one.
func (d *dnsCommand) dog(grammar optionGrammar) {
	given := sortArgs(d.args, grammar)
	transport := fact.UDP
	switch {
	case given.has("S") || given.has("tls"):
		transport = fact.TLS
	case given.has("H") || given.has("https"):
		transport = fact.HTTPS
	}
	var name source.Text
	for _, w := range given.words {
		if !w.HasPrefix("@") && !isTypeOrClass(w.Reveal()) && name.Len() == 0 {
			name = w
		}
	}
	for _, w := range given.words {
		if w.HasPrefix("@") {
			d.named(atServer(w, transport), name)
		}
	}
	for _, option := range []string{grammar.valued[:1], "nameserver", "server"} {
		for _, value := range given.all(option) {
			d.named(serverOf(value, transport), name)
		}
	}
}
