package calendar

import (
	"fmt"
	"strings"
	"time"
)

// rateUnits are those of EventBridge's rate expressions, also in the plural.
var rateUnits = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// Expression reads a schedule expression of AWS: rate(5 minutes),
// cron(0 12 ? * MON *), at(2026-11-24T13:00:00). Without another zone they are
// in UTC.
func Expression(s string) (Schedule, error) {
	kind, rest, ok := strings.Cut(strings.TrimSpace(s), "(")
	inner, closed := strings.CutSuffix(rest, ")")
	if strings.ContainsRune(s, Hole) && (!ok || !closed) {
		return Unknown(), ErrUnknown
	}
	if ok && closed {
		switch kind {
		case "rate":
			return rate(inner)
		case "cron":
			return Cron(AWS, inner)
		case "at":
			return at(inner)
		}
	}
	return Schedule{}, fmt.Errorf("schedule expression %q: want rate(…), cron(…) or at(…)", shorten(s))
}

func rate(s string) (Schedule, error) {
	if strings.ContainsRune(s, Hole) {
		return Unknown(), ErrUnknown
	}
	words := strings.Fields(s)
	if len(words) == 2 {
		const most = 100_000 // of days, a Duration holds no more
		n, err := number(words[0])
		unit, ok := rateUnits[strings.TrimSuffix(words[1], "s")]
		if err == nil && ok && n > 0 && n <= most {
			return Every(time.Duration(n) * unit), nil
		}
	}
	return Schedule{}, fmt.Errorf("rate(%s): want a number of minutes, hours or days", shorten(s))
}

func at(s string) (Schedule, error) {
	if strings.ContainsRune(s, Hole) {
		return Schedule{events: []event{once{}}, zone: assumedUTC}, ErrUnknown
	}
	moment, err := time.Parse("2006-01-02T15:04:05", strings.TrimSpace(s))
	if err != nil {
		return Schedule{}, fmt.Errorf("at(%s): want a date and a time", shorten(s))
	}
	return Schedule{events: []event{once{moment}}, zone: assumedUTC}, nil
}

// once is a single moment by the clock of a schedule's zone; zero is not known.
type once struct{ moment time.Time }

func (o once) rare() (rare, known bool) { return true, true }
func (o once) exact(zone) bool          { return true }

func (o once) words(z zone) string {
	if o.moment.IsZero() {
		return "once, at a time not known"
	}
	return "once, at " + o.moment.Format("15:04") + z.words() + " on " + o.moment.Format(time.DateOnly)
}

func (o once) next(after time.Time, z zone) (time.Time, bool) {
	if o.moment.IsZero() {
		return time.Time{}, false
	}
	year, month, day := o.moment.Date()
	at := time.Date(year, month, day, o.moment.Hour(), o.moment.Minute(), o.moment.Second(), 0, z.clock())
	return at, at.After(after)
}
