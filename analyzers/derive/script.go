package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// scriptInterpreter is how an interpreter's words are read.
type scriptInterpreter struct {
	code   string // short options whose value is the program
	module string // the one that names a module instead of a file
	valued string // the others that take a value
	long   string // long options that do
}

// scriptInterpreters is python(1), ruby(1), perlrun(1), node(1), php(1).
var scriptInterpreters = map[fact.Dialect]scriptInterpreter{
	fact.DialectPython:     {code: "c", module: "m", valued: "WX"},
	fact.DialectRuby:       {code: "e", valued: "CEIr", long: "--encoding"},
	fact.DialectPerl:       {code: "eE", valued: "I"},
	fact.DialectJavaScript: {code: "ep", valued: "rC", long: "--require --import --eval --print --env-file"},
	fact.DialectPHP:        {code: "r", valued: "cdz"},
}

// runInterpreter follows `python3 FILE` and `perl -e CODE`.
func runInterpreter(c *fact.Command, dialect fact.Dialect, emit fact.Emit) {
	grammar := scriptInterpreters[dialect]
	for i := 1; i < len(c.Argv); i++ {
		word := c.Argv[i].Reveal()
		last := word[max(len(word)-1, 0):]
		switch {
		case word == "-" || word == "" || word == "--" || word == "run":
		case strings.HasPrefix(word, "--"):
			if strings.Contains(" "+grammar.long+" ", " "+word+" ") {
				i++
			}
		case word[0] != '-' || dialect == fact.DialectPHP && word == "-f":
			if word == "-f" {
				i++
			}
			if i < len(c.Argv) {
				emit(&fact.Ref{Node: child(c), Target: c.Argv[i], Language: fact.LanguageScript, Dialect: dialect, How: "runs"})
			}
			return
		case last == grammar.module && grammar.module != "":
			return
		case strings.Contains(grammar.code, last):
			if i+1 < len(c.Argv) {
				embedCode(c, c.Argv[i+1], dialect, emit)
			}
			return
		case len(word) == 2 && strings.Contains(grammar.valued, last):
			i++
		}
	}
	embedCode(c, c.Stdin, dialect, emit)
}

func embedCode(c *fact.Command, code source.Text, dialect fact.Dialect, emit fact.Emit) {
	if code.Len() > 0 {
		emit(&fact.Embedded{Node: child(c), Language: fact.LanguageScript, Dialect: dialect, Content: code, How: path.Base(c.Argv[0].Reveal())})
	}
}

// scriptStarters are the functions that start a program or a shell, by the end
// of their names.
var scriptStarters = map[fact.Dialect][]string{
	fact.DialectPython: {
		"os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
		"subprocess.Popen", "subprocess.getoutput", "subprocess.getstatusoutput", "commands.getoutput", "Popen", "check_output",
		"check_call", "create_subprocess_shell", "create_subprocess_exec",
	},
	fact.DialectRuby: {
		"`", "system", "exec", "spawn", "Kernel.system", "IO.popen", "Open3.capture2", "Open3.capture2e", "Open3.capture3", "Open3.popen3",
	},
	fact.DialectPerl: {"`", "system", "exec", "IPC.System.Simple.capture", "capture"},
	fact.DialectJavaScript: {
		"exec", "execSync", "execFile", "execFileSync", "spawn", "spawnSync", "execa", "execaCommand",
	},
	fact.DialectPHP: {"`", "exec", "shell_exec", "system", "passthru", "popen", "proc_open"},
}

// scriptCommand emits what a call of a script starts: its words where they are
// given one by one, else the text that a shell reads.
func scriptCommand(c *fact.Call, emit fact.Emit) {
	starts := scriptStarters[fact.Dialect(c.Package)]
	if starts == nil || !endsIn(c.Function, starts) || c.Package == string(fact.DialectJavaScript) && !ofProcess(c.Function) {
		return
	}
	argv := scriptWords(c)
	switch {
	case len(argv) == 1 && c.Arg(0).Form == fact.Scalar:
		emit(&fact.Embedded{Node: child(c), Language: fact.LanguageShell, Content: argv[0], How: "shell of " + c.Package})
	case len(argv) > 0:
		emit(&fact.Command{Node: child(c), Argv: argv, Shown: c.At()})
	}
}

// ofProcess tells child_process's exec from a regular expression's.
func ofProcess(function string) bool {
	object, _, member := strings.Cut(function, ".")
	return !member || strings.Contains(strings.ToLower(object), "process") || object == "cp" || object == "util"
}

// scriptWords are the words of a command: a list, or the text arguments.
func scriptWords(c *fact.Call) []source.Text {
	var words []source.Text
	for _, arg := range c.Args {
		switch arg.Form {
		case fact.Scalar:
			words = append(words, arg.Text)
		case fact.List:
			for _, item := range arg.Items {
				words = append(words, scriptWord(item))
			}
			return words
		case fact.Hole:
			words = append(words, scriptWord(arg))
		default:
			return words
		}
	}
	return words
}

// scriptWord is a value's text, a hole where it is none.
func scriptWord(v *fact.Value) source.Text {
	if v.Form == fact.Scalar {
		return v.Text
	}
	return source.HoleAt(v.At)
}

// endsIn reports that a dotted name is one of names, or ends in one.
func endsIn(function string, names []string) bool {
	for _, name := range names {
		if function == name || strings.HasSuffix(function, "."+name) {
			return true
		}
	}
	return false
}
