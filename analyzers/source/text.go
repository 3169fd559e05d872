package source

import (
	"slices"
	"sort"
	"strings"
)

// Span is a range of bytes in one file. The zero Span is nowhere.
type Span struct {
	File       *File
	Start, End int
}

// IsZero reports that the span is nowhere.
func (s Span) IsZero() bool { return s.File == nil }

// Contains reports that other lies inside s.
func (s Span) Contains(other Span) bool {
	return s.File == other.File && s.Start <= other.Start && other.End <= s.End
}

// Text is a string that knows where each byte of it was written and which
// parts are known only at run time.
//
// It has no String, Format or MarshalJSON: a value cannot be printed by
// accident. Reveal gives the raw content, for judging only.
type Text struct {
	_      [0]func() // not comparable: two Texts with one value differ in place
	pieces []piece
}

// piece is a run of value bytes with one relation to its source: every out
// bytes of the value come from in bytes of the file. Linear pieces have 1:1,
// base64 3:4, escapes and interpolations their whole lengths.
type piece struct {
	value      string
	at         int   // value offset in the Text that holds the piece
	file       *File // nil when nothing in a file says it
	start, end int
	in, out    int
	phase      int  // value bytes of the first unit that were cut away
	altered    bool // 1:1, but the bytes differ
	away       bool // brought here from another place, by substitution
	unknown    bool // a hole
}

func (p piece) linear() bool {
	return p.file != nil && !p.unknown && !p.altered && p.in == 1 && p.out == 1
}

// slice cuts a piece between value offsets. A cut inside a unit widens the
// span to the whole unit.
func (p piece) slice(i, j int) piece {
	if i == 0 && j == len(p.value) {
		return p
	}
	cut := p
	cut.value = p.value[i:j]
	if p.file == nil {
		return cut
	}
	first, last := (p.phase+i)/p.out, (p.phase+j+p.out-1)/p.out
	if i == j {
		last = first
	}
	cut.start, cut.end = p.start+first*p.in, min(p.start+last*p.in, p.end)
	cut.start = min(cut.start, cut.end)
	cut.phase = (p.phase + i) % p.out
	return cut
}

func (t *Text) add(p piece) {
	if p.value == "" {
		return
	}
	p.at = t.Len()
	t.pieces = append(t.pieces, p)
}

// Literal is a Text that no file says, such as a default of a provider.
func Literal(value string) Text {
	var t Text
	t.add(piece{value: value, in: 1, out: 1})
	return t
}

// HoleAt is an unknown value written at span, usually as an expression.
func HoleAt(span Span) Text {
	return Text{pieces: []piece{{
		value: hole, file: span.File, start: span.Start, end: span.End,
		in: span.End - span.Start, out: len(hole), unknown: true,
	}}}
}

// Escaped is a value whose spelling at span differs from it, such as `\n`.
func Escaped(value string, span Span) Text {
	var t Text
	t.add(piece{
		value: value, file: span.File, start: span.Start, end: span.End,
		in: span.End - span.Start, out: max(len(value), 1), altered: true,
	})
	return t
}

// Concat joins texts in order.
func Concat(texts ...Text) Text {
	n := 0
	for _, t := range texts {
		n += len(t.pieces)
	}
	joined := Text{pieces: make([]piece, 0, n)}
	for _, t := range texts {
		for _, p := range t.pieces {
			joined.join(p)
		}
	}
	if len(joined.pieces) <= n/2 { // most merged: what is kept must not hold the room of all
		joined.pieces = slices.Clone(joined.pieces)
	}
	return joined
}

// join adds a piece, merging it with the one before where both are linear and
// adjoin in their file.
func (t *Text) join(p piece) {
	if n := len(t.pieces); n > 0 {
		last := &t.pieces[n-1]
		if last.linear() && p.linear() && last.file == p.file && last.end == p.start && last.away == p.away {
			last.value, last.end = p.file.content[last.start:p.end], p.end
			return
		}
	}
	t.add(p)
}

// Moved marks the whole of t as brought from where it was written to another
// place, as a variable's value is. Span prefers what was written in place.
func (t Text) Moved() Text {
	moved := slices.Clone(t.pieces)
	for i := range moved {
		moved[i].away = true
	}
	return Text{pieces: moved}
}

