package rules

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// widePorts is the number of ports from which a range is wide. maxBounds limits
// how many ports are told apart in one group, far above what clouds take; what
// begins or ends at ports beyond is not seen.
const (
	widePorts = 1024
	maxBounds = 2048
)

// opening is a range of ports of one protocol on which a group lets traffic
// reach every address.
type opening struct {
	protocol fact.Protocol // ProtocolAll stands for the protocols that have no ports
	from, to int
	run      fact.PortRange // the range with those of other rules that adjoin it
	v4, v6   bool
	by       []reach // the rules that do
}

// reach is one target of one rule.
type reach struct {
	rule     *fact.NetworkRule
	target   fact.Target
	prefixes []netip.Prefix
}

// at is the shortest text whose edit narrows the rule.
func (r reach) at() source.Span {
	if at := r.target.Text.Span(); !at.IsZero() {
		return at
	}
	return r.rule.At()
}

// reaches is what a rule lets reach or denies.
type reaches []reach

// whole reports that the targets together are every address of some family and
// that no port is left out.
func (all reaches) whole() bool {
	if len(all) == 0 || all[0].rule.AllPorts != fact.Yes {
		return false
	}
	v4, v6 := all.everywhere()
	return v4 || v6
}

func (all reaches) everywhere() (v4, v6 bool) {
	var prefixes []netip.Prefix
	for _, r := range all {
		prefixes = append(prefixes, r.prefixes...)
	}
	coverage := known.Union(prefixes)
	return coverage.V4, coverage.V6
}

// addresses reads a range, or a word for everything.
func addresses(t source.Text) []netip.Prefix {
	if !t.Known() {
		return nil
	}
	if known.EverywhereWord(t.Reveal()) {
		return anywhere()
	}
	prefix, ok := known.Prefix(t.Reveal())
	if !ok {
		return nil
	}
	return []netip.Prefix{prefix}
}

func anywhere() []netip.Prefix {
	return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0)}
}

// reachOf lists the targets of a rule that are addresses and that nobody trusts.
// A target that is not known before deployment reaches nothing.
func reachOf(rule *fact.NetworkRule, trust Trust) reaches {
	var all reaches
	for _, target := range rule.Targets {
		switch target.Type {
		case fact.TargetAnywhere:
			all = append(all, reach{rule, target, anywhere()})
		case fact.TargetCIDR:
			prefixes := addresses(target.Text)
			if prefixes != nil && (trust == nil || trust.CIDR(target.Text) != fact.Yes) {
				all = append(all, reach{rule, target, prefixes})
			}
		case fact.TargetUnknown, fact.TargetGroup, fact.TargetPrefixList, fact.TargetName, fact.TargetSelf: // narrow, or not known
		}
	}
	return all
}

// inOrder sorts rules as they are tried; where two have one order, a denying one
// comes first.
func inOrder(rules []*fact.NetworkRule) []*fact.NetworkRule {
	sorted := slices.Clone(rules)
	slices.SortStableFunc(sorted, func(a, b *fact.NetworkRule) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(b.Action, a.Action))
	})
	return sorted
}

// openings lists what rules, tried in their order, let reach every address.
func openings(rules []*fact.NetworkRule, trust Trust) []opening {
	reached := make([]reaches, len(rules))
	for i, rule := range rules {
		if rule.Action == fact.Allow {
			reached[i] = reachOf(rule, trust)
		} else {
			reached[i] = reachOf(rule, nil)
		}
	}
	var open []opening
	for _, protocol := range protocolsOf(rules) {
		bounds := boundsOf(rules, protocol)
		for i := 1; i < len(bounds); i++ {
			o := opening{protocol: protocol, from: bounds[i-1], to: bounds[i] - 1}
			if o.fill(rules, reached); len(o.by) > 0 {
				open = joined(open, o)
			}
		}
	}
	return runs(open)
}

// runs tells each opening how far it goes together with its neighbors.
func runs(open []opening) []opening {
	for i := 0; i < len(open); {
		end := i + 1
		for end < len(open) && open[end].protocol == open[i].protocol && open[end-1].to+1 == open[end].from {
			end++
		}
		for j := i; j < end; j++ {
			open[j].run = fact.PortRange{From: open[i].from, To: open[end-1].to}
		}
		i = end
	}
	return open
}

// fill finds which rules open the range. Behind a rule that denies every address
// nothing of that family gets through.
func (o *opening) fill(rules []*fact.NetworkRule, reached []reaches) {
	var through reaches
	var denied4, denied6 bool
	for i, rule := range rules {
		if !covers(rule, o.protocol, o.from, o.to) {
			continue
		}
		switch {
		case rule.Action == fact.Deny && rule.Certainty() == fact.Always:
			v4, v6 := reached[i].everywhere()
			denied4, denied6 = denied4 || v4, denied6 || v6
		case rule.Action == fact.Allow:
			through = append(through, remaining(reached[i], denied4, denied6)...)
		}
	}
	if o.v4, o.v6 = through.everywhere(); o.v4 || o.v6 {
		o.by = makers(through)
	}
}

// remaining leaves out the prefixes of families that are denied.
func remaining(all reaches, denied4, denied6 bool) reaches {
	if !denied4 && !denied6 {
		return all
	}
	var left reaches
	for _, r := range all {
		r.prefixes = slices.DeleteFunc(slices.Clone(r.prefixes), func(p netip.Prefix) bool {
			return p.Addr().Is4() && denied4 || p.Addr().Is6() && denied6
		})
		if len(r.prefixes) > 0 {
			left = append(left, r)
		}
	}
	return left
}

