package analyzers

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/schedule"
)

// unitID names a systemd unit of one machine.
type unitID struct {
	root string // what the files of one unit share
	name string // x.timer, x@.service
}

// template is the unit that an instance is made of.
func (u unitID) template() unitID { return unitID{u.root, schedule.TemplateOf(u.name)} }

// unitLink is a link that `systemctl enable` or `systemctl mask` leaves.
type unitLink struct {
	unit unitID
	by   string // the unit that wants it; empty: the unit is masked
}

// installed takes note of a link that enables or masks a unit. What the first
// one names is only a hint to people: its own name tells the unit.
func (l *loader) installed(name string) bool {
	dir, base := path.Dir(name), path.Base(name)
	if !slices.Contains([]string{".service", ".timer"}, path.Ext(base)) {
		return false
	}
	wanting := ""
	switch path.Ext(dir) {
	case ".wants", ".requires", ".upholds":
		wanting = strings.TrimSuffix(path.Base(dir), path.Ext(dir))
		dir = path.Dir(dir)
	default:
		if target, err := fs.ReadLink(l.fsys, name); err != nil || target != "/dev/null" {
			return false
		}
	}
	place := schedule.PlaceOf(path.Join(dir, base))
	l.unitLinks = append(l.unitLinks, unitLink{unit: unitID{place.Root, place.Name}, by: wanting})
	return true
}

// ranks tells, for each unit of the tree, the rank of the folder that it is
// read from.
func (l *loader) ranks() map[unitID]int {
	if l.ranked != nil {
		return l.ranked
	}
	l.ranked = map[unitID]int{}
	for _, doc := range l.scanned {
		id, rank, ok := unitOf(doc)
		if !ok {
			continue
		}
		if first, seen := l.ranked[id]; !seen || rank < first {
			l.ranked[id] = rank
		}
	}
	return l.ranked
}

// unitOf is the unit that a file of the tree is, drop-ins left out.
func unitOf(doc *fact.Document) (id unitID, rank int, ok bool) {
	if doc.Dialect != fact.DialectSystemdUnit || doc.Virtual {
		return unitID{}, 0, false
	}
	place := schedule.PlaceOf(doc.Path)
	return unitID{place.Root, place.Name}, place.Rank, place.DropIn == ""
}

// shadowed reports a unit that is not read, since a folder before its own has
// one of that name.
func (l *loader) shadowed(doc *fact.Document) bool {
	id, rank, ok := unitOf(doc)
	return ok && l.ranks()[id] < rank
}

// linkedUnits are what the links of the tree say: which units are masked, and by
// which other units each is wanted.
type linkedUnits struct {
	masked map[unitID]bool
	wanted map[unitID][]string
}

func (l *loader) linkedUnits() linkedUnits {
	u := linkedUnits{map[unitID]bool{}, map[unitID][]string{}}
	for _, i := range l.unitLinks {
		if i.by == "" {
			u.masked[i.unit] = true
			continue
		}
		u.wanted[i.unit] = append(u.wanted[i.unit], i.by)
		if template := i.unit.template(); template != i.unit {
			u.wanted[template] = append(u.wanted[template], i.by)
		}
	}
	return u
}

// starts reports that one of the units that want another starts it by itself:
// for a timer any, for a service one that a start of the machine passes.
func starts(id unitID, by []string) bool {
	return slices.ContainsFunc(by, func(target string) bool {
		return strings.HasSuffix(id.name, ".timer") || schedule.AtBoot(target)
	})
}
