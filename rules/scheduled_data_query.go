package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// A name is all that a look-up needs to carry data out: whoever serves the
// domain reads it, through any resolver.
var scheduledDataQuery = &Rule{
	Name:     "scheduled-data-query",
	Family:   FamilySchedule,
	Title:    "scheduled job looks up names that carry data",
	Severity: High,
	NoPrevents: "GuardDuty judges names by what is asked for, which code does not tell; " +
		"`Trojan:EC2/DNSDataExfiltration` may come of it",
	Why: "A label that holds encoded output of a command brings it to whoever serves the domain. The network's own " +
		"resolver passes it on, so that no rule of a firewall stops it. In a job nobody sees it happen.",
	Remedy: "Send what must be reported over an authenticated connection to a named host. If nobody knows why the job " +
		"does this, treat the host as taken over.",
	CWE: []string{"CWE-200", "CWE-923"},
	References: []string{
		"https://attack.mitre.org/techniques/T1048/003/",
		"https://attack.mitre.org/techniques/T1071/004/",
		"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-advanced.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindJob, fact.KindDNSQuery),
	Check: checkScheduledDataQuery,
}

func checkScheduledDataQuery(p *Pass) {
	eachScheduledQuery(p, func(job *fact.Job, query *fact.DNSQuery, trail fact.Trail) {
		if query.Data.Len() == 0 {
			return
		}
		f := queryFinding(p, job, query, trail)
		f.At = query.Data.Span()
		f.Message = Sentence("%s looks up %s: output of commands leaves with each name, through any resolver", jobWords(job), query.Name)
		p.Report(f)
	})
}
