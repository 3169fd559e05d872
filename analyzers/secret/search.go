package secret

import (
	"strings"
	"unicode/utf8"
)

// search looks for all rules' matches in one text. On a text without hits it
// allocates nothing.
type search struct {
	text   string
	path   string
	lower  string   // of text, once it was needed
	state  []status // of each rule, once one was tried
	wanted []bool   // rules that the whole text is to be searched for
	run    piece    // the value characters that were read last
	found  []finding
	names  naming
}

// status is how far the search for one rule has come.
type status struct {
	until   int // matches do not overlap: the end of the last one
	work    int // bytes that the expression was held against
	path    answer
	settled bool // the rest of the text was searched at once
}

type answer uint8

const (
	unasked answer = iota
	yes
	no
)

// sweep finds the literals and tries their rules there.
func (s *search) sweep() {
	text, places := s.text, []int(nil)
	if strings.Contains(text, kelvin) || strings.Contains(text, longS) {
		text, places = unfold(text)
	}
	t := literalTable()
	next, class := t.next, &t.class
	state := uint16(0)
	for i := range len(text) {
		state = next[int(state&^accepts)<<classBits|int(class[text[i]])]
		if state&accepts != 0 {
			s.hits(t, state&^accepts, i+1, places)
		}
	}
}

// hits tries the rules of all literals that end here, the longest first.
func (s *search) hits(t *table, state uint16, end int, places []int) {
	for ; state != 0; state = t.nodes[state].shorter {
		index := t.nodes[state].literal
		if index < 0 {
			continue
		}
		l := &literals[index]
		start, behind := end-len(l.text), end
		if places != nil {
			start, behind = places[start], places[end]
		}
		for i := range l.uses {
			s.hit(&l.uses[i], start, behind)
		}
	}
}

// hit tries a rule whose literal stands at start. What can be told from the
// text alone comes before what must be compiled.
func (s *search) hit(u *use, start, end int) {
	if u.named {
		s.names.word(start, end)
		return
	}
	r := &rules[u.rule]
	if u.search {
		if s.wanted == nil {
			s.wanted = make([]bool, len(rules))
		}
		s.wanted[u.rule] = true
		return
	}
	if u.inside {
		s.around(u.rule, start, end)
		return
	}
	if u.exact != "" && s.text[start:end] != u.exact || u.bound && wordBefore(s.text, start) {
		return
	}
	limit := len(s.text)
	if r.longest > 0 {
		// What follows a match decides whether it ends there.
		limit = min(limit, start+r.longest+utf8.UTFMax)
	}
	if r.assigned > 0 {
		value, ok := assigned(s.text, end)
		if !ok {
			return
		}
		stop := s.valueEnd(value)
		// Quotes may count in the length, and leading `=` were taken for operators.
		if stop-value+3 < r.assigned {
			return
		}
		limit = min(limit, stop+utf8.UTFMax)
	}
	s.try(u.rule, start, limit)
}

// valueEnd is the end of what may be a value. It is the same for all that
// begin in one run, so each run is read once.
func (s *search) valueEnd(start int) int {
	if start < s.run.from || start >= s.run.to {
		s.run = piece{start, skip(s.text, start, len(s.text), isValue)}
	}
	return s.run.to
}

// maxWork bounds what anchored tries may cost: a text may repeat a literal so
// that each try reads to its end. Then one search of the rest is cheaper, which
// reads each byte once for a match.
const maxWork = 1 << 16

// try holds a rule's expression against what begins at start.
func (s *search) try(index, start, limit int) {
	if s.state == nil {
		s.state = make([]status, len(rules))
	}
	st := &s.state[index]
	if st.settled || start < st.until {
		return
	}
	j := &judges()[index]
	if !s.isFor(j, st) {
		return
	}
	if st.work > maxWork+8*len(s.text) {
		st.settled = true
		s.everywhere(j, max(st.until, start-2*leadLength))
		return
	}
	st.work += limit - start
	groups := j.anchored().FindStringSubmatchIndex(s.text[start:limit])
	if groups == nil {
		return
	}
	for i := range groups {
		if groups[i] >= 0 {
			groups[i] += start
		}
	}
	if j.rule.led {
		groups[0] = leadStart(s.text, start, st.until)
	}
	st.until = groups[1]
	s.judge(j, groups)
}

