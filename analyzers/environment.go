package analyzers

import (
	"path"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
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

// onMachine is a path that a fact names, seen from the working directory where
// something above the fact gives one.
func onMachine(f fact.Fact, name string) string {
	if dir := workDir(f); dir.Len() > 0 && dir.Known() && !path.IsAbs(name) {
		return path.Join(dir.Reveal(), name)
	}
	return name
}

func workDir(f fact.Fact) source.Text {
	for ; f != nil; f = f.Parent() {
		var dir source.Text
		switch f := f.(type) {
		case *fact.Ref:
			dir = f.Dir
		case *fact.Embedded:
			dir = f.Dir
		case *fact.Command:
			dir = f.Dir
		default: // is not started anywhere
		}
		if dir.Len() > 0 {
			return dir
		}
	}
	return source.Text{}
}
