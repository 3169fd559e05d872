package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// repeating are the settings that start a timer again and again; onceKeys
// start it once, after boot or after the timer itself was started there.
var (
	repeating = []string{"OnCalendar", "OnUnitActiveSec", "OnUnitInactiveSec"}
	onceKeys  = []string{"OnBootSec", "OnStartupSec", "OnActiveSec"}
)

// timer lowers a timer to one Job, at its first repeating setting, with a Ref
// to the unit that it starts. Whether it is enabled other files tell: its own
// [Install] only says that it can be.
func (l *lowering) timer(u unitFile) {
	// An empty value of any of them resets them all.
	set := u.all("Timer", append(onceKeys, repeating...)...)
	if len(set) == 0 {
		return
	}
	first, trigger := set[0], fact.OnBoot
	var all []calendar.Schedule
	for _, s := range set {
		all = append(all, u.whenTimer(s))
		if trigger == fact.OnBoot && slices.Contains(repeating, s.key) {
			first, trigger = s, fact.OnSchedule
		}
	}
	when := calendar.Join(all...).Later(u.randomDelay())
	job := &fact.Job{
		Node: fact.NewNode(first.line.Span(), l.root, first.certainty), Schedule: first.value, When: when, Trigger: trigger, Rare: fact.Answer(when.Rare()), Place: fact.Host,
	}
	l.emit(job)
	target := u.target()
	l.emit(&fact.Ref{Node: l.node(target.Span(), job), Target: target, RefKind: fact.RefUnit, Language: fact.LanguageSchedule, Dialect: fact.DialectSystemdUnit, How: "starts"})
}

// target is the unit that a timer starts: the one it names, or the service of
// its own stem, which the [Timer] header stands for.
func (u unitFile) target() source.Text {
	if named := u.all("Timer", "Unit"); len(named) > 0 {
		return u.specifiers.fill(named[len(named)-1].value)
	}
	service := strings.TrimSuffix(u.place.Name, ".timer") + ".service"
	return source.Escaped(service, u.headers["Timer"].Span())
}

func (u unitFile) wanted() []setting {
	if wanted := u.all("Install", "WantedBy"); len(wanted) > 0 {
		return wanted
	}
	return u.all("Install", "RequiredBy")
}

// randomDelay is how much later than its timers a job may start.
func (u unitFile) randomDelay() time.Duration {
	set := u.all("Timer", "RandomizedDelaySec")
	if len(set) == 0 {
		return 0
	}
	delay, err := calendar.Span(set[len(set)-1].value.Reveal())
	if err != nil {
		return 0
	}
	return delay
}

// whenTimer reads one setting of a timer. What systemd refuses is not known to
// run.
func (u unitFile) whenTimer(s setting) calendar.Schedule {
	when, err := calendar.Timer(s.key, u.specifiers.fill(s.value).Reveal())
	if err != nil {
		return calendar.Unknown()
	}
	return when
}
