package engine

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

func TestMaskerHidesValuesWhereverTheyStand(t *testing.T) {
	secret := secretOf(40)
	encoded := base64.StdEncoding.EncodeToString([]byte("export KEY=" + secret + " && dig @8.8.8.8"))
	tr := newTree(t)
	file, document := tr.file("a.sh", "a="+secret+" b\nc='"+secret+"'\n"+encoded+"\n", fact.LanguageNone)
	tr.credential(tr.at(file, secret), document, fact.Low)
	decoded, _ := tr.at(file, encoded).Base64()
	at := strings.Index(decoded.Reveal(), secret)
	tr.credential(decoded.Slice(at, at+len(secret)), document, fact.Medium)
	m := NewMasker(tr.Project)

	tests := []struct{ name, got, want string }{
		{"in its place", m.Text(tr.at(file, "a="+secret+" b")), "a=…(40) b"},
		{"a half of it", m.Text(tr.at(file, secret[:20])), "…(40)"},
		{"its other half", m.Text(tr.at(file, "a="+secret+" b").Slice(22, 44)), "… b"},
		{"elsewhere, by value", m.Text(tr.at(file, "c='"+secret+"'")), "c='…(40)'"},
		{"a text that no file says", m.Text(source.Literal("x " + secret)), "x …(40)"},
		{"decoded, whole", m.Text(decoded), "…"},
		{"decoded, beside it", m.Text(decoded.Slice(len(decoded.Reveal())-7, decoded.Len())), "8.8.8.8"},
		{"the source of what is decoded", m.Span(tr.at(file, encoded[12:68]).Span()), "…"},
		{"joined with a hole", m.Text(source.Concat(source.HoleAt(tr.at(file, "c=").Span()), source.Literal("/x"))), "…/x"},
		{"a plain string", m.String("see " + secret + "!"), "see …(40)!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Contains(tt.got, secret[:12]) {
				t.Error("a part of the value is shown")
			}
			if tt.name != "the source of what is decoded" && tt.got != tt.want {
				t.Errorf("shown %q, want %q", tt.got, tt.want)
			}
		})
	}
	if got := m.Lines(file, 1, 3); strings.Contains(got, secret[:12]) || strings.Contains(got, encoded[24:60]) {
		t.Error("an excerpt shows a part of the value")
	}
}

func TestMaskerHidesEachLineOfALongValue(t *testing.T) {
	key := "-----BEGIN X-----\n" + secretOf(64) + "\n" + secretOf(32) + "x\n-----END X-----"
	tr := newTree(t)
	file, document := tr.file("a.pem", key, fact.LanguageNone)
	tr.credential(file.Text(), document, fact.High)
	m := NewMasker(tr.Project)
	if got := m.String("body " + secretOf(64)); got != "body …(64)" {
		t.Errorf("a line of it is shown as %q", got)
	}
	if got := m.String("-----BEGIN X-----"); got != "-----BEGIN X-----" {
		t.Errorf("its frame is shown as %q", got)
	}
}

func TestMaskerHidesAPartOfAValueThatStandsElsewhere(t *testing.T) {
	secret := secretOf(40)
	tr := newTree(t)
	file, document := tr.file("a.sh", "k="+secret+"\n", fact.LanguageNone)
	other, _ := tr.file("b.sh", "echo "+secret+" \""+base64.StdEncoding.EncodeToString([]byte(secret))+"\"\n", fact.LanguageNone)
	tr.credential(tr.at(file, secret), document, fact.Medium)
	m := NewMasker(tr.Project)
	for _, part := range [][2]int{{0, 20}, {5, 30}, {25, 45}, {30, 60}, {55, 90}} {
		shown := m.Text(other.Text().Slice(part[0], part[1]))
		if len(strings.Trim(shown, "echo (0123456789)…\"")) > 4 {
			t.Errorf("of %v %d characters are shown", part, len(shown))
		}
	}
}

