package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// model has a weight for each feature: a sign, or a pair of signs.
type model struct {
	weights map[string]float64
	pairs   map[string]bool
}

const bias = "always"

// features are an example's signs, and the pairs of them that have a weight.
func (m *model) features(e *example) []string {
	all := append([]string{bias}, e.signs...)
	for i, a := range e.signs {
		for _, b := range e.signs[i+1:] {
			if m.pairs[a+" + "+b] {
				all = append(all, a+" + "+b)
			}
		}
	}
	return all
}

func (m *model) probability(e *example) float64 {
	sum := 0.0
	for _, f := range m.features(e) {
		sum += m.weights[f]
	}
	return 1 / (1 + math.Exp(-sum))
}

// learn fits the signs, then adds the pairs that the fit misses most, a third at
// a time, and chooses between them which candidate of a file is its secret.
func learn(examples []*example, pairs int, penalty float64) *model {
	m := &model{weights: map[string]float64{}, pairs: map[string]bool{}}
	m.fit(examples, penalty)
	for range 3 {
		chooseSecrets(examples, m)
		m.addPairs(examples, pairs/3)
		m.fit(examples, penalty)
	}
	for f, w := range m.weights {
		if math.Abs(w) < 0.05 && f != bias {
			delete(m.weights, f)
		} else {
			m.weights[f] = math.Round(w*100) / 100
		}
	}
	return m
}

// chooseSecrets leaves of the candidates of a labeled stretch the likeliest, and
// those as good as it.
func chooseSecrets(examples []*example, m *model) {
	for _, e := range examples {
		if e.file == nil || e.file.examples[0] != e {
			continue
		}
		best := 0.0
		for _, other := range e.file.examples {
			best = max(best, m.probability(other))
		}
		for _, other := range e.file.examples {
			other.weight = 0
			if m.probability(other) >= best*0.9 {
				other.weight = other.full
			}
		}
	}
}

// addPairs gives a weight to the pairs of signs on which the model errs most, by
// the score test.
func (m *model) addPairs(examples []*example, n int) {
	type score struct{ gradient, curvature, support float64 }
	scores := map[string]*score{}
	for _, e := range examples {
		if e.weight == 0 {
			continue
		}
		p := m.probability(e)
		residual := e.weight * (label(e) - p)
		for i, a := range e.signs {
			for _, b := range e.signs[i+1:] {
				s := scores[a+" + "+b]
				if s == nil {
					s = &score{}
					scores[a+" + "+b] = s
				}
				s.gradient += residual
				s.curvature += e.weight * p * (1 - p)
				s.support++
			}
		}
	}
	gain := func(name string) float64 {
		s := scores[name]
		if s.support < 12 || m.pairs[name] {
			return 0
		}
		return s.gradient * s.gradient / (s.curvature + 3)
	}
	names := slices.Sorted(maps.Keys(scores))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(gain(b), gain(a)) })
	for _, name := range names[:min(n, len(names))] {
		m.pairs[name] = true
	}
}

func label(e *example) float64 {
	if e.secret {
		return 1
	}
	return 0
}

// fit finds the weights of least loss by gradient descent with momentum: some
// hundreds of features and some thousands of examples take a second.
func (m *model) fit(examples []*example, penalty float64) {
	index := map[string]int{}
	rows := make([][]int, len(examples))
	for i, e := range examples {
		for _, f := range m.features(e) {
			n, ok := index[f]
			if !ok {
				n = len(index)
				index[f] = n
			}
			rows[i] = append(rows[i], n)
		}
	}
	w := minimize(rows, examples, len(index), index[bias], penalty)
	m.weights = map[string]float64{}
	for f, n := range index {
		m.weights[f] = w[n]
	}
}

// minimize is Nesterov's method with a step that the number of features of an
// example bounds.
func minimize(rows [][]int, examples []*example, features, free int, penalty float64) []float64 {
	longest, total := 0, 0.0
	for i, r := range rows {
		longest = max(longest, len(r))
		total += examples[i].weight
	}
	step := 1 / (float64(longest)*total/4*0.05 + penalty)
	w, last, look := make([]float64, features), make([]float64, features), make([]float64, features)
	for round := range 3000 {
		momentum := float64(round) / float64(round+3)
		for i := range w {
			look[i] = w[i] + momentum*(w[i]-last[i])
		}
		gradient := make([]float64, features)
		for i, e := range examples {
			if e.weight == 0 {
				continue
			}
			sum := 0.0
			for _, f := range rows[i] {
				sum += look[f]
			}
			residual := e.weight * (1/(1+math.Exp(-sum)) - label(e))
			for _, f := range rows[i] {
				gradient[f] += residual
			}
		}
		copy(last, w)
		for i := range w {
			if i != free {
				gradient[i] += penalty * look[i]
			}
			w[i] = look[i] - step*gradient[i]
		}
	}
	return w
}

func (m *model) size() int { return len(m.weights) }

// text is weights.txt.
func (m *model) text(examples int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What each sign, or two together, adds to the logarithm of the odds that a value\n"+
		"# is a secret. Written by testdata/tools/fit from %d labeled values of others.\n", examples)
	fmt.Fprintf(&b, "%s\t%.2f\n", bias, m.weights[bias])
	for _, name := range slices.Sorted(maps.Keys(m.weights)) {
		if name != bias && !strings.HasPrefix(name, "#") {
			fmt.Fprintf(&b, "%s\t%.2f\n", name, m.weights[name])
		}
	}
	return b.Bytes()
}
