package fix

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// folder is a root with one file, as it was read.
func folder(t *testing.T, name, content string) (*os.Root, *source.File) {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	if err := root.WriteFile(name, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	return root, source.NewFile(name, []byte(content))
}

// replacing is the edit that puts a text in the place of another.
func replacing(t *testing.T, file *source.File, old, text string) source.Edit {
	t.Helper()
	at := strings.Index(file.Content(0, file.Len()), old)
	if at < 0 {
		t.Fatalf("%q is not in the file", old)
	}
	return source.Edit{Span: source.Span{File: file, Start: at, End: at + len(old)}, New: text}
}

func TestWriteKeepsAllOtherBytes(t *testing.T) {
	tests := map[string]struct{ before, after string }{
		"plain":        {"a old b\n", "a new b\n"},
		"byte-order":   {"\xef\xbb\xbfa old b\n", "\xef\xbb\xbfa new b\n"},
		"crlf":         {"a\r\nold\r\nb\r\n", "a\r\nnew\r\nb\r\n"},
		"latin-1":      {"caf\xe9 old \xff\n", "caf\xe9 new \xff\n"},
		"no-newline":   {"old", "new"},
		"noncharacter": {"\ufdd0 old", "\ufdd0 new"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root, file := folder(t, "x", test.before)
			if err := Write(root, Change{file, []source.Edit{replacing(t, file, "old", "new")}}); err != nil {
				t.Fatal(err)
			}
			got, err := root.ReadFile("x")
			if err != nil || string(got) != test.after {
				t.Errorf("%q, %v; want %q", got, err, test.after)
			}
			if info, err := root.Stat("x"); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("permissions %v, %v", info.Mode(), err)
			}
			if entries, err := os.ReadDir(root.Name()); err != nil || len(entries) != 1 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

func TestWriteLeavesAlone(t *testing.T) {
	tests := map[string]struct {
		prepare func(t *testing.T, dir string)
		want    error
	}{
		"changed-file": {func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.WriteFile(filepath.Join(dir, "x"), []byte("another old text"), 0o600))
		}, ErrChanged},
		"removed-file": {func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.Remove(filepath.Join(dir, "x")))
		}, os.ErrNotExist},
		"link-to-the-same": {func(t *testing.T, dir string) {
			t.Helper()
			outside := filepath.Join(t.TempDir(), "x")
			must(t, os.WriteFile(outside, []byte("an old text"), 0o600))
			must(t, os.Remove(filepath.Join(dir, "x")))
			must(t, os.Symlink(outside, filepath.Join(dir, "x")))
		}, ErrLink},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root, file := folder(t, "x", "an old text")
			test.prepare(t, root.Name())
			before, _ := os.ReadFile(filepath.Join(root.Name(), "x"))
			if err := Write(root, Change{file, []source.Edit{replacing(t, file, "old", "new")}}); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
			if after, _ := os.ReadFile(filepath.Join(root.Name(), "x")); string(after) != string(before) {
				t.Errorf("%q became %q", before, after)
			}
		})
	}
	t.Run("folder-that-leads-outside", func(t *testing.T) {
		root, _ := folder(t, "y", "")
		outside := t.TempDir()
		must(t, os.WriteFile(filepath.Join(outside, "x"), []byte("old"), 0o600))
		must(t, os.Symlink(outside, filepath.Join(root.Name(), "d")))
		file := source.NewFile("d/x", []byte("old"))
		if err := Write(root, Change{file, []source.Edit{replacing(t, file, "old", "new")}}); err == nil {
			t.Error("a file outside of the tree was written")
		}
	})
	t.Run("utf-16", func(t *testing.T) {
		root, file := folder(t, "x", "\xff\xfeo\x00l\x00d\x00")
		if err := Write(root, Change{file, []source.Edit{replacing(t, file, "old", "new")}}); !errors.Is(err, ErrEncoding) {
			t.Errorf("error %v", err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOfFixesThatMeetTheFirstWins(t *testing.T) {
	_, file := folder(t, "x", "one two three four")
	fixing := func(safe bool, edits ...source.Edit) engine.Finding {
		return engine.Finding{Fixes: []rules.Fix{{Safe: safe, Edits: edits}}}
	}
	one, two := replacing(t, file, "one", "1"), replacing(t, file, "two", "2")
	findings := []engine.Finding{
		fixing(true, two),
		fixing(true, replacing(t, file, "one two", "")), // meets the first
		fixing(true, one, two),                          // is partly the same
		fixing(false, replacing(t, file, "four", "4")),
		{Suppressed: true, Fixes: []rules.Fix{{Safe: true, Edits: []source.Edit{replacing(t, file, "three", "3")}}}},
	}
	plan := New(findings, false)
	if plan.Fixed != 2 || plan.Later != 1 || plan.Unsafe != 1 {
		t.Errorf("%+v", plan)
	}
	if got := plan.Changes[0].apply("one two three four"); got != "1 2 three four" {
		t.Errorf("%q", got)
	}
	if got := New(findings, true).Changes[0].apply("one two three four"); got != "1 2 three 4" {
		t.Errorf("unsafe too: %q", got)
	}
}

// The names of the child that rewrites a file until it is killed.
const victim, textA, textB = "HIYARI_FIX_VICTIM", "aaaaaaaaaaaaaaa\n", "bbbbbbbbbbbbbbb\n"

func TestKilledWriterLeavesTheOldFileOrTheNewOne(t *testing.T) {
	const size = 1 << 15
	whole := map[string]bool{strings.Repeat(textA, size): true, strings.Repeat(textB, size): true}
	if dir := os.Getenv(victim); dir != "" {
		rewrite(dir, size)
	}
	root, _ := folder(t, "x", strings.Repeat(textA, size))
	for i := range 25 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledWriter")
		child.Env = append(os.Environ(), victim+"="+root.Name())
		must(t, child.Start())
		time.Sleep(time.Duration(15+i*7%40) * time.Millisecond)
		must(t, child.Process.Kill())
		_ = child.Wait()
		content, err := root.ReadFile("x")
		if err != nil || !whole[string(content)] {
			t.Fatalf("killed after round %d: %d bytes that are neither, %v", i, len(content), err)
		}
	}
}

// rewrite changes a file to and fro for as long as it lives.
func rewrite(dir string, size int) {
	root, err := os.OpenRoot(dir)
	for err == nil {
		raw, failed := root.ReadFile("x")
		file, text := source.NewFile("x", raw), textA
		if strings.HasPrefix(string(raw), textA) {
			text = textB
		}
		edit := source.Edit{Span: source.Span{File: file, End: file.Len()}, New: strings.Repeat(text, size)}
		err = errors.Join(failed, Write(root, Change{file, []source.Edit{edit}}))
	}
	os.Exit(1)
}

func TestDiff(t *testing.T) {
	var lines []string
	for i := range 30 {
		lines = append(lines, "line "+string(rune('a'+i%26)))
	}
	content := strings.Join(lines, "\n")
	file := source.NewFile("x", []byte(content))
	plan := Plan{Changes: []Change{{file, []source.Edit{
		replacing(t, file, "line b\n", ""), replacing(t, file, "e m\n", "E M\n"), replacing(t, file, "line n", "1\n2"),
		{Span: source.Span{File: file, Start: len(content), End: len(content)}, New: "\nend\n"},
	}}}}
	var out strings.Builder
	must(t, Diff(&out, plan, engine.NewMasker(fact.NewProject())))
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "x"), []byte(content+"\n"), 0o600))
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Skip("patch is not installed")
	}
	cmd := exec.Command(patch, "-p1", "--fuzz=0")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(out.String())
	if said, failed := cmd.CombinedOutput(); failed != nil {
		t.Fatalf("%v\n%s\n%s", failed, said, out.String())
	}
	got, err := os.ReadFile(filepath.Join(dir, "x"))
	if want := plan.Changes[0].apply(content); err != nil || string(got) != want {
		t.Errorf("patched to\n%s\nwant\n%s\nby\n%s", got, want, out.String())
	}
}