func TestMaskerHidesWhatSpellsAValueInBase64(t *testing.T) {
	secret := secretOf(40)
	tr := newTree(t)
	file, document := tr.file("a.sh", "k="+secret, fact.LanguageNone)
	tr.credential(tr.at(file, secret), document, fact.Medium)
	m := NewMasker(tr.Project)
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		for _, before := range []string{"", "k=", "k=>", "\xfb\xff~"} {
			encoded := encoding.EncodeToString([]byte(before + secret + "\n"))
			shown := m.String("echo " + encoded + " | base64 -d")
			for i := len(before)*4/3 + 2; i+4 <= (len(before)+len(secret))*4/3; i++ {
				if strings.Contains(shown, encoded[i:i+4]) {
					t.Fatalf("behind %q a part of the value is shown: %d characters of %q", before, len(encoded), shown)
				}
			}
			if !strings.HasPrefix(shown, "echo ") || !strings.HasSuffix(shown, " | base64 -d") {
				t.Errorf("shown %q", shown)
			}
		}
	}
}

func TestMaskerShowsAValueInPiecesAsOne(t *testing.T) {
	tr := newTree(t)
	first, second := secretOf(32)+"-A", "B-"+secretOf(24)
	file, document := tr.file("a.sh", first+"\\\n"+second, fact.LanguageNone)
	value := source.Concat(tr.at(file, first), tr.at(file, second))
	tr.credential(value, document, fact.High)
	if got := NewMasker(tr.Project).Text(value); got != "…(60)" {
		t.Errorf("shown %q", got)
	}
}

func TestMaskerShowsAValueWithEscapesOnce(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.tf", `a = "x\"y\"z" b`, fact.LanguageNone)
	spelled := tr.at(file, `x\"y\"z`)
	value := source.Concat(spelled.Slice(0, 1), source.Escaped(`"`, spelled.Slice(1, 3).Span()), spelled.Slice(3, 4),
		source.Escaped(`"`, spelled.Slice(4, 6).Span()), spelled.Slice(6, 7))
	tr.credential(value, document, fact.High)
	m := NewMasker(tr.Project)
	if got := m.Text(value); got != "…(5)" {
		t.Errorf("shown %q, want it once", got)
	}
	if got := m.Text(source.Concat(value, source.Literal("-"), value)); got != "…(5)-…(5)" {
		t.Errorf("shown %q, want it twice", got)
	}
}

func TestMaskerLeavesNamesThatHoldAWord(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.tf", `password = "sunshine"`, fact.LanguageNone)
	tr.credential(tr.at(file, "sunshine"), document, fact.High)
	m := NewMasker(tr.Project)
	for shown, want := range map[string]string{
		"aws_sunshine_group.main": "aws_sunshine_group.main",
		"to sunshine-example-com": "to sunshine-example-com",
		"it is sunshine":          "it is …(8)",
		"sunshine":                "…(8)",
		`"sunshine"`:              `"…(8)"`,
		"user:sunshine@db":        "user:…(8)@db",
		"c3Vuc2hpbmU=":            "…(10)U=",
	} {
		if got := m.String(shown); got != want {
			t.Errorf("%s is shown as %s, want %s", shown, got, want)
		}
	}
}

