package engine

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// only is a choice of files.
func only(paths ...string) func(string) bool {
	return func(path string) bool { return slices.Contains(paths, path) }
}

// scheduledQuery is a script that two crontabs run and that sources another,
// which asks a foreign resolver.
func scheduledQuery(t *testing.T) *tree {
	t.Helper()
	tr := newTree(t)
	asking, asked := tr.file("opt/ask", "dig @8.8.8.8 x.com\n", fact.LanguageShell)
	script, document := tr.file("opt/a", ". /opt/ask\n", fact.LanguageShell)
	source := &fact.Ref{Node: node(tr.at(script, "/opt/ask"), document), Target: tr.at(script, "/opt/ask"), How: "sources"}
	tr.Add(source)
	tr.Link(source, asked, false)
	server := tr.at(asking, "8.8.8.8")
	tr.Add(&fact.DNSQuery{Node: node(server, asked), Asks: fact.Named, Server: server, Shown: tr.at(asking, "@8.8.8.8").Span()})
	for _, name := range []string{"cron.d/first", "cron.d/second"} {
		cron, table := tr.file(name, "*/5 * * * * root /opt/a\n", fact.LanguageSchedule)
		job := &fact.Job{Node: node(tr.at(cron, "*/5 * * * *"), table), Schedule: tr.at(cron, "*/5 * * * *")}
		tr.Add(job)
		ref := &fact.Ref{Node: node(tr.at(cron, "/opt/a"), job), Target: tr.at(cron, "/opt/a"), How: "runs"}
		tr.Add(ref)
		tr.Link(ref, document, false)
	}
	return tr
}

func TestTouchingKeepsWhatStandsInOrComesByWayOfAFile(t *testing.T) {
	whole := scheduledQuery(t).run(Options{})
	for _, path := range []string{"opt/ask", "opt/a", "cron.d/first", "cron.d/second"} {
		got := scheduledQuery(t).run(Options{Touching: only(path)})
		if diff := cmp.Diff(lines(whole), lines(got)); diff != "" {
			t.Errorf("%s (-whole +touching):\n%s", path, diff)
		}
		if got.Findings[0].Identity != whole.Findings[0].Identity {
			t.Errorf("%s: another identity", path)
		}
		through := func(h Hop) bool { return h.At.File.Path() == path }
		if !slices.ContainsFunc(got.Findings[0].Hops, through) && path != "opt/ask" {
			t.Errorf("%s: the trail that is shown leads elsewhere: %v", path, notes(got.Findings[0].Hops))
		}
	}
	if got := scheduledQuery(t).run(Options{Touching: only("README.md")}); len(got.Findings) > 0 {
		t.Errorf("of another file: %v", lines(got))
	}
}

func TestTouchingChangesNoJudgment(t *testing.T) {
	build := func() *tree {
		tr := newTree(t)
		file, document := tr.file("a.tf", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror\n", fact.LanguageHCL)
		tr.group(file, document, "g", "0.0.0.0/0")
		tr.comments(file, document)
		other, table := tr.file("b.tf", "x = 1 # hiyari:ignore open-egress mirror\n", fact.LanguageHCL)
		tr.comments(other, table)
		return tr
	}
	r := build().run(Options{Touching: only("a.tf"), ShowSuppressed: true})
	wantLines(t, r, `-open-egress a.tf:1 "0.0.0.0/0"`)
	if r.Suppressed != 1 {
		t.Errorf("suppressed = %d, want 1", r.Suppressed)
	}
	r = build().run(Options{Touching: only("b.tf"), ShowSuppressed: true})
	wantLines(t, r, `ignore-unused b.tf:1 "hiyari:ignore open-egress"`)
	if r.Suppressed != 0 {
		t.Errorf("suppressed = %d, want 0: it is in another file", r.Suppressed)
	}
}

func TestTouchingCountsFurtherPlaces(t *testing.T) {
	tr := newTree(t)
	keys, document := tr.file("keys.sh", "ID="+secretOf(20)+"\n", fact.LanguageShell)
	note, remark := tr.file("note.md", "these are root keys\n", fact.LanguageNone)
	key := tr.credential(tr.at(keys, secretOf(20)), document, fact.High)
	says := tr.at(note, "root keys")
	tr.Add(&fact.Comment{Node: node(says, remark), Text: says})
	tr.Add(&fact.Identity{Node: node(says, remark), Principal: fact.Root, Grade: fact.GradeA, How: "a comment says so", Shown: says, Credential: key})
	wantLines(t, tr.run(Options{Touching: only("note.md")}), `root-access-key keys.sh:1 "…(20)"`)
}
