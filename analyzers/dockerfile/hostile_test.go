package dockerfile_test

import (
	"strings"
	"testing"
	"time"
)

// TestHostileFilesCostLittle gives what grows faster than it is long, where a
// reader is careless.
func TestHostileFilesCostLittle(t *testing.T) {
	const n = 100_000
	for name, text := range map[string]string{
		"braces":             "FROM a\nENV A=" + strings.Repeat("${", n) + "\n",
		"braces-in-document": "FROM a\nCOPY <<E /x\n" + strings.Repeat("${A", n) + "\nE\n",
		"doubling":           "FROM a\nENV A=xxxxxxxx\n" + strings.Repeat("ENV A=$A$A$A$A\n", n/10),
		"names":              "FROM a\n" + repeated(n/20, func(i string) string { return "ENV A" + i + "=b\nRUN x\n" }),
		"stages":             "ARG A\n" + repeated(n/20, func(i string) string { return "FROM s" + i + " AS t" + i + "\nCOPY --from=none x y\n" }),
		"inherited":          "FROM a AS s\nENV " + repeated(400, func(i string) string { return "A" + i + "=b " }) + "\n" + repeated(n/50, func(i string) string { return "FROM s AS s\nENV Z" + i + "=b\n" }),
		"flags":              "FROM a\nRUN " + strings.Repeat("--a \\\n", n),
		"mounts":             "FROM a\nRUN --mount=" + strings.Repeat("source=$A,", n) + " x\n",
		"documents":          "FROM a\nCOPY " + strings.Repeat("<<E ", n) + "/x/\n" + strings.Repeat("E\n", n),
		"continued":          "FROM a\nRUN " + strings.Repeat("a \\\n#\n", n),
		"continued-words":    "FROM a\nCOPY " + strings.Repeat("a \\\n", n) + "/x\n",
		"list":               "FROM a\nRUN " + strings.Repeat("[", n) + "\n",
		"arguments":          "FROM a\nARG " + strings.Repeat("a\\\n=$a ", n) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			lower(text)
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func repeated(n int, line func(i string) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(strings.Repeat("x", i%40) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26))))
	}
	return b.String()
}
