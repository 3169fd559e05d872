// Package derive knows what programs and resources mean.
//
// Expand runs inside the worklist and finds more to lower: the script behind
// `sudo sh -c`, the crontab behind `crontab -`, the user data of an instance.
// Derive runs once, when nothing new appears, and turns base facts into domain
// facts.
package derive

import "github.com/hiyari/hiyari/analyzers/fact"

// Derive adds the domain facts of a project whose worklist is still.
func Derive(p *fact.Project) {
	mountedScripts(p)
	base := append([]fact.Fact(nil), p.Facts()...)
	for _, f := range base {
		switch f := f.(type) {
		case *fact.Command:
			dnsQueries(f, p.Add)
			contacts(f, p.Add)
			commandJobs(p, f)
		case *fact.Call:
			callContacts(f, p.Add)
			scriptQueries(f, p.Add)
			callJobs(p, f)
		case *fact.Embedded, *fact.Document:
			bootJobs(p, f)
		default: // says nothing by itself
		}
	}
	carriedData(p)
	resolverSettings(p, base)
	resourceJobs(p)
	routineJobs(p)
	sinkCredentials(p, p.Add)
	identities(p, p.Add)
	networkFacts(p, p.Add)
	packages(p, base)
}
