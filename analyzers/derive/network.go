package derive

import (
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// networkFacts emits the groups of network rules with their outbound rules: of
// Terraform's resources first, then what commands leave behind when they have
// all run, then what calls of SDKs do.
func networkFacts(p *fact.Project, emit fact.Emit) {
	n := &networks{found: map[networkKey]*network{}}
	terraformNetworks(p, n)
	commandNetworks(p, n)
	callNetworks(p, n)
	for _, group := range n.groups {
		emit(group.fact)
		for _, rule := range group.rules {
			emit(rule)
		}
	}
}

// networks are the groups found so far, in that order.
type networks struct {
	groups []*network
	found  map[networkKey]*network
}

// networkKey tells groups apart: addresses are unique in one evaluation of a
// module, or on one machine.
type networkKey struct {
	within  fact.Fact
	address string
}

// network is a group with its rules, until all are known.
type network struct {
	fact       *fact.NetworkGroup
	rules      []*fact.NetworkRule
	decorative bool // the provider lets out what no rule names, and no line says so
}

// open returns the group of a key, made of g where it is new.
func (n *networks) open(key networkKey, g fact.NetworkGroup) *network {
	if found := n.found[key]; found != nil {
		return found
	}
	group := &network{fact: &g}
	n.found[key] = group
	n.groups = append(n.groups, group)
	return group
}

// add takes a rule into a group.
func (g *network) add(rule fact.NetworkRule) {
	rule.Group = g.fact
	g.rules = append(g.rules, &rule)
}

// allows reports that a rule lets something through.
func (g *network) allows() bool {
	for _, rule := range g.rules {
		if rule.Action == fact.Allow {
			return true
		}
	}
	return false
}

// protocolOf normalizes a protocol's name or number. The words for all
// protocols differ: `0` is all for iptables and none for AWS.
func protocolOf(t source.Text) fact.Protocol {
	if !t.Known() {
		return fact.ProtocolUnknown
	}
	name := strings.ToLower(strings.TrimSpace(t.Reveal()))
	switch name {
	case "-1", "all", "any", "*":
		return fact.ProtocolAll
	case "tcp", "6":
		return fact.ProtocolTCP
	case "udp", "17":
		return fact.ProtocolUDP
	case "icmp", "1":
		return fact.ProtocolICMP
	case "icmpv6", "ipv6-icmp", "icmp6", "58":
		return fact.ProtocolICMPv6
	case "gre":
		return "47"
	case "esp":
		return "50"
	case "ah":
		return "51"
	case "sctp":
		return "132"
	}
	if n, err := strconv.ParseUint(name, 10, 8); err == nil {
		return fact.Protocol(strconv.FormatUint(n, 10))
	}
	return fact.ProtocolUnknown
}

// isICMP reports protocols whose port fields hold types and codes.
func isICMP(p fact.Protocol) bool { return p == fact.ProtocolICMP || p == fact.ProtocolICMPv6 }

func isTCPOrUDP(p fact.Protocol) bool { return p == fact.ProtocolTCP || p == fact.ProtocolUDP }

// ports are which ports a rule is about.
type ports struct {
	ranges []fact.PortRange
	all    fact.Tri
}

func allPorts() ports { return ports{all: fact.Yes} }

// portsBetween are the ports of one range. A range of every port is said to be
// all of them too.
func portsBetween(from, to int) ports {
	if from > to || from < 0 || to > known.LastPort {
		return ports{}
	}
	p := ports{ranges: []fact.PortRange{{From: from, To: to}}, all: fact.No}
	if from <= 1 && to == known.LastPort {
		p.all = fact.Yes
	}
	return p
}

// add joins the ports of another part of the same rule. One part that is not
// known leaves the known ones.
func (p ports) add(other ports) ports {
	p.ranges = append(p.ranges, other.ranges...)
	p.all = max(p.all, other.all)
	return p
}

// portsOf reads a list of ports: "443", "1000-2000", "1000:2000", "https",
// "80,443", "*". What stands between the ends of a range is given.
func portsOf(t source.Text, dash string) ports {
	var p ports
	for _, part := range t.Split(",") {
		if part = part.TrimSpace(); !part.Known() || part.Len() == 0 {
			continue
		}
		switch strings.ToLower(part.Reveal()) {
		case "*", "-1", "all", "any":
			return allPorts()
		}
		first, last, ranged := strings.Cut(part.Reveal(), dash)
		if !ranged {
			last = first
		}
		from, ok := portOf(first, 0)
		to, okay := portOf(last, known.LastPort)
		if ok && okay {
			p = p.add(portsBetween(from, to))
		}
	}
	return p
}

// portOf reads a port's number or name; an end of a range that is not written
// is the given one.
func portOf(s string, absent int) (int, bool) {
	if s == "" {
		return absent, true
	}
	if n, err := strconv.ParseUint(s, 10, 16); err == nil {
		return int(n), true
	}
	return known.ServicePort(strings.ToLower(s))
}

// targetOf is what an address names that may be a range, a word for
// everything, or a name.
func targetOf(t source.Text) fact.Target {
	value := t.Reveal()
	_, isRange := known.Prefix(value)
	switch {
	case !t.Known():
		return fact.Target{Type: fact.TargetUnknown, Text: t}
	case isRange:
		return fact.Target{Type: fact.TargetCIDR, Text: t}
	case known.EverywhereWord(value):
		return fact.Target{Type: fact.TargetAnywhere, Text: t}
	}
	return fact.Target{Type: fact.TargetName, Text: t}
}
