package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// anchorJob is what unbound-libs of Amazon Linux 1 puts into /etc/cron.d.
const anchorJob = "10 3 1 * * unbound /usr/sbin/unbound-anchor -a /var/lib/unbound/root.anchor -c /etc/unbound/icannbundle.pem\n"

// The timer of unbound-libs, of EL7 and of Fedora until 1.7.3-2, and of EL8.
const (
	anchorTimer   = "[Unit]\nDescription=daily update of the root trust anchor for DNSSEC\n[Timer]\nOnCalendar=daily\nPersistent=true\n[Install]\nWantedBy=timers.target\n"
	anchorService = "[Service]\nType=oneshot\nUser=unbound\nExecStart=/usr/sbin/unbound-anchor -a /var/lib/unbound/root.key -c /etc/unbound/icannbundle.pem\nSuccessExitStatus=1\n"
)

func link(t *testing.T, env *environment, name, target string) {
	t.Helper()
	at := filepath.Join(env.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, at); err != nil {
		t.Fatal(err)
	}
}

func TestJobsThatCameWithAnImage(t *testing.T) {
	timer := map[string]string{
		"disk/usr/lib/systemd/system/unbound-anchor.timer":   anchorTimer,
		"disk/usr/lib/systemd/system/unbound-anchor.service": anchorService,
	}
	const enabled, vendor = "disk/etc/systemd/system/timers.target.wants/unbound-anchor.timer", "/usr/lib/systemd/system/unbound-anchor.timer"
	for name, test := range map[string]struct {
		files map[string]string
		links []string // name, target
		want  string   // the file that is reported; empty: none
	}{
		"amazon-linux-1":  {files: map[string]string{"disk/etc/cron.d/unbound-anchor": anchorJob}, want: "disk/etc/cron.d/unbound-anchor:1"},
		"el7":             {files: timer, links: []string{enabled, vendor}, want: "disk/usr/lib/systemd/system/unbound-anchor.service:4"},
		"el7-by-lib":      {files: timer, links: []string{enabled, vendor, "disk/lib", "usr/lib"}, want: "disk/usr/lib/systemd/system/unbound-anchor.service:4"},
		"el7-not-enabled": {files: timer},
		"el7-masked":      {files: timer, links: []string{enabled, vendor, "disk/etc/systemd/system/unbound-anchor.timer", "/dev/null"}},
		"service-not-read": {
			files: map[string]string{
				"disk/usr/lib/systemd/system/unbound-anchor.timer":   anchorTimer,
				"disk/usr/lib/systemd/system/unbound-anchor.service": anchorService,
				"disk/etc/systemd/system/unbound-anchor.service":     strings.ReplaceAll(anchorService, "-c ", "-f /etc/resolv.conf -c "),
			},
			links: []string{enabled, vendor},
		},
		"crontab-behind-a-link": {
			files: map[string]string{"disk/srv/jobs": anchorJob}, links: []string{"disk/etc/cron.d/jobs", "/srv/jobs"},
			want: "disk/etc/cron.d/jobs:1",
		},
		"script-outside-of-what-is-read": {
			files: map[string]string{"disk/etc/crontab": "@daily root /usr/share/x/job\n", "disk/usr/share/x/job": "#!/bin/sh\ndig @8.8.8.8 x.example\n"},
			want:  "disk/usr/share/x/job:2",
		},
		"script-through-the-hosts-path": {
			files: map[string]string{"disk/etc/crontab": "@daily root /job\n", "job": "#!/bin/sh\ndig @8.8.8.8 x.example\n"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			env := world(t, test.files)
			if err := os.MkdirAll(filepath.Join(env.dir, "disk/etc"), 0o700); err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(test.links); i += 2 {
				link(t, env, test.links[i], test.links[i+1])
			}
			got := env.try("check", "--rootfs", "disk")
			found := strings.Contains(got.stdout, "scheduled-")
			if found != (test.want != "") || !strings.Contains(got.stdout, test.want) || got.stderr != "" {
				t.Errorf("want %q, got status %d\n%s%s", test.want, got.status, got.stdout, got.stderr)
			}
		})
	}
}

func TestAHostileImageShowsNothingOfTheHost(t *testing.T) {
	const line = "@daily root dig @8.8.8.8 x.example\n"
	env := world(t, map[string]string{"secret": line, "disk/etc/crontab": "# nothing\n"})
	for name, target := range map[string]string{
		"disk/etc/cron.d/absolute": filepath.Join(env.dir, "secret"),
		"disk/etc/cron.d/upwards":  "../../../secret",
		"disk/etc/cron.d/loop":     "/etc/cron.d/loop",
		"disk/etc/cron.d/device":   "/dev/zero",
		"disk/opt/up":              "../..",
		"disk/srv":                 env.dir,
	} {
		link(t, env, name, target)
	}
	got := env.try("check", "--rootfs", "disk", "--audit")
	if got.status != statusClean || strings.Contains(got.stdout, "8.8.8.8") {
		t.Errorf("status %d\n%s", got.status, got.stdout)
	}
	if want := "disk/etc/cron.d/loop: symbolic link leads back to itself"; !strings.Contains(got.stderr, want) {
		t.Errorf("want %q in\n%s", want, got.stderr)
	}
	for _, name := range []string{"/secret", "../secret", "srv/secret", "opt/up/secret"} {
		if got := env.try("check", "--rootfs", "disk", name); got.status != statusFailure || strings.Contains(got.stdout, "8.8.8.8") {
			t.Errorf("%s: status %d\n%s", name, got.status, got.stdout)
		}
	}
}

func TestPathsOfAMachine(t *testing.T) {
	env := world(t, map[string]string{"disk/etc/cron.d/x": anchorJob, "disk/home/a/y.sh": "dig x", ".hiyari.hcl": `exclude = ["cron.d"]`, "empty/x": ""})
	for args, status := range map[string]int{
		"/etc/cron.d": statusFailure, "etc": statusFailure, // excluded: nothing is left
		"/home": statusClean, "/": statusClean, "/missing": statusFailure,
	} {
		if got := env.try("check", "--rootfs", "disk", args); got.status != status {
			t.Errorf("%s: status %d\n%s%s", args, got.status, got.stdout, got.stderr)
		}
	}
	for _, args := range [][]string{{"--rootfs", "gone"}, {"--rootfs", "empty"}, {"--rootfs", "disk", "--changed", "etc"}} {
		if got := env.try(append([]string{"check"}, args...)...); got.status != statusFailure || got.stderr == "" {
			t.Errorf("%q: status %d\n%s", args, got.status, got.stderr)
		}
	}
}
