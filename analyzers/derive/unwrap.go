package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// wrappers start the command that follows their own words. The string lists
// the single-letter options that take the next word as their value; operands
// is how many words stand before the command.
var wrappers = map[string]struct {
	valued   string
	long     string // long options with a value in the next word, blank separated
	operands int
}{
	"sudo":        {valued: "aCcDghpRrTtuU", long: "--user --group --host --prompt --chdir"},
	"doas":        {valued: "Cu"},
	"env":         {valued: "uCS", long: "--unset --chdir"},
	"nohup":       {},
	"nice":        {valued: "n", long: "--adjustment"},
	"ionice":      {valued: "cnpPu", long: "--class --classdata"},
	"chronic":     {},
	"exec":        {valued: "a"},
	"command":     {},
	"builtin":     {},
	"time":        {valued: "fo"},
	"timeout":     {valued: "ks", long: "--kill-after --signal", operands: 1},
	"flock":       {valued: "wEc", long: "--timeout --conflict-exit-code", operands: 1},
	"setsid":      {},
	"stdbuf":      {valued: "ioe"},
	"unbuffer":    {},
	"chroot":      {operands: 1},
	"setpriv":     {long: "--reuid --regid --groups"},
	"runcon":      {valued: "turl"},
	"taskset":     {operands: 1},
	"unshare":     {},
	"xargs":       {valued: "adEILnPs", long: "--max-args --max-procs --delimiter --replace"},
	"watch":       {valued: "n", long: "--interval"},
	"parallel":    {valued: "j"},
	"torsocks":    {},
	"cronic":      {},
	"chpst":       {valued: "uUbmdocrtfle"},
	"su-exec":     {operands: 1},
	"gosu":        {operands: 1},
	"busybox":     {},
	"systemd-run": {valued: systemdRunGrammar.valued, long: "--" + strings.Join(systemdRunGrammar.long, " --")},
	"systemd-cat": {valued: "tp", long: "--identifier --priority"},
}

// unwrap returns the command inside a wrapper, or nil.
func unwrap(c *fact.Command, name string) *fact.Command {
	w, ok := wrappers[name]
	if !ok {
		return nil
	}
	env := append([]fact.Assignment(nil), c.Env...)
	left := w.operands
	for i := 1; i < len(c.Argv); i++ {
		word := c.Argv[i].Reveal()
		switch {
		case word == "--":
		case name == "flock" && word == "-c" && i+1 < len(c.Argv):
			return nil // a script: flock's own -c, see expandCommand's callers
		case strings.HasPrefix(word, "--"):
			if strings.Contains(" "+w.long+" ", " "+word+" ") {
				i++
			}
		case len(word) > 1 && word[0] == '-':
			if last := word[len(word)-1:]; strings.Contains(w.valued, last) {
				i++
			}
		case isAssignment(word) && (name == "env" || name == "sudo"):
			key, value, _ := c.Argv[i].Cut("=")
			env = append(env, fact.Assignment{Name: key, Value: value})
		case left > 0:
			left--
		default:
			return &fact.Command{
				Node: fact.NewNode(c.At(), c, fact.Always), Argv: c.Argv[i:], Env: env, Stdin: c.Stdin,
				Stdout: c.Stdout, Via: append(append([]string(nil), c.Via...), name), Shown: c.Shown,
				Conditional: c.Conditional,
			}
		}
	}
	return nil
}

func isAssignment(word string) bool {
	name, _, found := strings.Cut(word, "=")
	return found && name != "" && !strings.ContainsAny(name, "/.- ")
}
