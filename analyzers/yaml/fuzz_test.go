package yaml

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

func FuzzLower(f *testing.F) {
	for _, seed := range []string{
		"a: b c # d\ne: 'f''g'\nh: \"i\\x41\\u00e9\\\n  j\"\n", "a: |2-\n   b\n\n  c\nd: >+\n  e\n  f\n\n\n   g\n", "- !!binary aGk=\n- !x y\n- &a b\n- *a\n",
		"a: &a {b: c}\nd: {<<: *a}\ne: {<<: [*a, *a]}\n", "{\"a\": [1, null, \"\\ud83e\\udd80\"]}", "---\na\n...\n%YAML 1.2\n---\nb\n--- |\nc\n",
		"## template: jinja\n#cloud-config\n{% if a %}\nb: {{ c }}\n{% endif %}", "a: {{ b }}\n? [c]\n: d\n", "\xef\xbb\xbfa: b\r\nc:\r\n  - |\r\n    d\r\n", "\xff\xfea\x00:\x00",
		"apiVersion: v1\nkind: List\nitems: [{kind: Pod}, *x]\n", "a: \"\\uFDD0\ufdd0\"\x01\u0085b\u2028c: d", "#cloud-config\nwrite_files: [{path: /a, content: \"b\\tc\"}]", "a: '\n\n b'\n", "a: b\n\tc: d\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, path := range []string{"x.yaml", ".github/workflows/x.yml", "user-data"} {
			begun := time.Now()
			facts, notices := lowered(path, content)
			if took := time.Since(begun); took > time.Second {
				t.Errorf("took %v", took)
			}
			facttest.CheckLaws(t, facts)
			for _, n := range notices {
				facttest.CheckSpan(t, n.At)
			}
		}
	})
}

// TestHostileTextsAreBounded holds the worst of each kind to a time and to a
// notice.
func TestHostileTextsAreBounded(t *testing.T) {
	const size = 256 << 10
	for name, content := range map[string]string{
		"bomb": bomb("[x]", "[", "]"), "merge-bomb": bomb("{x: y}", "{<<: [", "]}"),
		"flow-nested": strings.Repeat("[", size), "maps-nested": strings.Repeat("{a: ", size/4), "blocks-nested": nestedBlocks(2000), "dashes-nested": strings.Repeat("- ", size/2),
		"wide-list": "a: [" + strings.Repeat("b, ", size/3) + "]", "wide-map": strings.Repeat("a: b\n", size/5), "anchors": strings.Repeat("- &a b\n", size/7), "aliases": "- &a b\n" + strings.Repeat("- *a\n", size/5),
		"documents": strings.Repeat("---\n", size/4), "document-each": strings.Repeat("--- a\n", size/6), "long-plain": "a: " + strings.Repeat("b ", size/2), "long-lines": "a: b\n" + strings.Repeat("  c\n", size/4),
		"long-block": "a: |\n" + strings.Repeat(" b\n", size/3), "long-folded": "a: >\n" + strings.Repeat(" b\n\n", size/4), "long-quoted": `a: "` + strings.Repeat(`\n`, size/2) + `"`, "quotes": "a: '" + strings.Repeat("''", size/2) + "'",
		"odd-bytes": "a: " + strings.Repeat("\xe9 ", size/2), "control": "a: " + strings.Repeat("\x01", size), "comments": strings.Repeat("#\n", size/2), "holes": "a: " + strings.Repeat("${{ b }} ", size/9),
		"marks": "a: " + strings.Repeat("${{", size/3), "questions": strings.Repeat("? ", size/2), "colons": strings.Repeat(": ", size/2), "tags": strings.Repeat("!a ", size/3), "emoji": "a: {" + strings.Repeat("🦀: b, ", size/9) + "}",
		"too-large": "a: " + strings.Repeat("b", 10<<20), "merges": "a: &a {b: c}\n" + strings.Repeat("d: {<<: *a}\n", size/12), "one-line": "{" + strings.Repeat(`"é": 1, `, size/9) + `"b": 2}`,
	} {
		t.Run(name, func(t *testing.T) {
			text := source.NewFile(".github/workflows/x.yml", []byte(content)).Text()
			begun := time.Now()
			facts, notices := loweredText(".github/workflows/x.yml", text, fact.DialectNone)
			took := time.Since(begun)
			t.Logf("%v, %d facts, %d notices", took, len(facts), len(notices))
			if took > 10*time.Second { // on a busy machine; a tenth of it elsewhere
				t.Errorf("took %v", took)
			}
			if strings.Contains(name, "bomb") || strings.Contains(name, "nested") || name == "too-large" {
				if len(notices) == 0 {
					t.Error("no notice")
				}
			}
		})
	}
}

// bomb is nine lines, each of which holds the one before it nine times.
func bomb(first, before, behind string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "a0: &a0 %s\n", first)
	for i := range 9 {
		fmt.Fprintf(&b, "a%d: &a%d %s%s%s\n", i+1, i+1, before, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "), behind)
	}
	return b.String()
}

func nestedBlocks(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
