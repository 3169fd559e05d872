package golang

import (
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers/fact/facttest"
)

func FuzzLower(f *testing.F) {
	for _, seed := range []string{
		"package a\nimport \"os/exec\"\nconst s = \"x\\n\" + `y`\nvar _ = exec.Command(\"sh\", \"-c\", s)\n",
		"package a\nimport (\"fmt\"; \"time\")\nfunc f(a string, b ...int) { for { fmt.Sprintf(\"%s %q %5d %%\", a, b); time.Sleep(time.Second) } }\n",
		"package a\ntype t[T any] struct{ a T }\nfunc (x *t[T]) m() { go func() { x.m() }(); x.a = x.a }\nvar v = t[int]{a: 1}.a\n",
		"package a\nimport . \"net\"\nvar r = &Resolver{Dial: func() { Dial(\"udp\", \"[::1]:53\") }}\nvar m = map[string][]string{\"a\": {\"b\", \"\\xff\"}}\nvar _ = m[\"a\"][0]\n",
		"package a\nfunc f( {\n//hiyari:ignore x y\n/* a", "package a_test\n\xef\xbb\xbf\x00", "\xff\xfep\x00",
		"package a\nvar a, b = b, a\nvar c, d = f()\nfunc g() { for a, b := range []string{\"a\"} { b++; _ = a } }\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		begun := time.Now()
		facts, notices := lowered([]txtar.File{{Name: "a.go", Data: []byte(code)}})
		if took := time.Since(begun); took > time.Second {
			t.Errorf("took %v", took)
		}
		facttest.CheckLaws(t, facts)
		for _, n := range notices {
			if !n.At.IsZero() { // the whole file
				facttest.CheckSpan(t, n.At)
			}
		}
	})
}
