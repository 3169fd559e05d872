package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
)

// mostFile bounds a file. hiyari itself reads none that is larger.
const mostFile = 10 << 20

// tree reads files below a folder. Nothing leads out of it: neither `..` of a
// report nor a link of the tree.
type tree struct {
	root *os.Root
	read map[string]*text
}

// text is a file as hiyari counts its bytes: without a byte order mark.
type text struct {
	content string
	starts  []int  // offset of each line
	words   []word // what may be an ID or a secret key, in order
	fault   string // why there is no content
}

func openTree(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("-root: %w", err)
	}
	return &tree{root: root, read: map[string]*text{}}, nil
}

func (t *tree) close() error { return t.root.Close() }

// file reads a file once.
func (t *tree) file(name string) *text {
	if known, ok := t.read[name]; ok {
		return known
	}
	content, err := t.load(name)
	f := &text{content: content}
	if err != nil {
		f.fault = err.Error()
	}
	f.starts, f.words = lineStarts(content), wordsOf(content)
	t.read[name] = f
	return f
}

// load says in its error why a file cannot be read, without what the system
// says of its path.
func (t *tree) load(name string) (string, error) {
	if !fs.ValidPath(name) || name != path.Clean(name) {
		return "", errors.New("the report's path leads out of the tree")
	}
	stat, err := t.root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("the file is gone since the report")
	case err != nil:
		return "", errors.New("the file cannot be read, or a link of it leads out of the tree")
	case !stat.Mode().IsRegular():
		return "", errors.New("it is no regular file")
	case stat.Size() > mostFile:
		return "", errors.New("the file is too large")
	}
	file, err := t.root.Open(name)
	if err != nil {
		return "", errors.New("the file cannot be opened")
	}
	defer file.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(file, mostFile))
	if err != nil {
		return "", errors.New("the file cannot be read")
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return "", errors.New("UTF-16 is not read here")
	}
	return string(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))), nil
}

// lineStarts lists the offset of each line. Lines end with \n, \r\n or a lone \r.
func lineStarts(s string) []int {
	starts := []int{0}
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// span returns the offsets of a place. ok is false where the file has no such place.
func (t *text) span(at place) (start, end int, ok bool) {
	start, startOK := t.offset(at.line, at.column, at.utf16)
	end, endOK := t.offset(at.endLine, at.endColumn, at.utf16)
	return start, end, startOK && endOK && start < end
}

func (t *text) offset(line, column int, inUTF16 bool) (offset int, ok bool) {
	if line < 1 || line > len(t.starts) || column < 1 {
		return 0, false
	}
	start, end := t.starts[line-1], len(t.content)
	if line < len(t.starts) {
		end = t.starts[line]
	}
	if !inUTF16 {
		return start + column - 1, column-1 <= end-start
	}
	at := 1
	for i, r := range t.content[start:end] {
		if at >= column {
			return start + i, true
		}
		at += utf16.RuneLen(r) // a byte that is no UTF-8 is one unit
	}
	return end, at == column
}

// line is the number of the line that holds an offset, from zero.
func (t *text) line(offset int) int {
	return sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > offset }) - 1
}

// before is what stands before an offset on its line, as far as names reach.
func (t *text) before(offset int) string {
	const longest = 200
	return t.content[max(t.starts[t.line(offset)], offset-longest):offset]
}

// plain takes out of a text what commands a terminal: control characters and
// those that turn the direction of writing.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return '?'
		}
		return r
	}, s)
}
