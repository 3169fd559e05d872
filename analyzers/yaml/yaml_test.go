package yaml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lowered are the facts and notices of a file.
func lowered(path, content string) (facts []fact.Fact, notices []fact.Notice) {
	text := source.NewFile(path, []byte(content)).Text()
	dialect, _ := claims(path, []byte(content))
	return loweredText(path, text, dialect)
}

func loweredText(path string, text source.Text, dialect fact.Dialect) (facts []fact.Fact, notices []fact.Notice) {
	root := &fact.Document{Node: fact.NewNode(source.Span{File: source.NewFile(path, nil)}, nil, fact.Always), Path: path, Language: fact.LanguageYAML}
	if span := text.Span(); !span.IsZero() {
		root.Node = fact.NewNode(span, nil, fact.Always)
	}
	unit := &fact.Unit{Texts: []fact.Source{{Path: path, Text: text}}, Language: fact.LanguageYAML, Dialect: dialect, Path: path, Root: root}
	Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

// printed shows a file's resources as trees, each scalar with the source that
// spells it where that differs, its comments and its notices.
func printed(t *testing.T, path, content string) string {
	t.Helper()
	facts, notices := lowered(path, content)
	facttest.CheckLaws(t, facts)
	var lines []string
	for _, f := range facts {
		switch f := f.(type) {
		case *fact.Resource:
			line := fmt.Sprintf("%s %q", f.Type, f.Name)
			if f.Certainty() == fact.Maybe {
				line += " maybe"
			}
			lines = append(lines, line+" "+tree1(f.Body))
		case *fact.Comment:
			lines = append(lines, fmt.Sprintf("comment %q", shown(f.Text)))
		default: // literals are the scalars of the trees
		}
	}
	for _, n := range notices {
		lines = append(lines, fmt.Sprintf("notice %s %q", n.Type, under(n.At)))
	}
	return strings.Join(lines, "\n")
}

func tree1(v *fact.Value) string {
	switch v.Form {
	case fact.Scalar:
		value := shown(v.Text)
		if spelled := spelledBy(v.Text); spelled != value {
			return fmt.Sprintf("%q from %q", value, spelled)
		}
		return fmt.Sprintf("%q", value)
	case fact.Null:
		return "null"
	case fact.List:
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = tree1(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case fact.Object:
		entries := make([]string, len(v.Entries))
		for i, e := range v.Entries {
			entries[i] = shown(e.Name) + ": " + tree1(e.Value)
		}
		return "{" + strings.Join(entries, ", ") + "}"
	default:
		return fmt.Sprintf("hole %q", under(v.At))
	}
}

func shown(t source.Text) string { return strings.ReplaceAll(t.Reveal(), string(source.Hole), "◌") }

// spelledBy is the source of each part of a text, put together.
func spelledBy(t source.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		if !p.Span.IsZero() {
			b.WriteString(under(p.Span))
		}
	}
	return b.String()
}

func under(s source.Span) string {
	if s.IsZero() {
		return ""
	}
	return s.File.Content(s.Start, s.End)
}

func TestScalarsKeepTheirBytes(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"plain":                   {"a: b c # d", `{a: "b c"}`},
		"plain-over-lines":        {"a: b\n  c\n\n  d\n", `{a: "b c\nd" from "b\n  c\nd"}`},
		"single":                  {"a: 'it''s # x'", `{a: "it's # x" from "it''s # x"}`},
		"single-over-lines":       {"a: 'b  \n  c\n\n  d'", `{a: "b c\nd" from "b  \n  c\nd"}`},
		"double":                  {`a: "b\n\x41\u00e9\"\/\\é🦀"`, `{a: "b\nAé\"/\\é🦀" from "b\\n\\x41\\u00e9\\\"\\/\\\\é🦀"}`},
		"double-over-lines":       {"a: \"b\\\n   \\ c\n  d\"", `{a: "b c d" from "b\\ c\n  d"}`},
		"double-hole":             {`a: "\uFDD0"`, `{a: "�" from "\\uFDD0"}`},
		"empty":                   {"a: ''\nb:\nc: \"\"", `{a: "", b: null, c: ""}`},
		"literal":                 {"a: |\n  b\n   c\n\n  d\ne: f", `{a: "b\n c\n\nd\n", e: "f"}`},
		"literal-strip":           {"a: |- # x\n    b\n    c\n", `{a: "b\nc"}`},
		"literal-keep":            {"a: |+\n  b\n\n\nc: d\n", `{a: "b\n\n\n", c: "d"}`},
		"literal-indented":        {"a: |2\n    b\n   c\n", `{a: "  b\n c\n"}`},
		"literal-blank-first":     {"a: |\n\n \n  b\n", `{a: "\n\nb\n"}`},
		"literal-at-end":          {"a: |\n  b", `{a: "b"}`},
		"literal-in-list":         {"- |\n  b\n- |\n c\n", `["b\n", "c\n"]`},
		"literal-crlf":            {"a: |\r\n  b\r\n  c\r\nd: e\r\n", `{a: "b\nc\n", d: "e"}`},
		"literal-tabs":            {"a: |\n  \tb\n  c\td\n", `{a: "\tb\nc\td\n"}`},
		"folded":                  {"a: >\n  b\n  c\n\n  d\n   e\n   f\n  g\nh: i", `{a: "b c\nd\n e\n f\ng\n" from "b\n  c\nd\n e\n f\ng\n", h: "i"}`},
		"folded-strip":            {"a: >-\n  b\n  c\n", `{a: "b c" from "b\n  c"}`},
		"folded-blank-first":      {"a: >\n\n  b\n\n\n  c\n", `{a: "\nb\n\nc\n"}`},
		"latin-1":                 {"a: caf\xe9 b # \xe9\n", `{a: "caf? b" from "caf` + "\\xe9" + ` b"}`},
		"behind-emoji":            {"🦀é: {a: '日本', b: c}", `{🦀é: {a: "日本", b: "c"}}`},
		"control-characters":      {"a: b\x01c\n", `{a: "b\x01c"}`},
		"bom":                     {"\xef\xbb\xbfa: b\n", `{a: "b"}`},
		"utf-16":                  {"\xff\xfea\x00:\x00 \x00b\x00", `{a: "b"}`},
		"tags-and-anchors":        {"a: !!str &x 5\nb: &y !!str\n  'c'\nd: *x", `{a: "5", b: "c", d: "5"}`},
		"binary":                  {"a: !!binary |\n  aGVs\n  bG8=\n", `{a: "hello" from "aGVsbG8"}`},
		"local-tag":               {"a: !vault |\n  b\nc: !Sub '${x}'\nd: !reference [e, f]\n", `{a: hole "|\n  b\n", c: hole "'${x}'", d: hole "!reference [e, f"}`},
		"merge":                   {"x: &x {a: b, c: d}\ny: {<<: *x, a: e}\nz:\n  <<: [*x, {f: g}]\n", `{x: {a: "b", c: "d"}, y: {a: "e", c: "d"}, z: {a: "b", c: "d", f: "g"}}`},
		"duplicate-keys":          {"a: b\na: c\n", `{a: "b", a: "c"}`},
		"key-that-is-no-scalar":   {"? [a]\n: b\n~: c\n", `{: "b", null: "c"}`},
		"json":                    {`{"a": ["b\u0041", 1, true, null, {"c": "d/\/"}]}`, `{a: ["bA" from "b\\u0041", "1", "true", null, {c: "d//" from "d/\\/"}]}`},
		"json-pair-of-escapes":    {`{"a": "\ud83e\udd80", "b": 1, "c": ""}`, `{a: "🦀" from "\\ud83e\\udd80", b: "1", c: ""}`},
		"json-with-tabs":          {"{\n\t\"a\": [\n\t\t\"b\"\n\t]\n}\n", `{a: ["b"]}`},
		"mark-of-a-template":      {"a: {{ b }}\nc: d\n", `{a: hole "{{", c: "d"}`},
		"next-line-in-a-plain":    {"a: b\u0085c: d\ne: f", `{a: "b", c: "d", e: "f"}`},
		"dash-dash-dash-in-block": {"a: |\n  ---\n  b\n", `{a: "---\nb\n"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, _ := strings.Cut(strings.TrimPrefix(printed(t, "x.yaml", c.content), `yaml "x.yaml" `), "\ncomment")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestStreams(t *testing.T) {
	for name, c := range map[string]struct{ path, content, want string }{
		"documents": {"x.yaml", "a: b\n---\n# c\nd: e\n...\n%YAML 1.2\n---\nf: g\n", `yaml "x.yaml" {a: "b"}
yaml "x.yaml" {d: "e"}
yaml "x.yaml" {f: "g"}
comment "c"`},
		"one-that-cannot-be-read": {"x.yaml", "a: b\n---\nc: [\n---\nd: e\n", `yaml "x.yaml" {a: "b"}
yaml "x.yaml" {d: "e"}
notice unparsable "-"`},
		"workflow-that-is-wrong": {".github/workflows/a.yml", "a: ${{ b }}\n c: d\n", `notice unparsable ":"`},
		"template":               {"x.yaml", "a:\n{{- if .b }}\n  c: d\n{{- end }}\n", `notice unresolved "c"`},
		"nothing":                {"x.yaml", "# a\n---\n", `comment "a"`},
		"comments":               {"x.yaml", "#a\nb: 'c # d' # e\nf: |  # g\n  # h\ni: j#k\n", "yaml \"x.yaml\" {b: \"c # d\", f: \"# h\\n\", i: \"j#k\"}\ncomment \"a\"\ncomment \"e\"\ncomment \"g\""},
		"list":                   {"x.yaml", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n- {apiVersion: v1, kind: Job, metadata: {name: j}}\n", `kubernetes/Pod "p" {apiVersion: "v1", kind: "Pod", metadata: {name: "p"}}` + "\n" + `kubernetes/Job "j" {apiVersion: "v1", kind: "Job", metadata: {name: "j"}}`},
		"workflow":               {".github/workflows/a.yml", "name: n\non: {schedule: [{cron: '1 2 * * *'}]}\nenv: {A: \"${{ secrets['x: y'] }}\"}\n", `github-workflow "n" {name: "n", on: {schedule: [{cron: "1 2 * * *"}]}, env: {A: "◌" from "${{ secrets['x: y'] }}"}}`},
		"jinja":                  {"user-data", "## template: jinja\n#cloud-config\n{% if a %}\nhostname: {{ v1.b }}\n{% endif %}\n{# c #}\nruncmd: [d]\n", `cloud-config "user-data" maybe {hostname: "◌" from "{{ v1.b }}", runcmd: ["d"]}` + "\ncomment \"# template: jinja\"\ncomment \"cloud-config\""},
		"boothook":               {"x/user-data", "#cloud-boothook\necho\n", `user-data "user-data" {content: "#cloud-boothook\necho\n"}`},
		"compose":                {"stack.yml", "services: {a: {image: b}}", `compose "stack.yml" {services: {a: {image: "b"}}}`},
		"netplan":                {"etc/netplan/01.yaml", "network: {version: 2}", `netplan "01.yaml" {network: {version: "2"}}`},
		"gitlab":                 {".gitlab-ci.yml", "a: {script: b}", `gitlab-ci ".gitlab-ci.yml" {a: {script: "b"}}`},
		"kubernetes":             {"x.yaml", "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: n}\n", `kubernetes/CronJob "n" {apiVersion: "batch/v1", kind: "CronJob", metadata: {name: "n"}}`},
		"docker":                 {"etc/docker/daemon.json", `{"dns": ["8.8.8.8"]}`, `docker-daemon "daemon.json" {dns: ["8.8.8.8"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, printed(t, c.path, c.content)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	for path, want := range map[string]bool{
		"a.yaml": true, "a.yml": true, "a.yaml.j2": false, "package-lock.json": false, "daemon.json": true, "a.json": false,
		"chart/templates/a.yaml": true, "user-data": false, "cloud.cfg.d/10.cfg": true, "a.txt": false,
	} {
		if _, got := claims(path, []byte("{}\n")); got != want {
			t.Errorf("%s: claimed %v, want %v", path, got, want)
		}
	}
	for path, head := range map[string]string{
		"a.txt": "#cloud-config\n", "user-data": "Content-Type: multipart/mixed", "x.json": `{"kind": "Pod",`, "init.tpl": "## template: jinja\n#cloud-config\n",
	} {
		if _, got := claims(path, []byte(head)); !got {
			t.Errorf("%s is not claimed by its first bytes", path)
		}
	}
	if _, got := claims("chart/templates/a.yaml", []byte("a: {{ .Values.b }}")); got {
		t.Error("a chart's template is claimed")
	}
}
