package rules

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// An IAM user may bear the name root. It is not the account's root user, and
// whoever reads its name will think that it is.
var iamUserNamedRoot = &Rule{
	Name:       "iam-user-named-root",
	Family:     FamilyRootKey,
	Title:      "access key of an IAM user that is named root",
	Severity:   Medium,
	NoPrevents: "an IAM user is not the account's root user, whatever its name",
	Why: "The user is an ordinary IAM user, but logs, reports and people will take it for the account's root user, " +
		"and a real use of root will pass for this one. Users of that name tend to hold administrator rights and " +
		"long-lived keys.",
	Remedy: "Use a role instead of a user with a key. Where a user has to stay, name it after its job and give it the " +
		"few actions that the job needs.",
	CWE: []string{"CWE-250"},
	References: []string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindIdentity),
	Check: checkIAMUserNamedRoot,
}

func checkIAMUserNamedRoot(p *Pass) {
	for identity := range fact.All[*fact.Identity](p.Project) {
		if identity.Principal != fact.UserNamedRoot {
			continue
		}
		trail := fact.Trail{identity}
		p.Report(Finding{
			At:         shownOf(identity),
			Trail:      trail,
			Anchor:     identity,
			Confidence: lowered(fact.High, p.Project, trail),
			Message:    Sentence("IAM user %s gets an access key: it is not the account's root user, but will be taken for it", identity.Shown),
		})
	}
}

// shownOf is where the words stand that say who acts.
func shownOf(identity *fact.Identity) source.Span {
	if at := identity.Shown.Span(); !at.IsZero() {
		return at
	}
	return identity.At()
}
