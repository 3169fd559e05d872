package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// field is what one field of a cron schedule says.
type field struct {
	set      set // the numbers, all that may be chosen included
	sure     set // of what is chosen at random the first alone
	chosen   bool
	free     bool // as good as *
	fromEnd  set
	nearest  set
	ordinals set
	years    []run
}

// parser reads the elements of a field.
type parser struct {
	*grammar
	role      role
	low, high int
	names     []string
	field
}

// field reads a list of numbers, names, ranges and steps, and what a dialect
// has beyond them.
func (g *grammar) field(r role, word string) (field, error) {
	if strings.ContainsRune(word, Hole) {
		return field{}, ErrUnknown
	}
	p := parser{grammar: g, role: r, low: lowest[r], high: highest[r]}
	switch r {
	case ofMonth:
		p.names = monthNames
	case ofWeekday:
		p.names, p.low = weekdayNames, g.sunday
		p.high += g.sunday
		if g.sunday7 {
			p.high = daysOfWeek
		}
	case ofSecond, ofMinute, ofHour, ofMonthDay, ofYear:
	}
	for element := range strings.SplitSeq(word, ",") {
		if err := p.element(element); err != nil {
			return field{}, err
		}
	}
	// crontab(5): a day field is restricted unless it starts with *, so */2 is
	// not. Go's library has it otherwise.
	star := word[0] == '*' || g.question && word[0] == '?'
	p.free = star && (!g.stepped || p.set == span(p.low, p.high, 1))
	if r == ofWeekday {
		p.set, p.sure = p.fromSunday(p.set), p.fromSunday(p.sure)
	}
	return p.field, nil
}

// fromSunday counts the days of a week from Sunday, which is 0.
func (p *parser) fromSunday(numbers set) set {
	var s set
	for n := range numbers.all() {
		s |= 1 << uint((n-p.sunday)%daysOfWeek)
	}
	return s
}

func (p *parser) element(element string) error {
	if p.special && p.hasSpecial(element) {
		return nil
	}
	if whole, out, less := strings.Cut(element, "~"); less && p.except {
		return p.without(whole, out)
	}
	limits, stepWord, stepped := strings.Cut(element, "/")
	step := 1
	if stepped {
		var err error
		if step, err = number(stepWord); err != nil || step < 1 {
			return fmt.Errorf("a step of %q", shorten(stepWord))
		}
	}
	low, high, chosen, err := p.limits(limits, stepped)
	if err != nil {
		return err
	}
	p.add(low, high, step, stepped, chosen)
	return nil
}

// add takes a range into the field. What is chosen from it counts once, or
// once for each step.
func (p *parser) add(low, high, step int, stepped, chosen bool) {
	if p.role == ofYear {
		if len(p.years) == maxRuns {
			return // no list of years is so long; the rest adds nothing that is near
		}
		p.years = append(p.years, run{int64(low), int64(high), int64(step)})
		return
	}
	p.chosen = p.chosen || chosen
	p.sure |= span(low, high, step)
	p.set |= span(low, high, step)
	if chosen {
		p.set |= span(low, high, 1)
	}
	if chosen && !stepped {
		p.sure = p.sure&^span(low, high, 1) | 1<<uint(low)
	}
}

// without reads a range less some of its numbers.
func (p *parser) without(whole, out string) error {
	some := parser{grammar: p.grammar, role: p.role, low: p.low, high: p.high, names: p.names}
	if err := some.element(whole); err != nil {
		return err
	}
	for word := range strings.SplitSeq(out, "~") {
		n, err := p.number(word)
		if err != nil {
			return err
		}
		some.set &^= 1 << uint(n)
	}
	p.set |= some.set
	p.sure |= some.set
	return nil
}

