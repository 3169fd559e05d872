package derive

import (
	"fmt"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxBlocks bounds how deep blocks of tasks are looked into.
const maxBlocks = 8

// taskLists are the keys that hold tasks: of a play, and of a block.
var taskLists = []string{"pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always"}

// jinjaMarks are what Ansible fills in.
var jinjaMarks = []source.Mark{{Open: "{{", Close: "}}", Prints: true}, {Open: "{%", Close: "%}"}, {Open: "{#", Close: "#}", Silent: true}}

// ansibleRoutines reads the tasks of a playbook or a role.
//
// https://docs.ansible.com/ansible/latest/collections/ansible/builtin/cron_module.html
func ansibleRoutines(r *fact.Resource) []routine {
	var all []routine
	eachTask(leaf{r.Body, fact.Always}, maxBlocks, func(task leaf) {
		for _, e := range task.Entries {
			name := strings.TrimPrefix(strings.TrimPrefix(e.Name.Reveal(), "ansible.builtin."), "ansible.legacy.")
			read, ok := ansibleModules[name]
			if !ok {
				continue
			}
			body := leaf{e.Value, max(task.certainty, certaintyOf(e.Value, fact.Always))}
			if part := read(r, body); part.lower != nil {
				part.name, part.body = fmt.Sprintf("%s %d", name, len(all)), body
				all = append(all, part)
			}
		}
	})
	return all
}

// ansibleModules read a task by its module. One that does nothing here has no
// lower.
var ansibleModules = map[string]func(*fact.Resource, leaf) routine{
	"cron": cronTask, "copy": copyTask, "shell": shellTask, "command": shellTask,
}

// eachTask yields the tasks of plays and blocks. What `when` says is not known,
// but for `false`.
func eachTask(list leaf, depth int, yield func(leaf)) {
	if depth == 0 {
		return
	}
	for task := range leaves(list.Value) {
		if task.Form != fact.Object || isWord(task.Value, "when", "false", "no") {
			continue
		}
		task.certainty = max(task.certainty, list.certainty)
		if task.Get("when") != nil {
			task.certainty = fact.Maybe
		}
		for _, name := range taskLists {
			if inner := task.Get(name); inner != nil {
				eachTask(leaf{inner, task.certainty}, depth-1, yield)
			}
		}
		yield(task)
	}
}

// filled is an argument with holes for what Ansible fills in.
func filled(v *fact.Value) source.Text {
	t, _ := textOf(v).FillMarks(jinjaMarks)
	return t
}

// cronFields are the columns of a crontab, as the module names them.
var cronFields = []string{"minute", "hour", "day", "month", "weekday"}

// cronTask is a job that the module cron installs.
func cronTask(_ *fact.Resource, task leaf) routine {
	script := filled(task.Get("job"))
	if script.Len() == 0 || isWord(task.Value, "state", "absent") || isWord(task.Value, "env", "true", "yes") {
		return routine{}
	}
	schedule := cronColumns(task.Value)
	if special := filled(task.Get("special_time")); special.Len() > 0 {
		schedule = source.Concat(source.Literal("@"), special)
	}
	job := jobAt(vixie, schedule, source.Text{})
	job.User, job.Enabled = filled(task.Get("user")), fact.TriOf(!isWord(task.Value, "disabled", "true", "yes"))
	if schedule.Equal("@reboot") {
		job.Trigger, job.Rare = fact.OnBoot, fact.Yes
	}
	at := leaf{task.Get("job"), task.certainty}
	return routine{jobs: []fact.Job{job}, lower: func(parent fact.Fact, emit fact.Emit) {
		embedIn(parent, at, script, fact.DialectPOSIX, "cron", emit)
	}}
}

// cronColumns is the schedule that the module writes. What is left out is `*`.
func cronColumns(task *fact.Value) source.Text {
	var columns []source.Text
	for i, name := range cronFields {
		if i > 0 {
			columns = append(columns, source.Literal(" "))
		}
		column := filled(task.Get(name))
		if column.Len() == 0 {
			column = source.Literal("*")
		}
		columns = append(columns, column)
	}
	return source.Concat(columns...)
}

// shellTask is a command that a task runs when Ansible does.
func shellTask(_ *fact.Resource, task leaf) routine {
	v := task.Value
	if v.Form == fact.Object {
		if v = task.Get("cmd"); v == nil {
			v = task.Get("argv")
		}
	}
	if v == nil || v.Form != fact.Scalar {
		return routine{}
	}
	return routine{lower: func(parent fact.Fact, emit fact.Emit) {
		embedIn(parent, leaf{v, task.certainty}, filled(v), fact.DialectPOSIX, "task", emit)
	}}
}

// copyTask is a file that a task writes: what it says, or a file of the role.
func copyTask(r *fact.Resource, task leaf) routine {
	to, from := filled(task.Get("dest")), filled(task.Get("src"))
	content := task.Get("content")
	if to.Len() == 0 || content == nil && from.Len() == 0 || isWord(task.Value, "remote_src", "true", "yes") {
		return routine{}
	}
	write := fact.FileWrite{Path: to, Mode: filled(task.Get("mode"))}
	if content != nil {
		write.Content = filled(content)
	} else {
		write.From = source.Concat(source.Literal(rolesFiles(r)), from)
		if strings.HasSuffix(to.Reveal(), "/") {
			write.Path = source.Concat(to, source.Literal(path.Base(from.Reveal())))
		}
	}
	return routine{lower: func(parent fact.Fact, emit fact.Emit) {
		file := write
		file.Node = fact.NewNode(spanOr(to, task.At), parent, task.certainty)
		emit(&file)
	}}
}

// rolesFiles is the folder that a role's tasks copy from, or empty for a
// playbook, which copies from beside itself.
func rolesFiles(r *fact.Resource) string {
	if r.At().File == nil {
		return ""
	}
	if dir := path.Dir(r.At().File.Path()); path.Base(dir) == "tasks" || path.Base(dir) == "handlers" {
		return path.Join(path.Dir(dir), "files") + "/"
	}
	return ""
}
