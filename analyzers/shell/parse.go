package shell

import (
	"errors"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// chunk is a run of statements that parsed, with the offset its positions
// count from.
type chunk struct {
	base  int
	stmts []*syntax.Stmt
	whole bool // up to the end of the script, without an error
}

// failing is called for what cannot be read, with where it stands.
type failing func(kind fact.NoticeType, offset int, message string)

// parse returns the statements of a script. What stands before an error is
// kept, and parsing resumes on the line behind it.
func parse(script string, dialect fact.Dialect, fail failing) []chunk {
	parser := syntax.NewParser(syntax.KeepComments(true), syntax.Variant(variant(dialect)))
	var chunks []chunk
	for base, failures := 0, 0; base < len(script); {
		c := chunk{base: base}
		offset, err := collect(parser, script[base:], &c, fail)
		c.whole = err == nil
		left := err != nil && c.leave()
		chunks = append(chunks, c)
		if err == nil || left {
			break
		}
		next := resume(script, base, offset, c)
		if strings.ContainsRune(script[c.end(script):next], source.Hole) {
			fail(fact.NoticeUnresolved, base+offset, "not readable without what is known only when it runs")
		} else {
			fail(fact.NoticeUnparsable, base+offset, failure(err))
		}
		if failures++; failures == maxErrors {
			fail(fact.NoticeUnparsable, base+offset, "too many errors; the rest was not read")
			break
		}
		base = next
	}
	return chunks
}

// collect parses up to the end or the first error, and returns where that is.
// It never leaves the loop early: behind an error the parser may yield that
// error again, and a loop that was left then panics.
func collect(parser *syntax.Parser, script string, c *chunk, fail failing) (offset int, failed error) {
	reader := strings.NewReader(script)
	for stmt, err := range parser.StmtsSeq(guard{reader}) {
		switch {
		case failed != nil:
		case errors.Is(err, errNested):
			offset, failed = len(script)-reader.Len(), err
		case err != nil:
			offset, failed = errorOffset(err), err
		case tooNested(stmt):
			fail(fact.NoticeUnparsable, c.base+int(stmt.Pos().Offset()), failure(errNested))
		default:
			c.stmts = append(c.stmts, stmt)
		}
	}
	return offset, failed
}

// resume is the start of the first line behind both the error and the last
// statement that parsed.
func resume(script string, base, offset int, c chunk) int {
	at := min(max(base+offset, c.end(script)), len(script))
	next := strings.IndexByte(script[at:], '\n')
	if next < 0 {
		return len(script)
	}
	return at + next + 1
}

// end is where the last statement that parsed ends.
func (c chunk) end(script string) int {
	if len(c.stmts) == 0 {
		return c.base
	}
	return min(c.base+int(c.stmts[len(c.stmts)-1].End().Offset()), len(script))
}

// leave drops what stands behind `exit` or `exec`, and reports that there was
// one. A shell reads as it runs, so an archive or a program of another language
// may stand there.
func (c *chunk) leave() bool {
	i := slices.IndexFunc(c.stmts, func(stmt *syntax.Stmt) bool {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || stmt.Background || len(call.Args) == 0 {
			return false
		}
		name := call.Args[0].Lit()
		return name == "exit" || name == "exec" && len(call.Args) > 1
	})
	if i < 0 {
		return false
	}
	c.stmts = c.stmts[:i+1]
	return true
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
			vars: newVariables(), functions: map[string]*function{}, written: map[string]source.Text{}, dialect: u.Dialect,
		}
		for _, a := range u.Env {
			l.vars.set(a.Name.Reveal(), a.Value)
		}
		chunks := parse(script, u.Dialect, func(kind fact.NoticeType, offset int, message string) {
			offset = min(offset, len(script)-1) // an error may stand at the end
			notice(fact.Notice{Type: kind, Path: src.Path, At: src.Text.Slice(offset, offset+1).Span(), Message: message})
		})
		l.run(chunks)
	}
}
