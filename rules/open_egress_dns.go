package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// DNS to everywhere serves foreign resolvers only: the VPC's own needs no rule.
var openEgressDNS = &Rule{
	Name:     "open-egress-dns",
	Family:   FamilyEgress,
	Group:    egressGroup,
	Title:    "DNS servers may be asked everywhere",
	Severity: Medium,
	Prevents: []string{unusualDNS, unusualDoT},
	Why: "Security groups do not filter the VPC's own resolver, so a rule for port 53 or 853 to everywhere serves " +
		"resolvers outside the network only. What is asked there is in no query log, and names can carry data out. " +
		"Tunneling through the VPC's resolver is another matter: DNS Firewall stops that.",
	Remedy: "Delete the rule: the VPC's resolver works without one. Where a resolver of your own is asked, name its " +
		"address.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
		"https://attack.mitre.org/techniques/T1071/004/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradeDNS, func(v verdict) Message {
		return Sentence("egress of %s allows DNS servers everywhere (%s) on %s: look-ups can leave past the network's resolver",
			v.group.Address, v.everyAddress(), v.on())
	}),
}
