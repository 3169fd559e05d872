package shell_test

import (
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
)

func FuzzLower(f *testing.F) {
	for _, seed := range []string{
		"a=x\nif b; then a=y; fi\ndig @$a \"${a[@]}\" ${a:-z}",
		"f() { local a=$1; shift; f \"$@\"; }\nf x 'y z' `echo \\`a\\``",
		"cat > /f <<-'E' >> /g\n\ta\n\tE\nsh <<E\n$a \\$b $(echo c)\nE\n",
		"echo ZGlnIGE= | base64 -d | sh\nprintf '%s %%\\n' a b | crontab -",
		"for i in a b; do dig $i; done; case $1 in a|b) c;; esac\n",
		"a+=($'\\x41\\u00e9' \"b\\\"\")\n[[ -n $(x) ]] && ((a++)) || $((1+$(y)))\n",
		"# caf\xe9\ndig a\\\r\nb\r\n)\nfi\n\xef\xb7\x90", "\xef\xbb\xbf#!/bin/sh\n: \"", "\xff\xfea\x00\n\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		begun := time.Now()
		facts, notices := lowerAs(script, fact.DialectBash)
		if took := time.Since(begun); took > time.Second {
			t.Errorf("took %v", took)
		}
		facttest.CheckLaws(t, facts)
		for _, n := range notices {
			facttest.CheckSpan(t, n.At)
		}
	})
}
