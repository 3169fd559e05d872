package calendar

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// spanUnits are systemd.time(7)'s units in seconds.
var spanUnits = map[string]float64{
	"": 1, "us": 1e-6, "usec": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "msec": 1e-3,
	"s": 1, "sec": 1, "second": 1, "seconds": 1,
	"m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600,
	"d": 86400, "day": 86400, "days": 86400, "w": 604800, "week": 604800, "weeks": 604800,
	"M": 2629800, "month": 2629800, "months": 2629800, "y": 31557600, "year": 31557600, "years": 31557600,
}

// Span reads a span of systemd.time(7): `2h 30min`, `1w`, a bare number of
// seconds, `infinity`. What is too long for a Duration is the longest one.
func Span(s string) (time.Duration, error) {
	if strings.ContainsRune(s, Hole) {
		return 0, ErrUnknown
	}
	rest := strings.TrimSpace(s)
	if rest == "infinity" {
		return math.MaxInt64 / 2, nil
	}
	if rest == "" {
		return 0, errors.New("time span: it is empty")
	}
	seconds := 0.0
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789."))
		n, err := strconv.ParseFloat(rest[:digits], 64)
		if err != nil {
			return 0, fmt.Errorf("time span %q: want numbers with units", shorten(s))
		}
		rest = strings.TrimLeft(rest[digits:], " \t")
		unit := rest
		if end := strings.IndexAny(rest, " \t0123456789."); end >= 0 {
			unit = rest[:end]
		}
		size, ok := spanUnits[unit]
		if !ok {
			return 0, fmt.Errorf("time span %q: no unit %q", shorten(s), shorten(unit))
		}
		seconds += n * size
		rest = strings.TrimLeft(rest[len(unit):], " \t")
	}
	return time.Duration(min(seconds*float64(time.Second), math.MaxInt64/2)), nil
}

// periods are words for how often something runs at a time that they do not
// tell: of cron's folders, of anacrontab(5) behind an @, of BusyBox.
var periods = map[string]interval{
	"15min": {every: 15 * time.Minute}, "hourly": {every: time.Hour}, "daily": {every: 24 * time.Hour},
	"weekly": {week, "week"}, "monthly": {30 * 24 * time.Hour, "month"},
	"yearly": {365 * 24 * time.Hour, "year"}, "annually": {365 * 24 * time.Hour, "year"},
}

// Each is the schedule of what runs once in each of a period: hourly, daily,
// weekly, monthly, yearly, 15min.
func Each(word string) (Schedule, bool) {
	p, ok := periods[word]
	if !ok {
		return Unknown(), false
	}
	return Schedule{events: []event{p}}, true
}

// Period reads anacron's period in days, or its word.
func Period(s string) (Schedule, error) {
	if strings.ContainsRune(s, Hole) {
		return Unknown(), ErrUnknown
	}
	if word, ok := strings.CutPrefix(s, "@"); ok && word != "hourly" {
		if each, ok := Each(word); ok {
			return each, nil
		}
	}
	const most = 36500
	n, err := number(s)
	if err != nil || n > most {
		return Schedule{}, fmt.Errorf("period %q: want days, or @daily and the like", shorten(s))
	}
	return Every(time.Duration(max(n, 1)) * 24 * time.Hour), nil
}

// SpanWords spells a time to wait: "15 min", "1 h 30 min", "2 days".
func SpanWords(d time.Duration) string {
	if d >= math.MaxInt64/2 {
		return "an endless time"
	}
	var parts []string
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}, {1, "ns"}} {
		n := d / unit.size
		d -= n * unit.size
		switch {
		case n == 0:
		case unit.name == "day" && n > 1:
			parts = append(parts, fmt.Sprintf("%d days", n))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
		}
	}
	return strings.Join(parts[:min(len(parts), 2)], " ")
}

// eachWords spells the time between two runs, to follow "every".
func eachWords(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / unit.size; {
		case d == unit.size:
			return unit.name
		case d%unit.size == 0 && n > 1 && (n < 100 || unit.size == 24*time.Hour):
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return SpanWords(d)
}

// Timer reads one of the settings of systemd.timer(5), such as OnCalendar and
// OnBootSec. With a hole it returns ErrUnknown.
func Timer(setting, value string) (Schedule, error) {
	if setting == "OnCalendar" {
		return OnCalendar(value)
	}
	span, err := Span(value)
	if err != nil {
		return Unknown(), err
	}
	switch setting {
	case "OnBootSec":
		return AtBoot(span), nil
	case "OnStartupSec":
		return AtStart("the start of systemd", span), nil
	case "OnActiveSec":
		return AtStart("the start of the timer", span), nil
	case "OnUnitActiveSec", "OnUnitInactiveSec":
		return Every(span), nil
	}
	return Unknown(), fmt.Errorf("%q: no setting that says when", shorten(setting))
}
