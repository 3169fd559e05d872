package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// chain is one chain of the host's filter table as the commands so far left it.
type chain struct {
	family, name string
	first        *fact.Command
	at           source.Span
	policy       fact.Action
	policyAt     source.Span
	rules        []chainRule
	flushed      bool
}

// chainRule is one rule: a verdict, or a jump to another chain.
type chainRule struct {
	command   *fact.Command
	at        source.Span
	verdict   fact.Action
	jump      string
	matches   iptablesMatches
	words     string // as written, to find it again
	certainty fact.Certainty
}

// maxJumps bounds how many chains a packet is followed through.
const maxJumps = 4

// maxRules bounds the rules that jumps may multiply, and those that are kept in
// order: behind it, a rule put in front goes to the end.
const maxRules = 4096

// chainKey names a chain of a machine.
type chainKey struct{ family, name string }

// chain returns a chain of the machine, made on first mention.
func (m *machine) chain(family, name string, c *fact.Command) *chain {
	key := chainKey{family, name}
	if found := m.byName[key]; found != nil {
		return found
	}
	ch := &chain{family: family, name: name, first: c, at: shownOf(c)}
	m.byName[key] = ch
	m.chains = append(m.chains, ch)
	return ch
}

// insert puts a rule before the one at an index.
func (ch *chain) insert(index int, rule chainRule) {
	if len(ch.rules) > maxRules {
		index = len(ch.rules)
	}
	ch.rules = slices.Insert(ch.rules, min(index, len(ch.rules)), rule)
}

func (m *machine) policy(ch *chain, word source.Text, c *fact.Command, at source.Span) {
	action := verdictOf(word)
	if action == fact.ActionUnknown {
		return
	}
	ch.policy, ch.policyAt = action, at
	if action == fact.Allow {
		ch.first, ch.at = c, at // what a finding about the policy points at
	}
}

// flush empties a chain, or all of a family.
func (m *machine) flush(family, name string) {
	for _, ch := range m.chains {
		if ch.family == family && (name == "" || ch.name == name) {
			ch.rules, ch.flushed = nil, true
		}
	}
}

func verdictOf(word source.Text) fact.Action {
	switch strings.ToUpper(knownText(word)) {
	case "ACCEPT":
		return fact.Allow
	case "DROP", "REJECT", "DENY":
		return fact.Deny
	}
	return fact.ActionUnknown
}

// knownText is a text as raw content, empty where it is not known.
func knownText(t source.Text) string {
	if !t.Known() {
		return ""
	}
	return t.Reveal()
}

// rule makes a chain's rule of an operation.
func (o iptablesOperation) rule(c *fact.Command, at source.Span) chainRule {
	r := chainRule{command: c, at: at, verdict: verdictOf(o.target), matches: o.matches, words: o.words}
	if r.verdict == fact.ActionUnknown {
		r.jump = knownText(o.target)
	}
	if o.matches.maybe {
		r.certainty = fact.Maybe
	}
	return r
}

// remove takes out a rule by its number or its words.
func (ch *chain) remove(o iptablesOperation) {
	for i, r := range ch.rules[:min(len(ch.rules), maxRules)] {
		if o.numbered && i == o.number-1 || !o.numbered && r.words == o.words {
			ch.rules = slices.Delete(ch.rules, i, i+1)
			return
		}
	}
}

// finishChains makes groups of the chains that decide what leaves.
func (m *machine) finishChains() {
	reset := fact.TriOf(m.onlyResets())
	for _, ch := range m.chains {
		switch strings.ToUpper(ch.name) {
		case "OUTPUT", "FORWARD":
		default:
			continue
		}
		budget := maxRules
		rules := m.inlined(ch, maxJumps, &budget)
		if ch.policy == fact.ActionUnknown && len(rules) == 0 {
			continue
		}
		address := ch.family + " " + ch.name
		group := m.open(networkKey{m.document, address}, fact.NetworkGroup{
			Node: fact.NewNode(ch.at, ch.first, fact.Always), Address: address, Type: fact.HostChain,
			Default: ch.policy, Reset: reset,
		})
		for i, rule := range rules {
			if lowered, ok := rule.lowered(i, ch.family); ok {
				group.add(lowered)
			}
		}
	}
}

// onlyResets reports a machine of which no chain denies anything in the end.
func (m *machine) onlyResets() bool {
	resets := false
	for _, ch := range m.chains {
		if ch.policy == fact.Deny {
			return false
		}
		for _, r := range ch.rules {
			if r.verdict == fact.Deny {
				return false
			}
		}
		resets = resets || ch.flushed || ch.policy == fact.Allow
	}
	return resets
}

// inlined lists a chain's rules with those of the chains that it jumps to
// without a condition, as far as the budget goes.
func (m *machine) inlined(ch *chain, jumps int, budget *int) []chainRule {
	var rules []chainRule
	for _, r := range ch.rules {
		if *budget--; *budget < 0 {
			break
		}
		target := m.byName[chainKey{ch.family, r.jump}]
		switch {
		case target == nil:
			rules = append(rules, r)
		case jumps > 0 && r.matches.unconditional():
			rules = append(rules, m.inlined(target, jumps-1, budget)...)
		}
	}
	return rules
}

func (i iptablesMatches) unconditional() bool {
	return !i.narrow && !i.ported && i.protocol == fact.ProtocolAll && len(i.destinations) == 0
}

// lowered makes a fact of a rule, unless it is narrowed by something that is no
// address: such a rule neither opens nor closes.
func (r chainRule) lowered(order int, family string) (fact.NetworkRule, bool) {
	if r.verdict == fact.ActionUnknown || r.matches.narrow {
		return fact.NetworkRule{}, false
	}
	rule := fact.NetworkRule{
		Node: fact.NewNode(r.at, r.command, r.certainty), Order: order, Action: r.verdict,
		Protocol: r.matches.protocol, Targets: r.matches.destinations,
	}
	if len(rule.Targets) == 0 {
		rule.Targets = []fact.Target{everyAddressOf(family)}
	}
	switch {
	case isICMP(rule.Protocol):
		rule.AllPorts = fact.No
	case r.matches.ported:
		r.matches.ports.fill(&rule)
	default:
		rule.AllPorts = fact.Yes
	}
	return rule, true
}

// everyAddressOf is the target of a rule that names none.
func everyAddressOf(family string) fact.Target {
	if family == "ip6tables" {
		return fact.Target{Type: fact.TargetCIDR, Text: source.Literal("::/0")}
	}
	return fact.Target{Type: fact.TargetAnywhere}
}
