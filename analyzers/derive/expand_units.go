package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// unitVerbs are what systemctl(1) and Debian's helpers do to units. A unit
// that is unmasked may be started again; add-wants names a target first.
var unitVerbs = map[string]string{
	"enable": "enables", "reenable": "enables", "preset": "enables", "unmask": "enables", "update-state": "enables",
	"disable": "disables", "mask": "disables", "purge": "disables",
	"start": "starts", "restart": "starts", "reload-or-restart": "starts",
	"add-wants": "wants", "add-requires": "wants",
}

var systemctlGrammar = optionGrammar{
	valued: "HMtpPsnoT",
	long: []string{
		"host", "machine", "type", "property", "signal", "lines", "output", "root", "image", "job-mode", "state",
		"kill-whom", "preset-mode", "what", "when", "message", "boot-loader-entry", "timestamp", "drop-in",
	},
}

// systemctl refers to the units that a command enables, disables or starts.
func systemctl(c *fact.Command, emit fact.Emit) {
	given := sortArgs(c.Argv[1:], systemctlGrammar)
	if len(given.words) == 0 {
		return
	}
	how, known := unitVerbs[given.words[0].Reveal()]
	words := given.words[1:]
	if how == "wants" && len(words) > 0 {
		words = words[1:]
	}
	if !known {
		return
	}
	for _, unit := range words {
		refUnit(c, unit, how, emit)
		if how == "enables" && given.has("now") {
			refUnit(c, unit, "starts", emit)
		}
	}
}

// refUnit refers to a unit by its name or its file's path. systemctl(1): a name
// without a suffix is a service's.
func refUnit(c *fact.Command, unit source.Text, how string, emit fact.Emit) {
	if !unit.Known() || unit.Len() == 0 {
		return
	}
	value := unit.Reveal()
	name := unit.Slice(strings.LastIndexByte(value, '/')+1, len(value))
	if path.Ext(value) == "" {
		name = source.Concat(name, source.Literal(".service"))
	}
	emit(&fact.Ref{
		Node: child(c), Target: name, RefKind: fact.RefUnit, Language: fact.LanguageSchedule, Dialect: fact.DialectSystemdUnit, How: how,
	})
}

// unitLink follows `ln -s` as systemctl does it by hand: a link in a folder
// such as multi-user.target.wants has a unit started, one to /dev/null masks it.
func unitLink(c *fact.Command, emit fact.Emit) bool {
	paths := sortArgs(c.Argv[1:], optionGrammar{valued: "St", long: []string{"suffix", "target-directory"}}).words
	if len(paths) != 2 || !paths[0].Known() || !paths[1].Known() {
		return false
	}
	from, to := paths[0].Reveal(), paths[1].Reveal()
	folder, unit := path.Split(to)
	if unit == "" || path.Ext(unit) == "" {
		folder, unit = to, path.Base(from)
	}
	folder = strings.TrimSuffix(folder, "/")
	var how string
	switch {
	case strings.HasSuffix(folder, ".wants") || strings.HasSuffix(folder, ".requires"):
		how = "wants"
	case from == "/dev/null" && strings.Contains(folder, "systemd/"):
		how = "disables"
	default:
		return false
	}
	at := paths[1]
	if !strings.HasSuffix(to, unit) {
		at = paths[0]
	}
	refUnit(c, at, how, emit)
	return true
}

// initVerbs are what commands of System V's init, chkconfig(8), update-rc.d(8)
// and OpenRC's rc-update(8) do to a service.
var initVerbs = map[string]string{
	"start": "starts", "restart": "starts",
	"defaults": "enables", "enable": "enables", "on": "enables", "--add": "enables", "add": "enables",
	"disable": "disables", "remove": "disables", "off": "disables", "--del": "disables", "del": "disables", "delete": "disables",
}

// initScript refers to the service that a command of an init system switches.
// Its two operands stand in either order.
func initScript(c *fact.Command, program string, emit fact.Emit) {
	var name source.Text
	how := ""
	for _, word := range c.Argv[1:] {
		value := word.Reveal()
		verb, isVerb := initVerbs[value]
		switch {
		case isVerb && how == "":
			how = verb
		case strings.HasPrefix(value, "-") || name.Len() > 0:
		default:
			name = word
		}
	}
	if program == "chkconfig" && how == "" && len(c.Argv) == 2 {
		return // only asks
	}
	if how != "" {
		refUnit(c, name, how, emit)
	}
}
