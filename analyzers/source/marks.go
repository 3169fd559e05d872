package source

import "strings"

// Mark is what a template language puts its own words between.
type Mark struct {
	Open, Close string
	Prints      bool // stands for a value; other marks are statements
	Silent      bool // a comment, which neither prints nor decides
}

// maxMark bounds how far a mark's end is looked for.
const maxMark = 2000

// FillMarks returns t with a hole for each mark that prints and nothing for
// each that does not. controlled reports a statement, so that any part may be
// absent or repeated.
func (t Text) FillMarks(marks []Mark) (filled Text, controlled bool) {
	value := t.Reveal()
	var parts []Text
	at := 0
	for i := 0; i < len(value); i++ {
		mark, end := markAt(value, i, marks)
		if end == i {
			continue
		}
		parts = append(parts, t.Slice(at, i))
		if mark.Prints {
			parts = append(parts, HoleAt(t.Slice(i, end).Span()))
		}
		controlled = controlled || !mark.Prints && !mark.Silent
		at, i = end, end-1
	}
	if parts == nil {
		return t, false
	}
	return Concat(append(parts, t.Slice(at, len(value)))...), controlled
}

// markAt finds the mark that begins at an offset and its end, which is the
// offset itself where none does.
func markAt(value string, i int, marks []Mark) (mark Mark, end int) {
	for _, mark := range marks {
		if !strings.HasPrefix(value[i:], mark.Open) {
			continue
		}
		window := value[i+len(mark.Open) : min(i+maxMark, len(value))]
		if n := strings.Index(window, mark.Close); n >= 0 {
			return mark, i + len(mark.Open) + n + len(mark.Close)
		}
	}
	return Mark{}, i
}
