package yaml

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// extent is a range of bytes of a text.
type extent struct{ start, end int }

// printable replaces what no YAML stream may hold (YAML 1.2, 5.1) by as many
// question marks, so that one control character does not hide a document.
func printable(s string) string {
	odd := func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F || r > 0x7F && r < 0xA0 && r != 0x85 ||
			r == 0xFEFF || r == 0xFFFE || r == 0xFFFF
	}
	if strings.IndexFunc(s, odd) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == 0xFEFF && b.Len() == 0:
			b.WriteString("   ") // a byte order mark of a text inside another
		case odd(r):
			b.WriteString(strings.Repeat("?", utf8.RuneLen(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// documentsOf cuts a stream where a document begins (`---`) or has ended
// (`...`): at a line's start the two mean nothing else, whatever they stand in
// (YAML 1.2, 9.1.2). So one that cannot be read hides no other. What holds
// comments and directives only goes with the document behind it.
func documentsOf(s string) []extent {
	var all []extent
	start, bare := 0, true
	for at := 0; at < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := strings.TrimRight(s[at:end], " \t\r\n")
		switch {
		case isMark(line, "---"):
			if !bare {
				all = append(all, extent{start, at})
				start = at
			}
			bare = false
		case isMark(line, "..."):
			if !bare {
				all = append(all, extent{start, end})
			}
			start, bare = end, true
		case line != "" && line[0] != '%' && strings.TrimLeft(line, " \t")[0] != '#':
			bare = false
		}
		at = end
	}
	if !bare {
		all = append(all, extent{start, len(s)})
	}
	return all
}

func isMark(line, mark string) bool {
	rest, found := strings.CutPrefix(line, mark)
	return found && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// lines finds offsets by the library's lines and columns, which both count from
// one; a column is a character.
type lines struct {
	raw    string
	starts []int // of each line
	first  []int // which character of the text begins each line
	marks  []int // the offset of each 64th character
}

const charactersPerMark = 64

func linesOf(raw string) *lines {
	n := &lines{raw: raw, starts: []int{0}, first: []int{0}}
	characters, next := 0, -1
	for i, r := range raw {
		if i == next {
			n.starts, n.first = append(n.starts, i), append(n.first, characters)
		}
		if characters%charactersPerMark == 0 {
			n.marks = append(n.marks, i)
		}
		characters++
		if size := breakAt(raw, i); size > 0 && (r != '\n' || i == 0 || raw[i-1] != '\r') {
			next = i + size
		}
	}
	if next == len(raw) {
		n.starts, n.first = append(n.starts, next), append(n.first, characters)
	}
	return n
}

// breakAt is the length of what YAML 1.1 takes for a line break, or zero.
func breakAt(s string, i int) int {
	switch s[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(s) && s[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2: // next line
		if strings.HasPrefix(s[i:], "\u0085") {
			return 2
		}
	case 0xE2: // line and paragraph separators
		if strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029") {
			return 3
		}
	}
	return 0
}

func (n *lines) offset(line, column int) int {
	if line < 1 || line > len(n.starts) {
		return len(n.raw)
	}
	character := n.first[line-1] + column - 1
	if character/charactersPerMark >= len(n.marks) {
		return len(n.raw)
	}
	at := n.marks[character/charactersPerMark]
	for range character % charactersPerMark {
		if at >= len(n.raw) {
			break
		}
		_, size := utf8.DecodeRuneInString(n.raw[at:])
		at += size
	}
	return at
}

// lineOf is the index of the line that an offset lies in.
func (n *lines) lineOf(offset int) int {
	return sort.Search(len(n.starts), func(i int) bool { return n.starts[i] > offset }) - 1
}
