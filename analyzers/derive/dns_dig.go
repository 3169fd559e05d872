package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// digGrammar is what tells dig and its relatives apart.
type digGrammar struct {
	valued  string // options with a value, attached or in the next word
	names   string // those of them whose value is the name asked for
	batch   string // the one that reads look-ups from a file
	roots   string // the flag that walks from the roots
	several bool   // each @server is asked, not the last one
}

var digGrammars = map[string]digGrammar{
	"dig":   {valued: "bcfkpqtxy", names: "qx", batch: "f"},
	"kdig":  {valued: "bcEkpqtxy", names: "qx", several: true},
	"delv":  {valued: "abcdpqtx", names: "qx"},
	"drill": {valued: "IVfiwqbcdkopry", batch: "f", roots: "T"}, // its -x is a flag and its -q a file
}

// digLookup is one of the look-ups of a command line. Words before the first
// name hold for all of them.
type digLookup struct {
	name      source.Text
	servers   []source.Text
	walk      *source.Span // the words up to the one that walks from the roots
	nssearch  *source.Span // the same for asking every server of the zone
	transport fact.Transport
}

// digLine is a command line while it is read.
type digLine struct {
	grammar  digGrammar
	through  func(n int) source.Span // the span of the first n words
	defaults digLookup
	lookups  []digLookup
}

func (d *dnsCommand) dig(grammar digGrammar) {
	line := digLine{grammar: grammar, through: d.through}
	batch := line.read(d.args)
	if batch.Equal("-") {
		d.digBatch(line)
	}
	switch named := len(line.defaults.servers) > 0 || line.defaults.walk != nil; {
	case len(line.lookups) > 0:
	case batch.Len() == 0, named: // each line of a file has what stands before it
		line.lookups = []digLookup{line.defaults}
	}
	d.digLookups(line)
}

// digBatch reads one look-up from each line of the standard input.
func (d *dnsCommand) digBatch(line digLine) {
	for _, text := range d.Stdin.Lines() {
		if words := text.Fields(); len(words) > 0 && !words[0].HasPrefix("#") && !words[0].HasPrefix(";") {
			through := func(n int) source.Span { return spanOver(words[0].Span(), words[n-1].Span()) }
			own := digLine{grammar: line.grammar, defaults: line.defaults, through: through}
			own.read(words)
			d.digLookups(own)
		}
	}
}

// read takes the words of a line and returns the batch file it names.
func (l *digLine) read(args []source.Text) (batch source.Text) {
	for i := 0; i < len(args); i++ {
		value := args[i].Reveal()
		switch {
		case strings.HasPrefix(value, "@"):
			l.server(args[i])
		case strings.HasPrefix(value, "+"):
			l.plus(strings.ToLower(value[1:]), l.through(i+1))
		case len(value) > 1 && value[0] == '-':
			var option givenOption
			option, i = l.option(args, i)
			switch option.name {
			case l.grammar.batch:
				batch = option.value
			case l.grammar.roots:
				walk := l.through(i + 1)
				l.current().walk = &walk
			}
		case !isTypeOrClass(value):
			l.ask(args[i])
		}
	}
	return batch
}

// current is the look-up that an option changes.
func (l *digLine) current() *digLookup {
	if len(l.lookups) == 0 {
		return &l.defaults
	}
	return &l.lookups[len(l.lookups)-1]
}

func (l *digLine) ask(name source.Text) {
	next := l.defaults
	next.name = name
	l.lookups = append(l.lookups, next)
}

func (l *digLine) server(word source.Text) {
	at := l.current()
	if !l.grammar.several {
		at.servers = nil
	}
	at.servers = append(slices.Clip(at.servers), word)
}

// option takes a letter and its value. Only the letters that matter to a
// look-up are acted on; the others are read so that no value is a name.
func (l *digLine) option(args []source.Text, i int) (givenOption, int) {
	var g givenArgs
	i = g.letters(args, i, optionGrammar{valued: l.grammar.valued})
	last := g.options[len(g.options)-1]
	for _, o := range g.options {
		switch {
		case strings.Contains(l.grammar.names, o.name) && o.value.Len() > 0:
			l.ask(o.value)
		case o.name == "p" && o.value.Equal("853") && l.current().transport == fact.UDP:
			l.current().transport = fact.TLS
		case o.name == l.grammar.roots:
			return o, i
		}
	}
	return last, i
}

// plus takes dig's long options, which may be abbreviated.
func (l *digLine) plus(name string, words source.Span) {
	name, off := strings.CutPrefix(name, "no")
	name, _, _ = strings.Cut(name, "=")
	upTo := &words
	if off {
		upTo = nil
	}
	switch at := l.current(); {
	case isShortFor(name, "trace", 2), name == "ns":
		at.walk = upTo
	case isShortFor(name, "nssearch", 3):
		at.nssearch = upTo
	case off:
	case strings.HasPrefix(name, "https"):
		at.transport = fact.HTTPS
	case strings.HasPrefix(name, "tls"), name == "quic":
		at.transport = fact.TLS
	}
}

// isShortFor reports that name is word or its first letters, at least so many.
func isShortFor(name, word string, least int) bool {
	return len(name) >= least && len(name) <= len(word) && word[:len(name)] == name
}

// digLookups emits the look-ups of a line. An unknown word beside a name may
// be a server, so that nothing is said of look-ups that name none.
func (d *dnsCommand) digLookups(l digLine) {
	ambiguous := false
	for _, q := range l.lookups {
		ambiguous = ambiguous || len(l.lookups) > 1 && isLoneHole(q.name)
	}
	for _, q := range l.lookups {
		if q.walk != nil {
			d.query(fact.DNSQuery{Asks: fact.Roots, Shown: *q.walk, Name: q.name, Transport: fact.UDP}, fact.Always)
			if l.grammar.roots != "" {
				continue // drill -T asks no server that is named
			}
		}
		if q.nssearch != nil {
			d.query(fact.DNSQuery{Asks: fact.Authoritative, Shown: *q.nssearch, Name: q.name}, fact.Always)
		}
		for _, word := range q.servers {
			d.named(atServer(word, q.transport), q.name)
		}
		if len(q.servers) == 0 && q.walk == nil && q.nssearch == nil && !ambiguous {
			d.system(q.name)
		}
	}
}

// isTypeOrClass reports a record type or class, which dig takes wherever a
// name could stand.
func isTypeOrClass(s string) bool {
	s = strings.ToUpper(s)
	switch s {
	case "A", "AAAA", "ANY", "AXFR", "CAA", "CNAME", "DNSKEY", "DS", "HINFO", "HTTPS", "LOC", "MX", "NAPTR", "NS", "NSEC",
		"NSEC3", "NSEC3PARAM", "OPENPGPKEY", "PTR", "RRSIG", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "CDS",
		"CDNSKEY", "IN", "CH", "HS", "CHAOS":
		return true
	}
	return strings.HasPrefix(s, "IXFR=") || strings.HasPrefix(s, "TYPE") && strings.Trim(s[4:], "0123456789") == ""
}
