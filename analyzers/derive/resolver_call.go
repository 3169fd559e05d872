package derive

import (
	"github.com/hiyari/hiyari/analyzers/fact"
)

// callResolvers emits the servers that calls tell a library to ask.
func callResolvers(c *fact.Call, emit fact.Emit) {
	t := telling{by: c, emit: emit, of: c.Function, told: fact.ToldProgram}
	if n, ok := resolverArgs[functionName(c)]; ok {
		for item := range leaves(c.Arg(n)) {
			t.certainty = item.certainty
			t.servers(textOf(item.Value))
		}
	}
	if n, ok := addressArgs[functionName(c)]; ok && inField(c, "net.Resolver.Dial") {
		t.of = "net.Resolver"
		t.servers(textArg(c, n))
	}
}

// resolverArgs tells which argument lists servers to ask.
var resolverArgs = map[string]int{
	"github.com/go-acme/lego/v3/challenge/dns01.AddRecursiveNameservers": 0,
	"github.com/go-acme/lego/v4/challenge/dns01.AddRecursiveNameservers": 0,
}

// inField reports a call in a function that is the value of a field.
func inField(c *fact.Call, field string) bool {
	for f := c.Parent(); f != nil; f = f.Parent() {
		if function, ok := f.(*fact.Function); ok {
			return function.Field == field
		}
	}
	return false
}
