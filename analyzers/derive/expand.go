package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Expand emits what a command, resource or call holds in another language, the
// files it writes, the files it names, the variables it sets and, where it is a
// wrapper or starts a container, the command inside. It emits nothing else.
func Expand(f fact.Fact, emit fact.Emit) {
	switch f := f.(type) {
	case *fact.Command:
		expandCommand(f, emit)
	case *fact.Resource:
		expandResource(f, emit)
	case *fact.Call:
		expandCall(f, emit)
	default: // holds no other language
	}
}

// program is the base name of what a command starts, or empty where it is not known.
func program(c *fact.Command) string {
	if len(c.Argv) == 0 || !c.Argv[0].Known() {
		return ""
	}
	return path.Base(c.Argv[0].Reveal())
}

func expandCommand(c *fact.Command, emit fact.Emit) {
	name := program(c)
	if unwrap(c, name, emit) {
		return
	}
	switch name {
	case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "rbash":
		interpreter(c, name, emit)
	case "eval":
		embed(c, source.Concat(joined(c.Argv[1:])...), "eval", emit)
	case "source", ".":
		if len(c.Argv) > 1 {
			emit(&fact.Ref{Node: child(c), Target: c.Argv[1], Language: fact.LanguageShell, How: "sources"})
		}
	case "crontab":
		crontab(c, emit)
	case "tee":
		tee(c, emit)
	case "ln":
		if !unitLink(c, emit) {
			copied(c, name, emit)
		}
	case "cp", "install", "mv", "rsync":
		copied(c, name, emit)
	case "ssh":
		remote(c, emit)
	case "schtasks", "schtasks.exe":
		scheduledTask(c, emit)
	case "pwsh", "powershell", "powershell.exe", "pwsh.exe":
		powershell(c, emit)
	case "rm", "unlink":
		removed(c, emit)
	case "at", "batch":
		later(c, name, emit)
	case "resolvconf":
		resolvconf(c, emit)
	case "systemctl", "deb-systemd-helper", "deb-systemd-invoke":
		systemctl(c, emit)
	case "service", "invoke-rc.d", "rc-service", "update-rc.d", "rc-update", "chkconfig":
		initScript(c, name, emit)
	default:
		if dialect, ok := fact.InterpreterDialect(name); ok {
			runInterpreter(c, dialect, emit)
			return
		}
		if len(c.Argv) > 0 && strings.Contains(c.Argv[0].Reveal(), "/") {
			emit(&fact.Ref{Node: child(c), Target: c.Argv[0], Language: fact.LanguageShell, How: "runs"})
		}
	}
}

func child(parent fact.Fact) fact.Node {
	return fact.NewNode(parent.At(), parent, fact.Always)
}

func embed(c *fact.Command, script source.Text, how string, emit fact.Emit) {
	if script.Len() == 0 {
		return
	}
	emit(&fact.Embedded{Node: fact.NewNode(c.At(), c, fact.Always), Language: fact.LanguageShell, Content: script, How: how})
}

// joined puts blanks between words, as eval and ssh do.
func joined(words []source.Text) []source.Text {
	var parts []source.Text
	for i, w := range words {
		if i > 0 {
			parts = append(parts, source.Literal(" "))
		}
		parts = append(parts, w)
	}
	return parts
}

// interpreter follows `sh -c SCRIPT`, `sh FILE` and `… | sh`.
func interpreter(c *fact.Command, name string, emit fact.Emit) {
	for i := 1; i < len(c.Argv); i++ {
		word := c.Argv[i].Reveal()
		switch {
		case word == "-o" || word == "+o" || word == "-O" || word == "--rcfile" || word == "--init-file":
			i++
		case strings.HasPrefix(word, "--"):
		case len(word) > 1 && (word[0] == '-' || word[0] == '+'):
			if strings.Contains(word, "c") && i+1 < len(c.Argv) {
				embed(c, c.Argv[i+1], name+" -c", emit)
				return
			}
			if strings.Contains(word, "s") {
				embed(c, c.Stdin, "standard input of "+name, emit)
				return
			}
		case word == "-":
		default:
			emit(&fact.Ref{Node: child(c), Target: c.Argv[i], Language: fact.LanguageShell, How: "runs"})
			return
		}
	}
	embed(c, c.Stdin, "standard input of "+name, emit)
}

// crontab follows `crontab -`, `crontab FILE` and their input, and `-r`, which
// takes away what was installed. A crontab that is only listed installs nothing.
func crontab(c *fact.Command, emit fact.Emit) {
	given := sortArgs(c.Argv[1:], optionGrammar{valued: "ucsn"})
	write := &fact.FileWrite{Node: child(c), Dialect: fact.DialectUserCrontab}
	if user := given.last("u"); user.Known() {
		write.User = user.Reveal()
	}
	write.Path = source.Literal("/var/spool/cron/crontabs/" + userOr(write.User))
	switch {
	case given.has("r") || given.has("d"): // BusyBox: -d
		emit(&fact.Ref{Node: child(c), Target: write.Path, RefKind: fact.RefFile, How: "removes"})
		return
	case given.has("l") || given.has("e") || given.has("T"):
		return
	case len(given.words) > 0 && !given.words[0].Equal("-"):
		write.From = given.words[0]
	case c.Stdin.Len() > 0:
		write.Content = c.Stdin
	default:
		return
	}
	emit(write)
}

// resolvconf follows the lines of resolv.conf that `resolvconf -a INTERFACE`
// takes from its input.
func resolvconf(c *fact.Command, emit fact.Emit) {
	if c.Stdin.Len() > 0 && len(c.Argv) > 1 && c.Argv[1].Equal("-a") {
		emit(&fact.Embedded{Node: child(c), Language: fact.LanguageSettings, Dialect: "resolv.conf", Content: c.Stdin, How: "resolvconf -a"})
	}
}

// removed refers to the files that a command deletes.
func removed(c *fact.Command, emit fact.Emit) {
	for _, name := range sortArgs(c.Argv[1:], optionGrammar{}).words {
		emit(&fact.Ref{Node: child(c), Target: name, RefKind: fact.RefFile, How: "removes"})
	}
}

func userOr(user string) string {
	if user == "" {
		return "user"
	}
	return user
}

func tee(c *fact.Command, emit fact.Emit) {
	appends := false
	for _, word := range c.Argv[1:] {
		switch value := word.Reveal(); {
		case value == "-a" || value == "--append":
			appends = true
		case strings.HasPrefix(value, "-") || strings.HasPrefix(value, "/dev/"):
		default:
			emit(&fact.FileWrite{Node: child(c), Path: word, Content: c.Stdin, Append: appends})
		}
	}
}

// remote follows the command of `ssh HOST COMMAND`.
func remote(c *fact.Command, emit fact.Emit) {
	const valued = "BbcDEeFIiJLlmOopQRSWw"
	i := 1
	for i < len(c.Argv) && strings.HasPrefix(c.Argv[i].Reveal(), "-") {
		if word := c.Argv[i].Reveal(); len(word) == 2 && strings.Contains(valued, word[1:]) {
			i++
		}
		i++
	}
	if i+1 < len(c.Argv) {
		embed(c, source.Concat(joined(c.Argv[i+1:])...), "ssh", emit)
		return
	}
	embed(c, c.Stdin, "ssh", emit)
}
