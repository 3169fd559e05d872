package source_test

import (
	"encoding/base64"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/source"
)

const rounds = 2000

var alphabet = []string{"a", "b", " ", "\t", "\n", "\r\n", "\r", "é", "漢", "😀", "\xe9", "\xa4\xb3", "\uFDD0", "'", "$", "%", "=", "QUJD", "-_"}

func randomString(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.Intn(n + 1) {
		b.WriteString(alphabet[r.Intn(len(alphabet))])
	}
	return b.String()
}

// randomText is put together from several files, escapes, holes and literals.
func randomText(r *rand.Rand) source.Text {
	var parts []source.Text
	for range r.Intn(6) {
		file := source.NewFile("f", []byte(randomString(r, 12)+"x"))
		start := r.Intn(file.Len())
		end := start + r.Intn(file.Len()-start+1)
		span := source.Span{File: file, Start: start, End: end}
		part := file.Slice(start, end)
		switch r.Intn(6) {
		case 0:
			part = source.Escaped("né", span)
		case 1:
			part = source.HoleAt(span)
		case 2:
			part = source.Literal("lit")
		case 3:
			part = part.Moved()
		case 4:
			if decoded, ok := source.NewFile("b", []byte("aGVsbG8g\nd29ybGQ")).Text().Base64(); ok {
				part = decoded
			}
		}
		parts = append(parts, part)
	}
	return source.Concat(parts...)
}

// checkText holds a text against the laws that every text keeps.
func checkText(t *testing.T, text source.Text) {
	t.Helper()
	var joined strings.Builder
	for _, p := range text.Parts() {
		joined.WriteString(p.Text.Reveal())
		if p.Span.IsZero() {
			continue
		}
		s := p.Span
		if s.Start < 0 || s.Start > s.End || s.End > s.File.Len() {
			t.Fatalf("span %d to %d is outside its file", s.Start, s.End)
		}
		if p.Exact && p.Text.Reveal() != s.File.Content(s.Start, s.End) {
			t.Fatalf("%q is not its source", p.Text.Reveal())
		}
	}
	if joined.String() != text.Reveal() || text.Len() != joined.Len() {
		t.Fatalf("parts give %q, want %q", joined.String(), text.Reveal())
	}
	if edit, ok := text.Edit("new"); ok && edit.Span.File.Content(edit.Span.Start, edit.Span.End) != text.Reveal() {
		t.Fatal("an edit replaces something else")
	}
}

func checkSlices(t *testing.T, r *rand.Rand, text source.Text) {
	t.Helper()
	i := r.Intn(text.Len() + 1)
	j := i + r.Intn(text.Len()-i+1)
	cut := text.Slice(i, j)
	checkText(t, cut)
	if got, want := cut.Reveal(), text.Reveal()[i:j]; got != want {
		t.Fatalf("slice is %q, want %q", got, want)
	}
	k := r.Intn(cut.Len() + 1)
	l := k + r.Intn(cut.Len()-k+1)
	twice, once := cut.Slice(k, l), text.Slice(i+k, i+l)
	if twice.Reveal() != once.Reveal() || !equalSpans(twice.Spans(), once.Spans()) {
		t.Fatalf("slices of %q do not compose: %v, %v", text.Reveal(), twice.Spans(), once.Spans())
	}
}

func equalSpans(a, b []source.Span) bool {
	return cmp.Equal(a, b, cmp.Comparer(func(x, y source.Span) bool { return x == y }))
}

func TestSlicesComposeAndPiecesEqualTheirSource(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range rounds {
		text := randomText(r)
		checkText(t, text)
		checkSlices(t, r, text)
		for _, parts := range [][]source.Text{text.Lines(), text.Split("a"), {text.TrimSpace()}} {
			for _, part := range parts {
				checkText(t, part)
			}
		}
	}
}

func TestConcatKeepsOrderAndValue(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for range rounds {
		a, b := randomText(r), randomText(r)
		joined := source.Concat(a, b)
		checkText(t, joined)
		if joined.Reveal() != a.Reveal()+b.Reveal() {
			t.Fatal("order or value changed")
		}
		if back := joined.Slice(0, a.Len()); !equalSpans(back.Spans(), a.Spans()) {
			t.Fatalf("the first part moved: %v, %v", back.Spans(), a.Spans())
		}
	}
}

func TestBase64LeadsEachByteToItsGroup(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for range rounds {
		plain := make([]byte, 1+r.Intn(80))
		for i := range plain {
			plain[i] = byte(r.Intn(128))
		}
		encoding := []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding}[r.Intn(4)]
		spelled := encoding.EncodeToString(plain)
		width := 1 + r.Intn(len(spelled))
		var wrapped strings.Builder
		for i := range len(spelled) {
			if i > 0 && i%width == 0 {
				wrapped.WriteString("\r\n")
			}
			wrapped.WriteByte(spelled[i])
		}
		file := source.NewFile("f", []byte(wrapped.String()))
		text := file.Text()
		if cut := r.Intn(text.Len()); r.Intn(2) == 0 {
			text = source.Concat(text.Slice(0, cut).Moved(), text.Slice(cut, text.Len()))
		}
		decoded, ok := text.Base64()
		if !ok || decoded.Reveal() != string(plain) {
			t.Fatalf("got %q, want %q", decoded.Reveal(), plain)
		}
		checkText(t, decoded)
		checkSlices(t, r, decoded)
		at := r.Intn(len(plain))
		span := decoded.Slice(at, at+1).Span()
		group := strings.NewReplacer("\r", "", "\n", "").Replace(file.Content(span.Start, span.End))
		if want := strings.TrimRight(spelled[at/3*4:min(at/3*4+4, len(spelled))], "="); group != want && strings.TrimRight(group, "=") != want {
			t.Fatalf("byte %d of %q is led to %q, want %q", at, plain, group, want)
		}
	}
}

