package derive

import (
	"errors"
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// clock tells where a resource says when it runs.
type clock struct {
	schedule string // dotted path
	read     func(string) (calendar.Schedule, error)
	zone     string // dotted path, where the clock's zone can be chosen
	place    fact.Place
	switches []string // attributes that switch it off
	runs     []string // attributes that refer to what it runs
}

// clocks are the resources with a schedule of their own, by their document pages.
var clocks = map[string]clock{
	"aws_cloudwatch_event_rule": {schedule: "schedule_expression", switches: []string{"is_enabled", "state"}, read: calendar.Expression},
	"aws_scheduler_schedule": {
		schedule: "schedule_expression", zone: "schedule_expression_timezone", switches: []string{"state"}, read: calendar.Expression,
		runs: []string{"target.arn", "target.ecs_parameters.task_definition_arn"},
	},
	"aws_ssm_association":        {schedule: "schedule_expression", read: calendar.Expression, runs: []string{"name"}},
	"aws_ssm_maintenance_window": {schedule: "schedule", zone: "schedule_timezone", switches: []string{"enabled"}, read: calendar.Expression},
	"kubernetes_cron_job":        cronJob("spec.", "timezone"),
	"kubernetes_cron_job_v1":     cronJob("spec.", "timezone"),
	"kubernetes/CronJob":         cronJob("spec.", "timeZone"),
	"kubernetes/CronWorkflow":    cronJob("spec.", "timezone"), // of Argo
	"kubernetes_manifest":        cronJob("manifest.spec.", "timeZone"),
}

// cronJob is Kubernetes's CronJob, below a path.
func cronJob(spec, zone string) clock {
	return clock{schedule: spec + "schedule", zone: spec + zone, place: fact.Cluster, switches: []string{spec + "suspend"}, read: robfig}
}

// robfig reads a schedule as Kubernetes and programs in Go do.
func robfig(s string) (calendar.Schedule, error) { return calendar.Cron(calendar.Robfig, s) }

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
		zone := c.zoneOf(r)
		when := whenOf(c.read, v.Text, zone)
		return &fact.Job{
			Node: fact.NewNode(span, r, certaintyOf(v, fact.Always)), Schedule: v.Text, When: when, Zone: zone,
			Rare: fact.Answer(when.Rare()), Enabled: c.enabled(r), Place: c.place,
		}
	}
	return nil
}

// whenOf reads a schedule by the clock of a zone, if one is named. What would
// be refused is not known to run.
func whenOf(read func(string) (calendar.Schedule, error), schedule, zone source.Text) calendar.Schedule {
	when, err := read(schedule.Reveal())
	if err != nil && !errors.Is(err, calendar.ErrUnknown) {
		return calendar.Unknown()
	}
	if zone.Len() > 0 {
		when, _ = when.In(zone.Reveal()) // of a zone that is not known the words tell
	}
	return when
}

func (c clock) zoneOf(r *fact.Resource) source.Text {
	if c.zone == "" {
		return source.Text{}
	}
	for _, v := range at(r.Body, c.zone) {
		if v.Form == fact.Scalar {
			return v.Text
		}
	}
	return source.Text{}
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
