package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// started is what a wrapper starts: a command's words, or a shell's script.
type started struct {
	argv   []source.Text
	script source.Text
	env    []fact.Assignment
}

// unwrap emits what a wrapper starts, and reports whether it starts something.
func unwrap(c *fact.Command, name string, emit fact.Emit) bool {
	if name == "find" {
		return findCommands(c, emit)
	}
	w, ok := wrappers[name]
	if !ok {
		return false
	}
	s, ok := w.start(c.Argv[1:])
	switch {
	case !ok:
		return false
	case s.script.Len() > 0:
		embed(c, s.script, name, emit)
	default:
		emit(inside(c, name, s.argv, s.env))
	}
	return true
}

// inside is the command that a wrapper starts.
func inside(c *fact.Command, name string, argv []source.Text, env []fact.Assignment) *fact.Command {
	return &fact.Command{
		Node: child(c), Argv: argv, Env: append(slices.Clone(c.Env), env...), Stdin: c.Stdin, Stdout: c.Stdout,
		Via: append(slices.Clone(c.Via), name), Shown: c.Shown, Conditional: c.Conditional, Dir: c.Dir,
	}
}

// start reads the words behind a wrapper's name. ok is false where it starts
// nothing that is written there.
func (w wrapper) start(args []source.Text) (s started, ok bool) {
	var g givenArgs
	left, i := w.operands, 0
words:
	for ; i < len(args); i++ {
		switch value := args[i].Reveal(); {
		case value == "--":
			i++
			if left > 0 && left < anyOperands && !w.dashes {
				i, left = i+left-1, 0 // its own words stand behind it, too
				continue
			}
			break words
		case strings.HasPrefix(value, "--"):
			i = g.long(args, i, w.options)
		case len(value) > 1 && value[0] == '-':
			i = g.letters(args, i, w.options)
		case w.dashes:
		case w.assigns && isAssignment(value):
			name, set, _ := args[i].Cut("=")
			s.env = append(s.env, fact.Assignment{Name: name, Value: set})
		case left > 0 && !slices.ContainsFunc(w.named, g.has):
			left--
		default:
			break words
		}
	}
	rest := args[min(i, len(args)):]
	if slices.ContainsFunc(w.asks, g.has) {
		return s, false
	}
	if w.verbs != nil {
		if len(rest) == 0 {
			return s, false
		}
		verb, known := w.verbs[rest[0].Reveal()]
		if !known {
			return s, false
		}
		return verb.start(rest[1:])
	}
	return w.take(s, g, rest)
}

// take makes a command of what is left behind a wrapper's own words.
func (w wrapper) take(s started, g givenArgs, rest []source.Text) (started, bool) {
	for _, name := range w.script {
		if s.script = g.last(name); s.script.Len() > 0 {
			return s, true
		}
	}
	if w.until != "" {
		if end := slices.IndexFunc(rest, func(t source.Text) bool { return t.HasPrefix(w.until) }); end >= 0 {
			rest = rest[:end]
		}
	}
	for _, name := range w.program {
		if program := g.last(name); program.Len() > 0 {
			rest = append([]source.Text{program}, rest...)
			break
		}
	}
	switch {
	case len(rest) == 0:
		return s, false
	case w.shell:
		rest = append([]source.Text{source.Literal("bash")}, rest...)
	case w.joins && !g.has("x"): // watch -x starts the words themselves
		s.script = source.Concat(joined(rest)...)
		return s, true
	}
	s.argv = rest
	return s, true
}

// findCommands emits the commands of `find … -exec COMMAND ;`.
func findCommands(c *fact.Command, emit fact.Emit) bool {
	found := false
	for i := 1; i < len(c.Argv); i++ {
		switch c.Argv[i].Reveal() {
		case "-exec", "-execdir", "-ok", "-okdir":
		default:
			continue
		}
		rest := c.Argv[i+1:]
		end := slices.IndexFunc(rest, func(t source.Text) bool { return t.Equal(";") || t.Equal("+") })
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			emit(inside(c, "find", rest[:end:end], nil))
			found = true
		}
		i += end
	}
	return found
}

func isAssignment(word string) bool {
	name, _, found := strings.Cut(word, "=")
	return found && name != "" && !strings.ContainsAny(name, "/.- ")
}
