package derive

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// iptables follows one command. Only the filter table decides what may leave.
func (m *machine) iptables(c *fact.Command) {
	family := "iptables"
	if strings.HasPrefix(path.Base(c.Argv[0].Reveal()), "ip6") {
		family = "ip6tables"
	}
	m.iptablesLine(family, c.Argv[1:], c, shownOf(c))
}

// iptablesRestore reads the rules on standard input, as iptables-save writes
// them. They replace what was there, unless told not to.
func (m *machine) iptablesRestore(c *fact.Command) {
	family := "iptables"
	if strings.HasPrefix(path.Base(c.Argv[0].Reveal()), "ip6") {
		family = "ip6tables"
	}
	keep := slices.ContainsFunc(c.Argv[1:], func(t source.Text) bool {
		return t.Equal("-n") || t.Equal("--noflush") || t.Equal("-t") || t.Equal("--test")
	})
	filter := false
	for _, line := range c.Stdin.Lines() {
		words := line.Fields()
		if len(words) == 0 {
			continue
		}
		first := words[0].Reveal()
		switch {
		case first[0] == '*':
			if filter = first == "*filter"; filter && !keep {
				m.flush(family, "")
			}
		case !filter:
		case first[0] == ':' && len(words) > 1:
			m.policy(m.chain(family, first[1:], c), words[1], c, line.TrimSpace().Span())
		case first[0] == '-':
			m.iptablesLine(family, words, c, line.TrimSpace().Span())
		}
	}
}

// iptablesLine applies one operation on a chain.
func (m *machine) iptablesLine(family string, args []source.Text, c *fact.Command, at source.Span) {
	o := readIPTables(args)
	if o.table != "" && o.table != "filter" {
		return
	}
	if o.operation == 'F' && o.chain.Len() == 0 {
		m.flush(family, "")
		return
	}
	if !o.chain.Known() || o.chain.Len() == 0 {
		return
	}
	ch := m.chain(family, o.chain.Reveal(), c)
	switch o.operation {
	case 'P':
		m.policy(ch, o.target, c, at)
	case 'F':
		m.flush(family, ch.name)
	case 'A':
		ch.rules = append(ch.rules, o.rule(c, at))
	case 'I':
		ch.insert(o.number-1, o.rule(c, at))
	case 'R':
		if o.number <= len(ch.rules) {
			ch.rules[o.number-1] = o.rule(c, at)
		}
	case 'D':
		ch.remove(o)
	}
}

// iptablesOperation is one command line, read.
type iptablesOperation struct {
	operation byte // P, F, A, I, R, D; 0 for what changes nothing
	table     string
	chain     source.Text
	number    int         // of the rule, from 1
	numbered  bool        // the number was written
	target    source.Text // of -j, or the policy
	matches   iptablesMatches
	words     string // the rule as written, to find it again
}

// iptablesMatches is what a rule asks for.
type iptablesMatches struct {
	protocol     fact.Protocol
	ports        ports
	ported       bool
	destinations []fact.Target
	narrow       bool // by something that is no destination, so nothing is known of how far it reaches
	maybe        bool // by an interface that is not known
}

var iptablesOperations = map[string]byte{
	"-P": 'P', "--policy": 'P', "-F": 'F', "--flush": 'F', "-A": 'A', "--append": 'A', "-I": 'I', "--insert": 'I',
	"-R": 'R', "--replace": 'R', "-D": 'D', "--delete": 'D',
	"-C": 'C', "--check": 'C', "-N": 'N', "--new-chain": 'N', "-X": 'X', "--delete-chain": 'X', "-E": 'E', "--rename-chain": 'E',
	"-L": 'L', "--list": 'L', "-S": 'S', "--list-rules": 'S', "-Z": 'Z', "--zero": 'Z',
}

// iptablesReader reads words one after the other.
type iptablesReader struct {
	args   []source.Text
	at     int
	negate bool // a ! stands before the next match
	iptablesOperation
}

func readIPTables(args []source.Text) iptablesOperation {
	r := &iptablesReader{args: args, iptablesOperation: iptablesOperation{number: 1}}
	r.matches.protocol = fact.ProtocolAll
	for r.at < len(args) {
		word := args[r.at].Reveal()
		r.at++
		if operation, ok := iptablesOperations[word]; ok {
			r.begin(operation)
			continue
		}
		if word == "!" {
			r.negate = true
			continue
		}
		r.match(word)
		r.negate = false
	}
	return r.iptablesOperation
}

