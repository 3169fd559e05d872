package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/secret/sample"
)

// chronicle is a git repository of a test, with a world in its work tree.
type chronicle struct {
	*environment
	t *testing.T
}

func newChronicle(t *testing.T) *chronicle {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &chronicle{world(t, nil), t}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *chronicle) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(
		os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_AUTHOR_DATE=2020-02-03T10:00:00Z",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com", "GIT_COMMITTER_DATE=2021-02-03T10:00:00Z",
	)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *chronicle) write(name, content string) {
	r.t.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit records files; an empty content removes the file.
func (r *chronicle) commit(files map[string]string) string {
	r.t.Helper()
	for name, content := range files {
		if content == "" {
			r.git("rm", "-q", "--", name)
			continue
		}
		r.write(name, content)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "change")
	return r.git("rev-parse", "HEAD")
}

func token(seed uint64) string { return "token = \"" + sample.GitHubToken(seed) + "\"\n" }

// foundInPast is a finding of `check --history -f json`.
type foundInPast struct {
	Rule    string
	Message string
	At      struct {
		Path string
		Line int
	}
	Past struct {
		Added    struct{ Commit, Date string }
		TakenOut struct{ Commit, Date string } `json:"taken_out"`
		More     int                           `json:"more_paths"`
	}
	Identity string
}

func (r *chronicle) past(args ...string) (found []foundInPast, got outcome) {
	r.t.Helper()
	got = r.try(append([]string{"check", "-f", "json"}, args...)...)
	var report struct{ Findings []foundInPast }
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		r.t.Fatalf("status %d: %v\n%s%s", got.status, err, got.stdout, got.stderr)
	}
	return report.Findings, got
}

func TestPastCredentialIsToldWithItsCommits(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"README": "hello\n"})
	added := r.commit(map[string]string{"conf/app.ini": "x = 1\n" + token(1)})
	r.commit(map[string]string{"conf/app.ini": "x = 2\n" + token(1)})
	taken := r.commit(map[string]string{"conf/app.ini": "x = 2\n"})
	r.commit(map[string]string{"conf/app.ini": "x = 3\n"})
	found, got := r.past("--history")
	if len(found) != 1 || got.status != 1 {
		t.Fatalf("status %d, %d findings, want 1\n%s", got.status, len(found), got.stderr)
	}
	f := found[0]
	if f.At.Path != "conf/app.ini" || f.At.Line != 2 || f.Past.Added.Commit != added || f.Past.TakenOut.Commit != taken {
		t.Errorf("%+v, want conf/app.ini:2 from %s to %s", f, added, taken)
	}
	if f.Past.Added.Date != "2020-02-03T10:00:00Z" {
		t.Errorf("date %s is not the author's", f.Past.Added.Date)
	}
	if strings.Contains(got.stdout, sample.GitHubToken(1)) {
		t.Error("the report holds the value")
	}
}

func TestPastTellsWhatTheTreeDoesNot(t *testing.T) {
	tests := map[string]struct {
		commits []map[string]string
		args    []string
		want    []string // paths
	}{
		"still-in-the-tree":          {[]map[string]string{{"a": token(1)}}, nil, nil},
		"moved-inside-the-tree":      {[]map[string]string{{"a": token(1)}, {"a": "", "b": "x\n" + token(1)}}, nil, nil},
		"one-of-two-is-gone":         {[]map[string]string{{"a": token(1) + token(2)}, {"a": token(2)}}, nil, []string{"a"}},
		"first-path-of-a-moved-one":  {[]map[string]string{{"a": token(1)}, {"a": "", "b": token(1)}, {"b": ""}}, nil, []string{"a"}},
		"two-of-one-path":            {[]map[string]string{{"a": token(1)}, {"a": token(2)}, {"a": "x\n"}}, nil, []string{"a", "a"}},
		"ignored-in-its-own-text":    {[]map[string]string{{"a": "# hiyari:ignore credential revoked in 2020\n" + token(1)}, {"a": "x\n"}}, nil, nil},
		"ignored-in-a-later-version": {[]map[string]string{{"a": token(1)}, {"a": "# hiyari:ignore credential gone\n" + token(2)}, {"a": "x\n"}}, nil, []string{"a"}},
		"below-a-path":               {[]map[string]string{{"a/x": token(1), "b/x": token(2)}, {"a/x": "x\n", "b/x": "y\n"}}, []string{"b"}, []string{"b/x"}},
		"excluded":                   {[]map[string]string{{"old/x": token(1), ".hiyari.hcl": "exclude = [\"old\"]\n"}, {"old/x": "x\n"}}, nil, nil},
		"path-without-any":           {[]map[string]string{{"a": token(1), "b": "1\n"}, {"a": "x\n"}}, []string{"b"}, nil},
		"rule-of-another-family":     {[]map[string]string{{"a": token(1)}, {"a": "x\n"}}, []string{"--rule", "egress"}, nil},
		"level":                      {[]map[string]string{{"a": token(1)}, {"a": "x\n"}}, []string{"--level", "critical"}, nil},
		"range-without-it":           {[]map[string]string{{"a": token(1)}, {"a": "x\n"}, {"a": "y\n"}}, []string{"--history=HEAD~1..HEAD"}, nil},
		"range-with-it":              {[]map[string]string{{"b": "z\n"}, {"a": token(1)}, {"a": "x\n"}}, []string{"--history=HEAD~2..HEAD"}, []string{"a"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newChronicle(t)
			for _, files := range test.commits {
				r.commit(files)
			}
			found, got := r.past(append([]string{"--history"}, test.args...)...)
			var paths []string
			for _, f := range found {
				paths = append(paths, f.At.Path)
			}
			if !slices.Equal(paths, test.want) || got.status != min(len(test.want), 1) {
				t.Errorf("status %d, found in %q, want %q\n%s", got.status, paths, test.want, got.stderr)
			}
		})
	}
}

