package rules

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
)

// A credential in a file belongs to everyone who ever reads the file, and to
// every copy of the repository's history.
var hardcodedCredential = &Rule{
	Name:     "hardcoded-credential",
	Family:   FamilyCredential,
	Title:    "credential written in the source",
	Severity: High,
	NoPrevents: "a leaked key raises nothing until somebody uses it, and then what is raised depends on who uses " +
		"it, from where and for what",
	Why: "Whoever reads the file, a copy of the repository or a build log holds the credential too. It stays valid " +
		"after it is deleted from the file, because history keeps it, and nobody can tell who used it.",
	Remedy: "Revoke the credential first: deleting it from the file does not take it back. Then let the program get " +
		"a short-lived one: an instance profile on EC2, a task role on ECS, a service account role on EKS, " +
		"`permissions: id-token: write` with `role-to-assume` in GitHub Actions, IAM Roles Anywhere elsewhere. " +
		"What has no role belongs in a secret store and is read at run time.",
	CWE: []string{"CWE-798", "CWE-312", "CWE-540"},
	References: []string{
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
		"https://attack.mitre.org/techniques/T1552/001/",
	},
	Since: "0.1.0",
	Reads: fact.Kinds(fact.KindCredential),
	Check: checkHardcodedCredential,
}

func checkHardcodedCredential(p *Pass) {
	canaries := map[*fact.Credential]bool{}
	for identity := range fact.All[*fact.Identity](p.Project) {
		if identity.Canary && identity.Credential != nil {
			canaries[identity.Credential] = true
		}
	}
	fixes := newCredentialFixes(p.Project)
	for c := range fact.All[*fact.Credential](p.Project) {
		f := credentialFinding(c, c.Confidence)
		f.Fixes = fixes.of(c)
		f.Message = credentialMessage(c, canaries[c])
		if known.ExemplaryPath(f.At.File.Path()) {
			// Tests and examples make values up. They are shown, for some were
			// copied from somewhere, but do not fail a run.
			low := Low
			f.Severity = &low
		}
		p.Report(f)
	}
}

// credentialFinding points at a credential's value. What is published, a
// placeholder or a canary is reported with low confidence only.
func credentialFinding(c *fact.Credential, confidence fact.Confidence) Finding {
	if c.Example {
		confidence = fact.Low
	}
	at := c.Value.Span()
	if at.IsZero() {
		at = c.At()
	}
	return Finding{At: at, Trail: fact.Trail{c}, Anchor: c, Confidence: confidence, Value: c.Value, Evidence: evidenceWords(c.Evidence)}
}

// maxEvidence bounds what is told of why a value is taken for a secret.
const maxEvidence = 6

// evidenceWords are the signs that weigh most, those against it marked.
func evidenceWords(signs []string) []string {
	var words []string
	for _, r := range evidence.Reasons(signs) {
		if len(words) == maxEvidence {
			break
		}
		if r.Weight < 0 {
			r.Sign = "against it: " + r.Sign
		}
		words = append(words, r.Sign)
	}
	return words
}

func credentialMessage(c *fact.Credential, canary bool) Message {
	what := Words(strings.ReplaceAll(c.Type, "-", " "))
	switch {
	case canary:
		return Sentence("%s %s is a canary: using it tells whoever planted it", what, c.Value)
	case c.Example:
		return Sentence("%s %s is an example or a placeholder: nobody should copy it", what, c.Value)
	case c.Name.Len() > 0:
		return Sentence("%s %s is written into %s: whoever reads this can use it", what, c.Value, c.Name)
	}
	return Sentence("%s %s is written here: whoever reads this can use it", what, c.Value)
}
