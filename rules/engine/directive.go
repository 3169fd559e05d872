package engine

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

const (
	ignoreMark   = "hiyari:ignore"
	gitleaksMark = "gitleaks:allow"
)

// directive is an ignore in a comment.
type directive struct {
	at      source.Span   // the mark and the names
	comment source.Span   // the line of it that holds the mark
	names   []source.Text // rules, aliases or families, as written
	reason  bool
	until   source.Text // empty: for good
	alone   bool        // nothing but the comment stands on the line
	quiet   bool        // may only talk of ignores: nothing is said of it unless it covers something
	used    bool
}

// parseDirective reads the ignore of one line of a comment: behind the mark
// stand rules or families, parted by commas, then the reason in words, in which
// until=2027-03-01 may stand. gitleaks:allow is taken as an ignore of credentials without a reason.
func parseDirective(comment source.Text) (d directive, ok bool) {
	raw := reveal(comment)
	if i := markIn(raw, ignoreMark); i >= 0 {
		return parseIgnore(comment.Slice(i, len(raw))), true
	}
	if i := markIn(raw, gitleaksMark); i >= 0 {
		at := comment.Slice(i, i+len(gitleaksMark)).Span()
		return directive{at: at, names: []source.Text{source.Literal(string(rules.FamilyCredential))}, quiet: true}, !at.IsZero()
	}
	return directive{}, false
}

// markIn returns the offset of a mark that stands as a word of its own, or -1.
func markIn(comment, mark string) int {
	for from := 0; ; {
		i := strings.Index(comment[from:], mark)
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(mark)
		if (start == 0 || strings.IndexByte(" \t#/*-;!", comment[start-1]) >= 0) &&
			(end == len(comment) || strings.IndexByte(" \t\r\n", comment[end]) >= 0) {
			return start
		}
		from = end
	}
}

func parseIgnore(t source.Text) directive {
	words := t.Fields()
	names, rest := leadingNames(words[1:])
	d := directive{names: names}
	for _, word := range rest {
		switch {
		case word.HasPrefix("until="):
			d.until = word.TrimPrefix("until=")
		case word.HasPrefix("check="): // the baseline's
		case strings.IndexFunc(reveal(word), isWordRune) >= 0:
			d.reason = true
		}
	}
	d.at = words[0].Span()
	if n := len(names); n > 0 && names[n-1].Span().File == d.at.File {
		d.at.End = max(d.at.End, names[n-1].Span().End)
	}
	return d
}

// leadingNames takes names off the words: `a,b`, `a, b` and `a ,b` are two.
func leadingNames(words []source.Text) (names, rest []source.Text) {
	more := true
	for len(words) > 0 && (more || words[0].HasPrefix(",")) {
		raw := reveal(words[0])
		if strings.Contains(raw, "=") || strings.IndexFunc(raw, isWordRune) < 0 && raw != "," {
			break
		}
		for _, name := range words[0].Split(",") {
			if name.Len() > 0 {
				names = append(names, name)
			}
		}
		more = strings.HasSuffix(raw, ",")
		words = words[1:]
	}
	return names, words
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// covers reports that the ignore is about a rule: it names it, its family, or a
// worse grade of its group.
func (d *directive) covers(rule *rules.Rule) bool {
	return slices.ContainsFunc(d.names, func(name source.Text) bool {
		return slices.ContainsFunc(named(reveal(name)), func(r *rules.Rule) bool {
			return r == rule || r.Group != "" && r.Group == rule.Group && rule.Severity < r.Severity
		})
	})
}

// ended reports a date that is past, not one that was mistyped or set too far ahead.
func (d *directive) ended(today time.Time) bool {
	until, err := time.Parse(time.DateOnly, reveal(d.until))
	return err == nil && until.Before(today)
}

// inForce reports that the ignore's date, if it has one, lies between today and
// a year ahead. Otherwise it says why not.
func (d *directive) inForce(today time.Time) (ok bool, why rules.Message) {
	if d.until.Len() == 0 {
		return true, rules.Message{}
	}
	until, err := time.Parse(time.DateOnly, reveal(d.until))
	day := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case err != nil:
		return false, rules.Sentence("ignore has %s for a date, which is none, so it covers nothing", d.until)
	case today.IsZero():
		return true, rules.Message{}
	case until.Before(day):
		return false, rules.Sentence("ignore ended on %s and covers nothing any more", d.until)
	case until.After(day.AddDate(1, 0, 0)):
		return false, rules.Sentence("ignore lasts until %s, more than a year ahead, so it covers nothing", d.until)
	}
	return true, rules.Message{}
}
