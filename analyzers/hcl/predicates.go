package hcl

import (
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// textFunction is a function of strings that are all known.
func textFunction(parameters int, result cty.Type, do func([]string) (cty.Value, error)) function.Function {
	spec := &function.Spec{Type: function.StaticReturnType(result)}
	for range parameters {
		spec.Params = append(spec.Params, function.Parameter{Name: "text", Type: cty.String})
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		texts := make([]string, len(args))
		for i, arg := range args {
			texts[i] = arg.AsString()
		}
		return do(texts)
	}
	return function.New(spec)
}

func predicate(holds func(a, b string) bool) function.Function {
	return textFunction(2, cty.Bool, func(args []string) (cty.Value, error) {
		return cty.BoolVal(holds(args[0], args[1])), nil
	})
}

func timeCompare(args []string) (cty.Value, error) {
	a, err := time.Parse(time.RFC3339, args[0])
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("the first time: %w", err)
	}
	b, err := time.Parse(time.RFC3339, args[1])
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("the second time: %w", err)
	}
	return cty.NumberIntVal(int64(a.Compare(b))), nil
}

func urlDecode(args []string) (cty.Value, error) {
	s, err := url.QueryUnescape(args[0])
	return cty.StringVal(s), err
}

// cidrContains tells whether a range holds an address or another range.
func cidrContains(args []string) (cty.Value, error) {
	outer, err := netip.ParsePrefix(args[0])
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("the range: %w", err)
	}
	if address, failed := netip.ParseAddr(args[1]); failed == nil {
		return cty.BoolVal(outer.Contains(address)), nil
	}
	inner, err := netip.ParsePrefix(args[1])
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("the address: %w", err)
	}
	return cty.BoolVal(outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())), nil
}

// allTrue and anyTrue decide as soon as one known element does.
func allTrue(c call) cty.Value { return c.decidedBy(cty.False) }

func anyTrue(c call) cty.Value { return c.decidedBy(cty.True) }

func (c call) decidedBy(decisive cty.Value) cty.Value {
	from, whole := shown(first(c))
	items, ok := list(from)
	if !ok {
		return c.absentOr(from, cty.UnknownVal(cty.Bool))
	}
	for _, item := range items {
		plain, _ := item.Unmark()
		switch {
		case plain.IsKnown() && plain.IsNull(): // null is not true
			if decisive == cty.False {
				return cty.False
			}
		case decided(item) == decisive:
			return decisive
		case !decided(item).IsKnown():
			whole = false
		}
	}
	if !whole {
		return cty.UnknownVal(cty.Bool)
	}
	return decisive.Not()
}

// absentOr fails where an argument is known and cannot be what is needed.
func (c call) absentOr(arg, otherwise cty.Value) cty.Value {
	if isUnknown(arg) {
		return otherwise
	}
	return c.fail()
}
