package derive

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// manifest reads what a manifest of Kubernetes keeps in the open: the members
// of a configuration map that are named as secrets, those of a secret that are
// not encoded, and the environment of containers.
func (s *sinks) manifest(r *fact.Resource) {
	switch {
	case isOfKind(r, "ConfigMap"):
		s.members(r, "data", "ConfigMap", namedPair)
	case isOfKind(r, "Secret"):
		s.members(r, "stringData", "Secret", func(name, value string) (fact.Confidence, bool) {
			return ofUsersKey(name, source.Literal(value)), true
		})
	}
	containersOf(leaf{r.Body, fact.Always}, maxManifest, func(container leaf) {
		for entry := range leaves(container.Get("env")) {
			name, value := wordOf(entry.Value, "name"), wordOf(entry.Value, "value")
			if confidence, named := namedPair(name.Reveal(), value.Reveal()); named {
				s.member(r, "container's environment", name, value, confidence, max(container.certainty, entry.certainty))
			}
		}
	})
}

func (s *sinks) members(r *fact.Resource, data, sink string, judge func(name, value string) (fact.Confidence, bool)) {
	for block := range blocksOf(manifestOf(r), data) {
		for _, e := range block.Entries {
			if confidence, ok := judge(e.Name.Reveal(), e.Value.Text.Reveal()); ok && e.Value.Form == fact.Scalar {
				s.member(r, sink, e.Name, e.Value.Text, confidence, block.certainty)
			}
		}
	}
}

func (s *sinks) member(r *fact.Resource, sink string, name, value source.Text, confidence fact.Confidence, certainty fact.Certainty) {
	kind, ok := secretName(name.Reveal())
	if !ok {
		kind = typeToken
	}
	s.credential(found{
		kind: kind, value: value, name: name, sink: sink, confidence: confidence, certainty: certainty, evidence: "kept in a " + sink,
	}, r)
}
