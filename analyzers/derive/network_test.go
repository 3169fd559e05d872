package derive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// projectOf makes a project of resources in a short notation, one after the
// other: `aws_security_group.web{ egress{ protocol="-1" cidr_blocks=["10.0.0.0/8"] } }`.
// A bare word with a dot is a reference, ? is a hole, and a ? behind a block
// or value makes it Maybe.
func projectOf(text string) *fact.Project {
	p := fact.NewProject()
	file := source.NewFile("main.tf", []byte(text))
	document := &fact.Document{Node: fact.NewNode(file.Text().Span(), nil, fact.Always), Path: "main.tf"}
	p.Add(document)
	r := &notation{file: file, text: text}
	for r.space(); r.at < len(text); r.space() {
		start := r.at
		address := r.word().Reveal()
		body := r.value()
		kind, name := address, ""
		if module := moduleOf(address); strings.Contains(address[len(module):], ".") {
			rest := address[len(module):]
			i := strings.LastIndex(fact.WithoutIndexes(rest), ".")
			if kind, name = rest[:i], rest[i+1:]; kind == "provider" || kind == "backend" {
				kind, name = rest, ""
			}
		}
		certainty := fact.Always
		if body.Maybe {
			certainty = fact.Maybe
		}
		p.Add(&fact.Resource{
			Node: fact.NewNode(source.Span{File: file, Start: start, End: start + len(address)}, document, certainty),
			Type: kind, Name: name, Address: address, Body: body,
		})
	}
	return p
}

// moduleProject is projectOf where braces in values are objects, as inputs of
// modules are.
func moduleProject(text string) *fact.Project {
	p := projectOf(text)
	for r := range fact.All[*fact.Resource](p) {
		if strings.HasPrefix(r.Type, "module") {
			r.Type = "module"
		}
		for _, e := range r.Body.Entries {
			asObjects(e.Value)
		}
	}
	return p
}

func asObjects(v *fact.Value) {
	if v.Form == fact.Block {
		v.Form = fact.Object
	}
	for _, e := range v.Entries {
		asObjects(e.Value)
	}
	for _, item := range v.Items {
		asObjects(item)
	}
}

type notation struct {
	file *source.File
	text string
	at   int
}

func (r *notation) space() {
	r.at = len(r.text) - len(strings.TrimLeft(r.text[r.at:], " \t\r\n"))
}

func (r *notation) take(s string) bool {
	r.space()
	if !strings.HasPrefix(r.text[r.at:], s) {
		return false
	}
	r.at += len(s)
	return true
}

func (r *notation) word() source.Text {
	r.space()
	start, depth := r.at, 0
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case strings.ContainsRune(" \t\n{}=]\"?", rune(c)) && depth == 0:
			return r.file.Slice(start, r.at)
		}
		r.at++
	}
	return r.file.Slice(start, r.at)
}

func (r *notation) value() *fact.Value {
	r.space()
	start := r.at
	v := &fact.Value{}
	switch {
	case r.take("?"):
		v.Text = source.HoleAt(source.Span{File: r.file, Start: start, End: r.at})
	case r.take(`"`):
		end := r.at + strings.Index(r.text[r.at:], `"`)
		v.Form, v.Text = fact.Scalar, r.file.Slice(r.at, end)
		r.at = end + 1
	case r.take("["):
		v.Form = fact.List
		for !r.take("]") {
			v.Items = append(v.Items, r.value())
		}
	case r.take("{"):
		v.Form = fact.Block
		for !r.take("}") {
			name := r.word()
			r.take("=")
			v.Entries = append(v.Entries, fact.Entry{Name: name, Value: r.value()})
		}
	default:
		v.Form, v.Text = fact.Scalar, r.word()
		if word := v.Text.Reveal(); word == "null" {
			v.Form = fact.Null
		} else if strings.Contains(word, ".") {
			v.Form = fact.Reference
		}
	}
	v.At = source.Span{File: r.file, Start: start, End: r.at}
	if r.at < len(r.text) && r.text[r.at] == '?' {
		r.at++
		v.Maybe = true
	}
	return v
}

