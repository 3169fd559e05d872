// Package rules holds what hiyari looks for. A rule is one function over facts.
package rules

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Rule is one thing to look for, with all that is said about it.
type Rule struct {
	Name       string // kebab-case; reads after "ignore …" and names the bad thing
	Aliases    []string
	Family     Family
	Group      string // graded rules of one group share their findings' identity; empty: Name
	Title      string // at most 60 characters, no period
	Severity   Severity
	Prevents   []string // GuardDuty finding types that the fault can raise
	NoPrevents string   // why it foretells none, where Prevents is empty
	Why        string
	Remedy     string
	CWE        []string
	References []string
	Since      string
	Reads      []fact.Kind
	Over       []string    // rules whose finding at the same place this one's replaces
	Check      func(*Pass) // nil: the engine reports it itself
}

// Identifies names what tells the rule's findings apart from other rules': its
// group, or its own name.
func (r *Rule) Identifies() string {
	if r.Group != "" {
		return r.Group
	}
	return r.Name
}

// Page is the address of the page that documents the rule.
func (r *Rule) Page() string {
	return "https://github.com/hiyari/hiyari/blob/main/docs/rules/" + r.Name + ".md"
}

// Family groups rules; it is a tag in SARIF.
type Family string

// The families.
const (
	FamilyCredential  Family = "credential"
	FamilyRootKey     Family = "root-key"
	FamilyEgress      Family = "egress"
	FamilySchedule    Family = "schedule"
	FamilySuppression Family = "suppression"
)

// Severity is the impact of a finding. Higher is worse.
type Severity int

// The severities.
const (
	Low Severity = iota
	Medium
	High
	Critical
)

// String is the severity as the command line spells it.
func (s Severity) String() string {
	return [...]string{"low", "medium", "high", "critical"}[min(max(s, Low), Critical)]
}

// Finding is one place where a rule's fault stands.
type Finding struct {
	At         source.Span // the shortest text whose edit mends it
	Trail      fact.Trail  // from the job or document to the fact at fault
	Anchor     fact.Fact   // the fact the finding is about; its nearest named ancestor identifies it
	Message    Message
	Severity   *Severity // lower than the rule's, or nil
	Confidence fact.Confidence
	Claims     []string // which of the rule's Prevents it foretells; nil: all
	NoClaim    bool     // it foretells none of them
	Places     []Place
	Value      source.Text // the credential's value, where the finding is about one
	Evidence   []string    // what spoke for and against it, the strongest first
	Fixes      []Fix       // that each end it
}

// Place is a further place that belongs to a finding.
type Place struct {
	At   source.Span
	Note Message
}

// Message is a format and its arguments. A source.Text among them is rendered
// by the engine's masker and nowhere else: in quotes, unknown parts as `…`. A
// string among them goes through the masker too, without quotes, and a Message
// is rendered in its place.
type Message struct {
	Format string
	Args   []any
}

// Words are an argument of a Message that comes from a table of ours, not from
// a source: they are shown as they stand.
type Words string

// Sentence makes a message: what is wrong, with the value as %s, then the
// consequence. No period at the end.
func Sentence(format string, args ...any) Message { return Message{Format: format, Args: args} }

// Pass is what a rule's Check is given.
type Pass struct {
	Project *fact.Project
	Trust   Trust
	Report  func(Finding)
}

// Trust answers what the user and the tables trust.
type Trust interface {
	// Resolver tells whether asking a DNS server is trusted: Yes for the
	// network's own and listed ones, No for any other known address or name,
	// Unknown for a server that is not known before deployment.
	Resolver(server source.Text) fact.Tri
	// CIDR tells whether an address range is listed as trusted.
	CIDR(cidr source.Text) fact.Tri
}