// makers lists what opens a range: of each family that is open, IPv4 first, the
// targets that are every address alone, or else the widest that are it together.
func makers(all reaches) []reach {
	var four, six reaches
	for _, r := range all {
		if r.ofIPv4() {
			four = append(four, r)
		} else {
			six = append(six, r)
		}
	}
	v4, _ := four.everywhere()
	_, v6 := six.everywhere()
	var made []reach
	if v4 {
		made = append(made, aloneOrWidest(four)...)
	}
	if v6 {
		made = append(made, aloneOrWidest(six)...)
	}
	return made
}

func aloneOrWidest(all reaches) []reach {
	var alone []reach
	for _, r := range all {
		if r.alone() {
			alone = append(alone, r)
		}
	}
	if alone != nil {
		return alone
	}
	return widest(all)
}

// widest lists the targets that a union needs, with those that are as wide: half
// of the addresses is enough, and its other half belongs to it.
func widest(all reaches) reaches {
	bits := func(r reach) int { return r.prefixes[0].Bits() }
	sorted := reaches(slices.SortedStableFunc(slices.Values(all), func(a, b reach) int { return cmp.Compare(bits(a), bits(b)) }))
	for n := 1; n < len(sorted); n++ {
		if v4, v6 := sorted[:n].everywhere(); (v4 || v6) && bits(sorted[n]) > bits(sorted[n-1]) {
			return sorted[:n]
		}
	}
	return sorted
}

// ofIPv4 tells the family of a target; what is of both counts as IPv4.
func (r reach) ofIPv4() bool { return r.prefixes[0].Addr().Is4() }

// alone reports that the target is every address by itself.
func (r reach) alone() bool {
	coverage := known.Union(r.prefixes)
	return coverage.Share == 1 || coverage.V6
}

// protocolsOf lists the protocols that rules tell apart. ICMP carries no
// connection and is left out.
func protocolsOf(rules []*fact.NetworkRule) []fact.Protocol {
	protocols := []fact.Protocol{fact.ProtocolAll, fact.ProtocolTCP, fact.ProtocolUDP}
	for _, rule := range rules {
		switch p := rule.Protocol; p {
		case fact.ProtocolUnknown, fact.ProtocolICMP, fact.ProtocolICMPv6: // no finding
		default:
			if !slices.Contains(protocols, p) {
				protocols = append(protocols, p)
			}
		}
	}
	return protocols
}

func hasPorts(p fact.Protocol) bool { return p == fact.ProtocolTCP || p == fact.ProtocolUDP }

// boundsOf lists the ports at which something changes, for a protocol.
func boundsOf(rules []*fact.NetworkRule, protocol fact.Protocol) []int {
	bounds := []int{0, known.LastPort + 1}
	if !hasPorts(protocol) {
		return bounds
	}
	for _, rule := range rules {
		for _, ports := range rule.Ports {
			bounds = append(bounds, max(ports.From, 0), min(ports.To, known.LastPort)+1)
		}
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	return bounds[:min(len(bounds), maxBounds)]
}

// covers reports that a rule is about all of a range of ports.
func covers(rule *fact.NetworkRule, protocol fact.Protocol, from, to int) bool {
	if rule.Protocol != protocol && rule.Protocol != fact.ProtocolAll {
		return false
	}
	if rule.AllPorts == fact.Yes || !hasPorts(protocol) && rule.Protocol == protocol && protocol != fact.ProtocolAll {
		return true
	}
	return hasPorts(protocol) && slices.ContainsFunc(rule.Ports, func(p fact.PortRange) bool { return p.From <= from && to <= p.To })
}

// joined adds an opening, as one with the last where they adjoin and the same
// rules make them.
func joined(open []opening, o opening) []opening {
	if n := len(open); n > 0 {
		last := &open[n-1]
		same := slices.EqualFunc(last.by, o.by, func(a, b reach) bool { return a.rule == b.rule && a.at() == b.at() })
		if last.protocol == o.protocol && last.to+1 == o.from && same && last.v4 == o.v4 {
			last.to = o.to
			return open
		}
	}
	return append(open, o)
}

// full reports that no port is left out; port 0 is none that anybody uses.
func (o opening) full() bool { return o.run.From <= 1 && o.run.To == known.LastPort }

func (o opening) holds(protocol fact.Protocol, port int) bool {
	return o.protocol == protocol && o.from <= port && port <= o.to
}

// grade is what one opening is worth by itself.
func (o opening) grade() egressGrade {
	switch {
	case !hasPorts(o.protocol), o.run.To-o.run.From+1 >= widePorts, o.risky():
		return gradePorts
	case o.holds(o.protocol, 53), o.holds(o.protocol, 853):
		return gradeDNS
	}
	return gradeNarrow
}

func (o opening) risky() bool {
	_, _, risky := known.RiskyPort(o.from, o.to)
	return risky
}

// words tells the ports that a rule opens, runWords those that it and others do.
func (o opening) words() Words    { return portWords(o.protocol, o.from, o.to) }
func (o opening) runWords() Words { return portWords(o.protocol, o.run.From, o.run.To) }

func portWords(protocol fact.Protocol, from, to int) Words {
	switch {
	case protocol == fact.ProtocolAll:
		return "every port of every protocol"
	case !hasPorts(protocol):
		return Words("protocol " + string(protocol))
	case from <= 1 && to == known.LastPort:
		return Words(fmt.Sprintf("every %s port", protocol))
	case from == to:
		return Words(fmt.Sprintf("%s port %d", protocol, from))
	}
	return Words(fmt.Sprintf("%s ports %d to %d", protocol, from, to))
}
