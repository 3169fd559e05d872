package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// installers are the programs that install packages, by the word behind which
// the packages stand, and their options with a value.
var installers = map[string]struct {
	words   string
	grammar optionGrammar
}{
	"apt-get":  {"install", optionGrammar{valued: "cot", long: []string{"target-release", "option", "config-file"}}},
	"apt":      {"install", optionGrammar{valued: "cot", long: []string{"target-release", "option", "config-file"}}},
	"aptitude": {"install", optionGrammar{valued: "ot"}},
	"yum":      {"install", optionGrammar{valued: "cx", long: []string{"enablerepo", "disablerepo", "installroot", "exclude", "setopt"}}},
	"dnf":      {"install", optionGrammar{valued: "cx", long: []string{"enablerepo", "disablerepo", "installroot", "exclude", "setopt", "repo"}}},
	"microdnf": {"install", optionGrammar{long: []string{"enablerepo", "disablerepo", "installroot", "setopt"}}},
	"zypper":   {"install in", optionGrammar{valued: "r", long: []string{"repo", "root"}}},
	"apk":      {"add", optionGrammar{valued: "tXp", long: []string{"virtual", "repository", "root"}}},
	"brew":     {"install", optionGrammar{}},
	"pkg":      {"install", optionGrammar{valued: "r"}},
	"opkg":     {"install", optionGrammar{}},
}

// packagesOf lists the packages that a command installs, as written.
func packagesOf(c *fact.Command) []source.Text {
	name := program(c)
	if name == "pacman" {
		given := sortArgs(c.Argv[1:], optionGrammar{valued: "b"})
		if given.has("S") && !given.has("s") && !given.has("i") {
			return given.words
		}
		return nil
	}
	installer, ok := installers[name]
	if !ok {
		return nil
	}
	given := sortArgs(c.Argv[1:], installer.grammar)
	if len(given.words) == 0 || !slices.Contains(strings.Fields(installer.words), given.words[0].Reveal()) {
		return nil
	}
	return given.words[1:]
}
