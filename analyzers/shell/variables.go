package shell

import (
	"slices"
	"strconv"

	"github.com/hiyari/hiyari/analyzers/source"
)

// variables is what names stand for at a point of the script. It keeps a
// journal, so that a subshell or a branch costs what it changes and no copy of
// all there is.
type variables struct {
	known   map[string]variable
	journal []change
}

// variable is a name's value, its elements as an array, or both.
type variable struct {
	value source.Text
	set   bool
	items []source.Text
	array bool
}

// change is what a name stood for before it was changed.
type change struct {
	name   string
	before variable
}

func newVariables() *variables { return &variables{known: map[string]variable{}} }

func (v *variables) put(name string, now variable) {
	v.journal = append(v.journal, change{name, v.known[name]})
	if !now.set && !now.array {
		delete(v.known, name)
		return
	}
	v.known[name] = now
}

func (v *variables) get(name string) (value source.Text, set bool) {
	known := v.known[name]
	return known.value, known.set
}

func (v *variables) items(name string) (items []source.Text, array bool) {
	known := v.known[name]
	return known.items, known.array
}

func (v *variables) set(name string, value source.Text) {
	now := v.known[name]
	now.value, now.set = value, true
	v.put(name, now)
}

func (v *variables) setItems(name string, items []source.Text) {
	now := v.known[name]
	now.items, now.array = items, true
	v.put(name, now)
}

func (v *variables) unset(name string) { v.put(name, variable{}) }

// arguments sets $1 … $9 and $@.
func (v *variables) arguments(words []source.Text) {
	for i := range 9 {
		if i < len(words) {
			v.set(strconv.Itoa(i+1), words[i])
		} else {
			v.unset(strconv.Itoa(i + 1))
		}
	}
	v.setItems("@", words)
	v.setItems("*", words)
}

// forgetArguments is for what a script does to them that is not followed.
func (v *variables) forgetArguments() {
	v.arguments(nil)
	v.unset("@")
	v.unset("*")
}

// isArgument reports that a name is one of those that a call sets.
func isArgument(name string) bool {
	return name == "@" || name == "*" || len(name) == 1 && '1' <= name[0] && name[0] <= '9'
}

// mark is a point to go back to.
func (v *variables) mark() int { return len(v.journal) }

// undo takes back all changes since a mark.
func (v *variables) undo(mark int) {
	for _, c := range slices.Backward(v.journal[mark:]) {
		v.known[c.name] = c.before
	}
	v.journal = v.journal[:mark]
}

// restoreArguments takes back what a call did to its own arguments.
func (v *variables) restoreArguments(mark int) {
	for _, c := range v.first(mark) {
		if isArgument(c.name) {
			v.put(c.name, c.before)
		}
	}
}

// doubt makes unknown what has another value than it had at a mark, unless it
// had none.
func (v *variables) doubt(mark int) {
	for _, c := range v.first(mark) {
		now := v.known[c.name]
		if c.before.set && now.set && c.before.value.Reveal() != now.value.Reveal() {
			now.value = source.HoleAt(now.value.Span())
		}
		if c.before.array && !slices.EqualFunc(c.before.items, now.items, sameValue) {
			now.items, now.array = nil, false
		}
		v.known[c.name] = now
	}
}

func sameValue(a, b source.Text) bool { return a.Reveal() == b.Reveal() }

// first reduces the journal behind a mark to the first change of each name,
// which holds what stood at the mark, and returns a copy of that.
func (v *variables) first(mark int) []change {
	seen := map[string]bool{}
	v.journal = append(v.journal[:mark], slices.DeleteFunc(v.journal[mark:], func(c change) bool {
		again := seen[c.name]
		seen[c.name] = true
		return again
	})...)
	return slices.Clone(v.journal[mark:])
}
