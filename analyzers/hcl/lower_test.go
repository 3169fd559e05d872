package hcl_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

// tree is a folder of files by path.
type tree map[string]string

func (t tree) Read(path string) (*source.File, error) {
	content, ok := t[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return source.NewFile(path, []byte(content)), nil
}

func (t tree) List(string) ([]fs.DirEntry, error) { return nil, errors.ErrUnsupported }

// lower reads the claimed files of the tree's top folder.
func lower(files tree) (facts []fact.Fact, notices []fact.Notice) {
	u := &fact.Unit{Language: fact.LanguageHCL, Dialect: fact.DialectTerraform, Path: "", Files: files}
	for _, name := range sortedKeys(files) {
		if _, ok := hcl.FrontEnd().Claims(name, nil); ok {
			f := source.NewFile(name, []byte(files[name]))
			u.Texts = append(u.Texts, fact.Source{Path: name, Text: f.Text()})
		}
	}
	hcl.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

func sortedKeys(files tree) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			if names[j] < names[i] {
				names[i], names[j] = names[j], names[i]
			}
		}
	}
	return names
}

// show prints a text with the source under its pieces where that differs: a
// hole is ‹source›, another spelling is value‹source›.
func show(t source.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		written := ""
		if p.Span.File != nil {
			written = p.Span.File.Content(p.Span.Start, p.Span.End)
		}
		switch {
		case p.Hole:
			fmt.Fprintf(&b, "‹%s›", written)
		case p.Exact:
			b.WriteString(written)
		default:
			fmt.Fprintf(&b, "%s‹%s›", p.Text.Reveal(), written)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r", `\r`), "\n", `\n`)
}

func dump(v *fact.Value) string {
	s := ""
	switch v.Form {
	case fact.Hole:
		s = show(v.Text)
	case fact.Scalar:
		s = "'" + show(v.Text) + "'"
	case fact.Reference:
		s = "&" + show(v.Text)
	case fact.Null:
		s = "null"
	case fact.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, dump(item))
		}
		s = "[" + strings.Join(items, " ") + "]"
	case fact.Object, fact.Block:
		var items []string
		for _, e := range v.Entries {
			items = append(items, show(e.Name)+"="+dump(e.Value))
		}
		s = "{" + strings.Join(items, " ") + "}"
	}
	if v.Maybe {
		s += "?"
	}
	return s
}

