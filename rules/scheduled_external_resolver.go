package rules

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A scheduled query to a resolver outside the network can carry data out in
// the names it asks for, and nobody watches the terminal while it does.
var scheduledExternalResolver = &Rule{
	Name:     "scheduled-external-resolver",
	Family:   FamilySchedule,
	Title:    "scheduled job asks a DNS server outside the network",
	Severity: High,
	Prevents: []string{unusualDNS, unusualDoH, unusualDoT},
	Why: "GuardDuty compares each instance with its own recent past: a resolver that it has not asked lately can raise " +
		"a finding. A job that runs rarely raises it again and again, one that runs often raises it once. What goes " +
		"to an outside resolver is also missing from Route 53 query logs, so GuardDuty's own DNS findings are blind " +
		"to it. Flow logs show no IPv6 to these findings: a server at an IPv6 address is reported without a type.",
	Remedy: "Ask the network's own resolver: drop the server's address from the command, or name the VPC's resolver " +
		"(169.254.169.253). List a resolver of your own in `trusted_resolvers`. To learn the own public address, ask " +
		"the instance metadata.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html#defenseevasion-ec2-unusualdnsresolver",
		"https://attack.mitre.org/techniques/T1071/004/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindJob, fact.KindDNSQuery),
	Over:  []string{"external-resolver"}, // a resolver of Go is told of its server where it asks
	Check: checkScheduledExternalResolver,
}

func checkScheduledExternalResolver(p *Pass) {
	eachScheduledQuery(p, func(job *fact.Job, query *fact.DNSQuery, trail fact.Trail) {
		if query.Asks != fact.Named || isRootServer(query.Server) || p.Trust.Resolver(query.Server) != fact.No {
			return // asks nobody by name, is the sibling's, is trusted, or is not known before deployment
		}
		f := queryFinding(p, job, query, trail)
		f.Claims = claimsOf(query.Transport)
		f.Message = Sentence("%s asks DNS server %s%s, outside the network: nobody sees what it asks for",
			jobWords(job), query.Server, Words(operator(query.Server)))
		f.Fixes = withoutServer(query.Server)
		p.Report(f)
	})
}

// withoutServer takes `@8.8.8.8` off a command, which then asks the resolver of
// the machine.
func withoutServer(server source.Text) []Fix {
	at := server.Span()
	before, _, ok := around(at)
	if !ok || !server.Linear() || !strings.HasSuffix(before, "@") {
		return nil
	}
	at.Start--
	edit, ok := withoutWord(at)
	if !ok {
		return nil
	}
	return []Fix{{Title: "ask the resolver of the machine", Edits: []source.Edit{edit}}}
}
