package hcl

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxInstances bounds what one count, for_each or dynamic block expands to. What
// is evaluated over a collection is not bounded by it.
const maxInstances = 1000

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
func (i instance) context(m *module) *hcl.EvalContext {
	ctx := m.ctx.NewChild()
	ctx.Variables = map[string]cty.Value{}
	switch {
	case i.counted:
		ctx.Variables["count"] = cty.ObjectVal(map[string]cty.Value{"index": i.key})
	case i.key != cty.NilVal:
		ctx.Variables["each"] = i.each()
	}
	return ctx
}

// overOf is what a block is repeated over, or nil.
func (m *module) overOf(body *hclsyntax.Body) *loop {
	if attr, ok := body.Attributes["for_each"]; ok {
		return m.over(attr, "for_each takes it")
	}
	if attr, ok := body.Attributes["count"]; ok {
		return m.over(attr, "count takes it")
	}
	return nil
}

// repeated lists the instances of a resource, data source or module. A count
// of zero or an empty for_each gives none.
func (m *module) repeated(body *hclsyntax.Body) []instance {
	ctx := m.ctx
	if attr, ok := body.Attributes["for_each"]; ok {
		v, _ := attr.Expr.Value(ctx)
		return m.instances(v, attr.Expr.Range())
	}
	if attr, ok := body.Attributes["count"]; ok {
		v, _ := attr.Expr.Value(ctx)
		return m.counted(v, attr.Expr.Range())
	}
	return []instance{{}}
}

func (m *module) counted(v cty.Value, at hcl.Range) []instance {
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
	for i := range m.bounded(int(min(count, maxInstances+1)), at) {
		all = append(all, instance{key: cty.NumberIntVal(int64(i)), suffix: "[" + strconv.Itoa(i) + "]", counted: true})
	}
	return all
}

// bounded cuts a number of instances, with a notice.
func (m *module) bounded(n int, at hcl.Range) int {
	if n > maxInstances {
		m.report(fact.NoticeLimit, at, "only the first "+strconv.Itoa(maxInstances)+" instances are read")
		return maxInstances
	}
	return max(n, 0)
}

// instances lists the elements of a for_each. Where it may be one of several
// collections, the elements of all are there or not.
func (m *module) instances(over cty.Value, at hcl.Range) []instance {
	var all []instance
	options := choices(over)
	t := traceOf(over)
	maybe := t != nil && t.kind == choice
	seen := map[string]bool{}
	for _, option := range options {
		for _, i := range m.elements(option, at) {
			if i.suffix != "" && seen[i.suffix] {
				continue
			}
			seen[i.suffix] = true
			i.maybe = i.maybe || maybe
			all = append(all, i)
		}
	}
	return all[:min(len(all), m.bounded(len(all), at))]
}

func (m *module) elements(v cty.Value, at hcl.Range) []instance {
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
			i.key = m.text(m.keyed(key.AsString(), at))
		}
		if name, ok := keyName(key); ok {
			i.suffix = "[" + strconv.Quote(name) + "]"
		}
		all = append(all, i)
	}
	return all
}
