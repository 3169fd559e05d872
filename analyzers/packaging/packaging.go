// Package packaging lowers the lists by which packaging tools put files of a
// tree into a package: debhelper's debian/install and debian/NAME.install.
package packaging

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// FrontEnd lowers lists of installed files.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguagePackaging, Claims: claims, Lower: Lower}
}

// claims takes debian/install and debian/NAME.install that are no scripts:
// dh_install(1) also runs an executable list.
func claims(name string, head []byte) (fact.Dialect, bool) {
	base := path.Base(name)
	isList := base == "install" || strings.HasSuffix(base, ".install")
	return fact.DialectNone, isList && path.Base(path.Dir(name)) == "debian" && !strings.HasPrefix(string(head), "#!")
}

// Lower emits a copy for each file of a list. dh_install(1): the last word of a
// line is the folder, all others are files or patterns; a word alone keeps its
// own place, and names what the build made.
func Lower(u *fact.Unit, emit fact.Emit, _ func(fact.Notice)) {
	for _, src := range u.Texts {
		for _, line := range src.Text.Lines() {
			line = line.TrimSpace()
			if line.HasPrefix("#") {
				emit(&fact.Comment{Node: fact.NewNode(line.Span(), u.Root, fact.Always), Text: line.TrimPrefix("#")})
				continue
			}
			words := line.Fields()
			if len(words) < 2 || len(words) > maxWords {
				continue
			}
			to := source.Concat(source.Literal("/"), words[len(words)-1].TrimPrefix("/").TrimSuffix("/"), source.Literal("/"))
			for _, from := range words[:len(words)-1] {
				emit(copyOf(u.Root, from, to))
			}
		}
	}
}

// maxWords bounds the files of one line.
const maxWords = 200

// copyOf is a file or folder that keeps its name in the folder it is put into,
// or a pattern that gives what it matches.
func copyOf(root *fact.Document, from, to source.Text) *fact.FileWrite {
	value := from.Reveal()
	if base := path.Base(value); !strings.ContainsAny(base, "*?[") {
		to = source.Concat(to, source.Literal(base))
	}
	return &fact.FileWrite{Node: fact.NewNode(from.Span(), root, fact.Always), Path: to, From: from, FromScope: fact.TreeScope}
}
