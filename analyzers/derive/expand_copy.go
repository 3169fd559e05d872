package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// copiers are the programs that give files another place, with the single
// letters that take a value: coreutils, rsync(1).
var copiers = map[string]struct {
	valued string
	long   string // long options with a value in the next word, blank separated
}{
	"cp":      {valued: "St", long: "--suffix --target-directory"},
	"mv":      {valued: "St", long: "--suffix --target-directory"},
	"ln":      {valued: "St", long: "--suffix --target-directory"},
	"install": {valued: "gmoSt", long: "--group --mode --owner --suffix --target-directory --strip-program"},
	"rsync":   {valued: "efBTM", long: "--rsh --filter --exclude --include --exclude-from --include-from --files-from --rsync-path --chown --chmod"},
}

// copying is what the words of a copy say.
type copying struct {
	paths    []source.Text
	into     source.Text // -t DIR
	mode     source.Text
	noTarget bool // -T: the last path is the copy itself
	makesDir bool // install -d
	folders  bool // rsync -r, -a: a folder keeps its name where it goes
}

// copied follows files and folders that get a second place. The name decides
// what a file is: a copy into /etc/cron.d is a crontab.
func copied(c *fact.Command, name string, emit fact.Emit) {
	what := copyingOf(c.Argv[1:], name)
	if what.makesDir {
		return
	}
	to := what.into
	if to.Len() == 0 {
		if len(what.paths) < 2 {
			return
		}
		to, what.paths = what.paths[len(what.paths)-1], what.paths[:len(what.paths)-1]
	}
	intoFolder := what.folders || what.into.Len() > 0 || len(what.paths) > 1 || to.HasSuffix("/") || to.HasSuffix("/.")
	for _, from := range what.paths {
		if name == "rsync" && (isRemote(from) || isRemote(to)) {
			continue
		}
		emit(&fact.FileWrite{Node: child(c), Path: copyPath(from, to, intoFolder && !what.noTarget), From: from, Mode: what.mode})
	}
}

func copyingOf(words []source.Text, name string) copying {
	var what copying
	program := copiers[name]
	for i := 0; i < len(words); i++ {
		word := words[i].Reveal()
		switch {
		case word == "--":
			what.paths = append(what.paths, words[i+1:]...)
			return what
		case strings.HasPrefix(word, "--"):
			value := words[i].Slice(strings.IndexByte(word, '=')+1, len(word))
			option, _, inWord := strings.Cut(word, "=")
			if !inWord && strings.Contains(" "+program.long+" ", " "+word+" ") && i+1 < len(words) {
				i++
				value = words[i]
			}
			what.option(option, value, name)
		case len(word) > 1 && word[0] == '-':
			i += what.letters(words[i:], program.valued, name)
		default:
			what.paths = append(what.paths, words[i])
		}
	}
	return what
}

// letters takes a word of single-letter options, and returns how many words
// behind it are its value.
func (what *copying) letters(words []source.Text, valued, name string) (taken int) {
	word := words[0].Reveal()
	for j := 1; j < len(word); j++ {
		letter := "-" + word[j:j+1]
		if !strings.Contains(valued, word[j:j+1]) {
			what.option(letter, source.Text{}, name)
			continue
		}
		switch value := words[0].Slice(j+1, len(word)); {
		case value.Len() > 0:
			what.option(letter, value, name)
			return 0
		case len(words) > 1:
			what.option(letter, words[1], name)
			return 1
		}
	}
	return 0
}

func (what *copying) option(option string, value source.Text, name string) {
	switch {
	case option == "--target-directory" || option == "-t" && name != "rsync":
		what.into = value
	case name == "install" && (option == "-m" || option == "--mode"):
		what.mode = value
	case name == "install" && (option == "-d" || option == "--directory"):
		what.makesDir = true
	case name == "rsync" && (option == "-a" || option == "-r" || option == "--archive" || option == "--recursive"):
		what.folders = true
	case option == "-T" && name != "rsync" || option == "--no-target-directory":
		what.noTarget = true
	}
}

// copyPath is where a copy lies. Into a folder, a file or folder keeps its
// name; `x/.`, `x/*` and rsync's `x/` give what is in x.
func copyPath(from, to source.Text, intoFolder bool) source.Text {
	value := from.Reveal()
	base := path.Base(value)
	content := base == "." || strings.HasSuffix(value, "/") || strings.ContainsAny(base, "*?[")
	if !content && !intoFolder {
		return to
	}
	to = source.Concat(to.TrimSuffix(".").TrimSuffix("/"), source.Literal("/"))
	if content {
		return to
	}
	return source.Concat(to, from.Slice(len(value)-len(base), len(value)))
}

// isRemote reports `host:path`.
func isRemote(t source.Text) bool {
	host, _, found := strings.Cut(t.Reveal(), ":")
	return found && !strings.Contains(host, "/")
}
