package script

import (
	"bytes"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// grammar is what the lexer needs to know of a language: the Lexical Structure
// chapters of its reference manual.
type grammar struct {
	comments  []string // marks that make a comment of the rest of a line
	block     bool     // /* … */
	pods      bool     // =begin … =end, =pod … =cut, on lines of their own
	triple    bool     // """…""" and '''…'''
	multiline bool     // a quoted string may go on over lines
	heredocs  bool     // <<~TEXT, <<"TEXT"
	percents  bool     // %w[…] of Ruby
	quoteOps  bool     // q(…) qw(…) qx(…) of Perl
	regexps   bool     // /…/ where an operand stands
	backticks bool     // `…` runs a command; else it is a string
	dots      bool     // a dot leads to a member; else it joins strings
	barewords bool     // a call needs no parentheses: system "…"
	sigils    string   // what a variable's name begins with
	fill      filling  // how values get into a string
}

// filling is how a language puts a value into a quoted string.
type filling struct {
	open      string // what a value stands behind: "#{", "${"; it ends with "}"
	prefixed  bool   // only in strings that an f stands before
	variables string // sigils of variables that are named in a string as they are
	single    bool   // in '…' too
	backtick  bool   // in `…` only
}

var grammars = map[fact.Dialect]grammar{
	fact.DialectPython: {
		comments: []string{"#"}, triple: true, dots: true, fill: filling{open: "{", prefixed: true, single: true},
	},
	fact.DialectRuby: {
		comments: []string{"#"}, pods: true, multiline: true, heredocs: true, percents: true, regexps: true, backticks: true,
		dots: true, barewords: true, sigils: "$@", fill: filling{open: "#{"},
	},
	fact.DialectPerl: {
		comments: []string{"#"}, pods: true, multiline: true, heredocs: true, quoteOps: true, regexps: true, backticks: true,
		barewords: true, sigils: "$@%", fill: filling{open: "${", variables: "$@"},
	},
	fact.DialectJavaScript: {
		comments: []string{"//"}, block: true, regexps: true, dots: true, sigils: "$", fill: filling{open: "${", backtick: true},
	},
	fact.DialectPHP: {
		comments: []string{"#", "//"}, block: true, multiline: true, heredocs: true, backticks: true, sigils: "$",
		fill: filling{open: "{", variables: "$"},
	},
}

var extensions = map[string]fact.Dialect{
	".py": fact.DialectPython, ".rb": fact.DialectRuby, ".pl": fact.DialectPerl, ".pm": fact.DialectPerl, ".php": fact.DialectPHP,
	".js": fact.DialectJavaScript, ".mjs": fact.DialectJavaScript, ".cjs": fact.DialectJavaScript, ".ts": fact.DialectJavaScript,
}

// claims takes files with a language's extension or its interpreter behind `#!`.
func claims(name string, head []byte) (fact.Dialect, bool) {
	if line, found := bytes.CutPrefix(head, []byte("#!")); found {
		line, _, _ = bytes.Cut(line, []byte("\n"))
		for word := range strings.FieldsSeq(string(line)) {
			base := path.Base(word)
			if base == "env" || strings.HasPrefix(word, "-") || strings.Contains(word, "=") {
				continue
			}
			return fact.InterpreterDialect(base)
		}
		return fact.DialectNone, false
	}
	dialect, ok := extensions[strings.ToLower(path.Ext(name))]
	return dialect, ok
}
