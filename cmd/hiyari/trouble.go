package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// mostWarnings bounds the lines about bad inputs; the report holds them all.
const mostWarnings = 50

// reportTrouble prints one line for each input that could not be judged in
// full, and tells whether the run failed: a path that the user named is
// missing, unreadable or holds nothing, or there is any notice and the run is
// strict. What makes it fail has a line.
func (e *environment) reportTrouble(t *tree, p *fact.Project, strict bool) (failed bool) {
	failed = t.missing > 0 || strict && slices.ContainsFunc(p.Notices, t.concerns)
	lines := 0
	for _, n := range p.Notices {
		named := t.explicit && slices.Contains(t.paths, n.Path)
		if n.Type == fact.NoticeUnreadable && named {
			failed = true
		}
		if !t.concerns(n) || !strict && (n.Type == fact.NoticeUnresolved || n.Type == fact.NoticeBinary && !named) {
			continue // counted in the report
		}
		if lines++; lines <= mostWarnings {
			e.warn("%s: %s", t.shown(placeOf(n)), n.Message)
		}
	}
	if lines > mostWarnings {
		e.warn("%d more inputs were not judged in full; see the notices of -f json", lines-mostWarnings)
	}
	return e.reportNothing(t, p) || failed
}

// reportNothing tells where nothing was there to judge: silence must not read
// as safety.
func (e *environment) reportNothing(t *tree, p *fact.Project) (failed bool) {
	if !t.explicit || t.changed > 0 {
		if p.Stats.Scanned == 0 {
			e.warn("warning: nothing was scanned")
		}
		return false
	}
	for _, name := range t.paths {
		if !seen(p, name) {
			e.warn("%s: holds nothing to scan", t.shown(name))
			failed = true
		}
	}
	return failed
}

// seen reports that a file at or below name was read, or that a notice says
// why not.
func seen(p *fact.Project, name string) bool {
	below := func(file string) bool {
		return name == "." || file == name || strings.HasPrefix(file, name+"/")
	}
	for _, f := range p.Files {
		if below(f.Path()) {
			return true
		}
	}
	return slices.ContainsFunc(p.Notices, func(n fact.Notice) bool { return n.Path != "" && below(path.Clean(n.Path)) })
}

func placeOf(n fact.Notice) string {
	if n.At.IsZero() {
		return n.Path
	}
	at := n.At.File.Position(n.At.Start)
	return fmt.Sprintf("%s:%d:%d", n.At.File.Path(), at.Line, at.ByteColumn)
}
