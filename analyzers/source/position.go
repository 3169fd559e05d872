package source

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Position is a place in a file in the three notations that readers use. All
// three count from one.
type Position struct {
	Line        int
	ByteColumn  int // for terminals and compilers
	UTF16Column int // for LSP, and for SARIF with columnKind utf16CodeUnits
}

// Position converts an offset. An offset past the end is taken as the end.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.content))
	starts := f.lines()
	line := sort.Search(len(starts), func(i int) bool { return starts[i] > offset }) - 1
	before := f.content[starts[line]:offset]
	whole := f.content[starts[line]:f.runeStart(offset)]
	return Position{Line: line + 1, ByteColumn: len(before) + 1, UTF16Column: utf16Len(whole) + 1}
}

// runeStart is where the character begins that an offset lies in.
func (f *File) runeStart(offset int) int {
	for back := 1; back < utf8.UTFMax && back <= offset; back++ {
		if _, size := utf8.DecodeRuneInString(f.content[offset-back:]); size > back {
			return offset - back
		}
	}
	return offset
}

// Line returns the offsets of a line counted from one, without its line break.
func (f *File) Line(line int) (start, end int) {
	starts := f.lines()
	if line < 1 || line > len(starts) {
		return len(f.content), len(f.content)
	}
	start, end = starts[line-1], len(f.content)
	if line < len(starts) {
		end = starts[line]
	}
	return start, start + len(strings.TrimRight(f.content[start:end], "\r\n"))
}

// Offset is the inverse of Position for a line and a UTF-16 column. A column
// past the end of the line, or in its line break, is taken as its end.
func (f *File) Offset(line, utf16Column int) int {
	start, end := f.Line(line)
	column := 1
	for i, r := range f.content[start:end] {
		if column >= utf16Column {
			return start + i
		}
		column += utf16RuneLen(r)
	}
	return end
}

// lineStarts lists the offset of each line. Lines end with \n, \r\n or a lone
// \r, as SARIF and LSP count them.
func lineStarts(s string) []int {
	starts := []int{0}
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16RuneLen(r)
	}
	return n
}

func utf16RuneLen(r rune) int {
	if r > 0xFFFF && r <= utf8.MaxRune {
		return 2
	}
	return 1
}
