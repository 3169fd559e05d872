package schedule

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// execKeys are the settings whose commands run when a service starts. What
// runs at a reload or a stop needs somebody to ask for it.
var execKeys = []string{"ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost"}

// service lowers a service to its commands, inside a Job where the unit is
// started at boot by itself. A timer reaches both through the document.
func (l *lowering) service(u unitFile) {
	env := l.environment(u)
	parent := l.root
	if job := l.bootJob(u); job != nil {
		l.emit(job)
		parent = job
	}
	env, whole := l.environmentFiles(u, env)
	for _, s := range u.execs() {
		e := execReader{lowering: l, env: env, whole: whole, parent: parent, specifiers: u.specifiers, certainty: s.certainty}
		e.exec(s.value)
	}
}

// environment emits the variables of a service and returns those in force.
func (l *lowering) environment(u unitFile) []fact.Assignment {
	var env []fact.Assignment
	for _, s := range u.all("Service", "Environment") {
		for w := range words(s.value, wordOptions{specifiers: u.specifiers}) {
			name, value, ok := w.text.Cut("=")
			if !ok || !isName(name.Reveal()) {
				continue
			}
			l.emit(&fact.Literal{Node: l.node(s.value.Slice(w.start, w.end).Span(), l.root), Name: name, Value: value})
			env = withVariable(env, name, value)
		}
	}
	return env
}

// awayFromBoot are the targets that a start of the machine does not pass.
var awayFromBoot = []string{
	"sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target", "suspend-then-hibernate.target",
	"shutdown.target", "umount.target", "final.target", "exit.target", "reboot.target", "poweroff.target", "halt.target",
	"kexec.target", "rescue.target", "emergency.target", "ctrl-alt-del.target",
}

// AtBoot reports a target, or another unit, that a start of the machine passes.
func AtBoot(target string) bool { return !slices.Contains(awayFromBoot, target) }

// bootJob is the job of a service that its [Install] has started at boot, once
// it is enabled.
func (l *lowering) bootJob(u unitFile) *fact.Job {
	for _, s := range u.wanted() {
		if !slices.ContainsFunc(strings.Fields(s.value.Reveal()), AtBoot) {
			continue
		}
		return &fact.Job{
			Node: fact.NewNode(s.line.Span(), l.root, s.certainty), Schedule: s.value, When: calendar.AtBoot(0), Trigger: fact.OnBoot, Rare: fact.Yes,
			User: u.user(), Place: fact.Host,
		}
	}
	return nil
}

func (u unitFile) user() source.Text {
	set := u.all("Service", "User")
	if len(set) == 0 {
		return source.Text{}
	}
	return u.specifiers.fill(set[len(set)-1].value)
}

// execs are the commands in force, in source order. An empty value resets its
// own key.
func (u unitFile) execs() []setting {
	var found []setting
	for _, s := range u.settings {
		switch {
		case s.section != "Service" || !slices.Contains(execKeys, s.key):
		case s.value.Len() == 0:
			found = slices.DeleteFunc(found, func(f setting) bool { return f.key == s.key })
		default:
			found = append(found, s)
		}
	}
	return found
}

// execReader lowers the commands of an Exec value.
type execReader struct {
	*lowering
	env        []fact.Assignment
	whole      bool // no file that was not read may set a variable anew
	parent     fact.Fact
	specifiers specifiers
	certainty  fact.Certainty
	named      bool // the second word is the name that the program is given
}

// exec lowers one Exec value: prefixes, then words, in which a lone `;` starts
// the next command. systemd.service(5): no shell is involved.
func (e execReader) exec(value source.Text) {
	prefix := value.Reveal()
	prefix = prefix[:len(prefix)-len(strings.TrimLeft(prefix, "@-:+!|"))]
	value = value.Slice(len(prefix), value.Len())
	e.named = strings.Contains(prefix, "@")
	options := wordOptions{specifiers: e.specifiers, env: e.env, variables: !strings.Contains(prefix, ":")}
	c := execCommand{start: -1}
	for w := range words(value, options) {
		if w.raw == ";" {
			e.command(c, value)
			c = execCommand{start: -1}
			continue
		}
		c.add(w)
	}
	e.command(c, value)
}

// execCommand is a command of an Exec value while it is read.
type execCommand struct {
	argv        []source.Text
	start, end  int
	substituted bool
}

func (c *execCommand) add(w execWord) {
	if c.start < 0 {
		c.start = w.start
	}
	c.end = w.end
	c.substituted = c.substituted || w.substituted
	if !w.splits {
		c.argv = append(c.argv, w.text)
		return
	}
	for part := range words(w.text, wordOptions{}) {
		c.argv = append(c.argv, part.text)
	}
}

// command emits a command. A variable that a file may set anew makes it Maybe.
func (e execReader) command(c execCommand, value source.Text) {
	if len(c.argv) == 0 {
		return
	}
	if e.named && len(c.argv) > 1 {
		c.argv = slices.Delete(c.argv, 1, 2)
	}
	at := value.Slice(c.start, c.end).Span()
	certainty := e.certainty
	if !e.whole && c.substituted {
		certainty = fact.Maybe
	}
	e.emit(&fact.Command{Node: fact.NewNode(at, e.parent, certainty), Argv: c.argv, Env: e.env, Shown: at})
}
