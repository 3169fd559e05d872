package hcl

import (
	"maps"
	"slices"
	"sort"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// maxProduct bounds the tuples that setproduct makes.
const maxProduct = 10_000

// ownFunctions are those that move values or texts as they are, and those
// that read files. They see the marks.
var ownFunctions = map[string]func(call) cty.Value{
	"base64decode": base64Decoded,
	// What is inside an encoding is what a reader wants to see: the value of
	// these is the Text before it is encoded.
	"base64encode":     first,
	"base64gzip":       first,
	"basename":         baseName,
	"chomp":            chomp,
	"coalesce":         coalesce,
	"concat":           concat,
	"dirname":          dirName,
	"distinct":         distinct,
	"file":             fileText,
	"filebase64":       fileText,
	"fileexists":       fileExists,
	"flatten":          flatten,
	"indent":           indent,
	"jsonencode":       jsonEncode,
	"lookup":           lookup,
	"merge":            merge,
	"nonsensitive":     first,
	"one":              one,
	"replace":          replace,
	"sensitive":        first,
	"setproduct":       setProduct,
	"setunion":         setUnion,
	"templatefile":     templateFile,
	"textencodebase64": first,
	"tobool":           converter(cty.Bool),
	"tolist":           first,
	"tomap":            first,
	"tonumber":         converter(cty.Number),
	"toset":            distinct,
	"tostring":         converter(cty.String),
	"values":           valuesOf,
	"yamlencode":       jsonEncode, // YAML includes JSON, and only the meaning counts
}

// collecting names those that give a partial collection for a partial one.
var collecting = map[string]bool{
	"concat": true, "distinct": true, "flatten": true, "merge": true, "setunion": true,
	"tolist": true, "tomap": true, "toset": true, "values": true, "sensitive": true, "nonsensitive": true,
}

func first(c call) cty.Value {
	if len(c.args) == 0 {
		return c.fail()
	}
	return c.args[0]
}

// converter keeps the marks: a value's text reads the same in any type.
func converter(to cty.Type) func(call) cty.Value {
	return func(c call) cty.Value {
		v := first(c)
		if plain, _ := v.Unmark(); !sane(plain) && to == cty.Number {
			return c.fail()
		}
		converted, err := convert.Convert(v, to)
		if err != nil {
			return c.fail()
		}
		return converted
	}
}

// list returns a known collection's elements.
func list(v cty.Value) ([]cty.Value, bool) {
	plain, _ := v.Unmark()
	if !plain.IsKnown() || plain.IsNull() || !plain.CanIterateElements() {
		return nil, false
	}
	return values(plain), true
}

func concat(c call) cty.Value {
	var all []cty.Value
	whole := true
	for _, arg := range c.args {
		items, ok := list(arg)
		if !ok {
			whole = false
			items = []cty.Value{arg}
		}
		all = append(all, items...)
	}
	return c.collected(cty.TupleVal(all), whole)
}

func (m *module) collected(v cty.Value, whole bool) cty.Value {
	if whole {
		return v
	}
	return m.partly(v)
}

func flatten(c call) cty.Value {
	items, ok := list(first(c))
	if !ok {
		return cty.DynamicVal
	}
	whole := true
	flat := c.flattened(items, &whole)
	return c.collected(cty.TupleVal(flat), whole)
}

func (m *module) flattened(items []cty.Value, whole *bool) []cty.Value {
	var flat []cty.Value
	for _, item := range items {
		if !m.spend(1) {
			return flat
		}
		known, all := shown(item)
		*whole = *whole && all && (!isUnknown(known) || known.Type() == cty.String)
		plain, _ := known.Unmark()
		if t := plain.Type(); plain.IsKnown() && !plain.IsNull() && (t.IsTupleType() || t.IsListType() || t.IsSetType()) {
			flat = append(flat, m.flattened(values(plain), whole)...)
			continue
		}
		flat = append(flat, known)
	}
	return flat
}

func merge(c call) cty.Value {
	all, whole := map[string]cty.Value{}, true
	for _, arg := range c.args {
		plain, _ := arg.Unmark()
		t := plain.Type()
		switch {
		case !plain.IsKnown():
			whole = false
		case plain.IsNull():
		case !t.IsObjectType() && !t.IsMapType():
			return c.fail()
		default:
			maps.Copy(all, plain.AsValueMap())
		}
	}
	return c.collected(cty.ObjectVal(all), whole)
}

func valuesOf(c call) cty.Value {
	items, ok := list(first(c))
	if !ok {
		return cty.DynamicVal
	}
	return cty.TupleVal(items)
}

func lookup(c call) cty.Value {
	if len(c.args) < 2 {
		return c.fail()
	}
	from, whole := shown(c.args[0])
	plain, _ := from.Unmark()
	key, known := keyName(c.args[1])
	if !plain.IsKnown() || plain.IsNull() || !known || !plain.CanIterateElements() {
		if len(c.args) == 3 {
			return c.choose(cty.DynamicVal, c.args[2])
		}
		return cty.DynamicVal
	}
	for k, v := range plain.Elements() {
		if name, ok := keyName(k); ok && name == key {
			return v
		}
	}
	switch {
	case len(c.args) == 3 && whole:
		return c.args[2]
	case len(c.args) == 3:
		return c.choose(cty.DynamicVal, c.args[2])
	}
	return c.fail()
}

// coalesce takes the first argument that is neither null nor empty. Behind one
// that is not known it may be any.
func coalesce(c call) cty.Value {
	var possible []cty.Value
	for _, arg := range c.args {
		plain, _ := arg.Unmark()
		known := plain.IsKnown()
		if known && (plain.IsNull() || plain.Type() == cty.String && plain.AsString() == "") {
			continue
		}
		possible = append(possible, arg)
		if known {
			break
		}
	}
	switch len(possible) {
	case 0:
		return c.fail()
	case 1:
		return possible[0]
	}
	return c.choose(possible...)
}

func one(c call) cty.Value {
	items, ok := list(first(c))
	switch {
	case !ok:
		return cty.DynamicVal
	case len(items) == 0:
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return items[0]
}

// distinct is also toset: a set is kept as a tuple in the set's order, whose
// elements keep their marks.
func distinct(c call) cty.Value {
	result := c.distinct(first(c))
	if c.name == "toset" {
		return sorted(result)
	}
	return result
}

func (m *module) distinct(v cty.Value) cty.Value {
	items, ok := list(v)
	if !ok {
		return v
	}
	seen := map[string]bool{}
	var kept []cty.Value
	for _, item := range items {
		name, known := keyName(item)
		if known && seen[name] {
			continue
		}
		seen[name] = known
		kept = append(kept, item)
	}
	return cty.TupleVal(kept)
}

func sorted(v cty.Value) cty.Value {
	items, ok := list(v)
	if !ok {
		return v
	}
	sort.SliceStable(items, func(i, j int) bool {
		a, _ := keyName(items[i])
		b, _ := keyName(items[j])
		return a < b
	})
	return cty.TupleVal(items)
}

func setUnion(c call) cty.Value {
	v, whole := shown(concat(c))
	return c.collected(sorted(c.distinct(v)), whole)
}

func setProduct(c call) cty.Value {
	product := [][]cty.Value{nil}
	for _, arg := range c.args {
		items, ok := list(arg)
		if !ok || len(items)*len(product) > maxProduct {
			return cty.DynamicVal
		}
		var longer [][]cty.Value
		for _, row := range product {
			for _, item := range items {
				longer = append(longer, append(slices.Clip(row), item))
			}
		}
		product = longer
	}
	rows := make([]cty.Value, len(product))
	for i, row := range product {
		rows[i] = cty.TupleVal(row)
	}
	return cty.TupleVal(rows)
}
