package calendar

import (
	"iter"
	"slices"
	"time"
)

// times are the times that a calendar and a clock name together.
type times struct {
	days    days
	counted days // days with the first of what is chosen at random alone
	hours   set
	minutes set
	stepped set                        // minutes with the first of what is chosen at random alone
	seconds []run                      // in microseconds
	chosen  [len(roleNames)]bool       // the fields in which any of the numbers may be meant
	hidden  struct{ clock, days bool } // what is not known
}

// days are the days that a calendar names.
type days struct {
	years     []run // nil: each
	months    set
	monthDays set
	fromEnd   set  // days before the last of the month; 0 is the last itself
	nearest   set  // the weekday nearest to a day of the month; to the last at 0
	weekdays  set  // Sunday is 0
	ordinals  set  // of weekdays in a month; see ordinal
	either    bool // a day of the month or of the week will do, not both
}

const (
	daysOfWeek   = 7
	lastOfMonth  = 0 // the ordinal of the last of a month's Mondays, and so on
	ordinalsKept = 6
)

// ordinal is the number that stands for the nth of some weekday in a month.
func ordinal(weekday, nth int) int { return weekday*ordinalsKept + nth }

var (
	allMinutes   = span(0, 59, 1)
	allHours     = span(0, 23, 1)
	allMonths    = span(1, 12, 1)
	allMonthDays = span(1, 31, 1)
	allWeekdays  = span(0, 6, 1)
	onTheMinute  = []run{{0, 0, 1}}
)

