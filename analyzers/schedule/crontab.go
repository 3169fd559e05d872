package schedule

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
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
	fields   []source.Text // the five, or one: a word such as @daily or a hole for all
	user     source.Text   // empty in a user crontab
	command  source.Text
}

// splitJob cuts a line into its columns. Without a valid schedule, a plain
// user where the table has one, and a command, cron refuses the line.
func splitJob(line source.Text, hasUser bool) (jobLine, bool) {
	value := line.Reveal()
	from := 0
	if strings.HasPrefix(value, "-") { // cronie: the job is not logged
		from = 1
	}
	words := firstWords(value, from, len(fieldRanges))
	n := scheduleWords(value, words)
	if n == 0 {
		return jobLine{}, false
	}
	j := jobLine{schedule: line.Slice(words[0].start, words[n-1].end)}
	for _, w := range words[:n] {
		j.fields = append(j.fields, line.Slice(w.start, w.end))
	}
	j.schedule, _ = fillMarks(j.schedule)
	rest := words[n-1].end
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

// scheduleWords is how many of the words say when: five fields, one word such
// as @daily, or fewer than five where a hole may stand for several.
func scheduleWords(value string, words []word) int {
	if len(words) == 0 {
		return 0
	}
	if first := words[0].of(value); strings.HasPrefix(first, "@") {
		switch {
		case first == "@every" && len(words) > 1: // supercronic
			return 2
		case isNickname(first):
			return 1
		}
		return 0
	}
	for n := min(len(fieldRanges), len(words)); n > 0; n-- {
		if validFields(value, words[:n]) {
			return n
		}
	}
	return 0
}

func validFields(value string, words []word) bool {
	unknown := len(words) == len(fieldRanges)
	for i, w := range words {
		if isHole(w.of(value)) {
			unknown = true
			continue
		}
		if _, ok := fieldRanges[i].parse(w.of(value)); !ok {
			return false
		}
	}
	return unknown
}

// isHole reports a word that is one unknown value and nothing else.
func isHole(s string) bool {
	return s == string(source.Hole) || s != "" && markEnd(s, 0) == len(s)
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
			i = max(i+1, markEnd(value, i))
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
		Node: l.node(line.Span(), l.root), Schedule: j.schedule, Rare: rare(j.fields), Zone: env.zone(),
		User: l.userOf(j), Enabled: fact.Yes, Place: fact.Host,
	}
	if j.fields[0].Equal("@reboot") {
		job.Trigger = fact.OnBoot
	}
	return job
}

// userOf is the user column, or in a user crontab the file's name.
func (l *lowering) userOf(j jobLine) source.Text {
	if j.user.Len() > 0 {
		user, _ := fillMarks(j.user)
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