func TestMaskerShowsNamesThatAreValuesElsewhere(t *testing.T) {
	token := secretOf(20)
	tr := newTree(t)
	weak, document := tr.file("a.env", "password=password\n", fact.LanguageNone)
	tr.credential(weak.Text().Slice(9, 17), document, fact.High).Name = tr.at(weak, "password")
	file, document := tr.file("b.env", "password=sunshine\n"+token+"=rainbow\nnote=password\n", fact.LanguageNone)
	tr.credential(tr.at(file, "sunshine"), document, fact.High).Name = tr.at(file, "password")
	tr.credential(tr.at(file, "rainbow"), document, fact.High).Name = tr.at(file, token)
	tr.credential(source.Literal(token), document, fact.High)
	m := NewMasker(tr.Project)
	for _, tt := range []struct{ name, got, want string }{
		{"a name", m.Text(tr.at(file, "password")), "password"},
		{"its line", m.Lines(file, 1, 1), "password=…(8)"},
		{"the same word, where it is no name", m.Lines(file, 3, 3), "note=…(8)"},
		{"a token as name", m.Text(tr.at(file, token)), "…(20)"},
		{"a name that says its own value", m.Text(tr.at(weak, "password")), "…(8)"},
		{"a word of which the place is not known", m.String("password"), "…(8)"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is shown as %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestMaskerJoinsRangesThatOverlap(t *testing.T) {
	user, password := "deploy:", secretOf(12)
	tr := newTree(t)
	file, document := tr.file("a.sh", "curl -u "+user+password+" x\n", fact.LanguageNone)
	tr.credential(tr.at(file, user+password), document, fact.High)
	tr.credential(tr.at(file, password), document, fact.Low)
	if got := NewMasker(tr.Project).Lines(file, 1, 1); got != "curl -u …(19) x" {
		t.Errorf("shown %q", got)
	}
}

func TestExcerptKeepsUnderlinesUnderTheirText(t *testing.T) {
	secret := secretOf(24)
	tr := newTree(t)
	file, document := tr.file("a.sh", "\té 日 "+secret+" @8.8.8.8 "+secret+"\n", fact.LanguageNone)
	tr.credential(tr.at(file, secret), document, fact.High)
	shown, columnOf := NewMasker(tr.Project).Excerpt(file, 1)
	if want := "    é 日 …(24) @8.8.8.8 …(24)"; shown != want {
		t.Fatalf("shown %q, want %q", shown, want)
	}
	type cells struct{ From, To int }
	at := tr.at(file, "@8.8.8.8").Span()
	if diff := cmp.Diff(cells{15, 23}, cells{columnOf(at.Start), columnOf(at.End)}); diff != "" {
		t.Errorf("cells behind masked and wide text differ (-want +got):\n%s", diff)
	}
	masked := tr.at(file, secret).Span()
	if diff := cmp.Diff(cells{9, 14}, cells{columnOf(masked.Start + 3), columnOf(masked.End)}); diff != "" {
		t.Errorf("cells of masked text differ (-want +got):\n%s", diff)
	}
}

func TestContentCannotSpeakToTheTerminal(t *testing.T) {
	m := NewMasker(fact.NewProject())
	tests := []struct{ name, raw, want string }{
		{"escape sequence", "\x1b[31mred", `\x1b[31mred`},
		{"line break", "a\r\nb\tc", `a\r\nb\tc`},
		{"reading direction", "a\u202eb", `a\u202eb`},
		{"no width", "a\u200bb", `a\u200bb`},
		{"C1 control", "a\u009bb", `a\u009bb`},
		{"line separator", "a\u2028b", `a\u2028b`},
		{"bytes that are no text", "a\xffb", `a\xffb`},
		{"innocent", "é 日本 ☕", "é 日本 ☕"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.String(tt.raw); got != tt.want {
				t.Errorf("shown %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMessagesQuoteTextsAndMaskEverythingFromSources(t *testing.T) {
	secret := secretOf(16)
	tr := newTree(t)
	file, document := tr.file("a.sh", "x="+secret+" password "+strings.Repeat("long ", 30), fact.LanguageNone)
	tr.credential(tr.at(file, secret), document, fact.High)
	tr.credential(tr.at(file, "password"), document, fact.Low)
	m := NewMasker(tr.Project)
	got := m.message(rules.Sentence("%s %s of %s, %s and %d", rules.Words("password"), tr.at(file, "x="+secret),
		"host-"+secret, rules.Sentence("job %s", source.Literal("@daily")), 3))
	if want := `password "x=…(16)" of host-…(16), job "@daily" and 3`; got != want {
		t.Errorf("message is %q, want %q", got, want)
	}
	if n := len([]rune(m.short(file.Text()))); n != longest {
		t.Errorf("a long value is shown with %d characters, want %d", n, longest)
	}
}
