package analyzers

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
)

func tree(files ...string) fstest.MapFS {
	t := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		t[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return t
}

// reached lists the commands that the jobs of a tree run, as program@file:line.
func reached(p *fact.Project) []string {
	var all []string
	for job := range fact.All[*fact.Job](p) {
		for c, trail := range fact.Reached[*fact.Command](p, job) {
			at := c.At()
			all = append(all, fmt.Sprintf("%s %s:%d %s", c.Argv[0].Reveal(), at.File.Path(), at.File.Position(at.Start).Line, sureness(p, trail)))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func sureness(p *fact.Project, trail fact.Trail) string {
	for i, step := range trail[:len(trail)-1] {
		for _, e := range p.Links(step) {
			if e.To == trail[i+1] && e.Maybe {
				return "maybe"
			}
		}
	}
	if trail.Maybe() {
		return "maybe"
	}
	return "sure"
}

func TestAJobReachesWhatItsFilesRun(t *testing.T) {
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"script-below-the-same-root": {
			tree("img/etc/cron.d/a", "1 1 * * * root /opt/a.sh\n", "img/opt/a.sh", "dig x\n", "other/opt/a.sh", "host x\n"),
			[]string{"/opt/a.sh img/etc/cron.d/a:1 sure", "dig img/opt/a.sh:1 sure"},
		},
		"script-by-the-tail-of-its-path": {
			tree("cron.d/a", "1 1 * * * root /srv/app/bin/a.sh\n", "files/app/bin/a.sh", "host x\n", "src/srv/app/bin/a.sh", "dig x\n"),
			[]string{"/srv/app/bin/a.sh cron.d/a:1 sure", "dig src/srv/app/bin/a.sh:1 sure"},
		},
		"script-by-its-only-base-name": {
			tree("cron.d/a", "1 1 * * * root /srv/report.sh\n", "scripts/report.sh", "dig x\n"),
			[]string{"/srv/report.sh cron.d/a:1 sure", "dig scripts/report.sh:1 maybe"},
		},
		"program-of-the-system-is-no-file-of-ours": {
			tree("cron.d/a", "1 1 * * * root /usr/bin/report\n", "scripts/report", "#!/bin/sh\ndig x\n"),
			[]string{"/usr/bin/report cron.d/a:1 sure"},
		},
		"sourced-file-and-its-function": {
			tree("cron.d/a", "1 1 * * * root sh /opt/a.sh\n", "opt/a.sh", ". \"$(dirname \"$0\")/lib.sh\"\nask\n", "opt/lib.sh", "ask() { dig x; }\nleft() { host x; }\n"),
			[]string{". opt/a.sh:1 sure", "ask opt/a.sh:2 sure", "dig opt/lib.sh:1 sure", "dirname opt/a.sh:1 sure", "sh cron.d/a:1 sure"},
		},
		"timer-service-script": {
			tree("u/p.timer", "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n", "u/p.service", "[Service]\nExecStart=/opt/p.sh\n", "opt/p.sh", "dig x\n"),
			[]string{"/opt/p.sh u/p.service:2 sure", "dig opt/p.sh:1 sure"},
		},
		"script-that-another-script-writes": {
			tree("deploy.sh", "cat > /opt/w <<'E'\ndig x\nE\necho '1 1 * * * root sh /opt/w' > /etc/cron.d/w\n", "opt/w", "host x\n"),
			[]string{"dig deploy.sh:2 sure", "sh deploy.sh:4 sure"},
		},
		"file-of-another-machine": {
			tree("main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = \"echo 'dig x' > /opt/w\"\n}\nresource \"aws_instance\" \"b\" {\n  user_data = \"echo '1 1 * * * root sh /opt/w' > /etc/cron.d/w\"\n}\n"),
			[]string{"sh main.tf:5 sure"},
		},
		"job-that-names-its-own-crontab": {
			tree("etc/cron.d/sync", "1 1 * * * root /opt/sync\n"),
			[]string{"/opt/sync etc/cron.d/sync:1 sure"},
		},
		"copy-into-cron.d": {
			tree("setup.sh", "install -m 644 files/jobs /etc/cron.d/jobs\n", "files/jobs", "1 1 * * * root dig x\n"),
			[]string{"dig files/jobs:1 sure"},
		},
		"line-appended-to-what-is-not-known": {
			tree("setup.sh", "cat \"$1\" > /etc/cron.d/a\necho '@daily root dig x' >> /etc/cron.d/a\n"),
			[]string{"dig setup.sh:2 sure"},
		},
		"listing-a-crontab-installs-nothing": {
			tree("setup.sh", "echo '1 1 * * * dig x' | crontab -l\n"),
			nil,
		},
		"script-in-cron.daily": {
			tree("etc/cron.daily/check", "#!/bin/sh\ndig x\n", "etc/cron.daily/check.sh", "host x\n"),
			[]string{"dig etc/cron.daily/check:2 sure", "host etc/cron.daily/check.sh:1 maybe"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, reached(Load(test.files, Options{}))); diff != "" {
				t.Errorf("reached commands differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatCannotBeReadIsANoticeAndTheRestIsRead(t *testing.T) {
	files := tree(
		"a.sh", "dig x\n", "b.bin", "\x7fELF\x00\x00", "c.sh", "if true\ndig y\n",
		"main.tf", "resource \"a\" \"b\" {\n", "latin1.sh", "# \xe9\ndig z\n",
	)
	files["big.sh"] = &fstest.MapFile{Data: make([]byte, MaxFileSize+1)}
	p := Load(failing{files, "secret.sh"}, Options{Paths: []string{".", "missing.sh"}})
	got := map[string]fact.NoticeType{}
	for _, n := range p.Notices {
		got[n.Path] = n.Type
	}
	want := map[string]fact.NoticeType{
		"b.bin": fact.NoticeBinary, "big.sh": fact.NoticeOversized, "c.sh": fact.NoticeUnparsable,
		"main.tf": fact.NoticeUnparsable, "latin1.sh": fact.NoticeEncoding, "secret.sh": fact.NoticeUnreadable, "missing.sh": fact.NoticeUnreadable,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notices differ (-want +got):\n%s", diff)
	}
	var programs []string
	for c := range fact.All[*fact.Command](p) {
		programs = append(programs, c.At().File.Path())
	}
	for _, name := range []string{"a.sh", "c.sh", "latin1.sh"} {
		if !slices.Contains(programs, name) {
			t.Errorf("no command of %s was read", name)
		}
	}
}

func TestAFileOfTheSameNameIsNoScriptByThatAlone(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"run-in-a-folder-not-known": tree("a.sh", "cd \"$1\"\n./setup.py install\n", "other/setup.py", "if a:\n  b(c)\n"),
		"below-an-unknown-prefix":   tree("a.sh", "\"$PREFIX/bin/perl\" -V\n", "other/perl", "sub a { return (1, 2) }\n"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range Load(files, Options{}).Notices {
				t.Errorf("%s: %s", n.Path, n.Message)
			}
		})
	}
}

func TestFoldersOfTwoLanguagesAreTwoUnits(t *testing.T) {
	p := Load(tree("m/a.hcl", "a = \"b\"\n", "m/b.go", "package m\n", "m/c.tf", "locals {}\n"), Options{})
	for _, n := range p.Notices {
		t.Errorf("%s: %s", n.Path, n.Message)
	}
	if p.Stats.Lowered != 3 {
		t.Errorf("%d units, want 3", p.Stats.Lowered)
	}
}

func TestWhatAHoleBreaksIsNotCalledInvalid(t *testing.T) {
	tests := map[string]struct {
		script string
		want   []fact.NoticeType
	}{
		"name":          {`eval n='${DI_'"$v"'}'`, []fact.NoticeType{fact.NoticeUnresolved}},
		"elsewhere":     {"eval \"echo $v\n)\necho\"", []fact.NoticeType{fact.NoticeUnparsable}},
		"whole":         {`eval "$v"`, nil},
		"crontab":       {`grep -v x jobs > /var/spool/cron/crontabs/root`, nil},
		"unit":          {`sed s/a/b/ x.in > /etc/systemd/system/x.service`, []fact.NoticeType{fact.NoticeUnresolved}},
		"none":          {`eval 'n=)'`, []fact.NoticeType{fact.NoticeUnparsable}},
		"known-by-then": {`v=x; eval n='${DI_'"$v"'}'`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []fact.NoticeType
			for _, n := range Load(tree("a.sh", test.script), Options{}).Notices {
				got = append(got, n.Type)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("notices differ (-want +got):\n%s", diff)
			}
		})
	}
}

// failing is a tree with a file that nobody may read.
type failing struct {
	fstest.MapFS
	name string
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := f.MapFS.ReadDir(name)
	if name == "." && err == nil {
		info, statErr := fs.Stat(f.MapFS, "a.sh")
		if statErr != nil {
			return nil, statErr
		}
		entries = append(entries, renamed{fs.FileInfoToDirEntry(info), f.name})
	}
	return entries, err
}

type renamed struct {
	fs.DirEntry
	name string
}

func (r renamed) Name() string { return r.name }

func TestTextsInsideTextsEndAtADepth(t *testing.T) {
	script := "true"
	for range maxDepth + 1 {
		script = "echo " + base64.StdEncoding.EncodeToString([]byte(script)) + " | base64 -d | sh"
	}
	p := Load(tree("a.sh", script+"\ndig x\n"), Options{})
	for _, n := range p.Notices {
		if n.Type == fact.NoticeDepth {
			return
		}
	}
	t.Errorf("no notice of depth; %d texts were read", p.Stats.Lowered)
}

func TestAScriptThatWritesItselfEnds(t *testing.T) {
	p := Load(tree("a.sh", "cat > /etc/cron.d/x <<'E'\n1 1 * * * root cat /etc/cron.d/x > /etc/cron.d/x\nE\nf() { f; g; }\ng() { f; }\nf\n. ./a.sh\n"), Options{})
	if p.Len() == 0 || p.Len() > 1000 {
		t.Errorf("%d facts", p.Len())
	}
}

func TestAScriptThatCopiesItselfIsReadTwiceAtMost(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"cp":          tree("a.sh", "#!/bin/sh\ndig x\ncp a.sh /etc/cron.daily/a\n"),
		"in-function": tree("a.sh", "#!/bin/sh\ndig x\ninstall() { cp a.sh /etc/cron.daily/a; }\ninstall\n"),
		"each-other":  tree("a.sh", "dig x\ncp a.sh b.sh /etc/cron.daily/\n", "b.sh", "dig y\ncp a.sh b.sh /etc/cron.daily/\n"),
	} {
		t.Run(name, func(t *testing.T) {
			p := Load(files, Options{})
			if len(p.Notices) > 0 {
				t.Errorf("notice: %s", p.Notices[0].Message)
			}
			if most := 2 * len(files); p.Stats.Lowered > most {
				t.Errorf("%d texts were read, want at most %d", p.Stats.Lowered, most)
			}
			if got := reached(p); len(got) == 0 {
				t.Error("the copy in cron's folder runs nothing")
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	names := []string{"a.sh", "main.tf", "etc/cron.d/a", "a.service", "a.timer", "var/spool/cron/root", "etc/anacrontab", "x.hcl", "notes.txt"}
	f.Add(0, []byte("echo ZGlnIHg= | base64 -d | sh\ncrontab - <<E\n* * * * * dig @$1\nE\n"))
	f.Add(1, []byte("resource \"aws_instance\" \"a\" {\n  user_data = <<-E\n    dig ${var.x}\n  E\n}\n"))
	f.Add(2, []byte("*/5 * * * * root dig @8.8.8.8%a\\%\n"))
	f.Add(3, []byte("[Service]\nExecStart=-/bin/sh -c 'dig \\\n x'\n[Install]\nWantedBy=multi-user.target\n"))
	f.Add(4, []byte("[Timer]\nOnCalendar=daily\n"))
	f.Fuzz(func(t *testing.T, kind int, data []byte) {
		name := names[(kind%len(names)+len(names))%len(names)]
		p := Load(fstest.MapFS{name: {Data: data}}, Options{})
		for _, f := range p.Facts() {
			if at := f.At(); at.File != nil && (at.Start < 0 || at.Start > at.End || at.End > at.File.Len()) {
				t.Fatalf("%s at %d-%d of %d bytes", f.Kind(), at.Start, at.End, at.File.Len())
			}
		}
		for _, n := range p.Notices {
			if strings.HasPrefix(n.Message, "internal") {
				t.Fatal(n.Message)
			}
		}
	})
}

func TestScriptInsideADailyScriptIsNoJobOfItsOwn(t *testing.T) {
	p := Load(tree("etc/cron.daily/check", "#!/bin/sh\nsh -c 'dig x'\nsu -c 'host y' nobody\n"), Options{Paths: []string{"."}})
	if jobs := slices.Collect(fact.All[*fact.Job](p)); len(jobs) != 1 || jobs[0].At().Start != 0 {
		t.Errorf("%d jobs", len(jobs))
	}
}

// endless is a file that the kernel makes: it is said to be empty, and to read
// it is to wait.
type endless struct{ fs.File }

func (endless) Read([]byte) (int, error) { panic("it was read") }

func (t waiting) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err == nil && name == t.name {
		f = endless{f}
	}
	return f, err
}

type waiting struct {
	fs.FS
	name string
}

func TestAFileThatIsSaidToBeEmptyIsNotRead(t *testing.T) {
	p := Load(waiting{tree("proc/kmsg", ""), "proc/kmsg"}, Options{Paths: []string{"proc/kmsg"}})
	if p.Stats.Scanned != 1 || len(p.Notices) != 0 {
		t.Errorf("%d files, %+v", p.Stats.Scanned, p.Notices)
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	files := tree("a.sh", "dig x")
	files["pipe.sh"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	p := Load(waiting{files, "pipe.sh"}, Options{Paths: []string{".", "pipe.sh"}})
	if p.Stats.Scanned != 1 || len(p.Notices) != 1 || p.Notices[0].Type != fact.NoticeUnreadable {
		t.Errorf("%d files, %+v", p.Stats.Scanned, p.Notices)
	}
}
