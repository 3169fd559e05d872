package schedule

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
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
		if len(words) < 3 || !l.anacronJob(line, words, env) {
			l.bad(line, "line is neither a job, a setting nor a comment")
		}
	}
}

// anacronJob emits a job, unless period or delay are none.
func (l *lowering) anacronJob(line source.Text, words []word, env settings) bool {
	period, _ := template.Fill(line.Slice(words[0].start, words[0].end))
	when, err := calendar.Period(period.Reveal())
	if err != nil && !errors.Is(err, calendar.ErrUnknown) || !isDelay(words[1].of(line.Reveal())) {
		return false
	}
	job := &fact.Job{
		Node: l.node(line.Span(), l.root), Schedule: period, When: when, Rare: fact.Answer(when.Rare()),
		User: source.Literal("root"), Enabled: fact.Yes, Place: fact.Host,
	}
	l.emit(job)
	l.embed(job, env, line.Slice(words[2].end, line.Len()).TrimSpace())
	return true
}

func isDelay(s string) bool {
	n, err := strconv.Atoi(s)
	return isUnknown(s) || err == nil && n >= 0
}
