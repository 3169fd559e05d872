// Package shell lowers POSIX shell, bash and mksh scripts: commands,
// assignments, redirections, here-documents and functions.
//
// It knows the shell's own language. What a program means is known in derive,
// with one exception: echo, printf, cat and base64 stand in pipes and
// substitutions so often that their output counts as part of the text.
package shell

import (
	"bytes"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd returns the shell front end.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageShell, Claims: claims, Lower: Lower}
}

// claims takes files with a shell's extension or a shell behind `#!`. A patch
// is none, though Debian's begin with `#!` to apply themselves.
func claims(name string, head []byte) (fact.Dialect, bool) {
	switch strings.ToLower(path.Ext(name)) {
	case ".patch", ".dpatch", ".diff":
		return fact.DialectNone, false
	}
	if dialect, known := interpreter(head); known {
		return dialect, dialect != fact.DialectNone
	}
	switch base := path.Base(name); strings.ToLower(path.Ext(base)) {
	case ".sh", ".slackbuild":
		return fact.DialectPOSIX, true
	case ".bash", ".ebuild", ".eclass":
		return fact.DialectBash, true
	case ".ksh", ".mksh":
		return fact.DialectMksh, true
	default:
		switch path.Base(path.Dir(name)) {
		case "dhclient-enter-hooks.d", "dhclient-exit-hooks.d", "dhcpcd-hooks": // their programs source what is there
			return fact.DialectPOSIX, path.Ext(base) == ""
		}
		switch base {
		case "dhclient-enter-hooks", "dhclient-exit-hooks":
			return fact.DialectPOSIX, true
		case ".bashrc", ".bash_profile", ".bash_aliases", "bash.bashrc", ".profile", "rc.local",
			"PKGBUILD", "APKBUILD": // makepkg's and abuild's, whose package() installs
			return fact.DialectBash, true
		}
		return fact.DialectNone, false
	}
}

// interpreter reads a `#!` line. known is false where there is none; a program
// that is no shell gives DialectNone.
func interpreter(head []byte) (dialect fact.Dialect, known bool) {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	rest, found := bytes.CutPrefix(line, []byte("#!"))
	if !found {
		return fact.DialectNone, false
	}
	for word := range strings.FieldsSeq(string(rest)) {
		base := path.Base(word)
		switch {
		case base == "env" || base == "busybox" || strings.HasPrefix(word, "-") || strings.Contains(word, "="):
			continue
		case base == "sh" || base == "dash" || base == "ash" || base == "openrc-run" || base == "runscript":
			return fact.DialectPOSIX, true
		case base == "bash":
			return fact.DialectBash, true
		case strings.HasSuffix(base, "ksh"):
			return fact.DialectMksh, true
		}
		return fact.DialectNone, true
	}
	return fact.DialectNone, true
}
