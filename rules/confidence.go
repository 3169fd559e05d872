package rules

import "github.com/hiyari/hiyari/analyzers/fact"

// lowered is a confidence, one step lower where a step of the trail does not
// always hold.
func lowered(c fact.Confidence, p *fact.Project, trail fact.Trail) fact.Confidence {
	if trail.Maybe() || guessed(p, trail) {
		return max(c-1, fact.Low)
	}
	return c
}

// guessed reports that the trail follows a link that was found by a guess.
func guessed(p *fact.Project, trail fact.Trail) bool {
	for i := 1; i < len(trail); i++ {
		for _, edge := range p.Links(trail[i-1]) {
			if edge.To == trail[i] && edge.Maybe {
				return true
			}
		}
	}
	return false
}