// begin reads an operation's chain, and the number or policy behind it.
func (r *iptablesReader) begin(operation byte) {
	r.operation = operation
	if r.isValue() {
		r.chain = r.take()
	}
	switch operation {
	case 'P':
		r.target = r.take()
	case 'I', 'R', 'D':
		if r.at < len(r.args) {
			if n, err := strconv.Atoi(r.args[r.at].Reveal()); err == nil && n > 0 {
				r.number, r.numbered = n, true
				r.at++
			}
		}
	}
}

// isValue reports that the next word is no option.
func (r *iptablesReader) isValue() bool {
	return r.at < len(r.args) && !r.args[r.at].HasPrefix("-") && !r.args[r.at].Equal("!")
}

// take returns the next word, without a ! that old versions put before it.
func (r *iptablesReader) take() source.Text {
	if r.at < len(r.args) && r.args[r.at].Equal("!") {
		r.negate = true
		r.at++
	}
	if r.at >= len(r.args) {
		return source.Text{}
	}
	r.at++
	return r.args[r.at-1]
}

// match reads one option of a rule.
func (r *iptablesReader) match(word string) {
	before := r.at - 1
	switch name, _, _ := strings.Cut(word, "="); name {
	case "-t", "--table":
		r.table = r.take().Reveal()
		return // the same rule with or without it
	case "-w", "--wait", "-W", "--wait-interval":
		if r.isValue() {
			r.take()
		}
		return
	case "-v", "--verbose", "-n", "--numeric", "-4", "--ipv4", "-6", "--ipv6":
		return
	case "-j", "--jump", "-g", "--goto":
		r.target = r.take()
	case "-p", "--protocol", "--proto":
		r.protocolMatch(r.take())
	case "-d", "--destination", "--dst":
		r.destination(r.take())
	case "--dport", "--destination-port", "--dports", "--destination-ports", "--ports", "--port":
		r.portMatch(r.take())
	case "-o", "--out-interface":
		r.outInterface(r.take())
	case "-m", "--match":
		r.module(r.take())
	case "--state", "--ctstate":
		r.state(r.take())
	case "--comment", "--reject-with", "--log-prefix", "--log-level":
		r.take()
	default:
		r.other()
	}
	for _, written := range r.args[before:r.at] {
		r.words += " " + writtenAs(written)
	}
}

func (r *iptablesReader) protocolMatch(t source.Text) {
	r.matches.protocol = protocolOf(t)
	if t.Equal("0") {
		r.matches.protocol = fact.ProtocolAll
	}
	r.matches.narrow = r.matches.narrow || r.negate
}

func (r *iptablesReader) destination(t source.Text) {
	if r.negate {
		// Everything but one range is everything.
		r.matches.destinations = append(r.matches.destinations, fact.Target{Type: fact.TargetAnywhere})
		return
	}
	for _, part := range t.Split(",") {
		r.matches.destinations = append(r.matches.destinations, targetOf(part))
	}
}

func (r *iptablesReader) portMatch(t source.Text) {
	r.matches.ported = true
	if !r.negate {
		r.matches.ports = r.matches.ports.add(portsOf(t, ":"))
	}
}

// outInterface tells the interfaces that lead out from those that lead to
// containers, tunnels or the host itself.
func (r *iptablesReader) outInterface(t source.Text) {
	name := t.Reveal()
	outward := false
	for _, prefix := range []string{"eth", "en", "wlan", "wl", "ppp", "wwan", "bond", "venet", "+"} {
		outward = outward || strings.HasPrefix(name, prefix)
	}
	switch {
	case r.negate:
	case !t.Known():
		r.matches.maybe = true
	case !outward:
		r.matches.narrow = true
	}
}

func (r *iptablesReader) module(t source.Text) {
	switch t.Reveal() {
	case "tcp", "udp", "multiport", "comment", "state", "conntrack", "icmp", "icmp6":
	default:
		r.matches.narrow = true
	}
}

// state narrows a rule unless it takes new connections too.
func (r *iptablesReader) state(t source.Text) {
	if r.negate || !strings.Contains(t.Reveal(), "NEW") {
		r.matches.narrow = true
	}
}

// other passes over a match that is not read here. It narrows the rule.
func (r *iptablesReader) other() {
	r.matches.narrow = true
	for r.isValue() {
		r.at++
	}
}
