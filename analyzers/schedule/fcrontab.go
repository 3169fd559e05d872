package schedule

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// fcronPeriods are the stretches of time in which fcron runs a job once, as in
// `%daily,random 10-30 3-5 command`, and how many of a crontab's five fields
// stand behind each: fcrontab(5).
var fcronPeriods = map[string]int{
	"hourly": 1, "midhourly": 1, "daily": 2, "middaily": 2, "nightly": 2, "weekly": 2, "midweekly": 2, "monthly": 3, "midmonthly": 3,
	"mins": 5, "hours": 5, "days": 5, "mons": 5, "dow": 5,
}

// crontabFields are how many fields a crontab's line begins with.
const crontabFields = 5

// fcrontab lowers a table of fcron. Unlike cron's, its lines may be continued,
// and % means nothing in a command.
func (l *lowering) fcrontab(text source.Text) {
	var env settings
	for line := range l.joined(text, "#") {
		value := line.Reveal()
		switch name, set, assigned := assignment(line); {
		case l.tooLong(line):
		case value[0] == '#':
			l.comment(line, line.TrimPrefix("#"))
		case value[0] == '!': // options of the lines behind it
		case assigned:
			l.setting(line, name, set)
			env = env.with(name, set)
		default:
			l.fcronEntry(line, env)
		}
	}
}

func (l *lowering) fcronEntry(line source.Text, env settings) {
	entry, ok := splitFcron(line)
	if !ok {
		l.bad(line, "line is neither a job, a setting nor a comment")
		return
	}
	job := l.jobOf(line, entry, env)
	l.emit(job)
	l.embed(job, env, entry.command)
}

// splitFcron cuts a line whose first word is a sign with options: & stands
// before a crontab's five fields, % before a period and its fields, @ before
// how long to wait. A line of cron's own is one of fcron's too.
func splitFcron(line source.Text) (jobLine, bool) {
	value := line.Reveal()
	words := firstWords(value, 0, 1+crontabFields)
	if len(words) < 2 || !isFcron(value) {
		return splitJob(line, false)
	}
	count := 1
	switch value[0] {
	case '&':
		count = crontabFields
	case '%':
		count = fcronPeriods[strings.Split(words[0].of(value)[1:], ",")[0]]
	}
	if len(words) < 1+count {
		return jobLine{}, false
	}
	var j jobLine
	j.schedule, _ = template.Fill(line.Slice(0, words[count].end))
	when, err := calendar.Fcron(j.schedule.Reveal())
	if j.when = when; err != nil {
		j.when = calendar.Unknown()
	}
	j.user, j.command = runAs(line.Slice(0, words[0].end), line.Slice(words[count].end, len(value)).TrimSpace())
	return j, j.command.Len() > 0
}

// isFcron reports a line that no other cron would take.
func isFcron(value string) bool {
	words := firstWords(value, 0, 2)
	if len(words) < 2 {
		return false
	}
	first, second := words[0].of(value), words[1].of(value)
	switch first[0] {
	case '%':
		_, known := fcronPeriods[strings.Split(first[1:], ",")[0]]
		return known && isFcronField(second)
	case '&':
		return isFcronField(second)
	case '@':
		return first != "@every" && '0' <= second[0] && second[0] <= '9'
	}
	return false
}

// isFcronField takes what fcron has in a field and cron has not, too: a range
// that goes past midnight, and ~ before what is left out of one.
func isFcronField(s string) bool {
	return strings.Trim(s, "0123456789*,-/~") == ""
}

// runAs reads the user that an entry names by an option: among those in front
// of its fields, or in a word of its own before the command.
func runAs(options, command source.Text) (user, rest source.Text) {
	if own := command.TrimPrefix("@runas("); own.Len() < command.Len() {
		if name, behind, closed := own.Cut(")"); closed {
			return name, behind.TrimSpace()
		}
	}
	if _, behind, found := options.Cut("runas("); found {
		user, _, _ = behind.Cut(")")
	}
	return user, command
}
