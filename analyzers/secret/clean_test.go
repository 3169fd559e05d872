package secret_test

import (
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret"
	"github.com/hiyari/hiyari/analyzers/source"
)

// cleanLine has a literal of a common rule, as most lines of configuration do.
const cleanLine = "  source_security_group_id = aws_security_group.web.id # the key is managed elsewhere\n"

func BenchmarkCleanText(b *testing.B) {
	text := source.NewFile("main.tf", []byte(strings.Repeat(cleanLine, 1000))).Text()
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		secret.Scan(text, "main.tf", nil, func(fact.Fact) {})
	}
}

func TestCleanTextAllocatesNothing(t *testing.T) {
	text := source.NewFile("main.tf", []byte(strings.Repeat(cleanLine, 20))).Text()
	emit := func(fact.Fact) { t.Error("a clean text has a credential") }
	if n := testing.AllocsPerRun(100, func() { secret.Scan(text, "main.tf", nil, emit) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
