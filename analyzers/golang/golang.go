// Package golang lowers Go packages to facts: the calls of libraries whose
// meaning derive knows, named values, functions with the calls between them,
// and loops that a clock paces.
//
// One lowering serves every driver: Analyzer under go vet and golangci-lint,
// and FrontEnd, which types a package without starting the go command. The
// packages of the module itself are typed from source; of all others only what
// the stubs declare is known.
package golang

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd returns the front end for Go. Its unit is a folder. What one run
// learns of a module serves all its packages.
func FrontEnd() fact.FrontEnd {
	s := newSession()
	return fact.FrontEnd{Language: fact.LanguageGo, Whole: true, Claims: claims, Lower: s.lower}
}

// claims takes Go files, but not those that the go command leaves out too:
// copies of other modules and test data.
func claims(name string, _ []byte) (fact.Dialect, bool) {
	if path.Ext(name) != ".go" {
		return fact.DialectNone, false
	}
	for folder := range strings.SplitSeq(path.Dir(name), "/") {
		if folder == "vendor" || folder == "testdata" || strings.HasPrefix(folder, "_") {
			return fact.DialectNone, false
		}
	}
	return fact.DialectNone, true
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

// unversioned is an import path without the suffix of a major version:
// github.com/robfig/cron/v3, gopkg.in/robfig/cron.v2. Copies below a vendor
// folder go by the name they are imported by.
func unversioned(importPath string) string {
	if i := strings.LastIndex(importPath, "/vendor/"); i >= 0 {
		importPath = importPath[i+len("/vendor/"):]
	}
	dir, last := path.Split(importPath)
	if isVersion(last) {
		return strings.TrimSuffix(dir, "/")
	}
	if i := strings.LastIndex(last, ".v"); strings.HasPrefix(importPath, "gopkg.in/") && i > 0 {
		return dir + last[:i]
	}
	return importPath
}

func isVersion(s string) bool {
	digits, found := strings.CutPrefix(s, "v")
	return found && digits != "" && strings.Trim(digits, "0123456789") == ""
}
