package schedule

import (
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestClaims(t *testing.T) {
	const none = fact.DialectNone
	const job, userJob = "* * * * * root /bin/x y\n", "* * * * * /bin/x\n"
	tests := []struct {
		name, path, head string
		want             fact.Dialect
	}{
		{"system", "/etc/crontab", "", fact.DialectSystemCrontab},
		{"cron-d", "rootfs/etc/cron.d/report", "x", fact.DialectSystemCrontab},
		{"cron-d-of-a-repository", "cron.d/report", job, fact.DialectSystemCrontab},
		{"cron-d-dotted", "etc/cron.d/x.cron", job, fact.DialectSystemCrontab},
		{"cron-d-readme", "etc/cron.d/README.md", "# Jobs\nThese run.\n", none},
		{"cron-d-script", "cron.d/install.sh", "#!/bin/sh\n" + job, none},
		{"cron-d-hidden", "etc/cron.d/.placeholder", "", none},
		{"cron-d-backup", "etc/cron.d/x.rpmsave", job, none},
		{"debian-package", "debian/foo.cron.d", "", fact.DialectSystemCrontab},
		{"debian-daily", "debian/foo.cron.daily", "#!/bin/sh\n", none},
		{"spool", "/var/spool/cron/root", "", fact.DialectUserCrontab},
		{"spool-debian", "/var/spool/cron/crontabs/root", job, fact.DialectUserCrontab},
		{"spool-of-at", "/var/spool/cron/atjobs/a0001", "#!/bin/sh\n", none},
		{"busybox", "/etc/crontabs/root", "", fact.DialectUserCrontab},
		{"anacrontab", "etc/anacrontab", "", fact.DialectAnacrontab},
		{"fcrontab", "x.fcrontab", "%daily * 3 /bin/x\n", fact.DialectFcrontab},
		{"fcrontab-by-content", "cron/crontab", "01 * * * * /bin/x\n%nightly,random * 23-4 /bin/y\n", fact.DialectFcrontab},
		{"crontab-with-user", "deploy/crontab", job, fact.DialectSystemCrontab},
		{"crontab-without-user", "deploy/crontab", userJob, fact.DialectUserCrontab},
		{"crontab-template", "deploy/crontab.j2", "{% if x %}\n" + job, fact.DialectSystemCrontab},
		{"completion-of-crontab", "completions/crontab", "_crontab()\n{\n  local cur\n}\n", none},
		{"crontab-in-its-folder", "docker/crontab/jobs", userJob, fact.DialectUserCrontab},
		{"crontab-by-its-name", "deploy/root-crontab.txt", userJob, fact.DialectUserCrontab},
		{"readme-beside-a-crontab", "docker/crontab/README", "Copy it.\n", none},
		{"script-of-crontabs", "crontab_install.py", "import os\n", none},
		{"dot-cron", "x.cron", userJob, fact.DialectUserCrontab},
		{"dot-cron-script", "x.cron", "#!/bin/sh\necho x\n", none},
		{"dot-cron-settings-only", "x.cron", "a=1\nb=2\n", none},
		{"dot-crontab", "x.crontab", job, fact.DialectSystemCrontab},
		{"service", "x.service", "[Unit]\n[Service]\n", fact.DialectSystemdUnit},
		{"service-template", "x.service.j2", "", fact.DialectSystemdUnit},
		{"dbus-service", "org.example.service", "[D-BUS Service]\nName=org.example\n", none},
		{"service-of-mdnsd", "ssh.service", "type _ssh._tcp\nport 22\n", none},
		{"avahi-service", "ssh.service", "<?xml version=\"1.0\"?>\n", none},
		{"init-script-called-service", "x.service", "#!/bin/sh\nset -e\n", none},
		{"timer", "x.timer", "[Timer]\n", fact.DialectSystemdUnit},
		{"drop-in", "x.service.d/10-env.conf", "", fact.DialectSystemdUnit},
		{"drop-in-of-socket", "x.socket.d/10.conf", "", none},
		{"other-conf", "x.d/10.conf", "", none},
		{"logrotate", "etc/logrotate.d/x", "/x {\n", fact.DialectLogrotate},
		{"logrotate-of-a-package", "debian/x.logrotate", "/x {\n", fact.DialectLogrotate},
		{"logrotate-script", "etc/logrotate.d/x", "#!/bin/sh\n", none},
		{"udev", "lib/udev/rules.d/60-x.rules", "# c\n", fact.DialectUdevRules},
		{"udev-of-a-repository", "99-x.rules", "# c\nKERNEL==\"x\", RUN+=\"/x\"\n", fact.DialectUdevRules},
		{"rules-of-others", "etc/audit/rules.d/audit.rules", "-D\n", none},
		{"rules-of-polkit", "polkit-1/rules.d/1.rules", "polkit.addRule(function(a) { b = \"c\"; });\n", none},
		{"preset", "usr/lib/systemd/system-preset/90-x.preset", "# c\nenable x.timer\n", fact.DialectSystemdPreset},
		{"preset-of-another-program", "x.preset", "[Sound]\n", none},
		{"launchd", "x.plist", "<plist><dict><key>Label</key>", fact.DialectLaunchd},
		{"other-plist", "Info.plist", "<plist><dict><key>CFBundleName</key>", none},
		{"apt", "etc/apt/apt.conf.d/50x", "", fact.DialectAptConf},
		{"latin-1", "x.cron", "# \xe9\n" + userJob, fact.DialectUserCrontab},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			dialect, ok := claims(c.path, []byte(c.head))
			if ok != (c.want != none) || ok && dialect != c.want {
				t.Errorf("got %q %v, want %q", dialect, ok, c.want)
			}
		})
	}
}

