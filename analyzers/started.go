package analyzers

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/schedule"
	"github.com/hiyari/hiyari/analyzers/source"
)

// startedScript is a script that the system starts by itself.
type startedScript struct {
	doc     *fact.Document
	service string // what commands call it by
}

// startScript adds the job of a script that something starts because of where
// it stands. Whether a boot script is linked into a runlevel is not known yet.
func (l *loader) startScript(doc *fact.Document) {
	start, ok := schedule.StartOf(doc.Path)
	if _, embedded := doc.Parent().(*fact.Embedded); embedded || !ok {
		return
	}
	certainty := fact.Always
	if start.Maybe {
		certainty = fact.Maybe
	}
	job := &fact.Job{
		Node: fact.NewNode(doc.At(), doc.Parent(), certainty), Trigger: start.Trigger, Rare: start.Rare, User: source.Literal("root"), Enabled: fact.Yes,
	}
	if start.Trigger != fact.OnBoot {
		job.Schedule = source.Literal(start.When)
	}
	job.When, _ = calendar.Each(start.When)
	if start.Service != "" {
		job.Enabled = fact.Unknown
	}
	l.project.Add(job)
	l.project.Link(job, doc, start.Maybe)
	l.started[job] = startedScript{doc, start.Service}
}

// starters are the functions of a boot script that its interpreter calls:
// openrc-run(8), and rc.common of OpenWrt.
var starters = []string{"start", "start_pre", "start_post", "boot", "start_service"}

// callStarters leads from the jobs of boot scripts to the functions that start
// the service.
func (l *loader) callStarters() {
	for job := range fact.All[*fact.Job](l.project) {
		script := l.started[job]
		if script.service == "" {
			continue
		}
		for _, child := range l.project.Children(script.doc) {
			if f, ok := child.(*fact.Function); ok && slices.Contains(starters, f.Name) {
				f.Confirm()
				l.project.Link(job, f, false)
			}
		}
	}
}
