package analyzers

import "github.com/hiyari/hiyari/analyzers/fact"

// sourcing is a script that reads another into its own shell.
type sourcing struct{ by, sourced *fact.Document }

// linkSymbols links the calls of functions that other units hold.
func (l *loader) linkSymbols() {
	if len(l.symbols) == 0 {
		return
	}
	bodies := map[string][]*fact.Function{}
	for f := range fact.All[*fact.Function](l.project) {
		if f.Symbol != "" {
			bodies[f.Symbol] = append(bodies[f.Symbol], f)
		}
	}
	for _, r := range l.symbols {
		for _, body := range bodies[r.Symbol] {
			l.project.Link(r, body, len(bodies[r.Symbol]) > 1)
		}
	}
}

// linkCalls links commands to the functions that a sourced file declares.
func (l *loader) linkCalls() {
	for _, s := range l.sources {
		functions := map[string]*fact.Function{}
		for _, child := range l.project.Children(s.sourced) {
			if f, ok := child.(*fact.Function); ok {
				functions[f.Name] = f
			}
		}
		if len(functions) > 0 {
			l.linkCallsBelow(s.by, functions)
		}
	}
}

func (l *loader) linkCallsBelow(f fact.Fact, functions map[string]*fact.Function) {
	for _, child := range l.project.Children(f) {
		if c, ok := child.(*fact.Command); ok && len(c.Argv) > 0 {
			if body := functions[c.Argv[0].Reveal()]; body != nil {
				ref := &fact.Ref{
					Node:   fact.NewNode(c.At(), c, fact.Always),
					Target: c.Argv[0], RefKind: fact.RefFunction, How: "calls", Function: body,
				}
				body.Confirm()
				l.project.Add(ref)
				l.project.Link(ref, body, false)
			}
		}
		if child.Kind() != fact.KindDocument {
			l.linkCallsBelow(child, functions)
		}
	}
}
