package schedule

import (
	"strconv"
	"strings"
	"time"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// launchd lowers the property list of an agent or daemon: launchd.plist(5).
func (l *lowering) launchd(text source.Text) {
	list, err := readPlist(text)
	if err != nil {
		l.bad(text, "property list is not valid")
		return
	}
	argv, at := launched(list)
	if len(argv) == 0 {
		return
	}
	parent := l.root
	if job := l.launchdJob(list); job != nil {
		l.emit(job)
		parent = job
	}
	command := &fact.Command{Node: l.node(at, parent), Argv: argv, Shown: at}
	if env, _ := list.get("EnvironmentVariables"); env != nil {
		for i, name := range env.keys[:min(len(env.keys), len(env.items), maxSettings)] {
			l.emit(&fact.Literal{Node: l.node(name.Span(), l.root), Name: name, Value: env.items[i].text})
			command.Env = append(command.Env, fact.Assignment{Name: name, Value: env.items[i].text})
		}
	}
	l.emit(command)
}

// launched is what a list has run: Program, or the first of ProgramArguments,
// which are all of the command's words.
func launched(list *plistValue) (argv []source.Text, at source.Span) {
	if arguments, _ := list.get("ProgramArguments"); arguments != nil {
		for _, item := range arguments.items[:min(len(arguments.items), maxWords)] {
			argv = append(argv, item.text)
		}
		at = arguments.at.Span()
	}
	if program, _ := list.get("Program"); program != nil {
		if len(argv) == 0 {
			return []source.Text{program.text}, program.text.Span()
		}
		argv[0] = program.text
	}
	return argv, at
}

// launchdJob is the job of a list that says when, or that starts with the
// machine or the session, or nil: others wait for somebody to ask.
func (l *lowering) launchdJob(list *plistValue) *fact.Job {
	job := &fact.Job{Enabled: fact.Yes, Rare: fact.Yes, Trigger: fact.OnBoot}
	var at source.Text
	interval, intervalKey := list.get("StartInterval")
	times, timesKey := list.get("StartCalendarInterval")
	switch {
	case times != nil:
		at, job.Trigger = timesKey, fact.OnSchedule
		job.Schedule, job.Rare = calendarInterval(times)
	case interval != nil:
		at, job.Trigger, job.Schedule = intervalKey, fact.OnInterval, interval.text
		job.Rare = fact.Unknown
		if seconds, err := strconv.Atoi(strings.TrimSpace(interval.text.Reveal())); err == nil {
			job.Schedule = source.Escaped(strconv.Itoa(seconds)+"s", interval.text.Span())
			job.When = calendar.Every(time.Duration(seconds) * time.Second)
			job.Rare = fact.Answer(job.When.Rare())
		}
	case list.isTrue("RunAtLoad"):
		job.When = calendar.AtBoot(0)
		_, at = list.get("RunAtLoad")
	default:
		kept, key := list.get("KeepAlive")
		if kept == nil || kept.element == "false" {
			return nil
		}
		at, job.When = key, calendar.AtBoot(0)
	}
	if list.isTrue("Disabled") {
		job.Enabled = fact.No
	}
	if user, _ := list.get("UserName"); user != nil {
		job.User = user.text
	}
	job.Node = l.node(at.Span(), l.root)
	return job
}

// calendarInterval is the words of a StartCalendarInterval, and whether all of
// its times are days of a week, month or year.
func calendarInterval(v *plistValue) (words source.Text, rare fact.Tri) {
	times := []*plistValue{v}
	if v.element == "array" {
		times = v.items
	}
	var parts []string
	rare = fact.Yes
	if len(times) > 1 {
		rare = fact.Unknown // several days of a week may be all of them
	}
	for _, t := range times {
		day := false
		for i, key := range t.keys[:min(len(t.keys), len(t.items))] {
			name := key.Reveal()
			day = day || name == "Day" || name == "Weekday" || name == "Month"
			parts = append(parts, name+"="+t.items[i].text.Reveal())
		}
		if !day {
			rare = fact.No
		}
	}
	return source.Escaped(strings.Join(parts, " "), v.at.Span()), rare
}
