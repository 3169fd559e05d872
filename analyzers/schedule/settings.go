package schedule

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// assignment reads `NAME = value`. crontab(5): name and value may stand in
// matching quotes, and nothing is expanded.
func assignment(line source.Text) (name, value source.Text, ok bool) {
	name, value, found := line.Cut("=")
	if !found {
		return name, value, false
	}
	name, _ = unquote(name.TrimSpace())
	if !isName(name.Reveal()) {
		return name, value, false
	}
	value, ok = unquote(value.TrimSpace())
	return name, value, ok
}

// unquote takes matching quotes off. ok is false where a quote that opens a
// value does not close at its end.
func unquote(t source.Text) (source.Text, bool) {
	value := t.Reveal()
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return t, true
	}
	if end := strings.IndexByte(value[1:], value[0]); end+2 != len(value) {
		return t, false
	}
	return t.Slice(1, len(value)-1), true
}

// isName reports the name of a variable.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (!isAlphanumeric(c) || i == 0 && c <= '9') {
			return false
		}
	}
	return s != ""
}

// settings are the variables that a table has set so far, the last one of a
// name in force.
type settings []fact.Assignment

// maxSettings bounds what each command is searched for, and maxSetting what
// one value may add to each command that names it.
const (
	maxSettings = 100
	maxSetting  = 1000
)

func (s settings) with(name, value source.Text) settings { return withVariable(s, name, value) }

// value is what a variable is set to, or nothing.
func (s settings) value(name string) source.Text {
	for _, a := range s {
		if a.Name.Equal(name) {
			return a.Value
		}
	}
	return source.Text{}
}

// shell is the dialect of SHELL, sh where it is not set. ok is false for a
// program that is no shell.
func (s settings) shell() (dialect fact.Dialect, ok bool) {
	for _, a := range s {
		if !a.Name.Equal("SHELL") {
			continue
		}
		switch path.Base(a.Value.Reveal()) {
		case "bash", "zsh":
			return fact.DialectBash, true
		case "mksh", "ksh":
			return fact.DialectMksh, true
		case "sh", "dash", "ash":
			return fact.DialectPOSIX, true
		}
		return fact.DialectPOSIX, !a.Value.Known()
	}
	return fact.DialectPOSIX, true
}

// before puts the settings that a command names in front of it as shell
// assignments: cron has them in the environment, where the shell finds them.
func (s settings) before(command source.Text) source.Text {
	value := command.Reveal()
	var parts []source.Text
	for _, a := range s {
		name := a.Name.Reveal()
		named := strings.Contains(value, "$"+name) || strings.Contains(value, "${"+name)
		if !named || a.Value.Len() > maxSetting || strings.Contains(a.Value.Reveal(), "'") {
			continue
		}
		parts = append(parts, source.Literal(name+"='"), a.Value.Moved(), source.Literal("'\n"))
	}
	if parts == nil {
		return command
	}
	return source.Concat(append(parts, command)...)
}
