package analyzers

import (
	"io/fs"
	"path"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/schedule"
)

// resolver is a tree whose names may pass links, and that tells where they lead.
type resolver interface {
	fs.FS
	// Resolve is the name of a file without links.
	Resolve(name string) (string, error)
}

// resolved is the one name of a file that several lead to: /lib/x and
// /usr/lib/x, where /lib is a link.
func (l *loader) resolved(name string) string {
	r, ok := l.fsys.(resolver)
	if !ok || startedByName(name) {
		return name
	}
	if at, err := r.Resolve(name); err == nil {
		return at
	}
	return name
}

// startedByName reports files that a machine starts by the name they have,
// links too: of cron's folders, and the script of a boot.
func startedByName(name string) bool {
	if _, ok := schedule.StartOf(name); ok {
		return true
	}
	dialect, ok := schedule.FrontEnd().Claims(name, nil)
	return ok && dialect != fact.DialectSystemdUnit || path.Base(name) == "rc.local"
}

// ofKernel reports the folders of a running machine whose files the kernel
// makes, or that do not outlive it.
func ofKernel(name string) bool {
	switch name {
	case "proc", "sys", "dev", "run", "var/run":
		return true
	}
	return false
}
