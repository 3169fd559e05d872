//go:build ignore

package main

import (
	"log"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// begin is what a match may begin with.
type begin struct {
	text  string
	fold  bool // in any case; then text is lower case
	whole bool // the node matches text and nothing more, so what follows may be appended
	bound bool
}

const (
	maxSet     = 24 // a rule with more beginnings is searched by its keywords
	maxClass   = 4
	maxLiteral = 16
	minLiteral = 2
)

// beginnings returns a set of texts that every match begins with one of, or nil
// where there is no set worth looking for.
func beginnings(tree *syntax.Regexp) []begin {
	set := starts(tree)
	if len(set) == 0 || len(set) > maxSet {
		return nil
	}
	for i, b := range set {
		if len(b.text) < minLiteral || b.text == "http://" || b.text == "https://" || !ascii(b.text) {
			return nil
		}
		if len(b.text) > maxLiteral {
			set[i].text = b.text[:maxLiteral]
		}
	}
	return set
}

// distinct reports that every match begins with a text that no other word
// begins with.
func distinct(tree *syntax.Regexp) bool {
	const enough = 3
	heads := beginnings(tree)
	return heads != nil && !slices.ContainsFunc(heads, func(b begin) bool { return len(b.text) < enough })
}

// endings returns what every match of an expression ends with one of, in lower
// case: what matches of its mirror image begin with.
func endings(regex string) []string {
	tree, err := syntax.Parse(regex, syntax.Perl)
	if err != nil {
		log.Fatal(err)
	}
	mirror(tree)
	var ends []string
	for _, b := range starts(tree) {
		if b.text == "" {
			log.Fatalf("a rule that only a path leads to has no ending to look for")
		}
		runes := []rune(strings.ToLower(b.text))
		slices.Reverse(runes)
		if end := string(runes); !slices.Contains(ends, end) {
			ends = append(ends, end)
		}
	}
	return slices.DeleteFunc(slices.Clone(ends), func(end string) bool {
		return slices.ContainsFunc(ends, func(other string) bool { return other != end && strings.HasSuffix(end, other) })
	})
}

func mirror(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpConcat:
		slices.Reverse(re.Sub)
	case syntax.OpLiteral:
		slices.Reverse(re.Rune)
	}
	for _, sub := range re.Sub {
		mirror(sub)
	}
}

// redundant reports a beginning that another one is found by already.
func redundant(b begin, all []begin) bool {
	for _, other := range all {
		if other.fold && other.bound == b.bound && other != b && strings.HasPrefix(strings.ToLower(b.text), other.text) {
			return true
		}
	}
	return false
}

func starts(re *syntax.Regexp) []begin {
	switch re.Op {
	case syntax.OpLiteral:
		return []begin{literal(re)}
	case syntax.OpCharClass:
		return class(re)
	case syntax.OpCapture:
		return starts(re.Sub[0])
	case syntax.OpWordBoundary:
		return []begin{{whole: true, bound: true}}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpNoWordBoundary:
		return []begin{{whole: true}}
	case syntax.OpQuest:
		return append(starts(re.Sub[0]), begin{whole: true})
	case syntax.OpPlus:
		return open(starts(re.Sub[0]))
	case syntax.OpRepeat:
		return repeat(re)
	case syntax.OpAlternate:
		var all []begin
		for _, sub := range re.Sub {
			all = append(all, starts(sub)...)
		}
		return all
	case syntax.OpConcat:
		return concat(re.Sub)
	}
	return []begin{{}}
}

func literal(re *syntax.Regexp) begin {
	b := begin{text: string(re.Rune), whole: true}
	if re.Flags&syntax.FoldCase != 0 {
		b.text, b.fold = strings.ToLower(b.text), strings.ToLower(b.text) != strings.ToUpper(b.text)
	}
	return b
}

// class spells out a small class. The two cases of a letter, with the signs
// that fold to it, count as one.
func class(re *syntax.Regexp) []begin {
	all := map[rune]int{}
	for i := 0; i < len(re.Rune); i += 2 {
		if re.Rune[i+1]-re.Rune[i] > 64 {
			return []begin{{}}
		}
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r < unicode.MaxASCII {
				all[unicode.ToLower(r)]++
			}
		}
	}
	if len(all) > maxClass {
		return []begin{{}}
	}
	var set []begin
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			switch lower := unicode.ToLower(r); {
			case r >= unicode.MaxASCII:
			case all[lower] == 1:
				set = append(set, begin{text: string(r), whole: true})
			case r == lower:
				set = append(set, begin{text: string(r), fold: true, whole: true})
			}
		}
	}
	return set
}

