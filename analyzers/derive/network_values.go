package derive

import (
	"iter"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxNesting bounds how deep lists in lists are looked into.
const maxNesting = 8

// leaf is a value that is no list, with its certainty.
type leaf struct {
	*fact.Value
	certainty fact.Certainty
}

// leaves yields a value, or what its lists hold. A list that is Maybe makes its
// items so.
func leaves(v *fact.Value) iter.Seq[leaf] {
	return func(yield func(leaf) bool) { yieldLeaves(v, fact.Always, maxNesting, yield) }
}

func yieldLeaves(v *fact.Value, certainty fact.Certainty, depth int, yield func(leaf) bool) bool {
	if v == nil || depth == 0 {
		return true
	}
	if v.Maybe {
		certainty = fact.Maybe
	}
	if v.Form != fact.List {
		return v.Form == fact.Null || yield(leaf{v, certainty})
	}
	for _, item := range v.Items {
		if !yieldLeaves(item, certainty, depth-1, yield) {
			return false
		}
	}
	return true
}

// blocksOf yields the blocks of a name, also where they are written as an
// attribute that holds a list of objects.
func blocksOf(body *fact.Value, name string) iter.Seq[leaf] {
	return func(yield func(leaf) bool) {
		for _, v := range body.GetAll(name) {
			for block := range leaves(v) {
				if (block.Form == fact.Block || block.Form == fact.Object) && !yield(block) {
					return
				}
			}
		}
	}
}

// textOf is the text of a scalar: empty where it is absent or null, a hole where
// it is not known or one of several.
func textOf(v *fact.Value) source.Text {
	switch {
	case v == nil || v.Form == fact.Null:
		return source.Text{}
	case v.Form == fact.Scalar:
		return v.Text
	}
	return source.HoleAt(v.At)
}

// wordOf is the text of an attribute.
func wordOf(body *fact.Value, name string) source.Text { return textOf(body.Get(name)) }

// isWord reports an attribute with one of the given values, in any case.
func isWord(body *fact.Value, name string, values ...string) bool {
	word := wordOf(body, name)
	for _, value := range values {
		if word.Known() && strings.EqualFold(word.Reveal(), value) {
			return true
		}
	}
	return false
}

// referenceOf is the first reference of a value and of what its lists hold.
func referenceOf(v *fact.Value) (address string, ok bool) {
	for item := range leaves(v) {
		if item.Form == fact.Reference {
			return item.Text.Reveal(), true
		}
	}
	return "", false
}

// targetsOf collects the targets of several attributes, those that always hold
// apart from those that may.
type targetsOf struct{ always, maybe []fact.Target }

func (t *targetsOf) add(certainty fact.Certainty, targets ...fact.Target) {
	if certainty == fact.Maybe {
		t.maybe = append(t.maybe, targets...)
		return
	}
	t.always = append(t.always, targets...)
}

// addresses takes the ranges that an attribute lists. A reference's address is
// not known.
func (t *targetsOf) addresses(body *fact.Value, names ...string) {
	for _, name := range names {
		for item := range leaves(body.Get(name)) {
			target := targetOf(item.Text)
			if item.Form != fact.Scalar {
				target.Type = fact.TargetUnknown
			}
			t.add(item.certainty, target)
		}
	}
}

// named takes what an attribute lists as targets of one type.
func (t *targetsOf) named(kind fact.TargetType, body *fact.Value, names ...string) {
	for _, name := range names {
		for item := range leaves(body.Get(name)) {
			t.add(item.certainty, fact.Target{Type: kind, Text: item.Text})
		}
	}
}

// rules gives a rule for each half of the targets that is not empty.
func (t *targetsOf) rules(at source.Span, parent fact.Fact, certainty fact.Certainty, rule fact.NetworkRule, take func(fact.NetworkRule)) {
	if len(t.always) > 0 {
		rule.Node, rule.Targets = fact.NewNode(at, parent, certainty), t.always
		take(rule)
	}
	if len(t.maybe) > 0 {
		rule.Node, rule.Targets = fact.NewNode(at, parent, fact.Maybe), t.maybe
		take(rule)
	}
}

// placeOf is the place of a rule: its block, or the head of a resource that is one.
func placeOf(r *fact.Resource, block leaf) source.Span {
	if block.Value == r.Body {
		return r.At()
	}
	return extent(block.Value)
}

// extent is the place of a block with all that is written in it. Values that
// were brought from elsewhere are placed by their use.
func extent(v *fact.Value) source.Span {
	whole := v.At
	for _, e := range v.Entries {
		if at := extent(e.Value); at.File == whole.File && at.End > whole.End {
			whole.End = at.End
		}
	}
	return whole
}
