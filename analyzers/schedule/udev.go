package schedule

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// udevKey is one `KEY{attribute} operator "value"` of a rule: udev(7).
var udevKey = regexp.MustCompile(`([A-Z_]+)(?:\{([^}"]*)\})?\s*(?:==|!=|\+=|-=|:=|=)\s*e?"((?:[^"\\]|\\.)*)"`)

// udevSubstitution is what udev puts into a value once a device is there.
var udevSubstitution = regexp.MustCompile(`%%|\$\$|%[A-Za-z](?:\{[^}]*\})?|\$[a-z]+(?:\{[^}]*\})?`)

// udevRules lowers the programs of rules. They run when a device comes or
// changes, also at boot; no shell is involved.
func (l *lowering) udevRules(text source.Text) {
	for line := range l.joined(text, "#") {
		if l.tooLong(line) {
			continue
		}
		value := line.Reveal()
		if value[0] == '#' {
			l.comment(line, line.TrimPrefix("#"))
			continue
		}
		keys := udevKey.FindAllStringSubmatchIndex(value, -1)
		if keys == nil {
			l.bad(line, "line is neither a rule nor a comment")
			continue
		}
		l.udevRule(line, keys)
	}
}

func (l *lowering) udevRule(line source.Text, keys [][]int) {
	var job *fact.Job
	parent := func() *fact.Job {
		if job == nil {
			job = l.eventJob(line, "device event")
			l.emit(job)
		}
		return job
	}
	value := line.Reveal()
	for _, key := range keys {
		name, attribute := value[key[2]:key[3]], ""
		if key[4] >= 0 {
			attribute = value[key[4]:key[5]]
		}
		set := line.Slice(key[6], key[7])
		switch {
		case name == "RUN" && attribute != "builtin", name == "PROGRAM", name == "IMPORT" && attribute == "program":
			if argv := udevWords(set); len(argv) > 0 {
				l.emit(&fact.Command{Node: l.node(set.Span(), parent()), Argv: argv, Shown: set.Span()})
			}
		case name == "ENV" && (attribute == "SYSTEMD_WANTS" || attribute == "SYSTEMD_USER_WANTS") && set.Len() > 0:
			l.emit(&fact.Ref{
				Node: l.node(set.Span(), parent()), Target: fillUdev(set), RefKind: fact.RefUnit,
				Language: fact.LanguageSchedule, Dialect: fact.DialectSystemdUnit, How: "starts",
			})
		}
	}
}

// udevWords cuts a value at blanks outside of single quotes.
func udevWords(t source.Text) []source.Text {
	var words []source.Text
	value := t.Reveal()
	for i := 0; i < len(value) && len(words) < maxWords; {
		start := i
		switch value[i] {
		case ' ', '\t':
			i++
			continue
		case '\'':
			end := strings.IndexByte(value[i+1:], '\'')
			if end < 0 {
				end = len(value) - i - 1
			}
			start, i = i+1, i+1+end
			words = append(words, fillUdev(t.Slice(start, i)))
			i = min(i+1, len(value))
			continue
		}
		for i < len(value) && value[i] != ' ' && value[i] != '\t' {
			i++
		}
		words = append(words, fillUdev(t.Slice(start, i)))
	}
	return words
}

func fillUdev(t source.Text) source.Text {
	value := t.Reveal()
	var parts []source.Text
	at := 0
	for _, mark := range udevSubstitution.FindAllStringIndex(value, -1) {
		parts = append(parts, t.Slice(at, mark[0]))
		span := t.Slice(mark[0], mark[1]).Span()
		if value[mark[0]] == value[mark[0]+1] { // %% and $$
			parts = append(parts, source.Escaped(value[mark[0]:mark[0]+1], span))
		} else {
			parts = append(parts, source.HoleAt(span))
		}
		at = mark[1]
	}
	if parts == nil {
		return t
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...)
}
