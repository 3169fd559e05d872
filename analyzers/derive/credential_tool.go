package derive

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// toolsByName are the sinks of a program.
var toolsByName = sync.OnceValue(func() map[string][]toolSink {
	all := map[string][]toolSink{}
	for _, sink := range toolSinks {
		for program := range strings.FieldsSeq(sink.programs) {
			all[program] = append(all[program], sink)
		}
	}
	return all
})

// tool reads what a program is given where its manual says that it takes
// credentials.
func (s *sinks) tool(c *fact.Command, program string, args []source.Text) {
	for _, sink := range toolsByName()[program] {
		if !sink.applies(args) {
			continue
		}
		for option, value := range sink.given(args) {
			shown := strings.Join(strings.Fields(program+" "+sink.when+" "+option), " ")
			for _, part := range sink.form.secrets(value) {
				s.credential(found{
					kind: sink.kindOf(part.name), value: part.value, name: part.name, sink: shown,
					confidence: part.confidence, evidence: "given to " + shown,
				}, c)
			}
		}
	}
}

// kindOf is what a sink takes. A pair says it by its name.
func (t toolSink) kindOf(name source.Text) string {
	if t.kind != "" {
		return t.kind
	}
	if kind, ok := secretName(name.Reveal()); ok {
		return kind
	}
	return typePassword
}

// applies reports that the arguments hold the words that a sink wants.
func (t toolSink) applies(args []source.Text) bool {
	for word := range strings.FieldsSeq(t.when) {
		if !slices.ContainsFunc(args, func(arg source.Text) bool { return arg.Equal(word) || isInCluster(arg, word) }) {
			return false
		}
	}
	return true
}

// isInCluster reports letters behind one dash that hold the one that is wanted.
func isInCluster(arg source.Text, option string) bool {
	return len(option) == 2 && option[0] == '-' && arg.HasPrefix("-") && !arg.HasPrefix("--") && strings.Contains(arg.Reveal(), option[1:])
}

// given yields the values that a sink takes, each with the option as it is
// shown; an operand has none.
func (t toolSink) given(args []source.Text) iter.Seq2[string, source.Text] {
	names := strings.Fields(t.options)
	return func(yield func(string, source.Text) bool) {
		if t.operand != 0 {
			t.operands(args, yield)
			return
		}
		for shown, o := range t.spelled.read(args, names, t.valued) {
			if slices.Contains(names, o.name) && o.value.Len() > 0 && !yield(shown, o.value) {
				return
			}
		}
	}
}

// operands yields the operand that a sink takes. Pairs may be any of them.
func (t toolSink) operands(args []source.Text, yield func(string, source.Text) bool) {
	words := sortArgs(args, optionGrammar{valued: t.valued}).words
	for word := range strings.FieldsSeq(t.when) {
		i := slices.IndexFunc(words, func(w source.Text) bool { return w.Equal(word) })
		if i >= 0 && !strings.HasPrefix(word, "/") {
			words = words[i+1:]
		}
	}
	at := t.operand - 1
	if t.operand < 0 {
		at = len(words) + t.operand
	}
	switch {
	case t.form == pairs || t.form == secretPairs:
		for _, word := range words {
			if !yield("", word) {
				return
			}
		}
	case at >= 0 && at < len(words):
		yield("", words[at])
	}
}

// read yields a program's options, each as it is shown.
func (p spelling) read(args []source.Text, names []string, valued string) iter.Seq2[string, givenOption] {
	return func(yield func(string, givenOption) bool) {
		if p == getopt {
			for _, o := range sortArgs(args, optionGrammar{valued: valued, long: names}).options {
				dashes := "--"
				if len(o.name) == 1 {
					dashes = "-"
				}
				if !yield(dashes+o.name, o) {
					return
				}
			}
			return
		}
		for i, arg := range args {
			if shown, o := p.option(args, i, arg, names); o.name != "" && !yield(shown, o) {
				return
			}
		}
	}
}

