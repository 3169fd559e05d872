package hcl

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Numbers have any size in HCL, and writing 1e999999999 out takes hours. What
// a float64 cannot hold is unknown here, and so is a string that reads as such
// a number, since operators and functions convert it.

// operandNode is what an operator is applied to.
type operandNode struct {
	hclsyntax.Expression
}

func (n *operandNode) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, _ := n.Expression.Value(ctx)
	if plain, _ := v.Unmark(); !sane(plain) {
		return cty.DynamicVal, nil
	}
	return v, nil
}

// maxExponent is about that of the largest and smallest float64, in bits.
const maxExponent = 1100

// sane tells whether a value without marks can be converted in little time.
func sane(plain cty.Value) bool {
	if !plain.IsKnown() || plain.IsNull() {
		return true
	}
	switch plain.Type() {
	case cty.Number:
		number := plain.AsBigFloat()
		exponent := number.MantExp(nil)
		return !number.IsInf() && -maxExponent < exponent && exponent < maxExponent
	case cty.String:
		return saneNumeral(plain.AsString())
	}
	return true
}

// saneNumeral refuses a string that is a number with an exponent of more than
// three digits, or with more digits than anyone writes.
func saneNumeral(s string) bool {
	if s == "" || strings.Trim(s, "0123456789+-.eEpP") != "" {
		return true
	}
	i := strings.LastIndexAny(s, "eEpP")
	if i < 0 {
		return len(s) < 1000
	}
	exponent, err := strconv.Atoi(strings.TrimLeft(s[i+1:], "+"))
	return i < 1000 && (s[i+1:] == "" || err == nil && -maxExponent < exponent && exponent < maxExponent)
}

// sanitized replaces the leaves that are not sane.
func sanitized(v cty.Value) cty.Value {
	return loosen(v, func(leaf cty.Value) cty.Value {
		if plain, _ := leaf.Unmark(); plain.Type() == cty.Number && !sane(plain) {
			return cty.DynamicVal
		}
		return leaf
	})
}

// affordable tells whether a library's function may be called at all.
func (c call) affordable() bool {
	for _, arg := range c.args {
		plain, _ := arg.Unmark()
		if converting[c.name] && !sane(plain) {
			return false
		}
		if plain.Type() != cty.String || !plain.IsKnown() || plain.IsNull() {
			continue
		}
		switch c.name {
		case "format", "formatlist":
			if wideVerb(plain.AsString()) {
				return false
			}
		case "jsondecode":
			if deepJSON(plain.AsString()) {
				return false
			}
		}
	}
	return true
}

// converting names the functions that take numbers, also as strings.
var converting = map[string]bool{
	"abs": true, "ceil": true, "chunklist": true, "cidrhost": true, "cidrsubnet": true, "cidrsubnets": true,
	"element": true, "floor": true, "log": true, "max": true, "min": true, "parseint": true, "pow": true,
	"range": true, "signum": true, "slice": true, "substr": true, "format": true, "formatlist": true,
	"tonumber": true, "index": true,
}

// wideVerb finds a width or precision of five digits or more.
func wideVerb(format string) bool {
	digits, verb := 0, false
	for _, r := range format {
		switch {
		case r == '%':
			verb, digits = true, 0
		case '0' <= r && r <= '9':
			digits++
			if verb && digits >= 5 {
				return true
			}
		case strings.ContainsRune("+-# .[]*", r):
			digits = 0
		default:
			verb = false
		}
	}
	return false
}

// deepJSON counts brackets, those in strings too: a miss costs one value.
func deepJSON(s string) bool {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > maxNesting {
			return true
		}
	}
	return false
}
