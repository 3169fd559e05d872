// Package kickstart lowers the files that install Red Hat's systems unattended,
// by pykickstart's reference: the packages of %packages, and the scripts of %pre,
// %pre-install, %post and %onerror.
package kickstart

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// FrontEnd lowers kickstart files.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageKickstart, Claims: claims, Lower: lower}
}

// claims takes files that are named as kickstart's and have one of its sections.
func claims(name string, head []byte) (fact.Dialect, bool) {
	base := path.Base(name)
	named := strings.HasSuffix(base, ".ks") || strings.HasSuffix(base, "ks.cfg") || strings.Contains(base, "kickstart")
	return fact.DialectNone, named && strings.Contains("\n"+string(head), "\n%p") // %packages, %pre, %post
}

// scripts are the sections that hold a script.
var scripts = []string{"%pre", "%pre-install", "%post", "%onerror", "%traceback"}

func lower(u *fact.Unit, emit fact.Emit, _ func(fact.Notice)) {
	for _, src := range u.Texts {
		l := &lowering{text: src.Text, root: u.Root, emit: emit}
		l.lower(path.Base(src.Path))
	}
}

// lowering is the work on one file.
type lowering struct {
	text     source.Text
	root     *fact.Document
	emit     fact.Emit
	packages []*fact.Value
}

// lower reads the file section by section. A section ends with %end or, in old
// files, where the next one begins.
func (l *lowering) lower(name string) {
	at, start := 0, -1 // of the section at hand: behind its first line
	var header source.Text
	for _, line := range l.text.Lines() {
		next := at + line.Len()
		switch word := firstWord(line.TrimSpace().Reveal()); {
		case word == "%end" || slices.Contains(scripts, word) || word == "%packages" || word == "%addon":
			if start >= 0 {
				l.section(header, l.text.Slice(start, at))
			}
			header, start = line.TrimSpace(), next
			if word == "%end" {
				start = -1
			}
		case start < 0 && line.TrimSpace().HasPrefix("#"):
			l.emit(&fact.Comment{Node: fact.NewNode(line.Span(), l.root, fact.Always), Text: line.TrimSpace().TrimPrefix("#")})
		}
		at = next
	}
	if start >= 0 {
		l.section(header, l.text.Slice(start, l.text.Len()))
	}
	if len(l.packages) == 0 {
		return
	}
	l.emit(&fact.Resource{
		Node: fact.NewNode(l.text.Span(), l.root, fact.Always), Type: "kickstart", Name: name, Address: "kickstart." + name,
		Body: &fact.Value{At: l.text.Span(), Form: fact.Object, Entries: []fact.Entry{{
			Name: source.Literal("packages"), Value: &fact.Value{At: l.text.Span(), Form: fact.List, Items: l.packages},
		}}},
	})
}

func firstWord(line string) string {
	word, _, _ := strings.Cut(line, " ")
	return word
}

func (l *lowering) section(header, body source.Text) {
	switch word := firstWord(header.Reveal()); {
	case word == "%packages":
		l.list(body)
	case body.Len() > 0 && slices.Contains(scripts, word) && isShell(header.Reveal()):
		l.emit(&fact.Embedded{Node: fact.NewNode(body.Span(), l.root, fact.Always), Language: fact.LanguageShell, Content: body, How: word})
	}
}

// isShell reports a script whose `--interpreter` is a shell: bash where none is
// named.
func isShell(header string) bool {
	_, interpreter, found := strings.Cut(strings.ReplaceAll(header, "=", " "), "--interpreter ")
	return !found || strings.HasSuffix(firstWord(strings.TrimSpace(interpreter)), "sh")
}

// list reads %packages: one name a line; -name leaves one out, @name is a group.
func (l *lowering) list(body source.Text) {
	for _, line := range body.Lines() {
		name, _, _ := line.Cut("#")
		if name = name.TrimSpace(); name.Len() > 0 && !name.HasPrefix("-") && !name.HasPrefix("@") {
			l.packages = append(l.packages, &fact.Value{At: name.Span(), Form: fact.Scalar, Text: name})
		}
	}
}
