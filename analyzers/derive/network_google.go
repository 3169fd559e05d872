package derive

import (
	"cmp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// googleFirewall lowers a firewall rule of a network. All rules of a network
// for the same machines are one group; lower priorities go first, and what none
// names may leave.
func (t *terraform) googleFirewall(r *fact.Resource) {
	if !isWord(r.Body, "direction", "EGRESS") || isWord(r.Body, "disabled", "true") {
		return
	}
	group := t.googleNetwork(r)
	priority := numberOf(wordOf(r.Body, "priority"), 1000)
	for block := range blocksOf(r.Body, "allow") {
		t.googleRule(group, r, block, fact.NetworkRule{Action: fact.Allow, Order: priority})
	}
	for block := range blocksOf(r.Body, "deny") {
		t.googleRule(group, r, block, fact.NetworkRule{Action: fact.Deny, Order: priority})
	}
}

// googleNetwork is the group of a rule's network and machines. Only of a network
// that the module holds or that has a name is it known that nothing else closes it.
func (t *terraform) googleNetwork(r *fact.Resource) *network {
	key, address, known := r.Address, r.Address, false
	v := r.Body.Get("network")
	reference, referred := referenceOf(v)
	switch {
	case referred:
		known = strings.HasPrefix(reference, "google_compute_network.")
		key = moduleOf(r.Address) + resourceOf(reference)
		if target := t.resolve(r, reference); target != nil {
			key = target.Address
		}
		address = key
	case v != nil && v.Text.Known() && v.Text.Len() > 0:
		address = "network " + v.Text.Reveal()
		key, known = address, true
	case v != nil:
		key = nameOfUse(r, v)
	}
	tags := targetTags(r.Body)
	if tags != "" {
		t.tagged = append(t.tagged, taggedGroup{base: networkKey{evaluationOf(r), key}, own: networkKey{evaluationOf(r), key + tags}})
		address = r.Address
	}
	group := t.open(networkKey{evaluationOf(r), key + tags}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: address, Type: fact.Policy,
	})
	group.decorative = known
	return group
}

// targetTags tells which machines of a network a rule is for, empty for all.
func targetTags(body *fact.Value) string {
	var tags strings.Builder
	for _, name := range []string{"target_tags", "target_service_accounts"} {
		for item := range leaves(body.Get(name)) {
			tags.WriteString(" " + name + " " + cmp.Or(item.Text.Reveal(), "?"))
		}
	}
	return tags.String()
}

// taggedGroup is the group of rules for some machines, beside that of all.
type taggedGroup struct{ base, own networkKey }

// taggedGroups adds to each group for some machines what is denied to all of
// the network. Where the network lets out by omission that is said once.
func (t *terraform) taggedGroups() {
	done := map[networkKey]bool{}
	for _, tagged := range t.tagged {
		base, own := t.found[tagged.base], t.found[tagged.own]
		if base == nil || done[tagged.own] {
			continue
		}
		done[tagged.own] = true
		for _, rule := range base.rules {
			if rule.Action == fact.Deny {
				own.add(*rule)
			}
		}
		own.decorative = own.decorative && !base.allows()
	}
}

// googleRule lowers one allow or deny block. Ports that are not written are
// all, and so are destinations.
func (t *terraform) googleRule(group *network, r *fact.Resource, block leaf, rule fact.NetworkRule) {
	var targets targetsOf
	targets.addresses(r.Body, "destination_ranges")
	if isAbsent(r.Body, "destination_ranges") {
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
	}
	rule.Protocol = protocolOf(wordOf(block.Value, "protocol"))
	writtenPorts(block.Value, rule.Protocol, "ports").fill(&rule)
	targets.rules(extent(block.Value), r, block.certainty, rule, group.add)
}

// writtenPorts reads a list of ports of which an absent or empty one is all.
func writtenPorts(body *fact.Value, protocol fact.Protocol, names ...string) ports {
	switch {
	case isICMP(protocol):
		return ports{all: fact.No}
	case isAbsent(body, names...):
		return allPorts()
	}
	return rangesOf(body, names...)
}

// isAbsent reports that none of the attributes says anything: they are not
// written, null, or empty.
func isAbsent(body *fact.Value, names ...string) bool {
	for _, name := range names {
		for _, v := range body.GetAll(name) {
			switch {
			case v.Form == fact.Null, v.Form == fact.List && len(v.Items) == 0, v.Form == fact.Scalar && v.Text.Len() == 0:
			default:
				return false
			}
		}
	}
	return true
}

// googlePolicyRule lowers a rule of a network, regional or hierarchical firewall
// policy. What a policy does not name goes on to the network's own rules.
func (t *terraform) googlePolicyRule(r *fact.Resource) {
	t.googlePolicy(t.groupOf(r, "firewall_policy", fact.Policy), r, leaf{r.Body, fact.Always})
}

// googlePolicyWithRules lowers a policy that holds its rules.
func (t *terraform) googlePolicyWithRules(r *fact.Resource) {
	group := t.group(r, fact.Policy, fact.ActionUnknown)
	for block := range blocksOf(r.Body, "rule") {
		t.googlePolicy(group, r, block)
	}
}

func (t *terraform) googlePolicy(group *network, r *fact.Resource, block leaf) {
	if !isWord(block.Value, "direction", "EGRESS") || isWord(block.Value, "disabled", "true") {
		return
	}
	rule := fact.NetworkRule{Action: actionOf(block.Value, "action"), Order: numberOf(wordOf(block.Value, "priority"), 0)}
	if rule.Action == fact.ActionUnknown {
		return // goto_next decides nothing
	}
	for match := range blocksOf(block.Value, "match") {
		targets := googleDestinations(match.Value)
		for _, name := range []string{"layer4_configs", "layer4_config"} {
			for layer4 := range blocksOf(match.Value, name) {
				rule := rule
				rule.Protocol = protocolOf(wordOf(layer4.Value, "ip_protocol"))
				writtenPorts(layer4.Value, rule.Protocol, "ports").fill(&rule)
				targets.rules(extent(match.Value), r, max(block.certainty, match.certainty, layer4.certainty), rule, group.add)
			}
		}
	}
}

// googleDestinations reads where a policy's rule lets go: everywhere if nothing
// narrows it.
func googleDestinations(match *fact.Value) *targetsOf {
	var targets targetsOf
	narrowing := []string{"dest_fqdns", "dest_region_codes", "dest_threat_intelligences", "dest_address_groups", "dest_secure_tags"}
	scope := wordOf(match, "dest_network_scope")
	targets.addresses(match, "dest_ip_ranges")
	targets.named(fact.TargetName, match, narrowing...)
	switch {
	case !isAbsent(match, append(narrowing, "dest_ip_ranges")...):
	case scope.Len() == 0 || scope.Equal("INTERNET"):
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere, Text: scope})
	default:
		targets.add(fact.Always, fact.Target{Type: fact.TargetName, Text: scope})
	}
	return &targets
}

// actionOf reads what a rule does, in the words of the clouds.
func actionOf(body *fact.Value, name string) fact.Action {
	switch {
	case isWord(body, name, "allow", "accept", "pass", "permit"):
		return fact.Allow
	case isWord(body, name, "deny", "drop", "reject", "block"):
		return fact.Deny
	}
	return fact.ActionUnknown
}
