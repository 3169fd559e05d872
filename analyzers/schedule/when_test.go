package schedule

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestWhen(t *testing.T) {
	for _, c := range []struct{ name, path, content, when, zone string }{
		{"fields", "crontabs/root", "10 3 1 * * x\n", "at 03:10 host time on the 1st of each month", ""},
		{"zone-of-table", "crontabs/root", "CRON_TZ=Europe/Berlin\n10 3 * * * x\n", "daily at 03:10 Europe/Berlin", "Europe/Berlin"},
		{"zone-behind-line", "crontabs/root", "10 3 * * * x\nCRON_TZ=Europe/Berlin\n", "daily at 03:10 host time", ""},
		{"zone-not-known", "crontabs/root", "CRON_TZ=Mars/Olympus\n10 3 * * * x\n", "daily at 03:10 in a zone that is not known", "Mars/Olympus"},
		{"environment-moves-no-clock", "crontabs/root", "TZ=Europe/Berlin\n10 3 * * * x\n", "daily at 03:10 host time", ""}, // crontab(5)
		{"hole", "cron.d/x", "{{ m }} 3 * * 0 root x\n", "at a time not known on Sundays", ""},
		{"wait-that-is-none", "crontabs/root", "@every day x\n", "at times not known", ""},
		{"anacron", "etc/anacrontab", "7 25 weekly x\n", "every 7 days", ""},
		{"anacron-word", "etc/anacrontab", "@monthly 25 m x\n", "every month", ""},
		{
			"timer", "x.timer", "[Timer]\nOnCalendar=*-*-* 6,18:00\nOnBootSec=15min\nRandomizedDelaySec=12h\n",
			"daily at 06:00 and 18:00 host time; 15 min after boot, up to 12 h later", "",
		},
		{"timer-of-instance", "x@.timer", "[Timer]\nOnCalendar=%i\n", "at times not known", ""},
		{"timer-that-is-none", "x.timer", "[Timer]\nOnCalendar=*:*/5\n", "at times not known", ""},
		{"timer-that-counts", "x.timer", "[Timer]\nOnActiveSec=1min\nOnStartupSec=2min\nOnUnitActiveSec=1h\n", "1 min after the start of the timer; 2 min after the start of systemd; every hour", ""},
		{"service-at-boot", "x.service", "[Service]\nExecStart=/x\n[Install]\nWantedBy=multi-user.target\n", "at boot", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := source.NewFile(c.path, []byte(c.content))
			unit := &fact.Unit{Texts: []fact.Source{{Path: c.path, Text: file.Text()}}, Language: fact.LanguageSchedule, Path: c.path}
			var jobs []*fact.Job
			lower(unit, func(f fact.Fact) {
				if job, ok := f.(*fact.Job); ok {
					jobs = append(jobs, job)
				}
			}, func(fact.Notice) {})
			if len(jobs) != 1 || jobs[0].When.Words() != c.when || !jobs[0].Zone.Equal(c.zone) {
				t.Errorf("got %d jobs: %s", len(jobs), jobs[0].When.Words())
			}
		})
	}
}
