package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// What a provider opens by omission is open all the same, and no line says so.
var implicitOpenEgress = &Rule{
	Name:     "implicit-open-egress",
	Family:   FamilyEgress,
	Group:    egressGroup,
	Title:    "everything may leave because nothing says otherwise",
	Severity: Low,
	Prevents: openClaims,
	Why: "CloudFormation, the AWS API, several clouds and a fresh host firewall let everything out until a rule says " +
		"otherwise. Allowing a few destinations on top of that restricts nothing. Terraform's aws_security_group is " +
		"the exception: without an egress block it is closed, and is not reported.",
	Remedy: "Write the egress that the workload needs, and close the rest: revoke the rule that came with the group, " +
		"add a last rule that denies, or set the chain's policy to DROP.",
	CWE: []string{"CWE-1188"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
		"https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule),
	Check: checkEgress(gradeImplicit, func(v verdict) Message {
		if len(v.worst) > 0 {
			return Sentence("%s accepts everything (%s) and nothing before it denies: the host is as open as without it",
				v.group.Address, v.everyAddress())
		}
		if r, ok := v.group.Parent().(*fact.Resource); ok && r.Type == "module" && len(v.others) == 0 {
			return Sentence("%s opens egress by its defaults: everything may leave to everywhere", v.group.Address)
		}
		if len(v.others) > 0 {
			return Sentence("%s allows a few destinations, but what it does not name may leave too", v.group.Address)
		}
		return Sentence("%s lets out what no rule names, and none closes it: everything may leave to everywhere", v.group.Address)
	}),
}