const (
	second = int64(time.Second / time.Microsecond)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// date is a day of the calendar with what its month is like.
type date struct {
	year, month, day int
	weekday          int
	last             int // day of the month
}

func dateOf(year, month, d int) date {
	t := time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	return date{t.Year(), int(t.Month()), t.Day(), int(t.Weekday()), daysIn(t.Year(), int(t.Month()))}
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d *days) has(on date) bool {
	inMonth := d.monthDays.has(on.day) || d.fromEnd.has(on.last-on.day) || d.nearest != 0 && d.isNearest(on)
	inWeek := d.weekdays.has(on.weekday) || d.ordinals != 0 && d.isOrdinal(on)
	if d.either {
		return inMonth || inWeek
	}
	return inMonth && inWeek
}

func (d *days) isOrdinal(on date) bool {
	return d.ordinals.has(ordinal(on.weekday, (on.day-1)/daysOfWeek+1)) ||
		on.day+daysOfWeek > on.last && d.ordinals.has(ordinal(on.weekday, lastOfMonth))
}

// isNearest reports the weekday that stands in for a day of the month: itself,
// or from a Saturday the Friday, from a Sunday the Monday, without leaving the
// month.
func (d *days) isNearest(on date) bool {
	if on.weekday == int(time.Sunday) || on.weekday == int(time.Saturday) {
		return false
	}
	for n := range d.nearest.all() {
		if n == lastOfMonth {
			n = on.last
		}
		if n <= on.last && weekdayNear(on, n) == on.day {
			return true
		}
	}
	return false
}

func weekdayNear(in date, n int) int {
	switch time.Weekday(((in.weekday+n-in.day)%daysOfWeek + daysOfWeek) % daysOfWeek) {
	case time.Saturday:
		if n == 1 {
			return n + 2
		}
		return n - 1
	case time.Sunday:
		if n == in.last {
			return n - 2
		}
		return n + 1
	default:
		return n
	}
}

// mostYears bounds how far Next looks. The rarest of days, a 29th of February
// on a given weekday, comes within 40 years.
const mostYears = 60

// from yields the days of a calendar, from a day on.
func (d *days) from(year, month, first int) iter.Seq[date] {
	const months = 12
	return func(yield func(date) bool) {
		start := year*months + month - 1
		for n := start; n < start+mostYears*months; n++ {
			if !d.months.has(n%months+1) || !d.inYear(n/months) {
				continue
			}
			on := dateOf(n/months, n%months+1, 1)
			if n == start {
				on = dateOf(year, month, first)
			}
			for ; on.day <= on.last; on.day, on.weekday = on.day+1, (on.weekday+1)%daysOfWeek {
				if d.has(on) && !yield(on) {
					return
				}
			}
		}
	}
}

func (d *days) inYear(year int) bool {
	n, ok := fromRuns(d.years, int64(year))
	return d.years == nil || ok && n == int64(year)
}

// never reports a calendar without a day, such as a 30th of February.
func (d *days) never() bool {
	start := 2000
	if n, ok := fromRuns(d.years, 0); ok {
		start = int(n)
	}
	for range d.from(start, 1, 1) {
		return false
	}
	return true
}

// rare counts the days of a year. The year is one of 365 days that starts on a
// Sunday; it stands for all.
func (t *times) rare() (rare, known bool) {
	if t.hidden.days {
		return false, false
	}
	const like = 2023
	year, count := t.counted, 0
	year.years = []run{{like, like, 1}}
	for range year.from(like, 1, 1) {
		count++
	}
	return count <= weeksOfYear, true
}

func (t *times) exact(z zone) bool {
	return !slices.Contains(t.chosen[:], true) && (z.location != nil || t.everywhere())
}

// everywhere reports times that are the same by the clock of any zone: zones
// lie whole quarters of an hour apart.
func (t *times) everywhere() bool {
	const quarter = 15
	return t.hours == allHours && t.days.each() && (t.minutes<<quarter|t.minutes>>(60-quarter))&allMinutes == t.minutes
}

// each reports a calendar of all days.
func (d *days) each() bool {
	return d.years == nil && d.months == allMonths && d.monthDays == allMonthDays && d.weekdays == allWeekdays
}

func (t *times) next(after time.Time, z zone) (time.Time, bool) {
	if t.hidden.clock || t.hidden.days {
		return time.Time{}, false
	}
	local := after.In(z.clock())
	year, month, first := local.Date()
	now := int64(local.Hour())*hour + int64(local.Minute())*minute + int64(local.Second())*second + int64(local.Nanosecond()/1000)
	for on := range t.days.from(year, int(month), first) {
		clock := int64(0)
		if on.year == year && on.month == int(month) && on.day == first {
			clock = now + 1
		}
		if at, ok := t.on(on, clock, after, z); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// on is the first time of a day that is behind another. What the clock leaves
// out when it is changed, and what has been before, is passed over by minutes.
func (t *times) on(d date, clock int64, after time.Time, z zone) (time.Time, bool) {
	for {
		var ok bool
		if clock, ok = t.clock(clock); !ok {
			return time.Time{}, false
		}
		if at, exists := moment(d, clock, z.clock()); exists && at.After(after) {
			return at, true
		}
		clock = (clock/minute + 1) * minute
	}
}

// moment is when a clock first shows a time of day: never where it is set
// forward over it.
func moment(d date, clock int64, location *time.Location) (at time.Time, exists bool) {
	at = time.Date(d.year, time.Month(d.month), d.day, int(clock/hour), int(clock/minute%60), int(clock/second%60), int(clock%second*1000), location)
	if at.Hour() != int(clock/hour) || at.Minute() != int(clock/minute%60) || at.Day() != d.day {
		return at, false
	}
	changed, _ := at.ZoneBounds()
	if changed.IsZero() {
		return at, true
	}
	_, offset := at.Zone()
	_, before := changed.Add(-1).Zone()
	if first := at.Add(time.Duration(offset-before) * time.Second); offset < before && first.Before(changed) {
		return first, true
	}
	return at, true
}

// clock is the first time of day, in microseconds, that is at least n.
func (t *times) clock(n int64) (int64, bool) {
	for h := t.hours.from(int(n / hour)); h < 24; h = t.hours.from(h + 1) {
		from := max(n, int64(h)*hour)
		for m := t.minutes.from(int(from / minute % 60)); m < 60; m = t.minutes.from(m + 1) {
			start := int64(h)*hour + int64(m)*minute
			if s, ok := fromRuns(t.seconds, max(from-start, 0)); ok {
				return start + s, true
			}
		}
	}
	return 0, false
}
