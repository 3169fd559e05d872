package engine

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/hiyari/hiyari/analyzers/source"
)

// tab is how a tab is shown in an excerpt, so that underlines stand right.
const tab = "    "

// Lines shows the lines from start to end, both included and counted from one,
// each without its line break.
func (m *Masker) Lines(file *source.File, start, end int) string {
	var lines []string
	for line := start; line <= end; line++ {
		shown, _ := m.Excerpt(file, line)
		lines = append(lines, shown)
	}
	return strings.Join(lines, "\n")
}

// Excerpt shows one line, counted from one. columnOf gives the number of
// terminal cells of shown that stand before a byte offset of the file; an
// offset inside masked text is taken to its start.
func (m *Masker) Excerpt(file *source.File, line int) (shown string, columnOf func(offset int) int) {
	start, end := file.Line(line)
	segments := m.cut(source.Span{File: file, Start: start, End: end})
	var b strings.Builder
	for _, s := range segments {
		b.WriteString(s.show())
	}
	return b.String(), func(offset int) int {
		cells := 0
		for _, s := range segments {
			if offset < s.end {
				return cells + s.cellsBefore(offset)
			}
			cells += cellsOf(s.show())
		}
		return cells
	}
}

func (s segment) show() string { return visible(strings.ReplaceAll(s.text, "\t", tab)) }

func (s segment) cellsBefore(offset int) int {
	if s.masked || offset <= s.start {
		return 0
	}
	return cellsOf(segment{text: s.text[:offset-s.start]}.show())
}

// cellsOf is the number of terminal cells that a shown text takes.
func cellsOf(s string) int {
	cells := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			cells += 2
		default:
			cells++
		}
	}
	return cells
}

// visible spells out what would move the cursor, change the reading direction
// or take no room, so that content cannot speak to the terminal.
func visible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == source.Hole:
			b.WriteString(unknown)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < 0x80 && hidden(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	return r == source.Hole || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
