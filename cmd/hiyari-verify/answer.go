package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/cmd/hiyari-verify/internal/known"
)

// answer is what became of a key. It is what reports hold of it.
type answer struct {
	Status  string `json:"status"`            // one of statuses
	Account string `json:"account,omitempty"` // twelve digits; AWS's word where the key lives, else what the ID says
	ARN     string `json:"arn,omitempty"`     // of who owns the key
	Reason  string `json:"reason,omitempty"`  // of all but live keys
}

// What a key is.
const (
	statusRoot      = "root"
	statusUser      = "user"
	statusRole      = "role"
	statusFederated = "federated-user"
	statusOther     = "other-principal"
	statusError     = "error"           // AWS gave no answer
	statusMismatch  = "secret-mismatch" // the secret key is not, or no longer, this ID's
	statusInactive  = "inactive"
	statusSkipped   = "skipped" // nothing was asked
)

// statuses are listed as they matter.
var statuses = []string{
	statusRoot, statusUser, statusRole, statusFederated, statusOther,
	statusError, statusMismatch, statusInactive, statusSkipped,
}

func (a *answer) order() int { return slices.Index(statuses, a.Status) }

// live tells that AWS let somebody in with the key.
func (a *answer) live() bool { return a.order() <= slices.Index(statuses, statusOther) }

// aboutID tells that the answer holds wherever the ID stands.
func (a *answer) aboutID() bool { return a.live() || a.Status == statusInactive }

// sentence says the answer behind a finding's message.
func (a *answer) sentence() string {
	of := ""
	if a.Account != "" {
		of = " of account " + a.Account
	}
	switch a.Status {
	case statusRoot:
		return "the key lives and is the root user's" + of + "."
	case statusUser, statusRole, statusFederated, statusOther:
		return "the key lives and belongs to " + a.ARN + "."
	}
	return a.Status + ", " + a.Reason + "."
}

// skipped is the answer where nothing was asked.
func skipped(id hidden, why string) *answer { return unanswered(id, statusSkipped, why) }

func unanswered(id hidden, status, why string) *answer {
	account, _ := known.AWSAccount(id.reveal())
	return &answer{Status: status, Account: account, Reason: why}
}

// arnShape is what AWS says of who called (IAM's reference, "IAM ARNs"). Names
// hold letters, digits and +=,.@_- and paths slashes.
var arnShape = regexp.MustCompile(`^arn:(aws[a-z-]{0,20}):(iam|sts)::(\d{12}):(root|([a-z-]{1,20})/[A-Za-z0-9+=,.@_/-]{1,600})$`)

// answerOf reads who called. ok is false where that is none of what AWS says,
// or repeats what was sent.
func answerOf(p *pair, account, arn string) (a *answer, ok bool) {
	parts := arnShape.FindStringSubmatch(arn)
	if parts == nil || parts[3] != account {
		return nil, false
	}
	for _, sent := range []hidden{p.id, p.secret, p.token} {
		if value := sent.reveal(); value != "" && strings.Contains(arn, value) {
			return nil, false
		}
	}
	status := statusOther
	switch parts[2] + ":" + parts[4] {
	case "iam:root":
		status = statusRoot
	default:
		switch parts[2] + ":" + parts[5] {
		case "iam:user":
			status = statusUser
		case "sts:assumed-role":
			status = statusRole
		case "sts:federated-user":
			status = statusFederated
		}
	}
	return &answer{Status: status, Account: account, ARN: arn}, true
}
