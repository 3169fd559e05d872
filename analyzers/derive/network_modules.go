package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// modules are registry modules whose sources rarely lie in the tree, but whose
// inputs say what they open. Each is told by its documented variables; a module
// whose resources are there is judged by them instead.
var modules = map[string]func(t *terraform, r *fact.Resource, inner string){
	"terraform-aws-modules/security-group/aws":                     (*terraform).moduleSecurityGroup,
	"terraform-aws-modules/eks/aws":                                (*terraform).moduleEKS,
	"terraform-aws-modules/vpc/aws":                                (*terraform).moduleVPC,
	"cloudposse/security-group/aws":                                (*terraform).moduleCloudposse,
	"terraform-google-modules/network/google":                      (*terraform).moduleGoogle,
	"googlecloudplatform/cloud-foundation-fabric":                  (*terraform).moduleFabric,
	"azure/network-security-group/azurerm":                         (*terraform).moduleAzure,
	"azure/avm-res-network-networksecuritygroup/azurerm":           (*terraform).moduleAzureVerified,
	"terraform-aws-modules/terraform-aws-security-group":           (*terraform).moduleSecurityGroup,
	"terraform-aws-modules/terraform-aws-eks":                      (*terraform).moduleEKS,
	"terraform-aws-modules/terraform-aws-vpc":                      (*terraform).moduleVPC,
	"cloudposse/terraform-aws-security-group":                      (*terraform).moduleCloudposse,
	"terraform-google-modules/terraform-google-network":            (*terraform).moduleGoogle,
	"azure/terraform-azurerm-network-security-group":               (*terraform).moduleAzure,
	"azure/terraform-azurerm-avm-res-network-networksecuritygroup": (*terraform).moduleAzureVerified,
}

// module lowers a call of a module that is known and not in the tree.
func (t *terraform) module(r *fact.Resource) {
	from := wordOf(r.Body, "source")
	if !from.Known() || t.expanded[networkKey{evaluationOf(r), r.Address}] {
		return
	}
	name, inner := moduleName(from.Reveal())
	switch lower := modules[name]; {
	case lower != nil:
		lower(t, r, inner)
	case strings.HasPrefix(name, "terraform-aws-modules/"):
		t.moduleOfAWS(r)
	}
}

// moduleName cuts a source into what the table calls a module, in small
// letters, and the folder inside: the registry's three names, or the owner and
// name of a repository.
func moduleName(from string) (name, inner string) {
	name = strings.ToLower(from)
	name, _, _ = strings.Cut(name, "?")
	if i := strings.Index(name, "://"); i >= 0 {
		name = name[i+len("://"):]
	}
	name, inner, _ = strings.Cut(name, "//")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "git::"), "git@")
	for _, host := range []string{"registry.terraform.io/", "registry.opentofu.org/", "github.com/", "github.com:"} {
		name = strings.TrimPrefix(name, host)
	}
	return strings.TrimSuffix(name, ".git"), strings.TrimSuffix(inner, "/")
}

// itemsOf yields the objects that an input lists, or maps names to.
func itemsOf(body *fact.Value, name string) []leaf {
	var items []leaf
	for item := range leaves(body.Get(name)) {
		switch {
		case item.Form != fact.Object:
		case holdsObjects(item.Value):
			for _, e := range item.Entries {
				if e.Value.Form == fact.Object {
					items = append(items, leaf{e.Value, certaintyOf(e.Value, item.certainty)})
				}
			}
		default:
			items = append(items, item)
		}
	}
	return items
}

// holdsObjects tells a map of objects from an object, by its first value.
func holdsObjects(v *fact.Value) bool {
	return len(v.Entries) > 0 && v.Entries[0].Value.Form == fact.Object
}

func certaintyOf(v *fact.Value, outer fact.Certainty) fact.Certainty {
	if v.Maybe {
		return fact.Maybe
	}
	return outer
}

