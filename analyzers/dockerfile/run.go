package dockerfile

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// setShell takes `SHELL ["PROGRAM", "ARGUMENT", …]`.
func (l *lowering) setShell(in instruction) {
	list, _ := listed(in.args)
	l.stage.shell = shell{other: true}
	for _, word := range list {
		if dialect, ok := dialectOf(word.Reveal()); ok {
			l.stage.shell = shell{dialect: dialect}
			return
		}
	}
}

// dialectOf is the dialect that a program reads, if it is a shell.
func dialectOf(program string) (fact.Dialect, bool) {
	switch path.Base(program) {
	case "sh", "dash", "ash":
		return fact.DialectPOSIX, true
	case "bash", "zsh":
		return fact.DialectBash, true
	case "ksh", "mksh":
		return fact.DialectMksh, true
	}
	return fact.DialectNone, false
}

// run takes what is run while the image is built: a shell's command line with
// its here-documents, a list of words, or a here-document that is a script.
func (l *lowering) run(in instruction) {
	l.mounts(in)
	script := in.args
	if len(in.heredocs) > 0 {
		if _, alone := heredocOf(in.args); alone {
			l.script(in, in.heredocs[0].content)
			return
		}
		script = source.Concat(in.args, source.Literal("\n"), in.tail)
	}
	l.emitProgram(l.program(in, script), l.stage.resource)
}

// isOther reports a first line that names a program which is no shell.
func isOther(script string) bool {
	line, _, _ := strings.Cut(script, "\n")
	rest, found := strings.CutPrefix(line, "#!")
	return found && !slices.ContainsFunc(strings.Fields(rest), func(word string) bool {
		_, ok := dialectOf(word)
		return ok
	})
}

// script runs a here-document in the program of its first line, or in the
// stage's shell.
func (l *lowering) script(in instruction, content source.Text) {
	p := program{how: in.name, at: content.Span(), script: content, shell: l.stage.shell}
	if content.HasPrefix("#!") {
		p.shell = shell{other: isOther(content.Reveal())}
	}
	l.emitProgram(p, l.stage.resource)
}

// program is what a container or a step starts.
type program struct {
	how    string
	at     source.Span
	list   []source.Text // its words, or
	script source.Text   // what its shell runs
	shell  shell
}

func (l *lowering) program(in instruction, args source.Text) program {
	p := program{how: in.name, at: in.line.Span(), shell: l.stage.shell}
	if list, ok := listed(args); ok {
		p.list, p.at = list, args.Span()
		return p
	}
	p.script = args
	return p
}

func (l *lowering) emitProgram(p program, parent fact.Fact) {
	switch {
	case len(p.list) > 0:
		l.emit(&fact.Command{
			Node: fact.NewNode(p.at, parent, l.certainty), Argv: p.list, Shown: p.at, Dir: l.stage.dir,
		})
	case p.script.Len() > 0 && !p.shell.other:
		l.emit(&fact.Embedded{
			Node: fact.NewNode(p.script.Span(), parent, l.certainty), Language: fact.LanguageShell, Dialect: p.shell.dialect,
			Content: p.script, How: p.how, Env: l.stage.environ, Dir: l.stage.dir,
		})
	}
}

// enter takes ENTRYPOINT, which forgets the CMD of an image below.
func (l *lowering) enter(in instruction) {
	l.stage.entrypoint = l.program(in, in.args)
	if base := l.stage.resource.Base; base != "" {
		l.stage.command = program{}
	}
}

// startContainer emits the program of a stage's container. A list of CMD is
// appended to that of ENTRYPOINT; a script of ENTRYPOINT ignores CMD.
func (l *lowering) startContainer() {
	entry, command := l.stage.entrypoint, l.stage.command
	switch {
	case len(entry.list) > 0:
		if len(command.list) > 0 {
			entry.list = slices.Concat(entry.list, command.list)
		}
		l.emitProgram(entry, l.stage.resource)
	case entry.script.Len() > 0:
		l.emitProgram(entry, l.stage.resource)
	default:
		l.emitProgram(command, l.stage.resource)
	}
}

// health takes `HEALTHCHECK [--interval=…] CMD …`, which the engine runs again
// and again: every 30 seconds, where nothing else is said.
func (l *lowering) health(in instruction) {
	name, args := firstWord(in.args)
	if !strings.EqualFold(name.Reveal(), "CMD") {
		return
	}
	interval, ok := in.flag("interval")
	if !ok {
		interval = source.Literal("30s")
	}
	job := &fact.Job{
		Node: l.node(in.line.Span()), Schedule: interval, Trigger: fact.OnInterval, Rare: fact.No, Enabled: fact.Yes, Place: fact.Host,
	}
	l.emit(job)
	l.emitProgram(l.program(in, args), job)
}
