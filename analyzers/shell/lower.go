package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lowering walks one script in the order in which it would run.
type lowering struct {
	text   source.Text
	raw    string
	base   int // what positions of the chunk at hand count from
	root   *fact.Document
	path   string
	files  fact.Files
	emit   fact.Emit
	notice func(fact.Notice)

	dialect   fact.Dialect
	vars      *variables
	functions map[string]*function
	written   map[string]source.Text // files that the script wrote, by path
	sourcing  []string               // files whose settings are being read, each by the one before
	parent    fact.Fact
	condition int         // conditions around the statement at hand
	lowered   int         // statements so far, loops unrolled
	work      int         // see spend
	feeder    source.Span // of the commands whose output what is lowered may read
	full      bool        // the bound on statements was hit
	silent    bool        // evaluating what is printed: commands were emitted already
}

// function is a declared body with what became of it.
type function struct {
	decl   *syntax.FuncDecl
	base   int
	bodies []*fact.Function
	args   []string // of each body
	active bool     // being lowered: a call of itself adds nothing
}

func (l *lowering) run(chunks []chunk) {
	l.parent = l.root
	for _, c := range chunks {
		l.base = c.base
		end := c.base
		for _, stmt := range c.stmts {
			end = max(l.comments(stmt), l.offset(stmt.End()))
			l.declare(stmt)
		}
		if c.whole {
			l.lastComments(end)
		}
	}
	for _, c := range chunks {
		l.base = c.base
		l.stmts(c.stmts)
	}
	l.uncalled()
}

// declare notes functions first: a script may call from an earlier function
// one that is declared later.
func (l *lowering) declare(stmt *syntax.Stmt) {
	syntax.Walk(stmt, func(n syntax.Node) bool {
		if decl, ok := n.(*syntax.FuncDecl); ok && decl.Name != nil {
			l.functions[decl.Name.Value] = &function{decl: decl, base: l.base}
		}
		return true
	})
}

// comments emits the comments of a statement and returns where the last ends.
func (l *lowering) comments(stmt *syntax.Stmt) (end int) {
	syntax.Walk(stmt, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.Comment); ok {
			l.comment(l.slice(c.Hash, c.End()))
			end = max(end, l.offset(c.End()))
		}
		return true
	})
	return end
}

func (l *lowering) comment(text source.Text) {
	l.emit(&fact.Comment{Node: fact.NewNode(text.Span(), l.root, fact.Always), Text: text.TrimPrefix("#")})
}

// lastComments emits what stands behind the last statement, where the parser
// gives comments of statements only.
func (l *lowering) lastComments(end int) {
	for _, line := range l.text.Slice(end, len(l.raw)).Lines() {
		if text := line.TrimSpace(); text.HasPrefix("#") {
			l.comment(text)
		}
	}
}

// uncalled lowers the functions that nothing called: a file that sources this
// one may.
func (l *lowering) uncalled() {
	for _, stmt := range sortedFunctions(l.functions) {
		if len(stmt.bodies) == 0 {
			l.body(stmt, nil, fact.Maybe)
		}
	}
}

// offset converts a parser's position.
func (l *lowering) offset(p syntax.Pos) int { return min(l.base+int(p.Offset()), len(l.raw)) }

func (l *lowering) slice(from, to syntax.Pos) source.Text {
	return l.text.Slice(l.offset(from), max(l.offset(from), l.offset(to)))
}

func (l *lowering) stmts(list []*syntax.Stmt) {
	for _, stmt := range list {
		l.stmt(stmt, source.Text{})
	}
}

// stmt lowers a statement whose standard input is known, or empty.
func (l *lowering) stmt(stmt *syntax.Stmt, stdin source.Text) {
	if stmt == nil || l.full {
		return
	}
	if l.lowered++; l.lowered > maxStatements {
		l.full = true
		l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, At: l.root.At(), Message: "too many statements; the rest was not read"})
		return
	}
	r := l.redirects(stmt.Redirs, stdin)
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		l.call(cmd, r)
	case *syntax.DeclClause:
		l.assign(cmd.Args)
	case *syntax.BinaryCmd:
		l.binary(cmd, r)
	case *syntax.FuncDecl, nil:
	default:
		l.compound(cmd, r)
	}
	if stmt.Cmd != nil {
		l.write(stmt, r)
	}
}

func (l *lowering) compound(cmd syntax.Command, r redirection) {
	switch cmd := cmd.(type) {
	case *syntax.Block:
		l.group(cmd.Stmts, r.stdin)
	case *syntax.Subshell:
		l.apart(func() { l.group(cmd.Stmts, r.stdin) })
	case *syntax.IfClause:
		l.branches(cmd)
	case *syntax.WhileClause:
		if !l.readLoop(cmd, r.stdin) {
			l.stmts(cmd.Cond)
			l.branch(cmd.Do)
		}
	case *syntax.ForClause:
		l.loop(cmd)
	case *syntax.CaseClause:
		l.word(cmd.Word)
		for _, item := range cmd.Items {
			l.branch(item.Stmts)
		}
	case *syntax.TimeClause:
		l.stmt(cmd.Stmt, r.stdin)
	case *syntax.CoprocClause:
		l.stmt(cmd.Stmt, r.stdin)
	default:
		l.substitutions(cmd)
	}
}

