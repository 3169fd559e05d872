package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shorthands are systemd.time(7)'s words for whole expressions.
var shorthands = map[string]string{
	"minutely": "*-*-* *:*:00", "hourly": "*-*-* *:00:00", "daily": "*-*-* 00:00:00", "weekly": "Mon *-*-* 00:00:00",
	"monthly": "*-*-01 00:00:00", "yearly": "*-01-01 00:00:00", "annually": "*-01-01 00:00:00", "anually": "*-01-01 00:00:00",
	"quarterly": "*-01,04,07,10-01 00:00:00", "semiannually": "*-01,07-01 00:00:00", "semi-annually": "*-01,07-01 00:00:00",
	"biannually": "*-01,07-01 00:00:00", "bi-annually": "*-01,07-01 00:00:00",
}

// The limits of systemd's calendar.
const (
	firstYear  = 1970
	lastYear   = 2199
	maxRuns    = 240 // elements of a list
	afterMonth = 28  // days that one can count back from a month's end
)

// OnCalendar reads an expression of systemd.time(7):
// `Mon..Fri *-*-* 03:10:00 Europe/Berlin`, each part of which may be left out.
// With a hole it returns ErrUnknown.
func OnCalendar(s string) (Schedule, error) {
	if strings.ContainsRune(s, Hole) {
		return Unknown(), ErrUnknown
	}
	expression, z := cutZone(s)
	if full, ok := shorthands[strings.ToLower(expression)]; ok {
		expression = full
	}
	p := &expressionParser{rest: expression}
	t, err := p.parse()
	if err != nil {
		return Schedule{}, fmt.Errorf("calendar expression %q: %w", shorten(s), err)
	}
	if p.utc {
		z = utc
	}
	return Schedule{events: []event{t}, zone: z}, nil
}

// cutZone takes a time zone off the end.
func cutZone(s string) (expression string, z zone) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return s, zone{}
	}
	z, err := zoneOf(s[i+1:])
	if err != nil {
		return s, zone{}
	}
	return s[:i], z
}

type expressionParser struct {
	rest string
	utc  bool
}

var errExpression = errors.New("want [WEEKDAYS] [[YEAR-]MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE]")

func (p *expressionParser) parse() (*times, error) {
	if p.rest == "" {
		return nil, errExpression
	}
	t := &times{days: days{months: allMonths, monthDays: allMonthDays, weekdays: allWeekdays}, hours: 1, minutes: 1, seconds: onTheMinute}
	for _, part := range []func(*times) error{p.weekdays, p.date, p.time} {
		if err := part(t); err != nil {
			return nil, err
		}
	}
	if p.rest != "" {
		return nil, errExpression
	}
	t.counted = t.days
	return t, nil
}

// weekdays reads `Mon..Fri,Sun`. A range may be written with one hyphen, must
// not pass Sunday, and the list may end in a comma.
func (p *expressionParser) weekdays(t *times) error {
	var found set
	from := -1
	for first := true; ; first = false {
		day, n := weekdayPrefix(p.rest)
		switch {
		case n == 0 && first:
			return nil
		case n == 0:
			return errExpression
		}
		p.rest = p.rest[n:]
		if from > day {
			return errors.New("the weekdays run backward")
		}
		if from < 0 {
			from = day
		}
		for ; from <= day; from++ {
			found |= 1 << uint((from+1)%daysOfWeek)
		}
		from = -1
		switch {
		case strings.HasPrefix(p.rest, ".."), strings.HasPrefix(p.rest, "-"):
			from = day
			p.rest = strings.TrimPrefix(strings.TrimPrefix(p.rest, ".."), "-")
		case strings.HasPrefix(p.rest, ","):
			p.rest = p.rest[1:]
		case p.rest != "" && p.rest[0] != ' ':
			return errExpression
		}
		if p.rest == "" || p.rest[0] == ' ' {
			if from >= 0 {
				return errExpression
			}
			t.days.weekdays = found
			p.rest = strings.TrimLeft(p.rest, " ")
			return nil
		}
	}
}

// weekdayPrefix reads a name, in full or of three letters. Monday is 0.
func weekdayPrefix(s string) (day, length int) {
	for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
		full := weekday.String()
		for _, name := range []string{full, full[:3]} {
			if len(s) < len(name) || !strings.EqualFold(s[:len(name)], name) {
				continue
			}
			if len(s) == len(name) || strings.IndexByte("-., ", s[len(name)]) >= 0 {
				return (int(weekday) + daysOfWeek - 1) % daysOfWeek, len(name)
			}
		}
	}
	return 0, 0
}

