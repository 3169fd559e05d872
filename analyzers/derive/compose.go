package derive

import (
	"iter"
	"regexp"
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
				words = append(words, quoted(interpolated(textOf(item.Value))), source.Literal(" "))
			}
		default:
			words = append(words, interpolated(textOf(v)), source.Literal(" "))
		}
	}
	script := source.Concat(words...).TrimSpace()
	if script.Len() == 0 || strings.HasPrefix(strings.TrimLeft(script.Reveal(), `'"`), "-") {
		return // only arguments of what the image starts
	}
	embedIn(parent, service, assigned(script, environmentOf(service.Value)), fact.DialectPOSIX, "command", emit)
}

// environmentOf is a service's variables as an object: they may be a list of
// NAME=VALUE.
func environmentOf(service *fact.Value) *fact.Value {
	environment := &fact.Value{Form: fact.Object}
	for name, value := range pairsOf(service, "environment") {
		if value.Form == fact.Scalar {
			value = &fact.Value{Form: fact.Scalar, At: value.At, Text: interpolated(value.Text)}
		}
		environment.Entries = append(environment.Entries, fact.Entry{Name: name, Value: value})
	}
	return environment
}

// variable is one of the environment that Compose is started in.
var variable = regexp.MustCompile(`\$(?:\$|\{\w+(?::?-([^${}]*)|[^{}]*)\}|\w+)`)

// interpolated is what Compose makes of a value: `$$` is a dollar, `${A:-b}` is
// most likely b, and other variables are not known.
//
// https://docs.docker.com/reference/compose-file/interpolation/
func interpolated(t source.Text) source.Text {
	value := t.Reveal()
	var parts []source.Text
	at := 0
	for _, m := range variable.FindAllStringSubmatchIndex(value, -1) {
		parts = append(parts, t.Slice(at, m[0]))
		switch {
		case value[m[0]:m[1]] == "$$":
			parts = append(parts, t.Slice(m[0], m[1]).Respelled("$"))
		case m[2] >= 0:
			parts = append(parts, t.Slice(m[2], m[3]))
		default:
			parts = append(parts, source.HoleAt(t.Slice(m[0], m[1]).Span()))
		}
		at = m[1]
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...)
}

// ofeliaKinds are the kinds of ofelia's jobs, each in a label's second part.
var ofeliaKinds = []string{"job-exec", "job-run", "job-local", "job-service-run"}

// ofeliaRoutines reads ofelia's jobs: ofelia.KIND.NAME.schedule and .command.
func ofeliaRoutines(service string, body leaf) []routine {
	type task struct{ schedule, command *fact.Value }
	tasks := map[string]*task{}
	var names []string
	enabled := fact.Yes
	for label, value := range pairsOf(body.Value, "labels") {
		name := label.Reveal()
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

// pairsOf yields the names and values of a service's key that is an object or a
// list of NAME=VALUE.
func pairsOf(service *fact.Value, key string) iter.Seq2[source.Text, *fact.Value] {
	return func(yield func(source.Text, *fact.Value) bool) {
		pairs := service.Get(key)
		if pairs == nil {
			return
		}
		for _, e := range pairs.Entries {
			if e.Name.Known() && !yield(e.Name, e.Value) {
				return
			}
		}
		for _, item := range pairs.Items {
			name, value, _ := textOf(item).Cut("=")
			pair := &fact.Value{Form: fact.Scalar, Text: value, At: spanOr(value, item.At)}
			if name.Known() && !yield(name, pair) {
				return
			}
		}
	}
}