func TestBase64GivesParsersNoOddBytes(t *testing.T) {
	spelled := base64.StdEncoding.EncodeToString([]byte("a\xe9b\uFDD0c"))
	decoded, ok := source.NewFile("f", []byte(spelled)).Text().Base64()
	if !ok || decoded.Reveal() != "a?b\uFFFDc" {
		t.Errorf("got %q", decoded.Reveal())
	}
	for _, bad := range []string{"", "a", "a=b", "a$bc", "=====\n=x", "abcde"} {
		if _, ok := source.NewFile("f", []byte(bad)).Text().Base64(); ok {
			t.Errorf("%q is taken for base64", bad)
		}
	}
}

func TestOddBytesKeepOffsets(t *testing.T) {
	for _, test := range []struct {
		name, raw, shown string
		encoding         source.Encoding
	}{
		{"utf-8", "é x", "é x", source.UTF8},
		{"latin-1", "\xe9\xe8 x", "?? x", source.Bytes},
		{"euc-jp", "\xb4\xc1\xbb\xfa x", "???? x", source.Bytes},
		{"shift-jis", "\x8a\xbf x", "?? x", source.Bytes},
		{"bom", "\xef\xbb\xbfé x", "é x", source.UTF8BOM},
		{"utf-16le", "\xff\xfe\xe9\x00 \x00x\x00", "é x", source.UTF16},
		{"utf-16be", "\xfe\xff\x00\xe9\x00 \x00x", "é x", source.UTF16},
		{"noncharacter", "\uFDD0 x", "\uFFFD x", source.UTF8},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := source.NewFile("f", []byte(test.raw))
			text := file.Text()
			checkText(t, text)
			if text.Reveal() != test.shown || file.Encoding() != test.encoding || !text.Known() || !utf8.ValidString(text.Reveal()) {
				t.Errorf("got %q in encoding %d", text.Reveal(), file.Encoding())
			}
			x := text.TrimPrefix(test.shown[:len(test.shown)-1])
			if s := x.Span(); file.Content(s.Start, s.End) != "x" || s.Start != strings.IndexByte(text.Reveal(), 'x') {
				t.Error("the offset of x is lost")
			}
		})
	}
}

func TestEditOnlyWhereItCanBeExpressed(t *testing.T) {
	file := source.NewFile("f", []byte("0.0.0.0/0 caf\xe9"))
	whole := file.Slice(0, 9)
	edit, ok := whole.Edit("10.0.0.0/8")
	if !ok || edit.New != "10.0.0.0/8" || edit.Span != (source.Span{File: file, Start: 0, End: 9}) {
		t.Errorf("no edit of a plain value: %v", edit)
	}
	for name, text := range map[string]source.Text{
		"two-places": source.Concat(whole, whole), "literal": source.Literal("x"), "empty": {},
		"escape": source.Escaped("x", whole.Span()), "hole": source.HoleAt(whole.Span()), "odd-byte": file.Slice(10, 14),
	} {
		if _, ok := text.Edit("x"); ok {
			t.Errorf("%s: edit offered", name)
		}
	}
	for _, value := range []string{"a\nb", `a"b`, "a'b", `a\b`, "$a", "`a`", "%a", "\uFDD0", "\xe9"} {
		if _, ok := whole.Edit(value); ok {
			t.Errorf("edit to %q offered", value)
		}
	}
}

func TestAnEmptySeparatorCutsNothing(t *testing.T) {
	if parts := source.Literal("ab").Split(""); len(parts) != 1 || !parts[0].Equal("ab") {
		t.Errorf("%d parts", len(parts))
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"a\tb\r\nc", "é😀\xe9\xa4\xb3", "QUJD\nREVG", "\xff\xfea\x00", "\uFDD0", "\xef\xbb\xbfx"} {
		f.Add([]byte(seed), int64(1))
	}
	f.Fuzz(func(t *testing.T, raw []byte, seed int64) {
		r := rand.New(rand.NewSource(seed))
		file := source.NewFile("f", raw)
		text := source.Concat(file.Text(), randomText(r))
		if !utf8.ValidString(file.Text().Reveal()) || !file.Text().Known() {
			t.Fatal("a parser would see odd bytes")
		}
		checkText(t, text)
		checkSlices(t, r, text)
		if decoded, ok := file.Text().Base64(); ok {
			checkText(t, decoded)
			checkSlices(t, r, decoded)
		}
		checkPositions(t, file)
	})
}

func TestMarksBecomeHoles(t *testing.T) {
	jinja := []source.Mark{{Open: "{{", Close: "}}", Prints: true}, {Open: "{%", Close: "%}"}, {Open: "{#", Close: "#}", Silent: true}}
	for content, want := range map[string]struct {
		value      string
		controlled bool
	}{
		"a {{ b }} c":            {"a \uFDD0 c", false},
		"{# a #}b":               {"b", false},
		"{% if a %}b{% endif %}": {"b", true},
		"a {{ b":                 {"a {{ b", false},
		"a":                      {"a", false},
	} {
		filled, controlled := source.NewFile("x", []byte(content)).Text().FillMarks(jinja)
		if filled.Reveal() != want.value || controlled != want.controlled {
			t.Errorf("%q: %q %v, want %q %v", content, filled.Reveal(), controlled, want.value, want.controlled)
		}
	}
}
