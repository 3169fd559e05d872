package schedule

import (
	"maps"
	"path"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// specifierLetters are those of systemd.unit(5).
const specifierLetters = "aAbBcCdDEfgGhHiIjJlLmMnNopPqsStTuUvVwWyY"

// specifiers are the values of those that the unit's name and manager tell.
// Another letter is known only where the unit is installed.
type specifiers map[byte]string

func specifiersOf(place UnitPlace) specifiers {
	known := specifiers{'T': "/tmp", 'V': "/var/tmp"}
	if !place.ofUser { // the manager of a user's units has folders of the user
		maps.Copy(known, specifiers{
			't': "/run", 'S': "/var/lib", 'C': "/var/cache", 'L': "/var/log", 'E': "/etc",
			'h': "/root", 'u': "root", 'U': "0", 'g': "root", 'G': "0",
		})
	}
	stem := strings.TrimSuffix(place.Name, path.Ext(place.Name))
	prefix, instance, instantiated := strings.Cut(stem, "@")
	known['p'], known['P'] = prefix, unescapeName(prefix)
	last := prefix[strings.LastIndexByte(prefix, '-')+1:]
	known['j'], known['J'] = last, unescapeName(last)
	switch {
	case !instantiated:
		known['i'], known['I'] = "", ""
		known['f'] = "/" + known['P']
	case instance == "": // a template: the instance is whoever starts it
		return known
	default:
		known['i'], known['I'] = instance, unescapeName(instance)
		known['f'] = "/" + strings.TrimPrefix(known['I'], "/")
	}
	known['n'], known['N'] = place.Name, stem
	return known
}

// unescapeName takes back what systemd-escape(1) does: `-` is a slash, and
// `\x2d` a byte.
func unescapeName(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '-':
			c = '/'
		case strings.HasPrefix(s[i:], `\x`) && i+4 <= len(s):
			if n, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil && n < 0x80 {
				c, i = byte(n), i+3
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// fill returns a value with its specifiers expanded, a hole for each that is
// not known.
func (s specifiers) fill(t source.Text) source.Text {
	var parts []source.Text
	value := t.Reveal()
	at := 0
	for i := 0; i+1 < len(value); i++ {
		if value[i] != '%' {
			continue
		}
		if part, ok := s.expand(t.Slice(i, i+2)); ok {
			parts = append(parts, t.Slice(at, i), part)
			at = i + 2
			i++
		}
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...)
}

// expand reads `%%`, which is a percent sign, or `%i` and the like.
func (s specifiers) expand(t source.Text) (source.Text, bool) {
	value := t.Reveal()
	if len(value) < 2 {
		return t, false
	}
	if value[1] == '%' {
		return source.Escaped("%", t.Span()), true
	}
	switch known, ok := s[value[1]]; {
	case known != "":
		return source.Escaped(known, t.Span()), true
	case ok:
		return source.Text{}, true
	}
	if strings.IndexByte(specifierLetters, value[1]) >= 0 {
		return source.HoleAt(t.Span()), true
	}
	return t, false
}
