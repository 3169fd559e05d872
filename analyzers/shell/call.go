package shell

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// call lowers a simple command: assignments, words and redirections.
func (l *lowering) call(call *syntax.CallExpr, r redirection) {
	if len(call.Args) == 0 {
		l.assign(call.Assigns)
		return
	}
	cmd := &fact.Command{Stdin: r.stdin, Stdout: r.output, Conditional: l.condition > 0}
	for _, a := range call.Assigns {
		if a.Name != nil && a.Array == nil {
			cmd.Env = append(cmd.Env, fact.Assignment{Name: l.slice(a.Name.Pos(), a.Name.End()), Value: l.word(a.Value)})
		}
	}
	for _, w := range call.Args {
		cmd.Argv = append(cmd.Argv, l.fields(w)...)
	}
	if len(cmd.Argv) == 0 {
		return
	}
	shown := l.slice(call.Pos(), call.End())
	cmd.Node = fact.NewNode(shown.Span(), l.parent, fact.Always)
	cmd.Shown = shown.Span()
	l.emit(cmd)
	for _, a := range cmd.Env {
		l.literal(cmd, a.Name, a.Value)
	}
	l.remember(cmd)
	l.invoke(cmd)
}

// remember follows builtins that change variables and that parsers see as
// plain commands.
func (l *lowering) remember(cmd *fact.Command) {
	switch cmd.Argv[0].Reveal() {
	case "read":
		l.read(cmd.Argv[1:])
	case "unset", "mapfile", "readarray", "getopts":
		for _, a := range cmd.Argv[1:] {
			l.vars.unset(a.Reveal())
		}
	case "shift":
		if items, known := l.vars.items("@"); known && len(items) > 0 && len(cmd.Argv) == 1 {
			l.vars.arguments(items[1:])
			return
		}
		l.vars.forgetArguments()
	case "source", ".":
		l.source(cmd)
	case "set":
		if len(cmd.Argv) > 1 && cmd.Argv[1].Equal("--") {
			l.vars.arguments(cmd.Argv[2:])
		}
	}
}

// read makes the names that read fills unknown. In a pipe that is what the
// commands before it print.
func (l *lowering) read(names []source.Text) {
	for _, a := range names {
		l.vars.unset(a.Reveal())
		if !l.feeder.IsZero() && !a.HasPrefix("-") {
			l.vars.set(a.Reveal(), source.HoleAt(l.feeder))
		}
	}
}

// invoke follows a call of a function of this script.
func (l *lowering) invoke(cmd *fact.Command) {
	f := l.functions[cmd.Argv[0].Reveal()]
	if f == nil || f.active {
		return
	}
	body := l.body(f, cmd.Argv[1:], fact.Always)
	l.emit(&fact.Ref{
		Node: fact.NewNode(cmd.At(), cmd, fact.Always), Target: cmd.Argv[0], RefKind: fact.RefFunction, How: "calls", Function: body,
	})
}

// body returns the lowered body of a function for a call, and lowers it where
// no call with the same words did before.
func (l *lowering) body(f *function, args []source.Text, certainty fact.Certainty) *fact.Function {
	key := argsKey(args)
	if i := slices.Index(f.args, key); i >= 0 {
		return f.bodies[i]
	}
	if len(f.bodies) == maxBodies {
		return f.bodies[maxBodies-1]
	}
	parent, base := l.parent, l.base
	l.base = f.base
	fn := &fact.Function{
		Node: fact.NewNode(l.slice(f.decl.Pos(), f.decl.End()).Span(), l.root, certainty), Name: f.decl.Name.Value,
	}
	f.bodies, f.args = append(f.bodies, fn), append(f.args, key)
	l.emit(fn)
	l.parent, f.active = fn, true
	mark := l.vars.mark()
	l.vars.arguments(args)
	l.stmt(f.decl.Body, source.Text{})
	l.vars.restoreArguments(mark)
	l.parent, l.base, f.active = parent, base, false
	return fn
}

func argsKey(args []source.Text) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(a.Reveal())
		if s := a.Span(); !s.IsZero() {
			b.WriteString(strconv.Itoa(s.Start))
		}
		b.WriteByte(0)
	}
	return b.String()
}

func sortedFunctions(functions map[string]*function) []*function {
	list := make([]*function, 0, len(functions))
	for _, f := range functions {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *function) int {
		return cmp.Compare(a.base+int(a.decl.Pos().Offset()), b.base+int(b.decl.Pos().Offset()))
	})
	return list
}

// redirection is what a statement's redirections say of its input and output.
type redirection struct {
	stdin  source.Text
	output fact.Output
}

func (l *lowering) redirects(list []*syntax.Redirect, stdin source.Text) redirection {
	r := redirection{stdin: stdin}
	for _, redirect := range list {
		switch redirect.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			if redirect.Hdoc != nil {
				r.stdin = l.heredoc(redirect)
			}
		case syntax.WordHdoc:
			r.stdin = source.Concat(l.word(redirect.Word), source.Literal("\n"))
		case syntax.RdrIn:
			r.stdin = l.contents(l.word(redirect.Word), l.slice(redirect.Word.Pos(), redirect.Word.End()).Span())
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll, syntax.RdrInOut:
			if redirect.N == nil || redirect.N.Value == "1" {
				r.output = fact.Output{Path: l.word(redirect.Word), Append: redirect.Op == syntax.AppOut || redirect.Op == syntax.AppAll}
			}
		default: // duplicates of descriptors: no file
		}
	}
	return r
}

// write emits the file that a redirection makes.
func (l *lowering) write(stmt *syntax.Stmt, r redirection) {
	path := r.output.Path
	if path.Len() == 0 || path.HasPrefix("/dev/") {
		return
	}
	content, ok := l.output(stmt, r.stdin)
	if !ok {
		content = source.HoleAt(l.slice(stmt.Pos(), stmt.End()).Span())
	}
	at := l.slice(stmt.Pos(), stmt.Cmd.End())
	if last := stmt.Redirs[len(stmt.Redirs)-1].Word; last != nil {
		at = l.slice(stmt.Pos(), last.End())
	}
	l.emit(&fact.FileWrite{
		Node: fact.NewNode(at.Span(), l.parent, fact.Always), Path: path, Content: content, Append: r.output.Append,
	})
	if path.Known() {
		name := path.Reveal()
		if r.output.Append {
			content = l.bounded(source.Concat(l.written[name], content))
		}
		l.written[name] = content
	}
}
