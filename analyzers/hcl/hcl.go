// Package hcl lowers HCL, above all Terraform, to facts: a root module is
// evaluated with the modules that it calls, once for each call, and every string
// that comes out of the evaluation still points at the literal where somebody
// typed it.
package hcl

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd returns the front end for HCL, for one run over a tree. Its unit is
// a folder. The given files of values are laid over all roots that declare what
// they name, as Terraform's -var-file does.
func FrontEnd(varFiles ...string) fact.FrontEnd {
	s := newSession(varFiles)
	return fact.FrontEnd{Language: fact.LanguageHCL, Whole: true, Claims: claims, Read: s.read, Lower: s.lower}
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

// Lower emits the facts of a folder's files as if there were no other folder.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	s := newSession(nil)
	s.read(u)
	s.lower(u, emit, notice)
}
