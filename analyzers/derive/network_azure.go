package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// azureGroup lowers a network security group with its inline rules. Behind them
// stands AllowInternetOutBound, which cannot be taken away.
func (t *terraform) azureGroup(r *fact.Resource) {
	group := t.group(r, fact.SecurityGroup, fact.ActionUnknown)
	group.decorative = true
	for block := range blocksOf(r.Body, "security_rule") {
		t.azureRule(group, r, block)
	}
}

// azureStandalone lowers a rule that is a resource of its own. Its group is
// named, and often by the words that the group has for a name.
func (t *terraform) azureStandalone(r *fact.Resource) {
	t.azureRule(t.namedGroup(r, "network_security_group_name", "azurerm_network_security_group"), r, leaf{r.Body, fact.Always})
}

// namedGroup is the group that an attribute names by a reference, or by the
// name that a resource of the same module gives itself.
func (t *terraform) namedGroup(r *fact.Resource, attribute, groupType string) *network {
	if name := wordOf(r.Body, attribute); name.Known() && name.Len() > 0 {
		for _, g := range t.groups {
			of, ok := g.fact.Parent().(*fact.Resource)
			if ok && of.Type == groupType && of.Parent() == r.Parent() && moduleOf(of.Address) == moduleOf(r.Address) &&
				wordOf(of.Body, "name").Equal(name.Reveal()) {
				return g
			}
		}
	}
	return t.groupOf(r, attribute, fact.SecurityGroup)
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
		Action:   actionOf(block.Value, "access"),
		AllPorts: fact.No,
	}
	if !isICMP(rule.Protocol) {
		rangesOf(block.Value, "destination_port_range", "destination_port_ranges").fill(&rule)
	}
	if isAbsent(block.Value, "protocol", "destination_port_range", "destination_port_ranges") {
		rule.Protocol, rule.AllPorts = fact.ProtocolAll, fact.Yes // it does not validate, but narrows nothing
	}
	targets.rules(extent(block.Value), r, block.certainty, rule, group.add)
}

// Azure's firewall tries network rules before application rules, and of each
// kind the collections of lower priority first. What none names is denied.
const (
	collectionOrder  = 100_000
	applicationOrder = collectionOrder * collectionOrder
)

// azureCollection lowers a collection of rules of a firewall.
func (t *terraform) azureCollection(r *fact.Resource) {
	group := t.groupOf(r, "azure_firewall_name", fact.Policy)
	group.fact.Default = fact.Deny
	t.azureFirewall(group, r, leaf{r.Body, fact.Always}, 0, strings.Contains(r.Type, "application"))
}

// azurePolicyGroup lowers a group of collections of a firewall policy.
func (t *terraform) azurePolicyGroup(r *fact.Resource) {
	group := t.groupOf(r, "firewall_policy_id", fact.Policy)
	group.fact.Default = fact.Deny
	order := numberOf(wordOf(r.Body, "priority"), 0) * collectionOrder
	for block := range blocksOf(r.Body, "network_rule_collection") {
		t.azureFirewall(group, r, block, order, false)
	}
	for block := range blocksOf(r.Body, "application_rule_collection") {
		t.azureFirewall(group, r, block, order, true)
	}
}

func (t *terraform) azureFirewall(group *network, r *fact.Resource, collection leaf, order int, application bool) {
	order += numberOf(wordOf(collection.Value, "priority"), 0)
	if application {
		order += applicationOrder
	}
	for block := range blocksOf(collection.Value, "rule") {
		block.certainty = max(block.certainty, collection.certainty)
		rule := fact.NetworkRule{Action: actionOf(collection.Value, "action"), Order: order}
		if application {
			azureApplicationRule(group, r, block, rule)
		} else {
			azureNetworkRule(group, r, block, rule)
		}
	}
}

func azureNetworkRule(group *network, r *fact.Resource, block leaf, rule fact.NetworkRule) {
	var targets targetsOf
	targets.addresses(block.Value, "destination_addresses")
	targets.named(fact.TargetName, block.Value, "destination_fqdns")
	targets.named(fact.TargetPrefixList, block.Value, "destination_ip_groups")
	for protocol := range leaves(block.Get("protocols")) {
		rule.Protocol, rule.Ports, rule.AllPorts = protocolOf(protocol.Text), nil, fact.No
		if !isICMP(rule.Protocol) {
			rangesOf(block.Value, "destination_ports").fill(&rule)
		}
		targets.rules(extent(block.Value), r, max(block.certainty, protocol.certainty), rule, group.add)
	}
}

// azureApplicationRule lowers a rule that names hosts; a lone asterisk is every
// host.
func azureApplicationRule(group *network, r *fact.Resource, block leaf, rule fact.NetworkRule) {
	var targets targetsOf
	targets.addresses(block.Value, "target_fqdns", "destination_fqdns", "destination_addresses")
	targets.named(fact.TargetName, block.Value, "fqdn_tags", "destination_fqdn_tags", "destination_urls")
	rule.Protocol = fact.ProtocolTCP
	for _, name := range []string{"protocol", "protocols"} {
		for protocol := range blocksOf(block.Value, name) {
			rangesOf(protocol.Value, "port").fill(&rule)
			targets.rules(extent(block.Value), r, max(block.certainty, protocol.certainty), rule, group.add)
		}
	}
}
