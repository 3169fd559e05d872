package analyzers

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// timetable lists the jobs of a tree: when, whether enabled, what they run.
func timetable(p *fact.Project) []string {
	names := map[fact.Tri]string{fact.Yes: "on", fact.No: "off", fact.Unknown: "?"}
	var all []string
	for job := range fact.All[*fact.Job](p) {
		parts := []string{fmt.Sprintf("%s %s", job.Schedule.Reveal(), names[job.Enabled])}
		if job.Trigger == fact.OnBoot {
			parts[0] = "boot " + parts[0]
		}
		for c := range fact.Reached[*fact.Command](p, job) {
			words := make([]string, len(c.Argv))
			for i, word := range c.Argv {
				words[i] = word.Reveal()
			}
			parts = append(parts, strings.Join(words, " "))
		}
		all = append(all, strings.Join(parts, " | "))
	}
	slices.Sort(all)
	return all
}

func TestUnitsAreJoined(t *testing.T) {
	const timer, service = "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n", "[Service]\nEnvironment=R=1.1.1.1\nExecStart=/bin/dig @${R} x\n"
	const boot = "[Service]\nExecStart=/bin/dig x\n[Install]\nWantedBy=multi-user.target\n"
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"drop-in-beside": {
			tree("u/p.timer", timer, "u/p.service", service, "u/p.service.d/10.conf", "[Service]\nExecStart=\nExecStart=/bin/host ${R}\n"),
			[]string{"daily ? | /bin/host 1.1.1.1"},
		},
		"drop-in-of-another-folder-of-systemd": {
			tree("img/usr/lib/systemd/system/p.service", boot, "img/etc/systemd/system/p.service.d/10.conf", "[Service]\nExecStart=/bin/a\n", "other/etc/systemd/system/p.service.d/10.conf", "[Service]\nExecStart=/bin/b\n"),
			[]string{"boot multi-user.target ? | /bin/dig x | /bin/a"},
		},
		"drop-ins-by-name": {
			tree("etc/systemd/system/p.service", boot, "etc/systemd/system/p.service.d/20.conf", "[Service]\nExecStart=\nExecStart=/bin/b\n", "run/systemd/system/p.service.d/10.conf", "[Service]\nExecStart=/bin/a\n"),
			[]string{"boot multi-user.target ? | /bin/b"},
		},
		"drop-in-that-another-hides": {
			tree("etc/systemd/system/p.service", boot, "etc/systemd/system/p.service.d/10.conf", "[Service]\nNice=1\n", "usr/lib/systemd/system/p.service.d/10.conf", "[Service]\nExecStart=/bin/a\n"),
			[]string{"boot multi-user.target ? | /bin/dig x"},
		},
		"unit-that-another-hides": {
			tree("etc/systemd/system/p.service", "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n", "usr/lib/systemd/system/p.service", boot),
			[]string{"boot multi-user.target ? | /bin/a"},
		},
		"drop-in-that-a-script-writes": {
			tree("set.sh", "printf '[Timer]\\nOnCalendar=daily\\n' >/etc/systemd/system/p.timer\nprintf '[Service]\\nExecStart=/bin/a\\n' >/lib/systemd/system/p.service\nprintf '[Service]\\nExecStart=\\nExecStart=/bin/b\\n' >/etc/systemd/system/p.service.d/x.conf\n"),
			[]string{"daily ? | /bin/b"},
		},
		"two-versions-that-a-script-writes": {
			tree("set.sh", "if a; then\nprintf '[Service]\\nExecStart=/bin/a\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/p.service\nelse\nprintf '[Service]\\nExecStart=/bin/b\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/p.service\nfi"),
			[]string{"boot multi-user.target ? | /bin/a", "boot multi-user.target ? | /bin/b"},
		},
		"schedule-of-a-drop-in": {
			tree("p.timer", timer, "p.timer.d/x.conf", "[Timer]\nOnCalendar=\nOnCalendar=hourly\n", "p.service", boot),
			[]string{"boot multi-user.target ? | /bin/dig x", "hourly ? | /bin/dig x"},
		},
		"timer-of-a-machine-and-service-of-the-tree": {
			tree("set.sh", "printf '[Timer]\\nOnCalendar=daily\\n' >/etc/systemd/system/p.timer\n", "units/p.service", service),
			[]string{"daily ? | /bin/dig @1.1.1.1 x"},
		},
		"services-of-one-name": {
			tree("a/p.timer", timer, "a/p.service", "[Service]\nExecStart=/bin/a\n", "b/p.service", "[Service]\nExecStart=/bin/b\n"),
			[]string{"daily ? | /bin/a"},
		},
		"variables-of-a-file": {
			tree("etc/systemd/system/p.service", "[Service]\nEnvironment=R=a\nEnvironmentFile=-/etc/default/p\nExecStart=/bin/dig @${R} $S\n[Install]\nWantedBy=multi-user.target\n", "etc/default/p", "# R=c\nR=\"b\"\n S = x\n"),
			[]string{"boot multi-user.target ? | /bin/dig @b x"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tt.files, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnitsAreSwitched(t *testing.T) {
	const timer = "[Timer]\nOnCalendar=daily\n"
	tests := map[string]struct{ script, state string }{
		"enabled":                        {"systemctl enable --now p.timer", "on"},
		"enabled-by-path":                {"systemctl --root /mnt enable /srv/p.timer", "on"},
		"started":                        {"systemctl start p.timer", "on"},
		"linked":                         {"ln -s /lib/systemd/system/p.timer /etc/systemd/system/timers.target.wants/p.timer", "on"},
		"linked-into-a-folder":           {"ln -sf /lib/systemd/system/p.timer /etc/systemd/system/timers.target.wants/", "on"},
		"nothing-said":                   {"systemctl daemon-reload; systemctl status p.timer", "?"},
		"disabled":                       {"sudo systemctl disable --now p.timer", "off"},
		"masked":                         {"systemctl mask p.timer", "off"},
		"masked-by-hand":                 {"ln -s /dev/null /etc/systemd/system/p.timer", "off"},
		"one-of-several":                 {"systemctl disable a.timer p.timer", "off"},
		"in-a-loop":                      {"for u in a p; do systemctl disable $u.timer; done", "off"},
		"by-a-called-function":           {"off() { systemctl disable p.timer; }\noff", "off"},
		"although-it-may-fail":           {"systemctl disable p.timer || true", "off"},
		"enabled-before":                 {"systemctl enable p.timer; systemctl disable p.timer", "off"},
		"enabled-again":                  {"systemctl disable p.timer; systemctl enable p.timer", "on"},
		"unmasked":                       {"systemctl mask p.timer; systemctl unmask p.timer", "on"},
		"another-unit":                   {"systemctl disable p.service", "?"},
		"only-on-a-condition":            {"[ -e /x ] && systemctl disable p.timer", "?"},
		"only-in-a-branch":               {"if [ -e /x ]; then sudo systemctl disable p.timer; fi", "?"},
		"only-where-something-calls-it":  {"off() { systemctl disable p.timer; }", "?"},
		"only-by-a-branch-of-the-caller": {"off() { systemctl disable p.timer; }\ncase $1 in off) off;; esac", "?"},
		"unknown-unit":                   {"systemctl disable $1", "?"},
		"shown-only":                     {"echo systemctl disable p.timer", "?"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			want := []string{"daily " + tt.state}
			if diff := cmp.Diff(want, timetable(Load(tree("p.timer", timer, "set.sh", tt.script), Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatSwitchesAUnitIsOfItsMachine(t *testing.T) {
	const timer = "[Timer]\nOnCalendar=daily\n"
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"uninstaller": {tree("p.timer", timer, "uninstall.sh", "systemctl disable --now p.timer\n"), []string{"daily ?"}},
		"another-script-enables": {
			tree("p.timer", timer, "a.sh", "systemctl disable p.timer\n", "b.sh", "systemctl enable p.timer\n"),
			[]string{"daily on"},
		},
		"another-machine": {
			tree("p.timer", timer, "main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = \"#!/bin/sh\\nsystemctl disable p.timer\"\n}\n"),
			[]string{"daily ?"},
		},
		"its-own-machine": {
			tree("main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = \"#!/bin/sh\\nprintf '[Timer]\\\\nOnCalendar=daily\\\\n' >/etc/systemd/system/p.timer\\nsystemctl mask p.timer\"\n}\n"),
			[]string{"daily off"},
		},
		"preset": {
			tree("p.timer", timer, "90-p.preset", "# c\nenable p.timer\ndisable *\n"), []string{"daily on"},
		},
		"preset-of-others":       {tree("p.timer", timer, "90-p.preset", "disable p.timer\nenable q*\n"), []string{"daily ?"}},
		"instance-of-a-template": {tree("p@.timer", timer, "a.sh", "systemctl enable p@x.timer\n"), []string{"daily on"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tt.files, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServicesThatALinkHasStarted(t *testing.T) {
	const service = "[Service]\nExecStart=/bin/dig x\n"
	link := func(to string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink} }
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"by-a-script":          {tree("p.service", service, "a.sh", "ln -s ../p.service /lib/systemd/system/multi-user.target.wants/p.service\n"), []string{"boot  on | /bin/dig x"}},
		"by-add-wants":         {tree("p.service", service, "a.sh", "systemctl add-wants multi-user.target p\n"), []string{"boot  on | /bin/dig x"}},
		"enabled-without-need": {tree("p.service", service, "a.sh", "systemctl enable p\n"), nil},
		"masked-later":         {tree("p.service", service, "a.sh", "systemctl add-wants multi-user.target p; systemctl mask p\n"), nil},
		"by-a-link-of-the-tree": {
			fstest.MapFS{
				"usr/lib/systemd/system/p.service":                      tree("a", service)["a"],
				"etc/systemd/system/multi-user.target.wants/p.service":  link("/usr/lib/systemd/system/p.service"),
				"usr/lib/systemd/system/suspend.target.wants/q.service": link("../q.service"),
				"usr/lib/systemd/system/q.service":                      tree("a", service)["a"],
				"opt/systemd/system/other.target.wants/q.service":       link("../q.service"),
				"etc/systemd/system/timers.target.wants/r.timer":        link("/usr/lib/systemd/system/r.timer"),
				"usr/lib/systemd/system/r.timer":                        tree("a", "[Timer]\nOnCalendar=daily\n")["a"],
			},
			[]string{"boot multi-user.target on | /bin/dig x", "daily on"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tt.files, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
