// Package calendar reads what schedulers call a schedule: the fields of cron
// and of its many relatives, systemd's calendar expressions and time spans,
// anacron's periods, the expressions of AWS. Nobody else in the tree parses
// one. It answers three questions: is a job rare, when does it run next, and
// how does one say that in English.
package calendar

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"
)

// ErrUnknown tells of a schedule with a part that only the deployment knows.
// Rare and Words of the Schedule beside it say what can be said without it.
var ErrUnknown = errors.New("a part of the schedule is not known before deployment")

// Hole is the rune that stands for an unknown part of a value: source.Hole,
// which this package does not import.
const Hole = '\uFDD0'

// Schedule tells when something runs: at any time of any of its events. The
// zero Schedule is not known.
type Schedule struct {
	events []event
	zone   zone
	later  time.Duration
}

// event is one of the things that start a job.
type event interface {
	rare() (rare, known bool)
	words(z zone) string
	// next is the first time after another, and whether there is one.
	next(after time.Time, z zone) (time.Time, bool)
	// exact reports that next is not merely the earliest possible time.
	exact(z zone) bool
}

// Unknown is the schedule of what runs at times that the source does not tell.
func Unknown() Schedule {
	t := &times{}
	t.hidden.clock, t.hidden.days = true, true
	return Schedule{events: []event{t}}
}

// IsZero reports a schedule of which nothing is known.
func (s Schedule) IsZero() bool { return len(s.events) == 0 }

// Join is the schedule of a job that several start.
func Join(all ...Schedule) Schedule {
	var joined Schedule
	for _, s := range all {
		if joined.IsZero() {
			joined.zone = s.zone
		}
		joined.later = max(joined.later, s.later)
		for _, e := range s.events {
			if len(joined.events) < maxEvents {
				joined.events = append(joined.events, inZone(e, s.zone, joined.zone))
			}
		}
	}
	return joined
}

// maxEvents bounds what one job is started by; a unit may hold any number of
// settings.
const maxEvents = 64

// zoned is an event in another zone than its schedule's.
type zoned struct {
	event
	zone zone
}

func inZone(e event, own, whole zone) event {
	if own == whole {
		return e
	}
	return zoned{e, own}
}

func (e zoned) words(zone) string { return e.event.words(e.zone) }
func (e zoned) exact(zone) bool   { return e.event.exact(e.zone) }
func (e zoned) next(after time.Time, _ zone) (time.Time, bool) {
	return e.event.next(after, e.zone)
}

// Later is a schedule whose runs may each be up to d late: systemd's
// RandomizedDelaySec, anacron's RANDOM_DELAY.
func (s Schedule) Later(d time.Duration) Schedule {
	s.later = max(s.later, d)
	return s
}

// week is how far apart the runs of a rare job are, and weeksOfYear on how
// many days of a year it may run: GuardDuty compares an instance with its own
// recent past, so what comes weekly or rarer is new each time.
const (
	week        = 7 * 24 * time.Hour
	weeksOfYear = 53
)

// Rare tells whether a job runs weekly or rarer, or when something starts and
// then no more. Of several events the most frequent decides.
func (s Schedule) Rare() (rare, known bool) {
	rare, known = true, !s.IsZero()
	for _, e := range s.events {
		switch isRare, isKnown := e.rare(); {
		case isKnown && !isRare:
			return false, true
		case !isKnown:
			known = false
		}
	}
	return rare && known, known
}

// Next is the first run after a time, in UTC. ok is false where no clock tells
// it: for what waits for a boot or counts from a moment that the source does
// not say, for what is not known, and for what never runs. A local time that
// does not exist is passed over, as systemd has it and the cron library of Go;
// Vixie cron runs such a job when the clock has been changed. Of a local time
// that comes twice the first counts.
func (s Schedule) Next(after time.Time) (next time.Time, ok bool) {
	for _, e := range s.events {
		if at, found := e.next(after, s.zone); found && (!ok || at.Before(next)) {
			next, ok = at.UTC(), true
		}
	}
	return next, ok
}

// Exact reports that Next is when the job runs: not the earliest of possible
// times, and not computed in UTC for want of the host's zone.
func (s Schedule) Exact() bool {
	return s.later == 0 && !slices.ContainsFunc(s.events, func(e event) bool { return !e.exact(s.zone) })
}

// Every is the shortest time in which a job runs again that counts from a
// moment that the source does not say.
func (s Schedule) Every() (shortest time.Duration, ok bool) {
	for _, e := range s.events {
		if in, isZoned := e.(zoned); isZoned {
			e = in.event
		}
		if e, counts := e.(interval); counts && (!ok || e.every < shortest) {
			shortest, ok = e.every, true
		}
	}
	return shortest, ok
}

// Words says when in plain English: "every 5 minutes", "at 03:10 on the 1st of
// each month UTC". It is empty for the zero Schedule.
func (s Schedule) Words() string {
	var all []string
	for _, e := range s.events {
		if words := e.words(s.zone); !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	if more := len(all) - maxListed; more > 0 {
		all = append(all[:maxListed], "and more")
	}
	words := strings.Join(all, "; ")
	if s.later > 0 && words != "" {
		words += ", up to " + SpanWords(s.later) + " later"
	}
	return words
}

// interval runs again and again, from a moment that the source does not say.
type interval struct {
	every time.Duration
	said  string // what stands after "every"; empty: the time itself
}

// Every is the schedule of what runs again after each d.
func Every(d time.Duration) Schedule {
	if d <= 0 {
		return Unknown()
	}
	return Schedule{events: []event{interval{every: d}}}
}

func (i interval) rare() (rare, known bool)               { return i.every >= week, true }
func (i interval) words(zone) string                      { return "every " + cmp.Or(i.said, eachWords(i.every)) }
func (i interval) next(time.Time, zone) (time.Time, bool) { return time.Time{}, false }
func (i interval) exact(zone) bool                        { return false }

// start runs once, some time after something starts.
type start struct {
	delay time.Duration
	of    string
}

// AtBoot is the schedule of what runs once after the machine has started.
func AtBoot(delay time.Duration) Schedule { return AtStart("boot", delay) }

// AtStart is the schedule of what runs once after something else has started,
// named as in "at boot" and "10 min after boot".
func AtStart(of string, delay time.Duration) Schedule {
	return Schedule{events: []event{start{delay, of}}}
}

func (s start) rare() (rare, known bool)               { return true, true }
func (s start) next(time.Time, zone) (time.Time, bool) { return time.Time{}, false }
func (s start) exact(zone) bool                        { return true }
func (s start) words(zone) string {
	if s.delay <= 0 {
		return "at " + s.of
	}
	return SpanWords(s.delay) + " after " + s.of
}