// substitutions lowers the commands inside $( ) of what is not lowered itself:
// tests, arithmetic, let.
func (l *lowering) substitutions(n syntax.Node) {
	if l.silent {
		return
	}
	syntax.Walk(n, func(n syntax.Node) bool {
		if sub, ok := n.(*syntax.CmdSubst); ok {
			l.apart(func() { l.stmts(sub.Stmts) })
			return false
		}
		return true
	})
}

func (l *lowering) group(list []*syntax.Stmt, stdin source.Text) {
	for _, stmt := range list {
		l.stmt(stmt, stdin)
	}
}

func (l *lowering) binary(cmd *syntax.BinaryCmd, r redirection) {
	if cmd.Op != syntax.Pipe && cmd.Op != syntax.PipeAll {
		l.stmt(cmd.X, r.stdin)
		condition := 0
		if cmd.Op == syntax.OrStmt || isTest(cmd.X) {
			condition = 1
		}
		l.condition += condition
		l.stmt(cmd.Y, r.stdin)
		l.condition -= condition
		return
	}
	var fed source.Text
	l.apart(func() {
		l.stmt(cmd.X, r.stdin)
		fed, _ = l.output(cmd.X, r.stdin)
	})
	outer := l.feeder
	l.feeder = l.slice(cmd.X.Pos(), cmd.X.End()).Span()
	l.apart(func() { l.stmt(cmd.Y, fed) })
	l.feeder = outer
}

// tests are programs that one runs for their answer: what follows them and `&&`
// depends on it. Of other programs one expects that they succeed.
var tests = []string{"[", "test", "grep", "egrep", "fgrep", "command", "which", "type", "hash", "pgrep", "pidof", "getent", "id", "dpkg", "dpkg-query", "rpm", "mountpoint", "systemctl", "false"}

func isTest(stmt *syntax.Stmt) bool {
	if stmt.Negated {
		return true
	}
	switch cmd := stmt.Cmd.(type) {
	case *syntax.TestClause, *syntax.ArithmCmd:
		return true
	case *syntax.CallExpr:
		return len(cmd.Args) > 0 && slices.Contains(tests, cmd.Args[0].Lit())
	case *syntax.BinaryCmd:
		return isTest(cmd.Y)
	}
	return false
}

// apart runs f and takes back what it did to variables, as a subshell does.
func (l *lowering) apart(f func()) {
	mark := l.vars.mark()
	f()
	l.vars.undo(mark)
}

func (l *lowering) branches(clause *syntax.IfClause) {
	for c := clause; c != nil; c = c.Else {
		l.stmts(c.Cond)
		l.branch(c.Then)
	}
}

// branch lowers what runs under a condition. A variable that it changes is
// unknown behind it, unless it was not set before.
func (l *lowering) branch(list []*syntax.Stmt) {
	mark := l.vars.mark()
	l.condition++
	l.stmts(list)
	l.condition--
	l.vars.doubt(mark)
}

// loop follows the words of a loop one by one, as long as that leaves enough
// for the rest of the script.
func (l *lowering) loop(clause *syntax.ForClause) {
	iter, ok := clause.Loop.(*syntax.WordIter)
	if !ok {
		l.substitutions(clause.Loop)
		l.stmts(clause.Do)
		return
	}
	var items []source.Text
	for _, w := range iter.Items {
		items = append(items, l.fields(w)...)
	}
	if len(items) == 0 || len(items) > maxUnrolled || l.lowered > maxStatements/2 {
		items = []source.Text{source.HoleAt(l.slice(iter.Pos(), iter.End()).Span())}
	}
	for _, item := range items {
		l.vars.set(iter.Name.Value, item)
		l.stmts(clause.Do)
	}
}

func (l *lowering) assign(list []*syntax.Assign) {
	for _, a := range list {
		if a.Naked || a.Name == nil {
			if a.Value != nil {
				l.word(a.Value)
			}
			continue
		}
		l.assignOne(a)
	}
}

func (l *lowering) assignOne(a *syntax.Assign) {
	name := l.slice(a.Name.Pos(), a.Name.End())
	if a.Array != nil {
		var items []source.Text
		for _, e := range a.Array.Elems {
			if e.Value != nil {
				items = append(items, l.fields(e.Value)...)
			}
		}
		if len(items) > maxItems {
			l.vars.unset(a.Name.Value)
			return
		}
		for _, item := range items {
			l.literal(l.parent, name, item)
		}
		l.vars.setItems(a.Name.Value, items)
		return
	}
	value := l.word(a.Value)
	l.literal(l.parent, name, value)
	switch {
	case a.Index != nil:
		return
	case a.Append:
		before, _ := l.vars.get(a.Name.Value)
		value = l.bounded(source.Concat(before, value))
	}
	l.vars.set(a.Name.Value, value)
}

func (l *lowering) literal(parent fact.Fact, name, value source.Text) {
	if value.Len() == 0 || l.silent {
		return
	}
	at := name.Span()
	if v := value.Span(); v.File == at.File && v.Start >= at.End {
		at.End = v.End
	}
	l.emit(&fact.Literal{Node: fact.NewNode(at, parent, fact.Always), Name: name, Value: value})
}
