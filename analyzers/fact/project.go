package fact

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// Project is all facts of a tree with the links between them.
type Project struct {
	facts    []Fact
	children map[Fact][]Fact
	edges    map[Fact][]Edge
	namedBy  map[Fact][]Fact
	Files    []*source.File // every text file that was read, by path
	Notices  []Notice
	Stats    Stats
}

// Stats counts what a run looked at.
type Stats struct {
	Found     int // files met in the walk
	Scanned   int // files whose text was judged
	Lowered   int // units that a front end lowered, embedded ones included
	Bytes     int64
	Unlinked  int // refs to a file that the tree does not hold
	Languages map[Language]int
}

// Edge is a link from a Ref to what it names.
type Edge struct {
	To    Fact
	Maybe bool // found by a guess, such as a unique base name
}

// NewProject returns an empty project.
func NewProject() *Project {
	return &Project{children: map[Fact][]Fact{}, edges: map[Fact][]Edge{}, namedBy: map[Fact][]Fact{}, Stats: Stats{Languages: map[Language]int{}}}
}

// Add takes a fact into the project. Parents come before their children.
func (p *Project) Add(f Fact) {
	f.node().id = len(p.facts)
	p.facts = append(p.facts, f)
	if parent := f.Parent(); parent != nil {
		p.children[parent] = append(p.children[parent], f)
	}
}

// AddUnder takes a fact into the project below another parent than it was made
// with.
func (p *Project) AddUnder(parent Fact, f Fact) {
	f.node().parent = parent
	p.Add(f)
}

// Link adds an edge from a fact to what it names.
func (p *Project) Link(from, to Fact, maybe bool) {
	for _, e := range p.edges[from] {
		if e.To == to {
			return
		}
	}
	p.edges[from] = append(p.edges[from], Edge{To: to, Maybe: maybe})
	p.namedBy[to] = append(p.namedBy[to], from)
}

// Links lists the edges that leave a fact.
func (p *Project) Links(from Fact) []Edge { return p.edges[from] }

// Len is the number of facts so far.
func (p *Project) Len() int { return len(p.facts) }

// Since lists the facts added at or behind an index, in order of arrival.
func (p *Project) Since(index int) []Fact { return p.facts[index:] }

// Children lists the facts that sit in f.
func (p *Project) Children(f Fact) []Fact { return p.children[f] }

// All yields every fact of one kind, in order of file and offset.
func All[T Fact](p *Project) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, f := range p.facts {
			if t, ok := f.(T); ok && !yield(t) {
				return
			}
		}
	}
}

// Facts lists every fact, in order of file and offset once the project is finished.
func (p *Project) Facts() []Fact { return p.facts }

// Finish orders facts by file and offset, so that two runs print the same.
func (p *Project) Finish() {
	slices.SortStableFunc(p.facts, compareFacts)
	slices.SortFunc(p.Files, func(a, b *source.File) int { return strings.Compare(a.Path(), b.Path()) })
}

func compareFacts(a, b Fact) int {
	x, y := a.At(), b.At()
	return cmp.Or(
		strings.Compare(pathOf(x), pathOf(y)),
		cmp.Compare(x.Start, y.Start),
		cmp.Compare(y.End, x.End),
		cmp.Compare(a.node().id, b.node().id),
	)
}

func pathOf(s source.Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Path()
}

// Trail is the way from one fact to another, both included: each fact sits in
// the one before it, or is named by it.
type Trail []Fact

// Maybe reports that a step of the trail is not certain.
func (t Trail) Maybe() bool {
	for _, f := range t {
		if f.Certainty() == Maybe {
			return true
		}
	}
	return false
}

// Reached yields each fact of one kind that can be reached from a fact through
// what it holds and what it names, nearest first, with the shortest trail.
func Reached[T Fact](p *Project, from Fact) iter.Seq2[T, Trail] {
	return func(yield func(T, Trail) bool) {
		previous := map[Fact]Fact{from: nil}
		for queue := []Fact{from}; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			if t, ok := at.(T); ok && at != from {
				if !yield(t, trailTo(previous, at)) {
					return
				}
			}
			for next := range p.steps(at) {
				if _, seen := previous[next]; !seen {
					previous[next] = at
					queue = append(queue, next)
				}
			}
		}
	}
}

// steps yields what a fact holds and names. A function's body is left to its
// calls.
func (p *Project) steps(f Fact) iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		for _, child := range p.children[f] {
			if child.Kind() != KindFunction && !yield(child) {
				return
			}
		}
		for _, e := range p.edges[f] {
			if !yield(e.To) {
				return
			}
		}
	}
}

func trailTo(previous map[Fact]Fact, to Fact) Trail {
	var trail Trail
	for f := to; f != nil; f = previous[f] {
		trail = append(trail, f)
	}
	slices.Reverse(trail)
	return trail
}
