package settings

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// ending tells what ends a setting of a grammar with braces.
type ending int

const (
	statements ending = iota // a semicolon: named.conf, nginx.conf, dhclient.conf
	newlines                 // the end of the line: Corefile, Caddyfile
)

// braces reads `name words… ;` and `name words… { … }`.
func braces(by ending) func(*reader) {
	return func(r *reader) {
		s := scanner{reader: r, by: by}
		var given []source.Text
		for !r.full {
			word, mark := s.next()
			switch mark {
			case wordMark:
				given = append(given, word)
				continue
			case openMark:
				if len(given) == 0 {
					given = []source.Text{{}} // a Caddyfile begins with a section without a name
				}
				r.section(given[0], given[1:])
			case closeMark:
				s.finish(given)
				r.leave()
			case finishMark:
				s.finish(given)
			case endMark:
				s.finish(given)
				return
			}
			given = nil
		}
	}
}

// mark is what a scanner comes upon.
type mark int

const (
	wordMark mark = iota
	openMark
	closeMark
	finishMark
	endMark
)

// scanner cuts a text with braces into words and marks.
type scanner struct {
	*reader
	by ending
	at int
}

func (s *scanner) finish(given []source.Text) {
	if len(given) > 0 {
		s.add(given[0], list(given[1:]))
	}
}

// next skips white space and comments.
func (s *scanner) next() (source.Text, mark) {
	for s.at < len(s.raw) {
		switch c := s.raw[s.at]; {
		case c == '\n':
			s.at++
			if s.by == newlines {
				return source.Text{}, finishMark
			}
		case strings.IndexByte(" \t\r", c) >= 0:
			s.at++
		case s.skipComment():
		case c == ';' && s.by == statements:
			s.at++
			return source.Text{}, finishMark
		case c == '{':
			s.at++
			return source.Text{}, openMark
		case c == '}':
			s.at++
			return source.Text{}, closeMark
		default:
			return s.word(), wordMark
		}
	}
	return source.Text{}, endMark
}

// skipComment passes over `# …`, and where semicolons end settings over `// …`
// and `/* … */` too.
func (s *scanner) skipComment() bool {
	rest := s.raw[s.at:]
	start, end, width := 1, "\n", 0
	switch {
	case rest[0] == '#':
	case s.by == statements && strings.HasPrefix(rest, "//"):
		start = 2
	case s.by == statements && strings.HasPrefix(rest, "/*"):
		start, end, width = 2, "*/", 2
	default:
		return false
	}
	n := strings.Index(rest[start:], end)
	if n < 0 {
		n, width = len(rest)-start, 0
	}
	s.comment(s.text.Slice(s.at+start, s.at+start+n).TrimSpace())
	s.at += start + n + width
	return true
}

// word reads up to white space or a mark, or what stands in quotes. A variable
// of nginx or Caddy has braces of its own.
func (s *scanner) word() source.Text {
	start := s.at
	if quote := s.raw[start]; quote == '"' || quote == '\'' {
		if n := strings.IndexByte(s.raw[start+1:], quote); n >= 0 {
			s.at = start + n + 2
			return s.text.Slice(start+1, s.at-1)
		}
	}
	stop := " \t\r\n{}"
	if s.by == statements {
		stop += ";"
	}
	for s.at = start + 1; s.at < len(s.raw); s.at++ {
		if s.raw[s.at] == '{' && s.raw[s.at-1] == '$' {
			if n := strings.IndexAny(s.raw[s.at:], "}\n"); n > 0 {
				s.at += n
				continue
			}
		}
		if strings.IndexByte(stop, s.raw[s.at]) >= 0 {
			break
		}
	}
	return s.text.Slice(start, s.at)
}
