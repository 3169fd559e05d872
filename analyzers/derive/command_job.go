package derive

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

var (
	atGrammar         = optionGrammar{valued: "fqt"}
	systemdRunGrammar = optionGrammar{
		valued: "uptMHEC",
		long: []string{
			"unit", "property", "description", "slice", "service-type", "uid", "gid", "nice", "working-directory", "setenv",
			"timer-property", "path-property", "socket-property", "on-active", "on-boot", "on-startup", "on-unit-active",
			"on-unit-inactive", "on-calendar", "host", "machine", "background", "json", "job-mode", "capsule",
		},
	}
)

// later follows what at(1) and batch(1) run once: standard input, or a file.
func later(c *fact.Command, program string, emit fact.Emit) {
	given := sortArgs(c.Argv[1:], atGrammar)
	if file := given.last("f"); file.Len() > 0 {
		emit(&fact.Ref{Node: child(c), Target: file, Language: fact.LanguageShell, How: "runs"})
		return
	}
	embed(c, c.Stdin, program, emit)
}

// commandJobs adds the job of a command that has something run at another time.
func commandJobs(p *fact.Project, c *fact.Command) {
	var job *fact.Job
	switch program(c) {
	case "at", "batch":
		job = laterJob(c)
	case "systemd-run":
		job = timerJob(c)
	case "schtasks", "schtasks.exe":
		job = taskJob(c)
	case "pwsh", "powershell", "powershell.exe", "pwsh.exe":
		job = registeredJob(c)
	}
	if job == nil {
		return
	}
	p.Add(job)
	p.Link(job, c, false)
}

// laterJob is a job that runs once, however often its script does.
func laterJob(c *fact.Command) *fact.Job {
	given := sortArgs(c.Argv[1:], atGrammar)
	if slices.ContainsFunc([]string{"l", "r", "d", "c", "V"}, given.has) {
		return nil // lists, removes or shows jobs
	}
	when := source.Concat(joined(given.words)...)
	if t := given.last("t"); t.Len() > 0 {
		when = t
	}
	if when.Len() == 0 {
		when = c.Argv[0]
	}
	return &fact.Job{Node: child(c), Schedule: when, Rare: fact.Yes, Enabled: fact.Yes}
}

// timerSettings are the options of systemd-run(1) that make a timer, and what
// the timer calls them. The first one that is given says when.
var timerSettings = []struct{ option, setting string }{
	{option: "on-calendar", setting: "OnCalendar"},
	{option: "on-unit-active", setting: "OnUnitActiveSec"},
	{option: "on-unit-inactive", setting: "OnUnitInactiveSec"},
	{option: "on-active", setting: "OnActiveSec"},
	{option: "on-boot", setting: "OnBootSec"},
	{option: "on-startup", setting: "OnStartupSec"},
}

// timerJob is the job of a transient timer, or nil where systemd-run runs its
// command at once.
func timerJob(c *fact.Command) *fact.Job {
	given := sortArgs(ownWords(c), systemdRunGrammar)
	for _, s := range timerSettings {
		when := given.last(s.option)
		for _, property := range given.all("timer-property") {
			if name, value, _ := property.Cut("="); name.Equal(s.setting) {
				when = value
			}
		}
		if when.Len() == 0 {
			continue
		}
		job := &fact.Job{Node: child(c), Schedule: when, Enabled: fact.Yes, User: given.last("uid")}
		var err error
		if job.When, err = calendar.Timer(s.setting, when.Reveal()); err != nil {
			job.When = calendar.Unknown()
		}
		job.Rare = fact.Answer(job.When.Rare())
		return job
	}
	return nil
}

// ownWords are the words of systemd-run before the command that it starts.
func ownWords(c *fact.Command) []source.Text {
	inner, _ := wrapper{options: systemdRunGrammar}.start(c.Argv[1:])
	return c.Argv[1 : len(c.Argv)-len(inner.argv)]
}