// bodies prints the resources, one a line.
func bodies(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok && r.Type != "variable" {
			line := r.Address + " " + dump(r.Body)
			if r.Certainty() == fact.Maybe {
				line = "maybe " + line
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func literals(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		if l, ok := f.(*fact.Literal); ok {
			lines = append(lines, show(l.Name)+"="+show(l.Value))
		}
	}
	return strings.Join(lines, "\n")
}

func TestValuesShowWhatWasTyped(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"plain", `a = "x"`, `a='x'`},
		{"numbers-and-booleans", "a = -1\nb = 0\nc = true\nd = 1.50", `a='-1‹-1›' b='0' c='true' d='1.50'`},
		{"null", `a = null`, `a=null`},
		{"escapes", `a = "x\n\"\u00e9\\$${y} %%{z}"`, `a='x\n‹\n›"‹\"›é‹\u00e9›\‹\\›${‹$${›y} %{‹%%{›z}'`},
		{"accents-and-emoji", `a = "é😀 x"`, `a='é😀 x'`},
		{"decomposed-accent", "a = \"e\u0301x\"", "a='e\u0301x'"},
		{"hole-in-the-middle", `a = "vpc-${var.x}-a"`, `a='vpc-‹var.x›-a'`},
		{"whole-hole", `a = var.x`, `a=‹var.x›`},
		{"wrapped-hole", `a = "${var.x}"`, `a=‹var.x›`},
		{"computed-number", `a = 1 + 2`, `a='3‹1 + 2›'`},
		{"reference", `a = aws_sg.web.id`, `a=&aws_sg.web.id`},
		{"reference-with-key", `a = aws_sg.web["a"].id`, `a=&aws_sg.web["a"].id`},
		{"reference-with-count", `a = aws_sg.web[count.index].id`, `a=&aws_sg.web[count.index].id`},
		{"reference-splat", `a = aws_sg.web[*].id`, `a=&aws_sg.web[*].id`},
		{"reference-in-string", `a = "${aws_sg.web.id}-x"`, `a='‹aws_sg.web.id›-x'`},
		{"list", `a = ["x", aws_sg.b.id, 3]`, `a=['x' &aws_sg.b.id '3']`},
		{"object-keeps-order", `a = { z = "1", "b" = "2", (var.k) = "3" }`, `a={z='1' b='2' ‹(var.k)›='3'}`},
		{"nested-block", "egress {\n  cidr_blocks = [\"0.0.0.0/0\"]\n}\negress {}", `egress={cidr_blocks=['0.0.0.0/0']} egress={}`},
		{"labels-nest", "provisioner \"file\" {\n  content = \"x\"\n}", `provisioner={file={content='x'}}`},
		{"heredoc", "a = <<EOF\nx ${var.y}\n  \"z\\n\"\nEOF\n", `a='x ‹var.y›\n  "z\n"\n'`},
		{"heredoc-flush", "a = <<-EOF\n    x\n      y ${var.y}\n\n    z $${q}\n  EOF\n", `a='x\n  y ‹var.y›\n\nz ${‹$${›q}\n'`},
		{"heredoc-crlf", "a = <<EOF\r\nx\r\ny\r\nEOF\r\n", `a='x\r\ny\r\n'`},
		{"heredoc-flush-crlf", "a = <<-EOF\r\n  x\r\n    y\r\n  EOF\r\n", `a='x\r\n  y\r\n'`},
		{"directive-known", `a = "%{if true}x\n%{else}y%{endif}"`, `a='x\n‹\n›'`},
		{"directive-unknown", `a = "-%{if var.q}x%{else}y%{endif}-"`, `a=['-x-'? '-y-'?]?`},
		{"directive-in-heredoc", "a = <<EOF\n%{ if true ~}\n  \"x\\n\"\n%{ endif ~}\nEOF\n", `a='  "x\n"\n'`},
		{"directive-for", `a = "%{for x in ["a", "b"]}<${x}>%{endfor}"`, `a='<a><b>'`},
		{"trim-marks", `a = "x  ${~ "y" ~}  z"`, `a='xyz'`},
		{"condition-known", `a = 1 == 1 ? "x" : "y"`, `a='x'`},
		{"condition-unknown", `a = var.q ? "x" : "y"`, `a=['x'? 'y'?]?`},
		{"condition-unknown-null", `a = var.q ? "x" : null`, `a='x'?`},
		{"item-of-one-branch-twice", `a = var.q ? [for i in [1, 2] : "x"] : []`, `a=['x'?]`},
		{"condition-unknown-lists", `a = var.q ? ["x"] : ["y", "z"]`, `a=['x'? 'y'? 'z'?]`},
		{"hole-decides-nothing", `a = "p${var.q}" == "p" ? "x" : "y"`, `a=['x'? 'y'?]?`},
		{"unknown-index-gives-any", `a = { k = "x", l = "y" }[var.q]`, `a=['x'? 'y'?]?`},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices := lower(tree{"main.tf": "resource \"aws_x\" \"n\" {\n" + test.input + "\n}\n"})
			if diff := cmp.Diff("aws_x.n {"+test.want+"}", bodies(facts)); diff != "" {
				t.Error(diff)
			}
			if len(notices) > 0 {
				t.Errorf("notices: %v", notices[0].Message)
			}
		})
	}
}

