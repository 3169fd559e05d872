package calendar

import (
	"iter"
	"math/bits"
)

// set is a set of numbers below 64.
type set uint64

func (s set) has(n int) bool { return n >= 0 && n < 64 && s>>uint(n)&1 == 1 }
func (s set) len() int       { return bits.OnesCount64(uint64(s)) }

// first is the lowest number; of an empty set it is 64.
func (s set) first() int { return bits.TrailingZeros64(uint64(s)) }
func (s set) last() int  { return bits.Len64(uint64(s)) - 1 }

// from is the lowest number that is at least n, or 64.
func (s set) from(n int) int {
	if n > 63 {
		return 64
	}
	return (s >> uint(n) << uint(n)).first()
}

func (s set) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := s.first(); n < 64; n = s.from(n + 1) {
			if !yield(n) {
				return
			}
		}
	}
}

// span is the set from low to high in steps; a step below 1 counts as 1.
func span(low, high, step int) set {
	var s set
	for n := max(low, 0); n <= min(high, 63); n += min(max(step, 1), 64) {
		s |= 1 << uint(n)
	}
	return s
}

// steps tells that a set is low, low+step, … up to the last that is at most
// high. A set of fewer than three is none.
func (s set) steps(high int) (low, step int, ok bool) {
	if s.len() < 3 {
		return 0, 0, false
	}
	low = s.first()
	step = s.from(low+1) - low
	return low, step, s == span(low, high, step)
}

// runs are the numbers of a set in a unit, in one run if they make one.
func (s set) runs(unit int64) []run {
	if low, step, ok := s.steps(s.last()); ok {
		return []run{{int64(low) * unit, int64(s.last()) * unit, int64(step) * unit}}
	}
	var all []run
	for n := range s.all() {
		all = append(all, run{int64(n) * unit, int64(n) * unit, unit})
	}
	return all
}

// run is the numbers from low to high in steps, for numbers that no set holds:
// years, and microseconds of a minute.
type run struct{ low, high, step int64 }

// fromRuns is the lowest number of runs that is at least n.
func fromRuns(runs []run, n int64) (lowest int64, ok bool) {
	for _, r := range runs {
		at := r.low
		if n > at {
			at += (n - at + r.step - 1) / r.step * r.step
		}
		if at <= r.high && (!ok || at < lowest) {
			lowest, ok = at, true
		}
	}
	return lowest, ok
}

// one returns the number of runs that hold a single one.
func one(runs []run) (n int64, ok bool) {
	if len(runs) != 1 || runs[0].low+runs[0].step <= runs[0].high {
		return 0, false
	}
	return runs[0].low, true
}
