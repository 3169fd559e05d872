package analyzers

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// links lays symbolic links over a tree: name, target, name, target.
func links(t fstest.MapFS, pairs ...string) fstest.MapFS {
	for i := 0; i < len(pairs); i += 2 {
		t[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1]), Mode: fs.ModeSymlink | 0o777}
	}
	return t
}

const (
	installedTimer   = "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n"
	installedService = "[Service]\nExecStart=/usr/bin/dig x\n[Install]\nWantedBy=multi-user.target\n"
	staticTimer      = "[Timer]\nOnCalendar=daily\n"
	staticService    = "[Service]\nExecStart=/usr/bin/dig x\n"
)

// enabledJobs tells of each file with a job whether it is enabled.
func enabledJobs(p *fact.Project) map[string]fact.Tri {
	all := map[string]fact.Tri{}
	for job := range fact.All[*fact.Job](p) {
		all[job.At().File.Path()] = job.Enabled
	}
	return all
}

func TestLinksEnableAndMaskUnits(t *testing.T) {
	const vendor, admin = "usr/lib/systemd/system/", "etc/systemd/system/"
	tests := map[string]struct {
		files                  fstest.MapFS
		repository, machine    fact.Tri
		file                   string
		inRepository, onMacine int // jobs
	}{
		"timer-without-a-link": {
			tree(vendor+"x.timer", installedTimer), fact.Unknown, fact.No, vendor + "x.timer", 1, 1,
		},
		"timer-with-a-link": {
			links(tree(vendor+"x.timer", installedTimer), admin+"timers.target.wants/x.timer", "/"+vendor+"x.timer"),
			fact.Yes, fact.Yes, vendor + "x.timer", 1, 1,
		},
		"link-to-nowhere-counts-by-its-name": {
			links(tree(vendor+"x.timer", installedTimer), admin+"timers.target.wants/x.timer", "/gone"),
			fact.Yes, fact.Yes, vendor + "x.timer", 1, 1,
		},
		"timer-masked": {
			links(tree(vendor+"x.timer", installedTimer), admin+"x.timer", "/dev/null"),
			fact.No, fact.No, vendor + "x.timer", 1, 1,
		},
		"masked-in-spite-of-a-link": {
			links(tree(vendor+"x.timer", installedTimer), admin+"timers.target.wants/x.timer", "/"+vendor+"x.timer", admin+"x.timer", "/dev/null"),
			fact.No, fact.No, vendor + "x.timer", 1, 1,
		},
		"masked-by-an-empty-file": {
			tree(vendor+"x.timer", installedTimer, admin+"x.timer", ""), fact.Unknown, fact.Unknown, vendor + "x.timer", 0, 0,
		},
		"overridden-by-the-administrator": {
			tree(vendor+"x.timer", installedTimer, admin+"x.timer", "[Timer]\nOnCalendar=\n"), fact.Unknown, fact.Unknown, vendor + "x.timer", 0, 0,
		},
		"static-timer": {
			tree(vendor+"x.timer", staticTimer), fact.Unknown, fact.No, vendor + "x.timer", 1, 1,
		},
		"static-timer-with-the-vendors-link": {
			links(tree(vendor+"x.timer", staticTimer), vendor+"timers.target.wants/x.timer", "../x.timer"),
			fact.Yes, fact.Yes, vendor + "x.timer", 1, 1,
		},
		"service-without-a-link": {
			tree(vendor+"x.service", installedService), fact.Unknown, fact.No, vendor + "x.service", 1, 1,
		},
		"service-of-a-machine-that-falls-asleep": {
			links(tree(vendor+"x.service", installedService), admin+"sleep.target.wants/x.service", "/"+vendor+"x.service"),
			fact.Unknown, fact.No, vendor + "x.service", 1, 1,
		},
		"static-service": {
			tree(vendor+"x.service", staticService), fact.Unknown, fact.Unknown, vendor + "x.service", 0, 0,
		},
		"static-service-with-a-link": {
			links(tree(vendor+"x.service", staticService), admin+"multi-user.target.requires/x.service", "/"+vendor+"x.service"),
			fact.Yes, fact.Yes, vendor + "x.service", 1, 1,
		},
		"instance-of-a-template": {
			links(tree(vendor+"x@.timer", installedTimer), admin+"timers.target.wants/x@eth0.timer", "/"+vendor+"x@.timer"),
			fact.Yes, fact.Yes, vendor + "x@.timer", 1, 1,
		},
		"link-of-the-users-manager": {
			links(tree(vendor+"x.timer", installedTimer), "etc/systemd/user/timers.target.wants/x.timer", "/"+vendor+"x.timer"),
			fact.Unknown, fact.No, vendor + "x.timer", 1, 1,
		},
		"unit-of-a-user": {
			links(tree("home/a/.config/systemd/user/x.timer", installedTimer), "home/a/.config/systemd/user/timers.target.wants/x.timer", "../x.timer"),
			fact.Yes, fact.Yes, "home/a/.config/systemd/user/x.timer", 1, 1,
		},
		"mask-of-another-machine": {
			links(tree("a/"+vendor+"x.timer", installedTimer), "b/"+admin+"x.timer", "/dev/null"),
			fact.Unknown, fact.No, "a/" + vendor + "x.timer", 1, 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			repository := enabledJobs(Load(test.files, Options{}))
			machine := enabledJobs(Load(test.files, Options{Machine: true}))
			if len(repository) != test.inRepository || len(machine) != test.onMacine {
				t.Errorf("%d jobs in a repository, %d on a machine", len(repository), len(machine))
			}
			if got := repository[test.file]; got != test.repository {
				t.Errorf("in a repository: %v, want %v", got, test.repository)
			}
			if got := machine[test.file]; got != test.machine {
				t.Errorf("on a machine: %v, want %v", got, test.machine)
			}
		})
	}
}

