// Package source holds what was read and where: files, spans, and Text, a
// string that knows where every byte of it was written.
package source

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// Hole is the rune that stands for a part known only at run time. It is a
// Unicode noncharacter, and parsers take it as a plain letter.
const Hole = '\uFDD0'

const hole = string(Hole)

// Encoding is how a file's bytes spell its characters.
type Encoding int

// The encodings that a file may have.
const (
	UTF8    Encoding = iota
	UTF8BOM          // UTF-8 behind a byte order mark, which no offset counts
	UTF16            // converted to UTF-8; offsets count the converted bytes
	Bytes            // UTF-8 with bytes that are none: Latin-1, EUC-JP, Shift-JIS …
)

// File is the content of one file. Offsets count bytes of Content.
type File struct {
	path     string
	revision string // empty: the tree's own
	content  string // without a byte order mark; converted when it was UTF-16
	encoding Encoding
	odd      []oddBytes // ascending
	lines    func() []int
}

// oddBytes is a run of bytes that parsers must not see, and what they see instead.
type oddBytes struct {
	start, end int
	shown      string // of the same length
}

// NewFile makes a File of raw bytes. The path uses slashes.
func NewFile(path string, raw []byte) *File {
	f := &File{path: path}
	f.content, f.encoding = decode(raw)
	f.odd = findOdd(f.content)
	if f.encoding == UTF8 && hasInvalid(f.odd) {
		f.encoding = Bytes
	}
	f.lines = sync.OnceValue(func() []int { return lineStarts(f.content) })
	return f
}

// NewRevision makes a File of what a path held at a revision of the past.
func NewRevision(path, revision string, raw []byte) *File {
	f := NewFile(path, raw)
	f.revision = revision
	return f
}

// Path is the slash-separated name that the file was read under.
func (f *File) Path() string { return f.path }

// Revision names the commit that the content is of. It is empty for what stands
// in the tree.
func (f *File) Revision() string { return f.revision }

// Encoding tells how the file's bytes were decoded.
func (f *File) Encoding() Encoding { return f.encoding }

// Len is the number of bytes of the content.
func (f *File) Len() int { return len(f.content) }

// Content returns the bytes between two offsets as they stand in the file. It
// is raw content: what is shown goes through the masker.
func (f *File) Content(start, end int) string { return f.content[start:end] }

// Text returns the whole file as a Text.
func (f *File) Text() Text { return f.Slice(0, len(f.content)) }

// Slice returns the Text between two offsets.
func (f *File) Slice(start, end int) Text {
	at := start
	first := sort.Search(len(f.odd), func(i int) bool { return f.odd[i].end > start })
	last := first + sort.Search(len(f.odd)-first, func(i int) bool { return f.odd[first+i].start >= end })
	t := Text{pieces: make([]piece, 0, 2*(last-first)+1)}
	for _, o := range f.odd[first:last] {
		from, to := max(o.start, start), min(o.end, end)
		t.add(linearPiece(f, at, from))
		t.add(piece{value: o.shown[from-o.start : to-o.start], file: f, start: from, end: to, in: 1, out: 1, altered: true})
		at = to
	}
	t.add(linearPiece(f, at, end))
	return t
}

func linearPiece(f *File, start, end int) piece {
	return piece{value: f.content[start:end], file: f, start: start, end: end, in: 1, out: 1}
}

func decode(raw []byte) (string, Encoding) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return string(raw[3:]), UTF8BOM
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return fromUTF16(raw[2:], func(b []byte) uint16 { return uint16(b[1])<<8 | uint16(b[0]) }), UTF16
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return fromUTF16(raw[2:], func(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) }), UTF16
	}
	return string(raw), UTF8
}

func fromUTF16(raw []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, unit(raw[i:]))
	}
	return string(utf16.Decode(units))
}

// findOdd lists what must not reach a parser: bytes that are no UTF-8, each
// replaced by one `?`, and real U+FDD0, each replaced by U+FFFD.
func findOdd(s string) []oddBytes {
	if utf8.ValidString(s) && !strings.Contains(s, hole) {
		return nil
	}
	var odd []oddBytes
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			n := invalidBytes(s[i:])
			odd = append(odd, oddBytes{i, i + n, strings.Repeat("?", n)})
			i += n
			continue
		case r == Hole:
			odd = append(odd, oddBytes{i, i + size, string(utf8.RuneError)})
		}
		i += size
	}
	return odd
}

// invalidBytes is the length of the run of bytes at the start of s that are no
// UTF-8.
func invalidBytes(s string) int {
	n := 0
	for n < len(s) {
		if r, size := utf8.DecodeRuneInString(s[n:]); r != utf8.RuneError || size != 1 {
			break
		}
		n++
	}
	return n
}

func hasInvalid(odd []oddBytes) bool {
	for _, o := range odd {
		if o.shown[0] == '?' {
			return true
		}
	}
	return false
}
