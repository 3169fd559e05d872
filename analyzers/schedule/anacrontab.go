package schedule

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// anacrontab lowers `period delay id command` lines. anacrontab(5): a
// backslash at the end joins a line with the next, and % means nothing.
func (l *lowering) anacrontab(text source.Text) {
	var env settings
	for line := range l.joined(text, "#") {
		if l.tooLong(line) {
			continue
		}
		value := line.Reveal()
		if strings.HasPrefix(value, "#") {
			l.comment(line, line.TrimPrefix("#"))
			continue
		}
		if name, set, ok := assignment(line); ok {
			l.setting(line, name, set)
			env = env.with(name, set)
			continue
		}
		words := firstWords(value, 0, 3)
		if len(words) < 3 || !isPeriod(words[0].of(value)) || !isDelay(words[1].of(value)) {
			l.bad(line, "line is neither a job, a setting nor a comment")
			continue
		}
		l.anacronJob(line, words, env)
	}
}

func (l *lowering) anacronJob(line source.Text, words []word, env settings) {
	period, _ := fillMarks(line.Slice(words[0].start, words[0].end))
	job := &fact.Job{
		Node: l.node(line.Span(), l.root), Schedule: period, Rare: rarePeriod(period.Reveal()),
		User: source.Literal("root"), Enabled: fact.Yes, Place: fact.Host,
	}
	l.emit(job)
	l.embed(job, env, line.Slice(words[2].end, line.Len()).TrimSpace())
}

var periods = []string{"@daily", "@weekly", "@monthly", "@yearly", "@annually"}

func isPeriod(s string) bool { return slices.Contains(periods, s) || isDelay(s) }

func isDelay(s string) bool {
	n, err := strconv.Atoi(s)
	return isUnknown(s) || err == nil && n >= 0
}

func rarePeriod(s string) fact.Tri {
	if isUnknown(s) {
		return fact.Unknown
	}
	if n, err := strconv.Atoi(s); err == nil {
		return fact.TriOf(n >= 7)
	}
	return fact.TriOf(s != "@daily")
}
