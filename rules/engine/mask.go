package engine

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// unknown is shown for a part that is not known, or that must not be.
const unknown = "…"

// shortest is the length of the shortest value that is sought by what it says:
// shorter ones stand by chance in innocent text.
const shortest = 6

// Masker is the only way from raw content to a string that is shown. It knows
// where every credential of a project was written, whatever its confidence, and
// shows the public prefix and the length in its place.
type Masker struct {
	ranges   map[fileKey][]maskedRange // of the searched files ascending and disjoint
	names    map[fileKey][]maskedRange // where names stand that may be shown, ascending and disjoint
	values   map[string][]soughtValue  // by the first bytes; longest first
	searched map[*source.File]bool     // for what the values say
}

// fileKey tells the contents of files apart: a file may have been read twice, and
// a path may have held several.
type fileKey struct{ path, revision string }

func keyOf(file *source.File) fileKey { return fileKey{file.Path(), file.Revision()} }

// soughtValue is what a credential says, to be found wherever it stands.
type soughtValue struct {
	text string
	word bool // letters only: found as a whole word, for it may be a part of any name
}

// maskedRange is a range of a file that is not shown, and what is shown instead.
type maskedRange struct {
	start, end int
	shown      string
	repeated   bool // only says what a credential says that stands elsewhere
}

// NewMasker collects what must not be shown.
func NewMasker(p *fact.Project) *Masker {
	m := &Masker{
		ranges: map[fileKey][]maskedRange{}, names: namesOf(p),
		values: map[string][]soughtValue{}, searched: map[*source.File]bool{},
	}
	for c := range fact.All[*fact.Credential](p) {
		m.hide(c.Value)
	}
	for key, values := range m.values {
		slices.SortFunc(values, func(a, b soughtValue) int {
			return cmp.Or(cmp.Compare(len(b.text), len(a.text)), strings.Compare(a.text, b.text))
		})
		m.values[key] = slices.Compact(values)
	}
	return m
}

// hide masks the places of a value, and the value wherever else it stands.
func (m *Masker) hide(value source.Text) {
	raw := reveal(value)
	shown := masked(raw)
	for _, part := range value.Parts() {
		if part.Hole {
			continue
		}
		m.hideValue(reveal(part.Text))
		if part.Span.File == nil || part.Span.Start == part.Span.End {
			continue
		}
		key := keyOf(part.Span.File)
		m.ranges[key] = append(m.ranges[key], maskedRange{start: part.Span.Start, end: part.Span.End, shown: shown})
		shown = unknown
	}
	m.hideValue(raw)
	if strings.Contains(raw, "\n") {
		for line := range strings.Lines(raw) {
			m.hideLine(strings.TrimSpace(line))
		}
	}
}

// hideLine hides a line of a value of many lines. The frame of a private key
// is no secret.
func (m *Masker) hideLine(line string) {
	if len(line) >= 16 && !strings.HasPrefix(line, "-----") {
		m.hideValue(line)
	}
}

func (m *Masker) hideValue(value string) {
	if len(value) < shortest || strings.ContainsRune(value, source.Hole) {
		return
	}
	m.seek(soughtValue{value, strings.IndexFunc(value, func(r rune) bool { return !isLetter(r) }) < 0})
	for _, spelled := range inBase64(value) {
		m.seek(soughtValue{spelled, false})
	}
}

func (m *Masker) seek(value soughtValue) {
	key := value.text[:shortest]
	m.values[key] = append(m.values[key], value)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// isPartOfName reports a byte that goes on with a name or a word.
func isPartOfName(c byte) bool {
	return isLetter(rune(c)) || c >= '0' && c <= '9' || c == '_' || c == '-' || c >= utf8.RuneSelf
}

// standsAt reports that s says the value at i.
func (v soughtValue) standsAt(s string, i int) bool {
	if !strings.HasPrefix(s[i:], v.text) {
		return false
	}
	end := i + len(v.text)
	return !v.word || (i == 0 || !isPartOfName(s[i-1])) && (end == len(s) || !isPartOfName(s[end]))
}

// inBase64 lists how base64 spells a value within a longer text: it depends on
// what stands before. A digit that spells a part of a neighbor too is left out,
// and so up to five bits of the value.
func inBase64(value string) []string {
	const bitsOfByte, bitsOfDigit = 8, 6
	var spellings []string
	for before := range 3 {
		text := "\x00\x00"[:before] + value + "\x00\x00"
		from, to := (before*bitsOfByte+bitsOfDigit-1)/bitsOfDigit, (before+len(value))*bitsOfByte/bitsOfDigit
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			spellings = append(spellings, encoding.EncodeToString([]byte(text))[from:to])
		}
	}
	return spellings
}

// masked is what is shown in the place of a value: `AKIA…(20)`.
func masked(value string) string {
	return fmt.Sprintf("%s%s(%d)", known.PublicPrefix(value), unknown, utf8.RuneCountInString(value))
}

