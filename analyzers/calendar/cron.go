package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Dialect is one of cron's relatives.
type Dialect int

// The dialects.
const (
	Crontab     Dialect = iota // Vixie cron, cronie, BusyBox, supercronic: crontab(5)
	Robfig                     // the cron library of Go, Kubernetes and Nomad: five fields, or six from the seconds on
	Quartz                     // six fields from the seconds on, or seven with the year
	AWS                        // EventBridge's six up to the year, or Systems Manager's seven with seconds
	NCrontab                   // Azure Functions: five fields, or six from the seconds on
	Jenkins                    // five fields with H, a time that the job's name decides
	fcronFields                // fcrontab(5): ranges that go past midnight, ~ before what is left out
)

// role is what one of a schedule's fields says.
type role int

const (
	ofSecond role = iota
	ofMinute
	ofHour
	ofMonthDay
	ofMonth
	ofWeekday
	ofYear
)

var roleNames = [...]string{"second", "minute", "hour", "day of month", "month", "day of week", "year"}

// lowest and highest are what a field may hold; years are kept from the first
// that a scheduler knows.
var (
	lowest  = [...]int{ofSecond: 0, ofMinute: 0, ofHour: 0, ofMonthDay: 1, ofMonth: 1, ofWeekday: 0, ofYear: 1970}
	highest = [...]int{ofSecond: 59, ofMinute: 59, ofHour: 23, ofMonthDay: 31, ofMonth: 12, ofWeekday: 6, ofYear: 2199}
)

var (
	monthNames   = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)

// grammar is what tells a dialect from others.
type grammar struct {
	layouts    [][]role
	nicknames  map[string]string // what replaces all fields
	every      bool              // `@every 1h30m`
	zonePrefix bool              // `CRON_TZ=Asia/Tokyo 0 4 * * *`
	sunday     int               // the number of Sunday
	sunday7    bool              // 7 is Sunday too
	question   bool              // ? is *
	either     bool              // two restricted day fields: either will do
	stepped    bool              // a day field */2 counts as restricted
	random     bool              // cronie's a~b
	hash       bool              // Jenkins's H
	special    bool              // L W #
	wraps      bool              // FRI-MON
	except     bool              // fcron's 2-8~5, without 5
	utc        bool              // unless a zone is named
}

var (
	fiveFields = []role{ofMinute, ofHour, ofMonthDay, ofMonth, ofWeekday}
	sixFields  = append([]role{ofSecond}, fiveFields...)
	withYear   = []role{ofMinute, ofHour, ofMonthDay, ofMonth, ofWeekday, ofYear}
	withAll    = append([]role{ofSecond}, withYear...)
)

// crontabNicknames are crontab(5)'s, and FreeBSD's last two. Boot is no field.
var crontabNicknames = map[string]string{
	"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
	"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *", "@every_minute": "* * * * *",
}

// grammars are by the documentation of each scheduler: crontab(5) of cronie
// and FreeBSD, pkg.go.dev/github.com/robfig/cron/v3, Quartz's CronExpression,
// EventBridge's "Cron expressions", Azure's "NCRONTAB expressions", the help of
// Jenkins's timer trigger.
var grammars = [...]grammar{
	Crontab: {layouts: [][]role{fiveFields}, nicknames: crontabNicknames, every: true, sunday7: true, either: true, random: true},
	Robfig: {
		layouts: [][]role{fiveFields, sixFields}, nicknames: crontabNicknames, every: true, zonePrefix: true,
		question: true, either: true, stepped: true,
	},
	Quartz:      {layouts: [][]role{sixFields, withAll}, sunday: 1, question: true, special: true, wraps: true},
	AWS:         {layouts: [][]role{withYear, withAll}, sunday: 1, question: true, special: true, wraps: true, utc: true},
	fcronFields: {layouts: [][]role{fiveFields}, sunday7: true, wraps: true, except: true},
	NCrontab:    {layouts: [][]role{fiveFields, sixFields}, sunday7: true, utc: true},
	Jenkins: {
		layouts: [][]role{fiveFields}, hash: true, sunday7: true,
		nicknames: map[string]string{
			"@yearly": "H H H H *", "@annually": "H H H H *", "@monthly": "H H H * *", "@weekly": "H H * * H",
			"@daily": "H H * * *", "@midnight": "H H(0-2) * * *", "@hourly": "H * * * *",
		},
	},
}

// everySecond is FreeBSD's nickname that no five fields say.
const everySecond = "@every_second"

