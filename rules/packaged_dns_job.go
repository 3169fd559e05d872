package rules

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
)

// Who installs a package gets its jobs too, and reads no line of them.
var packagedDNSJob = &Rule{
	Name:     "packaged-dns-job",
	Family:   FamilySchedule,
	Title:    "package brings a job that asks outside DNS servers",
	Severity: Low,
	Prevents: []string{unusualDNS, unusualDoT, unusualDoH},
	Why: "Some packages start a job or a daemon as soon as they are installed, and it asks the root servers or a public " +
		"resolver, past the network's own. unbound-libs is the best known: on Amazon Linux, CentOS and RHEL until 7 " +
		"it brings a daily timer or a monthly cron line that runs `unbound-anchor` without `-f`, and libreswan brings " +
		"unbound-libs. No line of the repository names a server, so nobody looks for it when the alert comes.",
	Remedy: "Leave the package out if nothing needs it. Else switch the job off (`systemctl mask unbound-anchor.timer`, " +
		"`rm /etc/cron.d/unbound-anchor`), let it ask the network's resolver (`-f /etc/resolv.conf` without `-R`), or " +
		"write a forward zone to that resolver into the daemon's settings.",
	CWE: []string{"CWE-1188"},
	References: []string{
		"https://nlnetlabs.nl/documentation/unbound/unbound-anchor/",
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html#defenseevasion-ec2-unusualdnsresolver",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindPackage),
	Check: checkPackagedDNSJob,
}

func checkPackagedDNSJob(p *Pass) {
	for k := range fact.All[*fact.Package](p.Project) {
		job, ok := known.ShippedJob(k.Family, k.Name.Reveal())
		if !ok || k.Settled == fact.Yes {
			continue
		}
		f := Finding{At: k.At(), Trail: p.Project.Lead(k), Anchor: k, Confidence: fact.Medium}
		whom := "the DNS root servers"
		if job.Asks == "public" {
			whom, f.Claims = "public resolvers", []string{unusualDoT, unusualDoH}
		} else {
			f.Claims = []string{unusualDNS}
		}
		if k.Family == "rpm" && job.Settings == "" && strings.Contains(k.Via, "dnf") {
			f.Confidence = fact.Low // systems with dnf mostly have the package that asks the system's resolver first
		}
		f.Confidence = min(f.Confidence, lowered(f.Confidence, p.Project, f.Trail))
		f.Message = Sentence("package %s may bring %s (%s): by itself it asks %s, past the network's own resolver",
			k.Name, Words(job.Jobs[0]), Words(job.Systems), Words(whom))
		p.Report(f)
	}
}
