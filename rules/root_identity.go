package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// Code that acts as root needs no key of its own to do harm: the profile or
// file that it names holds one.
var rootIdentity = &Rule{
	Name:     "root-identity",
	Family:   FamilyRootKey,
	Title:    "code acts as the account's root user",
	Severity: High,
	Prevents: []string{"Policy:IAMUser/RootCredentialUsage"},
	Why: "A profile of root, root's MFA device or the file rootkey.csv says that a root access key exists and that " +
		"this code uses it. Each signed call can raise RootCredentialUsage; calls that only read and write S3 " +
		"objects do so with S3 Protection alone.",
	Remedy: "Delete the root access key and act as a role with the few actions that the job needs. Of what programs " +
		"do, only S3 MFA delete needs root: switch that by hand, in the console, when it has to be.",
	CWE: []string{"CWE-250"},
	References: []string{
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html#policy-iam-rootcredentialusage",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindIdentity),
	Check: checkRootIdentity,
}

func checkRootIdentity(p *Pass) {
	for identity := range fact.All[*fact.Identity](p.Project) {
		if identity.Principal != fact.Root || identity.Credential != nil {
			continue // a key that is written here is root-access-key's
		}
		trail := fact.Trail{identity}
		p.Report(Finding{
			At:         shownOf(identity),
			Trail:      trail,
			Anchor:     identity,
			Confidence: lowered(confidenceOf(identity.Grade), p.Project, trail),
			Message:    Sentence("%s acts as the account's root user (%s): each call can raise a finding", identity.Shown, identity.How),
		})
	}
}