// implied opens the group of a module's defaults: what they let out is said at
// the words that name the module.
func (t *terraform) implied(r *fact.Resource, part string, kind fact.GroupType, otherwise fact.Action) *network {
	at := r.At()
	if span := wordOf(r.Body, "source").Span(); !span.IsZero() && otherwise == fact.Allow {
		at = span
	}
	return t.open(networkKey{evaluationOf(r), r.Address + part}, fact.NetworkGroup{
		Node: fact.NewNode(at, r, fact.Always), Address: r.Address, Type: kind, Default: otherwise,
	})
}

// moduleSecurityGroup knows variables.tf, main.tf and modules/*/auto_values.tf of
// terraform-aws-modules/security-group, version 5.3.1: the ranges of all rules
// are everywhere by default, and modules for one service add a rule for all.
func (t *terraform) moduleSecurityGroup(r *fact.Resource, inner string) {
	if isWord(r.Body, "create", "false") {
		return
	}
	byDefault := fact.Deny
	if inner != "" && isAbsent(r.Body, "auto_egress_rules", "egress_cidr_blocks") && r.Body.Get("auto_egress_rules") == nil {
		byDefault = fact.Allow
	}
	group := t.implied(r, "", fact.SecurityGroup, byDefault)
	names := []string{"egress_rules"}
	if inner != "" {
		names = append(names, "auto_egress_rules")
	}
	if counted(r.Body, "number_of_computed_egress_rules") {
		names = append(names, "computed_egress_rules")
	}
	for _, name := range names {
		for item := range leaves(r.Body.Get(name)) {
			if item.Form == fact.Scalar {
				namedRule(group, r, item, item.Text, egressRanges(r.Body, item.Text))
			}
		}
	}
	if inner != "" && byDefault == fact.Deny && r.Body.Get("auto_egress_rules") == nil {
		from := r.Body.Get("source")
		namedRule(group, r, leaf{from, fact.Always}, source.Escaped("all-all", from.At), egressRanges(r.Body, from.Text))
	}
	moduleRanges(group, r)
}

func counted(body *fact.Value, name string) bool {
	return !isAbsent(body, name) && !isWord(body, name, "0")
}

// egressRanges are the ranges of rules that name none. Those of the defaults
// stand where the rule does.
func egressRanges(body *fact.Value, at source.Text) *targetsOf {
	var targets targetsOf
	for _, family := range []struct{ name, everywhere string }{{"egress_cidr_blocks", "0.0.0.0/0"}, {"egress_ipv6_cidr_blocks", "::/0"}} {
		if v := body.Get(family.name); v == nil || v.Form == fact.Null {
			targets.add(fact.Always, fact.Target{Type: fact.TargetCIDR, Text: source.Escaped(family.everywhere, at.Span())})
			continue
		}
		targets.addresses(body, family.name)
	}
	targets.named(fact.TargetPrefixList, body, "egress_prefix_list_ids")
	return &targets
}

// namedRule adds a rule that the module knows by name.
func namedRule(group *network, r *fact.Resource, at leaf, name source.Text, targets *targetsOf) {
	rule := fact.NetworkRule{Action: fact.Allow}
	if known, ok := namedPorts[name.Reveal()]; ok {
		rule.Protocol = protocolOf(source.Literal(known[2]))
		awsPorts(rule.Protocol, source.Literal(known[0]), source.Literal(known[1])).fill(&rule)
	}
	targets.rules(at.At, r, at.certainty, rule, group.add)
}

// moduleRanges adds the rules that bring ranges of their own, in one text with
// commas.
func moduleRanges(group *network, r *fact.Resource) {
	for _, family := range []struct{ input, ranges string }{
		{"egress_with_cidr_blocks", "cidr_blocks"},
		{"egress_with_ipv6_cidr_blocks", "ipv6_cidr_blocks"},
	} {
		inputs := []string{family.input}
		if counted(r.Body, "number_of_computed_"+family.input) {
			inputs = append(inputs, "computed_"+family.input)
		}
		for _, input := range inputs {
			for _, item := range itemsOf(r.Body, input) {
				moduleRange(group, r, item, family.ranges)
			}
		}
	}
}

