package main

import (
	"fmt"
	"maps"
	"slices"
)

// leaveOut is each example's probability by a model that was fitted without its
// repository.
func leaveOut(examples []*example, penalty float64) map[*example]float64 {
	groups := map[string]bool{}
	for _, e := range examples {
		groups[e.group] = true
	}
	out := map[*example]float64{}
	names := slices.Sorted(maps.Keys(groups))
	const folds = 12 // small repositories share one
	for fold := range folds {
		held := map[string]bool{}
		for i, name := range names {
			if i%folds == fold {
				held[name] = true
			}
		}
		var seen []*example
		for _, e := range examples {
			if !held[e.group] {
				seen = append(seen, e)
			}
		}
		m := learn(seen, penalty)
		for _, e := range examples {
			if held[e.group] {
				out[e] = m.probability(e)
			}
		}
	}
	return out
}

// report prints recall and precision at some thresholds.
func report(title string, examples []*example, probability func(*example) float64) {
	fmt.Printf("%s\n%10s %8s %8s %8s %10s\n", title, "from", "found", "missed", "false", "precision")
	for _, from := range []float64{0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		found, missed, wrong := 0, 0, 0
		for _, e := range examples {
			switch positive := probability(e) >= from; {
			case e.weight == 0:
			case e.secret && positive:
				found++
			case e.secret:
				missed++
			case positive:
				wrong++
			}
		}
		fmt.Printf("%10.1f %8d %8d %8d %10.3f\n", from, found, missed, wrong, float64(found)/float64(max(1, found+wrong)))
	}
}

func bySource(examples []*example, probability map[*example]float64) {
	sources := map[string][]*example{}
	for _, e := range examples {
		sources[e.source] = append(sources[e.source], e)
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		report("  "+name, sources[name], func(e *example) float64 { return probability[e] })
	}
}

// calibration prints how often a probability was right.
func calibration(examples []*example, probability map[*example]float64) {
	var secrets, all [10]float64
	for _, e := range examples {
		bin := min(9, int(probability[e]*10))
		all[bin] += e.weight
		secrets[bin] += e.weight * label(e)
	}
	fmt.Println("calibration: probability, share of secrets, values")
	for i := range all {
		fmt.Printf("%4.1f %6.2f %6.0f\n", float64(i)/10, secrets[i]/max(1, all[i]), all[i])
	}
}
