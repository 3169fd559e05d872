package schedule

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// fieldRange is what one of a crontab's five fields may hold.
type fieldRange struct {
	low, high int
	names     []string // from low on
}

var fieldRanges = [...]fieldRange{
	{low: 0, high: 59},
	{low: 0, high: 23},
	{low: 1, high: 31},
	{low: 1, high: 12, names: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{low: 0, high: 7, names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}, // 0 and 7 are Sunday
}

// The fields that tell days.
const (
	dayOfMonth = 2 + iota
	month
	dayOfWeek
)

// days is a set of numbers below 64.
type days uint64

func (d days) has(n int) bool { return d>>n&1 == 1 }

// parse reads a field: a list of numbers, names, ranges and steps; cronie adds
// a~b, a random number of a range, which is counted as its first. A field with
// a hole is valid, and its set is empty.
func (r fieldRange) parse(field string) (set days, ok bool) {
	if isUnknown(field) {
		return 0, true
	}
	for element := range strings.SplitSeq(field, ",") {
		some, ok := r.element(element)
		if !ok {
			return 0, false
		}
		set |= some
	}
	return set, true
}

func (r fieldRange) element(element string) (set days, ok bool) {
	span, stepText, stepped := strings.Cut(element, "/")
	step := 1
	if stepped {
		var err error
		if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
			return 0, false
		}
	}
	low, high, ok := r.ends(span, stepped)
	if !ok || low > high {
		return 0, false
	}
	for n := low; n <= high; n += min(step, 64) {
		set |= 1 << n
	}
	return set, true
}

// ends reads *, a, a-b and a~b. A lone number with a step runs to the end, as
// BusyBox has it.
func (r fieldRange) ends(span string, stepped bool) (low, high int, ok bool) {
	if span == "*" {
		return r.low, r.high, true
	}
	if from, to, random := strings.Cut(span, "~"); random {
		first, firstOK := r.numberOr(from, r.low)
		last, lastOK := r.numberOr(to, r.high)
		return first, first, firstOK && lastOK && first <= last
	}
	from, to, ranged := strings.Cut(span, "-")
	low, ok = r.number(from)
	switch {
	case !ok:
		return 0, 0, false
	case ranged:
		high, ok = r.number(to)
		return low, high, ok
	case stepped:
		return low, r.high, true
	}
	return low, low, true
}

func (r fieldRange) numberOr(s string, absent int) (int, bool) {
	if s == "" {
		return absent, true
	}
	return r.number(s)
}

func (r fieldRange) number(s string) (int, bool) {
	if i := slices.Index(r.names, strings.ToLower(s)); i >= 0 {
		return r.low + i, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= r.low && n <= r.high && s[0] != '+' && s[0] != '-'
}

// nicknames replace all five fields; the answer is whether they are rare.
var nicknames = map[string]fact.Tri{
	"@reboot": fact.Yes, "@yearly": fact.Yes, "@annually": fact.Yes, "@monthly": fact.Yes, "@weekly": fact.Yes,
	"@daily": fact.No, "@midnight": fact.No, "@hourly": fact.No, "@every_minute": fact.No, "@every_second": fact.No,
}

func isNickname(s string) bool {
	_, ok := nicknames[s]
	return ok
}

// weeksOfYear is how many days a year a job may run on and still be rare.
const weeksOfYear = 53

// week is what a job that is started by intervals must reach to be rare.
const week = 7 * 24 * time.Hour

// rare tells whether a job runs on at most as many days as a year has weeks.
func rare(fields []source.Text) fact.Tri {
	if len(fields) == 2 { // @every
		every, err := time.ParseDuration(fields[1].Reveal())
		if err != nil {
			return fact.Unknown
		}
		return fact.TriOf(every >= week)
	}
	if len(fields) != len(fieldRanges) {
		return nicknames[fields[0].Reveal()]
	}
	var sets [len(fieldRanges)]days
	for i := dayOfMonth; i <= dayOfWeek; i++ {
		value := fields[i].Reveal()
		if isUnknown(value) {
			return fact.Unknown
		}
		sets[i], _ = fieldRanges[i].parse(value)
	}
	// crontab(5): where both day fields are restricted, that is, neither
	// starts with *, a day that either names will do.
	either := !fields[dayOfMonth].HasPrefix("*") && !fields[dayOfWeek].HasPrefix("*")
	return fact.TriOf(daysOfYear(func(day time.Time) bool {
		byMonth := sets[dayOfMonth].has(day.Day())
		byWeek := sets[dayOfWeek].has(int(day.Weekday())) || day.Weekday() == time.Sunday && sets[dayOfWeek].has(7)
		inDays := byMonth && byWeek || either && (byMonth || byWeek)
		return sets[month].has(int(day.Month())) && inDays
	}) <= weeksOfYear)
}

// daysOfYear counts the days of a year that satisfy a condition. The year is
// one of 365 days that starts on a Sunday; it stands for all.
func daysOfYear(wanted func(time.Time) bool) int {
	count := 0
	for day := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2023; day = day.AddDate(0, 0, 1) {
		if wanted(day) {
			count++
		}
	}
	return count
}
