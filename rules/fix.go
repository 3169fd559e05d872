package rules

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Fix is a change of source that ends a finding. It is offered only where the
// bytes around it show that the file stays valid.
type Fix struct {
	Title string // what it does, as a command; no content of the source
	// Safe tells that the code means the same afterwards. Others change what runs,
	// or want something of their user first.
	Safe  bool
	Edits []source.Edit // of one file, none overlapping another
}

// line is the line that a span stands on, alone: its start, its end before the
// line break and the start of the next. ok is false for spans over several.
func line(at source.Span) (start, end, next int, ok bool) {
	if at.IsZero() {
		return 0, 0, 0, false
	}
	number := at.File.Position(at.Start).Line
	start, end = at.File.Line(number)
	next, _ = at.File.Line(number + 1)
	return start, end, next, at.End <= end
}

// around is what stands before and behind a span on its line.
func around(at source.Span) (before, behind string, ok bool) {
	start, end, _, ok := line(at)
	if !ok {
		return "", "", false
	}
	return at.File.Content(start, at.Start), at.File.Content(at.End, end), true
}

// withoutLine removes the whole line of a span.
func withoutLine(at source.Span) source.Edit {
	start, _, next, _ := line(at)
	return source.Edit{Span: source.Span{File: at.File, Start: start, End: next}}
}

const blanks = " \t"

// withoutWord removes a span that is a word of a command, with the blanks before
// it. What parts words on one line parts them in whatever the command is written in.
func withoutWord(at source.Span) (source.Edit, bool) {
	before, behind, ok := around(at)
	kept := strings.TrimRight(before, blanks)
	if !ok || kept == before || kept == "" || behind != "" && !strings.HasPrefix(behind, " ") && !strings.HasPrefix(behind, "\t") {
		return source.Edit{}, false
	}
	return source.Edit{Span: source.Span{File: at.File, Start: at.Start - (len(before) - len(kept)), End: at.End}}, true
}

// isOwnFile reports that a fact stands in a file of a language, not in a text
// that another language holds.
func isOwnFile(f fact.Fact, language fact.Language) bool {
	for f != nil {
		if d, ok := f.(*fact.Document); ok {
			return d.Language == language && !d.Virtual && d.At().File != nil && d.At().Start == 0 && d.Parent() == nil
		}
		f = f.Parent()
	}
	return false
}

// WithoutComment removes a comment that says nothing but an ignore which covers
// nothing: with its line where it stands alone. at is the ignore, comment what the
// reader of the language took for one line of the comment.
func WithoutComment(at, comment source.Span) []Fix {
	start, end, _, ok := line(at)
	if !ok || comment.File != at.File || comment.End < end || comment.Start < start {
		return nil // the comment ends before its line does, or goes on
	}
	before := at.File.Content(start, at.Start)
	kept := strings.TrimRight(before, blanks)
	mark := strings.TrimRight(kept, "#/")
	if marks := kept[len(mark):]; marks != "//" && strings.Trim(marks, "#") != "" || marks == "" {
		return nil
	}
	code := strings.TrimRight(mark, blanks)
	edit := source.Edit{Span: source.Span{File: at.File, Start: start + len(code), End: end}}
	switch code {
	case "":
		edit = withoutLine(at)
	case mark: // nothing parts it from the code: it may be none
		return nil
	}
	return []Fix{{Title: "remove the comment", Safe: true, Edits: []source.Edit{edit}}}
}