// scriptOf makes a project of a script of simple commands: quotes, variables,
// comments and NAME=$(command). A variable that was not set is a hole.
func scriptOf(path, text string) *fact.Project {
	p := fact.NewProject()
	addScript(p, path, text)
	return p
}

func addScript(p *fact.Project, path, text string) {
	file := source.NewFile(path, []byte(text))
	document := &fact.Document{Node: fact.NewNode(file.Text().Span(), nil, fact.Always), Path: path}
	p.Add(document)
	p.Files = append(p.Files, file)
	s := &script{project: p, document: document, variables: map[string]source.Text{}}
	for _, line := range file.Text().Lines() {
		s.line(line.TrimSpace())
	}
}

type script struct {
	project   *fact.Project
	document  *fact.Document
	variables map[string]source.Text
}

func (s *script) line(line source.Text) {
	code, comment, commented := line.Cut("# ")
	if commented {
		s.project.Add(&fact.Comment{Node: fact.NewNode(comment.Span(), s.document, fact.Always), Text: comment})
	}
	if code = code.TrimSpace().TrimPrefix("export "); code.Len() == 0 {
		return
	}
	name, value, assigned := code.Cut("=")
	if assigned && strings.Trim(name.Reveal(), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == "" {
		if value.HasPrefix("$(") {
			s.command(value.Slice(2, value.Len()-1))
			value = source.HoleAt(value.Span())
		} else if words := s.words(value); len(words) > 0 {
			value = words[0]
		}
		s.variables[name.Reveal()] = value
		s.project.Add(&fact.Literal{Node: fact.NewNode(code.Span(), s.document, fact.Always), Name: name, Value: value})
		return
	}
	s.command(code)
}

func (s *script) command(code source.Text) {
	c := &fact.Command{Node: fact.NewNode(code.Span(), s.document, fact.Always), Shown: code.Span(), Argv: s.words(code)}
	for len(c.Argv) > 1 {
		name, value, assigned := c.Argv[0].Cut("=")
		if !assigned {
			break
		}
		c.Env, c.Argv = append(c.Env, fact.Assignment{Name: name, Value: value}), c.Argv[1:]
	}
	s.project.Add(c)
}

func (s *script) words(code source.Text) []source.Text {
	var words []source.Text
	var parts []source.Text
	raw, quote, start, inside := code.Reveal(), byte(0), 0, false
	for i := 0; i <= len(raw); i++ {
		switch {
		case i == len(raw) || quote == 0 && raw[i] == ' ':
			if inside {
				words = append(words, source.Concat(append(parts, s.expand(code.Slice(start, i)))...))
			}
			parts, start, inside = nil, i+1, false
		case raw[i] == quote || quote == 0 && (raw[i] == '"' || raw[i] == '\''):
			parts = append(parts, s.expand(code.Slice(start, i)))
			start, inside = i+1, true
			if quote == 0 {
				quote = raw[i]
			} else {
				quote = 0
			}
		default:
			inside = true
		}
	}
	return words
}

// expand replaces a variable at the end of a text.
func (s *script) expand(t source.Text) source.Text {
	before, name, found := t.Cut("$")
	if !found || name.HasPrefix("(") {
		return t
	}
	if value, set := s.variables[name.Reveal()]; set {
		return source.Concat(before, value.Moved())
	}
	return source.Concat(before, source.HoleAt(t.Slice(before.Len(), t.Len()).Span()))
}

// networksOf prints groups and rules: what is allowed, where, on which ports,
// and the words under the first target or the rule.
func networksOf(p *fact.Project) []string {
	var lines []string
	names := []string{"?", "allow", "deny"}
	networkFacts(p, func(f fact.Fact) {
		switch f := f.(type) {
		case *fact.NetworkGroup:
			line := fmt.Sprintf("%s (else %s", f.Address, names[f.Default])
			if f.Reset == fact.Yes {
				line += " reset"
			}
			lines = append(lines, line+")")
		case *fact.NetworkRule:
			lines = append(lines, "  "+names[f.Action]+" "+printRule(f))
		default:
			lines = append(lines, "a fact of another kind")
		}
	})
	return lines
}

func printRule(r *fact.NetworkRule) string {
	words := []string{cmp.Or(string(r.Protocol), "?")}
	for _, ports := range r.Ports {
		words = append(words, fmt.Sprintf("%d-%d", ports.From, ports.To))
	}
	if r.AllPorts == fact.Yes {
		words = append(words, "*")
	}
	words = append(words, "to")
	for _, target := range r.Targets {
		kind := []string{"unknown", "cidr", "group", "list", "name", "self", "anywhere"}[target.Type]
		if at := target.Text.Span(); !at.IsZero() {
			kind += "«" + at.File.Content(at.Start, at.End) + "»"
		}
		words = append(words, kind)
	}
	if r.Certainty() == fact.Maybe {
		words = append(words, "maybe")
	}
	return strings.Join(words, " ")
}

type networkCase struct{ name, input, want string }

func runNetworks(t *testing.T, project func(string) *fact.Project, cases []networkCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var want []string
			for line := range strings.SplitSeq(c.want, "\n") {
				if line != "" {
					want = append(want, line)
				}
			}
			if diff := gocmp.Diff(want, networksOf(project(c.input))); diff != "" {
				t.Errorf("%s\n%s", c.input, diff)
			}
		})
	}
}

