package hcl

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// plan tells which folders are root modules: those that no other module of the
// tree calls. Of modules that call each other in a circle one is taken for a
// root, so that all are evaluated.
type plan struct {
	called map[string]bool     // by a folder that is no example or test of it
	needed map[string]bool     // by any other
	values map[string][]string // folders of values that may be meant for a root
}

func (s *session) isRoot(dir string) bool {
	s.planning.Do(s.makePlan)
	return !s.plan.called[dir]
}

func (s *session) makePlan() {
	calls := map[string][]string{}
	for key, f := range s.folders {
		for _, target := range f.targets(key.dialect) {
			if target != key.path || key.dialect != fact.DialectTerraform {
				calls[key.path] = append(calls[key.path], target)
			}
		}
	}
	s.plan = plan{called: map[string]bool{}, needed: map[string]bool{}}
	for from, targets := range calls {
		for _, target := range targets {
			s.plan.needed[target] = true
			if !isExampleOf(from, target) {
				s.plan.called[target] = true
			}
		}
	}
	s.breakCircles(calls)
	s.plan.values = s.placeValues()
}

// placeValues finds for each folder with values the roots that they may be for.
func (s *session) placeValues() map[string][]string {
	modules, beside := map[string]bool{}, map[string][]string{}
	var holders []string
	for key, u := range s.units {
		if key.dialect != fact.DialectTerraform {
			continue
		}
		code, values := false, false
		for _, text := range u.Texts {
			if isValues(text.Path) {
				values = true
			} else {
				code = true
			}
		}
		if values {
			holders = append(holders, key.path)
		}
		if code {
			modules[key.path] = true
			beside[path.Dir(key.path)] = append(beside[path.Dir(key.path)], key.path)
		}
	}
	slices.Sort(holders)
	placed := map[string][]string{}
	for _, dir := range holders {
		for _, root := range nearRoots(dir, modules, beside) {
			placed[root] = append(placed[root], dir)
		}
	}
	return placed
}

// breakCircles makes a root of the first of those that no root leads to.
func (s *session) breakCircles(calls map[string][]string) {
	reached := map[string]bool{}
	var reach func(dir string)
	reach = func(dir string) {
		if !reached[dir] {
			reached[dir] = true
			for _, target := range calls[dir] {
				reach(target)
			}
		}
	}
	var dirs []string
	for key := range s.units {
		dirs = append(dirs, key.path)
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		if !s.plan.called[dir] {
			reach(dir)
		}
	}
	for _, dir := range dirs {
		if !reached[dir] {
			s.plan.called[dir] = false
			reach(dir)
		}
	}
}

// targets lists the folders of the tree that a folder's modules are in.
func (f *folder) targets(dialect fact.Dialect) []string {
	var targets []string
	for block := range f.blocks {
		if !calls(block, dialect) {
			continue
		}
		if attr, ok := block.Body.Attributes["source"]; ok {
			if text, ok := staticText(attr.Expr); ok {
				if dir, local := localSource(f.path, text.Reveal()); local && !outside(dir) {
					targets = append(targets, dir)
				}
			}
		}
	}
	return targets
}

// calls reports a block that calls a module: in terragrunt.hcl it is named
// terraform.
func calls(block *hclsyntax.Block, dialect fact.Dialect) bool {
	if dialect == fact.DialectTerraform {
		return block.Type == "module"
	}
	return block.Type == "terraform" && path.Base(block.TypeRange.Filename) == terragruntFile
}

// isExampleOf reports a caller that shows or tests a module: it is below a
// folder of that name, which does not hold the module too.
func isExampleOf(caller, module string) bool {
	from, to := strings.Split(path.Clean(caller), "/"), strings.Split(path.Clean(module), "/")
	if module == "." {
		to = nil
	}
	same := 0
	for same < min(len(from), len(to)) && from[same] == to[same] {
		same++
	}
	return slices.ContainsFunc(from[same:], func(dir string) bool {
		return dir == "example" || dir == "examples" || strings.HasPrefix(dir, "test")
	})
}
