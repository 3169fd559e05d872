package hcl

import (
	"crypto/md5"  //nolint:gosec // a function of Terraform, not a safeguard
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"crypto/sha512"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// maxProduct bounds the tuples that setproduct makes.
const maxProduct = 10_000

// ownFunctions are those that move values or texts as they are, and those
// that read files. They see the marks.
var ownFunctions = map[string]func(call) cty.Value{
	"abspath":      absolutePath,
	"alltrue":      allTrue,
	"anytrue":      anyTrue,
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
	"filebase64sha256": fileHash(sha256.New, encoded64),
	"filebase64sha512": fileHash(sha512.New, encoded64),
	"fileexists":       fileExists,
	"filemd5":          fileHash(md5.New, hexadecimal),
	"fileset":          fileSet,
	"filesha1":         fileHash(sha1.New, hexadecimal),
	"filesha256":       fileHash(sha256.New, hexadecimal),
	"filesha512":       fileHash(sha512.New, hexadecimal),
	"flatten":          flatten,
	"indent":           indent,
	"index":            indexOf,
	"jsonencode":       jsonEncode,
	"length":           length,
	"list":             concatenated,
	"lookup":           lookup,
	"map":              pairs,
	"matchkeys":        matchKeys,
	"merge":            merge,
	"nonsensitive":     first,
	"one":              one,
	"pathexpand":       expandedPath,
	"replace":          replace,
	"sensitive":        first,
	"setproduct":       setProduct,
	"setunion":         setUnion,
	"templatefile":     templateFile,
	"templatestring":   templateString,
	"textdecodebase64": base64Decoded,
	"textencodebase64": first,
	"tobool":           converter(cty.Bool),
	"tolist":           toList,
	"tomap":            toMap,
	"tonumber":         converter(cty.Number),
	"toset":            toList,
	"tostring":         converter(cty.String),
	"transpose":        transpose,
	"values":           valuesOf,
	"yamlencode":       jsonEncode, // YAML includes JSON, and only the meaning counts
}

// collecting names those that give a partial collection for a partial one.
var collecting = map[string]bool{
	"concat": true, "distinct": true, "list": true, "flatten": true, "merge": true, "setunion": true,
	"tolist": true, "tomap": true, "toset": true, "values": true, "sensitive": true, "nonsensitive": true,
}

func first(c call) cty.Value {
	if len(c.args) == 0 {
		return c.fail()
	}
	return c.args[0]
}

func converter(to cty.Type) func(call) cty.Value {
	return func(c call) cty.Value { return c.convertedTo(first(c), to) }
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
		if !ok && !isUnknown(arg) {
			return c.fail()
		}
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
	if k, _ := c.args[1].Unmark(); k.IsKnown() && (k.IsNull() || !known) || plain.IsKnown() && (plain.IsNull() || !plain.CanIterateElements()) {
		return c.fail()
	}
	if !plain.IsKnown() || !known {
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
		return c.asElement(plain.Type(), c.args[2])
	case len(c.args) == 3:
		return c.choose(cty.DynamicVal, c.args[2])
	}
	return c.fail()
}

// asElement converts what stands for an element of a map to the elements' type.
func (c call) asElement(of cty.Type, v cty.Value) cty.Value {
	if !of.IsMapType() || !of.ElementType().IsPrimitiveType() {
		return v
	}
	return c.convertedTo(v, of.ElementType())
}

// coalesce takes the first argument that is neither null nor empty. Behind one
// that is not known it may be any.
func coalesce(c call) cty.Value {
	var possible []cty.Value
	for i, arg := range c.args {
		arg = c.unified(arg, slices.Concat(c.args[:i], c.args[i+1:])...)
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
	case len(items) > 1:
		return c.fail()
	}
	return items[0]
}

func distinct(c call) cty.Value {
	if _, ok := list(first(c)); !ok {
		return c.absentOr(first(c), first(c))
	}
	return c.distinct(first(c))
}

// distinct keeps the first of equal elements.
func (m *module) distinct(v cty.Value) cty.Value {
	items, ok := list(v)
	if !ok {
		return v
	}
	seen := map[string]bool{}
	structures := map[int][]cty.Value{} // by their hash
	var kept []cty.Value
	for _, item := range items {
		name, ok := keyName(item)
		if ok && seen[name] {
			continue
		}
		seen[name] = ok
		if plain, _ := item.UnmarkDeep(); !ok && plain.IsWhollyKnown() {
			hash := plain.Hash()
			if !m.spend(1) || slices.ContainsFunc(structures[hash], plain.RawEquals) {
				continue
			}
			structures[hash] = append(structures[hash], plain)
		}
		kept = append(kept, item)
	}
	return cty.TupleVal(kept)
}

// sorted is a set's order: that of numbers, of strings, and for all else the
// one that cty gives. A set is kept as a tuple, whose elements keep their marks.
func sorted(v cty.Value) cty.Value {
	items, ok := list(v)
	if !ok {
		return v
	}
	if ordered, ok := structuresSorted(items); ok {
		return cty.TupleVal(ordered)
	}
	slices.SortStableFunc(items, func(a, b cty.Value) int {
		p, _ := a.Unmark()
		q, _ := b.Unmark()
		if known(p, cty.Number) && known(q, cty.Number) {
			return p.AsBigFloat().Cmp(q.AsBigFloat())
		}
		x, _ := keyName(a)
		y, _ := keyName(b)
		return strings.Compare(x, y)
	})
	return cty.TupleVal(items)
}

func known(plain cty.Value, t cty.Type) bool {
	return plain.Type() == t && plain.IsKnown() && !plain.IsNull()
}

// maxStructures bounds the sets of objects and lists that are put in order.
const maxStructures = 256

func structuresSorted(items []cty.Value) ([]cty.Value, bool) {
	if len(items) < 2 || len(items) > maxStructures {
		return nil, false
	}
	plain := make([]cty.Value, len(items))
	for i, item := range items {
		plain[i], _ = item.UnmarkDeep()
		if t := plain[i].Type(); t.IsPrimitiveType() || !t.Equals(plain[0].Type()) || !plain[i].IsWhollyKnown() {
			return nil, false
		}
	}
	var ordered []cty.Value
	for _, element := range cty.SetVal(plain).Elements() {
		if i := slices.IndexFunc(plain, element.RawEquals); i >= 0 {
			ordered = append(ordered, items[i])
		}
	}
	return ordered, len(ordered) == len(items)
}

func setUnion(c call) cty.Value {
	v, whole := shown(concat(c))
	return c.collected(c.asSet(v), whole)
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
