package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/rules"
)

// Select returns the rules that names, aliases or families stand for, in the
// order of rules.All. No names select all. An unknown name is an error.
func Select(names []string) ([]*rules.Rule, error) {
	if len(names) == 0 {
		return rules.All, nil
	}
	var unknown []string
	for _, name := range names {
		if len(named(name)) == 0 {
			unknown = append(unknown, fmt.Sprintf("%q", name))
		}
	}
	if unknown != nil {
		return nil, fmt.Errorf("no rule or family is named %s", strings.Join(unknown, ", "))
	}
	return matching(names), nil
}

// selected is what a run checks. Unknown names select nothing: telling of them
// is left to Select.
func selected(o Options) []*rules.Rule {
	chosen := rules.All
	if len(o.Rules) > 0 {
		chosen = matching(o.Rules)
	}
	skipped := matching(o.Skip)
	return slices.DeleteFunc(slices.Clone(chosen), func(r *rules.Rule) bool { return slices.Contains(skipped, r) })
}

func matching(names []string) []*rules.Rule {
	var chosen []*rules.Rule
	for _, r := range rules.All {
		if slices.ContainsFunc(names, func(name string) bool { return answersTo(r, name) }) {
			chosen = append(chosen, r)
		}
	}
	return chosen
}

// named lists the rules that a name, an alias or a family stands for.
func named(name string) []*rules.Rule { return matching([]string{name}) }

func answersTo(r *rules.Rule, name string) bool {
	return r.Name == name || string(r.Family) == name || slices.Contains(r.Aliases, name)
}
