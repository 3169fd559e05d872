package schedule

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source/template"
)

// UnitPlace is what the path of a unit's file tells.
type UnitPlace struct {
	Name   string // x@i.timer; of a drop-in the unit that it changes
	DropIn string // base name of a drop-in, empty for the unit's own file
	Root   string // what the files of one unit share: a manager, or a folder
	Rank   int    // of its folder among those of the manager; the lower one wins
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

// PlaceOf reads the path of a unit's file.
func PlaceOf(name string) UnitPlace {
	name = path.Clean("/" + template.Trim(name))
	p := UnitPlace{Name: path.Base(name)}
	dir := path.Dir(name)
	if unit, ok := strings.CutSuffix(path.Base(dir), ".d"); ok && strings.HasSuffix(name, ".conf") {
		p.Name, p.DropIn = unit, path.Base(name)
		dir = path.Dir(dir)
	}
	p.Root = dir
	for i, folder := range unitFolders {
		if root, ok := strings.CutSuffix(dir, "/"+folder.path); ok {
			p.Root, p.Rank, p.ofUser = root+"/ system", i, folder.ofUser
			if folder.ofUser {
				p.Root = root + "/ user"
			}
			break
		}
	}
	return p
}

// UnitName is the name that systemd knows a file's unit by; of a drop-in, the
// unit that it changes.
func UnitName(name string) string { return PlaceOf(name).Name }

// UnitKey is equal for the files that systemd makes one unit of: the unit's own
// file, others of its name, and its drop-ins.
func UnitKey(name string) string {
	p := PlaceOf(name)
	return p.Root + "\x00" + p.Name
}

// TemplateOf is the template that an instance is made of: x@.service of
// x@i.service, and a name without instance itself.
func TemplateOf(unit string) string {
	if at := strings.IndexByte(unit, '@'); at >= 0 {
		return unit[:at+1] + path.Ext(unit)
	}
	return unit
}
