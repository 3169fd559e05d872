package schedule

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// aptHook is an option of apt.conf(5) whose values are commands, with what
// stands before its first value.
var aptHook = regexp.MustCompile(`(?i)((?:pre|post)-invoke(?:-success|-stats)?|pre-install-pkgs)(?:::)?\s*(\{?)\s*"`)

// aptString is a value; apt.conf(5) has no other way to hold a quote than \".
var aptString = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)

// aptConf lowers the commands that apt and dpkg call, which a shell runs.
func (l *lowering) aptConf(text source.Text) {
	value := l.aptComments(text)
	read := 0 // a hook inside of another's values is none
	for _, hook := range aptHook.FindAllStringSubmatchIndex(value, -1) {
		if hook[0] < read {
			continue
		}
		from := hook[1] - 1
		end := strings.IndexByte(value[from:], '\n')
		if hook[4] < hook[5] {
			end = blockEnd(value[from:])
		}
		read = len(value)
		if end >= 0 {
			read = from + end
		}
		for _, s := range aptString.FindAllStringSubmatchIndex(value[from:read], -1) {
			job := l.eventJob(text.Slice(hook[2], hook[3]), "package installation")
			l.emit(job)
			l.script(job, unquoteApt(text.Slice(from+s[2], from+s[3])), "apt")
		}
	}
}

// blockEnd is where the } stands that closes a list of strings, or -1.
func blockEnd(list string) int {
	quoted := false
	for i := 0; i < len(list); i++ {
		switch {
		case list[i] == '\\' && quoted:
			i++
		case list[i] == '"':
			quoted = !quoted
		case list[i] == '}' && !quoted:
			return i
		}
	}
	return -1
}

func unquoteApt(t source.Text) source.Text {
	value := t.Reveal()
	var parts []source.Text
	at := 0
	for i := 0; i+1 < len(value); i++ {
		if value[i] == '\\' && value[i+1] == '"' {
			parts = append(parts, t.Slice(at, i))
			at = i + 1
			i++
		}
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...)
}

// aptComments emits the comments and returns the value with blanks for them.
func (l *lowering) aptComments(text source.Text) string {
	var b strings.Builder
	for _, raw := range text.Lines() {
		line := raw.TrimSpace()
		if !line.HasPrefix("//") && !line.HasPrefix("#") {
			b.WriteString(raw.Reveal())
			continue
		}
		l.comment(line, line.TrimPrefix("#").TrimPrefix("//"))
		b.WriteString(strings.Repeat(" ", raw.Len()))
	}
	return b.String()
}
