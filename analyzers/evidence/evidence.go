// Package evidence weighs what speaks for and against a value being a secret:
// the role that its name gives it, how the value is built, where both stand.
//
// Each observation is a sign, named by words that a person can read. The weights
// of the signs were not chosen: testdata/tools/fit learned them from labeled
// code of others, and weights.txt is what it wrote. Their sum gives a
// probability.
package evidence

import "strings"

// Candidate is a value that may be a secret, with what is known of it.
type Candidate struct {
	Name   string // of the variable, key, option or argument that has the value; may be empty
	Value  string
	Path   string // of the file
	Place  Place
	Quoted bool
	Given  Given
	Form   Form
	Before string // what stands before and behind the value on its line
	Behind string
}

// Place is what a value stands in.
type Place int

// The places.
const (
	Plain   Place = iota // configuration, a shell script, text
	Code                 // a program's own code
	String               // a longer string in a program's code
	Comment              // a comment of any language
)

// Given is how a value is given to its name.
type Given int

// The ways.
const (
	Assigned Given = iota // name = value, name := value
	Keyed                 // name: value, "name": value, name => value
	Passed                // name(value), ("name", "value")
	Option                // --name value
	Element               // <name>value</name>
	UserInfo              // scheme://user:value@host
	Compared              // name == value
	Unnamed               // nothing but its form says what it is
)

// Form is what the form of a value says.
type Form int

// The forms.
const (
	Any    Form = iota
	Loose       // of a catalog's expression that takes any value behind a name
	Marked      // holds a text that only secrets of its kind hold
	Shaped      // of a catalog's expression for one kind, without such a text
)

// Signs are what speaks for and against a candidate, in a fixed order.
func Signs(c Candidate) []string {
	s := make([]string, 0, 24)
	s = append(s, nameSigns(c.Name)...)
	s = append(s, valueSigns(c.Value, c.Name)...)
	s = append(s, placeSigns(c)...)
	return append(s, pathSigns(c.Path)...)
}

func placeSigns(c Candidate) []string {
	s := []string{
		[...]string{"stands in configuration", "stands in code", "stands in a string of code", "stands in a comment"}[c.Place],
		[...]string{
			"is assigned", "is keyed", "is an argument", "is an option", "is an element", "is a URL's user info", "is compared", "has no name",
		}[c.Given],
		[...]string{"has no known form", "matches a loose pattern", "has a marked form", "matches a pattern of one kind"}[c.Form],
	}
	if c.Quoted {
		s = append(s, "is quoted")
	} else {
		s = append(s, "is bare")
	}
	if !c.Quoted && wordFollows(c.Behind) {
		s = append(s, "words follow it")
	}
	if c.Quoted && callFollows(c.Behind) {
		s = append(s, "more arguments follow it")
	}
	return append(s, lineSigns(c.Before+" "+c.Behind)...)
}

// wordFollows reports a sentence that goes on.
func wordFollows(behind string) bool {
	trimmed := strings.TrimLeft(behind, ".,:;)")
	return len(trimmed) > 1 && trimmed[0] == ' ' && isLetter(trimmed[1]) || behind != "" && behind[0] == ' ' && len(trimmed) > 2 && trimmed[1] == '('
}

// callFollows reports arguments behind a string.
func callFollows(behind string) bool {
	behind = strings.TrimLeft(behind, "\"'`")
	return strings.HasPrefix(behind, ", ") || strings.HasPrefix(behind, ",\"")
}

// lineSigns look at what else the line holds.
func lineSigns(line string) (signs []string) {
	lower := strings.ToLower(line)
	for _, n := range []struct {
		words []string
		sign  string
	}{
		{[]string{"user", "login", "account", "email"}, "a user stands beside it"},
		{[]string{"host", "server", "url", "://", "localhost", "127.0.0.1"}, "a host stands beside it"},
		{[]string{"test", "assert", "expect", "want", "mock"}, "a test stands beside it"},
		{[]string{"invalid", "wrong", "bad", "error", "fail"}, "a failure stands beside it"},
		{[]string{"example", "e.g.", "for instance", "replace"}, "an example stands beside it"},
	} {
		if containsAny(lower, n.words) {
			signs = append(signs, n.sign)
		}
	}
	return signs
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
