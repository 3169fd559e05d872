package schedule

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// calendarWords are systemd.time(7)'s shorthands, and whether they are rare.
var calendarWords = map[string]fact.Tri{
	"minutely": fact.No, "hourly": fact.No, "daily": fact.No, "weekly": fact.Yes, "monthly": fact.Yes,
	"quarterly": fact.Yes, "semiannually": fact.Yes, "semi-annually": fact.Yes, "biannually": fact.Yes,
	"bi-annually": fact.Yes, "yearly": fact.Yes, "annually": fact.Yes, "anually": fact.Yes,
}

// calendar is what an OnCalendar expression says about days.
type calendar struct {
	weekdays days // Monday is 1, Sunday 0
	months   days
	monthDay days
	fromEnd  bool // monthDay counts back from the month's last day
}

// rareCalendar judges `Mon..Fri *-*-* 03:10 UTC` and the like. It is Unknown
// for what it cannot read.
func rareCalendar(value string) fact.Tri {
	words := strings.Fields(strings.ToLower(value))
	if len(words) == 0 {
		return fact.Unknown
	}
	if tri, ok := calendarWords[words[0]]; ok {
		return tri
	}
	c := calendar{weekdays: 0x7f, months: ^days(0), monthDay: ^days(0)}
	for i, w := range words {
		ok := true
		switch {
		case strings.Contains(w, ":"):
		case w[0] >= 'a' && w[0] <= 'z' && i == 0:
			c.weekdays, ok = calendarWeekdays(w)
		case w[0] >= 'a' && w[0] <= 'z': // a time zone
		case strings.Contains(w, "-"):
			ok = c.date(w)
		default:
			ok = false
		}
		if !ok {
			return fact.Unknown
		}
	}
	return fact.TriOf(daysOfYear(c.has) <= weeksOfYear)
}

func (c calendar) has(day time.Time) bool {
	n := day.Day()
	if c.fromEnd {
		n = day.AddDate(0, 1, 1-n).AddDate(0, 0, -1).Day() - n + 1
	}
	return c.weekdays.has(int(day.Weekday())) && c.months.has(int(day.Month())) && c.monthDay.has(n)
}

// date reads `[year-]month-day`, or `month~day` counted from the month's end.
func (c *calendar) date(w string) bool {
	day := strings.LastIndexAny(w, "-~")
	c.fromEnd = w[day] == '~'
	monthText := w[:day]
	if i := strings.LastIndexByte(monthText, '-'); i >= 0 {
		monthText = monthText[i+1:]
	}
	var monthOK, dayOK bool
	c.months, monthOK = calendarSet(monthText, 1, 12)
	c.monthDay, dayOK = calendarSet(w[day+1:], 1, 31)
	return monthOK && dayOK
}

// calendarSet reads a list of `*`, `a` and `a..b`, each with a step `/n`.
func calendarSet(list string, low, high int) (set days, ok bool) {
	r := fieldRange{low: low, high: high}
	for element := range strings.SplitSeq(list, ",") {
		some, ok := r.element(strings.Replace(element, "..", "-", 1))
		if !ok {
			return 0, false
		}
		set |= some
	}
	return set, true
}

// calendarWeekdays reads `mon,wed` and `mon..fri`; a range may pass Sunday.
func calendarWeekdays(list string) (set days, ok bool) {
	for element := range strings.SplitSeq(strings.TrimSuffix(list, ","), ",") {
		from, to, ranged := strings.Cut(element, "..")
		if !ranged {
			to = from
		}
		first, firstOK := weekday(from)
		last, lastOK := weekday(to)
		if !firstOK || !lastOK {
			return 0, false
		}
		for day := first; ; day = (day + 1) % 7 {
			set |= 1 << day
			if day == last {
				break
			}
		}
	}
	return set, true
}

func weekday(s string) (int, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if full := strings.ToLower(day.String()); s == full || s == full[:3] {
			return int(day), true
		}
	}
	return 0, false
}

// spanUnits are systemd.time(7)'s units in seconds.
var spanUnits = map[string]float64{
	"": 1, "us": 1e-6, "usec": 1e-6, "ms": 1e-3, "msec": 1e-3, "s": 1, "sec": 1, "second": 1, "seconds": 1,
	"m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600,
	"d": 86400, "day": 86400, "days": 86400, "w": 604800, "week": 604800, "weeks": 604800,
	"M": 2629800, "month": 2629800, "months": 2629800, "y": 31557600, "year": 31557600, "years": 31557600,
}

// timeSpan reads `2h 30min`, `1w`, and a bare number of seconds.
func timeSpan(s string) (time.Duration, bool) {
	seconds := 0.0
	rest := strings.TrimSpace(s)
	if rest == "" {
		return 0, false
	}
	for rest != "" {
		number := len(rest) - len(strings.TrimLeft(rest, "0123456789."))
		n, err := strconv.ParseFloat(rest[:number], 64)
		if err != nil {
			return 0, false
		}
		rest = strings.TrimLeft(rest[number:], " \t")
		unit := len(rest) - len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzM"))
		size, ok := spanUnits[rest[:unit]]
		if !ok {
			return 0, false
		}
		seconds += n * size
		rest = strings.TrimLeft(rest[unit:], " \t")
	}
	return time.Duration(min(seconds*float64(time.Second), math.MaxInt64/2)), true
}
