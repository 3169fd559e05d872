package kickstart_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/kickstart"
	"github.com/hiyari/hiyari/analyzers/source"
)

func lower(text string) (facts []fact.Fact) {
	file := source.NewFile("a.ks", []byte(text))
	root := &fact.Document{Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: "a.ks"}
	unit := &fact.Unit{Texts: []fact.Source{{Path: root.Path, Text: file.Text()}}, Root: root}
	kickstart.FrontEnd().Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(fact.Notice) {})
	return facts
}

func told(text string) (all []string) {
	for _, f := range lower(text) {
		switch f := f.(type) {
		case *fact.Embedded:
			all = append(all, f.How+" "+f.Content.Reveal())
		case *fact.Resource:
			for _, item := range f.Body.Get("packages").Items {
				all = append(all, "package "+item.Text.Reveal())
			}
		case *fact.Comment:
			all = append(all, "#"+f.Text.Reveal())
		default: // this front end makes no others
		}
	}
	return all
}

func TestSections(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"packages":    {"# why\ninstall\n%packages --nobase\n@core\nunbound-libs # dns\n-postfix\n%end\n", []string{"# why", "package unbound-libs"}},
		"script":      {"%post --log=/root/x\ndig x\n%end\nreboot\n", []string{"%post dig x\n"}},
		"interpreter": {"%post --interpreter=/usr/bin/python3\nimport os\n%end\n", nil},
		"shell":       {"%pre --interpreter /bin/sh\ndig x\n%end\n", []string{"%pre dig x\n"}},
		"old-form":    {"%packages\nbind\n%post\ndig x\n", []string{"%post dig x\n", "package bind"}},
		"last":        {"%packages\nbind", []string{"package bind"}},
	} {
		t.Run(name, func(t *testing.T) {
			facttest.CheckLaws(t, lower(c.text))
			if diff := cmp.Diff(c.want, told(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	const text = "install\n%packages\n"
	for name, want := range map[string]bool{"a.ks": true, "anaconda-ks.cfg": true, "http/kickstart.cfg": true, "locks.cfg": true, "app.cfg": false} {
		if _, got := kickstart.FrontEnd().Claims(name, []byte(text)); got != want {
			t.Errorf("%s is claimed: %t", name, got)
		}
	}
	if _, got := kickstart.FrontEnd().Claims("a.ks", []byte("x = 1\n")); got {
		t.Error("what has no section is claimed")
	}
}

func FuzzLower(f *testing.F) {
	f.Add("%packages\na\n%end\n%post\nx\n%end" + strings.Repeat("\n%pre", 9))
	f.Add("\xff%post\r\n%packages\r\n")
	f.Fuzz(func(t *testing.T, text string) { facttest.CheckLaws(t, lower(text)) })
}
