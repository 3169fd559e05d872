package rules

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

const (
	unusualDNS = "DefenseEvasion:EC2/UnusualDNSResolver"
	unusualDoH = "DefenseEvasion:EC2/UnusualDoHActivity"
	unusualDoT = "DefenseEvasion:EC2/UnusualDoTActivity"
)

// eachScheduledQuery yields the look-ups that jobs reach, of jobs that may run.
func eachScheduledQuery(p *Pass, yield func(*fact.Job, *fact.DNSQuery, fact.Trail)) {
	for job := range fact.All[*fact.Job](p.Project) {
		if job.Enabled == fact.No {
			continue
		}
		for query, trail := range fact.Reached[*fact.DNSQuery](p.Project, job) {
			yield(job, query, trail)
		}
	}
}

// queryFinding is what both schedule rules say of a look-up. A rare job's
// resolver is new to its instance at each run; a hosted runner is not the
// user's network, and one that is not known may be.
func queryFinding(p *Pass, job *fact.Job, query *fact.DNSQuery, trail fact.Trail) Finding {
	f := Finding{At: query.Shown, Trail: trail, Anchor: query, Confidence: fact.Medium}
	if f.At.IsZero() {
		f.At = query.At()
	}
	if job.Rare == fact.Yes {
		f.Confidence = fact.High
	}
	if query.Scanned {
		f.Confidence = fact.Medium
	}
	f.Confidence = lowered(f.Confidence, p.Project, trail)
	switch job.Place {
	case fact.HostedRunner:
		f.Severity, f.NoClaim = new(Low), true
	case fact.Runner:
		f.Severity = new(Medium)
	case fact.Host, fact.ImageBuild, fact.SelfHostedRunner, fact.Cluster: // the user's own network
	}
	if addr, ok := address(query.Server); ok && addr.Is6() {
		f.NoClaim = true
	}
	return f
}

// claimsOf is what GuardDuty calls a look-up over a transport.
func claimsOf(t fact.Transport) []string {
	switch t {
	case fact.TLS:
		return []string{unusualDoT}
	case fact.HTTPS:
		return []string{unusualDoH}
	case fact.UDP: // 53, also TCP
	}
	return []string{unusualDNS}
}

// jobWords names a job by when it runs.
func jobWords(job *fact.Job) Message {
	switch {
	case job.Schedule.Len() > 0 && job.Trigger == fact.OnInterval:
		return Sentence("job every %s", job.Schedule)
	case job.Schedule.Len() > 0 && job.Trigger == fact.OnEvent:
		return Sentence("job on %s", job.Schedule)
	case job.Schedule.Len() > 0:
		return Sentence("job %s", job.Schedule)
	case job.Trigger == fact.OnBoot:
		return Sentence("boot job")
	}
	return Sentence("job")
}

// operator tells who runs a server that is known, in parentheses.
func operator(server source.Text) string {
	name, _ := known.ResolverName(server.Reveal())
	if addr, ok := address(server); ok {
		name, _ = known.Resolver(addr)
	}
	if name == "" || strings.EqualFold(name, server.Reveal()) {
		return ""
	}
	return fmt.Sprintf(" (%s)", name)
}

// address parses a server's address.
func address(server source.Text) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.Trim(server.Reveal(), "[]"))
	return addr.Unmap(), err == nil
}
