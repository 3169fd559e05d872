package evidence

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// weightsText has a line for each sign: its name, and what it adds to the
// logarithm of the odds.
//
//go:embed weights.txt
var weightsText string

// always is the sign that every value has.
const always = "always"

// weights is weights.txt, read.
var weights = sync.OnceValue(func() map[string]float64 { return readWeights(weightsText) })

func readWeights(text string) map[string]float64 {
	all := map[string]float64{}
	for line := range strings.Lines(text) {
		name, number, found := strings.Cut(strings.TrimSpace(line), "\t")
		if weight, err := strconv.ParseFloat(number, 64); found && err == nil { // else a comment
			all[name] = weight
		}
	}
	return all
}

// Probability is how likely a value with these signs is a secret.
func Probability(signs []string) float64 {
	all := weights()
	sum := all[always]
	for _, s := range signs {
		sum += all[s]
	}
	return 1 / (1 + math.Exp(-sum))
}

// Reason is what a sign adds to the logarithm of the odds.
type Reason struct {
	Sign   string
	Weight float64
}

// Reasons are the signs that have a weight, the strongest first.
func Reasons(signs []string) []Reason {
	var reasons []Reason
	for _, s := range signs {
		if w := weights()[s]; w != 0 {
			reasons = append(reasons, Reason{s, w})
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return reasons
}

// The probabilities from which a value counts.
const (
	least  = 0.05 // below it is no candidate
	medium = 0.5
	high   = 0.9
)

// Judge tells a candidate's signs and how sure they make it. ok is false where so
// little speaks for it that it is none; without signs it is none whatever speaks
// for it.
func Judge(c Candidate) (signs []string, confidence fact.Confidence, ok bool) {
	if isNone(c) {
		return nil, fact.Low, false
	}
	signs = Signs(c)
	p := Probability(signs)
	switch {
	case IsPlaceholder(c.Value), namesSecret(c.Value):
	case p >= high:
		confidence = fact.High
	case p >= medium:
		confidence = fact.Medium
	}
	return signs, confidence, p >= least
}
