package fact

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/source"
)

// WriteOf returns the write of a virtual document that says what stands at a
// place, its first write where none does, and nil for other documents.
func (d *Document) WriteOf(at source.Span) *FileWrite {
	for _, write := range d.Writes {
		if _, holds := write.Content.OffsetOf(at.File, at.Start); holds {
			return write
		}
	}
	if len(d.Writes) == 0 {
		return nil
	}
	return d.Writes[0]
}

// Lead returns the way that leads to a fact, the fact itself included: from
// the nearest job that runs it, where one does, and from all that this job
// sits in and is installed by; else from what names it or holds it. Where calls
// go round in a circle that nothing enters, only what holds it leads there.
func (p *Project) Lead(f Fact) Trail {
	outermost := func(f Fact) bool { return len(p.above(f, f)) == 0 }
	way := p.climb(f, func(f Fact) bool { return f.Kind() == KindJob })
	if way == nil {
		return p.from(f, outermost)
	}
	if install := way[0].Parent(); install != nil {
		return append(p.from(install, outermost), way...)
	}
	return way
}

// from is the way down from the outermost fact that leads to one.
func (p *Project) from(f Fact, outermost func(Fact) bool) Trail {
	if way := p.climb(f, outermost); way != nil {
		return way
	}
	var way Trail
	for ; f != nil; f = f.Parent() {
		way = append(way, f)
	}
	slices.Reverse(way)
	return way
}

// climb searches upwards, breadth first, for a fact that ends the search, and
// returns the way down from it, or nil.
func (p *Project) climb(f Fact, ends func(Fact) bool) Trail {
	next := map[Fact]Fact{f: nil}
	for queue := []Fact{f}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if ends(at) {
			var way Trail
			for step := at; step != nil; step = next[step] {
				way = append(way, step)
			}
			return way
		}
		from := next[at]
		if from == nil {
			from = at
		}
		for _, up := range p.above(at, from) {
			if _, known := next[up]; !known {
				next[up] = at
				queue = append(queue, up)
			}
		}
	}
	return nil
}

// above lists what leads to a fact: what names it, and what it sits in. The
// body of a function is led to by its calls alone, where there are any, and a
// virtual document by the write that says the place the way came from.
func (p *Project) above(f, from Fact) []Fact {
	up := slices.Clone(p.namedBy[f])
	if f.Kind() == KindFunction && len(up) > 0 {
		return up
	}
	if d, ok := f.(*Document); ok {
		if write := d.WriteOf(from.At()); write != nil {
			return append(up, write)
		}
	}
	if parent := f.Parent(); parent != nil {
		up = append(up, parent)
	}
	return up
}