func TestPastOfMergesBranchesAndTags(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": "1\n"})
	r.git("checkout", "-q", "-b", "side")
	r.commit(map[string]string{"b": token(1)})
	r.commit(map[string]string{"b": "x\n"})
	r.git("checkout", "-q", "main")
	r.commit(map[string]string{"c": "1\n"})
	r.git("merge", "-q", "--no-commit", "side")
	merge := r.commit(map[string]string{"a": token(2)}) // brought by the merge itself
	r.commit(map[string]string{"a": "2\n"})
	found, _ := r.past("--history")
	if len(found) != 2 || found[0].Past.Added.Commit != merge {
		t.Errorf("%+v, want what %s and the branch brought", found, merge)
	}
	if found, _ = r.past("--history=main~2"); len(found) != 0 {
		t.Errorf("%+v, want nothing before the merge", found)
	}
}

func TestPastIdentityStaysWhenTheRangeGrows(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": token(1)})
	r.commit(map[string]string{"a": "x\n"})
	before, _ := r.past("--history")
	r.commit(map[string]string{"a": "y\n", "b": token(2)})
	r.commit(map[string]string{"b": "y\n"})
	after, _ := r.past("--history")
	if len(before) != 1 || len(after) != 2 || before[0].Identity != after[0].Identity {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestPastInEachFormat(t *testing.T) {
	r := newChronicle(t)
	added := r.commit(map[string]string{"a": token(1)})
	r.commit(map[string]string{"a": "x\n"})
	for _, format := range []string{"text", "json", "sarif", "github", "gitlab", "junit", "markdown"} {
		got := r.try("check", "--history", "--exit-zero", "-f", format)
		if got.status != 0 || !strings.Contains(got.stdout, added[:12]) {
			t.Errorf("%s: status %d, no commit in\n%s", format, got.status, got.stdout)
		}
		if strings.Contains(got.stdout+got.stderr, sample.GitHubToken(1)) {
			t.Errorf("%s: holds the value", format)
		}
	}
	if got := r.try("check", "--history", "-f", "counts"); !strings.Contains(got.stdout, "findings=1\n") {
		t.Errorf("counts: %s", got.stdout)
	}
}

func TestPastFailsKindly(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": "1\n"})
	tests := map[string]struct {
		args []string
		line string
	}{
		"option-for-a-range": {[]string{"--history=--output=x"}, "does not begin with `-`"},
		"unknown-range":      {[]string{"--history=nowhere..main"}, "bad revision"},
		"range-as-a-path":    {[]string{"--history", "main..topic"}, "a range is written --history=main..topic"},
		"with-changed":       {[]string{"--history", "--changed", "a"}, "--history goes with none of"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := r.try(append([]string{"check"}, test.args...)...)
			if got.status != 2 || !strings.Contains(got.stderr, test.line) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("status %d: %s", got.status, got.stderr)
			}
		})
	}
	t.Run("no-repository", func(t *testing.T) {
		if got := world(t, nil).try("check", "--history"); got.status != 2 || !strings.Contains(got.stderr, "is not a git repository") {
			t.Errorf("status %d: %s", got.status, got.stderr)
		}
	})
	t.Run("no-git", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if got := r.try("check", "--history"); got.status != 2 || !strings.Contains(got.stderr, "git command is not installed") {
			t.Errorf("status %d: %s", got.status, got.stderr)
		}
	})
}