// element is one of a component's list: a number, what runs on from it in
// steps (step > 0, no last), or a range.
type element struct {
	first, last, step int64
	open              bool // there is no last
}

// date reads `[year-]month-day`, where the last hyphen may be `~`: the day
// then counts back from the month's end. `@seconds` is a moment.
func (p *expressionParser) date(t *times) error {
	if strings.HasPrefix(p.rest, "@") {
		return p.moment(t)
	}
	years, months, monthDays, fromEnd, err := p.dateParts()
	if err != nil {
		return err
	}
	if err = t.days.takeYears(years); err != nil {
		return err
	}
	if t.days.months, err = numbers(months, 1, 12, "month"); err != nil {
		return err
	}
	if fromEnd {
		t.days.monthDays = 0
		t.days.fromEnd, err = daysBack(monthDays)
		return err
	}
	t.days.monthDays, err = numbers(monthDays, 1, 31, "day")
	return err
}

// dateParts reads the components of a date, or nothing where a time follows.
func (p *expressionParser) dateParts() (years, months, monthDays []element, fromEnd bool, err error) {
	start := p.rest
	for n := 0; p.rest != ""; n++ {
		years, months = months, monthDays
		if monthDays, err = p.component(1); err != nil {
			return nil, nil, nil, false, err
		}
		switch {
		case n == 0 && (p.rest == "" || p.rest[0] == ':'):
			p.rest = start
			return nil, nil, nil, false, nil
		case n > 0 && (p.rest == "" || p.rest[0] == ' '):
			p.rest = strings.TrimLeft(p.rest, " ")
			return years, months, monthDays, fromEnd, nil
		case n == 2 || fromEnd || p.rest[0] != '-' && p.rest[0] != '~':
			return nil, nil, nil, false, errExpression
		}
		fromEnd = p.rest[0] == '~'
		if p.rest = p.rest[1:]; p.rest == "" {
			return nil, nil, nil, false, errExpression
		}
	}
	return nil, nil, nil, false, nil
}

// moment reads seconds since 1970, which stand for a date and a time.
func (p *expressionParser) moment(t *times) error {
	n, err := strconv.ParseInt(p.rest[1:], 10, 64)
	at := time.Unix(n, 0).UTC()
	if err != nil || at.Year() < firstYear || at.Year() > lastYear {
		return errors.New("@ wants seconds since 1970")
	}
	year, clock := int64(at.Year()), int64(at.Second())*second
	t.days.years = []run{{year, year, 1}}
	t.days.months, t.days.monthDays = 1<<uint(at.Month()), 1<<uint(at.Day())
	t.hours, t.minutes, t.seconds = 1<<uint(at.Hour()), 1<<uint(at.Minute()), []run{{clock, clock, second}}
	p.rest, p.utc = "", true
	return nil
}

// time reads `hour:minute[:second]`. Without it the day's first second is
// meant.
func (p *expressionParser) time(t *times) error {
	if p.rest == "" {
		return nil
	}
	hours, err := p.component(1)
	if err != nil || !strings.HasPrefix(p.rest, ":") {
		return either(err, errExpression)
	}
	if t.hours, err = numbers(hours, 0, 23, "hour"); err != nil {
		return err
	}
	p.rest = p.rest[1:]
	minutes, err := p.component(1)
	if err != nil {
		return err
	}
	if t.minutes, err = numbers(minutes, 0, 59, "minute"); err != nil || p.rest == "" {
		return err
	}
	if !strings.HasPrefix(p.rest, ":") {
		return errExpression
	}
	p.rest = p.rest[1:]
	seconds, err := p.component(second)
	if err != nil {
		return err
	}
	t.seconds, err = runs(seconds, 0, 60*second-1, "second")
	return err
}

