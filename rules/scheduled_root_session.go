package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// Central root access is the right way to do what only root may do. A job that
// takes it by itself deserves a second look: nobody asked for it that day.
var scheduledRootSession = &Rule{
	Name:     "scheduled-root-session",
	Family:   FamilyRootKey,
	Title:    "scheduled job opens a session of the root user",
	Severity: Low,
	Prevents: []string{"Policy:IAMUser/ShortTermRootCredentialUsage"},
	Why: "`aws sts assume-root` gives up to 15 minutes of a member account's root rights, limited by a task policy. " +
		"Unlocking a bucket or deleting root's keys is done once, by a person; a job does it each time, and whoever " +
		"writes to the job's files does it too.",
	Remedy: "Start the task by hand, or by a workflow that a person approves, and keep the schedule for a check that " +
		"needs no root session.",
	CWE: []string{"CWE-250"},
	References: []string{
		"https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html",
		"https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindJob, fact.KindIdentity),
	Check: checkScheduledRootSession,
}

func checkScheduledRootSession(p *Pass) {
	for job := range fact.All[*fact.Job](p.Project) {
		if job.Enabled == fact.No {
			continue
		}
		for identity, trail := range fact.Reached[*fact.Identity](p.Project, job) {
			if identity.Principal != fact.RootSession {
				continue
			}
			p.Report(Finding{
				At:         shownOf(identity),
				Trail:      trail,
				Anchor:     identity,
				Confidence: lowered(fact.High, p.Project, trail),
				Message:    Sentence("%s opens a session of the root user (%s): it takes root's rights unasked", jobWords(job), identity.Shown),
			})
		}
	}
}
