package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// firewall is a provider's group or rule in the shape of its document page.
type firewall struct {
	shape
	block     string // the blocks that hold rules; empty where the resource is the rule
	direction string // the attribute that tells outbound rules, where there is one
	outbound  string // its value for them
	group     string // the attribute that names the group; empty where the resource is it
	kind      fact.GroupType
	otherwise func(*terraform, *fact.Resource, *network) // says what happens to what no rule names
}

// lower reads a resource.
func (f firewall) lower(t *terraform, r *fact.Resource) {
	var group *network
	if f.group == "" {
		group = t.group(r, f.kind, fact.ActionUnknown)
	} else {
		group = t.groupOf(r, f.group, f.kind)
	}
	if f.otherwise != nil {
		f.otherwise(t, r, group)
	}
	if f.block == "" {
		f.outboundRule(group, r, leaf{r.Body, fact.Always}, numberOf(wordOf(r.Body, "priority"), 0))
		return
	}
	order := 0
	for block := range blocksOf(r.Body, f.block) {
		order++
		f.outboundRule(group, r, block, numberOf(wordOf(block.Value, "priority"), order))
	}
}

func (f firewall) outboundRule(group *network, r *fact.Resource, block leaf, order int) {
	if f.direction == "" || isWord(block.Value, f.direction, f.outbound) {
		f.rule(group, r, block, order)
	}
}

// closed is for groups from which nothing leaves that no rule names.
func closed(_ *terraform, _ *fact.Resource, group *network) { group.fact.Default = fact.Deny }

// policyOf reads an attribute that says what happens to the rest. Where it is
// not written it is the given action.
func policyOf(attribute string, absent fact.Action) func(*terraform, *fact.Resource, *network) {
	return func(_ *terraform, r *fact.Resource, group *network) {
		if isAbsent(r.Body, attribute) {
			group.decorative = absent == fact.Allow
			return
		}
		group.fact.Default = actionOf(r.Body, attribute)
		if at := wordOf(r.Body, attribute).Span(); !at.IsZero() {
			group.fact.Node = fact.NewNode(at, r, fact.Always)
		}
	}
}

// openUntilFirst is for Hetzner's firewalls: without an outbound rule all
// leaves, and the first one closes the rest.
func openUntilFirst(_ *terraform, r *fact.Resource, group *network) {
	group.fact.Default = fact.Allow
	for _, v := range r.Body.GetAll("rule") {
		for item := range leaves(v) {
			if !isWord(item.Value, "direction", "in") {
				group.fact.Default = fact.Deny
			}
		}
	}
}

// neutronDefault is for OpenStack's groups, which come with rules that let all
// out unless they are taken away at once.
func neutronDefault(_ *terraform, r *fact.Resource, group *network) {
	switch {
	case isWord(r.Body, "delete_default_rules", "true"):
		group.fact.Default = fact.Deny
	case isAbsent(r.Body, "delete_default_rules"), isWord(r.Body, "delete_default_rules", "false"):
		group.fact.Default = fact.Allow
	}
}

// alibabaDefault is for Alibaba's groups: a basic one lets all out, one for
// enterprises nothing.
func alibabaDefault(_ *terraform, r *fact.Resource, group *network) {
	if isWord(r.Body, "security_group_type", "enterprise") {
		group.fact.Default = fact.Deny
	}
	group.decorative = isAbsent(r.Body, "security_group_type") || isWord(r.Body, "security_group_type", "normal")
}

var (
	neutronRule = shape{
		addresses: []string{"remote_ip_prefix"}, groups: []string{"remote_group_id"}, lists: []string{"remote_address_group_id"},
		protocol: "protocol", ports: []string{"ports"}, from: "port_range_min", to: "port_range_max",
		anywhere: true, allProtocol: true, allPorts: true, zeroIsAll: true,
	}
	huaweiRule = func() shape {
		s := neutronRule
		s.action = "action"
		return s
	}()
	yandexRule = shape{
		addresses: []string{"v4_cidr_blocks", "v6_cidr_blocks"}, groups: []string{"security_group_id"}, names: []string{"predefined_target"},
		protocol: "protocol", ports: []string{"port"}, from: "from_port", to: "to_port", allProtocol: true, allPorts: true,
	}
	tencentRule = shape{
		addresses: []string{"cidr_block", "ipv6_cidr_block", "cidr_ip"}, groups: []string{"source_security_id", "source_sgid"},
		names:    []string{"address_template_id", "address_template_group", "service_template_id", "service_template_group"},
		protocol: "protocol", ports: []string{"port"}, anywhere: true, allProtocol: true, allPorts: true,
	}
)

