package derive

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// moduleGoogle knows variables.tf of terraform-google-modules/network and of its
// modules/firewall-rules.
func (t *terraform) moduleGoogle(r *fact.Resource, inner string) {
	if inner != "" && inner != "modules/firewall-rules" {
		return
	}
	group := t.implied(r, "", fact.Policy, fact.ActionUnknown)
	group.decorative = inner == "" // that module makes the network
	for _, input := range []string{"egress_rules", "firewall_rules", "rules"} {
		for _, item := range itemsOf(r.Body, input) {
			if input == "egress_rules" || isWord(item.Value, "direction", "EGRESS") {
				moduleGoogleRule(group, r, item)
			}
		}
	}
}

func moduleGoogleRule(group *network, r *fact.Resource, item leaf) {
	if isWord(item.Value, "disabled", "true") {
		return
	}
	order := 1000
	if !isAbsent(item.Value, "priority") {
		order = numberOf(wordOf(item.Value, "priority"), order)
	}
	for block := range blocksOf(item.Value, "allow") {
		googleItem(group, r, item, block, fact.NetworkRule{Action: fact.Allow, Order: order})
	}
	for block := range blocksOf(item.Value, "deny") {
		googleItem(group, r, item, block, fact.NetworkRule{Action: fact.Deny, Order: order})
	}
}

// googleItem adds what one item allows or denies. A denial for some machines
// clears nothing for the others.
func googleItem(group *network, r *fact.Resource, item, block leaf, rule fact.NetworkRule) {
	var targets targetsOf
	targets.addresses(item.Value, "destination_ranges", "ranges")
	if isAbsent(item.Value, "destination_ranges", "ranges") {
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
	}
	certainty := max(item.certainty, block.certainty)
	if rule.Action == fact.Deny && !isAbsent(item.Value, "target_tags", "target_service_accounts", "targets") {
		certainty = fact.Maybe
	}
	rule.Protocol = protocolOf(wordOf(block.Value, "protocol"))
	writtenPorts(block.Value, rule.Protocol, "ports").fill(&rule)
	targets.rules(extent(block.Value), r, certainty, rule, group.add)
}

// moduleFabric knows modules/net-vpc-firewall of Google's fabric: an egress rule
// denies unless it says otherwise, and is for all protocols.
func (t *terraform) moduleFabric(r *fact.Resource, inner string) {
	if inner != "modules/net-vpc-firewall" {
		return
	}
	group := t.implied(r, "", fact.Policy, fact.ActionUnknown)
	for _, item := range itemsOf(r.Body, "egress_rules") {
		rule := fact.NetworkRule{Order: numberOf(wordOf(item.Value, "priority"), 1000)}
		switch {
		case isWord(item.Value, "disabled", "true"):
			continue
		case isWord(item.Value, "deny", "false"):
			rule.Action = fact.Allow
		case isAbsent(item.Value, "deny"), isWord(item.Value, "deny", "true"):
			rule.Action = fact.Deny
		}
		if isAbsent(item.Value, "rules") {
			every := &fact.Value{At: item.At, Form: fact.Object, Entries: []fact.Entry{
				{Name: source.Literal("protocol"), Value: &fact.Value{Form: fact.Scalar, Text: source.Literal("all")}},
			}}
			googleItem(group, r, item, leaf{every, fact.Always}, rule)
		}
		for block := range blocksOf(item.Value, "rules") {
			googleItem(group, r, item, block, rule)
		}
	}
}

// moduleAzure knows main.tf of Azure/network-security-group: a custom rule allows
// everything in, and says only what differs from that.
func (t *terraform) moduleAzure(r *fact.Resource, inner string) {
	if inner != "" {
		return
	}
	group := t.implied(r, "", fact.SecurityGroup, fact.ActionUnknown)
	group.decorative = true
	for _, item := range itemsOf(r.Body, "custom_rules") {
		if !isWord(item.Value, "direction", "Outbound") {
			continue
		}
		written := shape{
			addresses: []string{"destination_address_prefix", "destination_address_prefixes"}, groups: []string{"destination_application_security_group_ids"},
			protocol: "protocol", ports: []string{"destination_port_range"}, action: "access", anywhere: true, allProtocol: true, allPorts: true,
		}
		rule := fact.NetworkRule{Action: fact.Allow, Order: numberOf(wordOf(item.Value, "priority"), 4096), Protocol: written.protocolOf(item.Value)}
		if !isAbsent(item.Value, "access") {
			rule.Action = actionOf(item.Value, "access")
		}
		rule.AllPorts = fact.No
		if !isICMP(rule.Protocol) {
			writtenPorts(item.Value, rule.Protocol, "destination_port_range").fill(&rule)
		}
		written.targetsOf(item.Value).rules(extent(item.Value), r, item.certainty, rule, group.add)
	}
}

// moduleAzureVerified knows variables.tf of Azure's verified module for security
// groups, whose rules are those of the resource.
func (t *terraform) moduleAzureVerified(r *fact.Resource, inner string) {
	if inner != "" {
		return
	}
	group := t.implied(r, "", fact.SecurityGroup, fact.ActionUnknown)
	group.decorative = true
	for _, item := range itemsOf(r.Body, "security_rules") {
		t.azureRule(group, r, item)
	}
}