func runScript(text string) *fact.Project { return scriptOf("setup.sh", text) }

func TestProtocolsAreNormalized(t *testing.T) {
	for word, want := range map[string]fact.Protocol{
		"-1": fact.ProtocolAll, "all": fact.ProtocolAll, "ALL": fact.ProtocolAll, "*": fact.ProtocolAll, "6": fact.ProtocolTCP,
		"TCP": fact.ProtocolTCP, "17": fact.ProtocolUDP, "1": fact.ProtocolICMP, "58": fact.ProtocolICMPv6, "50": "50",
		"047": "47", "gre": "47", "": fact.ProtocolUnknown, "256": fact.ProtocolUnknown, "web": fact.ProtocolUnknown,
	} {
		if got := protocolOf(source.Literal(word)); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestPortsAreRead(t *testing.T) {
	for written, want := range map[string]string{
		"443": "[{443 443}]", "80,443": "[{80 80} {443 443}]", "1000-2000": "[{1000 2000}]", "https": "[{443 443}]",
		"1024-": "[{1024 65535}]", "0-65535": "[{0 65535}]*", "*": "[]*", "all": "[]*", "2-1": "[]", "70000": "[]", "nothing": "[]", "": "[]",
	} {
		got := portsOf(source.Literal(written), "-")
		text := fmt.Sprint(got.ranges)
		if got.all == fact.Yes {
			text += "*"
		}
		if text != want {
			t.Errorf("%q: got %s, want %s", written, text, want)
		}
	}
}

func TestReferencesAreCutAtTheResource(t *testing.T) {
	for reference, want := range map[string]string{
		"aws_security_group.web.id": "aws_security_group.web", `aws_security_group.web["a.b"].id`: `aws_security_group.web["a.b"]`,
		"data.aws_security_group.web.id": "data.aws_security_group.web", "aws_x.web": "aws_x.web", "": "",
	} {
		if got := resourceOf(reference); got != want {
			t.Errorf("%s: got %s, want %s", reference, got, want)
		}
	}
	for address, want := range map[string]string{
		"module.net.aws_x.web": "module.net.", `module.net["a.b"].module.c.aws_x.web[0]`: `module.net["a.b"].module.c.`,
		"aws_x.web": "", "module.net": "", "module": "",
	} {
		if got := moduleOf(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestGroupsComeBeforeTheirRules(t *testing.T) {
	var kinds []fact.Kind
	networkFacts(projectOf(`aws_security_group.web{ egress{ protocol="-1" cidr_blocks=["0.0.0.0/0"] } }`), func(f fact.Fact) {
		kinds = append(kinds, f.Kind())
		if f.Parent() == nil || f.Parent().Kind() != fact.KindResource {
			t.Errorf("a %s does not sit in the resource", f.Kind())
		}
	})
	if !slices.Equal(kinds, fact.Kinds(fact.KindNetworkGroup, fact.KindNetworkRule)) {
		t.Error(kinds)
	}
}
