package analyzers

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
)

func TestSideBySideDoesEachWorkOnce(t *testing.T) {
	for _, n := range []int{0, 1, 1000} {
		done := make([]int, n)
		sideBySide(n, func(i int) { done[i]++ })
		for i, times := range done {
			if times != 1 {
				t.Errorf("work %d of %d was done %d times", i, n, times)
			}
		}
	}
}

func TestSideBySidePanicsWhereTheCallerIs(t *testing.T) {
	defer func() {
		if got := recover(); got != "at 7" {
			t.Errorf("recovered %v", got)
		}
	}()
	sideBySide(8, func(i int) {
		if i == 7 {
			panic(fmt.Sprintf("at %d", i))
		}
	})
	t.Error("no panic")
}

// TestNoRunDiffersFromAnother loads many files at once: whichever is read or
// lowered first, facts and notices keep their order.
func TestNoRunDiffersFromAnother(t *testing.T) {
	tree := fstest.MapFS{"go.mod": &fstest.MapFile{Data: []byte("module example.com/m\n")}}
	for i := range 60 {
		tree[fmt.Sprintf("opt/s%02d.sh", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "crontab - <<'E'\n* * * * * dig @8.8.8.8 x%d\nE\nif (\n", i)}
		tree[fmt.Sprintf("m%02d/main.tf", i)] = &fstest.MapFile{Data: []byte("resource \"a\" \"b\" {\n  user_data = file(\"../opt/s01.sh\")\n")}
		tree[fmt.Sprintf("g%02d/main.go", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "package main\n\nimport \"os/exec\"\n\nfunc main() { exec.Command(\"sh\", \"-c\", \"dig @8.8.8.8 x%d\").Run() }\n", i)}
		tree[fmt.Sprintf("b%02d.bin", i)] = &fstest.MapFile{Data: []byte{0, 1}}
	}
	print := func() string {
		p := Load(tree, Options{})
		var b strings.Builder
		for _, f := range p.Facts() {
			fmt.Fprintln(&b, f.Kind(), placeOf(f.At().File.Path(), f.At().Start))
		}
		for _, n := range p.Notices {
			fmt.Fprintln(&b, n.Type, placeOf(n.Path, n.At.Start))
		}
		return b.String()
	}
	first := print()
	if !strings.Contains(first, string(fact.NoticeUnparsable)) {
		t.Error("no notice: the test has no object")
	}
	for range 10 {
		if diff := cmp.Diff(first, print()); diff != "" {
			t.Fatalf("another order (-first +now):\n%s", diff)
		}
	}
}

func placeOf(path string, offset int) string { return fmt.Sprintf("%s:%d", path, offset) }
