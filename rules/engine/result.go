// Package engine runs rules over a finished project and decides what is shown.
package engine

import (
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// Options decide what a run reports.
type Options struct {
	Rules []string // names or families to run; empty: all
	Skip  []string // names or families to leave out
	Level rules.Severity
	Audit bool // low confidence too
	Trust rules.Trust
	Today time.Time // for the dates of ignores
	// ShowSuppressed keeps findings that an ignore covers, marked.
	ShowSuppressed bool
	// Touching chooses the files that a run is about, by path: only what stands
	// in one of them, or comes by way of one, is reported and counted. All files
	// are judged the same. Nil: every file.
	Touching func(path string) bool
	// Judged chooses the places that are judged at all: what is found elsewhere
	// has no finding, and no part in the identity of others. Nil: every place.
	Judged func(at source.Span) bool
}

// Result is what a run found, ready to be rendered: no field but spans leads
// to raw content, and every string has gone through the masker.
type Result struct {
	Findings   []Finding // worst first, then by file and offset
	Suppressed int
	Masker     *Masker
}

// Finding is one finding as it is shown.
type Finding struct {
	Rule       *rules.Rule
	Severity   rules.Severity
	Confidence fact.Confidence
	At         source.Span
	Message    string
	Hops       []Hop // outermost first, without the primary place
	Places     []Hop // further places that belong to the finding
	Jobs       int   // further jobs that reach the same place
	Prevents   []string
	Evidence   []string // what spoke for and against it, the strongest first
	Identity   string   // hex digest: rule group, path, anchor, masked text, ordinal
	Suppressed bool
	Fixes      []rules.Fix
	Past       *Past // nil: it stands in the tree
	// Same is one number for all findings of one rule whose credentials are
	// equal, and zero where there is no other. It says nothing of the value.
	Same int
}

// Past tells when a finding of a tree's past began and ended. Commits are named
// by their object ids.
type Past struct {
	Added     Commit
	TakenOut  Commit // zero: not in the range that was read
	MorePaths int    // further paths that held the same credential
}

// Commit is a commit with its author's date. The zero Commit is none.
type Commit struct {
	ID   string
	Date time.Time
}

// Hop is one step of the trail: a place with a short note.
type Hop struct {
	At   source.Span
	Note string
}
