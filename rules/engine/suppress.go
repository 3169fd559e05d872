package engine

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// suppress marks the findings that an ignore covers, and returns what is wrong
// with the ignores themselves.
func (r *run) suppress(found []*candidate) []*candidate {
	ignores := r.ignores()
	lines := byLine(ignores)
	for _, c := range found {
		for _, line := range linesOf(c.shown) {
			for _, d := range lines[line] {
				if ok, _ := d.inForce(r.options.Today); ok && d.covers(c.shown.Rule) {
					d.used, c.shown.Suppressed = true, true
				}
			}
		}
	}
	var wrong []*candidate
	for _, d := range ignores {
		wrong = append(wrong, r.judge(d)...)
	}
	return wrong
}

// lineKey is a line of a file.
type lineKey struct {
	file fileKey
	line int
}

func lineOf(file *source.File, offset int) lineKey {
	return lineKey{keyOf(file), file.Position(offset).Line}
}

// linesOf lists the lines on which an ignore of a finding may stand, or above
// which: those of the primary place, and where each step begins.
func linesOf(f Finding) []lineKey {
	first, last := lineOf(f.At.File, f.At.Start), lineOf(f.At.File, max(f.At.Start, f.At.End-1))
	var lines []lineKey
	for ; first.line <= last.line; first.line++ {
		lines = append(lines, first)
	}
	for _, hop := range f.Hops {
		if key := lineOf(hop.At.File, hop.At.Start); !slices.Contains(lines, key) {
			lines = append(lines, key)
		}
	}
	return lines
}

// byLine lists the ignores for each line: the one they stand on, and, for a
// comment that stands alone, the next one that is no such comment itself.
func byLine(ignores []*directive) map[lineKey][]*directive {
	alone := map[lineKey]bool{}
	for _, d := range ignores {
		alone[lineOf(d.at.File, d.at.Start)] = d.alone
	}
	lines := map[lineKey][]*directive{}
	for _, d := range ignores {
		key := lineOf(d.at.File, d.at.Start)
		lines[key] = append(lines[key], d)
		if !d.alone {
			continue
		}
		for alone[key] {
			key.line++
		}
		lines[key] = append(lines[key], d)
	}
	return lines
}

// ignores collects the ignores of a project: from comments, and in files that no
// front end claims from the lines themselves. An ignore that two readings of a
// file find is one.
func (r *run) ignores() []*directive {
	var all []*directive
	seen := map[source.Span]bool{}
	add := func(line source.Text, quiet bool) {
		d, ok := parseDirective(line)
		if !ok || d.at.IsZero() || seen[d.at] {
			return
		}
		seen[d.at] = true
		d.comment = line.Span()
		d.alone, d.quiet = standsAlone(line.Span()), d.quiet || quiet
		all = append(all, &d)
	}
	for comment := range fact.All[*fact.Comment](r.project) {
		for _, line := range comment.Text.Lines() {
			add(line, false)
		}
	}
	claimed := r.claimed()
	for _, file := range r.project.Files {
		if !claimed[file.Path()] && mentions(file) {
			for _, line := range file.Text().Lines() {
				if comment, ok := commentOf(line); ok {
					add(comment, isProse(file.Path()))
				}
			}
		}
	}
	return all
}

// claimed tells which files a front end reads, so that their comments are known.
func (r *run) claimed() map[string]bool {
	claimed := map[string]bool{}
	for _, f := range r.project.Facts() {
		at, document := f.At(), documentOf(f)
		if at.File != nil && document != nil && isFile(document) && document.Language != fact.LanguageNone {
			claimed[at.File.Path()] = true
		}
	}
	return claimed
}

// isFile tells the document of a file of the tree from those of embedded and
// written texts. A folder that is one unit holds those of its files.
func isFile(d *fact.Document) bool {
	if d.Parent() == nil {
		return true
	}
	_, inFolder := d.Parent().(*fact.Document)
	return inFolder
}

