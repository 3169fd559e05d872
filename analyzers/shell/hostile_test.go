package shell_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile scripts grow faster than they look, or nest deeper than a stack.
var hostile = map[string]func() string{
	"nested-substitutions":       func() string { return nest("echo $(", "x", ")", 200) },
	"nested-quoted":              func() string { return nest(`echo "$(`, "x", `)"`, 200) },
	"very-deep-substitutions":    func() string { return nest("echo $(", "x", ")", 100_000) },
	"unclosed-substitutions":     func() string { return strings.Repeat("$(", 1<<20) },
	"unclosed-arithmetic":        func() string { return strings.Repeat("$((", 1<<20) },
	"nested-write-substitutions": func() string { return nest("echo $(", "x", ") > /f", 200) },
	"nested-pipes-of-groups":     func() string { return nest("{ ", "echo x", "; } | cat", 100) },
	"nested-subshells":           func() string { return nest("( ", "echo x", " ) | cat > /f", 100) },
	"nested-loops":               func() string { return nest("for i in 1 2 3 4 5 6 7 8; do\n", "echo $i", "\ndone", 12) },
	"deep-if":                    func() string { return nest("if a; then\n", "echo x", "\nfi", 100_000) },
	"deep-if-glued":              func() string { return nest("if x;then x;", "x", ";fi", 200_000) },
	"deep-function":              func() string { return strings.Repeat("a()", 1<<20) + "{ :; }" },
	"deep-time":                  func() string { return strings.Repeat("time ", 800_000) + "x" },
	"deep-not":                   func() string { return strings.Repeat("! ", 1<<20) + "x" },
	"deep-coproc":                func() string { return strings.Repeat("coproc ", 500_000) + "x" },
	"deep-test":                  func() string { return "[[ " + strings.Repeat("! ", 1<<20) + "x ]]" },
	"deep-arithmetic":            func() string { return "$((" + strings.Repeat("!", 4<<20) + "1))" },
	"deep-minus":                 func() string { return "$((" + strings.Repeat("- ", 1<<20) + "1))" },
	"deep-assign":                func() string { return "((" + strings.Repeat("a=", 1<<20) + "1))" },
	"deep-ternary":               func() string { return "((" + strings.Repeat("a?b:", 1<<20) + "1))" },
	"deep-index":                 func() string { return strings.Repeat("a[", 1<<20) },
	"deep-index-expansion":       func() string { return strings.Repeat("${a[", 1<<20) },
	"deep-old-arithmetic":        func() string { return strings.Repeat("$[", 1<<20) },
	"long-sum":                   func() string { return "echo $((1" + strings.Repeat("+1", 1<<20) + "))" },
	"long-pipe":                  func() string { return "echo x" + strings.Repeat("|cat", 1<<20) },
	"long-pipe-to-file":          func() string { return "echo x" + strings.Repeat("|cat", 5000) + ">/f" },
	"long-and":                   func() string { return "a" + strings.Repeat("&&a", 1<<20) },
	"long-test":                  func() string { return "[[ a" + strings.Repeat(" && a", 1<<19) + " ]]" },
	"long-elif":                  func() string { return "if a; then b\n" + strings.Repeat("elif a; then b\n", 200_000) + "fi" },
	"long-line":                  func() string { return "echo " + strings.Repeat("a ", 2<<20) },
	"long-line-of-statements":    func() string { return strings.Repeat("a;", 2<<20) },
	"long-word":                  func() string { return "a=" + strings.Repeat("a", 4<<20) + "; echo $a" },
	"long-escapes":               func() string { return `echo "` + strings.Repeat(`\"`, 2<<20) + `"` },
	"long-expansions":            func() string { return "a=x\necho " + strings.Repeat("$a", 1<<20) },
	"long-fields":                func() string { return "a='x y'\necho " + strings.Repeat("$a", 1<<20) },
	"backquotes":                 func() string { return strings.Repeat("`", 1<<20) },
	"escaped-backquotes":         func() string { return "echo `" + strings.Repeat("\\`", 1<<20) },
	"doubling":                   func() string { return "a=x\n" + strings.Repeat("a=$a$a\n", 1000) },
	"doubling-appends":           func() string { return "a=x\n" + strings.Repeat("a+=$a\n", 1000) },
	"doubling-then-uses": func() string {
		return "a=x\n" + strings.Repeat("a=$a$a\n", 18) + strings.Repeat("echo $a $a\n", 40_000)
	},
	"doubling-arrays": func() string { return "a=(x)\n" + strings.Repeat(`a=("${a[@]}" "${a[@]}")`+"\n", 1000) },
	"doubling-fields": func() string { return "a='x y'\n" + strings.Repeat(`a="$a $a"`+"\necho $a\n", 40) },
	"doubling-functions": func() string {
		var b strings.Builder
		for i := range 2000 {
			fmt.Fprintf(&b, "f%d() { f%d a$1; f%d b$1; }\n", i, i+1, i+1)
		}
		return b.String() + "f0 x"
	},
	"doubling-pipes":        func() string { return nest("(", "echo x", "|cat;echo x)", 400) },
	"doubling-defaults":     func() string { return nest("${a:-$b", "x", "}", 400) },
	"many-functions":        func() string { return count("f%d() { echo x; }\nf%[1]d y\n", 30_000) },
	"many-variables":        func() string { return count("v%d=x\n", 20_000) + strings.Repeat("if a; then b=c; fi\n", 10_000) },
	"many-subshells":        func() string { return count("v%d=x\n", 20_000) + strings.Repeat("(a) | b\n", 10_000) },
	"many-branches":         func() string { return count("if a; then v%d=x; fi\n", 20_000) },
	"many-case-items":       func() string { return "case x in\n" + count("v%d) w%[1]d=x ;;\n", 40_000) + "esac" },
	"many-heredocs":         func() string { return strings.Repeat("cat <<E > /f\n$a\nE\n", 50_000) },
	"many-heredocs-a-line":  func() string { return "cat" + strings.Repeat(" <<E", 20_000) + "\n" + strings.Repeat("x\nE\n", 20_000) },
	"many-redirections":     func() string { return "cat" + strings.Repeat(" >$a", 500_000) },
	"many-errors":           func() string { return strings.Repeat("fi\n", 1<<20) },
	"many-odd-bytes":        func() string { return strings.Repeat("echo \xe9a\xe9a\xe9\n", 300_000) },
	"odd-bytes-in-one-word": func() string { return "echo " + strings.Repeat("\xe9a", 2<<20) },
	"unclosed-quotes":       func() string { return strings.Repeat("echo \"x\n", 400_001) },
	"unclosed-heredocs":     func() string { return strings.Repeat("cat <<E\n", 400_000) },
	"decoded-padding":       func() string { return "echo " + strings.Repeat("=", 1<<20) + " | base64 -d" },
	"decoded-pieces":        func() string { return "a=x\necho " + strings.Repeat("\\A", 1<<19) + " | base64 -d" },
	"printf-repeats": func() string {
		return "printf '" + strings.Repeat("x", 1<<19) + "%s' " + strings.Repeat("a ", 1<<19) + "> /f"
	},
	"printf-many":         func() string { return "printf '%s' " + strings.Repeat("a ", 1<<20) + "| sh" },
	"unset-many":          func() string { return strings.Repeat("unset a b c d e f\n", 300_000) },
	"many-echoes-of-long": func() string { return "a='" + strings.Repeat("x", 1<<19) + "'\n" + strings.Repeat("echo $a\n", 40_000) },
	"many-pipes-of-long": func() string {
		return "a='" + strings.Repeat("x", 1<<19) + "'\n" + strings.Repeat("echo $a | sh\n", 20_000)
	},
	"many-decodes": func() string {
		return "a='" + strings.Repeat("x", 1<<19) + "'\n" + strings.Repeat("echo $a | base64 -d | sh\n", 20_000)
	},
	"calls-with-many-words": func() string { return "f() { f \"$@\" \"$@\"; g \"$@\" \"$@\"; }\ng() { f \"$@\" \"$@\"; }\nf a b c" },
	"tabs-of-heredocs":      func() string { return "cat <<-E\n" + strings.Repeat("\tx\n", 1<<20) + "E\n" },
	"brackets":              func() string { return strings.Repeat("[", 4<<20) },
	"nested-case":           func() string { return nest("case x in a) ", "x", " ;; esac", 100_000) },
	"nested-braces":         func() string { return strings.Repeat("{ ", 1<<20) },
	"nested-while":          func() string { return strings.Repeat("while ", 600_000) },
	"nested-select":         func() string { return nest("select a in b; do ", "x", "; done", 100_000) },
	"extended-globs":        func() string { return strings.Repeat("@(", 1<<20) },
	"brace-words":           func() string { return "echo " + strings.Repeat("{a,b}", 500_000) },
	"locale-quotes":         func() string { return strings.Repeat(`$"`, 1<<20) },
	"process-substitutions": func() string { return nest("cat <(", "x", ")", 100_000) },
}

func nest(open, inner, closing string, depth int) string {
	return strings.Repeat(open, depth) + inner + strings.Repeat(closing, depth)
}

func count(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// hang is far above what the slowest takes, 0.7 s: a busy machine takes tenfold.
const hang = 10 * time.Second

func TestHostileScriptsEndSoonAndInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for name, script := range hostile {
		t.Run(name, func(t *testing.T) {
			text := script()
			text = text[:min(len(text), 1<<20)]
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			facts, _ := lower(text)
			took := time.Since(begun)
			runtime.ReadMemStats(&after)
			allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%v, %d MB, %d facts", took, allocated, len(facts))
			if took > hang {
				t.Errorf("took %v", took)
			}
			if allocated > 1024 {
				t.Errorf("allocated %d MB", allocated)
			}
		})
	}
}