// firewalls are the resources of other clouds, each by its document page in the
// provider's repository (docs/resources or website/docs/r).
var firewalls = map[string]firewall{
	"digitalocean_firewall": {block: "outbound_rule", otherwise: closed, shape: shape{
		addresses: []string{"destination_addresses"}, groups: []string{"destination_droplet_ids", "destination_load_balancer_uids", "destination_kubernetes_ids"},
		names: []string{"destination_tags"}, protocol: "protocol", ports: []string{"port_range"},
	}},
	"hcloud_firewall": {block: "rule", direction: "direction", outbound: "out", otherwise: openUntilFirst, shape: shape{
		addresses: []string{"destination_ips"}, protocol: "protocol", ports: []string{"port"},
	}},
	"linode_firewall": {block: "outbound", otherwise: policyOf("outbound_policy", fact.ActionUnknown), shape: shape{
		addresses: []string{"ipv4", "ipv6"}, protocol: "protocol", ports: []string{"ports"}, action: "action", anywhere: true, allPorts: true,
	}},
	"openstack_networking_secgroup_v2":             {otherwise: neutronDefault, direction: "direction", outbound: "egress"},
	"openstack_networking_secgroup_rule_v2":        {direction: "direction", outbound: "egress", group: "security_group_id", shape: neutronRule},
	"opentelekomcloud_networking_secgroup_v2":      {otherwise: neutronDefault, direction: "direction", outbound: "egress"},
	"opentelekomcloud_networking_secgroup_rule_v2": {direction: "direction", outbound: "egress", group: "security_group_id", shape: neutronRule},
	"huaweicloud_networking_secgroup":              {otherwise: neutronDefault, direction: "direction", outbound: "egress"},
	"huaweicloud_networking_secgroup_rule":         {direction: "direction", outbound: "egress", group: "security_group_id", shape: huaweiRule},

	"alicloud_security_group": {otherwise: alibabaDefault, direction: "type", outbound: "egress"},
	"alicloud_security_group_rule": {direction: "type", outbound: "egress", group: "security_group_id", shape: shape{
		addresses: []string{"cidr_ip", "ipv6_cidr_ip"}, groups: []string{"source_security_group_id"}, lists: []string{"prefix_list_id"},
		protocol: "ip_protocol", ports: []string{"port_range"}, dash: "/", action: "policy", anywhere: true, allPorts: true,
	}},
	"tencentcloud_security_group_rule_set": {block: "egress", group: "security_group_id", shape: func() shape {
		s := tencentRule
		s.action = "action"
		return s
	}()},
	"tencentcloud_security_group_rule": {direction: "type", outbound: "egress", group: "security_group_id", shape: func() shape {
		s := tencentRule
		s.action, s.protocol, s.ports = "policy", "ip_protocol", []string{"port_range"}
		return s
	}()},
	"scaleway_instance_security_group": {block: "outbound_rule", otherwise: policyOf("outbound_default_policy", fact.Allow), shape: scalewayRule},
	"scaleway_instance_security_group_rules": {
		block: "outbound_rule", group: "security_group_id", shape: scalewayRule,
	},
	"ncloud_access_control_group_rule": {block: "outbound", group: "access_control_group_no", shape: shape{
		addresses: []string{"ip_block"}, groups: []string{"source_access_control_group_no"}, protocol: "protocol", ports: []string{"port_range"}, allPorts: true,
	}},
	"ncloud_network_acl_rule": {block: "outbound", group: "network_acl_no", kind: fact.NetworkACL, shape: shape{
		addresses: []string{"ip_block"}, lists: []string{"deny_allow_group_no"}, protocol: "protocol", ports: []string{"port_range"}, action: "rule_action", allPorts: true,
	}},
	"yandex_vpc_security_group":      {block: "egress", otherwise: closed, shape: yandexRule},
	"yandex_vpc_security_group_rule": {direction: "direction", outbound: "egress", group: "security_group_binding", shape: yandexRule},
}

var scalewayRule = shape{
	addresses: []string{"ip_range", "ip"}, protocol: "protocol", ports: []string{"port_range", "port"}, action: "action",
	anywhere: true, allProtocol: true, allPorts: true,
}

// oracleList lowers a security list; oracleRule a rule of a network security
// group. What none names is denied.
func (t *terraform) oracleList(r *fact.Resource) {
	group := t.group(r, fact.SecurityGroup, fact.Deny)
	for block := range blocksOf(r.Body, "egress_security_rules") {
		oracleOutbound(group, r, block)
	}
}

func (t *terraform) oracleGroup(r *fact.Resource) { t.group(r, fact.SecurityGroup, fact.Deny) }

func (t *terraform) oracleRule(r *fact.Resource) {
	if isWord(r.Body, "direction", "EGRESS") {
		oracleOutbound(t.groupOf(r, "network_security_group_id", fact.SecurityGroup), r, leaf{r.Body, fact.Always})
	}
}

