package hcl

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxInstances bounds what one count, for_each or dynamic block expands to.
const maxInstances = 64

// instance is one repetition of a block.
type instance struct {
	key, value cty.Value
	suffix     string // of the address: ["a"], [0], or nothing
	counted    bool   // by count rather than for_each
	maybe      bool
}

// each is the object that for_each and dynamic blocks see.
func (i instance) each() cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"key": i.key, "value": i.value})
}

// context is the evaluation context of a block's instance.
func (i instance) context() *hcl.EvalContext {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}}
	switch {
	case i.counted:
		ctx.Variables["count"] = cty.ObjectVal(map[string]cty.Value{"index": i.key})
	case i.key != cty.NilVal:
		ctx.Variables["each"] = i.each()
	}
	return ctx
}

// repeated lists the instances of a resource, data source or module. A count
// of zero or an empty for_each gives none.
func (l *lowering) repeated(body *hclsyntax.Body) []instance {
	ctx := &hcl.EvalContext{}
	if attr, ok := body.Attributes["for_each"]; ok {
		v, _ := attr.Expr.Value(ctx)
		return l.instances(v, attr.Expr.Range())
	}
	if attr, ok := body.Attributes["count"]; ok {
		v, _ := attr.Expr.Value(ctx)
		return l.counted(v, attr.Expr.Range())
	}
	return []instance{{}}
}

func (l *lowering) counted(v cty.Value, at hcl.Range) []instance {
	plain, _ := v.UnmarkDeep()
	n, err := convert.Convert(plain, cty.Number)
	if err != nil || !n.IsKnown() || n.IsNull() {
		return []instance{{key: cty.DynamicVal, counted: true, maybe: true}}
	}
	count, _ := n.AsBigFloat().Int64()
	if count == 1 {
		return []instance{{key: cty.Zero, counted: true}}
	}
	var all []instance
	for i := range l.bounded(int(min(count, maxInstances+1)), at) {
		all = append(all, instance{key: cty.NumberIntVal(int64(i)), suffix: "[" + strconv.Itoa(i) + "]", counted: true})
	}
	return all
}

// bounded cuts a number of instances, with a notice.
func (l *lowering) bounded(n int, at hcl.Range) int {
	if n > maxInstances {
		l.report(fact.NoticeLimit, at, "only the first "+strconv.Itoa(maxInstances)+" instances are read")
		return maxInstances
	}
	return max(n, 0)
}

// instances lists the elements of a for_each. Where it may be one of several
// collections, the elements of all are there or not.
func (l *lowering) instances(over cty.Value, at hcl.Range) []instance {
	var all []instance
	options := choices(over)
	t := traceOf(over)
	maybe := t != nil && t.kind == choice
	seen := map[string]bool{}
	for _, option := range options {
		for _, i := range l.elements(option, at) {
			if i.suffix != "" && seen[i.suffix] {
				continue
			}
			seen[i.suffix] = true
			i.maybe = i.maybe || maybe
			all = append(all, i)
		}
	}
	return all[:min(len(all), l.bounded(len(all), at))]
}

func (l *lowering) elements(v cty.Value, at hcl.Range) []instance {
	known, _ := shown(v)
	plain, _ := known.Unmark()
	switch {
	case !plain.IsKnown():
		return []instance{{key: cty.DynamicVal, value: cty.DynamicVal, maybe: true}}
	case plain.IsNull() || !plain.CanIterateElements():
		return nil
	}
	isSet := !plain.Type().IsObjectType() && !plain.Type().IsMapType()
	var all []instance
	for key, item := range plain.Elements() {
		if len(all) > maxInstances {
			break
		}
		i := instance{key: key, value: item}
		if name, ok := keyName(item); isSet && ok { // a set's keys are its elements
			i.key = item
			key = cty.StringVal(name)
		}
		if !isSet {
			i.key = l.text(l.keyed(key.AsString(), at))
		}
		if name, ok := keyName(key); ok {
			i.suffix = "[" + strconv.Quote(name) + "]"
		}
		all = append(all, i)
	}
	return all
}
