package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
)

// policyNames are the names of a network policy's parts: Terraform's, or those
// of Kubernetes itself.
type policyNames struct{ types, block, except, end, pods, namespaces string }

var (
	terraformNames  = policyNames{"policy_types", "ip_block", "except", "end_port", "pod_selector", "namespace_selector"}
	kubernetesNames = policyNames{"policyTypes", "ipBlock", "except", "endPort", "podSelector", "namespaceSelector"}
)

// kubernetesPolicy lowers the resource of a network policy.
func (t *terraform) kubernetesPolicy(r *fact.Resource) {
	for spec := range blocksOf(r.Body, "spec") {
		t.networkPolicy(r, spec, terraformNames)
	}
}

// kubernetesManifest lowers a manifest that is a network policy.
func (t *terraform) kubernetesManifest(r *fact.Resource) {
	for manifest := range blocksOf(r.Body, "manifest") {
		if !isWord(manifest.Value, "kind", "NetworkPolicy") || !strings.HasPrefix(wordOf(manifest.Value, "apiVersion").Reveal(), "networking.k8s.io/") {
			continue
		}
		for spec := range blocksOf(manifest.Value, "spec") {
			t.networkPolicy(r, spec, kubernetesNames)
		}
	}
}

// networkPolicy lowers the egress of a policy. Policies only add up, and what
// none allows is denied to the pods that one selects.
func (t *terraform) networkPolicy(r *fact.Resource, spec leaf, names policyNames) {
	if !isAbsent(spec.Value, names.types) && !holdsWord(spec.Value, names.types, "Egress") {
		return
	}
	group := t.group(r, fact.Policy, fact.Deny)
	for egress := range blocksOf(spec.Value, "egress") {
		targets := policyTargets(egress.Value, names)
		for _, ports := range policyPorts(egress.Value, names) {
			targets.rules(extent(egress.Value), r, max(spec.certainty, egress.certainty), ports, group.add)
		}
	}
}

// holdsWord reports a list with a word in it, or one that is not known.
func holdsWord(body *fact.Value, name, word string) bool {
	for item := range leaves(body.Get(name)) {
		if item.Form != fact.Scalar || !item.Text.Known() || item.Text.Equal(word) {
			return true
		}
	}
	return false
}

// policyTargets reads where a rule lets go: everywhere without a peer.
func policyTargets(egress *fact.Value, names policyNames) *targetsOf {
	var targets targetsOf
	if isAbsent(egress, "to") {
		targets.add(fact.Always, fact.Target{Type: fact.TargetAnywhere})
		return &targets
	}
	for to := range blocksOf(egress, "to") {
		targets.named(fact.TargetGroup, to.Value, names.pods, names.namespaces)
		for block := range blocksOf(to.Value, names.block) {
			target := targetOf(wordOf(block.Value, "cidr"))
			if !reachesBeyond(block.Value, names.except) {
				target.Type = fact.TargetUnknown
			}
			targets.add(max(to.certainty, block.certainty), target)
		}
	}
	return &targets
}

// reachesBeyond reports that what a range leaves out is less than half of the
// public addresses.
func reachesBeyond(block *fact.Value, except string) bool {
	var ranges []string
	for item := range leaves(block.Get(except)) {
		if item.Form == fact.Scalar && item.Text.Known() {
			ranges = append(ranges, item.Text.Reveal())
		}
	}
	coverage := known.Everywhere(ranges)
	return !coverage.V4 && !coverage.V6
}

// policyPorts gives a rule for each port, or one for everything. A port that is
// named is one of the pod's.
func policyPorts(egress *fact.Value, names policyNames) []fact.NetworkRule {
	if isAbsent(egress, "ports") {
		return []fact.NetworkRule{{Action: fact.Allow, Protocol: fact.ProtocolAll, AllPorts: fact.Yes}}
	}
	var rules []fact.NetworkRule
	for block := range blocksOf(egress, "ports") {
		rule := fact.NetworkRule{Action: fact.Allow, Protocol: fact.ProtocolTCP, AllPorts: fact.No}
		if !isAbsent(block.Value, "protocol") {
			rule.Protocol = protocolOf(wordOf(block.Value, "protocol"))
		}
		shape{from: "port", to: names.end, allPorts: true}.portsOf(block.Value, rule.Protocol).fill(&rule)
		rules = append(rules, rule)
	}
	return rules
}
