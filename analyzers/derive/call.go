package derive

import (
	"maps"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// functionName is what the tables call a function by.
func functionName(c *fact.Call) string {
	if c.Receiver != "" {
		return c.Package + "." + c.Receiver + "." + c.Function
	}
	return c.Package + "." + c.Function
}

func textArg(c *fact.Call, n int) source.Text { return textOf(c.Arg(n)) }

// starters are the calls that hold more to lower: the programs they start, the
// files they write, the scripts they send to another host.
var starters = map[string]func(*fact.Call, fact.Emit){
	"os/exec.Command":        func(c *fact.Call, emit fact.Emit) { startProgram(c, c.Args, emit) },
	"os/exec.CommandContext": func(c *fact.Call, emit fact.Emit) { startProgram(c, c.Args[min(1, len(c.Args)):], emit) },
	"syscall.Exec":           startVector,
	"os.StartProcess":        startVector,
	"os.WriteFile":           writeFile,
	"io/ioutil.WriteFile":    writeFile,

	"golang.org/x/crypto/ssh.Session.Run":            runRemotely,
	"golang.org/x/crypto/ssh.Session.Start":          runRemotely,
	"golang.org/x/crypto/ssh.Session.Output":         runRemotely,
	"golang.org/x/crypto/ssh.Session.CombinedOutput": runRemotely,
}

func expandCall(c *fact.Call, emit fact.Emit) {
	scriptCommand(c, emit)
	if start := starters[functionName(c)]; start != nil {
		start(c, emit)
	}
}

func writeFile(c *fact.Call, emit fact.Emit) {
	emit(&fact.FileWrite{Node: child(c), Path: textArg(c, 0), Content: textArg(c, 1), Mode: textArg(c, 2)})
}

func runRemotely(c *fact.Call, emit fact.Emit) {
	if script := textArg(c, 0); script.Len() > 0 {
		emit(&fact.Embedded{Node: child(c), Language: fact.LanguageShell, Content: script, How: "ssh"})
	}
}

// startProgram emits the command of a program and its arguments. What the
// result has set says its environment and input.
func startProgram(c *fact.Call, args []*fact.Value, emit fact.Emit) {
	if len(args) == 0 {
		return
	}
	command := &fact.Command{Node: child(c), Shown: c.At()}
	for _, arg := range args {
		command.Argv = append(command.Argv, textOf(arg))
	}
	for _, set := range c.Set {
		switch set.Name.Reveal() {
		case "Stdin":
			command.Stdin = textOf(set.Value)
		case "Env":
			command.Env = assignments(set.Value)
		}
	}
	emit(command)
}

// startVector reads calls that take the arguments as one list, the program
// among them.
func startVector(c *fact.Call, emit fact.Emit) {
	list := c.Arg(1)
	if list == nil || list.Form != fact.List || len(list.Items) == 0 {
		return
	}
	startProgram(c, append([]*fact.Value{c.Arg(0)}, list.Items[1:]...), emit)
}

// assignments reads a list of NAME=value.
func assignments(list *fact.Value) []fact.Assignment {
	var all []fact.Assignment
	for item := range leaves(list) {
		if name, value, found := textOf(item.Value).Cut("="); found {
			all = append(all, fact.Assignment{Name: name, Value: value})
		}
	}
	return all
}

// Functions lists the functions whose calls are known here, as `import/path.Name`
// or `import/path.Type.Method`, and the fields, as `import/path.Type.Field`. Front ends declare them where sources are absent.
func Functions() []string {
	names := slices.Concat(
		slices.Collect(maps.Keys(addressArgs)), slices.Collect(maps.Keys(dnsArgs)), slices.Collect(maps.Keys(urlArgs)),
		slices.Collect(maps.Keys(schedulers)), slices.Collect(maps.Keys(secretArgs)), slices.Collect(maps.Keys(starters)), slices.Collect(maps.Keys(resolverArgs)),
		slices.Collect(maps.Keys(profileArgs)),
		slices.Collect(maps.Keys(dataSources)), secretFieldNames(),
	)
	slices.Sort(names)
	return names
}

// secretFieldNames lists the fields that hold credentials; a map's type itself.
func secretFieldNames() []string {
	var names []string
	for typeName, fields := range secretFields {
		for field := range fields {
			names = append(names, strings.TrimSuffix(typeName+"."+field, ".*"))
		}
	}
	return names
}