func either(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// component reads a list; nil is `*`. Numbers are counted in units, of which
// only seconds have parts.
func (p *expressionParser) component(unit int64) ([]element, error) {
	if strings.HasPrefix(p.rest, "*") {
		p.rest = p.rest[1:]
		if unit == second {
			return []element{{first: 0, step: second, open: true}}, nil
		}
		return nil, nil
	}
	var list []element
	for {
		e, err := p.element(unit)
		if err != nil {
			return nil, err
		}
		if list = append(list, e); len(list) > maxRuns {
			return nil, fmt.Errorf("a list of more than %d", maxRuns)
		}
		if !strings.HasPrefix(p.rest, ",") {
			return list, nil
		}
		p.rest = p.rest[1:]
	}
}

func (p *expressionParser) element(unit int64) (element, error) {
	first, err := p.number(unit)
	if err != nil {
		return element{}, err
	}
	e := element{first: first, last: first, step: unit}
	ranged := strings.HasPrefix(p.rest, "..")
	if ranged {
		p.rest = p.rest[2:]
		if e.last, err = p.number(unit); err != nil {
			return element{}, err
		}
	}
	if strings.HasPrefix(p.rest, "/") {
		p.rest = p.rest[1:]
		if e.step, err = p.number(unit); err != nil || e.step == 0 {
			return element{}, either(err, errors.New("a step of 0"))
		}
		e.open = !ranged
	}
	if ranged && e.first > e.last || p.rest != "" && strings.IndexByte(" ,-~:", p.rest[0]) < 0 {
		return element{}, errExpression
	}
	e.last -= (e.last - e.first) % e.step
	return e, nil
}

// number reads digits, and for seconds six decimals, rounded by the seventh.
func (p *expressionParser) number(unit int64) (int64, error) {
	digits := len(p.rest) - len(strings.TrimLeft(p.rest, "0123456789"))
	const most = 9
	if digits == 0 || digits > most {
		return 0, errExpression
	}
	n, err := strconv.ParseInt(p.rest[:digits], 10, 64)
	p.rest = p.rest[digits:]
	if err != nil || unit == 1 {
		return n, err
	}
	n *= unit
	if strings.HasPrefix(p.rest, ".") && !strings.HasPrefix(p.rest, "..") {
		p.rest = p.rest[1:]
		part := unit
		for p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' {
			part /= 10
			if part == 0 && p.rest[0] >= '5' { // the seventh
				n++
			}
			n += part * int64(p.rest[0]-'0')
			p.rest = p.rest[1:]
			if part == 0 {
				p.rest = strings.TrimLeft(p.rest, "0123456789")
			}
		}
	}
	return n, nil
}

// runs checks a component's list as systemd does: a step must leave room for a
// second time.
func runs(list []element, low, high int64, of string) ([]run, error) {
	var all []run
	for _, e := range list {
		if e.open {
			e.last = high
		}
		if e.first < low || e.first > high || e.last > high || e.open && e.first+e.step > high {
			return nil, fmt.Errorf("%s: want %d to %d", of, low, high)
		}
		all = append(all, run{e.first, e.last, e.step})
	}
	return all, nil
}

func numbers(list []element, low, high int, of string) (set, error) {
	if list == nil {
		return span(low, high, 1), nil
	}
	all, err := runs(list, int64(low), int64(high), of)
	var s set
	for _, r := range all {
		s |= span(int(r.low), int(r.high), int(r.step))
	}
	return s, err
}

// daysBack reads days that count back from a month's end, the last being 1. A
// step goes on toward the end, a range has its steps from its far end on.
// systemd lowers its limit by three days for each element, in order, so `28`
// is valid and `12,28` is not: what it refuses never runs.
func daysBack(list []element) (set, error) {
	if list == nil {
		return span(0, 30, 1), nil
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b element) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last)) })
	var s set
	limit := int64(afterMonth)
	for _, e := range slices.Compact(list) {
		far, near := e.last, e.first
		if e.open {
			far, near = e.first, 1
		}
		if e.first < 1 || far > limit || e.open && e.first-e.step < 1 {
			return 0, fmt.Errorf("day: want 1 to %d from the month's end", limit)
		}
		limit -= 3
		for n := far; n >= near; n -= e.step {
			s |= 1 << uint(n-1)
		}
	}
	return s, nil
}

// takeYears takes years; of two digits they lie between 1970 and 2069.
func (d *days) takeYears(list []element) error {
	if list == nil {
		return nil
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].first, list[i].last = fullYear(list[i].first), fullYear(list[i].last)
	}
	var err error
	d.years, err = runs(list, firstYear, lastYear, "year")
	return err
}

func fullYear(n int64) int64 {
	switch {
	case n < 70:
		return n + 2000
	case n < 100:
		return n + 1900
	}
	return n
}
