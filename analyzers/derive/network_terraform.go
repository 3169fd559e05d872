package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// terraform finds the groups and rules of Terraform's resources.
type terraform struct {
	*networks
	resources map[networkKey]*fact.Resource
	bare      map[networkKey]*fact.Resource // by address without indexes: the first instance
	expanded  map[networkKey]bool           // calls of modules whose resources are in the tree
	tagged    []taggedGroup

	listEntries map[*fact.Resource][]*fact.Resource // of prefix lists
}

func terraformNetworks(p *fact.Project, n *networks) {
	t := &terraform{networks: n, expanded: map[networkKey]bool{}, resources: map[networkKey]*fact.Resource{}, bare: map[networkKey]*fact.Resource{}, listEntries: map[*fact.Resource][]*fact.Resource{}}
	t.index(p)
	for r := range fact.All[*fact.Resource](p) {
		if r.Type == "aws_ec2_managed_prefix_list_entry" {
			t.listEntry(r)
		}
	}
	for _, isRule := range []bool{false, true} {
		lower := groupTypes
		if isRule {
			lower = ruleTypes
		}
		for r := range fact.All[*fact.Resource](p) {
			if f, ok := firewalls[r.Type]; ok && (f.group != "") == isRule {
				f.lower(t, r)
			} else if lower := lower[r.Type]; lower != nil {
				lower(t, r)
			}
		}
	}
	for r := range fact.All[*fact.Resource](p) {
		if r.Type == "aws_vpc_security_group_rules_exclusive" {
			t.awsExclusive(r)
		}
	}
	t.taggedGroups()
	t.decorative()
}

// index notes the resources by their addresses.
func (t *terraform) index(p *fact.Project) {
	for r := range fact.All[*fact.Resource](p) {
		key := networkKey{evaluationOf(r), r.Address}
		t.resources[key] = r
		for module := moduleOf(r.Address); module != ""; module = moduleOf(strings.TrimSuffix(module, ".")) {
			t.expanded[networkKey{evaluationOf(r), strings.TrimSuffix(module, ".")}] = true
		}
		key.address = fact.WithoutIndexes(r.Address)
		if t.bare[key] == nil {
			t.bare[key] = r
		}
	}
}

// groupTypes are the resources that are groups, with or without rules in them.
var groupTypes = map[string]func(*terraform, *fact.Resource){
	"aws_security_group":             (*terraform).awsGroup,
	"aws_default_security_group":     (*terraform).awsGroup,
	"aws_network_acl":                (*terraform).awsGroup,
	"aws_default_network_acl":        (*terraform).awsGroup,
	"aws_networkfirewall_rule_group": (*terraform).awsFirewall,
	"azurerm_network_security_group": (*terraform).azureGroup,

	"oci_core_security_list":          (*terraform).oracleList,
	"oci_core_default_security_list":  (*terraform).oracleList,
	"oci_core_network_security_group": (*terraform).oracleGroup,
	"ibm_is_network_acl":              (*terraform).ibmACL,

	"kubernetes_network_policy":    (*terraform).kubernetesPolicy,
	"kubernetes_network_policy_v1": (*terraform).kubernetesPolicy,
	"kubernetes_manifest":          (*terraform).kubernetesManifest,

	"module": (*terraform).module,

	"google_compute_network_firewall_policy_with_rules":        (*terraform).googlePolicyWithRules,
	"google_compute_region_network_firewall_policy_with_rules": (*terraform).googlePolicyWithRules,
	"google_compute_firewall_policy_with_rules":                (*terraform).googlePolicyWithRules,
}

// ruleTypes are the resources that add rules to a group.
var ruleTypes = map[string]func(*terraform, *fact.Resource){
	"aws_security_group_rule":            (*terraform).awsStandalone,
	"aws_vpc_security_group_egress_rule": (*terraform).awsStandalone,
	"aws_network_acl_rule":               (*terraform).awsStandalone,
	"google_compute_firewall":            (*terraform).googleFirewall,
	"azurerm_network_security_rule":      (*terraform).azureStandalone,

	"oci_core_network_security_group_security_rule": (*terraform).oracleRule,
	"ibm_is_security_group_rule":                    (*terraform).ibmRule,
	"tencentcloud_security_group_lite_rule":         (*terraform).tencentLite,

	"google_compute_network_firewall_policy_rule":        (*terraform).googlePolicyRule,
	"google_compute_region_network_firewall_policy_rule": (*terraform).googlePolicyRule,
	"google_compute_firewall_policy_rule":                (*terraform).googlePolicyRule,

	"azurerm_firewall_network_rule_collection":      (*terraform).azureCollection,
	"azurerm_firewall_application_rule_collection":  (*terraform).azureCollection,
	"azurerm_firewall_policy_rule_collection_group": (*terraform).azurePolicyGroup,
}

// decorative marks the groups of clouds that let out what no rule names. Only
// where something is allowed does that contradict what is written.
func (t *terraform) decorative() {
	closedByPolicy := slices.ContainsFunc(t.groups, (*network).closesGoogle)
	for _, g := range t.groups {
		if !g.decorative || g.fact.Default != fact.ActionUnknown || !g.allows() || closedByPolicy && g.ofGoogle() {
			continue
		}
		g.fact.Default = fact.Allow
	}
}

// ofGoogle reports the rules of one of Google's networks.
func (g *network) ofGoogle() bool {
	r, ok := g.fact.Parent().(*fact.Resource)
	return ok && r.Type == "google_compute_firewall"
}

