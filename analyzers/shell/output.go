package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/source"
)

// substitution is the value of $( ): what its commands print, where that is
// written here, and a hole otherwise. The commands are lowered in any case.
func (l *lowering) substitution(sub *syntax.CmdSubst) source.Text {
	value := source.HoleAt(l.slice(sub.Pos(), sub.End()).Span())
	l.apart(func() {
		if !l.silent {
			l.stmts(sub.Stmts)
		}
		if printed, ok := l.outputs(sub.Stmts, source.Text{}); ok {
			trimmed := strings.TrimRight(printed.Reveal(), "\n")
			value = printed.Slice(0, len(trimmed)).Moved()
		}
	})
	return value
}

// outputs is what statements print one after another. What one of them prints
// may be a hole; ok is false where all are.
func (l *lowering) outputs(list []*syntax.Stmt, stdin source.Text) (printed source.Text, ok bool) {
	var parts []source.Text
	for _, stmt := range list {
		text, known := l.output(stmt, stdin)
		if !known {
			text = source.Concat(source.HoleAt(l.slice(stmt.Pos(), stmt.End()).Span()), source.Literal("\n"))
		}
		ok = ok || known
		parts = append(parts, text)
	}
	return l.bounded(source.Concat(parts...)), ok
}

// output is what a statement prints, for the few programs that only pass text
// on. It emits nothing.
func (l *lowering) output(stmt *syntax.Stmt, stdin source.Text) (printed source.Text, ok bool) {
	if !l.spend(stepWork) {
		return source.Text{}, false
	}
	silent := l.silent
	l.silent = true
	defer func() { l.silent = silent }()
	r := l.redirects(stmt.Redirs, stdin)
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		return l.printed(cmd, r.stdin)
	case *syntax.Block:
		return l.outputs(cmd.Stmts, r.stdin)
	case *syntax.Subshell:
		return l.outputs(cmd.Stmts, r.stdin)
	case *syntax.BinaryCmd:
		switch cmd.Op {
		case syntax.Pipe, syntax.PipeAll:
			fed, known := l.output(cmd.X, r.stdin)
			if !known {
				fed = source.Concat(source.HoleAt(l.slice(cmd.X.Pos(), cmd.X.End()).Span()), source.Literal("\n"))
			}
			printed, ok = l.output(cmd.Y, fed)
			return printed, ok && (known || !unknown(printed))
		case syntax.AndStmt, syntax.OrStmt:
			return l.outputs([]*syntax.Stmt{cmd.X, cmd.Y}, r.stdin)
		}
	}
	return source.Text{}, false
}

func (l *lowering) printed(call *syntax.CallExpr, stdin source.Text) (source.Text, bool) {
	var argv []source.Text
	for _, w := range call.Args {
		argv = append(argv, l.fields(w)...)
	}
	if len(argv) == 0 {
		return source.Text{}, len(call.Assigns) > 0
	}
	switch argv[0].Reveal() {
	case "echo":
		return echo(argv[1:]), true
	case "printf":
		return l.printf(argv[1:])
	case "cat", "tee":
		if len(argv) == 1 || argv[0].Equal("tee") || argv[1].Equal("-") {
			return stdin, stdin.Len() > 0
		}
		return l.concatenated(argv[1:])
	case "sort", "uniq", "sponge": // the lines stay, whatever their order
		if len(argv) == 1 || argv[len(argv)-1].HasPrefix("-") {
			return stdin, stdin.Len() > 0
		}
	case "base64", "gbase64":
		for _, a := range argv[1:] {
			if a.Equal("-d") || a.Equal("-D") || a.Equal("--decode") || a.Equal("-di") {
				if !l.spend(8 * stdin.Len()) {
					return source.Text{}, false
				}
				return stdin.Base64()
			}
		}
	case ":", "true", "set", "umask":
		return source.Text{}, true
	}
	return source.Text{}, false
}

// concatenated is what files hold that the script wrote or that the tree has.
func (l *lowering) concatenated(names []source.Text) (source.Text, bool) {
	var parts []source.Text
	known := false
	for _, name := range names {
		text := l.contents(name, name.Span())
		known = known || !unknown(text)
		parts = append(parts, text)
	}
	return l.bounded(source.Concat(parts...)), known
}

// unknown reports a text of which nothing is known.
func unknown(t source.Text) bool {
	return strings.Trim(t.Reveal(), string(source.Hole)+"\n") == ""
}

// echo joins its words by blanks and ends the line, less for -n.
func echo(args []source.Text) source.Text {
	newline := source.Literal("\n")
	interpreted := false
	for len(args) > 0 {
		flag := args[0].Reveal()
		if len(flag) < 2 || flag[0] != '-' || strings.Trim(flag[1:], "neE") != "" {
			break
		}
		if strings.Contains(flag, "n") {
			newline = source.Text{}
		}
		interpreted = interpreted || strings.Contains(flag, "e")
		args = args[1:]
	}
	parts := make([]source.Text, 0, 2*len(args)+1)
	for i, a := range args {
		if i > 0 {
			parts = append(parts, source.Literal(" "))
		}
		if interpreted {
			a = unescape(a)
		}
		parts = append(parts, a)
	}
	return source.Concat(append(parts, newline)...)
}

// printf fills %s and %d with its words, and repeats the format while words
// are left. Another verb makes the result unknown.
func (l *lowering) printf(args []source.Text) (source.Text, bool) {
	if len(args) > 0 && args[0].Equal("--") {
		args = args[1:]
	}
	if len(args) == 0 {
		return source.Text{}, false
	}
	format, words := unescape(args[0]), args[1:]
	var parts []source.Text
	for {
		filled, left, ok := fill(format, words)
		if !ok {
			return source.Text{}, false
		}
		parts = append(parts, filled)
		if len(left) == 0 || len(left) == len(words) {
			return l.bounded(source.Concat(parts...)), true
		}
		if !l.spend(format.Len() + stepWork) {
			return source.Text{}, false
		}
		words = left
	}
}

// fill is one round of a format, with the words that are left behind it.
func fill(format source.Text, words []source.Text) (filled source.Text, left []source.Text, ok bool) {
	value := format.Reveal()
	var parts []source.Text
	for at := 0; at < len(value); {
		i := strings.IndexByte(value[at:], '%')
		if i < 0 {
			parts = append(parts, format.Slice(at, len(value)))
			break
		}
		parts = append(parts, format.Slice(at, at+i))
		at += i
		if at+1 == len(value) || !strings.ContainsRune("sdbq%", rune(value[at+1])) {
			return source.Text{}, nil, false
		}
		switch {
		case value[at+1] == '%':
			parts = append(parts, format.Slice(at, at+1))
		case len(words) > 0:
			parts, words = append(parts, words[0]), words[1:]
		}
		at += 2
	}
	return source.Concat(parts...), words, true
}

// unescape reads the backslash escapes of printf and echo -e.
func unescape(t source.Text) source.Text {
	value := t.Reveal()
	if !strings.Contains(value, `\`) {
		return t
	}
	var parts []source.Text
	at := 0
	for i := 0; i+1 < len(value); i++ {
		if value[i] != '\\' {
			continue
		}
		plain, length := ansiEscape(value[i:])
		parts = append(parts, t.Slice(at, i), source.Escaped(plain, t.Slice(i, i+length).Span()))
		i += length - 1
		at = i + 1
	}
	return source.Concat(append(parts, t.Slice(at, len(value)))...)
}
