package fact

import (
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// ValueOfJSON makes a tree of a JSON value of t.
func ValueOfJSON(t source.Text, v *jsonpos.Value) *Value {
	result := &Value{At: t.Slice(v.Start, v.End).Span()}
	switch v.Kind {
	case jsonpos.Object:
		result.Form = Object
		for _, m := range v.Members {
			result.Entries = append(result.Entries, Entry{Name: m.Name, Value: ValueOfJSON(t, m.Value)})
		}
	case jsonpos.Array:
		result.Form = List
		for _, item := range v.Items {
			result.Items = append(result.Items, ValueOfJSON(t, item))
		}
	case jsonpos.Null:
		result.Form = Null
	case jsonpos.Hole:
		result.Text = v.Text
	case jsonpos.String, jsonpos.Bool, jsonpos.Number:
		result.Form, result.Text = Scalar, v.Text
		if at := v.Text.Span(); !at.IsZero() {
			result.At = at
		}
	}
	return result
}
