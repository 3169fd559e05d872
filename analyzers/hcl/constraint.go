package hcl

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// constraint is the type of a variable. hcl's typeexpr converts the defaults
// of optional members when it reads them, and a set keeps no marks; so types
// are read here, and a default stays an expression with its place.
type constraint struct {
	kind     constraintKind
	scalar   cty.Type               // of a primitive type
	of       *constraint            // elements of a list, set or map
	members  map[string]*constraint // of an object
	items    []*constraint          // of a tuple
	optional bool                   // a member that may be absent
	fallback hclsyntax.Expression   // its value then; nil: null
}

type constraintKind int

const (
	anyType constraintKind = iota
	scalarType
	listType
	setType
	mapType
	objectType
	tupleType
)

var scalarTypes = map[string]cty.Type{"string": cty.String, "number": cty.Number, "bool": cty.Bool}

var collectionTypes = map[string]constraintKind{"list": listType, "set": setType, "map": mapType}

// constraint reads a type expression anew from its source, since names and
// calls mean something else in it than in a value.
func (m *module) constraint(at hcl.Range) *constraint {
	e, diags := hclsyntax.ParseExpression([]byte(m.slice(at).Reveal()), at.Filename, at.Start)
	if diags.HasErrors() {
		return &constraint{}
	}
	return m.constraintOf(e)
}

// reading is a reader of the text that a range is of.
func (m *module) reading(at hcl.Range) *reader {
	return &reader{parsedFile: &parsedFile{path: at.Filename, text: m.sources[at.Filename], keys: m.folder.keys}}
}

func (m *module) constraintOf(e hclsyntax.Expression) *constraint {
	switch e := e.(type) {
	case *hclsyntax.FunctionCallExpr:
		return m.calledConstraint(e)
	case *hclsyntax.TemplateExpr: // type = "map", as it was written before 0.12
		if e.IsStringLiteral() {
			if v, diags := e.Value(nil); !diags.HasErrors() {
				return namedConstraint(v.AsString())
			}
		}
	}
	return namedConstraint(hcl.ExprAsKeyword(e))
}

func namedConstraint(name string) *constraint {
	if scalar, ok := scalarTypes[name]; ok {
		return &constraint{kind: scalarType, scalar: scalar}
	}
	if kind, ok := collectionTypes[name]; ok {
		return &constraint{kind: kind, of: &constraint{}}
	}
	return &constraint{}
}

func (m *module) calledConstraint(e *hclsyntax.FunctionCallExpr) *constraint {
	if len(e.Args) == 0 {
		return &constraint{}
	}
	kind, ok := collectionTypes[e.Name]
	switch {
	case ok:
		return &constraint{kind: kind, of: m.constraintOf(e.Args[0])}
	case e.Name == "optional":
		c := m.constraintOf(e.Args[0])
		c.optional = true
		if len(e.Args) > 1 {
			c.fallback = m.reading(e.Args[1].Range()).wrap(e.Args[1])
		}
		return c
	case e.Name == "object":
		return m.objectConstraint(e.Args[0])
	case e.Name == "tuple":
		c := &constraint{kind: tupleType}
		if tuple, ok := e.Args[0].(*hclsyntax.TupleConsExpr); ok {
			for _, item := range tuple.Exprs {
				c.items = append(c.items, m.constraintOf(item))
			}
		}
		return c
	}
	return &constraint{}
}

func (m *module) objectConstraint(e hclsyntax.Expression) *constraint {
	object, ok := e.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return &constraint{}
	}
	c := &constraint{kind: objectType, members: map[string]*constraint{}}
	for _, item := range object.Items {
		key, diags := item.KeyExpr.Value(nil)
		if name, ok := keyName(key); ok && !diags.HasErrors() {
			c.members[name] = m.constraintOf(item.ValueExpr)
		}
	}
	return c
}

// constrained converts a value as Terraform does when a variable takes it. A
// set becomes a tuple in its order, whose elements keep their marks.
func (m *module) constrained(v cty.Value, c *constraint) cty.Value {
	if c == nil || c.kind == anyType || !m.spend(1) {
		return v
	}
	return m.spread(v, func(v cty.Value) cty.Value {
		v, whole := shown(v)
		plain, _ := v.Unmark()
		switch {
		case !plain.IsKnown():
			return v
		case plain.IsNull():
			return cty.NullVal(c.known())
		case c.kind == scalarType:
			return m.convertedTo(v, c.scalar)
		case !plain.CanIterateElements():
			return m.fail()
		}
		return m.collected(m.constrainedElements(plain, c), whole)
	})
}

