package jsonpos_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// samples are valid JSON, and what is almost.
var samples = []string{
	`{}`, `[]`, ` [1, -0.5e+3 , "a\nb", true,false , null ] `, `{"a":{"b":[{"c":"\u00e9\ud83d\ude00"}]}}`,
	`{"a":1,"a":2}`, `"\ud800x"`, `"\udc00\ud800"`, `"\ufdd0"`, `"\/\b\f\r\t\"\\"`, "\"\u00e9\u6f22\U0001f600\"", `0`, `-0`, `1E9`, `1e-9`,
	``, ` `, `{`, `[1,]`, `{"a":1,}`, `{,}`, `[,]`, `01`, `1.`, `.5`, `+1`, `1e`, `-`, `tru`, `nulls`, `'a'`, `{a:1}`, `{"a" 1}`, `{"a":}`,
	`"a`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, "\"\\u\x101\x112\"", "\"a\nb\"", "\"\x01\"", `1 2`, `{} []`, `]`, `[}`, `{"a":1]`, `// c`, "\"\x7f\"", "\v1",
	"{\"a\":\uFDD0}", "[\uFDD0]", `"`, `:`, `{"a":1 "b":2}`, `[1 2]`, `{1:2}`, `{"a":1,,"b":2}`, `nan`, `NaN`, `Infinity`, `1_000`, `0x10`,
}

func TestItTakesWhatTheStandardLibraryTakes(t *testing.T) {
	for _, sample := range samples {
		checkOracle(t, sample)
	}
}

// checkOracle holds a reading against that of encoding/json.
func checkOracle(t *testing.T, content string) {
	t.Helper()
	text := source.NewFile("f", []byte(content)).Text()
	value, err := jsonpos.Parse(text)
	if failure := (*jsonpos.Error)(nil); errors.As(err, &failure) {
		if failure.Offset < 0 || failure.Offset > text.Len() {
			t.Fatalf("%q fails at %d", content, failure.Offset)
		}
		if valid := json.Valid([]byte(text.Reveal())); valid && !failure.Bound {
			t.Errorf("%q: %v", content, err)
		}
		return
	}
	if !json.Valid([]byte(text.Reveal())) {
		t.Errorf("%q is taken", content)
		return
	}
	checkLaws(t, text, value, 0, text.Len())
	decoder := json.NewDecoder(strings.NewReader(text.Reveal()))
	decoder.UseNumber()
	var want strings.Builder
	if err := retell(decoder, &want); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	tell(value, &got)
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Error(diff)
	}
}

// tell writes a value as retell does.
func tell(v *jsonpos.Value, b *strings.Builder) {
	switch v.Kind {
	case jsonpos.Object:
		b.WriteString("{")
		for _, m := range v.Members {
			fmt.Fprintf(b, "%q:", m.Name.Reveal())
			tell(m.Value, b)
		}
		b.WriteString("}")
	case jsonpos.Array:
		b.WriteString("[")
		for _, item := range v.Items {
			tell(item, b)
		}
		b.WriteString("]")
	case jsonpos.String:
		fmt.Fprintf(b, "%q ", v.Text.Reveal())
	default:
		b.WriteString(v.Text.Reveal() + " ")
	}
}

// retell writes what the standard library reads, duplicate keys included.
func retell(d *json.Decoder, b *strings.Builder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		b.WriteString(token.String())
		for d.More() {
			if token == '{' {
				name, err := d.Token()
				if err != nil {
					return err
				}
				fmt.Fprintf(b, "%q:", unholed(fmt.Sprint(name)))
			}
			if err := retell(d, b); err != nil {
				return err
			}
		}
		end, err := d.Token()
		fmt.Fprint(b, end)
		return err
	case string:
		fmt.Fprintf(b, "%q ", unholed(token))
	case nil:
		b.WriteString("null ")
	default:
		fmt.Fprintf(b, "%v ", token)
	}
	return nil
}

// unholed replaces what only an escape can bring into a string.
func unholed(s string) string { return strings.ReplaceAll(s, "\uFDD0", "\uFFFD") }

// checkLaws holds places against the text: they nest, follow each other, and
// what stands there says the value.
func checkLaws(t *testing.T, text source.Text, v *jsonpos.Value, from, to int) {
	t.Helper()
	if v.Start < from || v.End > to || v.Start >= v.End {
		t.Fatalf("value %d to %d stands outside %d to %d", v.Start, v.End, from, to)
	}
	written := text.Slice(v.Start, v.End).Reveal()
	switch v.Kind {
	case jsonpos.Object:
		from = v.Start + 1
		for _, m := range v.Members {
			checkString(t, text, m.Start, m.End, m.Name)
			if m.Start < from || m.End >= m.Value.Start {
				t.Fatalf("member %d to %d is out of order", m.Start, m.End)
			}
			checkLaws(t, text, m.Value, m.End+1, v.End-1)
			from = m.Value.End
		}
	case jsonpos.Array:
		from = v.Start + 1
		for _, item := range v.Items {
			checkLaws(t, text, item, from, v.End-1)
			from = item.End
		}
	case jsonpos.String:
		checkString(t, text, v.Start, v.End, v.Text)
	default:
		if v.Text.Reveal() != written {
			t.Fatalf("%q is said to be %q", written, v.Text.Reveal())
		}
	}
}

