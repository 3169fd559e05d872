package rules

import (
	"cmp"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A setting needs no job: everything that the machine looks up goes there.
var externalResolver = &Rule{
	Name:     "external-resolver",
	Family:   FamilyEgress,
	Title:    "look-ups are sent to a DNS server outside the network",
	Severity: Medium,
	Prevents: []string{unusualDNS, unusualDoH, unusualDoT},
	Why: "A machine that is told to ask a resolver outside takes all its look-ups past the network's own: they are in " +
		"no query log, GuardDuty's DNS findings do not see them, private zones do not resolve, and names can carry data " +
		"out. An instance that begins to ask another resolver can raise a finding. Flow logs show no IPv6 to these " +
		"findings: a server at an IPv6 address is reported without a type.",
	Remedy: "Leave the setting out, or name the network's resolver (169.254.169.253 in a VPC, `AmazonProvidedDNS` for " +
		"DHCP options). Where some names must be asked elsewhere, forward those by a rule of the network's resolver. " +
		"List a resolver of your own in `trusted_resolvers`.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html#defenseevasion-ec2-unusualdnsresolver",
		"https://attack.mitre.org/techniques/T1071/004/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindResolverSetting),
	Check: checkExternalResolver,
}

// checkExternalResolver reports the worst server that a file, resource or
// command names, and lists the others.
func checkExternalResolver(p *Pass) {
	var order []fact.Fact
	named := map[fact.Fact][]*fact.ResolverSetting{}
	for s := range fact.All[*fact.ResolverSetting](p.Project) {
		if s.Asks != fact.Named || p.Trust.Resolver(s.Server) != fact.No {
			continue
		}
		if named[s.Parent()] == nil {
			order = append(order, s.Parent())
		}
		named[s.Parent()] = append(named[s.Parent()], s)
	}
	for _, by := range order {
		p.Report(resolverFinding(p, named[by]))
	}
}

func resolverFinding(p *Pass, settings []*fact.ResolverSetting) Finding {
	worst := slices.MaxFunc(settings, func(a, b *fact.ResolverSetting) int {
		return cmp.Or(cmp.Compare(settingConfidence(p, a), settingConfidence(p, b)), cmp.Compare(seen(a), seen(b)))
	})
	f := Finding{
		At: worst.Shown, Anchor: worst, Trail: fact.Trail{worst}, Confidence: settingConfidence(p, worst), Claims: claimsOf(worst.Transport),
		Message: Sentence("%s sends %s to DNS server %s%s, outside the network: nobody sees what is asked there",
			Words(worst.Of), askedThere(worst), worst.Server, Words(operator(worst.Server))),
	}
	if f.At.IsZero() {
		f.At = worst.At()
	}
	f.NoClaim = seen(worst) == 0
	if worst.Told == fact.ToldClients {
		f.Severity, f.NoClaim = new(Low), true
	}
	for _, s := range settings {
		if s != worst {
			f.add(s.Shown, Sentence("%s%s too", s.Server, Words(operator(s.Server))))
		}
	}
	return f
}

// seen is 1 for a server that flow logs show to GuardDuty, and 0 for IPv6.
func seen(s *fact.ResolverSetting) int {
	if addr, ok := address(s.Server); ok && addr.Is6() {
		return 0
	}
	return 1
}

// askedThere is what a server is asked, in words.
func askedThere(s *fact.ResolverSetting) Message {
	who := [...]string{
		fact.ToldMachine: "all look-ups", fact.ToldContainer: "look-ups of containers", fact.ToldProgram: "look-ups",
		fact.ToldNetwork: "look-ups of a whole network", fact.ToldClients: "look-ups of its clients",
	}[s.Told]
	if s.Zone.Len() > 0 {
		return Sentence("%s of %s", Words(who), s.Zone)
	}
	return Sentence("%s", Words(who))
}

// settingConfidence is high for a server that is known to be everybody's. One
// that is asked about one domain may serve that domain, an address that no
// table knows may be the user's own, and clients are other people's machines.
func settingConfidence(p *Pass, s *fact.ResolverSetting) fact.Confidence {
	confidence := fact.Medium
	if isPublicResolver(s.Server) {
		confidence = fact.High
	}
	if s.Told == fact.ToldClients {
		return fact.Low
	}
	if s.Spare || s.Zone.Len() > 0 {
		confidence--
	}
	return lowered(confidence, p.Project, fact.Trail{s})
}

func isPublicResolver(server source.Text) bool {
	_, class := known.ResolverName(server.Reveal())
	if addr, ok := address(server); ok {
		_, class = known.Resolver(addr)
	}
	return class != known.ResolverUnknown
}
