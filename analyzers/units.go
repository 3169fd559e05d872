package analyzers

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/schedule"
	"github.com/hiyari/hiyari/analyzers/source"
)

// unitKey names a systemd unit on a machine.
type unitKey struct {
	scope fact.Scope
	name  string
}

// releaseUnits queues the systemd units that waited until all else was read:
// each with its drop-ins, wherever they were written.
func (l *loader) releaseUnits() {
	waiting := l.units
	l.units = nil
	joined := map[unitKey]int{} // index into released
	var released []work
	for _, w := range waiting {
		source := w.unit.Texts[0]
		source.Document = w.unit.Root
		key := unitKey{w.unit.Root.Scope, schedule.UnitKey(w.unit.Path)}
		i, known := joined[key]
		if !known {
			joined[key] = len(released)
			w.unit.Texts = []fact.Source{source}
			released = append(released, w)
			continue
		}
		released[i].unit.Texts = append(released[i].unit.Texts, source)
		released[i].depth = max(released[i].depth, w.depth)
	}
	l.queue = append(l.queue, released...)
}

// linkUnit links a systemd unit by its name, where a machine has it: x@i.service
// is x@.service. What is only enabled or disabled does not run by that.
func (l *loader) linkUnit(r *fact.Ref) {
	if _, byTimer := r.Parent().(*fact.Job); !byTimer {
		l.switches = append(l.switches, r)
	}
	if r.How != "starts" {
		return
	}
	matches := l.unitDocuments(r)
	for _, doc := range matches[:min(len(matches), maxMatches)] {
		l.project.Link(r, doc, len(matches) > 1)
	}
}

// unitDocuments lists the files of the unit that a reference names: those of
// its own machine before those of the tree, those beside it before others, the
// instance before its template.
func (l *loader) unitDocuments(r *fact.Ref) []*fact.Document {
	name, scope, folder := path.Base(r.Target.Reveal()), scopeOf(r), unitFolder(documentOf(r))
	var all []*fact.Document
	for _, doc := range l.scanned {
		if doc.Dialect != fact.DialectSystemdUnit || doc.Scope != scope && (doc.Scope != "" || doc.Virtual) || l.shadowed(doc) {
			continue
		}
		if unit := schedule.UnitName(doc.Path); unit == name || unit == schedule.TemplateOf(name) {
			all = append(all, doc)
		}
	}
	for _, better := range []func(*fact.Document) bool{
		func(doc *fact.Document) bool { return doc.Scope == scope },
		func(doc *fact.Document) bool { return unitFolder(doc) == folder },
		func(doc *fact.Document) bool { return schedule.UnitName(doc.Path) == name },
		func(doc *fact.Document) bool { return !strings.HasSuffix(doc.Path, ".conf") },
	} {
		if some := filter(all, better); len(some) > 0 {
			all = some
		}
	}
	return all
}

func filter(documents []*fact.Document, wanted func(*fact.Document) bool) []*fact.Document {
	return slices.DeleteFunc(slices.Clone(documents), func(doc *fact.Document) bool { return !wanted(doc) })
}

// unitFolder is what the units beside a file have in common.
func unitFolder(doc *fact.Document) string {
	folder, _, _ := strings.Cut(schedule.UnitKey(doc.Path), "\x00")
	return folder
}

// switchUnits tells of each job of a unit whether it is enabled, by what
// scripts do to the unit and by the links that are there, and adds the jobs of
// services without [Install] that another unit starts at boot.
func (l *loader) switchUnits() {
	switched := map[unitKey][]*fact.Ref{}
	for _, r := range l.switches {
		name := path.Base(r.Target.Reveal())
		for _, unit := range slices.Compact([]string{name, schedule.TemplateOf(name)}) {
			key := unitKey{scopeOf(r), unit}
			switched[key] = append(switched[key], r)
		}
	}
	links := l.linkedUnits()
	scheduled := map[*fact.Document]bool{}
	for job := range fact.All[*fact.Job](l.project) {
		if script := l.started[job]; script.service != "" {
			job.Enabled = enabled(switched[unitKey{script.doc.Scope, script.service}])
			continue
		}
		if doc := documentOf(job); doc.Dialect == fact.DialectSystemdUnit {
			scheduled[doc] = true
			job.Enabled = l.enabledUnit(doc, switched[unitKey{doc.Scope, schedule.UnitName(doc.Path)}], links)
		}
	}
	for _, doc := range slices.Clone(l.scanned) {
		if doc.Dialect == fact.DialectSystemdUnit && !scheduled[doc] {
			l.wantedService(doc, switched[unitKey{doc.Scope, schedule.UnitName(doc.Path)}], links)
		}
	}
}

