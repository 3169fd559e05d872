package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// nft follows `nft add chain …` and `nft add rule …`. The statement may be one
// word or many. A file that -f names is not read.
func (m *machine) nft(c *fact.Command) {
	var parts []source.Text
	for _, arg := range c.Argv[1:] {
		parts = append(parts, arg, source.Literal(" "))
	}
	for _, statement := range source.Concat(parts...).Split(";") {
		words := statement.Fields()
		for len(words) > 0 && words[0].HasPrefix("-") {
			words = words[1:]
		}
		m.nftStatement(c, words)
	}
}

// nftStatement applies one statement. The words of a chain's own braces, cut at
// semicolons, come as statements too: `policy drop` belongs to the last chain.
func (m *machine) nftStatement(c *fact.Command, words []source.Text) {
	if len(words) > 1 && words[0].Equal("policy") && len(m.chains) > 0 {
		if last := m.chains[len(m.chains)-1]; strings.HasPrefix(last.family, "nft ") {
			m.policy(last, words[1], c, shownOf(c))
		}
		return
	}
	if len(words) > 1 && words[0].Equal("flush") && words[1].Equal("ruleset") {
		for _, ch := range m.chains {
			if strings.HasPrefix(ch.family, "nft ") {
				ch.rules, ch.policy = nil, fact.ActionUnknown
			}
		}
		return
	}
	if len(words) < 4 || !words[0].Equal("add") && !words[0].Equal("insert") {
		return
	}
	family, rest := "ip", words[2:]
	switch knownText(rest[0]) {
	case "ip", "ip6", "inet":
		family, rest = rest[0].Reveal(), rest[1:]
	}
	if len(rest) < 2 || !strings.EqualFold(knownText(rest[1]), "output") || !rest[0].Known() {
		return
	}
	ch := m.chain("nft "+family+" "+rest[0].Reveal(), rest[1].Reveal(), c)
	if words[1].Equal("rule") {
		m.nftRule(ch, c, rest[2:], words[0].Equal("insert"))
	}
}

// nftRule reads a rule's matches and its verdict.
func (m *machine) nftRule(ch *chain, c *fact.Command, words []source.Text, front bool) {
	rule := chainRule{command: c, at: shownOf(c), matches: iptablesMatches{protocol: fact.ProtocolAll}}
	for i := 0; i < len(words); i++ {
		value := source.Text{}
		if i+1 < len(words) {
			value = words[i+1]
		}
		switch word := knownText(words[i]); word {
		case "accept", "drop", "reject":
			rule.verdict = verdictOf(words[i])
		case "counter", "log":
		case "tcp", "udp":
			rule.matches.protocol = protocolOf(words[i])
			if !value.Equal("dport") || i+2 >= len(words) {
				rule.matches.narrow = true
				break
			}
			set, used := nftSet(words[i+2:])
			rule.matches.ported = true
			for _, port := range set {
				rule.matches.ports = rule.matches.ports.add(portsOf(port, "-"))
			}
			i += 1 + used
		case "ip", "ip6":
			if !value.Equal("daddr") || i+2 >= len(words) {
				rule.matches.narrow = true
				break
			}
			set, used := nftSet(words[i+2:])
			for _, address := range set {
				rule.matches.destinations = append(rule.matches.destinations, targetOf(address))
			}
			i += 1 + used
		case "comment":
			i++
		default:
			rule.matches.narrow = true
		}
	}
	if front {
		ch.insert(0, rule)
		return
	}
	ch.rules = append(ch.rules, rule)
}

// nftSet reads a value or a set in braces, and tells how many words it has.
func nftSet(words []source.Text) (set []source.Text, used int) {
	if !words[0].HasPrefix("{") {
		return words[:1], 1
	}
	for _, word := range words {
		used++
		trimmed := strings.Trim(word.Reveal(), "{},")
		if start := strings.Index(word.Reveal(), trimmed); trimmed != "" {
			set = append(set, word.Slice(start, start+len(trimmed)).Split(",")...)
		}
		if strings.HasSuffix(word.Reveal(), "}") {
			break
		}
	}
	return set, used
}
