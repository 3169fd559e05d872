package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// A group that lets everything out stops nothing that runs behind it.
var openEgress = &Rule{
	Name:     "open-egress",
	Family:   FamilyEgress,
	Group:    egressGroup,
	Title:    "everything may leave to everywhere",
	Severity: High,
	Prevents: openClaims,
	Why: "Whatever runs behind the rule, a miner or a stolen shell included, can talk to any host on any port. The open " +
		"rule raises nothing by itself: it lets through the traffic that does. What is judged is the union of a " +
		"group's rules, so two halves of the address space are everywhere too. Security groups do not filter the " +
		"VPC's own resolver, metadata and time service: closing them breaks none of these.",
	Remedy: "Name what the workload needs: a gateway endpoint's prefix list for S3 and DynamoDB, interface endpoints " +
		"on 443 for other AWS services, a proxy or a firewall that filters by name for the rest. Where nothing has to " +
		"leave, write `egress = []`: deleting the block keeps the rule of a group that exists.",
	CWE: []string{"CWE-284", "CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://attack.mitre.org/mitigations/M1037/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradeOpen, func(v verdict) Message {
		return Sentence("egress of %s allows every address (%s) on every port: what runs behind it can send anything anywhere",
			v.group.Address, v.everyAddress())
	}),
}