func TestUserColumnIsToldByContent(t *testing.T) {
	tests := []struct {
		content string
		want    fact.Dialect
	}{
		{"* * * * * bash /opt/x.sh\n", fact.DialectUserCrontab},
		{"* * * * * echo hello\n", fact.DialectUserCrontab},
		{"* * * * * alice /opt/x.sh\n", fact.DialectSystemCrontab},
		{"* * * * * root hello\n", fact.DialectSystemCrontab},
		{"* * * * * root A=1 x\n* * * * * /opt/x\n", fact.DialectUserCrontab},
		{"* * * * * mytool run\n", fact.DialectUserCrontab},
	}
	for _, c := range tests {
		if got := crontabDialect(c.content); got != c.want {
			t.Errorf("%q: got %s", c.content, got)
		}
	}
}

func TestScriptsThatSomethingStarts(t *testing.T) {
	tests := []struct {
		path, when string
		maybe, ok  bool
	}{
		{"/etc/cron.daily/check", "daily", false, true},
		{"/etc/cron.daily/check.sh", "daily", true, true},
		{"cron.weekly/x", "weekly", false, true},
		{"etc/cron.monthly/.placeholder", "", false, false},
		{"etc/cron.d/x", "", false, false},
		{"etc/cron.daily/sub/x", "", false, false},
		{"check", "", false, false},
		{"etc/periodic/15min/check", "15min", false, true},
		{"etc/periodic/daily/100.clean", "daily", true, true},
		{"daily/check", "", false, false},
		{"debian/probe.cron.daily", "daily", false, true},
		{"debian/cron.weekly", "weekly", false, true},
		{"debian/probe.cron.d", "", false, false},
		{"probe.cron.daily", "", false, false},
		{"rc.local", "boot", false, true},
		{"etc/rc.d/rc.local", "boot", false, true},
		{"etc/init.d/probe", "boot", false, true},
		{"etc/init.d/functions", "boot", false, false},
		{"opt/init.d/probe", "", false, false},
		{"debian/probe.init", "boot", false, true},
		{"app-misc/probe/files/probe.initd", "boot", false, true},
		{"etc/network/if-up.d/probe", "interface up", false, true},
		{"etc/NetworkManager/dispatcher.d/90-probe.sh", "network change", false, true},
		{"etc/NetworkManager/dispatcher.d/pre-up.d/90-probe", "network change", false, true},
		{"etc/dhcp/dhclient-exit-hooks.d/probe", "address lease", false, true},
		{"etc/dhcp/dhclient-exit-hooks.d/probe.dpkg-old", "", false, false},
		{"if-up.d/probe", "", false, false},
	}
	for _, c := range tests {
		s, ok := StartOf(c.path)
		if ok != c.ok || ok && (s.When != c.when || s.Maybe != c.maybe) {
			t.Errorf("%s: got %+v %v", c.path, s, ok)
		}
	}
}

