package derive

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// workflowRoutines reads the jobs of a workflow of GitHub's.
//
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
func workflowRoutines(r *fact.Resource) []routine {
	var schedules []source.Text
	for entry := range leaves(onOf(r.Body).Get("schedule")) {
		if cron := wordOf(entry.Value, "cron"); cron.Len() > 0 {
			schedules = append(schedules, cron)
		}
	}
	jobs := r.Body.Get("jobs")
	if jobs == nil {
		return nil
	}
	var all []routine
	for _, e := range jobs.Entries {
		body := leaf{e.Value, certaintyOf(e.Value, fact.Always)}
		runs := runsOn(conditionOf(e.Value))
		if runs == fact.No || !e.Name.Known() {
			continue
		}
		if runs == fact.Unknown && len(schedules) > 0 {
			body.certainty = fact.Maybe
		}
		part := routine{name: e.Name.Reveal(), body: body}
		for _, cron := range schedules {
			job := jobAt(vixie, cron, source.Literal("UTC"))
			job.Place = runnerPlace(e.Value)
			part.jobs = append(part.jobs, job)
		}
		part.lower = func(parent fact.Fact, emit fact.Emit) { workflowSteps(r.Body, e.Value, parent, emit) }
		all = append(all, part)
	}
	return all
}

// onOf is what starts a workflow. YAML 1.1 reads the bare word as a boolean,
// which the front end does not.
func onOf(workflow *fact.Value) *fact.Value {
	if on := workflow.Get("on"); on != nil {
		return on
	}
	return workflow.Get("true")
}

// workflowSteps emits the scripts of a job's steps.
func workflowSteps(workflow, job *fact.Value, parent fact.Fact, emit fact.Emit) {
	shell := shellOf(workflow, defaultShell(job))
	shell = shellOf(job, shell)
	callLocal(leaf{job, fact.Always}, "", parent, emit)
	for step := range leaves(job.Get("steps")) {
		switch runsOn(conditionOf(step.Value)) {
		case fact.No:
			continue
		case fact.Unknown:
			step.certainty = fact.Maybe
		case fact.Yes:
		}
		callLocal(step, "/action.yml", parent, emit)
		run := step.Get("run")
		if run == nil || run.Form != fact.Scalar {
			continue
		}
		name := shell
		if own := wordOf(step.Value, "shell"); own.Len() > 0 {
			name, _, _ = strings.Cut(own.Reveal(), " ")
		}
		if name == "" && isPowerShell(run.Text) {
			continue
		}
		if dialect, ok := shells[name]; ok {
			script := assigned(run.Text, workflow.Get("env"), job.Get("env"), step.Get("env"))
			embedIn(parent, leaf{run, step.certainty}, script, dialect, "run", emit)
		}
	}
}

// actionRoutines reads the steps of a composite action.
func actionRoutines(r *fact.Resource) []routine {
	for runs := range blocksOf(r.Body, "runs") {
		return []routine{{name: "action", body: runs, lower: func(parent fact.Fact, emit fact.Emit) {
			workflowSteps(r.Body, runs.Value, parent, emit)
		}}}
	}
	return nil
}

// howUses marks a reference to a workflow or an action of the same tree.
const howUses = "uses"

// callLocal emits a reference to what `uses` names in the same tree.
func callLocal(caller leaf, file string, parent fact.Fact, emit fact.Emit) {
	uses := wordOf(caller.Value, "uses")
	if !uses.Known() || !uses.HasPrefix("./") || uses.Span().IsZero() {
		return
	}
	target := source.Concat(uses, source.Literal(file))
	emit(&fact.Ref{Node: fact.NewNode(uses.Span(), parent, caller.certainty), Target: target, Language: fact.LanguageYAML, How: howUses})
}

// linkUses leads from a `uses` to what the workflow or action runs.
func linkUses(p *fact.Project) {
	for ref := range fact.All[*fact.Ref](p) {
		if ref.How != howUses {
			continue
		}
		for _, edge := range p.Links(ref) {
			for _, document := range p.Children(edge.To) {
				for _, body := range p.Children(document) {
					if body.Kind() == fact.KindFunction {
						p.Link(ref, body, edge.Maybe)
					}
				}
			}
		}
	}
}

// shells are the values of `shell` whose scripts are read. A runner that is not
// known most likely starts bash.
var shells = map[string]fact.Dialect{"": fact.DialectBash, "bash": fact.DialectBash, "sh": fact.DialectPOSIX}

var powerShell = regexp.MustCompile(`(?im)\$env:|\$LASTEXITCODE|^\s*& |\b(write-(host|output)|new-object|foreach-object|stop-service)\b`)

// isPowerShell reports what no other shell's script holds.
func isPowerShell(script source.Text) bool { return powerShell.MatchString(script.Reveal()) }

