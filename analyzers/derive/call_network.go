package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// callNetworks judges the calls of AWS's SDK for Go, function by function: the
// structures are those of EC2's API, as for the aws program.
func callNetworks(p *fact.Project, n *networks) {
	machines := map[fact.Fact]*machine{}
	for c := range fact.All[*fact.Call](p) {
		operation := ec2Operation(c)
		input := inputOf(c)
		if operation == "" || input == nil || isWord(input, "DryRun", "true") {
			continue
		}
		within := enclosing(c)
		m := machines[within]
		if m == nil {
			m = &machine{networks: n, document: within}
			machines[within] = m
		}
		m.ec2(c, operation, input)
	}
}

// ec2Operation is the operation of EC2's API that a call is, of either version
// of the SDK, or empty.
func ec2Operation(c *fact.Call) string {
	switch c.Package {
	case "github.com/aws/aws-sdk-go/service/ec2", "github.com/aws/aws-sdk-go/service/ec2/ec2iface", "github.com/aws/aws-sdk-go-v2/service/ec2":
		return strings.TrimSuffix(strings.TrimSuffix(c.Function, "WithContext"), "Request")
	}
	return ""
}

// inputOf is the structure that a call is given.
func inputOf(c *fact.Call) *fact.Value {
	for _, arg := range c.Args {
		if arg.Form == fact.Object {
			return arg
		}
	}
	return nil
}

// enclosing is the function that a call stands in, or its document.
func enclosing(c *fact.Call) fact.Fact {
	for f := c.Parent(); f != nil; f = f.Parent() {
		if f.Kind() == fact.KindFunction || f.Kind() == fact.KindDocument {
			return f
		}
	}
	return nil
}

func (m *machine) ec2(c *fact.Call, operation string, input *fact.Value) {
	switch operation {
	case "AuthorizeSecurityGroupEgress":
		group := m.groupByID(c, wordOf(input, "GroupId"), fact.SecurityGroup)
		ec2Permissions(c, input, group.add)
	case "RevokeSecurityGroupEgress":
		group := m.groupByID(c, wordOf(input, "GroupId"), fact.SecurityGroup)
		ec2Permissions(c, input, func(gone fact.NetworkRule) { m.revoke(group, gone) })
	case "CreateNetworkAclEntry", "ReplaceNetworkAclEntry":
		if isWord(input, "Egress", "true") {
			m.ec2Entry(c, input)
		}
	}
}

// ec2Permissions reads the rules that a call authorizes or revokes: a list, or
// one in the fields of the input itself.
func ec2Permissions(c *fact.Call, input *fact.Value, take func(fact.NetworkRule)) {
	for block := range blocksOf(input, "IpPermissions") {
		awsPermission(c, block.Value, take)
	}
	var targets targetsOf
	targets.addresses(input, "CidrIp")
	protocol := protocolOf(wordOf(input, "IpProtocol"))
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocol}
	awsPorts(protocol, wordOf(input, "FromPort"), wordOf(input, "ToPort")).fill(&rule)
	targets.rules(shownOf(c), c, fact.Always, rule, take)
}

func (m *machine) ec2Entry(c *fact.Call, input *fact.Value) {
	var targets targetsOf
	targets.addresses(input, "CidrBlock", "Ipv6CidrBlock")
	rule := fact.NetworkRule{Protocol: protocolOf(wordOf(input, "Protocol")), Order: numberOf(wordOf(input, "RuleNumber"), 0)}
	switch {
	case isWord(input, "RuleAction", "allow"):
		rule.Action = fact.Allow
	case isWord(input, "RuleAction", "deny"):
		rule.Action = fact.Deny
	}
	var from, to source.Text
	for ends := range blocksOf(input, "PortRange") {
		from, to = wordOf(ends.Value, "From"), wordOf(ends.Value, "To")
	}
	awsPorts(rule.Protocol, from, to).fill(&rule)
	targets.rules(shownOf(c), c, fact.Always, rule, m.groupByID(c, wordOf(input, "NetworkAclId"), fact.NetworkACL).add)
}
