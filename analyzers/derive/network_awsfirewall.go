package derive

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// awsFirewall lowers a rule group of Network Firewall. What no rule names is the
// policy's to judge. Rules in Suricata's language and lists of domains are not
// read.
func (t *terraform) awsFirewall(r *fact.Resource) {
	group := t.group(r, fact.Policy, fact.ActionUnknown)
	strict := false
	for _, options := range at(r.Body, "rule_group.stateful_rule_options") {
		strict = strict || isWord(options, "rule_order", "STRICT_ORDER")
	}
	for _, v := range at(r.Body, "rule_group.rules_source") {
		order := 0
		for block := range blocksOf(v, "stateful_rule") {
			order++
			statefulRule(group, r, block, order, strict)
		}
		for _, stateless := range at(v, "stateless_rules_and_custom_actions") {
			for block := range blocksOf(stateless, "stateless_rule") {
				statelessRule(group, r, block)
			}
		}
	}
}

// statefulRule lowers a rule whose header says ANY, and IP, for everything.
// Where the order is not strict, what passes is tried before what is dropped.
func statefulRule(group *network, r *fact.Resource, block leaf, order int, strict bool) {
	for header := range blocksOf(block.Value, "header") {
		var targets targetsOf
		targets.addresses(header.Value, "destination")
		rule := fact.NetworkRule{Action: actionOf(block.Value, "action"), Order: order, Protocol: firewallProtocol(wordOf(header.Value, "protocol"))}
		switch {
		case isICMP(rule.Protocol):
			rule.AllPorts = fact.No
		default:
			portsOf(wordOf(header.Value, "destination_port"), ":").fill(&rule)
		}
		if rule.Action == fact.Deny && !strict {
			rule.Order += collectionOrder
		}
		targets.rules(extent(header.Value), r, max(block.certainty, header.certainty), rule, group.add)
	}
}

// firewallProtocol reads a protocol, or an application that has a port of its
// own: of those it is known only that they are no other protocol.
func firewallProtocol(t source.Text) fact.Protocol {
	switch {
	case t.Equal("IP"), t.Equal("ip"):
		return fact.ProtocolAll
	case t.Equal("HTTP"), t.Equal("TLS"), t.Equal("SSH"), t.Equal("SMTP"), t.Equal("FTP"), t.Equal("IMAP"), t.Equal("SMB"):
		return fact.ProtocolTCP
	}
	return protocolOf(t)
}

// statelessRule lowers a rule of which everything that is not written is any.
func statelessRule(group *network, r *fact.Resource, block leaf) {
	for _, definition := range at(block.Value, "rule_definition") {
		if !holdsWord(definition, "actions", "aws:pass") || !isKnownList(definition, "actions") {
			continue
		}
		for match := range blocksOf(definition, "match_attributes") {
			var targets targetsOf
			for destination := range blocksOf(match.Value, "destination") {
				targets.addresses(destination.Value, "address_definition")
			}
			if isAbsent(match.Value, "destination") {
				targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
			}
			for _, rule := range statelessPorts(match.Value) {
				rule.Order = numberOf(wordOf(block.Value, "priority"), 0)
				targets.rules(extent(match.Value), r, max(block.certainty, match.certainty), rule, group.add)
			}
		}
	}
}

func isKnownList(body *fact.Value, name string) bool {
	for item := range leaves(body.Get(name)) {
		if item.Form != fact.Scalar || !item.Text.Known() {
			return false
		}
	}
	return true
}

// statelessPorts gives a rule for each protocol, which is a number.
func statelessPorts(match *fact.Value) []fact.NetworkRule {
	open := allPorts()
	if !isAbsent(match, "destination_port") {
		open.all = fact.No
	}
	for block := range blocksOf(match, "destination_port") {
		open = open.add(shape{from: "from_port", to: "to_port"}.between(block.Value))
	}
	if isAbsent(match, "protocols") {
		rule := fact.NetworkRule{Action: fact.Allow, Protocol: fact.ProtocolAll}
		open.fill(&rule)
		return []fact.NetworkRule{rule}
	}
	var rules []fact.NetworkRule
	for item := range leaves(match.Get("protocols")) {
		rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocolOf(textOf(item.Value))}
		open.fill(&rule)
		rules = append(rules, rule)
	}
	return rules
}
