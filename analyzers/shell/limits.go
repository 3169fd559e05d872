package shell

import (
	"errors"
	"runtime"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Bounds on hostile input.
const (
	maxFrames     = 4_000    // of the parser's stack, which grows with what it reads
	maxNesting    = 2_000    // nodes inside nodes of one statement
	maxErrors     = 50       // parse errors of one text that are stepped over
	maxText       = 1 << 20  // bytes of a value that variables build up
	maxPieces     = 1 << 16  // places that such a value is put together from
	maxWork       = 64 << 20 // bytes of all values together, pieces and steps included
	maxStatements = 50_000   // statements of one text, loops unrolled
	maxUnrolled   = 16       // words of a loop that are followed one by one
	maxItems      = 4_096    // words of an array
	maxBodies     = 8        // different calls of one function that are followed
)

// What is counted as work beside the bytes themselves.
const (
	pieceWork = 64
	stepWork  = 128
)

// spend counts work. When all is spent, what would cost more is unknown: the
// rest of the script is read, without the values of its variables.
func (l *lowering) spend(work int) bool {
	if l.work > maxWork {
		return false
	}
	if l.work += work; l.work <= maxWork {
		return true
	}
	l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, At: l.root.At(), Message: "values grow too large; later ones are taken as unknown"})
	return false
}

// afford tells whether a value may be carried on.
func (l *lowering) afford(t source.Text) bool { return l.spend(t.Len() + pieceWork*t.Pieces()) }

// bounded is t, or unknown where t grew out of bounds.
func (l *lowering) bounded(t source.Text) source.Text {
	if t.Len() > maxText || t.Pieces() > maxPieces || !l.afford(t) {
		return source.HoleAt(t.Span())
	}
	return t
}

var errNested = errors.New("nested too deeply")

// guard gives a script to the parser, which calls itself for each level that
// it meets in what it reads, and ends it before the stack would. A stack that
// overflows cannot be recovered from.
type guard struct {
	script *strings.Reader
}

func (g guard) Read(p []byte) (int, error) {
	var frame [1]uintptr
	if runtime.Callers(maxFrames, frame[:]) > 0 {
		return 0, errNested
	}
	return g.script.Read(p)
}

// tooNested reports a tree that walks would go too deep into. Chains such as
// `a | b | c` nest without the parser's calling itself.
func tooNested(stmt *syntax.Stmt) bool {
	depth, nested := 0, false
	syntax.Walk(stmt, func(n syntax.Node) bool {
		if n == nil {
			depth--
			return true
		}
		if nested = nested || depth == maxNesting; nested {
			return false
		}
		depth++
		return true
	})
	return nested
}