// option reads one argument as an option of a spelling other than getopt's.
func (p spelling) option(args []source.Text, i int, arg source.Text, names []string) (shown string, o givenOption) {
	var next source.Text
	if i+1 < len(args) {
		next = args[i+1]
	}
	switch {
	case p == adjoined && arg.HasPrefix("-"+names[0]):
		return "-" + names[0], givenOption{name: names[0], value: arg.Slice(1+len(names[0]), arg.Len())}
	case p == keyword:
		return arg.Reveal(), givenOption{name: arg.Reveal(), value: next}
	case p == slashed && arg.HasPrefix("/"):
		name, value, found := arg.Slice(1, arg.Len()).Cut(":")
		if !found {
			value = next
		}
		return "/" + name.Reveal(), givenOption{name: name.Reveal(), value: value}
	case p == oneDash && arg.HasPrefix("-"):
		name, value, found := arg.TrimPrefix("-").TrimPrefix("-").Cut("=")
		if !found && !next.HasPrefix("-") {
			value = next
		}
		return "-" + name.Reveal(), givenOption{name: name.Reveal(), value: value}
	}
	return "", givenOption{}
}

// part is a credential inside a value.
type part struct {
	name, value source.Text
	confidence  fact.Confidence
}

// separators stand between a user and a password.
var separators = map[form]string{userColon: ":", userPercent: "%", userSlash: "/", userComma: ","}

// secrets finds the credentials in a value of a form.
func (f form) secrets(value source.Text) []part {
	switch f {
	case whole:
		return []part{{value: value, confidence: fact.High}}
	case passColon:
		return afterWord(value, "pass:")
	case passwordOf:
		return afterWord(value, "password:")
	case pairs, secretPairs:
		return f.pairs(value)
	case userColon, userPercent, userSlash, userComma:
	}
	user, password, found := value.Cut(separators[f])
	if !found || user.Len() == 0 || f == userSlash && strings.HasPrefix(password.Reveal(), "/") {
		return nil
	}
	if f == userSlash {
		if at := strings.LastIndexByte(password.Reveal(), '@'); at >= 0 {
			password = password.Slice(0, at)
		}
	}
	return []part{{value: password, confidence: fact.High}}
}

// afterWord is what stands behind the word for a password that is written here.
func afterWord(value source.Text, word string) []part {
	if !value.HasPrefix(word) {
		return nil
	}
	return []part{{value: value.TrimPrefix(word), confidence: fact.High}}
}

// pairs reads NAME=VALUE. In a store for secrets each is one, elsewhere those
// that are named so.
func (f form) pairs(value source.Text) []part {
	if f == secretPairs {
		name, secret, found := value.Cut("=")
		if !found || isFile(secret) {
			return nil
		}
		return []part{{name, within(secret, quoteMarks), ofUsersKey(name.Reveal(), secret)}}
	}
	var parts []part
	for _, field := range value.Fields() {
		for _, pair := range field.Split(",") {
			name, secret, found := pair.Cut("=")
			secret = within(secret, quoteMarks)
			if confidence, named := namedPair(name.Reveal(), secret.Reveal()); found && named && !isFile(secret) {
				parts = append(parts, part{name, secret, confidence})
			}
		}
	}
	return parts
}

// isFile reports a value that is read from a file: curl, vault and ansible
// write @ before its name.
func isFile(value source.Text) bool { return value.HasPrefix("@") }

const quoteMarks = `"'`

// namedPair is how sure a pair is by its name: whatever a password is set to is
// the password; a token has to look like one, for others name or locate it.
func namedPair(name, value string) (fact.Confidence, bool) {
	kind, ok := secretName(name)
	switch {
	case !ok || namesOther(name):
		return fact.Low, false
	case kind == typePassword || looksRandom(value):
		return fact.High, true
	}
	return fact.Low, true
}

// namesOther reports names that end as a secret's do and hold the name of one:
// existingSecret, passwordSecret.
func namesOther(name string) bool {
	words := wordsOf(name)
	for _, word := range words[:max(0, len(words)-1)] {
		switch word {
		case "existing", "use", "enable", "enabled", "create", "generate", "allow", "no", "has", "require":
			return true
		}
	}
	return false
}

// connection reads the password of settings `name=value`, between spaces as
// libpq takes them or semicolons as ODBC does.
func (s *sinks) connection(by fact.Fact, sink string, settings source.Text) {
	for _, field := range settings.Fields() {
		for _, part := range field.Split(";") {
			key, password, found := part.Cut("=")
			if found && (strings.EqualFold(key.Reveal(), "password") || strings.EqualFold(key.Reveal(), "pwd")) {
				s.given(by, typePassword, sink, within(password, quoteMarks), key)
			}
		}
	}
}
