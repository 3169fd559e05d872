package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// told is what the schedule rules say of one job with one look-up.
type told struct {
	Rule       string
	Confidence fact.Confidence
	Low        bool // severity
	Claims     []string
}

func tellQuery(t *testing.T, job fact.Job, query fact.DNSQuery, server string, certainty fact.Certainty) []told {
	t.Helper()
	file := source.NewFile("job", []byte(server+" "))
	p := fact.NewProject()
	job.Node = fact.NewNode(file.Text().Span(), nil, fact.Always)
	query.Node = fact.NewNode(file.Text().Span(), &job, certainty)
	query.Server = file.Slice(0, len(server))
	p.Add(&job)
	p.Add(&query)
	var all []told
	for _, rule := range []*Rule{scheduledExternalResolver, scheduledRootQuery} {
		rule.Check(&Pass{Project: p, Trust: trustNothing{}, Report: func(f Finding) {
			claims := f.Claims
			if f.NoClaim {
				claims = nil
			}
			all = append(all, told{rule.Name, f.Confidence, f.Severity != nil && *f.Severity == Low, claims})
		}})
	}
	return all
}

func TestScheduledLookUps(t *testing.T) {
	const external, roots = "scheduled-external-resolver", "scheduled-root-query"
	often, rare := fact.Job{Rare: fact.No}, fact.Job{Rare: fact.Yes}
	named := fact.DNSQuery{Asks: fact.Named}
	dns, dot, doh := []string{unusualDNS}, []string{unusualDoT}, []string{unusualDoH}
	tests := []struct {
		name      string
		job       fact.Job
		query     fact.DNSQuery
		server    string
		certainty fact.Certainty
		want      []told
	}{
		{"often", often, named, "8.8.8.8", fact.Always, []told{{external, fact.Medium, false, dns}}},
		{"rare", rare, named, "8.8.8.8", fact.Always, []told{{external, fact.High, false, dns}}},
		{"rare and unsure", rare, named, "8.8.8.8", fact.Maybe, []told{{external, fact.Medium, false, dns}}},
		{"often and unsure", often, named, "8.8.8.8", fact.Maybe, []told{{external, fact.Low, false, dns}}},
		{"switched off", fact.Job{Enabled: fact.No}, named, "8.8.8.8", fact.Always, nil},
		{"the system's resolver", rare, fact.DNSQuery{Asks: fact.System}, "", fact.Always, nil},
		{"over TLS", rare, fact.DNSQuery{Asks: fact.Named, Transport: fact.TLS}, "8.8.8.8", fact.Always, []told{{external, fact.High, false, dot}}},
		{"over HTTPS", rare, fact.DNSQuery{Asks: fact.Named, Transport: fact.HTTPS}, "dns.google", fact.Always, []told{{external, fact.High, false, doh}}},
		{"over IPv6", rare, named, "2001:4860:4860::8888", fact.Always, []told{{external, fact.High, false, nil}}},
		{"on a hosted runner", fact.Job{Rare: fact.Yes, Place: fact.HostedRunner}, named, "8.8.8.8", fact.Always, []told{{external, fact.High, true, nil}}},
		{"on a runner of one's own", fact.Job{Rare: fact.Yes, Place: fact.SelfHostedRunner}, named, "8.8.8.8", fact.Always, []told{{external, fact.High, false, dns}}},
		{"a root server", rare, named, "192.58.128.30", fact.Always, []told{{roots, fact.High, false, dns}}},
		{"a root server by name", rare, named, "j.root-servers.net", fact.Always, []told{{roots, fact.High, false, dns}}},
		{"from the roots on", rare, fact.DNSQuery{Asks: fact.Roots}, "", fact.Always, []told{{roots, fact.High, false, dns}}},
		{"every authoritative server", often, fact.DNSQuery{Asks: fact.Authoritative}, "", fact.Always, []told{{roots, fact.Medium, false, dns}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tellQuery(t, tt.job, tt.query, tt.server, tt.certainty)); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}
