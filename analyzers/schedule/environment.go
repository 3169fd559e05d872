package schedule

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxEnvironmentFile bounds what is read for the variables of one service.
const maxEnvironmentFile = 64 << 10

// environmentFiles adds the variables of the files that a service names.
// systemd.exec(5): they override what Environment= sets, and of several files
// the last one wins. whole reports that each of them was read.
func (l *lowering) environmentFiles(u unitFile, env []fact.Assignment) (all []fact.Assignment, whole bool) {
	whole = true
	for _, s := range u.all("Service", "EnvironmentFile") {
		name := u.specifiers.fill(s.value.TrimPrefix("-"))
		text, ok := l.find(name)
		if !ok {
			whole = false
			continue
		}
		for line := range l.joined(text, "#;") {
			if name, value, set := assignment(line); set {
				env = withVariable(env, name, value)
			}
		}
	}
	return env, whole
}

// withVariable sets a variable anew.
func withVariable(env []fact.Assignment, name, value source.Text) []fact.Assignment {
	env = slices.DeleteFunc(slices.Clone(env), func(a fact.Assignment) bool { return a.Name.Reveal() == name.Reveal() })
	if len(env) >= maxSettings {
		return env
	}
	return append(env, fact.Assignment{Name: name, Value: value})
}

// find returns a file of the tree at a sure place.
func (l *lowering) find(name source.Text) (source.Text, bool) {
	if l.files == nil || !name.Known() || strings.ContainsAny(name.Reveal(), "*?[") {
		return source.Text{}, false
	}
	for _, place := range fact.Places(name.Reveal(), l.path) {
		if f, err := l.files.Read(place); err == nil && f.Len() <= maxEnvironmentFile {
			return f.Text(), true
		}
	}
	return source.Text{}, false
}
