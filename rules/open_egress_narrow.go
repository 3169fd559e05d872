package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// A few ordinary ports to everywhere are what many workloads need. It is a note.
var openEgressNarrow = &Rule{
	Name:     "open-egress-narrow",
	Family:   FamilyEgress,
	Group:    egressGroup,
	Title:    "a few ordinary ports may be reached everywhere",
	Severity: Low,
	NoPrevents: "what ordinary programs send on these ports raises nothing; a type could only be foretold for what " +
		"runs behind the rule",
	Why: "Services without fixed addresses need such a rule, and it is far better than an open one. Data can still " +
		"leave on 443 to any host: who wants to stop that needs a filter by name.",
	Remedy: "Use gateway and interface endpoints for AWS's services. For others, let a proxy or Network Firewall filter " +
		"by name, and allow the proxy's group only.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
		"https://attack.mitre.org/techniques/T1567/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradeNarrow, func(v verdict) Message {
		return Sentence("egress of %s allows every address (%s) on %s: any host can be reached there",
			v.group.Address, v.everyAddress(), v.on())
	}),
}
