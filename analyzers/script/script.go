// Package script lowers scripts of Python, Ruby, Perl, JavaScript and PHP, as
// far as a scan of their literals tells: calls with their constant arguments,
// and constants that variables are set to.
//
// There is no parser. What is a comment, a string or a documentation string is
// known; which branch runs, and what a name stands for, is not. So what these
// facts say is less sure than what other front ends say, and derive marks it.
package script

import (
	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd returns the front end. Only what something runs is lowered: a tree
// may hold a million scripts.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageScript, Claims: claims, OnDemand: true, Lower: Lower}
}

// Lower emits the calls and constants of a unit's texts.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, s := range u.Texts {
		dialect := u.Dialect
		if dialect == fact.DialectNone {
			head := s.Text.Reveal()
			dialect, _ = claims(s.Path, []byte(head[:min(len(head), 1024)]))
		}
		lexed := lex(s.Text, grammars[dialect])
		if lexed.full {
			notice(fact.Notice{Type: fact.NoticeLimit, Path: s.Path, Message: "more than 200000 words; the rest was not read"})
		}
		r := &reader{dialect: dialect, grammar: grammars[dialect], source: s.Text, tokens: lexed.tokens, emit: emit}
		if u.Root != nil {
			r.root = u.Root
		}
		r.constants()
		r.read()
	}
}
