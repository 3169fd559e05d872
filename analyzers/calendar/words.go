package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const maxListed = 6 // of a list in words

func (t *times) words(z zone) string {
	days := t.dayWords()
	if days == never {
		return never
	}
	clock, points := t.clockWords()
	if t.hidden.clock {
		clock, points = "at a time not known", true
	}
	if !t.hidden.clock && (points || t.hours != allHours) {
		clock += z.words()
	}
	date, dated := t.days.date()
	switch {
	case t.hidden.clock && t.hidden.days:
		return "at times not known"
	case days == "" && points:
		return "daily " + clock
	case days == "":
		return clock
	case dated && points:
		return "once, " + clock + " on " + date
	}
	return clock + " " + days
}

const never = "never: there is no such day"

func (t *times) dayWords() string {
	switch {
	case t.hidden.days:
		return "on days not known"
	case t.days.never():
		return never
	case t.chosen[ofMonthDay], t.chosen[ofMonth]:
		return "on some day of" + strings.TrimPrefix(t.days.monthWords(), "on") + t.days.ofWords()
	case t.chosen[ofWeekday]:
		return "on some day of the week"
	}
	return t.days.words()
}

// date is the one day of a calendar that has no other.
func (d *days) date() (string, bool) {
	year, ok := one(d.years)
	if !ok || d.months.len() != 1 || d.monthDays.len() != 1 || d.weekdays != allWeekdays {
		return "", false
	}
	return fmt.Sprintf("%d-%02d-%02d", year, d.months.first(), d.monthDays.first()), true
}

// clockWords says at what times of day. points tells that they are few and
// each is named, or a span of time is; else it says how often.
func (t *times) clockWords() (words string, points bool) {
	at, single := one(t.seconds)
	seconds := ""
	switch {
	case !single:
		return t.secondWords(), false
	case at != 0:
		seconds = ":" + secondDigits(at)
	}
	if t.chosen[ofMinute] || t.chosen[ofHour] {
		return t.chosenWords()
	}
	low, step, ok := t.hours.steps(23)
	regular := ok && t.minutes.len() == 1 && t.hours.len() > 3 && low < step && 24%step == 0
	if !regular && t.minutes.len()*t.hours.len() <= maxListed {
		var all []string
		for h := range t.hours.all() {
			for m := range t.minutes.all() {
				all = append(all, fmt.Sprintf("%02d:%02d%s", h, m, seconds))
			}
		}
		return "at " + listed(all), true
	}
	often, known := t.oftenWords()
	if !known {
		often = "at minute " + numberWords(t.minutes, strconv.Itoa) + " of " + hourWords(t.hours)
	}
	if at != 0 {
		often += ", at second " + secondDigits(at)
	}
	return often, false
}

// oftenWords says what is regular: "every 5 minutes from 08:00 to 17:59",
// "every 2 hours at :17".
func (t *times) oftenWords() (string, bool) {
	low, step, stepped := t.minutes.steps(59)
	switch {
	case t.minutes.len() == 1:
		return t.hourly(t.minutes.first()), true
	case t.minutes.len() == 2 && t.minutes.last()-t.minutes.first() == 30:
		low, step, stepped = t.minutes.first(), 30, true
	}
	if !stepped || 60%step != 0 || low >= step {
		return "", false
	}
	words := "every minute"
	if step > 1 {
		words = fmt.Sprintf("every %d minutes", step)
	}
	if low > 0 {
		words += fmt.Sprintf(" from :%02d on", low)
	}
	first, last := t.hours.first(), t.hours.last()
	switch {
	case t.hours == allHours:
	case t.hours == span(first, last, 1):
		words += fmt.Sprintf(" from %02d:%02d to %02d:%02d", first, low, last, t.minutes.last())
	default:
		words += " of " + hourWords(t.hours)
	}
	return words, true
}

