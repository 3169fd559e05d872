package secret

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
)

// region is a stretch of a text that is a comment or a string of a program.
type region struct {
	from, to int // of a string: without its quotes
	place    evidence.Place
}

// syntax is as much of a language as it takes to tell code, strings and comments
// apart.
type syntax struct {
	line    []string    // begin a comment that ends with the line
	block   [][2]string // begin and end a comment
	quotes  string      // begin and end a string in which \ escapes
	raw     string      // begin and end a string that may have several lines
	triple  bool        // three of a quote begin a string of several lines
	program bool        // a bare word is no value
}

var (
	likeC          = syntax{line: []string{"//"}, block: [][2]string{{"/*", "*/"}}, quotes: `"'`, raw: "`", program: true}
	likePHP        = syntax{line: []string{"//", "#"}, block: [][2]string{{"/*", "*/"}}, quotes: `"'`, program: true}
	likePython     = syntax{line: []string{"#"}, quotes: `"'`, triple: true, program: true}
	likeRuby       = syntax{line: []string{"#"}, block: [][2]string{{"\n=begin", "\n=end"}}, quotes: "\"'`", program: true}
	likeHCL        = syntax{line: []string{"#", "//"}, block: [][2]string{{"/*", "*/"}}, quotes: `"`, program: true}
	likePowerShell = syntax{line: []string{"#"}, block: [][2]string{{"<#", "#>"}}, quotes: `"'`, program: true}
	likePatch      = syntax{quotes: `"'`, program: true} // of any language, most often of a program
	likeSQL        = syntax{line: []string{"--"}, block: [][2]string{{"/*", "*/"}}}
	likeXML        = syntax{block: [][2]string{{"<!--", "-->"}}}
	likeShell      = syntax{line: []string{"#"}}
	likeINI        = syntax{line: []string{"#", ";"}}
)

// syntaxes are by the ends of files' names.
var syntaxes = map[string]*syntax{
	"go": &likeC, "js": &likeC, "mjs": &likeC, "cjs": &likeC, "jsx": &likeC, "ts": &likeC, "tsx": &likeC, "java": &likeC, "kt": &likeC, "scala": &likeC,
	"groovy": &likeC, "gradle": &likeC, "cs": &likeC, "c": &likeC, "h": &likeC, "cc": &likeC, "cpp": &likeC, "hpp": &likeC, "rs": &likeC, "swift": &likeC,
	"dart": &likeC, "m": &likeC, "php": &likePHP, "py": &likePython, "rb": &likeRuby, "pl": &likeRuby, "pm": &likeRuby,
	"tf": &likeHCL, "hcl": &likeHCL, "tfvars": &likeHCL, "sql": &likeSQL, "xml": &likeXML, "html": &likeXML,
	"ps1": &likePowerShell, "psm1": &likePowerShell, "patch": &likePatch, "diff": &likePatch, "ini": &likeINI, "cfg": &likeINI, "cnf": &likeINI, "properties": &likeINI,
}

// syntaxOf is a file's syntax by its name; what is not known is read like a
// shell script or a configuration.
func syntaxOf(path string) *syntax {
	if s := syntaxes[strings.ToLower(path[strings.LastIndexByte(path, '.')+1:])]; s != nil {
		return s
	}
	return &likeShell
}

// regionsOf finds the comments and strings of a text, in their order.
func regionsOf(text string, s *syntax) []region {
	var regions []region
	begins := s.begins()
	for at := 0; at < len(text); {
		if !begins[text[at]] {
			at++
			continue
		}
		r, next := s.next(text, at)
		if r.to > r.from {
			regions = append(regions, r)
		}
		at = next
	}
	return regions
}

// begins are the bytes that a comment or a string may begin with.
func (s *syntax) begins() (b [256]bool) {
	for _, mark := range s.line {
		b[mark[0]] = true
	}
	for _, marks := range s.block {
		b[marks[0][0]] = true
	}
	for _, c := range []byte(s.quotes + s.raw) {
		b[c] = true
	}
	return b
}

// next reads what begins at an offset, or goes on by one byte.
func (s *syntax) next(text string, at int) (r region, next int) {
	rest := text[at:]
	for _, mark := range s.line {
		if strings.HasPrefix(rest, mark) && s.beginsComment(text, at, mark) {
			end := at + indexOr(rest, "\n", len(rest))
			return region{at, end, evidence.Comment}, end
		}
	}
	for _, marks := range s.block {
		if strings.HasPrefix(rest, marks[0]) {
			end := at + len(marks[0]) + indexOr(rest[len(marks[0]):], marks[1], len(rest)-len(marks[0]))
			return region{at, end, evidence.Comment}, end
		}
	}
	c := rest[0]
	switch {
	case strings.IndexByte(s.raw, c) >= 0:
		end := at + 1 + indexOr(rest[1:], rest[:1], len(rest)-1)
		return region{at + 1, end, evidence.String}, end + 1
	case s.triple && len(rest) > 2 && strings.IndexByte(s.quotes, c) >= 0 && rest[1] == c && rest[2] == c:
		end := at + 3 + indexOr(rest[3:], rest[:3], len(rest)-3)
		return region{at + 3, end, evidence.String}, end + 3
	case strings.IndexByte(s.quotes, c) >= 0:
		end := at + 1 + closing(rest[1:], c)
		return region{at + 1, end, evidence.String}, end + 1
	}
	return region{}, at + 1
}

// beginsComment tells marks from what looks alike: # in a word, // in a URL, ;
// behind something.
func (s *syntax) beginsComment(text string, at int, mark string) bool {
	if at == 0 || text[at-1] == '\n' {
		return true
	}
	switch before := text[at-1]; {
	case mark == ";":
		return false
	case mark == "//":
		return before != ':'
	case s.program:
		return true
	default:
		return before == ' ' || before == '\t'
	}
}

// closing is the offset of the quote that ends a string, or of the line's end.
func closing(text string, quote byte) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote, '\n':
			return i
		}
	}
	return len(text)
}

func indexOr(text, wanted string, otherwise int) int {
	if i := strings.Index(text, wanted); i >= 0 {
		return i
	}
	return otherwise
}

// regionAt is the region that an offset is in, or nil.
func regionAt(regions []region, at int) *region {
	i, _ := slices.BinarySearchFunc(regions, at, func(r region, at int) int { return cmp.Compare(r.to, at+1) })
	if i < len(regions) && regions[i].from <= at {
		return &regions[i]
	}
	return nil
}
