package source_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers/source"
)

func TestPositionsInAllNotations(t *testing.T) {
	for _, test := range []struct {
		name, content string
		offset        int
		want          source.Position
	}{
		{"start", "a", 0, source.Position{Line: 1, ByteColumn: 1, UTF16Column: 1}},
		{"empty-file", "", 0, source.Position{Line: 1, ByteColumn: 1, UTF16Column: 1}},
		{"past-the-end", "ab", 9, source.Position{Line: 1, ByteColumn: 3, UTF16Column: 3}},
		{"tab-is-one-column", "\t\tx", 2, source.Position{Line: 1, ByteColumn: 3, UTF16Column: 3}},
		{"lf", "a\nx", 2, source.Position{Line: 2, ByteColumn: 1, UTF16Column: 1}},
		{"crlf", "a\r\nx", 3, source.Position{Line: 2, ByteColumn: 1, UTF16Column: 1}},
		{"lone-cr", "a\rx", 2, source.Position{Line: 2, ByteColumn: 1, UTF16Column: 1}},
		{"cr-cr-lf", "a\r\r\nx", 4, source.Position{Line: 3, ByteColumn: 1, UTF16Column: 1}},
		{"two-bytes", "éx", 2, source.Position{Line: 1, ByteColumn: 3, UTF16Column: 2}},
		{"three-bytes", "漢x", 3, source.Position{Line: 1, ByteColumn: 4, UTF16Column: 2}},
		{"surrogate-pair", "😀x", 4, source.Position{Line: 1, ByteColumn: 5, UTF16Column: 3}},
		{"inside-a-character", "😀x", 3, source.Position{Line: 1, ByteColumn: 4, UTF16Column: 1}},
		{"invalid-bytes", "\xe9\xe8x", 2, source.Position{Line: 1, ByteColumn: 3, UTF16Column: 3}},
		{"bom-counts-not", "\xef\xbb\xbfx", 0, source.Position{Line: 1, ByteColumn: 1, UTF16Column: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, source.NewFile("f", []byte(test.content)).Position(test.offset)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOffsetInvertsPosition(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	for range rounds {
		checkPositions(t, source.NewFile("f", []byte(randomString(r, 30))))
	}
}

// checkPositions holds each offset where a character starts against its
// position. What lies in a line break is led to the end of its line.
func checkPositions(t *testing.T, file *source.File) {
	t.Helper()
	content := file.Content(0, file.Len())
	for at := 0; at <= len(content); {
		p := file.Position(at)
		start, end := file.Line(p.Line)
		if p.ByteColumn != at-start+1 {
			t.Fatalf("byte column %d at %d in %q", p.ByteColumn, at, content)
		}
		if got := file.Offset(p.Line, p.UTF16Column); got != min(at, end) {
			t.Fatalf("offset %d is led back to %d in %q", at, got, content)
		}
		_, size := utf8.DecodeRuneInString(content[at:])
		at += max(size, 1)
	}
}

func TestMappingOfTestdata(t *testing.T) {
	archive, err := txtar.ParseFile("../../testdata/source/positions.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*source.File{}
	for _, f := range archive.Files {
		content := strings.NewReplacer("␍", "\r", "␉", "\t").Replace(string(f.Data))
		files[f.Name] = source.NewFile(f.Name, []byte(content))
	}
	want := files["want"]
	for _, line := range want.Text().Lines() {
		fields := line.Fields()
		file, text := files[fields[0].Reveal()], fields[1].Reveal()
		offset := strings.Index(file.Content(0, file.Len()), text)
		p := file.Position(offset)
		got := fmt.Sprintf("%s %s %d %d %d\n", file.Path(), text, p.Line, p.ByteColumn, p.UTF16Column)
		if diff := cmp.Diff(line.Reveal(), got); diff != "" {
			t.Error(diff)
		}
	}
}