func TestValuesKeepTheirPlaceThroughEvaluation(t *testing.T) {
	const head = `
locals {
  all   = "0.0.0.0/0"
  list  = ["10.0.0.0/8", local.all]
  rules = { web = { port = 80, cidr = "192.0.2.0/24" }, dns = { port = 53, cidr = local.all } }
  loop  = local.loop
  opt   = var.q ? ["a"] : []
  mixed = "pre-${var.q}-post"
  script = "one\ntwo\n"
}
variable "q" {}
variable "name" { default = "é-web" }
variable "object" {
  type = object({
    cidrs = optional(set(string), ["192.0.2.0/24", "0.0.0.0/0"])
    ports = list(number)
  })
  default = { ports = ["80", "443"] }
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
resource "aws_x" "n" {
`
	for _, test := range []struct{ name, input, want string }{
		{"local", `a = local.all`, `a='0.0.0.0/0'`},
		{"local-in-list", `a = local.list`, `a=['10.0.0.0/8' '0.0.0.0/0']`},
		{"local-in-string", `a = "x ${local.all}"`, `a='x 0.0.0.0/0'`},
		{"default", `a = "${var.name}-1"`, `a='é-web-1'`},
		{"number", `a = local.rules.web.port`, `a='80'`},
		{"index", `a = local.rules["dns"].cidr`, `a='0.0.0.0/0'`},
		{"set", `a = var.set`, `a=['a' 'b']`},
		{"hole-travels", `a = [local.mixed]`, `a=['pre-‹var.q›-post']`},
		{"keys-travel", `a = local.rules`, `a={dns={cidr='0.0.0.0/0' port='53'} web={cidr='192.0.2.0/24' port='80'}}`},
		{"for", `a = [for k, v in local.rules : v.cidr if k == "web"]`, `a=['192.0.2.0/24']`},
		{"for-object", `a = { for k, v in local.rules : "${k}-x" => v.port }`, `a={dns-x‹{ for k, v in local.rules : "${k}-x" => v.port }›='53' web-x‹{ for k, v in local.rules : "${k}-x" => v.port }›='80'}`},
		{"for-unknown", `a = [for c in var.q : { cidr = "0.0.0.0/0" }]`, `a=[{cidr='0.0.0.0/0'}]?`},
		{"splat", `a = values(local.rules)[*].cidr`, `a=['0.0.0.0/0' '192.0.2.0/24']`},
		{"cycle", `a = local.loop`, `a=‹local.loop›`},
		{"absent", `a = local.rules.web.none`, `a=‹local.rules.web.none›`},
		{"concat", `a = concat(local.list, ["x"])`, `a=['10.0.0.0/8' '0.0.0.0/0' 'x']`},
		{"concat-unknown", `a = concat(var.q, ["x"])`, `a=[‹var.q› 'x']`},
		{"concat-choice", `a = concat(local.opt, ["x"])`, `a=['a'? 'x']`},
		{"merge", `a = merge({ n = "1" }, { n = "2", m = local.all })`, `a={m='0.0.0.0/0' n='2'}`},
		{"merge-unknown", `a = merge(var.q, { n = "1" })`, `a={n='1'}`},
		{"flatten", `a = flatten([["x"], [local.list]])`, `a=['x' '10.0.0.0/8' '0.0.0.0/0']`},
		{"join", `a = join(",", local.list)`, `a='10.0.0.0/8,0.0.0.0/0'`},
		{"join-hole", `a = join(",", ["x", var.q, "y"])`, `a='x,‹var.q›,y'`},
		{"join-of-a-reference", `a = join("", aws_x.y[*].id)`, `a=&aws_x.y[*].id`},
		{"join-of-a-reference-or-nothing", `a = element(concat(aws_x.y.*.id, [""]), 0)`, `a=&aws_x.y.*.id`},
		{"join-of-references", `a = join(",", [aws_x.y.id, aws_x.z.id])`, `a='‹aws_x.y.id›,‹aws_x.z.id›'`},
		{"join-string-hole", `a = join(",", ["x", "${var.q}z"])`, `a='x,‹var.q›z'`},
		{"format", `a = format("%s:%d", local.all, 80)`, `a='0.0.0.0/0:80‹format("%s:%d", local.all, 80)›'`},
		{"split", `a = split(",", "x,y")`, `a=['x' 'y']`},
		{"replace", `a = replace("a-b", "-", local.all)`, `a='a0.0.0.0/0b'`},
		{"replace-regexp", `a = replace("a-b", "/-./", "")`, `a='a'`},
		{"trimspace", `a = trimspace("  x ")`, `a='x'`},
		{"substr", `a = substr("hello", 1, 3)`, `a='ell'`},
		{"upper", `a = upper("xy")`, `a='XY‹xy›'`},
		{"element", `a = element(local.list, 1)`, `a='0.0.0.0/0'`},
		{"lookup", `a = lookup({ k = "x" }, "k", "y")`, `a='x'`},
		{"lookup-default", `a = lookup({ k = "x" }, "l", "y")`, `a='y'`},
		{"try", `a = try(local.rules.web.none, "y")`, `a='y'`},
		{"can", `a = can(local.rules.web.none) ? "x" : "y"`, `a='y'`},
		{"coalesce", `a = coalesce("", null, "y")`, `a='y'`},
		{"length-decides", `a = length(local.list) == 2 ? "x" : "y"`, `a='x'`},
		{"contains-decides", `a = contains(local.list, local.all) ? "x" : "y"`, `a='x'`},
		{"cidrsubnet", `a = cidrsubnet("10.0.0.0/8", 8, 1)`, `a='10.1.0.0/16‹10.0.0.0/8›'`},
		{"base64", `a = base64encode(local.script)`, `a='one\n‹\n›two\n‹\n›'`},
		{"indent", `a = indent(2, local.script)`, `a='one\n‹\n›  ‹indent(2, local.script)›two\n‹\n›  ‹indent(2, local.script)›'`},
		{"file", `a = file("${path.module}/x.sh")`, `a='dig @8.8.8.8\n'`},
		{"file-outside", `a = file("../x.sh")`, `a=‹file("../x.sh")›`},
		{"templatefile", `a = templatefile("t.tftpl", { dns = "8.8.8.8" })`, `a='dig @8.8.8.8 ${‹$${›x} ‹y›\n'`},
		{"unknown-function", `a = try(nofunction("x"), "y")`, `a=‹try(nofunction("x"), "y")›`},
		{"clock", `a = try(timestamp(), "y")`, `a=‹try(timestamp(), "y")›`},
		{"hash", `a = sha256("x")`, `a='2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881‹x›'`},
		{"optional", `a = var.object.cidrs`, `a=['0.0.0.0/0' '192.0.2.0/24']`},
		{"constrained", `a = var.object.ports`, `a=['80' '443']`},
		{"tolist", `a = tolist([local.all, 1])`, `a=['0.0.0.0/0' '1']`},
		{"toset-pairs", `a = [for k, v in toset([local.all]) : [k, v]]`, `a=[['0.0.0.0/0' '0.0.0.0/0']]`},
		{"yamldecode", `a = yamldecode("cidr: 0.0.0.0/0\nports: [80]").cidr`, `a='0.0.0.0/0'`},
		{"templatestring", `a = templatestring("dig @$${dns}", { dns = "8.8.8.8" })`, `a='dig @8.8.8.8'`},
		{"matchkeys", `a = matchkeys(["x", "y"], ["k", "l"], ["l"])`, `a=['y']`},
		{"abspath", `a = abspath("x.sh")`, `a='‹abspath("x.sh")›/x.sh‹abspath("x.sh")›'`},
		{"anytrue-of-a-hole", `a = anytrue([var.q, true]) ? "x" : "y"`, `a='x'`},
		{"alltrue-of-a-hole", `a = alltrue([var.q, true]) ? "x" : "y"`, `a=['x'? 'y'?]?`},
		{"number-in-a-string", `a = "x${1.50}"`, `a='x1.5‹1.50›'`},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, _ := lower(tree{
				"main.tf": head + test.input + "\n}\n", "x.sh": "dig @8.8.8.8\n", "t.tftpl": "dig @${dns} $${x} ${y}\n",
			})
			if diff := cmp.Diff("aws_x.n {"+test.want+"}", bodies(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