func documentOf(f fact.Fact) *fact.Document {
	if d, ok := f.(*fact.Document); ok {
		return d
	}
	return nearest[*fact.Document](f)
}

func mentions(file *source.File) bool {
	content := file.Content(0, file.Len())
	return strings.Contains(content, ignoreMark) || strings.Contains(content, gitleaksMark)
}

// commentMarks begin a comment somewhere.
var commentMarks = []string{"#", "//", "--", ";", "<!--", "/*"}

// commentOf returns the part of a line from an ignore on, where a comment mark
// stands right before it.
func commentOf(line source.Text) (comment source.Text, ok bool) {
	raw := reveal(line)
	for _, mark := range []string{ignoreMark, gitleaksMark} {
		i := markIn(raw, mark)
		if i < 0 {
			continue
		}
		before := strings.TrimRight(raw[:i], " \t")
		if slices.ContainsFunc(commentMarks, func(m string) bool { return strings.HasSuffix(before, m) }) {
			return line.Slice(i, len(raw)), true
		}
	}
	return source.Text{}, false
}

// isProse reports a file that may show what an ignore looks like.
func isProse(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".rst", ".adoc", ".txt", ".html", ".htm", ".org":
		return true
	}
	return false
}

// standsAlone reports that only comment marks stand before a comment on its line.
func standsAlone(at source.Span) bool {
	start, _ := at.File.Line(at.File.Position(at.Start).Line)
	before := at.File.Content(start, at.Start)
	return strings.Trim(before, " \t#/*-;!<") == "" || strings.Join(strings.Fields(before), "") == `"//":"`
}

// judge returns what is wrong with an ignore.
func (r *run) judge(d *directive) []*candidate {
	if d.quiet && !d.used {
		return nil
	}
	var wrong []*candidate
	report := func(rule string, at source.Span, message rules.Message) {
		var fixes []rules.Fix
		if rule == "ignore-unused" || rule == "ignore-expired" && d.ended(r.options.Today) {
			fixes = rules.WithoutComment(d.at, d.comment)
		}
		for _, chosen := range r.rules {
			if chosen.Name == rule {
				c := newCandidate(chosen, rules.Finding{At: at, Message: message, Confidence: fact.High, Fixes: fixes})
				r.render(c)
				wrong = append(wrong, c)
			}
		}
	}
	unknownNames := 0
	for _, name := range d.names {
		if len(named(reveal(name))) == 0 {
			unknownNames++
			report("ignore-unknown-rule", name.Span(), rules.Sentence("no rule or family is named %s, so nothing is ignored", name))
		}
	}
	inForce, why := d.inForce(r.options.Today)
	switch {
	case len(d.names) == 0:
		report("ignore-unknown-rule", d.at, rules.Sentence("ignore names no rule, so nothing is ignored"))
	case !inForce:
		report("ignore-expired", d.until.Span(), why)
	case !d.used && unknownNames == 0 && r.judgesUse(d):
		report("ignore-unused", d.at, rules.Sentence("nothing is found here that the ignore of %s covers", d.list()))
	}
	if !d.reason && len(d.names) > unknownNames {
		report("ignore-without-reason", d.at, rules.Sentence("ignore of %s gives no reason, so nobody can judge it later", d.list()))
	}
	return wrong
}

// judgesUse reports that all which an ignore names has run, over a file that was
// read in full: otherwise what it covers may only be out of sight.
func (r *run) judgesUse(d *directive) bool {
	for _, name := range d.names {
		for _, rule := range named(reveal(name)) {
			if !slices.Contains(r.rules, rule) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(r.project.Notices, func(n fact.Notice) bool {
		return n.Path == d.at.File.Path() || n.At.File == d.at.File
	})
}

// list is the names of an ignore, joined.
func (d *directive) list() source.Text {
	var parts []source.Text
	for i, name := range d.names {
		if i > 0 {
			parts = append(parts, source.Literal(", "))
		}
		parts = append(parts, name)
	}
	return source.Concat(parts...)
}
