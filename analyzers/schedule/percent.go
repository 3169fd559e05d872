package schedule

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// cutPercent splits a command where cron does. crontab(5): the first unescaped
// % ends the command, the rest is its standard input with each further % a
// newline, and \% is a plain %.
func cutPercent(t source.Text) (command, stdin source.Text, piped bool) {
	value := t.Reveal()
	if !strings.Contains(value, "%") {
		return t, source.Text{}, false
	}
	var parts, first []source.Text
	at := 0
	for i := 0; i < len(value); i++ {
		start := i
		if value[i] == '\\' {
			i++ // a backslash takes the next byte with it, another backslash too
		}
		if i >= len(value) || value[i] != '%' {
			continue
		}
		parts = append(parts, t.Slice(at, start))
		at = i + 1
		switch {
		case start < i:
			parts = append(parts, source.Escaped("%", t.Slice(start, at).Span()))
		case piped:
			parts = append(parts, source.Literal("\n"))
		default:
			first, parts, piped = parts, nil, true
		}
	}
	parts = append(parts, t.Slice(at, len(value)))
	if !piped {
		return source.Concat(parts...), source.Text{}, false
	}
	return source.Concat(first...).TrimSpace(), source.Concat(parts...), true
}

// withInput gives a command its standard input as a here-document: the shell
// front end is handed one text, and this one means the same. A command that is
// more than one simple command is grouped first, because cron feeds the whole
// shell and a here-document only what it stands behind.
func withInput(command, stdin source.Text) source.Text {
	end := "hiyari"
	for input := "\n" + stdin.Reveal() + "\n"; strings.Contains(input, "\n"+end+"\n"); {
		end += "_"
	}
	if strings.ContainsAny(command.Reveal(), "|&;#<(){}\n") {
		command = source.Concat(source.Literal("{ "), command, source.Literal("\n}"))
	}
	return source.Concat(command, source.Literal(" <<'"+end+"'\n"), stdin, source.Literal("\n"+end+"\n"))
}
