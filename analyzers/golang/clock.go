package golang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"time"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A loop that waits for the clock in each of its turns is a job: what it holds
// runs by itself, again and again. A loop that may end when something has
// worked is none: it tries again.

// pace is how long a loop waits between two turns.
type pace struct{ interval ast.Expr }

// loop lowers a loop, as a job where it has a pace.
func (l *lowering) loop(n ast.Stmt, body *ast.BlockStmt, p *pace) {
	if p == nil {
		l.inside(n)
		return
	}
	when := l.every(p.interval)
	job := &fact.Job{
		Node:     l.node(l.slice(n.Pos(), body.Lbrace+1).Span()),
		Schedule: l.interval(p.interval), When: when, Trigger: fact.OnInterval, Rare: fact.Answer(when.Rare()), Enabled: fact.Yes,
	}
	l.emit(job)
	l.within(job, func() { l.inside(n) })
}

// inside walks the parts of a loop.
func (l *lowering) inside(n ast.Stmt) {
	switch n := n.(type) {
	case *ast.ForStmt:
		l.walkStmt(n.Init)
		l.walkExpr(n.Cond)
		l.walkStmt(n.Post)
		l.walk(n.Body)
	case *ast.RangeStmt:
		l.walk(n.X)
		l.walk(n.Body)
	}
}

// walkStmt and walkExpr keep a nil of the syntax from becoming a Node.
func (l *lowering) walkStmt(n ast.Stmt) {
	if n != nil {
		l.walk(n)
	}
}

func (l *lowering) walkExpr(n ast.Expr) {
	if n != nil {
		l.walk(n)
	}
}

// maxTurns bounds how many turns of a loop are lowered one by one.
const maxTurns = 32

// rangeOver lowers a loop over a channel of the clock, over a list that the
// source gives (turn by turn), or over anything else.
func (l *lowering) rangeOver(n *ast.RangeStmt) {
	if interval := l.ticks(n.X); interval != nil {
		l.loop(n, n.Body, &pace{interval})
		return
	}
	id, ok := n.Value.(*ast.Ident)
	if !ok || l.object(id) == nil {
		l.loop(n, n.Body, nil)
		return
	}
	list, obj := l.eval(n.X), l.object(id)
	if list.Form != fact.List || len(list.Items) == 0 || len(list.Items) > maxTurns {
		l.loop(n, n.Body, nil)
		return
	}
	l.walk(n.X)
	for _, item := range list.Items {
		l.bound[obj] = moved(item)
		l.walk(n.Body)
	}
	delete(l.bound, obj)
}

// pacedFor tells how a `for` without an end waits: by a ticker, or by sleeping.
func (l *lowering) pacedFor(n *ast.ForStmt) *pace {
	if n.Cond != nil {
		return nil
	}
	var found *pace
	sleeps, ends := false, false
	inTurn(n.Body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && found == nil {
				if interval := l.ticks(n.X); interval != nil {
					found = &pace{interval}
				}
			}
		case *ast.CallExpr:
			if l.callee(n).name() == "time.Sleep" && len(n.Args) == 1 && found == nil {
				found, sleeps = &pace{n.Args[0]}, true
			}
		case *ast.ReturnStmt:
			ends = true
		case *ast.BranchStmt:
			ends = ends || n.Tok == token.BREAK || n.Tok == token.GOTO
		}
	})
	if sleeps && ends {
		return nil
	}
	return found
}

// inTurn visits what runs in each turn of a loop: not what is stored for later,
// and not the cases of a select that wait for something else to end the loop.
func inTurn(body *ast.BlockStmt, visit func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CommClause:
			if n.Comm != nil {
				ast.Inspect(n.Comm, func(n ast.Node) bool {
					if n != nil {
						visit(n)
					}
					return true
				})
			}
			return false
		case nil:
			return false
		}
		visit(n)
		return true
	})
}

// ticks returns the interval of a channel of the clock: time.Tick(d),
// time.After(d), or the C of a ticker.
func (l *lowering) ticks(x ast.Expr) ast.Expr {
	x = l.origin(x)
	if field, ok := x.(*ast.SelectorExpr); ok && field.Sel.Name == "C" {
		x = l.origin(field.X)
		if !l.isTicker(field.X) {
			return nil
		}
	}
	call, ok := x.(*ast.CallExpr)
	if !ok {
		if l.isTicker(x) {
			return x // made elsewhere: how long it waits is not known
		}
		return nil
	}
	switch l.callee(call).name() {
	case "time.Tick", "time.After", "time.NewTicker":
		if len(call.Args) == 1 {
			return call.Args[0]
		}
	}
	return nil
}

func (l *lowering) isTicker(x ast.Expr) bool {
	t := l.info.TypeOf(x)
	if t == nil {
		return false
	}
	named, ok := types.Unalias(deref(t)).(*types.Named)
	return ok && named.Obj().Name() == "Ticker" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time"
}

// interval is how long a loop waits, as it is written; empty where only the
// running program knows.
func (l *lowering) interval(x ast.Expr) source.Text {
	if l.info.Types[x].Value == nil {
		if _, isCall := ast.Unparen(l.origin(x)).(*ast.BinaryExpr); !isCall {
			return source.Text{}
		}
	}
	if value := l.definition(x); value != nil {
		return l.written(value).Moved()
	}
	return l.written(x)
}

// definition is what a name stands for that has a value in this package, or nil.
func (l *lowering) definition(x ast.Expr) ast.Expr {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	obj := l.object(id)
	if value := l.vars.constants[obj]; value != nil {
		return value
	}
	if value, result, ok := l.vars.settled(obj); ok && result == 0 {
		return value
	}
	return nil
}

// every is the schedule of a loop that waits so long.
func (l *lowering) every(x ast.Expr) calendar.Schedule {
	n, exact := constant.Int64Val(constant.ToInt(l.number(l.origin(x))))
	if !exact {
		return calendar.Unknown()
	}
	return calendar.Every(time.Duration(n))
}
