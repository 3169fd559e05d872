package script

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

func lowered(tb testing.TB, dialect fact.Dialect, content string) []fact.Fact {
	tb.Helper()
	file := source.NewFile("x", []byte(content))
	doc := &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: "x"}
	unit := &fact.Unit{Language: fact.LanguageScript, Dialect: dialect, Path: "x", Root: doc, Texts: []fact.Source{{Path: "x", Text: file.Text()}}}
	facts := []fact.Fact{doc}
	Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(fact.Notice) {})
	return facts
}

// calls writes calls as name(argument, …); a hole is _, what may be is marked ?.
func calls(facts []fact.Fact) []string {
	var all []string
	for _, f := range facts {
		if c, ok := f.(*fact.Call); ok {
			all = append(all, c.Function+written(c.Args, "(", ")"))
		}
	}
	return all
}

func written(values []*fact.Value, open, end string) string {
	var parts []string
	for _, v := range values {
		s := "_"
		switch v.Form {
		case fact.Scalar:
			s = strings.ReplaceAll(v.Text.Reveal(), string(source.Hole), "_")
		case fact.List:
			s = written(v.Items, "[", "]")
		case fact.Object:
			var named []string
			for _, e := range v.Entries {
				named = append(named, e.Name.Reveal()+":"+written([]*fact.Value{e.Value}, "", ""))
			}
			s = "{" + strings.Join(named, " ") + "}"
		default:
		}
		if v.Maybe {
			s += "?"
		}
		parts = append(parts, s)
	}
	return open + strings.Join(parts, ", ") + end
}