// around searches what is around a literal for a match that holds it. A match
// that begins at the edge of what is searched may be cut from a longer word, but
// such a match is too far away to hold the literal.
func (s *search) around(index, start, end int) {
	if s.state == nil {
		s.state = make([]status, len(rules))
	}
	st := &s.state[index]
	j := &judges()[index]
	if st.settled || start < st.until || !s.isFor(j, st) {
		return
	}
	reach := j.rule.longest + utf8.UTFMax
	if st.work > maxWork+8*len(s.text) {
		st.settled = true
		s.everywhere(j, max(st.until, start-reach))
		return
	}
	from, to := max(0, start-reach), min(len(s.text), end+reach)
	st.work += to - from
	for _, groups := range j.whole().FindAllStringSubmatchIndex(s.text[from:to], -1) {
		for i := range groups {
			if groups[i] >= 0 {
				groups[i] += from
			}
		}
		if groups[0] <= start && end <= groups[1] && groups[0] >= st.until {
			st.until = groups[1]
			s.judge(j, groups)
		}
	}
}

func (s *search) isFor(j *judge, st *status) bool {
	if st.path == unasked {
		st.path = no
		if j.isForPath(s.path) {
			st.path = yes
		}
	}
	return st.path == yes
}

// everywhere searches the text from an offset on, as gitleaks does. It is for
// rules without a literal to begin with, of which a keyword was met.
func (s *search) everywhere(j *judge, from int) {
	if !j.isForPath(s.path) {
		return
	}
	for _, groups := range j.whole().FindAllStringSubmatchIndex(s.text[from:], -1) {
		for i := range groups {
			if groups[i] >= 0 {
				groups[i] += from
			}
		}
		s.judge(j, groups)
	}
}

// byPath tries the rules that only a path leads to. Of a rule without an
// expression the path is all there is to find.
func (s *search) byPath() {
	for i := range rules {
		r := &rules[i]
		switch {
		case !hasEnding(s.path, r.endings):
		case r.regex != piece{}:
			s.everywhere(&judges()[i], 0)
		case judges()[i].isForPath(s.path):
			s.found = append(s.found, finding{rule: r, wholeSource: true})
		}
	}
}

func hasEnding(path string, endings []string) bool {
	for _, e := range endings {
		if len(path) >= len(e) && strings.EqualFold(path[len(path)-len(e):], e) {
			return true
		}
	}
	return false
}

// judge keeps a match that gitleaks would report.
func (s *search) judge(j *judge, groups []int) {
	f := finding{rule: j.rule, start: groups[0], end: groups[1]}
	match := s.text[f.start:f.end]
	f.start += len(match) - len(strings.TrimLeft(match, "\n"))
	f.end = max(f.start, f.end-len(match)+len(strings.TrimRight(match, "\n")))
	f.from, f.to = secretGroup(j.rule.group, groups, f)
	if f.from < f.to && s.hasKeyword(j, f) && s.named(f) && j.accepts(s, &f) {
		s.found = append(s.found, f)
	}
}

// secretGroup is the place of the secret: the rule's group, or the first that
// took part, or the whole match.
func secretGroup(group int, groups []int, f finding) (from, to int) {
	if group > 0 {
		return groups[2*group], groups[2*group+1]
	}
	for i := 2; i < len(groups); i += 2 {
		if groups[i] >= 0 && groups[i] < groups[i+1] {
			return groups[i], groups[i+1]
		}
	}
	return f.start, f.end
}

// hasKeyword reports that one of the rule's keywords is in the text: gitleaks
// runs no rule without, even where its expression would match.
func (s *search) hasKeyword(j *judge, f finding) bool {
	keywords := j.keywords()
	if len(keywords) == 0 || containsAny(strings.ToLower(s.text[f.start:f.end]), keywords) {
		return true
	}
	if s.lower == "" {
		s.lower = strings.ToLower(s.text)
	}
	return containsAny(s.lower, keywords)
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// maxLine bounds what of a line is judged before and behind a match: a file of
// one line may hold thousands of them.
const maxLine = 1024

// line returns the lines that a match stands on.
func (s *search) line(f *finding) string {
	start, end := max(0, f.start-maxLine), min(len(s.text), f.end+maxLine)
	start += strings.LastIndexByte(s.text[start:f.start], '\n') + 1
	if i := strings.IndexByte(s.text[f.end:end], '\n'); i >= 0 {
		end = f.end + i
	}
	return s.text[start:end]
}