// Cron reads a schedule of one of cron's relatives. With a hole in a field it
// returns what the others say, and ErrUnknown; any other error tells why the
// scheduler would refuse it.
func Cron(d Dialect, s string) (Schedule, error) {
	g := &grammars[d]
	s = strings.TrimSpace(s)
	prefix, rest, found := strings.Cut(s, " ")
	zoneName, isZone := strings.CutPrefix(strings.TrimPrefix(prefix, "CRON_"), "TZ=")
	if g.zonePrefix && found && isZone {
		schedule, err := Cron(d, rest)
		zoned, zoneErr := schedule.In(zoneName)
		return zoned, errors.Join(err, zoneErr)
	}
	if strings.HasPrefix(s, "@") {
		return g.word(d, s)
	}
	words := strings.Fields(s)
	for _, layout := range g.layouts {
		if len(layout) == len(words) {
			return g.parse(layout, words)
		}
	}
	if len(words) > 0 && len(words) < len(g.layouts[0]) && strings.ContainsRune(s, Hole) {
		return g.fewer(words)
	}
	return Schedule{}, fmt.Errorf("want %d fields, have %d", len(g.layouts[0]), len(words))
}

// fewer reads words of which one that is not known may stand for several.
func (g *grammar) fewer(words []string) (Schedule, error) {
	if !slices.Contains(words, string(Hole)) {
		return Schedule{}, fmt.Errorf("want %d fields, have %d", len(g.layouts[0]), len(words))
	}
	if _, err := g.parse(g.layouts[0][:len(words)], words); !errors.Is(err, ErrUnknown) {
		return Schedule{}, err
	}
	return Unknown(), ErrUnknown
}

// word reads what stands for all fields.
func (g *grammar) word(d Dialect, s string) (Schedule, error) {
	if rest, ok := strings.CutPrefix(s, "@every "); ok && g.every {
		if strings.ContainsRune(rest, Hole) {
			return Unknown(), ErrUnknown
		}
		every, err := time.ParseDuration(strings.TrimSpace(rest))
		if err != nil || every <= 0 {
			return Schedule{}, fmt.Errorf("@every: %q is no time to wait", rest)
		}
		return Every(every), nil
	}
	switch fields, ok := g.nicknames[s]; {
	case ok:
		return Cron(d, fields)
	case d == Crontab && s == everySecond:
		return Every(time.Second), nil
	case d == Crontab && s == "@reboot":
		return AtBoot(0), nil
	}
	return Schedule{}, fmt.Errorf("%q: no such nickname", s)
}

func (g *grammar) schedule(t *times) Schedule {
	s := Schedule{events: []event{t}}
	if g.utc {
		s.zone = assumedUTC
	}
	return s
}

// parse reads one field after another.
func (g *grammar) parse(layout []role, words []string) (Schedule, error) {
	t := &times{
		days:  days{months: allMonths, monthDays: allMonthDays, weekdays: allWeekdays},
		hours: allHours, minutes: allMinutes, seconds: onTheMinute,
	}
	t.counted = t.days
	free := [len(roleNames)]bool{}
	unknown := false
	for i, r := range layout {
		f, err := g.field(r, words[i])
		switch {
		case errors.Is(err, ErrUnknown):
			unknown = true
			t.hide(r)
		case err != nil:
			return Schedule{}, fmt.Errorf("%s %q: %w", roleNames[r], shorten(words[i]), err)
		default:
			free[r] = f.free
			t.take(r, f)
		}
	}
	restricted := !free[ofMonthDay] && !free[ofWeekday]
	if restricted && g.special && !t.hidden.days {
		return Schedule{}, errors.New("one of day of month and day of week must be ?")
	}
	t.days.either = restricted && g.either
	t.counted.either = t.days.either
	if unknown {
		return g.schedule(t), ErrUnknown
	}
	return g.schedule(t), nil
}

func shorten(word string) string {
	const most = 40
	if len(word) > most {
		return strings.ToValidUTF8(word[:most], "") + "…"
	}
	return word
}

func (t *times) hide(r role) {
	if r == ofMonthDay || r == ofMonth || r == ofWeekday || r == ofYear {
		t.hidden.days = true
	} else {
		t.hidden.clock = true
	}
}

// take puts a field in its place.
func (t *times) take(r role, f field) {
	t.chosen[r] = f.chosen
	switch r {
	case ofSecond:
		t.seconds = f.set.runs(second)
	case ofMinute:
		t.minutes, t.stepped = f.set, f.sure
	case ofHour:
		t.hours = f.set
	case ofMonthDay:
		t.days.monthDays, t.days.fromEnd, t.days.nearest = f.set, f.fromEnd, f.nearest
		t.counted.monthDays, t.counted.fromEnd, t.counted.nearest = f.sure, f.fromEnd, f.nearest
	case ofMonth:
		t.days.months, t.counted.months = f.set, f.sure
	case ofWeekday:
		t.days.weekdays, t.days.ordinals = f.set, f.ordinals
		t.counted.weekdays, t.counted.ordinals = f.sure, f.ordinals
	case ofYear:
		if !f.free {
			t.days.years, t.counted.years = f.years, f.years
		}
	}
}
