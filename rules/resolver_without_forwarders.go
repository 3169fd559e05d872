package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// A resolver that finds its own way asks the root servers and whomever those
// name, all day, though no address is written anywhere.
var resolverWithoutForwarders = &Rule{
	Name:     "resolver-without-forwarders",
	Family:   FamilyEgress,
	Title:    "DNS daemon resolves from the root servers",
	Severity: Low,
	Prevents: []string{unusualDNS},
	Why: "unbound, BIND and PowerDNS Recursor ask the root servers and then those of each domain, unless they are told " +
		"to forward. Each of these servers is outside the network, and what is asked of them is in no query log. To " +
		"GuardDuty a root server is a public resolver like any other.",
	Remedy: "Forward everything to the network's resolver: in unbound a `forward-zone` named \".\" with `forward-addr: " +
		"169.254.169.253`, in BIND `forwarders { 169.254.169.253; }; forward only;`. Where the daemon only serves zones " +
		"of its own, switch recursion off.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html#defenseevasion-ec2-unusualdnsresolver",
		"https://nlnetlabs.nl/documentation/unbound/unbound.conf/",
		"https://bind9.readthedocs.io/en/latest/reference.html#namedconf-statement-forwarders",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindResolverSetting),
	Check: checkResolverWithoutForwarders,
}

func checkResolverWithoutForwarders(p *Pass) {
	for s := range fact.All[*fact.ResolverSetting](p.Project) {
		if s.Asks != fact.Roots {
			continue
		}
		p.Report(Finding{
			At: s.Shown, Trail: fact.Trail{s}, Anchor: s, Confidence: lowered(fact.Medium, p.Project, fact.Trail{s}),
			Message: Sentence("%s has no forwarders for all domains: it asks the DNS root servers, past the network's own resolver", Words(s.Of)),
		})
	}
}
