package derive

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// windowsOption is the value of an option that Windows spells /name, or the
// option's own place where it has none.
func windowsOption(c *fact.Command, name string) (value source.Text, given bool) {
	for i, word := range c.Argv[min(1, len(c.Argv)):] {
		if strings.EqualFold(word.Reveal(), "/"+name) || strings.EqualFold(word.Reveal(), "-"+name) {
			if i+2 < len(c.Argv) {
				return c.Argv[i+2], true
			}
			return word, true
		}
	}
	return source.Text{}, false
}

// scheduledTask emits what `schtasks /create /tr COMMAND` has run.
func scheduledTask(c *fact.Command, emit fact.Emit) {
	if _, creates := windowsOption(c, "create"); !creates {
		return
	}
	if run, given := windowsOption(c, "tr"); given {
		if argv := windowsWords(run); len(argv) > 0 {
			emit(inside(c, "schtasks", argv, nil))
		}
	}
}

// windowsWords cuts a command line at blanks outside of quotes.
func windowsWords(t source.Text) []source.Text {
	var words []source.Text
	value := t.Reveal()
	for i := 0; i < len(value); {
		switch value[i] {
		case ' ', '\t':
			i++
			continue
		case '"', '\'':
			end := strings.IndexByte(value[i+1:], value[i])
			if end >= 0 {
				words = append(words, t.Slice(i+1, i+1+end))
				i += end + 2
				continue
			}
		}
		end := strings.IndexAny(value[i:], " \t")
		if end < 0 {
			end = len(value) - i
		}
		words = append(words, t.Slice(i, i+end))
		i += end
	}
	return words
}

// taskSchedules are the words of /sc, and whether they are rare.
var taskSchedules = map[string]fact.Tri{
	"minute": fact.No, "hourly": fact.No, "daily": fact.No, "weekly": fact.Yes, "monthly": fact.Yes,
	"once": fact.Yes, "onstart": fact.Yes, "onlogon": fact.Yes, "onidle": fact.Unknown, "onevent": fact.Unknown,
}

// taskJob is the job of `schtasks /create`.
func taskJob(c *fact.Command) *fact.Job {
	when, given := windowsOption(c, "sc")
	if _, creates := windowsOption(c, "create"); !creates || !given {
		return nil
	}
	word := strings.ToLower(when.Reveal())
	job := &fact.Job{Node: child(c), Schedule: when, Rare: taskSchedules[word], Enabled: fact.Yes}
	if word == "onstart" || word == "onlogon" {
		job.Trigger = fact.OnBoot
	}
	if user, named := windowsOption(c, "ru"); named {
		job.User = user
	}
	return job
}

const psQuotes = `"'`

var (
	// registersTask is a cmdlet that has something run by itself.
	registersTask = regexp.MustCompile(`(?i)\bRegister-Scheduled(?:Task|Job)\b`)
	// taskAction and taskArgument are what New-ScheduledTaskAction starts.
	taskAction   = regexp.MustCompile(`(?i)\bNew-ScheduledTaskAction\b[^;|\n]*?-Execute\s+('[^'\n]*'|"[^"\n]*"|[^\s)]+)`)
	taskArgument = regexp.MustCompile(`(?i)-Argument\s+('[^'\n]*'|"[^"\n]*")`)
	// taskTrigger is when.
	taskTrigger = regexp.MustCompile(`(?i)\bNew-(?:Scheduled)?(?:Task|Job)Trigger\b[^;|\n]*?-(Once|Daily|Weekly|AtStartup|AtLogOn)\b`)
)

// powershellScript is the script of `pwsh -Command …`.
func powershellScript(c *fact.Command) source.Text {
	for i, word := range c.Argv {
		switch strings.ToLower(word.Reveal()) {
		case "-command", "-c", "/c":
			return source.Concat(joined(c.Argv[i+1:])...)
		}
	}
	return source.Text{}
}

// powershell emits the commands of the tasks that a script registers.
func powershell(c *fact.Command, emit fact.Emit) {
	script := powershellScript(c)
	value := script.Reveal()
	if !registersTask.MatchString(value) {
		return
	}
	for _, action := range taskAction.FindAllStringSubmatchIndex(value, -1) {
		argv := []source.Text{within(script.Slice(action[2], action[3]), psQuotes)}
		line, _, _ := strings.Cut(value[action[1]:], "\n")
		if a := taskArgument.FindStringSubmatchIndex(line); a != nil {
			argv = append(argv, windowsWords(within(script.Slice(action[1]+a[2], action[1]+a[3]), psQuotes))...)
		}
		emit(inside(c, "powershell", argv, nil))
	}
}

// registeredJob is the job of a script that registers a task.
func registeredJob(c *fact.Command) *fact.Job {
	script := powershellScript(c)
	value := script.Reveal()
	if !registersTask.MatchString(value) {
		return nil
	}
	job := &fact.Job{Node: child(c), Enabled: fact.Yes}
	if when := taskTrigger.FindStringSubmatchIndex(value); when != nil {
		job.Schedule = script.Slice(when[2], when[3])
		switch strings.ToLower(value[when[2]:when[3]]) {
		case "atstartup", "atlogon":
			job.Trigger, job.Rare = fact.OnBoot, fact.Yes
		case "weekly", "once":
			job.Rare = fact.Yes
		default:
			job.Rare = fact.No
		}
	}
	return job
}
