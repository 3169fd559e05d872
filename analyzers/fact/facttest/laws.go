// Package facttest holds the facts of any front end against the laws that all
// keep.
package facttest

import (
	"reflect"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// CheckLaws holds every span and text that facts have against their files: a
// span is inside its file, and what is said to be exact stands there byte for
// byte. Every fact but a document sits in another one.
func CheckLaws(tb testing.TB, facts []fact.Fact) {
	tb.Helper()
	for _, f := range facts {
		CheckSpan(tb, f.At())
		if f.Parent() == nil && f.Kind() != fact.KindDocument {
			tb.Errorf("%s without a parent", f.Kind())
		}
		check(tb, string(f.Kind()), reflect.ValueOf(f).Elem())
	}
}

// CheckSpan holds a span against its file.
func CheckSpan(tb testing.TB, s source.Span) {
	tb.Helper()
	if s.File == nil || s.Start < 0 || s.Start > s.End || s.End > s.File.Len() {
		tb.Errorf("span %d to %d is outside its file", s.Start, s.End)
	}
}

// CheckText holds the parts of a text against their files.
func CheckText(tb testing.TB, text source.Text) {
	tb.Helper()
	for _, p := range text.Parts() {
		if p.Span.IsZero() {
			continue
		}
		CheckSpan(tb, p.Span)
		if p.Exact && p.Text.Reveal() != p.Span.File.Content(p.Span.Start, p.Span.End) {
			tb.Errorf("an exact part at %d differs from its source", p.Span.Start)
		}
	}
}

var (
	texts  = reflect.TypeFor[source.Text]()
	spans  = reflect.TypeFor[source.Span]()
	values = reflect.TypeFor[*fact.Value]()
)

// check goes through all that a fact holds, but not to other facts.
func check(tb testing.TB, name string, v reflect.Value) {
	tb.Helper()
	switch v.Type() {
	case texts:
		if text, ok := reflect.TypeAssert[source.Text](v); ok {
			CheckText(tb, text)
		}
		return
	case spans:
		if span, ok := reflect.TypeAssert[source.Span](v); ok && !span.IsZero() {
			CheckSpan(tb, span)
		}
		return
	case values:
		if !v.IsNil() {
			check(tb, name, v.Elem())
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Name != "Node" {
				check(tb, name+"."+field.Name, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			check(tb, name, v.Index(i))
		}
	default: // holds no place
	}
}