// hourly says what runs once in each of some hours.
func (t *times) hourly(minute int) string {
	past := ""
	if minute > 0 {
		past = fmt.Sprintf(" at :%02d", minute)
	}
	low, step, stepped := t.hours.steps(23)
	first, last := t.hours.first(), t.hours.last()
	switch {
	case t.hours == allHours:
		return "every hour" + past
	case stepped && 24%step == 0 && low < step && low == 0:
		return fmt.Sprintf("every %d hours", step) + past
	case stepped && 24%step == 0 && low < step:
		return fmt.Sprintf("every %d hours from %02d:%02d on", step, low, minute)
	case t.hours == span(first, last, 1):
		return fmt.Sprintf("every hour from %02d:%02d to %02d:%02d", first, minute, last, minute)
	}
	return fmt.Sprintf("at minute %d of ", minute) + hourWords(t.hours)
}

func hourWords(hours set) string {
	if hours == allHours {
		return "each hour"
	}
	return "hours " + numberWords(hours, strconv.Itoa)
}

// chosenWords says when what is chosen at random may be.
func (t *times) chosenWords() (words string, points bool) {
	first, last := t.hours.first(), t.hours.last()
	low, high := t.minutes.first(), t.minutes.last()
	every, step, stepped := t.stepped.steps(59)
	switch {
	case t.chosen[ofHour] && t.hours == allHours:
		return "at some time of day", true
	case t.hours == allHours && stepped && every < step && 60%step == 0:
		return fmt.Sprintf("every %d minutes", step), false
	case t.hours == allHours && t.minutes == allMinutes:
		return "every hour at some minute", false
	case t.hours == allHours:
		return fmt.Sprintf("every hour at some minute from :%02d to :%02d", low, high), false
	case t.chosen[ofHour], first == last:
		return fmt.Sprintf("at some time from %02d:%02d to %02d:%02d", first, low, last, high), true
	}
	return "at some minute of " + hourWords(t.hours), false
}

// secondWords says what runs several times a minute.
func (t *times) secondWords() string {
	words := "several times a minute"
	if len(t.seconds) == 1 && t.seconds[0].low == 0 && t.seconds[0].high+t.seconds[0].step >= minute {
		words = "every second"
		if t.seconds[0].step != second {
			words = "every " + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", float64(t.seconds[0].step)/float64(second)), "0"), ".") + " seconds"
		}
	}
	switch {
	case t.minutes == allMinutes && t.hours == allHours:
		return words
	case t.minutes == allMinutes:
		return words + " of " + hourWords(t.hours)
	}
	return words + " of minute " + numberWords(t.minutes, strconv.Itoa) + " of " + hourWords(t.hours)
}

// secondDigits spells microseconds as seconds: "07", "02.5".
func secondDigits(micro int64) string {
	digits := fmt.Sprintf("%02d", micro/second)
	if part := micro % second; part > 0 {
		digits += "." + strings.TrimRight(fmt.Sprintf("%06d", part), "0")
	}
	return digits
}

// words says on what days; nothing where it is each.
func (d *days) words() string {
	inMonth, inWeek := d.monthWords(), d.weekWords()
	if nth, ok := d.nthWeek(); ok {
		inMonth, inWeek = "", nth
	}
	of := d.ofWords()
	years := d.yearWords()
	if of == "" && (inMonth != "" || strings.HasPrefix(inWeek, "on the ")) {
		of = " of each month"
	}
	switch {
	case inMonth == "" && inWeek == "" && of+years == "":
		return ""
	case inMonth == "" && inWeek == "":
		inWeek = "each day"
	case inWeek == "", inMonth == "":
	case d.either:
		return inMonth + of + " and " + inWeek + years
	default:
		inWeek += " that are among " + strings.TrimPrefix(inMonth, "on ")
		inMonth = ""
	}
	return inMonth + inWeek + of + years
}

