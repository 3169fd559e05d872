package derive

import "github.com/hiyari/hiyari/analyzers/fact"

// googleFirewall lowers a firewall rule of a network. All rules of a network
// are one group; lower priorities go first, and what none names may leave.
func (t *terraform) googleFirewall(r *fact.Resource) {
	if !isWord(r.Body, "direction", "EGRESS") || isWord(r.Body, "disabled", "true") {
		return
	}
	address := r.Address
	if network, ok := referenceOf(r.Body.Get("network")); ok {
		address = moduleOf(r.Address) + resourceOf(network)
	} else if name := wordOf(r.Body, "network"); name.Known() && name.Len() > 0 {
		address = "network " + name.Reveal()
	}
	group := t.open(networkKey{r.Parent(), address}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: address, Type: fact.Policy,
	})
	priority := numberOf(wordOf(r.Body, "priority"), 1000)
	for block := range blocksOf(r.Body, "allow") {
		t.googleRule(group, r, block, fact.NetworkRule{Action: fact.Allow, Order: priority})
	}
	for block := range blocksOf(r.Body, "deny") {
		t.googleRule(group, r, block, fact.NetworkRule{Action: fact.Deny, Order: priority})
	}
}

// googleRule lowers one allow or deny block. Ports that are not written are
// all, and so are destinations.
func (t *terraform) googleRule(group *network, r *fact.Resource, block leaf, rule fact.NetworkRule) {
	var targets targetsOf
	targets.addresses(r.Body, "destination_ranges")
	if v := r.Body.Get("destination_ranges"); v == nil || v.Form == fact.Null {
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
	}
	rule.Protocol = protocolOf(wordOf(block.Value, "protocol"))
	written := block.Get("ports")
	switch {
	case isICMP(rule.Protocol):
		rule.AllPorts = fact.No
	case written == nil || written.Form == fact.Null || written.Form == fact.List && len(written.Items) == 0:
		rule.AllPorts = fact.Yes
	default:
		rangesOf(block.Value, "ports").fill(&rule)
	}
	targets.rules(extent(block.Value), r, block.certainty, rule, group.add)
}

// azureGroup lowers a network security group with its inline rules. Behind them
// stands AllowInternetOutBound, which cannot be taken away.
func (t *terraform) azureGroup(r *fact.Resource) {
	group := t.group(r, fact.SecurityGroup, fact.ActionUnknown)
	for block := range blocksOf(r.Body, "security_rule") {
		t.azureRule(group, r, block)
	}
}

// azureRule lowers one rule. Lower priorities go first.
func (t *terraform) azureRule(group *network, r *fact.Resource, block leaf) {
	if !isWord(block.Value, "direction", "Outbound") {
		return
	}
	var targets targetsOf
	targets.addresses(block.Value, "destination_address_prefix", "destination_address_prefixes")
	targets.named(fact.TargetGroup, block.Value, "destination_application_security_group_ids")
	rule := fact.NetworkRule{
		Protocol: protocolOf(wordOf(block.Value, "protocol")),
		Order:    numberOf(wordOf(block.Value, "priority"), 4096),
	}
	switch {
	case isWord(block.Value, "access", "Allow"):
		rule.Action = fact.Allow
	case isWord(block.Value, "access", "Deny"):
		rule.Action = fact.Deny
	}
	rule.AllPorts = fact.No
	if !isICMP(rule.Protocol) {
		rangesOf(block.Value, "destination_port_range", "destination_port_ranges").fill(&rule)
	}
	targets.rules(extent(block.Value), r, block.certainty, rule, group.add)
}
