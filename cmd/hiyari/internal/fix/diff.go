package fix

import (
	"fmt"
	"io"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules/engine"
)

// context is how many unchanged lines stand around a change.
const context = 3

// Diff writes what a plan changes as a unified diff. It is for people: what is
// a credential is masked in it, so it cannot be applied.
func Diff(w io.Writer, plan Plan, masker *engine.Masker) error {
	var b strings.Builder
	for _, change := range plan.Changes {
		d := differ{&b, change.File, masker}
		fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n", masker.String(change.File.Path()), masker.String(change.File.Path()))
		moved := 0
		for _, h := range hunksOf(change) {
			moved += d.hunk(h, moved)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// block is a range of whole lines with the edits in it.
type block struct {
	first, last int // lines, counted from one
	edits       []source.Edit
}

// hunk is a run of blocks with few unchanged lines between them.
type hunk []block

func hunksOf(change Change) []hunk {
	var hunks []hunk
	for _, b := range blocksOf(change) {
		if n := len(hunks); n > 0 {
			h := hunks[n-1]
			if b.first-h[len(h)-1].last <= 2*context+1 {
				hunks[n-1] = append(h, b)
				continue
			}
		}
		hunks = append(hunks, hunk{b})
	}
	return hunks
}

// blocksOf joins the edits that touch the same lines.
func blocksOf(change Change) []block {
	var blocks []block
	for _, edit := range change.Edits {
		first := change.File.Position(edit.Span.Start).Line
		last := change.File.Position(max(edit.Span.Start, edit.Span.End-1)).Line
		if n := len(blocks); n > 0 && first <= blocks[n-1].last {
			blocks[n-1].last = max(last, blocks[n-1].last)
			blocks[n-1].edits = append(blocks[n-1].edits, edit)
			continue
		}
		blocks = append(blocks, block{first, last, []source.Edit{edit}})
	}
	return blocks
}

type differ struct {
	out    *strings.Builder
	file   *source.File
	masker *engine.Masker
}

// hunk writes a hunk whose lines were moved by those before, and returns by how
// many it moves the rest.
func (d differ) hunk(h hunk, moved int) int {
	var body strings.Builder
	first, last := max(h[0].first-context, 1), min(h[len(h)-1].last+context, d.lines())
	removed, added := 0, 0
	line := first
	unchanged := func(until int) {
		for ; line < until; line++ {
			body.WriteString(" " + d.shown(line) + "\n")
			removed, added = removed+1, added+1
		}
	}
	for _, b := range h {
		unchanged(b.first)
		for ; line <= min(b.last, d.lines()); line++ {
			body.WriteString("-" + d.shown(line) + "\n")
			removed++
		}
		for _, text := range d.changed(b) {
			body.WriteString("+" + text + "\n")
			added++
		}
	}
	unchanged(last + 1)
	fmt.Fprintf(d.out, "@@ -%d,%d +%d,%d @@\n%s", first, removed, first+moved, added, body.String())
	return added - removed
}

// lines is the number of lines that hold something: behind the last line break
// there may be none.
func (d differ) lines() int {
	last := d.file.Position(d.file.Len())
	if last.ByteColumn == 1 {
		return last.Line - 1
	}
	return last.Line
}

func (d differ) shown(line int) string {
	start, end := d.file.Line(line)
	return d.part(start, end)
}

func (d differ) part(start, end int) string {
	return d.masker.Span(source.Span{File: d.file, Start: start, End: end})
}

// changed is what the lines of a block become. What stays is masked by its
// place, and what edits bring is ours.
func (d differ) changed(b block) []string {
	at, _ := d.file.Line(b.first)
	end, _ := d.file.Line(b.last + 1)
	lines := []string{""}
	grow := func(text string) { lines[len(lines)-1] += text }
	keep := func(until int) {
		for at < until {
			_, stop := d.file.Line(d.file.Position(at).Line)
			next, _ := d.file.Line(d.file.Position(at).Line + 1)
			grow(d.part(at, min(max(stop, at), until)))
			if at = min(next, until); at == next && next > stop {
				lines = append(lines, "")
			}
		}
	}
	for _, edit := range b.edits {
		keep(edit.Span.Start)
		for i, text := range strings.Split(strings.ReplaceAll(edit.New, "\r", ""), "\n") {
			if i > 0 {
				lines = append(lines, "")
			}
			grow(text)
		}
		at = edit.Span.End
	}
	keep(end)
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
