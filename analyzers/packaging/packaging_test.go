package packaging_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/packaging"
	"github.com/hiyari/hiyari/analyzers/source"
)

func lower(text string) (facts []fact.Fact) {
	file := source.NewFile("debian/a.install", []byte(text))
	root := &fact.Document{Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: "debian/a.install"}
	unit := &fact.Unit{Texts: []fact.Source{{Path: root.Path, Text: file.Text()}}, Root: root}
	packaging.FrontEnd().Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(fact.Notice) {})
	return facts
}

func TestEachFileOfAListIsACopy(t *testing.T) {
	facts := lower("# why\nscripts/check usr/lib/a\n  conf/*.conf b /etc/a/ \r\nusr/bin/built\n")
	facttest.CheckLaws(t, facts)
	var got []string
	for _, f := range facts {
		switch f := f.(type) {
		case *fact.FileWrite:
			got = append(got, f.From.Reveal()+" > "+f.Path.Reveal())
		case *fact.Comment:
			got = append(got, "#"+f.Text.Reveal())
		default: // this front end makes no others
		}
	}
	want := []string{"# why", "scripts/check > /usr/lib/a/check", "conf/*.conf > /etc/a/", "b > /etc/a/b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestListsAreKnownByTheirFolder(t *testing.T) {
	for name, want := range map[string]bool{"debian/install": true, "x/debian/a.install": true, "arch/a.install": false, "debian/installer": false} {
		if _, got := packaging.FrontEnd().Claims(name, []byte("a b\n")); got != want {
			t.Errorf("%s is claimed: %v", name, got)
		}
	}
	if _, got := packaging.FrontEnd().Claims("debian/install", []byte("#!/usr/bin/dh-exec\n")); got {
		t.Error("a script is claimed")
	}
}

func FuzzLower(f *testing.F) {
	f.Add("a b\n# c\n\xff d/*  /e/\r\n" + strings.Repeat("x ", 300))
	f.Fuzz(func(t *testing.T, text string) { facttest.CheckLaws(t, lower(text)) })
}