// oracleOutbound lowers one rule. Without options for its protocol it is for
// all ports.
func oracleOutbound(group *network, r *fact.Resource, block leaf) {
	var targets targetsOf
	switch {
	case isAbsent(block.Value, "destination_type"), isWord(block.Value, "destination_type", "CIDR_BLOCK"):
		targets.addresses(block.Value, "destination")
	default:
		targets.named(fact.TargetName, block.Value, "destination")
	}
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocolOf(wordOf(block.Value, "protocol"))}
	optionsOf(block.Value, rule.Protocol).fill(&rule)
	targets.rules(placeOf(r, block), r, block.certainty, rule, group.add)
}

func optionsOf(body *fact.Value, protocol fact.Protocol) ports {
	name := string(protocol) + "_options"
	switch {
	case isICMP(protocol):
		return ports{all: fact.No}
	case !isTCPOrUDP(protocol) || isAbsent(body, name):
		return allPorts()
	}
	var p ports
	for options := range blocksOf(body, name) {
		ends := options.Value
		for inner := range blocksOf(ends, "destination_port_range") {
			ends = inner.Value
		}
		switch {
		case isAbsent(ends, "min", "max"):
			p = p.add(allPorts())
		default:
			p = p.add(portsBetween(numberOf(wordOf(ends, "min"), -1), numberOf(wordOf(ends, "max"), -1)))
		}
	}
	return p
}

// ibmRule lowers a rule of a security group: remote is everywhere where it is
// not written, and a rule without a block of a protocol is for all.
func (t *terraform) ibmRule(r *fact.Resource) {
	if isWord(r.Body, "direction", "outbound") {
		ibmOutbound(t.groupOf(r, "group", fact.SecurityGroup), r, leaf{r.Body, fact.Always}, "remote", fact.Allow, 0)
	}
}

func (t *terraform) ibmACL(r *fact.Resource) {
	group := t.group(r, fact.NetworkACL, fact.Deny)
	order := 0
	for block := range blocksOf(r.Body, "rules") {
		order++
		if isWord(block.Value, "direction", "outbound") {
			ibmOutbound(group, r, block, "destination", actionOf(block.Value, "action"), order)
		}
	}
}

func ibmOutbound(group *network, r *fact.Resource, block leaf, destination string, action fact.Action, order int) {
	var targets targetsOf
	for remote := range leaves(block.Get(destination)) {
		target := targetOf(remote.Text)
		if remote.Form != fact.Scalar {
			target.Type = fact.TargetGroup
		}
		targets.add(remote.certainty, target)
	}
	if isAbsent(block.Value, destination) {
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
	}
	rule := fact.NetworkRule{Action: action, Order: order, Protocol: fact.ProtocolAll, AllPorts: fact.Yes}
	if !isAbsent(block.Value, "protocol") {
		rule.Protocol = protocolOf(wordOf(block.Value, "protocol"))
		if isWord(block.Value, "protocol", "icmp_tcp_udp") {
			rule.Protocol = fact.ProtocolAll // as newer versions say it
		}
		shape{protocol: "protocol", from: "port_min", to: "port_max", allPorts: true}.portsOf(block.Value, rule.Protocol).fill(&rule)
	}
	for _, protocol := range []fact.Protocol{fact.ProtocolTCP, fact.ProtocolUDP, fact.ProtocolICMP} {
		for options := range blocksOf(block.Value, string(protocol)) {
			rule.Protocol = protocol
			ends := shape{from: "port_min", to: "port_max", allPorts: true}
			ends.portsOf(options.Value, protocol).fill(&rule)
		}
	}
	targets.rules(placeOf(r, block), r, block.certainty, rule, group.add)
}

// tencentLite lowers rules that are one text each: ACTION#CIDR#PORT#PROTOCOL.
// The first that matches decides.
func (t *terraform) tencentLite(r *fact.Resource) {
	group := t.groupOf(r, "security_group_id", fact.SecurityGroup)
	order := 0
	for item := range leaves(r.Body.Get("egress")) {
		parts := item.Text.Split("#")
		if order++; item.Form != fact.Scalar || len(parts) != 4 {
			continue
		}
		rule := fact.NetworkRule{Order: order, Protocol: protocolOf(parts[3])}
		switch strings.ToUpper(parts[0].Reveal()) {
		case "ACCEPT":
			rule.Action = fact.Allow
		case "DROP":
			rule.Action = fact.Deny
		}
		switch {
		case isICMP(rule.Protocol):
			rule.AllPorts = fact.No
		case rule.Protocol == fact.ProtocolAll:
			rule.AllPorts = fact.Yes
		default:
			portsOf(parts[2], "-").fill(&rule)
		}
		var targets targetsOf
		targets.add(item.certainty, targetOf(parts[1]))
		targets.rules(item.At, r, item.certainty, rule, group.add)
	}
}
