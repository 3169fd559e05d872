package derive

import (
	"strconv"
	"time"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
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
	job := &fact.Job{Node: fact.NewNode(c.At(), c, fact.Always), When: calendar.Unknown(), Enabled: fact.Yes}
	if when := c.Arg(s.schedule); when != nil && when.Form == fact.Scalar && when.Text.Known() && !when.At.IsZero() {
		job.Schedule, job.When = when.Text, whenCalled(when.Text, s.interval)
		if s.interval {
			job.Schedule = when.At.File.Slice(when.At.Start, when.At.End) // 30 * time.Second says more than its nanoseconds
			job.Trigger = fact.OnInterval
		}
	}
	job.Rare = fact.Answer(job.When.Rare())
	p.Add(job)
	p.Link(job, c, false)
}

// whenCalled reads what a call says of its schedule: fields, or nanoseconds to
// wait.
func whenCalled(text source.Text, interval bool) calendar.Schedule {
	if !interval {
		return whenOf(robfig, text, source.Text{})
	}
	wait, err := strconv.ParseInt(text.Reveal(), 10, 64)
	if err != nil {
		return calendar.Unknown()
	}
	return calendar.Every(time.Duration(wait))
}