func TestCallsOfAScript(t *testing.T) {
	for name, test := range map[string]struct {
		dialect fact.Dialect
		content string
		want    []string
	}{
		"python-list":          {fact.DialectPython, `subprocess.run(["dig", "@8.8.8.8", name], shell=False)`, []string{"subprocess.run([dig, @8.8.8.8, _], {shell:False})"}},
		"python-setter":        {fact.DialectPython, `resolver.nameservers = ["8.8.8.8", '1.1.1.1']`, []string{"resolver.nameservers=([8.8.8.8, 1.1.1.1])"}},
		"python-constant":      {fact.DialectPython, "DNS = '8.8.8.8'\nr.nameservers = [DNS]", []string{"r.nameservers=([8.8.8.8])"}},
		"python-set-twice":     {fact.DialectPython, "DNS = '8.8.8.8'\nDNS = pick()\nask(DNS)", []string{"DNS=(8.8.8.8)", "pick()", "DNS=(_)", "ask(_)"}},
		"python-default":       {fact.DialectPython, `s = os.environ.get("DNS") or "8.8.8.8"`, []string{"os.environ.get(DNS)", "s=(8.8.8.8?)"}},
		"python-comment":       {fact.DialectPython, "# ask('8.8.8.8')\nask() # '1.1.1.1'", []string{"ask()"}},
		"python-docstring":     {fact.DialectPython, "def f():\n    \"\"\"ask('8.8.8.8')\"\"\"\n    ask()", []string{"ask()"}},
		"python-f-string":      {fact.DialectPython, `os.system(f"dig @{server} {{x}}")`, []string{"os.system(dig @_ {{x}})"}},
		"python-format":        {fact.DialectPython, `os.system("dig @%s x" % server)`, []string{"os.system(dig @_ x)"}},
		"python-lines":         {fact.DialectPython, "run(\n  'dig '\n  '@8.8.8.8',\n  shell=True,\n)", []string{"run(dig @8.8.8.8, {shell:True})"}},
		"python-tuple":         {fact.DialectPython, `s.connect(("8.8.8.8", 53))`, []string{"s.connect([8.8.8.8, 53])"}},
		"python-declared":      {fact.DialectPython, `def ask(server="8.8.8.8"): pass`, []string{"server=(8.8.8.8)"}},
		"python-unterminated":  {fact.DialectPython, "x = 'a\nask('b')", []string{"x=(_)", "ask(b)"}},
		"ruby-keyword":         {fact.DialectRuby, `Resolv::DNS.new(nameserver: ["8.8.8.8"])`, []string{"Resolv.DNS.new({nameserver:[8.8.8.8]})"}},
		"ruby-words":           {fact.DialectRuby, `Resolv::DNS.new(:nameserver => %w[8.8.8.8 1.1.1.1])`, []string{"Resolv.DNS.new({nameserver:[8.8.8.8, 1.1.1.1]})"}},
		"ruby-bare":            {fact.DialectRuby, `system "dig", "@8.8.8.8"`, []string{"system(dig, @8.8.8.8)"}},
		"ruby-backticks":       {fact.DialectRuby, "x = `dig @8.8.8.8 #{name}`", []string{"`(dig @8.8.8.8 _)", "x=(_)"}},
		"ruby-heredoc":         {fact.DialectRuby, "puts <<~USAGE\n  dig '8.8.8.8'\nUSAGE\nask('x')", []string{"ask(x)"}},
		"ruby-begin":           {fact.DialectRuby, "=begin\nask('y')\n=end\nask('x')", []string{"ask(x)"}},
		"ruby-regexp":          {fact.DialectRuby, `x = /don't/; ask('x')`, []string{"x=(_)", "ask(x)"}},
		"perl-arrow":           {fact.DialectPerl, `my $r = Net::DNS::Resolver->new(nameservers => [qw(8.8.8.8 9.9.9.9)]);`, []string{"Net.DNS.Resolver.new({nameservers:[[8.8.8.8, 9.9.9.9]]})", "$r=(_)"}},
		"perl-method":          {fact.DialectPerl, `$r->nameservers("8.8.8.8");`, []string{"$r.nameservers(8.8.8.8)"}},
		"perl-concatenation":   {fact.DialectPerl, `system("dig \@8.8.8.8 " . $name);`, []string{"system(dig @8.8.8.8 _)"}},
		"perl-substitution":    {fact.DialectPerl, "$x =~ tr|`a|b`|; $x =~ s{'}{\"}g; $x =~ m!`!; ask('x');", []string{"ask(x)"}},
		"perl-pod":             {fact.DialectPerl, "=pod\n\nask('y')\n\n=cut\nask('x');", []string{"ask(x)"}},
		"javascript-servers":   {fact.DialectJavaScript, "const dns = require('dns')\ndns.setServers(['8.8.8.8', `1.1.1.1`])", []string{"require(dns)", "dns=(_)", "dns.setServers([8.8.8.8, 1.1.1.1])"}},
		"javascript-template":  {fact.DialectJavaScript, "exec(`dig @${server} x`, () => { ask('x') })", []string{"ask(x)", "exec(dig @_ x, _)"}},
		"javascript-comment":   {fact.DialectJavaScript, "/* ask('y') */ ask('x') // ask('z')", []string{"ask(x)"}},
		"javascript-regexp":    {fact.DialectJavaScript, `if (/["']/.test(x)) ask('x')`, []string{"test(_)", "if(_)", "ask(x)"}},
		"php-array":            {fact.DialectPHP, `$r = new Net_DNS2_Resolver(array('nameservers' => array('8.8.8.8')));`, []string{"Net_DNS2_Resolver({nameservers:[8.8.8.8]})", "$r=(_)"}},
		"php-concatenation":    {fact.DialectPHP, `shell_exec("dig @8.8.8.8 ".$name);`, []string{"shell_exec(dig @8.8.8.8 _)"}},
		"php-in-string":        {fact.DialectPHP, `exec("dig @$server x");`, []string{"exec(dig @_ x)"}},
		"variable-not-known":   {fact.DialectPython, `ask(server)`, []string{"ask(_)"}},
		"closing-without-open": {fact.DialectPython, `)]} ask("x")`, []string{"ask(x)"}},
	} {
		t.Run(name, func(t *testing.T) {
			facts := lowered(t, test.dialect, test.content)
			facttest.CheckLaws(t, facts)
			if diff := cmp.Diff(test.want, calls(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClaimsByNameAndInterpreter(t *testing.T) {
	for name, test := range map[string]struct {
		path, head string
		want       fact.Dialect
	}{
		"extension":            {"a/x.py", "", fact.DialectPython},
		"module":               {"x.mjs", "", fact.DialectJavaScript},
		"env":                  {"x", "#!/usr/bin/env python3\n", fact.DialectPython},
		"version":              {"x", "#!/usr/bin/python3.11 -u\n", fact.DialectPython},
		"env-split":            {"x", "#!/usr/bin/env -S node --flag\n", fact.DialectJavaScript},
		"perl":                 {"x.cgi", "#!/usr/bin/perl -w\n", fact.DialectPerl},
		"shell":                {"x.py", "#!/bin/sh\n", fact.DialectNone},
		"interpreter-decides":  {"x.py", "#!/usr/bin/ruby\n", fact.DialectRuby},
		"text":                 {"x.txt", "", fact.DialectNone},
		"nothing-after-the-#!": {"x", "#!", fact.DialectNone},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := claims(test.path, []byte(test.head)); got != test.want || ok != (test.want != fact.DialectNone) {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

func FuzzLower(f *testing.F) {
	dialects := []fact.Dialect{fact.DialectPython, fact.DialectRuby, fact.DialectPerl, fact.DialectJavaScript, fact.DialectPHP}
	for i, content := range []string{
		"r.nameservers = ['8.8.8.8'] # x\nos.system(f\"dig @{s}\")", "=begin\n=end\nputs <<~X\nX\nsystem %w[a b]", "q(a) qw(b c) qx{d} \"$x @y ${z}\"",
		"f(`a${b}`, /[/]\"/, {k: 'v'})", "$x = array('a' => ['b']); `c`", "((((((((((", "\"\\\xff", "x = 'a' + 'b' or y(\n",
	} {
		f.Add(i%len(dialects), content)
	}
	f.Fuzz(func(t *testing.T, i int, content string) {
		facttest.CheckLaws(t, lowered(t, dialects[uint(i)%uint(len(dialects))], content))
	})
}

func TestHostileScriptsAreReadInTime(t *testing.T) {
	for _, unit := range []string{"(", "[", "f(", "f({", "'", "\"", "`", "<<X\n", "=pod\n", "%w[", "q(", "/", "a.", "a=", "\\", "{%", "x = x = ", "+"} {
		for dialect := range grammars {
			start := time.Now()
			lowered(t, dialect, strings.Repeat(unit, 100_000/len(unit)))
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("%s: %q took %v", dialect, unit, took)
			}
		}
	}
}
