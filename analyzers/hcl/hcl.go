// Package hcl lowers HCL, above all Terraform, to facts: a folder is read as
// one module and evaluated, and every string that comes out of the evaluation
// still points at the literal where somebody typed it.
package hcl

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd returns the front end for HCL. Its unit is a folder.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageHCL, Whole: true, Claims: claims, Lower: Lower}
}

// claims takes Terraform's and OpenTofu's files by their extension, also in
// JSON syntax, and other HCL without a dialect.
func claims(name string, _ []byte) (fact.Dialect, bool) {
	base := path.Base(name)
	for folder := range strings.SplitSeq(path.Dir(name), "/") {
		if folder == ".terraform" {
			return fact.DialectNone, false
		}
	}
	if isJSON(base) {
		return fact.DialectTerraform, true
	}
	switch path.Ext(base) {
	case ".tf", ".tofu", ".tfvars":
		return fact.DialectTerraform, true
	case ".hcl":
		return fact.DialectNone, base != ".terraform.lock.hcl"
	}
	return fact.DialectNone, false
}

// Lower emits the facts of a folder's files. A unit is evaluated on its own:
// what other folders give it is a hole.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	m := newModule(u, notice)
	var parsed []*parsedFile
	for i, text := range u.Texts {
		f := &parsedFile{path: text.Path, values: isValues(text.Path)}
		m.guard(f, func() { m.parse(f, i, text) })
		parsed = append(parsed, f)
	}
	m.declare(parsed)
	for _, f := range parsed {
		l := &lowering{module: m, root: u.Root}
		m.guard(f, func() { l.file(f) })
		l.emit(emit)
	}
}

// guard keeps a fault of the parser or the evaluator, which are not ours, to
// the file it came up in.
func (m *module) guard(f *parsedFile, read func()) {
	defer func() {
		if recover() != nil {
			m.notice(fact.Notice{Type: fact.NoticeUnparsable, Path: f.path, Message: "the evaluator failed"})
		}
	}()
	read()
}
