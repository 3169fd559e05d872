package schedule

import (
	"path"
	"strings"
)

// unitPlace is what the path of a unit's file tells.
type unitPlace struct {
	name   string // x@i.timer; of a drop-in the unit that it changes
	file   string // base name of a drop-in, empty for the unit's own file
	root   string // what the files of one unit share: a manager, or a folder
	rank   int    // of its folder among those of the manager; the lower one wins
	ofUser bool   // a manager of a user's units reads it
}

// unitFolders are where systemd looks for units, in order. systemd.unit(5):
// a file hides those of its name in folders further down.
var unitFolders = []struct {
	path   string
	ofUser bool
}{
	{path: "etc/systemd/system"},
	{path: "run/systemd/system"},
	{path: "usr/local/lib/systemd/system"},
	{path: "usr/lib/systemd/system"},
	{path: "lib/systemd/system"},
	{path: ".config/systemd/user", ofUser: true},
	{path: "etc/systemd/user", ofUser: true},
	{path: "run/systemd/user", ofUser: true},
	{path: ".local/share/systemd/user", ofUser: true},
	{path: "usr/local/lib/systemd/user", ofUser: true},
	{path: "usr/lib/systemd/user", ofUser: true},
	{path: "lib/systemd/user", ofUser: true},
}

func placeOf(name string) unitPlace {
	name = path.Clean("/" + trimTemplate(name))
	p := unitPlace{name: path.Base(name)}
	dir := path.Dir(name)
	if unit, ok := strings.CutSuffix(path.Base(dir), ".d"); ok && strings.HasSuffix(name, ".conf") {
		p.name, p.file = unit, path.Base(name)
		dir = path.Dir(dir)
	}
	p.root = dir
	for i, folder := range unitFolders {
		if root, ok := strings.CutSuffix(dir, "/"+folder.path); ok {
			p.root, p.rank, p.ofUser = root+"/ system", i, folder.ofUser
			if folder.ofUser {
				p.root = root + "/ user"
			}
			break
		}
	}
	return p
}

// UnitName is the name that systemd knows a file's unit by; of a drop-in, the
// unit that it changes.
func UnitName(name string) string { return placeOf(name).name }

// UnitKey is equal for the files that systemd makes one unit of: the unit's own
// file, others of its name, and its drop-ins.
func UnitKey(name string) string {
	p := placeOf(name)
	return p.root + "\x00" + p.name
}

// WantedUnit tells which unit a link has started along with another, for the
// path of a link in a folder such as multi-user.target.wants.
func WantedUnit(name string) (unit string, ok bool) {
	dir := path.Base(path.Dir(path.Clean("/" + name)))
	if !strings.HasSuffix(dir, ".wants") && !strings.HasSuffix(dir, ".requires") && !strings.HasSuffix(dir, ".upholds") {
		return "", false
	}
	unit = path.Base(name)
	return unit, strings.HasSuffix(unit, ".timer") || passesBoot(strings.TrimSuffix(dir, path.Ext(dir))) && strings.HasSuffix(unit, ".service")
}

// TemplateOf is the template that an instance is made of: x@.service of
// x@i.service, and a name without instance itself.
func TemplateOf(unit string) string {
	if at := strings.IndexByte(unit, '@'); at >= 0 {
		return unit[:at+1] + path.Ext(unit)
	}
	return unit
}