// nthWeek tells days such as the Mondays from the 8th to the 14th.
func (d *days) nthWeek() (string, bool) {
	n := (d.monthDays.first() - 1) / daysOfWeek
	first := n*daysOfWeek + 1
	if d.either || d.weekdays.len() != 1 || d.ordinals|d.fromEnd|d.nearest != 0 || n > 3 || d.monthDays != span(first, first+daysOfWeek-1, 1) {
		return "", false
	}
	return "on the " + nthNames[n+1] + " " + time.Weekday(d.weekdays.first()).String(), true
}

var nthNames = [ordinalsKept]string{"last", "first", "second", "third", "fourth", "fifth"}

func (d *days) monthWords() string {
	if d.monthDays == allMonthDays {
		return ""
	}
	var all []string
	if low, step, ok := d.monthDays.steps(31); ok && step > 1 && d.monthDays.len() > maxListed {
		all = append(all, fmt.Sprintf("each %s day from the %s on", nth(step), nth(low)))
	} else if d.monthDays != 0 {
		all = append(all, "the "+numberWords(d.monthDays, nth))
	}
	switch {
	case d.fromEnd.len() > 1 && d.fromEnd == span(0, d.fromEnd.last(), 1):
		all = append(all, fmt.Sprintf("the last %d days", d.fromEnd.len()))
	default:
		for n := range d.fromEnd.all() {
			all = append(all, backWords(n))
		}
	}
	for n := range d.nearest.all() {
		if n == lastOfMonth {
			all = append(all, "the last weekday")
			continue
		}
		all = append(all, "the weekday nearest to the "+nth(n))
	}
	return "on " + listed(all)
}

func backWords(n int) string {
	if n == 0 {
		return "the last day"
	}
	return "the " + nth(n+1) + " last day"
}

func (d *days) weekWords() string {
	if d.weekdays == allWeekdays {
		return ""
	}
	var all []string
	if d.weekdays != 0 {
		monday := d.weekdays>>1 | d.weekdays&1<<6 // so that a range may end on Sunday
		all = append(all, numberWords(monday, func(n int) string { return time.Weekday((n+1)%daysOfWeek).String() + "s" }))
	}
	for n := range d.ordinals.all() {
		all = append(all, "the "+nthNames[n%ordinalsKept]+" "+time.Weekday(n/ordinalsKept).String())
	}
	return "on " + listed(all)
}

// ofWords says of which months.
func (d *days) ofWords() string {
	if d.months == allMonths {
		return ""
	}
	return " of " + numberWords(d.months, func(n int) string { return time.Month(n).String() })
}

func (d *days) yearWords() string {
	if d.years == nil {
		return ""
	}
	var all []string
	for _, r := range d.years {
		switch {
		case r.low == r.high:
			all = append(all, strconv.FormatInt(r.low, 10))
		case r.step == 1:
			all = append(all, fmt.Sprintf("%d to %d", r.low, r.high))
		default:
			all = append(all, fmt.Sprintf("each %s year from %d to %d", nth(int(r.step)), r.low, r.high))
		}
	}
	return " in " + listed(all)
}

// numberWords lists numbers, runs of three and more as ranges.
func numberWords(s set, word func(int) string) string {
	var all []string
	for n := s.first(); n < 64; {
		end := n
		for s.has(end + 1) {
			end++
		}
		if end-n >= 2 {
			all = append(all, word(n)+" to "+word(end))
		} else {
			for ; n <= end; n++ {
				all = append(all, word(n))
			}
		}
		n = s.from(end + 1)
	}
	return listed(all)
}

// listed joins words: "a, b and c". Of a long list the rest is counted.
func listed(all []string) string {
	if more := len(all) - maxListed; more > 0 {
		all = append(all[:maxListed:maxListed], fmt.Sprintf("%d more", more))
	}
	switch n := len(all); n {
	case 0:
		return ""
	case 1:
		return all[0]
	default:
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
}

// nth is an ordinal number: 1st, 2nd, 11th.
func nth(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