func moduleRange(group *network, r *fact.Resource, item leaf, ranges string) {
	var targets targetsOf
	switch written := item.Get(ranges); {
	case written != nil:
		commaRanges(&targets, item.Value, ranges)
	case !isAbsent(r.Body, "egress_"+ranges):
		targets.addresses(r.Body, "egress_"+ranges)
	default:
		everywhere := map[string]string{"cidr_blocks": "0.0.0.0/0", "ipv6_cidr_blocks": "::/0"}[ranges]
		targets.add(fact.Always, fact.Target{Type: fact.TargetCIDR, Text: source.Escaped(everywhere, item.At)})
	}
	if name := wordOf(item.Value, "rule"); name.Len() > 0 && isAbsent(item.Value, "protocol") {
		namedRule(group, r, leaf{item.Value, item.certainty}, name, &targets)
		return
	}
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocolOf(wordOf(item.Value, "protocol"))}
	awsPorts(rule.Protocol, wordOf(item.Value, "from_port"), wordOf(item.Value, "to_port")).fill(&rule)
	targets.rules(extent(item.Value), r, item.certainty, rule, group.add)
}

// commaRanges takes ranges that stand in one text.
func commaRanges(targets *targetsOf, body *fact.Value, names ...string) {
	for _, name := range names {
		for item := range leaves(body.Get(name)) {
			if item.Form != fact.Scalar {
				targets.add(item.certainty, fact.Target{Type: fact.TargetUnknown, Text: item.Text})
				continue
			}
			for _, part := range item.Text.Split(",") {
				if part = part.TrimSpace(); part.Len() > 0 {
					targets.add(item.certainty, targetOf(part))
				}
			}
		}
	}
}

// moduleEKS knows node_groups.tf and variables.tf of terraform-aws-modules/eks:
// since version 19 the nodes' group gets a rule for all by default.
func (t *terraform) moduleEKS(r *fact.Resource, inner string) {
	if inner != "" || isWord(r.Body, "create", "false") {
		return
	}
	if !isWord(r.Body, "create_node_security_group", "false") {
		byDefault := fact.ActionUnknown
		if isAbsent(r.Body, "node_security_group_enable_recommended_rules") && !isOlder(r.Body, 19) ||
			isWord(r.Body, "node_security_group_enable_recommended_rules", "true") {
			byDefault = fact.Allow
		}
		t.outboundOf(t.implied(r, " nodes", fact.SecurityGroup, byDefault), r, "node_security_group_additional_rules")
	}
	t.outboundOf(t.implied(r, " cluster", fact.SecurityGroup, fact.Deny), r, "cluster_security_group_additional_rules", "security_group_additional_rules")
}

// isOlder reports a version that is written and whose first number is lower.
func isOlder(body *fact.Value, than int) bool {
	digits := strings.TrimLeft(wordOf(body, "version").Reveal(), "~>=< v")
	first, _, _ := strings.Cut(digits, ".")
	return numberOf(source.Literal(first), than) < than
}

// outboundOf adds the rules of inputs in the form of aws_security_group_rule.
func (t *terraform) outboundOf(group *network, r *fact.Resource, inputs ...string) {
	for _, input := range inputs {
		for _, item := range itemsOf(r.Body, input) {
			if isWord(item.Value, "type", "egress") {
				t.awsRule(group, r, item)
			}
		}
	}
}

