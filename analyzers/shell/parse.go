package shell

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// chunk is a run of statements that parsed, with the offset its positions
// count from.
type chunk struct {
	base  int
	stmts []*syntax.Stmt
	whole bool // up to the end of the script, without an error
}

// parse returns the statements of a script. What stands before an error is
// kept, and parsing resumes on the line behind it.
func parse(script string, dialect fact.Dialect, fail func(offset int, message string)) []chunk {
	parser := syntax.NewParser(syntax.KeepComments(true), syntax.Variant(variant(dialect)))
	var chunks []chunk
	for base, failures := 0, 0; base < len(script); {
		c := chunk{base: base}
		offset, err := collect(parser, script[base:], &c, fail)
		c.whole = err == nil
		chunks = append(chunks, c)
		if err == nil {
			break
		}
		fail(base+offset, failure(err))
		if failures++; failures == maxErrors {
			fail(base+offset, "too many errors; the rest was not read")
			break
		}
		base = resume(script, base, offset, c)
	}
	return chunks
}

// collect parses up to the end or the first error, and returns where that is.
// It never leaves the loop early: behind an error the parser may yield that
// error again, and a loop that was left then panics.
func collect(parser *syntax.Parser, script string, c *chunk, fail func(int, string)) (offset int, failed error) {
	reader := strings.NewReader(script)
	for stmt, err := range parser.StmtsSeq(guard{reader}) {
		switch {
		case failed != nil:
		case errors.Is(err, errNested):
			offset, failed = len(script)-reader.Len(), err
		case err != nil:
			offset, failed = errorOffset(err), err
		case tooNested(stmt):
			fail(c.base+int(stmt.Pos().Offset()), failure(errNested))
		default:
			c.stmts = append(c.stmts, stmt)
		}
	}
	return offset, failed
}

// resume is the start of the first line behind both the error and the last
// statement that parsed.
func resume(script string, base, offset int, c chunk) int {
	at := base + offset
	if n := len(c.stmts); n > 0 {
		at = max(at, base+int(c.stmts[n-1].End().Offset()))
	}
	at = min(at, len(script))
	next := strings.IndexByte(script[at:], '\n')
	if next < 0 {
		return len(script)
	}
	return at + next + 1
}

func failure(err error) string {
	if errors.Is(err, errNested) {
		return "blocks are nested too deeply"
	}
	if _, ok := errors.AsType[syntax.LangError](err); ok {
		return "not valid in this shell"
	}
	return "not valid shell"
}

func errorOffset(err error) int {
	if parse, ok := errors.AsType[syntax.ParseError](err); ok {
		return int(parse.Pos.Offset())
	}
	if lang, ok := errors.AsType[syntax.LangError](err); ok {
		return int(lang.Pos.Offset())
	}
	return 0
}

func variant(dialect fact.Dialect) syntax.LangVariant {
	if dialect == fact.DialectMksh {
		return syntax.LangMirBSDKorn
	}
	return syntax.LangBash // reads POSIX scripts too, and what people write behind #!/bin/sh
}

// Lower emits the facts of a script.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, src := range u.Texts {
		script := src.Text.Reveal()
		l := &lowering{
			text: src.Text, raw: script, root: u.Root, path: src.Path, files: u.Files, emit: emit, notice: notice,
			vars: newVariables(), functions: map[string]*function{},
		}
		chunks := parse(script, u.Dialect, func(offset int, message string) {
			offset = min(offset, len(script)-1) // an error may stand at the end
			notice(fact.Notice{Type: fact.NoticeUnparsable, Path: src.Path, At: src.Text.Slice(offset, offset+1).Span(), Message: message})
		})
		l.run(chunks)
	}
}
