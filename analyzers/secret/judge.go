package secret

import (
	"math"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/regexp"

	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// judge is a rule with what is made of it when it is first needed, in
// gitleaks' own types.
type judge struct {
	rule      *rule
	tail      lazy[*regexp.Regexp]
	full      lazy[*regexp.Regexp]
	paths     lazy[*regexp.Regexp]
	words     lazy[[]string]
	allowance lazy[[]*config.Allowlist]
}

// lazy is a value that is made once.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(of func() T) T {
	l.once.Do(func() { l.value = of() })
	return l.value
}

var judges = sync.OnceValue(func() *[len(rules)]judge {
	checkCatalog()
	var all [len(rules)]judge
	for i := range rules {
		all[i].rule = &rules[i]
	}
	return &all
})

// anchored is the rule's expression without its lead, for a text that begins
// where the match does. A leading \b was looked at already, and matches there.
func (j *judge) anchored() *regexp.Regexp {
	return j.tail.get(func() *regexp.Regexp {
		tail := strings.ReplaceAll(j.rule.catalog.text(j.rule.regex), lead, "")
		if j.rule.distinct {
			tail = strings.ReplaceAll(tail, closer, anyCloser)
		}
		return regexp.MustCompile(`\A(?:` + tail + `)`)
	})
}

// closer is what the catalog wants behind most secrets: a quote, a blank, the
// end. Where a secret is known by how it begins, all that cannot be a part of it
// ends it as well: <token>…</token>, f(…), […, …].
const (
	closer    = `(?:[\x60'"\s;]|\\[nr]|$)`
	anyCloser = `(?:[^\w+/=-]|$)`
)

// whole is the rule's expression as the catalog has it.
func (j *judge) whole() *regexp.Regexp {
	return j.full.get(func() *regexp.Regexp { return regexp.MustCompile(j.rule.catalog.text(j.rule.regex)) })
}

func (j *judge) keywords() []string {
	return j.words.get(func() []string { return j.rule.catalog.list(j.rule.keywords) })
}

func (j *judge) isForPath(path string) bool {
	if (j.rule.path == piece{}) {
		return true
	}
	return j.paths.get(func() *regexp.Regexp {
		return regexp.MustCompile(j.rule.catalog.text(j.rule.path))
	}).MatchString(path)
}

func (j *judge) allowlists() []*config.Allowlist {
	return j.allowance.get(func() []*config.Allowlist {
		lists := make([]*config.Allowlist, len(j.rule.allow))
		for i, a := range j.rule.allow {
			lists[i] = a.list(j.rule.catalog)
		}
		return lists
	})
}

// list makes gitleaks' type of an allowance. Its expressions are joined as
// gitleaks joins them, so that a flag in one holds for the next ones too. It is
// not validated: that would build a tree of the stop words, in 5 ms for the
// 1,446 of one rule, where looking for each in a secret takes 15 µs.
func (a allowance) list(c catalog) *config.Allowlist {
	list := &config.Allowlist{RegexTarget: a.target, MatchCondition: config.AllowlistMatchOr}
	if a.all {
		list.MatchCondition = config.AllowlistMatchAnd
	}
	if paths := c.list(a.paths); paths != nil {
		list.Paths = []*regexp.Regexp{anyOf(paths)}
	}
	if regexes := c.list(a.regexes); regexes != nil {
		list.Regexes = []*regexp.Regexp{anyOf(regexes)}
	}
	for _, word := range c.list(a.stopwords) {
		list.StopWords = append(list.StopWords, strings.ToLower(word))
	}
	return list
}

func anyOf(patterns []string) *regexp.Regexp {
	return regexp.MustCompile("(?:" + strings.Join(patterns, "|") + ")")
}

// globalPaths and globalValues are the two halves of the catalog's global
// allowlist.
var (
	globalPaths = sync.OnceValue(func() *config.Allowlist {
		return allowance{paths: globalAllowance.paths}.list(gitleaksCatalog)
	})
	globalValues = sync.OnceValue(func() *config.Allowlist {
		return allowance{regexes: globalAllowance.regexes, stopwords: globalAllowance.stopwords}.list(gitleaksCatalog)
	})
)

// accepts reports that gitleaks would report a match. AWS's key IDs of
// documentation, which gitleaks drops, are kept: they say of what is beside
// them that it is an example too.
func (j *judge) accepts(s *search, f *finding) bool {
	value := s.text[f.from:f.to]
	if strings.ContainsRune(value, source.Hole) {
		return false
	}
	if j.rule.id == "aws-access-token" && known.DocumentationKey(value) {
		return true
	}
	if j.rule.entropy != 0 && entropy(value) <= j.rule.entropy {
		return false
	}
	if allows(globalValues(), s, f) || j.rule.id == "private-key" && isEncrypted(value) {
		return false
	}
	for _, list := range j.allowlists() {
		if allows(list, s, f) {
			return false
		}
	}
	return true
}

// allows is gitleaks' judgment of one allowlist.
func allows(list *config.Allowlist, s *search, f *finding) bool {
	value := s.text[f.from:f.to]
	target := value
	switch list.RegexTarget {
	case "match":
		target = s.text[f.start:f.end]
	case "line":
		target = s.line(f)
	}
	path := list.PathAllowed(s.path)
	regex := list.RegexAllowed(target)
	word, _ := list.ContainsStopWord(value)
	if list.MatchCondition == config.AllowlistMatchAnd {
		return (path || len(list.Paths) == 0) && (regex || len(list.Regexes) == 0) && (word || len(list.StopWords) == 0)
	}
	return path || regex || word
}

// entropy is Shannon's, in bits a byte, as gitleaks counts it.
func entropy(s string) float64 {
	if s == "" {
		return 0
	}
	counts := map[rune]int{}
	for _, r := range s {
		counts[r]++
	}
	sum, each := 0.0, 1/float64(len(s))
	for _, n := range counts {
		share := float64(n) * each
		sum -= share * math.Log2(share)
	}
	return sum
}
