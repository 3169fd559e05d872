package schedule

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// preset lowers the units that a distribution enables: systemd.preset(5). What
// a preset leaves disabled somebody may enable, so that says nothing; nor does
// a pattern, which names no unit.
func (l *lowering) preset(text source.Text) {
	for _, raw := range text.Lines() {
		line := raw.TrimSpace()
		value := line.Reveal()
		words := firstWords(value, 0, 2)
		switch {
		case value == "" || l.tooLong(line):
		case value[0] == '#' || value[0] == ';':
			l.comment(line, line.Slice(1, len(value)))
		case len(words) < 2 || !isPresetVerb(words[0].of(value)):
			l.bad(line, "line is neither a preset nor a comment")
		case words[0].of(value) == "enable" && !strings.ContainsAny(words[1].of(value), "*?["):
			unit := line.Slice(words[1].start, words[1].end)
			l.emit(&fact.Ref{
				Node: l.node(unit.Span(), l.root), Target: unit, RefKind: fact.RefUnit,
				Language: fact.LanguageSchedule, Dialect: fact.DialectSystemdUnit, How: "enables",
			})
		}
	}
}

func isPresetVerb(s string) bool { return s == "enable" || s == "disable" || s == "ignore" }