func TestATimerStartsTheUnitThatIsRead(t *testing.T) {
	files := tree(
		"etc/systemd/system/x.timer", installedTimer,
		"etc/systemd/system/x.service", "[Service]\nExecStart=/bin/host x\n",
		"usr/lib/systemd/system/x.service", "[Service]\nExecStart=/bin/dig x\n",
	)
	if diff := cmp.Diff([]string{"/bin/host etc/systemd/system/x.service:2 sure"}, reached(Load(files, Options{}))); diff != "" {
		t.Error(diff)
	}
}

func TestOnAMachineAPathMeansOneFile(t *testing.T) {
	files := tree("etc/cron.d/a", "1 1 * * * root /opt/a.sh\n", "srv/backup/a.sh", "dig x\n")
	if got := reached(Load(files, Options{})); len(got) != 2 {
		t.Errorf("in a repository: %q", got)
	}
	if got := reached(Load(files, Options{Machine: true})); len(got) != 1 {
		t.Errorf("on a machine: %q", got)
	}
}

func TestCronReadsLinksOfItsFolders(t *testing.T) {
	files := links(tree("opt/app/jobs", "1 1 * * * root dig x\n", "opt/app/daily", "#!/bin/sh\nhost x\n"),
		"etc/cron.d/app", "../../opt/app/jobs", "etc/cron.daily/app", "../../opt/app/daily")
	want := []string{"dig etc/cron.d/app:1 sure", "host etc/cron.daily/app:2 sure"}
	if diff := cmp.Diff(want, reached(Load(files, Options{Machine: true}))); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheKernelMakesIsNotReadOfAMachine(t *testing.T) {
	files := tree("proc/1/x.sh", "dig x", "dev/x.sh", "dig x", "run/x.sh", "dig x", "opt/proc/x.sh", "dig x")
	p := Load(files, Options{Machine: true})
	if p.Stats.Scanned != 1 {
		t.Errorf("%d files were read", p.Stats.Scanned)
	}
}

func TestProgramsOfAMachineAreNoNotices(t *testing.T) {
	files := tree("etc/cron.d/a", "1 1 * * * root /usr/bin/tool\n", "usr/bin/tool", "\x7fELF\x00")
	if p := Load(files, Options{Machine: true}); len(p.Notices) != 0 {
		t.Errorf("got %+v", p.Notices)
	}
}
