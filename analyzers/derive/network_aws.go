package derive

import (
	"slices"
	"strconv"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// awsGroup lowers a resource that is a group: a security group or an ACL.
// Terraform revokes what AWS opens by default, and an ACL ends in a denial, so
// what no rule names is closed.
func (t *terraform) awsGroup(r *fact.Resource) {
	kind := fact.SecurityGroup
	if r.Type == "aws_network_acl" || r.Type == "aws_default_network_acl" {
		kind = fact.NetworkACL
	}
	group := t.group(r, kind, fact.Deny)
	for block := range blocksOf(r.Body, "egress") {
		if kind == fact.NetworkACL {
			t.awsACLRule(group, r, block, "rule_no", "action")
			continue
		}
		t.awsRule(group, r, block)
	}
}

// awsStandalone lowers a rule that is a resource of its own.
func (t *terraform) awsStandalone(r *fact.Resource) {
	whole := leaf{r.Body, fact.Always}
	switch r.Type {
	case "aws_security_group_rule":
		if isWord(r.Body, "type", "egress") {
			t.awsRule(t.groupOf(r, "security_group_id", fact.SecurityGroup), r, whole)
		}
	case "aws_vpc_security_group_egress_rule":
		t.awsRule(t.groupOf(r, "security_group_id", fact.SecurityGroup), r, whole)
	case "aws_network_acl_rule":
		if isWord(r.Body, "egress", "true") {
			t.awsACLRule(t.groupOf(r, "network_acl_id", fact.NetworkACL), r, whole, "rule_number", "rule_action")
		}
	}
}

// awsRule lowers a security group's rule, in a block or a resource. The names
// of the three ways to write one do not collide.
func (t *terraform) awsRule(group *network, r *fact.Resource, rule leaf) {
	var targets targetsOf
	targets.addresses(rule.Value, "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
	targets.named(fact.TargetGroup, rule.Value, "security_groups", "source_security_group_id", "referenced_security_group_id")
	targets.named(fact.TargetPrefixList, rule.Value, "prefix_list_ids", "prefix_list_id")
	t.prefixLists(&targets, r, rule.Value)
	if isWord(rule.Value, "self", "true") {
		targets.add(fact.Always, fact.Target{Type: fact.TargetSelf, Text: wordOf(rule.Value, "self")})
	}
	word := wordOf(rule.Value, "protocol")
	if v := rule.Get("ip_protocol"); v != nil {
		word = wordOf(rule.Value, "ip_protocol")
	}
	protocol := protocolOf(word)
	lowered := fact.NetworkRule{Action: fact.Allow, Protocol: protocol}
	awsPorts(protocol, wordOf(rule.Value, "from_port"), wordOf(rule.Value, "to_port")).fill(&lowered)
	if isAbsent(rule.Value, "protocol", "ip_protocol", "from_port", "to_port") {
		lowered.Protocol, lowered.AllPorts = fact.ProtocolAll, fact.Yes // it does not validate, but narrows nothing
	}
	targets.rules(extent(rule.Value), r, rule.certainty, lowered, group.add)
}

// prefixLists looks into the customer's own prefix lists of the module.
func (t *terraform) prefixLists(targets *targetsOf, r *fact.Resource, rule *fact.Value) {
	for _, name := range []string{"prefix_list_ids", "prefix_list_id"} {
		for item := range leaves(rule.Get(name)) {
			if item.Form != fact.Reference {
				continue
			}
			list := t.resolve(r, item.Text.Reveal())
			if list == nil || list.Type != "aws_ec2_managed_prefix_list" {
				continue
			}
			for entry := range blocksOf(list.Body, "entry") {
				targets.add(max(item.certainty, entry.certainty), targetOf(wordOf(entry.Value, "cidr")))
			}
			for _, entry := range t.listEntries[list] {
				targets.add(max(item.certainty, entry.Certainty()), targetOf(wordOf(entry.Body, "cidr")))
			}
		}
	}
}

// listEntry notes an entry of a prefix list that is a resource of its own.
func (t *terraform) listEntry(r *fact.Resource) {
	if reference, ok := referenceOf(r.Body.Get("prefix_list_id")); ok {
		if list := t.resolve(r, reference); list != nil {
			t.listEntries[list] = append(t.listEntries[list], r)
		}
	}
}

// awsExclusive takes away the rules of a group that the list of its only rules
// does not name. A list that is not known in full takes none away.
func (t *terraform) awsExclusive(r *fact.Resource) {
	ids := r.Body.Get("egress_rule_ids")
	if ids == nil || ids.Form != fact.List || r.Certainty() == fact.Maybe {
		return
	}
	kept := map[*fact.Resource]bool{}
	for item := range leaves(ids) {
		if item.Form != fact.Reference {
			return
		}
		kept[t.resolve(r, item.Text.Reveal())] = true
	}
	if kept[nil] {
		return
	}
	group := t.groupOf(r, "security_group_id", fact.SecurityGroup)
	group.rules = slices.DeleteFunc(group.rules, func(rule *fact.NetworkRule) bool {
		of, ok := rule.Parent().(*fact.Resource)
		return ok && !kept[of]
	})
}

// awsACLRule lowers an ACL's entry. Those of lower numbers are tried first.
func (t *terraform) awsACLRule(group *network, r *fact.Resource, rule leaf, number, action string) {
	var targets targetsOf
	targets.addresses(rule.Value, "cidr_block", "ipv6_cidr_block")
	protocol := protocolOf(wordOf(rule.Value, "protocol"))
	lowered := fact.NetworkRule{Protocol: protocol, Order: numberOf(wordOf(rule.Value, number), 0)}
	switch {
	case isWord(rule.Value, action, "allow"):
		lowered.Action = fact.Allow
	case isWord(rule.Value, action, "deny"):
		lowered.Action = fact.Deny
	}
	awsPorts(protocol, wordOf(rule.Value, "from_port"), wordOf(rule.Value, "to_port")).fill(&lowered)
	targets.rules(extent(rule.Value), r, rule.certainty, lowered, group.add)
}

// awsPorts are the ports of a rule of EC2: for a protocol other than TCP, UDP
// and ICMP all of them, whatever is written. Zero to zero is port 0.
func awsPorts(protocol fact.Protocol, from, to source.Text) ports {
	switch {
	case protocol == fact.ProtocolUnknown || !from.Known() || !to.Known():
		return ports{}
	case isICMP(protocol):
		return ports{all: fact.No}
	case !isTCPOrUDP(protocol) || from.Equal("-1"):
		return allPorts()
	case from.Len() == 0 || to.Len() == 0:
		return ports{}
	}
	return portsBetween(numberOf(from, -1), numberOf(to, -1))
}

// fill sets a rule's ports.
func (p ports) fill(rule *fact.NetworkRule) { rule.Ports, rule.AllPorts = p.ranges, p.all }

// numberOf reads a whole number, or gives what stands for none.
func numberOf(t source.Text, absent int) int {
	if n, err := strconv.Atoi(t.TrimSpace().Reveal()); err == nil {
		return n
	}
	return absent
}