func repeat(re *syntax.Regexp) []begin {
	if re.Min == 0 {
		return []begin{{}}
	}
	subs := make([]*syntax.Regexp, min(re.Min, maxLiteral))
	for i := range subs {
		subs[i] = re.Sub[0]
	}
	set := concat(subs)
	if re.Min != re.Max || re.Min > len(subs) {
		set = open(set)
	}
	return set
}

func open(set []begin) []begin {
	for i := range set {
		set[i].whole = false
	}
	return set
}

func concat(subs []*syntax.Regexp) []begin {
	set := []begin{{whole: true}}
	for _, sub := range subs {
		next := starts(sub)
		var longer []begin
		for _, a := range set {
			if !a.whole {
				longer = append(longer, a)
				continue
			}
			for _, b := range next {
				longer = append(longer, join(a, b))
			}
		}
		if len(longer) > maxSet {
			return open(set)
		}
		set = longer
	}
	return set
}

func join(a, b begin) begin {
	j := begin{text: a.text + b.text, fold: a.fold || b.fold, whole: b.whole, bound: a.bound}
	if a.text == "" {
		j.bound = a.bound || b.bound
	}
	if j.fold {
		j.text = strings.ToLower(j.text)
	}
	return j
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= unicode.MaxASCII }) < 0
}

// longest is the number of bytes a match can have, zero where it has no end.
func longest(re *syntax.Regexp) int {
	n, bounded := length(re)
	if !bounded {
		return 0
	}
	return n
}

func length(re *syntax.Regexp) (n int, bounded bool) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			n += width(re, r, r)
		}
		return n, true
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			n = max(n, width(re, re.Rune[i], re.Rune[i+1]))
		}
		return n, true
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 4, true
	case syntax.OpStar, syntax.OpPlus:
		return 0, false
	case syntax.OpRepeat:
		n, bounded = length(re.Sub[0])
		return n * re.Max, bounded && re.Max >= 0
	case syntax.OpAlternate:
		bounded = true
		for _, sub := range re.Sub {
			m, ok := length(sub)
			n, bounded = max(n, m), bounded && ok
		}
		return n, bounded
	}
	bounded = true
	for _, sub := range re.Sub {
		m, ok := length(sub)
		n, bounded = n+m, bounded && ok
	}
	return n, bounded
}

// width is the widest UTF-8 form of the runes from a to b, with what they fold to.
func width(re *syntax.Regexp, a, b rune) int {
	if re.Flags&syntax.FoldCase != 0 {
		return 3
	}
	return max(len(string(a)), len(string(b)))
}

// secretOf is the first group, or all where there is none.
func secretOf(re *syntax.Regexp) *syntax.Regexp {
	if found := group(re); found != nil {
		return found
	}
	return re
}

func group(re *syntax.Regexp) *syntax.Regexp {
	if re.Op == syntax.OpCapture {
		return re.Sub[0]
	}
	for _, sub := range re.Sub {
		if found := group(sub); found != nil {
			return found
		}
	}
	return nil
}

// shortest is the least number of runes that a node takes.
func shortest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpStar, syntax.OpQuest:
		return 0
	case syntax.OpRepeat:
		return re.Min * shortest(re.Sub[0])
	case syntax.OpAlternate:
		n = shortest(re.Sub[0])
		for _, sub := range re.Sub {
			n = min(n, shortest(sub))
		}
		return n
	}
	for _, sub := range re.Sub {
		n += shortest(sub)
	}
	return n
}

// marked reports that a secret holds a fixed text, by which its maker can be told.
func marked(secret *syntax.Regexp) bool {
	return holdsText(secret) || beginnings(secret) != nil
}

func holdsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) >= 2
	case syntax.OpCapture, syntax.OpPlus:
		return holdsText(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min > 0 && holdsText(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !holdsText(sub) {
				return false
			}
		}
		return true
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if holdsText(sub) {
				return true
			}
		}
	}
	return false
}
