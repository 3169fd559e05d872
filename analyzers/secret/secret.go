// Package secret finds credentials in texts of any language: what gitleaks'
// default catalog finds, and what our own catalog, own.toml, adds for AWS keys.
//
// gitleaks is the judge, never the scanner: it would run each expression over
// each file, and building its detector takes longer than most scans. Here one
// table pass finds the texts that matches begin with; there, and only there,
// the rule's expression is compiled and held against what follows. A match is
// judged as gitleaks does, with the rule's entropy and allowlists. Of gitleaks
// only its config package is linked: it has the catalog, the types and the
// allowlists' judgment, and starts in half a millisecond; its detect package
// adds archives, templates and a terminal library, and starts in two.
//
// `gitleaks:allow` is not looked at: what is ignored is the engine's to say.
package secret

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Scan emits a Credential for each secret in text, in the order of their
// places, and for each in what base64 in text decodes to. The path is that of
// the file: some rules are for some files only, and secrets in tests and
// examples are less sure. Nothing is emitted for files that gitleaks leaves
// out, such as lock files and vendored modules.
func Scan(text source.Text, path string, parent fact.Fact, emit fact.Emit) {
	scan{path, parent, evidence.Judge, emit}.text(text, 0)
}

// Candidates is Scan for those who learn what evidence weighs: it emits what
// little speaks for too.
func Candidates(text source.Text, path string, parent fact.Fact, emit fact.Emit) {
	all := func(c evidence.Candidate) ([]string, fact.Confidence, bool) {
		signs, confidence, _ := evidence.Judge(c)
		return signs, confidence, signs != nil
	}
	scan{path, parent, all, emit}.text(text, 0)
}

// scan is what stays the same through the layers of a text.
type scan struct {
	path   string
	parent fact.Fact
	judge  func(c evidence.Candidate) (signs []string, confidence fact.Confidence, ok bool)
	emit   fact.Emit
}

func (s scan) text(text source.Text, depth int) {
	value := text.Reveal()
	found, names := find(value, s.path, depth == 0)
	decoded := encodedTexts(text, value, depth)
	if len(found) == 0 && names == nil && len(decoded) == 0 || globalPaths().PathAllowed(s.path) {
		return
	}
	for _, candidate := range candidates(value, found, names) {
		if c := candidate.credential(text, value, s); c != nil {
			s.emit(c)
		}
	}
	for _, t := range decoded {
		s.text(t, depth+1)
	}
}

// finding is a secret's place in a text, by byte offsets.
type finding struct {
	rule        *rule
	start, end  int  // of the match
	from, to    int  // of the secret in it
	wholeSource bool // the file itself is the secret
}

// find returns what is in text. Files that are secrets as a whole, such as a
// PKCS #12 store, are found where whole is set.
func find(text, path string, whole bool) ([]finding, []named) {
	s := search{text: text, path: path, names: naming{text: text, syntax: syntaxOf(path)}}
	s.sweep()
	if whole {
		s.byPath()
	}
	for i, wanted := range s.wanted {
		if wanted {
			s.everywhere(&judges()[i], 0)
		}
	}
	found := withoutGeneric(text, s.found)
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), strings.Compare(a.rule.id, b.rule.id))
	})
	found = slices.CompactFunc(found, func(a, b finding) bool {
		return a.from == b.from && a.to == b.to && a.rule.id == b.rule.id
	})
	return found, s.names.found
}

const genericRule = "generic-api-key"

// withoutGeneric drops generic findings of what a rule that knows better found
// too: in the same place, or on the same line.
func withoutGeneric(text string, found []finding) []finding {
	var better []piece
	for _, f := range found {
		if f.rule.id != genericRule {
			better = append(better, piece{f.from, f.to})
		}
	}
	if len(better) == 0 {
		return found
	}
	slices.SortFunc(better, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	return slices.DeleteFunc(found, func(f finding) bool {
		return f.rule.id == genericRule && f.repeats(text, better)
	})
}

// repeats reports a secret that one of the sorted places nearby holds too. A
// line is taken to be no longer than maxLine.
func (f *finding) repeats(text string, places []piece) bool {
	first, _ := slices.BinarySearchFunc(places, f.from-maxLine, func(p piece, from int) int { return cmp.Compare(p.from, from) })
	for _, p := range places[first:] {
		if p.from > f.from+maxLine {
			return false
		}
		around := p.from <= f.from && f.to <= p.to
		if around || strings.Contains(text[p.from:p.to], text[f.from:f.to]) && sameLine(text, f.from, p.from) {
			return true
		}
	}
	return false
}

func sameLine(text string, a, b int) bool {
	return !strings.Contains(text[min(a, b):max(a, b)], "\n")
}
