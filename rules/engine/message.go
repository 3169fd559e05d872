package engine

import (
	"fmt"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// longest is the number of characters of a value that a message shows.
const longest = 80

// message renders what a rule says.
func (m *Masker) message(said rules.Message) string {
	args := make([]any, len(said.Args))
	for i, arg := range said.Args {
		switch arg := arg.(type) {
		case source.Text:
			args[i] = `"` + m.short(arg) + `"`
		case string:
			args[i] = shorten(m.String(arg))
		case rules.Message:
			args[i] = m.message(arg)
		default:
			args[i] = arg
		}
	}
	return fmt.Sprintf(said.Format, args...)
}

// short shows a value in a few words.
func (m *Masker) short(t source.Text) string { return shorten(m.Text(t)) }

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + unknown
}
