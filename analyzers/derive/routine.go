package derive

import (
	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// routine is a part of a document that runs on its own: a job of a workflow, a
// service's task. What it runs sits in a Function, so that a job reaches its
// own routine and not those beside it.
type routine struct {
	name  string // unique in its document
	body  leaf
	jobs  []fact.Job // when it runs by itself; places and parents are filled in
	lower func(parent fact.Fact, emit fact.Emit)
}

// routines reads the routines of each type of document.
var routines = map[string]func(*fact.Resource) []routine{
	"github-workflow": workflowRoutines,
	"github-action":   actionRoutines,
	"gitlab-ci":       gitlabRoutines,
	"compose":         composeRoutines,
	"ansible":         ansibleRoutines,
}

// jobAt is a job that runs when a schedule says.
func jobAt(read func(string) (calendar.Schedule, error), schedule, zone source.Text) fact.Job {
	when := whenOf(read, schedule, zone)
	return fact.Job{Schedule: schedule, When: when, Zone: zone, Rare: fact.Answer(when.Rare()), Enabled: fact.Yes}
}

// vixie reads a schedule as crontab(5) has it.
func vixie(s string) (calendar.Schedule, error) { return calendar.Cron(calendar.Crontab, s) }

// expandRoutines emits what each routine of a document runs.
func expandRoutines(r *fact.Resource, emit fact.Emit) {
	for _, part := range routines[r.Type](r) {
		body := &fact.Function{Node: fact.NewNode(spanOf(part.body.At, r), r, part.body.certainty), Name: part.name}
		emit(body)
		part.lower(body, emit)
	}
}

// spanOf is a place, or that of a resource where there is none.
func spanOf(at source.Span, r *fact.Resource) source.Span {
	if at.IsZero() {
		return r.At()
	}
	return at
}

// routineJobs adds the jobs of routines that run by themselves.
func routineJobs(p *fact.Project) {
	var documents []*fact.Resource
	for r := range fact.All[*fact.Resource](p) {
		if routines[r.Type] != nil {
			documents = append(documents, r)
		}
	}
	linkUses(p)
	for _, r := range documents {
		bodies := map[string]*fact.Function{}
		for _, child := range p.Children(r) {
			if body, ok := child.(*fact.Function); ok {
				bodies[body.Name] = body
			}
		}
		for _, part := range routines[r.Type](r) {
			for _, job := range part.jobs {
				at := spanOr(job.Schedule, spanOf(part.body.At, r))
				job.Node = fact.NewNode(at, r, fact.Always)
				p.Add(&job)
				p.Link(&job, bodies[part.name], part.body.certainty == fact.Maybe)
			}
		}
	}
}

// embedIn emits a script of a routine.
func embedIn(parent fact.Fact, at leaf, script source.Text, dialect fact.Dialect, how string, emit fact.Emit) {
	if script.Len() == 0 {
		return
	}
	emit(&fact.Embedded{
		Node: fact.NewNode(at.At, parent, at.certainty), Language: fact.LanguageShell, Dialect: dialect, Content: script, How: how,
	})
}

// assigned is a script behind the variables that it is given. Later ones win,
// as inner levels do.
func assigned(script source.Text, levels ...*fact.Value) source.Text {
	var parts []source.Text
	for _, variables := range levels {
		if variables == nil || variables.Form != fact.Object {
			continue
		}
		for _, e := range variables.Entries {
			if e.Value.Form != fact.Scalar && e.Value.Form != fact.Hole || !isVariable(e.Name) {
				continue
			}
			parts = append(parts, source.Literal("export "), e.Name, source.Literal("="), quoted(textOf(e.Value)), source.Literal("\n"))
		}
	}
	return source.Concat(append(parts, script)...)
}

// isVariable reports a name that a shell's variable may have.
func isVariable(name source.Text) bool {
	value := name.Reveal()
	for i, c := range []byte(value) {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return value != ""
}