func TestPastOfAShallowCloneSaysSo(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": token(1)})
	r.commit(map[string]string{"a": "x\n"})
	origin := r.dir
	r.dir = t.TempDir()
	r.git("clone", "-q", "--depth", "1", "file://"+origin, ".")
	found, got := r.past("--history")
	if len(found) != 0 || !strings.Contains(got.stdout, "the clone is shallow") {
		t.Errorf("%+v\n%s", found, got.stdout)
	}
}

func TestPastOfBareRepositoriesAndLinkedWorkTrees(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": token(1)})
	r.commit(map[string]string{"a": "x\n"})
	origin := r.dir
	linked := filepath.Join(t.TempDir(), "linked")
	r.git("worktree", "add", "-q", linked)
	r.dir = linked
	if found, _ := r.past("--history"); len(found) != 1 {
		t.Errorf("linked work tree: %+v", found)
	}
	r.dir = t.TempDir()
	r.git("clone", "-q", "--bare", origin, ".")
	if found, _ := r.past("--history"); len(found) != 1 {
		t.Errorf("bare: %+v", found)
	}
}

// A stranger's repository must not have a say in what runs.
func TestPastRunsNothingOfTheRepository(t *testing.T) {
	r := newChronicle(t)
	r.commit(map[string]string{"a": token(1), ".gitattributes": "* diff=canary filter=canary\n"})
	r.commit(map[string]string{"a": "x\n"})
	lost := r.git("rev-parse", "HEAD:a")
	canary := filepath.Join(t.TempDir(), "canary")
	command := "touch " + canary + "; false"
	for _, key := range []string{
		"core.fsmonitor", "core.sshCommand", "core.pager", "core.alternateRefsCommand", "core.editor", "core.askPass", "core.gitProxy",
		"diff.external", "diff.canary.textconv", "diff.canary.command", "filter.canary.smudge", "filter.canary.clean",
		"filter.canary.process", "gpg.program", "credential.helper", "remote.origin.uploadpack",
	} {
		r.git("config", key, command)
	}
	r.git("config", "log.showSignature", "true")
	r.git("config", "alias.rev-list", "!"+command)
	r.git("config", "alias.cat-file", "!"+command)
	r.git("config", "protocol.allow", "always")
	r.git("config", "remote.origin.url", "ext::sh -c 'touch% "+canary+"'")
	r.git("config", "remote.origin.promisor", "true")
	r.git("config", "extensions.partialClone", "origin")
	hook := filepath.Join(r.dir, ".git", "hooks", "post-index-change")
	for _, name := range []string{"post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(hook), name), []byte("#!/bin/sh\n"+command+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	object := filepath.Join(r.dir, ".git", "objects", lost[:2], lost[2:]) // git would fetch it
	if err := os.Remove(object); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(canary); err == nil {
		t.Log("git itself ran the canary while the trap was set")
	}
	found, got := r.past("--history")
	if len(found) != 1 || !strings.Contains(got.stdout, "are not fetched: 1") {
		t.Errorf("%+v\n%s", found, got.stdout)
	}
	if _, err := os.Stat(canary); err == nil {
		t.Error("something of the repository's configuration ran")
	}
}

func TestPastReadsNoReplacedObjectsAndSkipsWhatIsNoText(t *testing.T) {
	r := newChronicle(t)
	first := r.commit(map[string]string{"a": token(1)})
	second := r.commit(map[string]string{"a": "x\n", "big": strings.Repeat("x\n", 5<<20), "bin": "\x00\x01"})
	r.commit(map[string]string{"big": "1\n", "bin": "2\n"})
	r.git("replace", "-f", first, second)
	found, got := r.past("--history")
	if len(found) != 1 {
		t.Errorf("%+v", found)
	}
	for _, message := range []string{"larger than 8 MiB", "not a text file"} {
		if !strings.Contains(got.stdout, message) {
			t.Errorf("no notice says %q", message)
		}
	}
}