// Len is the number of bytes of the value, with three for each hole.
func (t Text) Len() int {
	if len(t.pieces) == 0 {
		return 0
	}
	last := t.pieces[len(t.pieces)-1]
	return last.at + len(last.value)
}

// Pieces is the number of places that the value is put together from, for
// bounds on what is built of hostile input.
func (t Text) Pieces() int { return len(t.pieces) }

// Known reports that no part is a hole.
func (t Text) Known() bool {
	for _, p := range t.pieces {
		if p.unknown {
			return false
		}
	}
	return true
}

// Linear reports that the value stands byte for byte in one place of one file.
func (t Text) Linear() bool { return len(t.pieces) == 1 && t.pieces[0].linear() }

// Reveal returns the raw value, holes as U+FDD0. It is for judging: what is
// shown to anyone goes through the masker.
func (t Text) Reveal() string {
	switch len(t.pieces) {
	case 0:
		return ""
	case 1:
		return t.pieces[0].value
	}
	var b strings.Builder
	b.Grow(t.Len())
	for _, p := range t.pieces {
		b.WriteString(p.value)
	}
	return b.String()
}

// Slice returns the part of t between value offsets i and j. A cut inside an
// escape widens its span to the whole escape.
func (t Text) Slice(i, j int) Text {
	i, j = max(i, 0), min(j, t.Len())
	if i >= j {
		return Text{}
	}
	first, last := t.pieceAt(i), t.pieceAt(j-1)
	cut := Text{pieces: make([]piece, 0, last-first+1)}
	for _, p := range t.pieces[first : last+1] {
		cut.add(p.slice(max(i-p.at, 0), min(j-p.at, len(p.value))))
	}
	return cut
}

// pieceAt is the index of the piece that holds the value offset i.
func (t Text) pieceAt(i int) int {
	return sort.Search(len(t.pieces), func(k int) bool { return t.pieces[k].at > i }) - 1
}

// Span is where the value was written: the range over the pieces of the place
// itself, or, where all were brought from elsewhere, over the first of those
// places. It is zero for a text that no file says.
func (t Text) Span() Span {
	if s := t.spanOf(func(p piece) bool { return !p.away && !p.unknown }); !s.IsZero() {
		return s
	}
	if s := t.spanOf(func(p piece) bool { return !p.unknown }); !s.IsZero() {
		return s
	}
	return t.spanOf(func(piece) bool { return true })
}

func (t Text) spanOf(wanted func(piece) bool) Span {
	var s Span
	for _, p := range t.pieces {
		switch {
		case p.file == nil || !wanted(p):
		case s.File == nil:
			s = Span{p.file, p.start, p.end}
		case p.file == s.File && p.start >= s.Start && (!p.away || p.start <= s.End):
			s.End = max(s.End, p.end) // units of an encoding may overlap where they were cut
		}
	}
	return s
}

// Spans lists the source ranges of all pieces, in order, adjoining ones joined.
func (t Text) Spans() []Span {
	var spans []Span
	for _, p := range t.pieces {
		if p.file == nil {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].File == p.file && spans[n-1].End == p.start {
			spans[n-1].End = p.end
			continue
		}
		spans = append(spans, Span{p.file, p.start, p.end})
	}
	return spans
}

// OffsetOf returns the value offset of a place in a file, for the first piece
// that holds it.
func (t Text) OffsetOf(file *File, offset int) (int, bool) {
	for _, p := range t.pieces {
		if p.file == file && p.start <= offset && offset < p.end {
			units := (offset - p.start) / max(p.in, 1)
			return p.at + min(max(units*p.out-p.phase, 0), len(p.value)-1), true
		}
	}
	return 0, false
}

// Part is a run of a Text that relates to one source range, for renderers that
// must know where each shown byte comes from.
type Part struct {
	Text  Text
	Span  Span
	Exact bool // the value stands there byte for byte
	Hole  bool
}

// Parts lists the runs of t in order.
func (t Text) Parts() []Part {
	parts := make([]Part, len(t.pieces))
	for i, p := range t.pieces {
		alone := p
		alone.at = 0
		parts[i] = Part{
			Text: Text{pieces: []piece{alone}}, Span: Span{p.file, p.start, p.end},
			Exact: p.linear(), Hole: p.unknown,
		}
	}
	return parts
}