// enabledUnit joins what scripts and links say of a unit. On a machine the links
// are all there is: a unit that waits for `systemctl enable` does not start.
func (l *loader) enabledUnit(doc *fact.Document, switches []*fact.Ref, links linkedUnits) fact.Tri {
	id, _, placed := unitOf(doc)
	if placed && (links.masked[id] || l.shadowed(doc)) {
		return fact.No
	}
	answer := enabled(switches)
	switch {
	case answer != fact.Unknown || !placed:
		return answer
	case starts(id, links.wanted[id]):
		return fact.Yes
	case l.options.Machine:
		return fact.No
	}
	return fact.Unknown
}

// wantedService adds the job of a service that another unit starts at boot.
func (l *loader) wantedService(doc *fact.Document, switches []*fact.Ref, links linkedUnits) {
	if !strings.HasSuffix(schedule.UnitName(doc.Path), ".service") || strings.HasSuffix(doc.Path, ".conf") {
		return
	}
	var by source.Text
	if id, _, placed := unitOf(doc); placed && starts(id, links.wanted[id]) {
		by = source.Literal(links.wanted[id][0])
	} else if !slices.ContainsFunc(switches, func(r *fact.Ref) bool { return r.How == "wants" }) {
		return
	}
	answer := l.enabledUnit(doc, switches, links)
	if answer == fact.No {
		return
	}
	job := &fact.Job{
		Node: fact.NewNode(doc.At(), doc.Parent(), fact.Always), Schedule: by, Trigger: fact.OnBoot, Rare: fact.Yes, Enabled: fact.Yes, Place: fact.Host,
	}
	l.project.Add(job)
	l.project.Link(job, doc, false)
}

// maxRemovals bounds what each job's file is held against.
const maxRemovals = 1_000

// removeFiles switches off the jobs of files that are surely deleted again
// behind all that writes them.
func (l *loader) removeFiles() {
	removed := map[fact.Scope][]*fact.Ref{}
	for _, r := range l.removes {
		if scope := scopeOf(r); r.Target.Known() && certainlyRuns(r) && len(removed[scope]) < maxRemovals {
			removed[scope] = append(removed[scope], r)
		}
	}
	for job := range fact.All[*fact.Job](l.project) {
		doc := documentOf(job)
		if script, started := l.started[job]; started {
			doc = script.doc
		}
		if doc.Virtual && slices.ContainsFunc(removed[doc.Scope], func(r *fact.Ref) bool { return deletes(r, doc) }) {
			job.Enabled = fact.No
		}
	}
}

// deletes reports that a reference names a file, or a folder above it, behind
// all that writes the file.
func deletes(r *fact.Ref, doc *fact.Document) bool {
	for _, write := range doc.Writes {
		if !before(write, r) {
			return false
		}
	}
	name := onMachine(r, r.Target.Reveal())
	matches, err := path.Match(name, doc.Path)
	return err == nil && matches || strings.HasPrefix(doc.Path, strings.TrimSuffix(name, "/")+"/")
}

// enabled tells what the commands of a machine make of a unit. It is off only
// where a command that certainly runs switches it off and none switches it on
// again, there or in another script.
func enabled(switches []*fact.Ref) fact.Tri {
	on := func(r *fact.Ref) bool { return r.How != "disables" }
	for _, off := range switches {
		if !on(off) && certainlyRuns(off) && !slices.ContainsFunc(switches, func(r *fact.Ref) bool { return on(r) && !before(r, off) }) {
			return fact.No
		}
	}
	if slices.ContainsFunc(switches, on) {
		return fact.Yes
	}
	return fact.Unknown
}

// before reports that a fact stands before another in what runs one after
// another: one function, or one file outside of its functions.
func before(a, b fact.Fact) bool {
	return functionOf(a) == functionOf(b) && a.At().File == b.At().File && a.At().Start < b.At().Start
}

// functionOf is the function whose body holds a fact, or nil.
func functionOf(f fact.Fact) *fact.Function {
	for ; f != nil; f = f.Parent() {
		if function, ok := f.(*fact.Function); ok {
			return function
		}
	}
	return nil
}

// removals are words in the names of scripts that undo what others set up.
var removals = []string{"uninstall", "remove", "prerm", "postrm", "purge", "teardown", "clean", "disable", "stop", "destroy", "delete"}

// certainlyRuns reports a fact under no condition that is not known, outside
// of the scripts that somebody runs to be rid of what the tree sets up.
func certainlyRuns(f fact.Fact) bool {
	name := strings.ToLower(path.Base(documentOf(f).Path))
	if f.Certainty() == fact.Maybe || slices.ContainsFunc(removals, func(word string) bool { return strings.Contains(name, word) }) {
		return false
	}
	for ; f != nil; f = f.Parent() {
		if c, ok := f.(*fact.Command); ok && c.Conditional {
			return false
		}
	}
	return true
}
