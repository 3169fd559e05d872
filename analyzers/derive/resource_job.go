package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// clock tells where a resource says when it runs.
type clock struct {
	schedule string // dotted path
	place    fact.Place
	switches []string                   // attributes that switch it off
	rare     func(source.Text) fact.Tri // reads the schedule
	runs     []string                   // attributes that refer to what it runs
}

// clocks are the resources with a schedule of their own, by their document pages.
var clocks = map[string]clock{
	"aws_cloudwatch_event_rule": {schedule: "schedule_expression", switches: []string{"is_enabled", "state"}, rare: rareAWS},
	"aws_scheduler_schedule": {
		schedule: "schedule_expression", switches: []string{"state"}, rare: rareAWS,
		runs: []string{"target.arn", "target.ecs_parameters.task_definition_arn"},
	},
	"aws_ssm_association":        {schedule: "schedule_expression", rare: rareAWS, runs: []string{"name"}},
	"aws_ssm_maintenance_window": {schedule: "schedule", switches: []string{"enabled"}, rare: rareAWS},
	"kubernetes_cron_job":        {schedule: "spec.schedule", place: fact.Cluster, switches: []string{"spec.suspend"}, rare: rareCron},
	"kubernetes_cron_job_v1":     {schedule: "spec.schedule", place: fact.Cluster, switches: []string{"spec.suspend"}, rare: rareCron},
	"kubernetes_manifest":        {schedule: "manifest.spec.schedule", place: fact.Cluster, switches: []string{"manifest.spec.suspend"}, rare: rareCron},
}

// triggered are the resources that run what another one's schedule starts, by
// the attribute that refers to it, and the attributes that refer to what runs.
var triggered = map[string]struct {
	by   string
	runs []string
}{
	"aws_cloudwatch_event_target":     {"rule", []string{"arn", "ecs_target.task_definition_arn"}},
	"aws_ssm_maintenance_window_task": {"window_id", []string{"task_arn"}},
}

// resourceJobs adds the jobs of resources that run by the clock, with links to
// what they run.
func resourceJobs(p *fact.Project) {
	t := &terraform{
		resources: map[networkKey]*fact.Resource{}, bare: map[networkKey]*fact.Resource{}, expanded: map[networkKey]bool{},
	}
	var all []*fact.Resource
	for r := range fact.All[*fact.Resource](p) {
		all = append(all, r)
	}
	t.index(p)
	jobs := map[*fact.Resource]*fact.Job{}
	for _, r := range all {
		c, ok := clocks[r.Type]
		if !ok {
			continue
		}
		if job := c.job(r); job != nil {
			jobs[r] = job
			p.Add(job)
			p.Link(job, r, false)
			t.link(p, job, r, c.runs)
		}
	}
	for _, r := range all {
		trigger, ok := triggered[r.Type]
		if !ok {
			continue
		}
		if reference, found := referenceOf(r.Body.Get(trigger.by)); found {
			if job := jobs[t.resolve(r, reference)]; job != nil {
				p.Link(job, r, false)
				t.link(p, job, r, trigger.runs)
			}
		}
	}
}

// link leads from a job to the resources that some attributes refer to.
func (t *terraform) link(p *fact.Project, job *fact.Job, r *fact.Resource, attributes []string) {
	for _, attribute := range attributes {
		for _, v := range at(r.Body, attribute) {
			if reference, ok := referenceOf(v); ok {
				if target := t.resolve(r, reference); target != nil {
					p.Link(job, target, false)
				}
			}
		}
	}
}

// job reads a resource's schedule.
func (c clock) job(r *fact.Resource) *fact.Job {
	for _, v := range at(r.Body, c.schedule) {
		if v.Form != fact.Scalar || v.Text.Len() == 0 {
			continue
		}
		span := v.Text.Span()
		if span.IsZero() {
			span = r.At()
		}
		return &fact.Job{
			Node: fact.NewNode(span, r, certaintyOf(v, fact.Always)), Schedule: v.Text, Rare: c.rare(v.Text), Enabled: c.enabled(r), Place: c.place,
		}
	}
	return nil
}

// enabled reads the attributes that switch a job off.
func (c clock) enabled(r *fact.Resource) fact.Tri {
	enabled := fact.Yes
	for _, name := range c.switches {
		for _, v := range at(r.Body, name) {
			switch value := strings.ToLower(v.Text.Reveal()); {
			case v.Form != fact.Scalar || !v.Text.Known():
				enabled = fact.Unknown
			case value == "disabled", strings.HasSuffix(name, "suspend") && value == "true", !strings.HasSuffix(name, "suspend") && value == "false":
				return fact.No
			}
		}
	}
	return enabled
}

// rareAWS judges rate(7 days), cron(0 12 ? * MON *) and at(…).
func rareAWS(schedule source.Text) fact.Tri {
	kind, rest, _ := strings.Cut(schedule.Reveal(), "(")
	fields := strings.Fields(strings.TrimSuffix(rest, ")"))
	switch {
	case !schedule.Known():
		return fact.Unknown
	case kind == "at":
		return fact.Yes
	case kind == "rate" && len(fields) == 2:
		count := numberOf(source.Literal(fields[0]), 0)
		return fact.TriOf(strings.HasPrefix(fields[1], "day") && count >= 7)
	case kind == "cron" && len(fields) == 6:
		return rareDays(fields[2], fields[3], fields[4])
	}
	return fact.Unknown
}

// rareCron judges the five fields of cron.
func rareCron(schedule source.Text) fact.Tri {
	fields := strings.Fields(schedule.Reveal())
	if !schedule.Known() || len(fields) != 5 {
		return rareWord(schedule.Reveal())
	}
	return rareDays(fields[2], fields[3], fields[4])
}

// rareDays judges the days of a schedule: one of a week or of a month is rare,
// each day is not, and lists are not counted here.
func rareDays(dayOfMonth, month, dayOfWeek string) fact.Tri {
	one := func(field string) bool { return field != "*" && field != "?" && !strings.ContainsAny(field, ",-/*") }
	switch {
	case one(dayOfMonth) || one(dayOfWeek):
		return fact.Yes
	case (dayOfMonth == "*" || dayOfMonth == "?") && (dayOfWeek == "*" || dayOfWeek == "?") && month == "*":
		return fact.No
	}
	return fact.Unknown
}
