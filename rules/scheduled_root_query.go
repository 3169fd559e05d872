package rules

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Some programs walk from the root servers though no address is written in the
// job: nobody who reads the line expects it.
var scheduledRootQuery = &Rule{
	Name:     "scheduled-root-query",
	Family:   FamilySchedule,
	Title:    "scheduled job asks DNS root or authoritative servers",
	Severity: High,
	Prevents: []string{unusualDNS, unusualDoT},
	Why: "`unbound-anchor` without `-f`, `unbound-host` without `-r`, `dig +trace` and `drill -T` ask the root servers " +
		"and what those name, past the network's own resolver. To GuardDuty a root server is a public resolver like " +
		"any other: an instance that has not asked it lately can raise a finding. Old packages ship such a job: " +
		"unbound-libs of Amazon Linux 1, CentOS 6 and early CentOS 7 installs a monthly `unbound-anchor`.",
	Remedy: "Give `unbound-anchor` the network's resolver with `-f /etc/resolv.conf` and without `-R`, `unbound-host` " +
		"`-r`; leave out `+trace` and `-T`. A job that a package of a dead distribution brought goes with the package.",
	CWE: []string{"CWE-923"},
	References: []string{
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html#defenseevasion-ec2-unusualdnsresolver",
		"https://nlnetlabs.nl/documentation/unbound/unbound-anchor/",
		"https://access.redhat.com/solutions/7047740",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindJob, fact.KindDNSQuery),
	Check: checkScheduledRootQuery,
}

func checkScheduledRootQuery(p *Pass) {
	eachScheduledQuery(p, func(job *fact.Job, query *fact.DNSQuery, trail fact.Trail) {
		f := queryFinding(p, job, query, trail)
		f.Claims = claimsOf(query.Transport)
		switch {
		case query.Asks == fact.Roots:
			f.Message = Sentence("%s walks from the DNS root servers with %s, past the network's own resolver", jobWords(job), query.Program)
		case query.Asks == fact.Authoritative:
			f.Message = Sentence("%s asks every authoritative server of a zone with %s, past the network's own resolver", jobWords(job), query.Program)
		case query.Asks == fact.Named && isRootServer(query.Server) && p.Trust.Resolver(query.Server) == fact.No:
			f.Message = Sentence("%s asks %s, a DNS root server, past the network's own resolver", jobWords(job), query.Server)
		default:
			return // the system's resolver, or the sibling's
		}
		p.Report(f)
	})
}

// isRootServer tells whether a server is one of the root zone's.
func isRootServer(server source.Text) bool {
	if addr, ok := address(server); ok {
		_, root := known.RootServer(addr)
		return root
	}
	_, class := known.ResolverName(server.Reveal())
	return server.Known() && class == known.ResolverRoot
}