// convertedTo keeps the marks: a value's text reads the same in any type.
func (m *module) convertedTo(v cty.Value, to cty.Type) cty.Value {
	if plain, _ := v.Unmark(); !sane(plain) && to == cty.Number {
		return m.fail()
	}
	converted, err := convert.Convert(v, to)
	if err != nil {
		return m.fail()
	}
	return converted
}

func (m *module) constrainedElements(plain cty.Value, c *constraint) cty.Value {
	isObject := plain.Type().IsObjectType() || plain.Type().IsMapType()
	switch {
	case isObject != (c.kind == mapType || c.kind == objectType):
		return m.fail()
	case c.kind == mapType:
		return m.mapOf(plain, c.of)
	case c.kind == objectType:
		return m.constrainedObject(plain.AsValueMap(), c)
	case c.kind == tupleType:
		items := values(plain)
		if len(items) != len(c.items) {
			return m.fail()
		}
		for i := range items {
			items[i] = m.constrained(items[i], c.items[i])
		}
		return cty.TupleVal(items)
	case c.kind == setType:
		return m.asSet(m.listOf(plain, c.of))
	}
	return m.listOf(plain, c.of)
}

// listOf makes a list, or a tuple where the elements are not of one type.
func (m *module) listOf(plain cty.Value, of *constraint) cty.Value {
	items := values(plain)
	for i, item := range items {
		items[i] = m.constrained(item, of)
	}
	items = m.alike(items)
	switch {
	case len(items) == 0:
		return cty.ListValEmpty(of.known())
	case uniform(items):
		return cty.ListVal(items)
	}
	return cty.TupleVal(items)
}

// mapOf makes a map, or an object where the elements are not of one type.
func (m *module) mapOf(plain cty.Value, of *constraint) cty.Value {
	members := plain.AsValueMap()
	names := slices.Sorted(maps.Keys(members))
	items := make([]cty.Value, len(names))
	for i, name := range names {
		items[i] = m.constrained(members[name], of)
	}
	items = m.alike(items)
	for i, item := range items {
		members[names[i]] = item
	}
	switch {
	case len(items) == 0:
		return cty.MapValEmpty(of.known())
	case uniform(items):
		return cty.MapVal(members)
	}
	return cty.ObjectVal(members)
}

// uniform tells whether all elements have one type that is known.
func uniform(items []cty.Value) bool {
	t := items[0].Type()
	return !t.HasDynamicTypes() && !slices.ContainsFunc(items, func(v cty.Value) bool { return !v.Type().Equals(t) })
}

// known is the type of the values that the constraint gives, as far as it
// alone says it.
func (c *constraint) known() cty.Type {
	if c == nil {
		return cty.DynamicPseudoType
	}
	switch c.kind {
	case scalarType:
		return c.scalar
	case listType:
		return cty.List(c.of.known())
	case mapType:
		return cty.Map(c.of.known())
	case objectType:
		members := map[string]cty.Type{}
		for name, member := range c.members {
			members[name] = member.known()
		}
		return cty.Object(members)
	case tupleType:
		items := make([]cty.Type, len(c.items))
		for i, item := range c.items {
			items[i] = item.known()
		}
		return cty.Tuple(items)
	case anyType, setType:
	}
	return cty.DynamicPseudoType
}

func (m *module) constrainedObject(given map[string]cty.Value, c *constraint) cty.Value {
	members := map[string]cty.Value{}
	for name, member := range c.members {
		v, ok := given[name]
		if !ok && !member.optional {
			return m.fail()
		}
		if !ok {
			v = cty.NullVal(member.known())
		}
		if plain, _ := v.Unmark(); plain.IsKnown() && plain.IsNull() && member.fallback != nil {
			v, _ = member.fallback.Value(m.ctx)
		}
		members[name] = m.constrained(v, member)
	}
	return cty.ObjectVal(members)
}

// alike gives the elements of a list or map one type, where they are strings,
// numbers and booleans: those become strings.
func (m *module) alike(items []cty.Value) []cty.Value {
	var found cty.Type
	mixed := false
	for _, item := range items {
		t := item.Type()
		if t == cty.DynamicPseudoType {
			continue
		}
		if !t.IsPrimitiveType() {
			return items
		}
		mixed = mixed || found != cty.NilType && found != t
		found = t
	}
	if !mixed {
		return items
	}
	converted := make([]cty.Value, len(items))
	for i, item := range items {
		converted[i] = item
		if plain, _ := item.Unmark(); plain.Type().IsPrimitiveType() {
			converted[i] = m.convertedTo(item, cty.String)
		}
	}
	return converted
}
