package derive

import "github.com/hiyari/hiyari/analyzers/fact"

// shape tells by which attributes a provider writes an outbound rule. Most
// clouds differ in names only, and in what an attribute that is absent means.
type shape struct {
	addresses []string // ranges, or words for everything
	groups    []string
	lists     []string
	names     []string // what is narrow for other reasons
	protocol  string
	ports     []string // "443", "1000-2000"
	dash      string   // between the ends of a range: "-" if empty
	from, to  string   // ends that have attributes of their own
	action    string   // where it is not written, a rule allows

	anywhere    bool // without a destination, a rule is for every address
	allProtocol bool // without a protocol, for all
	allPorts    bool // without ports, for all
	zeroIsAll   bool // ports from 0 to 0 are all
}

// rule lowers one rule of that shape into a group.
func (s shape) rule(group *network, r *fact.Resource, block leaf, order int) {
	rule := fact.NetworkRule{Action: fact.Allow, Order: order, Protocol: s.protocolOf(block.Value)}
	if s.action != "" && !isAbsent(block.Value, s.action) {
		rule.Action = actionOf(block.Value, s.action)
	}
	s.portsOf(block.Value, rule.Protocol).fill(&rule)
	s.targetsOf(block.Value).rules(placeOf(r, block), r, block.certainty, rule, group.add)
}

func (s shape) targetsOf(body *fact.Value) *targetsOf {
	var targets targetsOf
	targets.addresses(body, s.addresses...)
	targets.named(fact.TargetGroup, body, s.groups...)
	targets.named(fact.TargetPrefixList, body, s.lists...)
	targets.named(fact.TargetName, body, s.names...)
	for _, names := range [][]string{s.addresses, s.groups, s.lists, s.names} {
		if !isAbsent(body, names...) {
			return &targets
		}
	}
	if s.anywhere {
		targets = targetsOf{always: []fact.Target{{Type: fact.TargetAnywhere}}}
	}
	return &targets
}

func (s shape) protocolOf(body *fact.Value) fact.Protocol {
	if s.allProtocol && isAbsent(body, s.protocol) {
		return fact.ProtocolAll
	}
	return protocolOf(wordOf(body, s.protocol))
}

func (s shape) portsOf(body *fact.Value, protocol fact.Protocol) ports {
	switch {
	case isICMP(protocol):
		return ports{all: fact.No}
	case protocol == fact.ProtocolAll || protocol != fact.ProtocolUnknown && !isTCPOrUDP(protocol):
		return allPorts()
	case s.from != "" && !isAbsent(body, s.from, s.to):
		return s.between(body)
	case isAbsent(body, s.ports...):
		if s.allPorts {
			return allPorts()
		}
		return ports{}
	}
	dash := s.dash
	if dash == "" {
		dash = "-"
	}
	var p ports
	for _, name := range s.ports {
		for item := range leaves(body.Get(name)) {
			if item.Form == fact.Scalar {
				p = p.add(portsOf(item.Text, dash))
			}
		}
	}
	return p
}

// between reads the ends of a range; one that is absent is as the other.
func (s shape) between(body *fact.Value) ports {
	from, to := wordOf(body, s.from), wordOf(body, s.to)
	if from.Len() == 0 {
		from = to
	}
	if to.Len() == 0 {
		to = from
	}
	first, last := numberOf(from, -1), numberOf(to, -1)
	switch {
	case !from.Known() || !to.Known():
		return ports{}
	case s.zeroIsAll && first == 0 && last == 0:
		return allPorts()
	}
	return portsBetween(first, last)
}