// closesGoogle reports a firewall policy that denies what networks let out. To
// which networks it is attached is not looked at.
func (g *network) closesGoogle() bool {
	r, ok := g.fact.Parent().(*fact.Resource)
	return ok && strings.HasPrefix(r.Type, "google_compute_") && strings.Contains(r.Type, "firewall_policy") &&
		slices.ContainsFunc(g.rules, func(rule *fact.NetworkRule) bool {
			return rule.Action == fact.Deny && rule.Protocol == fact.ProtocolAll && rule.AllPorts == fact.Yes
		})
}

// group opens the group that a resource is.
func (t *terraform) group(r *fact.Resource, kind fact.GroupType, otherwise fact.Action) *network {
	return t.open(networkKey{evaluationOf(r), r.Address}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: r.Address, Type: kind, Default: otherwise,
	})
}

// groupOf finds the group that an attribute of a rule names. A group that the
// module does not hold is made of its rules and named after the first.
func (t *terraform) groupOf(r *fact.Resource, attribute string, kind fact.GroupType) *network {
	id := r.Body.Get(attribute)
	if address, ok := referenceOf(id); ok {
		if target := t.resolve(r, address); target != nil {
			if found := t.found[networkKey{evaluationOf(target), target.Address}]; found != nil {
				return found
			}
		}
	}
	name := r.Address
	if id != nil {
		name = nameOfUse(r, id)
	}
	return t.open(networkKey{evaluationOf(r), name}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: r.Address, Type: kind,
	})
}

// nameOfUse tells what a value names that no resource of the module does: its
// text, or the expression where that is not known before deployment.
func nameOfUse(r *fact.Resource, v *fact.Value) string {
	switch {
	case v.Text.Known() && v.Text.Len() > 0:
		return moduleOf(r.Address) + "id " + v.Text.Reveal()
	case v.At.IsZero():
		return r.Address
	}
	expression := v.At.File.Content(v.At.Start, v.At.End)
	if strings.Contains(expression, "count.") || strings.Contains(expression, "each.") {
		expression += indexOf(r.Address)
	}
	return moduleOf(r.Address) + "expression " + expression
}

// resolve finds the resource that a reference names, seen from another, whose
// index stands for that of its count or for_each. The evaluator says addresses as
// the root knows them; elsewhere they may be those of the module itself, or of
// one that calls it.
func (t *terraform) resolve(from *fact.Resource, reference string) *fact.Resource {
	address := absolute(reference)
	for _, marker := range []string{"[count.index]", "[each.key]", "[each.value]"} {
		address = strings.Replace(address, marker, indexOf(from.Address), 1)
	}
	if r := t.seenFrom(from, address); r != nil {
		return r
	}
	if module := moduleOf(reference); module != "" { // a module that is not in the tree
		return t.seenFrom(from, strings.TrimSuffix(module, "."))
	}
	return nil
}

func (t *terraform) seenFrom(from *fact.Resource, address string) *fact.Resource {
	within := evaluationOf(from)
	if r := t.at(within, address); r != nil {
		return r
	}
	for module := moduleOf(from.Address); module != ""; module = moduleOf(strings.TrimSuffix(module, ".")) {
		if r := t.at(within, module+address); r != nil {
			return r
		}
	}
	return nil
}

// at is the resource of an address, or the first instance of a block.
func (t *terraform) at(within fact.Fact, address string) *fact.Resource {
	if r := t.resources[networkKey{within, address}]; r != nil {
		return r
	}
	return t.bare[networkKey{within, fact.WithoutIndexes(address)}]
}

// evaluationOf is what all resources of one evaluation of a root module sit in,
// those of the modules that it calls too.
func evaluationOf(r *fact.Resource) fact.Fact {
	for {
		call, ok := r.Parent().(*fact.Resource)
		if !ok || call.Type != "module" {
			return r.Parent()
		}
		r = call
	}
}

// absolute is the address of the resource that a reference names: the evaluator
// says modules with their way from the root.
func absolute(reference string) string {
	module := moduleOf(reference)
	return module + resourceOf(reference[len(module):])
}

// resourceOf cuts a reference behind the resource: type, name, index.
func resourceOf(reference string) string {
	dots, inside := 0, 0
	limit := 2
	if strings.HasPrefix(reference, "data.") {
		limit = 3
	}
	for i := range len(reference) {
		switch reference[i] {
		case '[':
			inside++
		case ']':
			inside--
		case '.':
			if inside > 0 {
				continue
			}
			if dots++; dots == limit {
				return reference[:i]
			}
		}
	}
	return reference
}

// moduleOf is the part of an address that names modules, with its last dot.
func moduleOf(address string) string {
	end, at := 0, 0
	for strings.HasPrefix(address[at:], "module.") {
		next := len("module.") + len(resourceOf("x."+address[at+len("module."):])) - len("x.")
		if at+next >= len(address) {
			break
		}
		at += next + 1
		end = at
	}
	return address[:end]
}

// indexOf is the index at the end of an address, with its brackets.
func indexOf(address string) string {
	if i := strings.LastIndexByte(address, '['); i >= 0 && strings.HasSuffix(address, "]") {
		return address[i:]
	}
	return ""
}

// rangesOf reads the ports that attributes list, each "443" or "1000-2000".
func rangesOf(body *fact.Value, names ...string) ports {
	var p ports
	for _, name := range names {
		for item := range leaves(body.Get(name)) {
			if item.Form == fact.Scalar {
				p = p.add(portsOf(item.Text, "-"))
			}
		}
	}
	return p
}
