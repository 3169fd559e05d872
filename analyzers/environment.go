package analyzers

import (
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// environment is what an embedded text finds set when it starts, the outermost
// first: what the texts above it started with, and what the commands between
// them set for it.
func environment(e *fact.Embedded) []fact.Assignment {
	var env []fact.Assignment
	for f := fact.Fact(e); f != nil; f = f.Parent() {
		switch f := f.(type) {
		case *fact.Embedded:
			env = slices.Concat(f.Env, env)
		case *fact.Command:
			env = slices.Concat(f.Env, env)
		default: // sets nothing
		}
	}
	return env
}
