package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// An ACL that lets everything out adds nothing to the security groups behind it.
var openNetworkACL = &Rule{
	Name:       "open-network-acl",
	Family:     FamilyEgress,
	Group:      egressGroup,
	Title:      "network ACL lets traffic out to everywhere",
	Severity:   Low,
	NoPrevents: "security groups still decide what leaves through the ACL",
	Why: "A subnet's ACL is the second fence behind the security groups: it holds when somebody opens one of them. An " +
		"ACL keeps no state, so the ports of replies (1024 to 65535) have to be open and are not reported.",
	Remedy: "Allow what the subnet needs, and the ports of replies. A denying entry needs a lower number than the entry " +
		"that allows.",
	CWE: []string{"CWE-284"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradeACL, func(v verdict) Message {
		return Sentence("network ACL %s allows every address (%s) on %s: it adds nothing to the security groups",
			v.group.Address, v.everyAddress(), v.on())
	}),
}
