package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// The root user's key can do everything in the account, and no policy of the
// account limits it.
var rootAccessKey = &Rule{
	Name:     "root-access-key",
	Family:   FamilyRootKey,
	Title:    "access key of the account's root user",
	Severity: Critical,
	Prevents: []string{"Policy:IAMUser/RootCredentialUsage"},
	Why: "A root access key can do everything in the account, close it included. No IAM policy or permissions " +
		"boundary limits it, and whoever uses it cannot be told from its owner. Each call that it signs can raise " +
		"RootCredentialUsage. Calls that only read and write S3 objects do so with S3 Protection alone, so an old " +
		"backup job may have used one for years without an alert.",
	Remedy: "Delete the key in the account's security credentials first: taking it out of the code is not enough. " +
		"Then let the job act as a role with the few actions it needs, through an instance profile, a task role, " +
		"or IAM Roles Anywhere outside AWS. Snapshots need no key at all: use Data Lifecycle Manager or AWS Backup. " +
		"The credential report's row `<root_account>` shows whether a root key is left.",
	CWE: []string{"CWE-798", "CWE-250"},
	References: []string{
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html#policy-iam-rootcredentialusage",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindCredential, fact.KindIdentity),
	Over:  []string{"hardcoded-credential"},
	Check: checkRootAccessKey,
}

func checkRootAccessKey(p *Pass) {
	fixes := newCredentialFixes(p.Project)
	for identity := range fact.All[*fact.Identity](p.Project) {
		key := identity.Credential
		if identity.Principal != fact.Root || key == nil {
			continue
		}
		f := credentialFinding(key, confidenceOf(identity.Grade))
		f.Message = rootKeyMessage(identity)
		f.Fixes = fixes.of(key)
		if identity.Canary {
			f.Confidence = fact.Low
		}
		if at := identity.Shown.Span(); !at.IsZero() && at != f.At {
			f.Places = []Place{{At: at, Note: Sentence("%s", identity.How)}}
		}
		p.Report(f)
	}
}

func rootKeyMessage(identity *fact.Identity) Message {
	key, account, consequence := Sentence("%s", identity.Credential.Value), identity.Account, Words("using it can raise a finding, losing it loses the account")
	if account != "" {
		key = Sentence("%s of account %s", identity.Credential.Value, account)
	}
	switch identity.Grade {
	case fact.GradeA:
		return Sentence("access key %s is the account's root key (%s): %s", key, identity.How, consequence)
	case fact.GradeB:
		return Sentence("access key %s is probably the account's root key (%s): %s", key, identity.How, consequence)
	case fact.GradeC, fact.GradeNone: // only AWS knows
	}
	return Sentence("access key %s may be the account's root key (%s), and hiyari-verify can tell: %s", key, identity.How, consequence)
}

// confidenceOf is how sure a grade of evidence makes us.
func confidenceOf(g fact.Grade) fact.Confidence {
	switch g {
	case fact.GradeA:
		return fact.High
	case fact.GradeB:
		return fact.Medium
	case fact.GradeC, fact.GradeNone: // weak
	}
	return fact.Low
}
