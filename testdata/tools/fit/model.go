package main

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
)

// model has a weight for each sign.
type model map[string]float64

const bias = "always"

func (m model) probability(e *example) float64 {
	sum := m[bias]
	for _, s := range e.signs {
		sum += m[s]
	}
	return 1 / (1 + math.Exp(-sum))
}

// learn fits the signs, and chooses with what it has learned which candidate of a
// file is its secret, three times over.
func learn(examples []*example, penalty float64) model {
	m := fit(examples, penalty)
	for range 3 {
		chooseSecrets(examples, m)
		m = fit(examples, penalty)
	}
	for name, w := range m {
		m[name] = math.Round(w*100) / 100
		if math.Abs(w) < 0.05 && name != bias {
			delete(m, name)
		}
	}
	return m
}

// chooseSecrets leaves of the candidates of a labeled stretch the likeliest, and
// those as good as it.
func chooseSecrets(examples []*example, m model) {
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

func label(e *example) float64 {
	if e.secret {
		return 1
	}
	return 0
}

// fit finds the weights of least loss by gradient descent with momentum: a
// hundred signs and some thousands of examples take a second.
func fit(examples []*example, penalty float64) model {
	index := map[string]int{bias: 0}
	rows := make([][]int, len(examples))
	for i, e := range examples {
		rows[i] = []int{0}
		for _, s := range e.signs {
			n, ok := index[s]
			if !ok {
				n = len(index)
				index[s] = n
			}
			rows[i] = append(rows[i], n)
		}
	}
	w := minimize(rows, examples, len(index), penalty)
	m := model{}
	for s, n := range index {
		m[s] = w[n]
	}
	return m
}

// minimize is Nesterov's method with a step that the number of features of an
// example bounds.
func minimize(rows [][]int, examples []*example, features int, penalty float64) []float64 {
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
			if i != 0 { // the bias is free
				gradient[i] += penalty * look[i]
			}
			w[i] = look[i] - step*gradient[i]
		}
	}
	return w
}

// text is weights.txt.
func (m model) text(examples int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What each sign adds to the logarithm of the odds that a value is a secret.\n"+
		"# Written by testdata/tools/fit from %d labeled values of others.\n", examples)
	fmt.Fprintf(&b, "%s\t%.2f\n", bias, m[bias])
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name != bias {
			fmt.Fprintf(&b, "%s\t%.2f\n", name, m[name])
		}
	}
	return b.Bytes()
}
