package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// fcronPeriods are what fcrontab(5) calls the stretches of time in which a job
// runs once, when the system has the leisure; the fields behind them narrow
// when. Of `days` and `dow` it depends on the fields.
var fcronPeriods = map[string]interval{
	"mins": {every: time.Minute}, "hours": {every: time.Hour}, "hourly": {every: time.Hour}, "midhourly": {every: time.Hour},
	"daily": {every: 24 * time.Hour}, "middaily": {every: 24 * time.Hour}, "nightly": {24 * time.Hour, "night"},
	"weekly": periods["weekly"], "midweekly": periods["weekly"],
	"monthly": periods["monthly"], "midmonthly": periods["monthly"], "mons": periods["monthly"],
}

// fcronUnits are those of a wait: minutes have no letter.
var fcronUnits = map[byte]time.Duration{'m': 4 * week, 'w': week, 'd': 24 * time.Hour, 'h': time.Hour, 's': time.Second}

// Fcron reads what fcrontab(5) has in front of a command: `%nightly,random
// 0-30 23-4`, `@first(2) 1w2d`, `&nice(10) 25 1 * * 0`, and the fields of a
// crontab, which must both fit where both name days, unless dayor says
// otherwise.
func Fcron(s string) (Schedule, error) {
	if strings.ContainsRune(s, Hole) {
		return Unknown(), ErrUnknown
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	if first == "" {
		return Schedule{}, errors.New("want a schedule")
	}
	options := strings.Split(first[1:], ",")
	switch first[0] {
	case '%':
		return fcronPeriod(options[0])
	case '@':
		return fcronWait(strings.TrimSpace(rest))
	case '&':
		if slices.Contains(options, "dayor") {
			return Cron(Crontab, rest)
		}
		return Cron(fcronFields, rest)
	}
	return Cron(fcronFields, s)
}

func fcronPeriod(word string) (Schedule, error) {
	if word == "days" || word == "dow" {
		return Unknown(), nil
	}
	p, ok := fcronPeriods[word]
	if !ok {
		return Schedule{}, fmt.Errorf("%%%s: no such period", shorten(word))
	}
	return Schedule{events: []event{p}}, nil
}

func fcronWait(s string) (Schedule, error) {
	const most = 1000 // of a unit: four thousand weeks are as good as any number more
	total, n := time.Duration(0), 0
	for i := range len(s) {
		unit, ok := fcronUnits[s[i]]
		switch {
		case s[i] >= '0' && s[i] <= '9':
			n = min(10*n+int(s[i]-'0'), most)
		case ok && n > 0:
			total = min(total+time.Duration(n)*unit, 2*most*week)
			n = 0
		default:
			return Schedule{}, fmt.Errorf("%q is no time to wait", shorten(s))
		}
	}
	if total += time.Duration(n) * time.Minute; total <= 0 {
		return Schedule{}, fmt.Errorf("%q is no time to wait", shorten(s))
	}
	return Every(total), nil
}