// moduleOfAWS knows the inputs that the namespace's modules share (alb, ecs,
// rds-aurora, msk): rules in the form of aws_vpc_security_group_egress_rule, of
// TCP where they name no protocol, or in that of aws_security_group_rule.
func (t *terraform) moduleOfAWS(r *fact.Resource) {
	if isAbsent(r.Body, "security_group_egress_rules", "security_group_rules") {
		return
	}
	group := t.implied(r, "", fact.SecurityGroup, fact.Deny)
	t.outboundOf(group, r, "security_group_rules")
	for _, item := range itemsOf(r.Body, "security_group_egress_rules") {
		if !isAbsent(item.Value, "ip_protocol") {
			t.awsRule(group, r, item)
			continue
		}
		var targets targetsOf
		targets.addresses(item.Value, "cidr_ipv4", "cidr_ipv6")
		rule := fact.NetworkRule{Action: fact.Allow, Protocol: fact.ProtocolTCP}
		shape{from: "from_port", to: "to_port"}.portsOf(item.Value, rule.Protocol).fill(&rule)
		targets.rules(extent(item.Value), r, item.certainty, rule, group.add)
	}
}

// moduleVPC knows main.tf and variables.tf of terraform-aws-modules/vpc: the
// default group is closed unless it is given rules, whose protocol is all if
// they name none; the rules of a kind of subnet need an ACL of its own.
func (t *terraform) moduleVPC(r *fact.Resource, inner string) {
	if inner != "" || isWord(r.Body, "create_vpc", "false") {
		return
	}
	if !isWord(r.Body, "manage_default_security_group", "false") {
		group := t.implied(r, " default group", fact.SecurityGroup, fact.Deny)
		for _, item := range itemsOf(r.Body, "default_security_group_egress") {
			moduleDefaultRule(group, r, item)
		}
	}
	if !isWord(r.Body, "manage_default_network_acl", "false") {
		group := t.implied(r, " default acl", fact.NetworkACL, fact.Deny)
		for _, item := range itemsOf(r.Body, "default_network_acl_egress") {
			t.awsACLRule(group, r, item, "rule_no", "action")
		}
	}
	for _, subnets := range []string{"public", "private", "intra", "database", "redshift", "elasticache", "outpost"} {
		if !isWord(r.Body, subnets+"_dedicated_network_acl", "true") {
			continue
		}
		group := t.implied(r, " "+subnets+" acl", fact.NetworkACL, fact.Deny)
		for _, item := range itemsOf(r.Body, subnets+"_outbound_acl_rules") {
			t.awsACLRule(group, r, item, "rule_number", "rule_action")
		}
	}
}

func moduleDefaultRule(group *network, r *fact.Resource, item leaf) {
	var targets targetsOf
	commaRanges(&targets, item.Value, "cidr_blocks", "ipv6_cidr_blocks")
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: fact.ProtocolAll, AllPorts: fact.Yes}
	if !isAbsent(item.Value, "protocol") {
		rule.Protocol = protocolOf(wordOf(item.Value, "protocol"))
		awsPorts(rule.Protocol, wordOf(item.Value, "from_port"), wordOf(item.Value, "to_port")).fill(&rule)
	}
	targets.rules(extent(item.Value), r, item.certainty, rule, group.add)
}

// moduleCloudposse knows variables.tf and normalize.tf of cloudposse's
// security-group: from version 2 on allow_all_egress is true where it is not
// written, before it was false.
func (t *terraform) moduleCloudposse(r *fact.Resource, inner string) {
	if inner != "" || isWord(r.Body, "enabled", "false") {
		return
	}
	byDefault := fact.ActionUnknown
	switch {
	case isAbsent(r.Body, "allow_all_egress") && !isOlder(r.Body, 2):
		byDefault = fact.Allow
	case isAbsent(r.Body, "allow_all_egress"), isWord(r.Body, "allow_all_egress", "false"):
		byDefault = fact.Deny
	}
	group := t.implied(r, "", fact.SecurityGroup, byDefault)
	if isWord(r.Body, "allow_all_egress", "true") {
		at := wordOf(r.Body, "allow_all_egress").Span()
		group.add(fact.NetworkRule{
			Node: fact.NewNode(at, r, fact.Always), Action: fact.Allow, Protocol: fact.ProtocolAll, AllPorts: fact.Yes,
			Targets: []fact.Target{{Type: fact.TargetAnywhere, Text: source.Escaped("allow_all_egress", at)}},
		})
	}
	t.outboundOf(group, r, "rules")
}
