package engine

import "slices"

// touches tells whether a finding stands in a file that the run is about, or
// comes by way of one. Where only another trail to the same place does, that
// one is shown. What a finding is called, and whether an ignore covers it, is
// the same in every run.
func (r *run) touches(c *candidate) bool {
	about := r.options.Touching
	if about == nil {
		return true
	}
	in := func(h Hop) bool { return about(h.At.File.Path()) }
	if about(c.shown.At.File.Path()) || slices.ContainsFunc(c.shown.Hops, in) || slices.ContainsFunc(c.shown.Places, in) {
		return true
	}
	for _, other := range c.others {
		if hops := r.hops(other); slices.ContainsFunc(hops, in) {
			c.shown.Hops = hops
			return true
		}
	}
	return false
}
