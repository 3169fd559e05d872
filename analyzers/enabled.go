package analyzers

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/schedule"
	"github.com/hiyari/hiyari/analyzers/source"
)

// unitID names a systemd unit of one machine.
type unitID struct {
	root string // the folder that mirrors the machine's root
	user bool   // of the users' managers, not the machine's
	name string // x.timer, x@.service
}

// template is the unit that an instance is made of: x@.service of x@i.service.
func (u unitID) template() unitID {
	if at := strings.IndexByte(u.name, '@'); at >= 0 {
		u.name = u.name[:at+1] + path.Ext(u.name)
	}
	return u
}

// unitFolders are the folders that units are read from, the first before the
// others: systemd.unit(5), and below a home folder for its user.
var unitFolders = []string{"etc", "run", "usr/local/lib", "usr/lib", "lib", ".config", ".local/share"}

// unitAt reads the path of what stands in a folder of systemd units: rest is
// what follows the folder, rank how late the folder is read.
func unitAt(name string) (id unitID, rest string, rank int, ok bool) {
	for _, manager := range []string{"system", "user"} {
		before, rest, found := cutLast("/"+name, "/systemd/"+manager+"/")
		if !found {
			continue
		}
		id = unitID{root: before, user: manager == "user", name: path.Base(rest)}
		rank = len(unitFolders)
		for i, folder := range unitFolders {
			if root, in := strings.CutSuffix(before, "/"+folder); in {
				id.root, rank = root, i
				break
			}
		}
		return id, rest, rank, true
	}
	return unitID{}, "", 0, false
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// installation is a link that `systemctl enable` or `systemctl mask` leaves.
type installation struct {
	unit unitID
	by   string // the unit that wants it; empty: the unit is masked
}

// installed takes note of a link that enables or masks a unit. What the first
// one names is only a hint to people: its own name tells the unit.
func (l *loader) installed(name string) bool {
	id, rest, _, ok := unitAt(name)
	if !ok {
		return false
	}
	dir, _, nested := strings.Cut(rest, "/")
	wanting := ""
	for _, suffix := range []string{".wants", ".requires", ".upholds"} {
		if by, in := strings.CutSuffix(dir, suffix); nested && in {
			wanting = by
		}
	}
	if wanting == "" {
		if target, err := fs.ReadLink(l.fsys, name); err != nil || target != "/dev/null" || nested {
			return false
		}
	}
	l.installs = append(l.installs, installation{unit: id, by: wanting})
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
	id, rest, rank, ok := unitAt(doc.Path)
	return id, rank, ok && !strings.Contains(rest, "/")
}

// shadowed reports a unit that is not read, since a folder before its own has
// one of that name.
func (l *loader) shadowed(doc *fact.Document) bool {
	id, rank, ok := unitOf(doc)
	return ok && l.ranks()[id] < rank
}

// enable gives the jobs of units the answer that links give: a unit that a link
// names is started, one that is masked or not read is not. On a machine the
// links are all there is: one that waits for `systemctl enable` does not start.
func (l *loader) enable() {
	masked, wanted := map[unitID]bool{}, map[unitID][]string{}
	for _, i := range l.installs {
		if i.by == "" {
			masked[i.unit] = true
			continue
		}
		wanted[i.unit] = append(wanted[i.unit], i.by)
		if template := i.unit.template(); template != i.unit {
			wanted[template] = append(wanted[template], i.by)
		}
	}
	has := map[*fact.Document]bool{}
	for job := range fact.All[*fact.Job](l.project) {
		doc := documentOf(job)
		id, _, ok := unitOf(doc)
		if !ok {
			continue
		}
		has[doc] = true
		switch {
		case masked[id], l.shadowed(doc):
			job.Enabled = fact.No
		case starts(id, wanted[id]):
			job.Enabled = fact.Yes
		case l.options.Machine && job.Enabled == fact.Yes:
			job.Enabled = fact.No
		}
	}
	for _, doc := range l.scanned {
		if id, _, ok := unitOf(doc); ok && !has[doc] && !masked[id] && !l.shadowed(doc) {
			l.bootJob(doc, id, wanted[id])
		}
	}
}

// starts reports that one of the units that want another starts it by itself:
// for a timer any, for a service one that a start of the machine passes.
func starts(id unitID, by []string) bool {
	return slices.ContainsFunc(by, func(target string) bool {
		return strings.HasSuffix(id.name, ".timer") || schedule.AtBoot(target)
	})
}

// bootJob adds the job of a service without an [Install] that a link starts.
func (l *loader) bootJob(doc *fact.Document, id unitID, by []string) {
	if !strings.HasSuffix(id.name, ".service") || !starts(id, by) {
		return
	}
	job := &fact.Job{
		Node: fact.NewNode(doc.At(), doc.Parent(), fact.Always), Schedule: source.Literal(by[0]), Trigger: fact.OnBoot,
		Rare: fact.Yes, Enabled: fact.Yes, Place: fact.Host,
	}
	l.project.Add(job)
	l.project.Link(job, doc, false)
}
