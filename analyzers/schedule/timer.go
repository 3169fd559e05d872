package schedule

import (
	"slices"
	"strings"

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
	rarity := fact.Yes
	for _, s := range set {
		if !slices.Contains(repeating, s.key) {
			continue
		}
		if trigger == fact.OnBoot {
			first, trigger = s, fact.OnSchedule
		}
		rarity = lessRare(rarity, rareTimer(s))
	}
	job := &fact.Job{
		Node: fact.NewNode(first.line.Span(), l.root, first.certainty), Schedule: first.value, Trigger: trigger, Rare: rarity, Place: fact.Host,
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
	service := strings.TrimSuffix(u.place.name, ".timer") + ".service"
	return source.Escaped(service, u.headers["Timer"].Span())
}

func (u unitFile) wanted() []setting {
	if wanted := u.all("Install", "WantedBy"); len(wanted) > 0 {
		return wanted
	}
	return u.all("Install", "RequiredBy")
}

// lessRare joins two schedules of one job: the more frequent one decides.
func lessRare(a, b fact.Tri) fact.Tri {
	switch {
	case a == fact.No || b == fact.No:
		return fact.No
	case a == fact.Yes && b == fact.Yes:
		return fact.Yes
	}
	return fact.Unknown
}

func rareTimer(s setting) fact.Tri {
	value := s.value.Reveal()
	if !s.value.Known() || strings.Contains(value, "%") {
		return fact.Unknown
	}
	if s.key == "OnCalendar" {
		return rareCalendar(value)
	}
	every, ok := timeSpan(value)
	if !ok {
		return fact.Unknown
	}
	return fact.TriOf(every >= week)
}
