package schedule

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// setting is one `key=value` line of a unit, its continuations included.
type setting struct {
	section, key string
	value        source.Text
	line         source.Text
	certainty    fact.Certainty // of the file that it stands in
}

// fragment is one of the files that a unit is made of.
type fragment struct {
	*lowering
	place    UnitPlace
	settings []setting
	headers  map[string]source.Text // first header of each section
}

// unitFile is a unit as systemd reads it, its drop-ins included.
type unitFile struct {
	place      UnitPlace
	specifiers specifiers
	settings   []setting
	headers    map[string]source.Text
}

// lowerUnits lowers the files of one unit. Of files that hide each other the
// one counts that systemd takes. Several with one path are versions of it, of
// which any may be there.
func lowerUnits(fragments []*fragment) {
	slices.SortStableFunc(fragments, func(a, b *fragment) int {
		return cmp.Or(strings.Compare(a.place.DropIn, b.place.DropIn), cmp.Compare(a.place.Rank, b.place.Rank))
	})
	inForce := slices.DeleteFunc(slices.Clone(fragments), func(f *fragment) bool {
		return slices.ContainsFunc(fragments, func(other *fragment) bool {
			return other.place.DropIn == f.place.DropIn && other.place.Rank < f.place.Rank
		})
	})
	dropIns := inForce
	for len(dropIns) > 0 && dropIns[0].place.DropIn == "" {
		dropIns = dropIns[1:]
	}
	own := inForce[:len(inForce)-len(dropIns)]
	if len(own) == 0 {
		dropIns[0].unit(joinFragments(dropIns...))
		return
	}
	for _, f := range own {
		f.unit(joinFragments(append([]*fragment{f}, dropIns...)...))
	}
}

func joinFragments(fragments ...*fragment) unitFile {
	first := fragments[0]
	u := unitFile{place: first.place, specifiers: specifiersOf(first.place), headers: map[string]source.Text{}}
	for _, f := range fragments {
		u.settings = append(u.settings, f.settings...)
		for section, line := range f.headers {
			if _, seen := u.headers[section]; !seen {
				u.headers[section] = line
			}
		}
	}
	return u
}

// unit lowers a service or a timer.
func (l *lowering) unit(u unitFile) {
	if strings.HasSuffix(u.place.Name, ".timer") {
		l.timer(u)
		return
	}
	l.service(u)
}

// fragment reads a file of a unit.
func (l *lowering) fragment(text source.Text) *fragment {
	f := &fragment{lowering: l, place: PlaceOf(l.path), headers: map[string]source.Text{}}
	section := ""
	for line := range l.joined(text, "#;") {
		if l.tooLong(line) {
			continue
		}
		value := line.Reveal()
		if strings.IndexByte("#;", value[0]) >= 0 {
			l.comment(line, line.Slice(1, len(value)))
			continue
		}
		if name, ok := sectionName(value); ok {
			section = name
			if _, seen := f.headers[name]; !seen {
				f.headers[name] = line
			}
			continue
		}
		key, set, ok := line.Cut("=")
		if !ok || section == "" {
			l.bad(line, "line is neither a section, a setting nor a comment")
			continue
		}
		f.settings = append(f.settings, setting{section, key.TrimSpace().Reveal(), set.TrimSpace(), line, l.certainty})
	}
	return f
}

func sectionName(line string) (string, bool) {
	if len(line) < 2 || line[0] != '[' || line[len(line)-1] != ']' {
		return "", false
	}
	return line[1 : len(line)-1], true
}

// all yields the settings of a key that are in force: an empty value resets
// what stands before it.
func (u unitFile) all(section string, keys ...string) []setting {
	var found []setting
	for _, s := range u.settings {
		if s.section != section {
			continue
		}
		for _, key := range keys {
			switch {
			case s.key != key:
			case s.value.Len() == 0:
				found = found[:0]
			default:
				found = append(found, s)
			}
		}
	}
	return found
}

// maxJoined bounds the lines of one setting.
const maxJoined = 1000

// joined yields a text's lines, trimmed, without blank ones and with
// continued ones joined. systemd.syntax(7): a backslash before a line break
// becomes a blank, and comments between the lines are passed over; they are
// yielded on their own.
func (l *lowering) joined(text source.Text, comments string) iter.Seq[source.Text] {
	return func(yield func(source.Text) bool) {
		var pending []source.Text
		for _, raw := range text.Lines() {
			line := raw.TrimSpace()
			whole := line
			switch value := line.Reveal(); {
			case value != "" && strings.IndexByte(comments, value[0]) >= 0:
			case isContinued(raw.Reveal()) && len(pending) < 2*maxJoined:
				pending = append(pending, line.Slice(0, len(value)-1), blankFor(raw))
				continue
			default:
				l.joinLimit(len(pending), line)
				whole = source.Concat(append(pending, line)...).TrimSpace()
				pending = nil
			}
			if whole.Len() > 0 && !yield(whole) {
				return
			}
		}
		if last := source.Concat(pending...).TrimSpace(); last.Len() > 0 {
			yield(last)
		}
	}
}

// joinLimit tells of a setting that is longer than what is joined.
func (l *lowering) joinLimit(pieces int, line source.Text) {
	if pieces >= 2*maxJoined {
		l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, At: line.Span(), Message: "a setting of more than 1000 lines is cut"})
	}
}

// isContinued reports a line break behind a backslash that nothing escapes.
func isContinued(line string) bool {
	line = strings.TrimRight(line, "\r\n")
	return (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1
}

// blankFor is the blank that a backslash and its line break make.
func blankFor(raw source.Text) source.Text {
	value := raw.Reveal()
	return source.Escaped(" ", raw.Slice(strings.LastIndexByte(value, '\\'), len(value)).Span())
}
