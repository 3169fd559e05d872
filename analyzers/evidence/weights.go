package evidence

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// weightsText has a line for each sign, or pair of signs joined by " + ", and
// its weight: what it adds to the logarithm of the odds.
//
//go:embed weights.txt
var weightsText string

// table is weights.txt, read.
type table struct {
	bias  float64
	signs map[string]*sign
}

// sign is a sign's own weight, and those of its pairs with signs behind it.
type sign struct {
	weight float64
	pairs  map[string]float64
}

var weights = sync.OnceValue(func() table { return readWeights(weightsText) })

func readWeights(text string) table {
	t := table{signs: map[string]*sign{}}
	for line := range strings.Lines(text) {
		name, number, found := strings.Cut(strings.TrimSpace(line), "\t")
		weight, err := strconv.ParseFloat(number, 64)
		if !found || err != nil {
			continue // a comment
		}
		first, second, pair := strings.Cut(name, " + ")
		switch s := t.sign(first); {
		case first == "always":
			t.bias = weight
		case pair:
			s.pairs[second] = weight
		default:
			s.weight = weight
		}
	}
	return t
}

func (t table) sign(name string) *sign {
	s := t.signs[name]
	if s == nil {
		s = &sign{pairs: map[string]float64{}}
		t.signs[name] = s
	}
	return s
}

// Weight is what one sign, or two together, add to the logarithm of the odds.
type Weight struct {
	Sign  string
	Value float64
}

// Probability is how likely a value with these signs is a secret.
func Probability(signs []string) float64 {
	sum := weights().bias
	each(signs, func(_, _ string, weight float64) { sum += weight })
	return 1 / (1 + math.Exp(-sum))
}

// Reasons are the weights of these signs, the strongest first.
func Reasons(signs []string) []Weight {
	var reasons []Weight
	each(signs, func(first, second string, weight float64) {
		if second != "" {
			first += ", and " + second
		}
		reasons = append(reasons, Weight{first, weight})
	})
	slices.SortStableFunc(reasons, func(a, b Weight) int {
		switch d := math.Abs(b.Value) - math.Abs(a.Value); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return 0
	})
	return reasons
}

// each calls f with the weights of signs and of pairs of them.
func each(signs []string, f func(first, second string, weight float64)) {
	t := weights()
	for i, name := range signs {
		s := t.signs[name]
		if s == nil {
			continue
		}
		if s.weight != 0 {
			f(name, "", s.weight)
		}
		if len(s.pairs) == 0 {
			continue
		}
		for _, other := range signs[i+1:] {
			if w := s.pairs[other]; w != 0 {
				f(name, other, w)
			}
		}
	}
}

// The probabilities from which a value counts.
const (
	least  = 0.05 // below it is no candidate
	medium = 0.5
	high   = 0.9
)

// Judge tells a candidate's signs and how sure they make it. ok is false where so
// little speaks for it that it is none.
func Judge(c Candidate) (signs []string, confidence fact.Confidence, ok bool) {
	signs = Signs(c)
	p := Probability(signs)
	ok = p >= least && !isNone(c.Value, c.Before)
	switch {
	case IsPlaceholder(c.Value):
		return signs, fact.Low, ok
	case p >= high:
		return signs, fact.High, ok
	case p >= medium:
		return signs, fact.Medium, ok
	}
	return signs, fact.Low, ok
}
