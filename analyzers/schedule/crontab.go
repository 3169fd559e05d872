package schedule

import (
	"errors"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// crontab lowers a table with or without a user column. Settings hold for the
// lines behind them.
func (l *lowering) crontab(text source.Text, hasUser bool) {
	var env settings
	for _, raw := range text.Lines() {
		line := raw.TrimSpace()
		value := line.Reveal()
		if value == "" || l.tooLong(line) {
			continue
		}
		if strings.HasPrefix(value, "#") {
			l.comment(line, line.TrimPrefix("#"))
			continue
		}
		if name, set, ok := assignment(line); ok {
			l.setting(line, name, set)
			env = env.with(name, set)
			continue
		}
		if strings.Trim(value, string(source.Hole)) == "" {
			continue // jobs that only the deployment knows
		}
		j, ok := splitJob(line, hasUser)
		if !ok {
			l.bad(line, "line is neither a job, a setting nor a comment")
			continue
		}
		l.cronJob(line, j, env)
	}
}

func (l *lowering) setting(line, name, value source.Text) {
	l.emit(&fact.Literal{Node: l.node(line.Span(), l.root), Name: name, Value: value})
}

// jobLine is a crontab line, cut into its columns.
type jobLine struct {
	schedule source.Text
	when     calendar.Schedule
	user     source.Text // empty in a user crontab
	command  source.Text
}

// mostFields is how many words of a line may say when.
const mostFields = 5

// splitJob cuts a line into its columns. Without a valid schedule, a plain
// user where the table has one, and a command, cron refuses the line.
func splitJob(line source.Text, hasUser bool) (jobLine, bool) {
	value := line.Reveal()
	from := 0
	if strings.HasPrefix(value, "-") { // cronie: the job is not logged
		from = 1
	}
	var j jobLine
	rest := j.cutSchedule(line, firstWords(value, from, mostFields))
	if rest == 0 {
		return jobLine{}, false
	}
	if hasUser {
		user := firstWords(value, rest, 1)
		if len(user) == 0 || !isPlainUser(user[0].of(value)) {
			return jobLine{}, false
		}
		j.user = line.Slice(user[0].start, user[0].end)
		rest = user[0].end
	}
	j.command = line.Slice(rest, len(value)).TrimSpace()
	return j, j.command.Len() > 0
}

// cutSchedule takes as many of the words as say when: five fields, one word
// such as @daily, two with @every, or fewer than five where a hole may stand
// for several. It returns where they end, or 0.
func (j *jobLine) cutSchedule(line source.Text, words []word) (end int) {
	if len(words) == 0 {
		return 0
	}
	most, least := len(words), 1
	if first := words[0].of(line.Reveal()); strings.HasPrefix(first, "@") {
		most = 1
		if first == "@every" && len(words) > 1 { // supercronic
			most, least = 2, 2
		}
	}
	for n := most; n >= least; n-- {
		end = words[n-1].end
		j.schedule, _ = template.Fill(line.Slice(words[0].start, end))
		var err error
		j.when, err = calendar.Cron(calendar.Crontab, j.schedule.Reveal())
		switch {
		case err == nil, errors.Is(err, calendar.ErrUnknown):
			return end
		case least == 2: // how long it waits is between the library and the line
			j.when = calendar.Unknown()
			return end
		}
	}
	return 0
}

// isUnknown reports a word that holds something unknown.
func isUnknown(s string) bool {
	return strings.ContainsRune(s, source.Hole) || strings.Contains(s, "{{") || strings.Contains(s, "<%=")
}

// isPlainUser reports a login name as cron looks it up. FreeBSD's
// user:group/class counts too.
func isPlainUser(s string) bool {
	if isUnknown(s) {
		return true
	}
	for i := range len(s) {
		c := s[i]
		if isAlphanumeric(c) || c == '_' || i > 0 && strings.IndexByte(".-:", c) >= 0 || c == '$' && i == len(s)-1 || c == '/' && strings.Contains(s[:i], ":") {
			continue
		}
		return false
	}
	return s != ""
}

// word is a range of a line's value.
type word struct{ start, end int }

func (w word) of(value string) string { return value[w.start:w.end] }

// firstWords cuts at most n words from an offset on. A template's mark stays
// in one word though it has blanks inside.
func firstWords(value string, from, n int) []word {
	var words []word
	for i := from; i < len(value) && len(words) < n; {
		if value[i] == ' ' || value[i] == '\t' {
			i++
			continue
		}
		start := i
		for i < len(value) && value[i] != ' ' && value[i] != '\t' {
			i = max(i+1, template.MarkEnd(value, i))
		}
		words = append(words, word{start, i})
	}
	return words
}

func (l *lowering) cronJob(line source.Text, j jobLine, env settings) {
	job := l.jobOf(line, j, env)
	l.emit(job)
	command, stdin, piped := cutPercent(j.command)
	if piped {
		command = withInput(command, stdin)
	}
	l.embed(job, env, command)
}

func (l *lowering) jobOf(line source.Text, j jobLine, env settings) *fact.Job {
	job := &fact.Job{
		Node: l.node(line.Span(), l.root), Schedule: j.schedule, When: j.when, Zone: env.value("CRON_TZ"), Rare: fact.Answer(j.when.Rare()),
		User: l.userOf(j), Enabled: fact.Yes, Place: fact.Host,
	}
	if job.Zone.Len() > 0 {
		job.When, _ = job.When.In(job.Zone.Reveal()) // of a zone that is not known the words tell
	}
	if j.schedule.Equal("@reboot") {
		job.Trigger = fact.OnBoot
	}
	return job
}

// userOf is the user column, or in a user crontab the file's name.
func (l *lowering) userOf(j jobLine) source.Text {
	if j.user.Len() > 0 {
		user, _ := template.Fill(j.user)
		return user
	}
	if name := path.Clean("/" + l.path); isSpool(name) {
		return source.Literal(path.Base(name))
	}
	return source.Text{}
}

// embed hands a job's command to the shell that runs it. A SHELL that is none
// runs something that we cannot read.
func (l *lowering) embed(job *fact.Job, env settings, command source.Text) {
	dialect, ok := env.shell()
	if !ok || command.Len() == 0 {
		return
	}
	l.emit(&fact.Embedded{
		Node: l.node(command.Span(), job), Language: fact.LanguageShell, Dialect: dialect,
		Content: env.before(command), How: "cron",
	})
}
