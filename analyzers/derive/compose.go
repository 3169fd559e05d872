package derive

import (
	"iter"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// composeRoutines reads what the services of a Compose file run, and the jobs
// that ofelia, a scheduler for containers, reads off their labels.
//
// https://docs.docker.com/reference/compose-file/services/
// https://github.com/mcuadros/ofelia/blob/master/docs/jobs.md
func composeRoutines(r *fact.Resource) []routine {
	services := r.Body.Get("services")
	if services == nil {
		return nil
	}
	var all []routine
	for _, e := range services.Entries {
		if e.Value.Form != fact.Object || !e.Name.Known() {
			continue
		}
		service := leaf{e.Value, certaintyOf(e.Value, fact.Always)}
		all = append(all, routine{
			name: e.Name.Reveal(), body: service,
			lower: func(parent fact.Fact, emit fact.Emit) { runService(service, parent, emit) },
		})
		all = append(all, ofeliaRoutines(e.Name.Reveal(), service)...)
	}
	return all
}

// runService emits the command that a service's container starts.
func runService(service leaf, parent fact.Fact, emit fact.Emit) {
	var words []source.Text
	for _, name := range []string{"entrypoint", "command"} {
		switch v := service.Get(name); {
		case v == nil:
		case v.Form == fact.List:
			for item := range leaves(v) {
				words = append(words, quoted(textOf(item.Value)), source.Literal(" "))
			}
		default:
			words = append(words, textOf(v), source.Literal(" "))
		}
	}
	script := source.Concat(words...).TrimSpace()
	if script.Len() == 0 || strings.HasPrefix(strings.TrimLeft(script.Reveal(), `'"`), "-") {
		return // only arguments of what the image starts
	}
	embedIn(parent, service, assigned(script, service.Get("environment")), fact.DialectPOSIX, "command", emit)
}

// ofeliaKinds are the kinds of ofelia's jobs, each in a label's second part.
var ofeliaKinds = []string{"job-exec", "job-run", "job-local", "job-service-run"}

// ofeliaRoutines reads ofelia's jobs: ofelia.KIND.NAME.schedule and .command.
func ofeliaRoutines(service string, body leaf) []routine {
	type task struct{ schedule, command *fact.Value }
	tasks := map[string]*task{}
	var names []string
	enabled := fact.Yes
	for name, value := range labelsOf(body.Value) {
		if name == "ofelia.enabled" && value.Text.Equal("false") {
			enabled = fact.No
		}
		parts := strings.Split(name, ".")
		if len(parts) != 4 || parts[0] != "ofelia" || !slices.Contains(ofeliaKinds, parts[1]) {
			continue
		}
		id := parts[1] + "." + parts[2]
		if tasks[id] == nil {
			tasks[id] = &task{}
			names = append(names, id)
		}
		switch parts[3] {
		case "schedule":
			tasks[id].schedule = value
		case "command":
			tasks[id].command = value
		}
	}
	var all []routine
	for _, id := range names {
		t := tasks[id]
		schedule, command := textOf(t.schedule), textOf(t.command)
		if schedule.Len() == 0 || command.Len() == 0 {
			continue
		}
		at := leaf{t.command, body.certainty}
		job := jobAt(robfig, schedule, source.Text{})
		job.Enabled = enabled
		all = append(all, routine{
			name: service + " " + id, body: body,
			jobs:  []fact.Job{job},
			lower: func(parent fact.Fact, emit fact.Emit) { embedIn(parent, at, command, fact.DialectPOSIX, id, emit) },
		})
	}
	return all
}

// labelsOf yields a service's labels, which are an object or a list of
// NAME=VALUE.
func labelsOf(service *fact.Value) iter.Seq2[string, *fact.Value] {
	return func(yield func(string, *fact.Value) bool) {
		labels := service.Get("labels")
		if labels == nil {
			return
		}
		for _, e := range labels.Entries {
			if e.Name.Known() && !yield(e.Name.Reveal(), e.Value) {
				return
			}
		}
		for _, item := range labels.Items {
			name, value, _ := textOf(item).Cut("=")
			label := &fact.Value{Form: fact.Scalar, Text: value, At: spanOr(value, item.At)}
			if name.Known() && !yield(name.Reveal(), label) {
				return
			}
		}
	}
}