// limits reads *, a, a-b and what is chosen from a range. A lone number with a
// step runs to the end, as BusyBox and cronie have it.
func (p *parser) limits(word string, stepped bool) (low, high int, chosen bool, err error) {
	if word == "*" || p.question && word == "?" {
		return p.low, p.high, false, nil
	}
	if p.hash && strings.HasPrefix(word, "H") {
		low, high, err = p.hashed(word[1:])
		return low, high, true, err
	}
	if first, last, tilde := strings.Cut(word, "~"); tilde && p.random {
		low, high, err = p.ends(first, last)
		return low, high, true, err
	}
	first, last, ranged := strings.Cut(word, "-")
	if low, err = p.number(first); err != nil {
		return 0, 0, false, err
	}
	switch {
	case ranged:
		if high, err = p.number(last); err != nil {
			return 0, 0, false, err
		}
		if low > high && p.wraps && p.role != ofYear { // FRI-MON
			p.add(low, p.high, 1, false, false)
			low = p.low
		}
		if low > high {
			err = fmt.Errorf("%q runs backward", shorten(word))
		}
		return low, high, false, err
	case stepped:
		return low, p.high, false, nil
	}
	return low, low, false, nil
}

// hashed reads what follows Jenkins's H: nothing, or (a-b).
func (p *parser) hashed(rest string) (low, high int, err error) {
	if rest == "" {
		high = p.high
		if p.role == ofMonthDay {
			high = 28 // "H … from 1 to 28", says the help
		}
		return p.low, min(high, highest[p.role]), nil
	}
	inner, ok := strings.CutPrefix(rest, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	first, last, ranged := strings.Cut(inner, "-")
	if !ok || !closed || !ranged || first == "" || last == "" {
		return 0, 0, errors.New("want H or H(a-b)")
	}
	return p.ends(first, last)
}

// ends reads both ends of a range that may leave either out.
func (p *parser) ends(first, last string) (low, high int, err error) {
	low, high = p.low, p.high
	if first != "" {
		if low, err = p.number(first); err != nil {
			return 0, 0, err
		}
	}
	if last != "" {
		if high, err = p.number(last); err != nil {
			return 0, 0, err
		}
	}
	if low > high {
		return 0, 0, errors.New("the range runs backward")
	}
	return low, high, nil
}

func (p *parser) number(s string) (int, error) {
	if i := slices.Index(p.names, strings.ToLower(s)); i >= 0 {
		return p.low + i, nil
	}
	n, err := number(s)
	if err != nil {
		return 0, err
	}
	if n < p.low || n > p.high {
		return 0, fmt.Errorf("want %d to %d", p.low, p.high)
	}
	return n, nil
}

// number reads a plain number; a sign is none.
func number(s string) (int, error) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, fmt.Errorf("%q is no number", shorten(s))
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is no number", shorten(s))
	}
	return n, nil
}

// hasSpecial reads Quartz's L, LW, L-3, 15W, 6L and 6#3.
func (p *parser) hasSpecial(element string) bool {
	element = strings.ToUpper(element)
	switch p.role {
	case ofMonthDay:
		return p.monthEnd(element)
	case ofWeekday:
		return p.weekdayOfMonth(element)
	default:
		return false
	}
}

func (p *parser) monthEnd(element string) bool {
	if element == "LW" || element == "WL" {
		p.nearest |= 1 << lastOfMonth
		return true
	}
	if before, ok := strings.CutPrefix(element, "L"); ok {
		n := 0
		if before != "" {
			var err error
			if n, err = number(strings.TrimPrefix(before, "-")); err != nil || before[0] != '-' || n > 30 {
				return false
			}
		}
		p.fromEnd |= 1 << uint(n)
		return true
	}
	if near, ok := strings.CutSuffix(element, "W"); ok {
		n, err := p.number(near)
		if err != nil {
			return false
		}
		p.nearest |= 1 << uint(n)
		return true
	}
	return false
}

func (p *parser) weekdayOfMonth(element string) bool {
	if element == "L" { // Quartz: the last day of the week
		p.add(p.high, p.high, 1, false, false)
		return true
	}
	weekday, nth, numbered := strings.Cut(element, "#")
	n := lastOfMonth
	if numbered {
		var err error
		if n, err = number(nth); err != nil || n < 1 || n > 5 {
			return false
		}
	} else if weekday, numbered = strings.CutSuffix(element, "L"); !numbered {
		return false
	}
	w, err := p.number(weekday)
	if err != nil {
		return false
	}
	p.ordinals |= 1 << uint(ordinal((w-p.sunday)%daysOfWeek, n))
	return true
}
