package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// schedulers tell which argument of a call says when a function runs, and
// whether it is how long to wait. A call without one says it elsewhere.
var schedulers = map[string]struct {
	schedule int
	interval bool
}{
	"github.com/robfig/cron.Cron.AddFunc":                      {schedule: 0},
	"github.com/robfig/cron.Cron.AddJob":                       {schedule: 0},
	"github.com/robfig/cron.Cron.Schedule":                     {schedule: unsaid},
	"github.com/go-co-op/gocron.Scheduler.NewJob":              {schedule: unsaid},
	"github.com/go-co-op/gocron.Scheduler.Do":                  {schedule: unsaid},
	"github.com/jasonlvhit/gocron.Job.Do":                      {schedule: unsaid},
	"k8s.io/apimachinery/pkg/util/wait.Forever":                {schedule: 1, interval: true},
	"k8s.io/apimachinery/pkg/util/wait.Until":                  {schedule: 1, interval: true},
	"k8s.io/apimachinery/pkg/util/wait.JitterUntil":            {schedule: 1, interval: true},
	"k8s.io/apimachinery/pkg/util/wait.NonSlidingUntil":        {schedule: 1, interval: true},
	"k8s.io/apimachinery/pkg/util/wait.UntilWithContext":       {schedule: 2, interval: true},
	"k8s.io/apimachinery/pkg/util/wait.JitterUntilWithContext": {schedule: 2, interval: true},
}

const unsaid = 1 << 10 // no call has so many arguments

// callJobs adds the job of a call that has a function run by the clock. What
// it runs sits in the call, or is referred to from there.
func callJobs(p *fact.Project, c *fact.Call) {
	s, ok := schedulers[functionName(c)]
	if !ok {
		return
	}
	job := &fact.Job{Node: fact.NewNode(c.At(), c, fact.Always), Enabled: fact.Yes}
	if when := c.Arg(s.schedule); when != nil && when.Form == fact.Scalar && when.Text.Known() && !when.At.IsZero() {
		job.Schedule = when.Text
		if s.interval {
			job.Schedule = when.At.File.Slice(when.At.Start, when.At.End) // 30 * time.Second says more than its nanoseconds
			job.Trigger = fact.OnInterval
		}
	}
	job.Rare = rareWord(job.Schedule.Reveal())
	p.Add(job)
	p.Link(job, c, false)
}

// rareWord tells schedules that are a word from fields, which are not read here.
func rareWord(schedule string) fact.Tri {
	switch word := strings.ToLower(schedule); {
	case word == "@weekly" || word == "@monthly" || word == "@yearly" || word == "@annually":
		return fact.Yes
	case word == "@daily" || word == "@midnight" || word == "@hourly" || strings.HasPrefix(word, "@every "):
		return fact.No
	}
	return fact.Unknown
}
