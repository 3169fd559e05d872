package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// A wide range of ports, or one that attackers like, is almost as good as all.
var openEgressPorts = &Rule{
	Name:     "open-egress-ports",
	Family:   FamilyEgress,
	Group:    egressGroup,
	Title:    "many or risky ports may be reached everywhere",
	Severity: Medium,
	Prevents: []string{unusualDNS, unusualDoT, torClient, coinMiner, spambot},
	Why: "A range of 1,024 ports or more holds what tunnels, miners and reverse shells use; a single port such as 22, " +
		"25 or 4444 is enough for one of them. Another protocol without ports, such as GRE, carries everything.",
	Remedy: "Name the few ports that the workload needs, and the addresses where they are known. Mail goes through a " +
		"relay inside the network, databases and shells have known addresses.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://attack.mitre.org/techniques/T1571/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradePorts, func(v verdict) Message {
		return Sentence("egress of %s allows every address (%s) on %s: tunnels and remote shells fit through",
			v.group.Address, v.everyAddress(), v.on())
	}),
}