// disjoint sorts ranges and joins those that overlap. The widest gives what is
// shown, and of equal ones a credential's own.
func disjoint(ranges []maskedRange) []maskedRange {
	slices.SortFunc(ranges, func(a, b maskedRange) int {
		if a.start == b.start && a.end == b.end && a.repeated != b.repeated {
			if b.repeated {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), strings.Compare(b.shown, a.shown))
	})
	joined := ranges[:0]
	for _, r := range ranges {
		if n := len(joined); n > 0 && r.start < joined[n-1].end {
			joined[n-1].end = max(joined[n-1].end, r.end)
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// Text shows a value. Holes are shown as `…`.
func (m *Masker) Text(t source.Text) string {
	if m.isName(t) {
		return visible(reveal(t))
	}
	var b strings.Builder
	hidden := false // the part before is masked: what goes on with it says no more
	for _, part := range t.Parts() {
		for _, s := range m.shownOf(part) {
			if !s.masked || !hidden || s.text != unknown {
				b.WriteString(s.text)
			}
			hidden = s.masked
		}
	}
	return m.String(b.String())
}

// shownOf divides a part of a value into what is shown and what is not.
func (m *Masker) shownOf(part source.Part) []segment {
	switch {
	case part.Hole:
		return []segment{{text: unknown}}
	case part.Span.File == nil:
		return []segment{{text: reveal(part.Text)}}
	case part.Exact:
		return m.cut(part.Span)
	}
	return []segment{m.opaque(part)}
}

// opaque shows a part that is spelled differently in its file: whole, or, where
// a masked range touches it, not at all.
func (m *Masker) opaque(part source.Part) segment {
	touching := m.within(part.Span)
	switch {
	case len(touching) == 0:
		return segment{text: reveal(part.Text)}
	case touching[0].start == part.Span.Start && touching[0].end == part.Span.End:
		return segment{text: touching[0].shown, masked: true}
	}
	return segment{text: unknown, masked: true}
}

// Span shows the source under a span, on one line.
func (m *Masker) Span(s source.Span) string {
	if s.IsZero() {
		return ""
	}
	var b strings.Builder
	for _, segment := range m.cut(s) {
		b.WriteString(segment.text)
	}
	return m.String(b.String())
}

// String shows a text of which the place is not known: credentials are found by
// value alone.
func (m *Masker) String(s string) string {
	var b strings.Builder
	for {
		start, end, ok := m.find(s)
		if !ok {
			return b.String() + visible(s)
		}
		b.WriteString(visible(s[:start]))
		b.WriteString(visible(masked(s[start:end])))
		s = s[end:]
	}
}

// writesSecret reports a fix that writes or tells what is masked, as the name of
// a resource may be.
func (m *Masker) writesSecret(fix rules.Fix) bool {
	says := func(text string) bool {
		_, _, ok := m.find(text)
		return ok
	}
	return says(fix.Title) || slices.ContainsFunc(fix.Edits, func(edit source.Edit) bool { return says(edit.New) })
}

// find returns the first place in s that spells a value.
func (m *Masker) find(s string) (start, end int, ok bool) {
	if len(m.values) == 0 {
		return 0, 0, false
	}
	for i := 0; i+shortest <= len(s); i++ {
		for _, value := range m.values[s[i:i+shortest]] {
			if value.standsAt(s, i) {
				return i, i + len(value.text), true
			}
		}
	}
	return 0, 0, false
}

// segment is a run of a file with what is shown for it.
type segment struct {
	start, end int
	text       string
	masked     bool
}

// cut divides a span of a file into what is shown as it stands and what is not.
func (m *Masker) cut(s source.Span) []segment {
	var segments []segment
	at := s.Start
	for _, r := range m.within(s) {
		if at < r.start {
			segments = append(segments, plain(s.File, at, r.start))
		}
		from, to := max(r.start, s.Start), min(r.end, s.End)
		shown := r.shown
		if from > r.start {
			shown = unknown
		}
		segments = append(segments, segment{from, to, shown, true})
		at = to
	}
	if at < s.End {
		segments = append(segments, plain(s.File, at, s.End))
	}
	return segments
}

// plain is a part of a file that no masked range touches.
func plain(file *source.File, start, end int) segment {
	return segment{start, end, file.Content(start, end), false}
}

// rangesOf lists the masked ranges of a file: where credentials stand, and where
// what they say stands elsewhere. A part of such a place is shown no more than
// the whole, and cannot be known by its value.
func (m *Masker) rangesOf(file *source.File) []maskedRange {
	key := keyOf(file)
	if m.searched[file] {
		return m.ranges[key]
	}
	m.searched[file] = true
	ranges, content := m.ranges[key], file.Content(0, file.Len())
	for at := 0; ; {
		start, end, ok := m.find(content[at:])
		if !ok {
			break
		}
		if !within(m.names[key], at+start, at+end) {
			ranges = append(ranges, maskedRange{at + start, at + end, masked(content[at+start : at+end]), true})
		}
		at += end
	}
	m.ranges[key] = disjoint(ranges)
	return m.ranges[key]
}

// within lists the masked ranges that touch a span.
func (m *Masker) within(s source.Span) []maskedRange {
	ranges := m.rangesOf(s.File)
	first, _ := slices.BinarySearchFunc(ranges, s.Start, func(r maskedRange, start int) int {
		return cmp.Compare(r.end, start+1)
	})
	last := first
	for last < len(ranges) && ranges[last].start < s.End {
		last++
	}
	return ranges[first:last]
}

// reveal returns raw content. It is the engine's only door to it.
func reveal(t source.Text) string {
	return t.Reveal() //nolint:forbidigo // the masker hides what is said here; ignores judge it
}
