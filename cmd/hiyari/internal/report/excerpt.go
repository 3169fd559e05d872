package report

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/hiyari/hiyari/analyzers/source"
)

// widestShown is in terminal cells; a longer line is cut around the span.
const widestShown = 160

const cutMark = "…"

// excerpt is one line as it is shown, and the terminal cells to underline,
// counted from zero.
type excerpt struct {
	number   int
	line     string
	from, to int
	more     bool // the span goes on in further lines
}

// excerptOf shows the first line of a span through the masker, which spells
// out tabs and whatever could command a terminal.
func (r *Run) excerptOf(at source.Span) excerpt {
	number := at.File.Position(at.Start).Line
	_, lineEnd := at.File.Line(number)
	shown, columnOf := r.Result.Masker.Excerpt(at.File, number)
	e := window(shown, columnOf(at.Start), columnOf(min(at.End, lineEnd)))
	e.number = number
	e.more = at.File.Position(max(at.Start, at.End-1)).Line > number
	return e
}

// window cuts a line that is too wide on both sides of a range of its cells.
// An empty range is shown as one cell.
func window(line string, from, to int) excerpt {
	e := excerpt{line: strings.TrimRight(line, " "), from: from, to: max(to, from+1)}
	if cells(line) <= widestShown {
		return e
	}
	low := max(0, from-widestShown/4)
	var b strings.Builder
	if low > 0 {
		b.WriteString(cutMark)
	}
	at, start := 0, -1
	for _, r := range line {
		if at >= low && at < low+widestShown {
			if start < 0 {
				start = at
			}
			b.WriteRune(r)
		}
		at += cellsOf(r)
	}
	if at > low+widestShown {
		b.WriteString(cutMark)
	}
	e.line = b.String()
	shift := max(start, 0)
	if low > 0 {
		shift--
	}
	e.from = from - shift
	e.to = max(e.from+1, min(to, low+widestShown)-shift)
	return e
}

func cells(s string) int {
	n := 0
	for _, r := range s {
		n += cellsOf(r)
	}
	return n
}

// cellsOf is the number of terminal cells that a character takes. Ambiguous
// ones are narrow outside of East Asian terminals.
func cellsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// Plain makes text safe for a terminal: one line, nothing that commands it.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r == ' ' || unicode.IsPrint(r):
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
