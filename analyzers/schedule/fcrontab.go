package schedule

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// period is what fcron calls a stretch of time in which a job runs once:
// fcrontab(5), `%daily,random 10-30 3-5 command`. fields is how many of a
// crontab's five stand behind it.
type period struct {
	fields int
	rare   fact.Tri
}

var fcronPeriods = map[string]period{
	"hourly": {1, fact.No}, "midhourly": {1, fact.No},
	"daily": {2, fact.No}, "middaily": {2, fact.No}, "nightly": {2, fact.No},
	"weekly": {2, fact.Yes}, "midweekly": {2, fact.Yes},
	"monthly": {3, fact.Yes}, "midmonthly": {3, fact.Yes},
	"mins": {5, fact.No}, "hours": {5, fact.No}, "days": {5, fact.Unknown}, "mons": {5, fact.Yes}, "dow": {5, fact.Unknown},
}

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
	job := l.jobOf(line, entry.jobLine, env)
	job.Rare = entry.rare
	l.emit(job)
	l.embed(job, env, entry.command)
}

// fcronEntry is a line of an fcrontab, cut into its columns.
type fcronEntry struct {
	jobLine
	rare fact.Tri
}

// splitFcron cuts a line whose first word is a sign with options: & stands
// before a crontab's five fields, % before a period and its fields, @ before
// how long to wait. A line of cron's own is one of fcron's too.
func splitFcron(line source.Text) (fcronEntry, bool) {
	value := line.Reveal()
	words := firstWords(value, 0, 1+len(fieldRanges))
	if len(words) < 2 || !isFcron(value) {
		plain, ok := splitJob(line, false)
		if !ok {
			return fcronEntry{}, false
		}
		return fcronEntry{plain, rare(plain.fields)}, true
	}
	sign, options := value[0], strings.Split(words[0].of(value)[1:], ",")
	entry := fcronEntry{rare: fact.Unknown}
	count := 1
	switch sign {
	case '&':
		count = len(fieldRanges)
	case '%':
		p := fcronPeriods[options[0]]
		count, entry.rare = p.fields, p.rare
	default:
		entry.rare = rareWait(words[1].of(value))
	}
	if len(words) < 1+count {
		return fcronEntry{}, false
	}
	for _, w := range words[1 : 1+count] {
		entry.fields = append(entry.fields, line.Slice(w.start, w.end))
	}
	if sign == '&' {
		entry.rare = rare(entry.fields)
	}
	entry.schedule, _ = fillMarks(line.Slice(0, words[count].end))
	entry.user, entry.command = runAs(line.Slice(0, words[0].end), line.Slice(words[count].end, len(value)).TrimSpace())
	return entry, entry.command.Len() > 0
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
		return first != "@every" && !isNickname(first) && '0' <= second[0] && second[0] <= '9'
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

// rareWait judges how long an entry waits: months, weeks, days, hours and
// seconds have their letters, minutes none.
func rareWait(s string) fact.Tri {
	count := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9' && count < 1000:
			count = 10*count + int(c-'0')
		case c == 'm' || c == 'w' || c == 'd' && count >= 7:
			return fact.Yes
		case strings.IndexByte("dhs", c) >= 0:
			count = 0
		default:
			return fact.Unknown
		}
	}
	return fact.No
}