func checkString(t *testing.T, text source.Text, start, end int, said source.Text) {
	t.Helper()
	var want string
	if err := json.Unmarshal([]byte(text.Slice(start, end).Reveal()), &want); err != nil {
		t.Fatal(err)
	}
	if want = unholed(want); text.Known() && said.Reveal() != want {
		t.Fatalf("got %q, want %q", said.Reveal(), want)
	}
	around := map[source.Span]bool{}
	for _, span := range text.Slice(start, end).Spans() {
		around[span] = true
	}
	for _, part := range said.Parts() {
		inside := false
		for span := range around {
			inside = inside || span.Contains(part.Span)
		}
		if !inside && !part.Span.IsZero() {
			t.Fatalf("%q stands outside its string", part.Text.Reveal())
		}
		if part.Exact && part.Text.Reveal() != part.Span.File.Content(part.Span.Start, part.Span.End) {
			t.Fatalf("%q is not its source", part.Text.Reveal())
		}
	}
}

func TestEachCharacterStandsAtWhatSpellsIt(t *testing.T) {
	file := source.NewFile("f", []byte(`{"k\u00e9y": "a\nb\ud83d\ude00c"}`))
	value, err := jsonpos.Parse(file.Text())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, text := range []source.Text{value.Members[0].Name, value.Members[0].Value.Text} {
		at := 0
		for _, r := range text.Reveal() {
			size := len(string(r))
			span := text.Slice(at, at+size).Span()
			got = append(got, string(r)+"="+file.Content(span.Start, span.End))
			at += size
		}
	}
	want := []string{"k=k", `é=\u00e9`, "y=y", "a=a", "\n=\\n", "b=b", `😀=\ud83d\ude00`, "c=c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONInsideAStringKeepsItsPlaces(t *testing.T) {
	file := source.NewFile("f", []byte(`{"body": "{\"cidr\": \"10.0.0.0\\/8\", \"n\": 12}"}`))
	outer, err := jsonpos.Parse(file.Text())
	if err != nil {
		t.Fatal(err)
	}
	text := outer.Get("body").Text
	inner, err := jsonpos.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	checkLaws(t, text, inner, 0, text.Len())
	for name, want := range map[string]string{"cidr": `10.0.0.0\\/8`, "n": "12"} {
		span := inner.Get(name).Text.Span()
		if got := file.Content(span.Start, span.End); got != want {
			t.Errorf("%s stands at %q, want %q", name, got, want)
		}
	}
}

func TestWhatWasBroughtFromElsewhereStaysSo(t *testing.T) {
	file := source.NewFile("f", []byte(`a\nb`))
	host := source.NewFile("host", []byte(`["",0]`))
	value, err := jsonpos.Parse(source.Concat(host.Slice(0, 2), file.Text().Moved(), host.Slice(2, 6)))
	if err != nil {
		t.Fatal(err)
	}
	span := value.Items[0].Text.Span()
	if got := span.File.Content(span.Start, span.End); got != `a\nb` {
		t.Errorf("the value stands at %q", got)
	}
}

func TestHoles(t *testing.T) {
	file := source.NewFile("f", []byte(`{"a": X, "b": "xX", "c": 1X}`))
	var parts []source.Text
	for i := range file.Len() {
		part := file.Slice(i, i+1)
		if part.Equal("X") {
			part = source.HoleAt(part.Span())
		}
		parts = append(parts, part)
	}
	value, err := jsonpos.Parse(source.Concat(parts...))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]jsonpos.Kind{"a": jsonpos.Hole, "b": jsonpos.String, "c": jsonpos.Hole} {
		if v := value.Get(name); v.Kind != want || v.Text.Known() {
			t.Errorf("%s: kind %d", name, v.Kind)
		}
	}
}

func TestAByteOrderMarkIsNoPartOfTheValue(t *testing.T) {
	value, err := jsonpos.Parse(source.Concat(source.Literal("\ufeff"), source.NewFile("f", []byte("[1]")).Text()))
	if err != nil || value.Start != 3 || value.End != 6 {
		t.Errorf("%v, %+v", err, value)
	}
}

func TestKeysOfOneNameAreAllKept(t *testing.T) {
	value, err := jsonpos.Parse(source.NewFile("f", []byte(`{"a":1,"b":2,"a":3}`)).Text())
	if err != nil || len(value.Members) != 3 || value.Get("a").Text.Reveal() != "3" {
		t.Errorf("%v, %+v", err, value)
	}
	if value.Get("c") != nil || (*jsonpos.Value)(nil).Get("a") != nil {
		t.Error("a member is there that was not written")
	}
}

func TestBounds(t *testing.T) {
	for name, content := range map[string]string{
		"arrays":  strings.Repeat("[", 1<<20),
		"objects": strings.Repeat(`{"a":`, 1<<20),
		"values":  "[" + strings.Repeat("0,", jsonpos.MaxValues) + "0]",
	} {
		_, err := jsonpos.Parse(source.NewFile("f", []byte(content)).Text())
		if failure := (*jsonpos.Error)(nil); !errors.As(err, &failure) || !failure.Bound {
			t.Errorf("%s: %v", name, err)
		}
	}
	deep := strings.Repeat("[", jsonpos.MaxDepth) + strings.Repeat("]", jsonpos.MaxDepth)
	if _, err := jsonpos.Parse(source.NewFile("f", []byte(deep)).Text()); err != nil {
		t.Errorf("%d levels: %v", jsonpos.MaxDepth, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, sample := range samples {
		f.Add([]byte(sample))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		checkOracle(t, string(content))
		quoted := []byte(strconv.QuoteToASCII(string(bytes.ToValidUTF8(content, []byte("?")))))
		outer, err := jsonpos.Parse(source.NewFile("f", quoted).Text())
		if err != nil {
			return // \x, \a and \v are Go's alone
		}
		text := outer.Text
		if inner, err := jsonpos.Parse(text); err == nil {
			checkLaws(t, text, inner, 0, text.Len())
		}
	})
}
