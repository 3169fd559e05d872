package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// optionGrammar is which of a program's options take a value.
type optionGrammar struct {
	valued string   // single letters: attached or in the next word
	long   []string // long ones: behind an equals sign or in the next word
}

// givenOption is an option as it was given.
type givenOption struct {
	name  string // the letter, or the long name without dashes
	value source.Text
	word  int // index of its last word
}

// givenArgs are a command's arguments, sorted. A word of which nothing is
// known is taken for no option.
type givenArgs struct {
	options []givenOption
	words   []source.Text
}

func (g givenArgs) has(name string) bool {
	return slices.ContainsFunc(g.options, func(o givenOption) bool { return o.name == name })
}

// all yields the values that an option was given.
func (g givenArgs) all(name string) []source.Text {
	var values []source.Text
	for _, o := range g.options {
		if o.name == name {
			values = append(values, o.value)
		}
	}
	return values
}

// last is the value in force of an option.
func (g givenArgs) last(name string) source.Text {
	values := g.all(name)
	if len(values) == 0 {
		return source.Text{}
	}
	return values[len(values)-1]
}

// sortArgs reads arguments as getopt does, options and words mixed.
func sortArgs(args []source.Text, grammar optionGrammar) givenArgs {
	var g givenArgs
	for i := 0; i < len(args); i++ {
		value := args[i].Reveal()
		switch {
		case value == "--":
			g.words = append(g.words, args[i+1:]...)
			return g
		case strings.HasPrefix(value, "--"):
			i = g.long(args, i, grammar)
		case len(value) > 1 && value[0] == '-':
			i = g.letters(args, i, grammar)
		default:
			g.words = append(g.words, args[i])
		}
	}
	return g
}

// long takes the long option at args[i] and returns the index of its last word.
func (g *givenArgs) long(args []source.Text, i int, grammar optionGrammar) int {
	name, value, attached := args[i].Slice(2, args[i].Len()).Cut("=")
	o := givenOption{name: name.Reveal(), value: value}
	if !attached && slices.Contains(grammar.long, o.name) && i+1 < len(args) {
		i++
		o.value = args[i]
	}
	o.word = i
	g.options = append(g.options, o)
	return i
}

// letters takes the cluster of letters at args[i], of which the first that
// takes a value has the rest of the word or the next word.
func (g *givenArgs) letters(args []source.Text, i int, grammar optionGrammar) int {
	value := args[i].Reveal()
	for at := 1; at < len(value); at++ {
		o := givenOption{name: value[at : at+1], word: i}
		if strings.IndexByte(grammar.valued, value[at]) < 0 {
			g.options = append(g.options, o)
			continue
		}
		switch {
		case at+1 < len(value):
			o.value = args[i].Slice(at+1, len(value))
		case i+1 < len(args):
			i++
			o.value, o.word = args[i], i
		}
		g.options = append(g.options, o)
		break
	}
	return i
}

// optionValue returns the value of the first of an option's spellings.
func optionValue(words []source.Text, names ...string) (source.Text, bool) {
	for i, w := range words {
		for _, name := range names {
			switch value := w.Reveal(); {
			case value == name && i+1 < len(words):
				return words[i+1], true
			case strings.HasPrefix(name, "--") && strings.HasPrefix(value, name+"="):
				return w.Slice(len(name)+1, w.Len()), true
			}
		}
	}
	return source.Text{}, false
}