// shellOf is the default shell that a level sets.
func shellOf(level *fact.Value, other string) string {
	for _, v := range at(level, "defaults.run.shell") {
		if v.Form == fact.Scalar && v.Text.Known() {
			return v.Text.Reveal()
		}
	}
	return other
}

// defaultShell is that of a runner: PowerShell on Windows, and none where it is
// not known.
func defaultShell(job *fact.Value) string {
	shell := ""
	for label := range leaves(runnerOf(job)) {
		switch name := textOf(label.Value); {
		case name.HasPrefix("ubuntu"), name.HasPrefix("macos"), name.Equal("linux"):
			return "bash"
		case name.HasPrefix("windows"):
			shell = "pwsh"
		}
	}
	return shell
}

// conditionOf is the expression of an `if`, as written.
func conditionOf(v *fact.Value) string {
	condition := v.Get("if")
	if condition == nil {
		return ""
	}
	if condition.Form == fact.Scalar && condition.Text.Known() {
		return condition.Text.Reveal()
	}
	if condition.At.IsZero() {
		return "?"
	}
	return written(condition)
}

// written is an expression as it stands in the file, without quotes around it.
func written(v *fact.Value) string {
	expression := v.At.File.Content(v.At.Start, v.At.End)
	if n := len(expression); n > 1 && strings.ContainsAny(expression[:1], `'"`) && expression[n-1] == expression[0] {
		return expression[1 : n-1]
	}
	return expression
}

// holds are conditions that a run in good order meets.
var holds = map[string]bool{
	"": true, "true": true, "always()": true, "success()": true,
	"!cancelled()": true, //nolint:misspell // the function's name
}

var (
	eventIs    = regexp.MustCompile(`github\.event_name\s*==\s*['"](\w+)['"]`)
	eventIsNot = regexp.MustCompile(`github\.event_name\s*!=\s*['"]schedule['"]`)
	inOwn      = regexp.MustCompile(`^github\.repository(_owner)?\s*==\s*['"][^'"]*['"]$`)
)

// runsOn tells whether what has a condition runs on a schedule. A test for the
// own repository keeps forks away and nobody else.
func runsOn(condition string) fact.Tri {
	condition = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(condition, "${{"), "}}"))
	events := eventIs.FindAllStringSubmatch(condition, -1)
	scheduled := slices.ContainsFunc(events, func(e []string) bool { return e[1] == "schedule" })
	switch {
	case holds[condition], inOwn.MatchString(condition):
		return fact.Yes
	case condition == "false", eventIsNot.MatchString(condition) && !strings.Contains(condition, "||"):
		return fact.No
	case len(events) > 0 && !scheduled && !strings.Contains(condition, "||"):
		return fact.No
	case scheduled && !strings.Contains(condition, "&&"):
		return fact.Yes
	}
	return fact.Unknown
}

// hosted are what labels of runners begin with that are not in the user's own
// network: GitHub's, and those of companies that rent out runners.
var hosted = regexp.MustCompile(`^(ubuntu|windows|macos)-|^(buildjet|blacksmith|depot|warp|namespace|nscloud|ubicloud|arm-)`)

// runnerPlace tells where a job of a workflow runs.
func runnerPlace(job *fact.Value) fact.Place {
	place := fact.Place(-1)
	for label := range leaves(runnerOf(job)) {
		switch {
		case label.Form != fact.Scalar || !label.Text.Known():
			return fact.Runner
		case label.Text.Equal("self-hosted"):
			return fact.SelfHostedRunner
		case hosted.MatchString(label.Text.Reveal()) && (place == -1 || place == fact.HostedRunner):
			place = fact.HostedRunner
		default:
			place = fact.Runner
		}
	}
	if place == -1 {
		return fact.Runner
	}
	return place
}

var ofMatrix = regexp.MustCompile(`^\$\{\{\s*matrix\.(\w+)\s*\}\}$`)

// runnerOf is what a job's `runs-on` says: labels, or those that its matrix
// goes through.
func runnerOf(job *fact.Value) *fact.Value {
	on := job.Get("runs-on")
	if on == nil {
		return nil
	}
	if on.Form == fact.Object {
		on = on.Get("labels")
	}
	if on == nil || on.Form != fact.Scalar || on.Text.Known() || on.At.IsZero() {
		return on
	}
	m := ofMatrix.FindStringSubmatch(written(on))
	if m == nil {
		return on
	}
	labels := &fact.Value{Form: fact.List, At: on.At}
	for _, matrix := range at(job, "strategy.matrix") {
		labels.Items = append(labels.Items, matrix.GetAll(m[1])...)
		for include := range leaves(matrix.Get("include")) {
			labels.Items = append(labels.Items, include.GetAll(m[1])...)
		}
	}
	return labels
}
