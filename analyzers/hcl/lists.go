package hcl

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// toList is also toset. Lists, sets and tuples are one here, but their
// elements get one type.
func toList(c call) cty.Value {
	v := first(c)
	plain, _ := v.Unmark()
	switch t := plain.Type(); {
	case !plain.IsKnown() || plain.IsNull():
		return v
	case !plain.CanIterateElements() || t.IsObjectType() || t.IsMapType():
		return c.fail()
	}
	items := c.listOf(plain, nil)
	if c.name == "toset" {
		return c.asSet(items)
	}
	return items
}

func toMap(c call) cty.Value {
	v := first(c)
	plain, _ := v.Unmark()
	switch t := plain.Type(); {
	case !plain.IsKnown() || plain.IsNull():
		return v
	case !t.IsObjectType() && !t.IsMapType():
		return c.fail()
	}
	return c.mapOf(plain, nil)
}

// concatenated is list, which Terraform had before 0.12.
func concatenated(c call) cty.Value { return cty.TupleVal(c.args) }

// pairs is map, which Terraform had before 0.12.
func pairs(c call) cty.Value {
	members := map[string]cty.Value{}
	for i := 0; i+1 < len(c.args); i += 2 {
		name, ok := keyName(c.args[i])
		if !ok {
			return cty.DynamicVal
		}
		members[name] = c.args[i+1]
	}
	return cty.ObjectVal(members)
}

// length counts elements, or the characters of a string.
func length(c call) cty.Value {
	plain, _ := first(c).Unmark()
	if plain.Type() == cty.String {
		return c.standard(stdlib.StrlenFunc)
	}
	if plain.IsKnown() && !plain.IsNull() && plain.CanIterateElements() {
		return cty.NumberIntVal(int64(plain.LengthInt()))
	}
	return c.standard(stdlib.LengthFunc)
}

// indexOf is the place of a value in a list.
func indexOf(c call) cty.Value {
	if len(c.args) != 2 {
		return c.fail()
	}
	items, ok := list(c.args[0])
	if !ok {
		return c.absentOr(c.args[0], cty.UnknownVal(cty.Number))
	}
	want, _ := c.args[1].UnmarkDeep()
	for i, item := range items {
		plain, _ := item.UnmarkDeep()
		equal := same(plain, want)
		if !equal.IsKnown() {
			return cty.UnknownVal(cty.Number)
		}
		if equal.True() {
			return cty.NumberIntVal(int64(i))
		}
	}
	return c.fail()
}

// same tells whether two values are equal, where that is known. One has been
// converted to the type of the other where Terraform does.
func same(a, b cty.Value) cty.Value {
	equal, err := stdlib.Equal(a, b)
	if err != nil {
		return cty.UnknownVal(cty.Bool)
	}
	if equal.IsKnown() && equal.False() && a.Type() != b.Type() && a.Type().IsPrimitiveType() && b.Type().IsPrimitiveType() {
		return cty.BoolVal(a.IsKnown() && b.IsKnown() && !a.IsNull() && !b.IsNull() && spelled(a) == spelled(b))
	}
	return equal
}

// matchKeys keeps the values whose keys are searched for.
func matchKeys(c call) cty.Value {
	if len(c.args) != 3 {
		return c.fail()
	}
	var lists [3][]cty.Value
	for i, arg := range c.args {
		items, ok := list(arg)
		if !ok {
			return c.absentOr(arg, cty.DynamicVal)
		}
		lists[i] = items
	}
	if len(lists[0]) != len(lists[1]) || !c.spend(len(lists[1])*len(lists[2])) {
		return c.fail()
	}
	var kept []cty.Value
	for i, key := range lists[1] {
		plain, _ := key.UnmarkDeep()
		for _, wanted := range lists[2] {
			want, _ := wanted.UnmarkDeep()
			equal := same(plain, want)
			if !equal.IsKnown() {
				return cty.DynamicVal
			}
			if equal.True() {
				kept = append(kept, lists[0][i])
				break
			}
		}
	}
	return cty.TupleVal(kept)
}

// transpose swaps the keys and the strings of a map of lists.
func transpose(c call) cty.Value {
	plain, _ := first(c).Unmark()
	if !plain.IsKnown() {
		return cty.DynamicVal
	}
	if plain.IsNull() || !plain.Type().IsObjectType() && !plain.Type().IsMapType() {
		return c.fail()
	}
	swapped := map[string][]cty.Value{}
	for key, members := range plain.Elements() {
		items, ok := list(members)
		if !ok {
			return c.absentOr(members, cty.DynamicVal)
		}
		for _, item := range items {
			name, ok := keyName(item)
			if !ok {
				return c.absentOr(item, cty.DynamicVal)
			}
			swapped[name] = append(swapped[name], c.text(c.keyed(key.AsString(), c.at)))
		}
	}
	result := map[string]cty.Value{}
	for name, keys := range swapped {
		result[name] = sorted(cty.TupleVal(keys))
	}
	return cty.ObjectVal(result)
}

// sumFunction adds what a list holds.
var sumFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Number)}},
	Type: func(args []cty.Value) (cty.Type, error) {
		if args[0].IsKnown() && args[0].LengthInt() == 0 {
			return cty.Number, function.NewArgErrorf(0, "nothing to add")
		}
		return cty.Number, nil
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		total := cty.Zero
		for _, item := range args[0].Elements() {
			next, err := stdlib.Add(total, item)
			if err != nil {
				return cty.DynamicVal, err
			}
			total = next
		}
		return total, nil
	},
})