// FuzzLower holds that no input makes a front end panic, and that each span
// lies in its file.
func FuzzLower(f *testing.F) {
	for _, seed := range []string{
		"10 3 1 * * root x%y\\%z\nA='b'\n# c\n@every 1h x\n", "[Timer]\nOnCalendar=Mon..Fri *-*~1 1:2\nUnit=x@%i.service\n",
		"[Service]\nEnvironment=\"A=b c\"\nExecStart=@/a b $A ${A} \\x41 ; \\\n# c\n 'd\n[Install]\nWantedBy=a.target\n",
		"7 5 id a \\\nb\n", "{{ a }} * * * * root <%= x %>\n{% if %}\n", "\xff\xfe\xe9 * \ufdd0\n", "- -\n@\n=\n[\n%\n",
		"<plist><dict><key>ProgramArguments</key><array><string>a&amp;b</string></array><key>RunAtLoad</key><true/></dict></plist>",
		"weekly\n/x {\n postrotate\n a\n endscript\n}\n", "RUN+=\"/a 'b c' %k $$ $env{X}\", PROGRAM==\"b\"\n", "DPkg::Post-Invoke { \"a \\\"b\\\"\"; };\n", "%daily * 3 a\n@ 3d b\n",
	} {
		for _, name := range []string{"etc/cron.d/x.j2", "crontabs/x", "etc/anacrontab", "x.timer", "x@y.service"} {
			f.Add(name, seed)
		}
	}
	f.Fuzz(func(t *testing.T, name, content string) {
		file := source.NewFile(name, []byte(content))
		_, _ = claims(name, []byte(content))
		_, _ = StartOf(name)
		check := func(span source.Span) {
			if !span.IsZero() && (span.File != file || span.Start < 0 || span.Start > span.End || span.End > file.Len()) {
				t.Errorf("span %d to %d of %d", span.Start, span.End, file.Len())
			}
		}
		for _, dialect := range []fact.Dialect{fact.DialectNone, fact.DialectSystemCrontab, fact.DialectUserCrontab, fact.DialectAnacrontab, fact.DialectSystemdUnit, fact.DialectFcrontab, fact.DialectLogrotate, fact.DialectUdevRules, fact.DialectAptConf, fact.DialectLaunchd, fact.DialectSystemdPreset} {
			u := &fact.Unit{Texts: []fact.Source{{Path: name, Text: file.Text()}}, Dialect: dialect, Path: name}
			lower(u, func(f fact.Fact) {
				check(f.At())
				if e, ok := f.(*fact.Embedded); ok {
					check(e.Content.Span())
				}
			}, func(n fact.Notice) {
				check(n.At)
				if strings.Contains(n.Message, content) && len(content) > 20 {
					t.Error("a notice holds content")
				}
			})
		}
	})
}

// A head of comments alone says nothing of the columns below it.
func TestTheWholeTextDecidesWhereTheHeadHasNoJob(t *testing.T) {
	head := strings.Repeat("# a license\n", 100)
	if dialect, ok := claims("templates/pihole.cron", []byte(head)); !ok || dialect != fact.DialectNone {
		t.Errorf("claims = %q, %t", dialect, ok)
	}
	text := source.NewFile("templates/pihole.cron", []byte(head+"59 1 * * 7 root /usr/bin/true\n")).Text()
	if got := dialectOf(&fact.Unit{}, fact.Source{Path: "templates/pihole.cron", Text: text}); got != fact.DialectSystemCrontab {
		t.Errorf("read as %q", got)
	}
}
