package calendar

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// readers are all ways in.
var readers = map[string]func(string) (Schedule, error){
	"crontab": inDialect(Crontab), "robfig": inDialect(Robfig), "quartz": inDialect(Quartz), "aws": inDialect(AWS),
	"ncrontab": inDialect(NCrontab), "jenkins": inDialect(Jenkins),
	"expression": Expression, "on-calendar": OnCalendar, "period": Period, "fcron": Fcron,
	"span": func(s string) (Schedule, error) { d, err := Span(s); return Every(d), err },
	"zone": func(s string) (Schedule, error) { return Every(1).In(s) },
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"*/5 * * * *", "0 0 29 2 *", "5-7,9/3 ~ 1~3 jan-mar/2 mon#2", "@every 1h30m", "CRON_TZ=Asia/Tokyo 0 4 * * *", "0 15 10 LW * ? 2027",
		"cron(0 16 ? * TUE#3 *)", "rate(7 days)", "at(2026-11-24T13:00:00)", "H(0-29)/10 H * * *",
		"Mon..Fri,Sun *-1/2~1..5 04,05:0/7:0/2.5 Europe/Berlin", "@1800000000", "2h 30min", "*/0 * * * *", "\uFDD0 1 * * 0",
	} {
		f.Add(seed, int64(1_790_000_000))
	}
	f.Fuzz(func(t *testing.T, s string, unix int64) {
		after := time.Unix(unix%4_000_000_000, 0)
		for name, read := range readers {
			schedule, err := read(s)
			_ = schedule.Words()
			_, _ = schedule.Rare()
			_, _ = schedule.Every()
			next, ok := schedule.Next(after)
			if err != nil || !ok {
				continue
			}
			if !next.After(after) {
				t.Fatalf("%s %q: %v is not behind %v", name, s, next, after)
			}
			if again, ok := schedule.Next(next.Add(-time.Microsecond)); ok && schedule.zone.clock() == time.UTC && !again.Equal(next) {
				t.Fatalf("%s %q: %v, then %v", name, s, next, again)
			}
			if name == "crontab" && s[0] != '@' && !strings.ContainsAny(s, "~") {
				naive(t, strings.Fields(s), after.UTC(), next)
			}
		}
	})
}

// naive walks the minutes from one time to another, as far as a few days, and
// reads the fields anew at each.
func naive(t *testing.T, fields []string, after, next time.Time) {
	t.Helper()
	if !fits(fields, next) || next.Second() != 0 {
		t.Fatalf("%q does not run at %v", fields, next)
	}
	at := after.Truncate(time.Minute)
	for range 3000 {
		at = at.Add(time.Minute)
		if !at.Before(next) {
			return
		}
		if fits(fields, at) {
			t.Fatalf("%q runs at %v, before %v", fields, at, next)
		}
	}
}

func fits(fields []string, at time.Time) bool {
	weekday := int(at.Weekday())
	inMonth := fieldHas(fields[2], at.Day(), 1, 31, nil)
	inWeek := fieldHas(fields[4], weekday, 0, 7, weekdayNames) || weekday == 0 && fieldHas(fields[4], 7, 0, 7, weekdayNames)
	inDay := inMonth && inWeek
	if fields[2][0] != '*' && fields[4][0] != '*' {
		inDay = inMonth || inWeek
	}
	return inDay && fieldHas(fields[0], at.Minute(), 0, 59, nil) && fieldHas(fields[1], at.Hour(), 0, 23, nil) &&
		fieldHas(fields[3], int(at.Month()), 1, 12, monthNames)
}

func fieldHas(field string, n, low, high int, names []string) bool {
	value := func(s string) int {
		if i := slices.Index(names, strings.ToLower(s)); i >= 0 {
			return low + i
		}
		v, err := strconv.Atoi(s)
		if err != nil {
			return -1
		}
		return v
	}
	for part := range strings.SplitSeq(field, ",") {
		limits, step, stepped := strings.Cut(part, "/")
		first, last, ranged := strings.Cut(limits, "-")
		from, to := value(first), value(last)
		switch {
		case limits == "*":
			from, to = low, high
		case !ranged && stepped:
			to = high
		case !ranged:
			to = from
		}
		by := 1
		if stepped {
			by = value(step)
		}
		if n >= from && n <= to && (n-from)%by == 0 {
			return true
		}
	}
	return false
}

func TestWhatIsRefused(t *testing.T) {
	cases := map[string][]string{
		"crontab": {
			"", "* * * *", "* * * * * *", "61 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-3 * * * *", "a * * * *",
			"* * * * mo", ", * * * *", "1,,2 * * * *", "-1 * * * *", "+1 * * * *", "1- * * * *", "* * ? * *", "* * L * *", "99999999999999999999 * * * *", "@often",
			"@every", "@every day", "@every -1h", "*/ * * * *", "1/2/3 * * * *",
		},
		"robfig":      {"* * * * 7", "@reboot", "TZ=Nowhere/Town * * * * *", "~ * * * *", "TZ=../../etc/passwd * * * * *", "TZ=Local * * * * *"},
		"quartz":      {"* * * * *", "0 0 0 1 * MON", "0 0 0 32W * ?", "0 0 0 ? * 8L", "0 0 0 ? * 2#6", "0 0 0 L-31 * ?"},
		"jenkins":     {"H(5) * * * *", "H(9-3) * * * *", "H(0-60) * * * *", "Hx * * * *"},
		"expression":  {"", "rate(0 minutes)", "rate(5)", "rate(5 weeks)", "rate(-1 days)", "cron(0 3 * * *)", "at(tomorrow)", "every(5 minutes)", "rate(9999999999 days)"},
		"on-calendar": {"", "*-*-* 24:00", "*:*/5", "Sat..Mon", "monday tuesday", "10", "@", "@-1", "*-13-1", "1..", "*:0/0"},
		"fcron":       {"", "%often *", "@ x", "@ 1x", "@ 0", "@", "& * * *", "0 22-30 * * *", "9999999999 * * * *"},
		"period":      {"", "x", "-1", "@hourly", "99999999"},
		"span":        {"", "5 parsecs", "min", "1.2.3s", "-5s"},
	}
	for name, inputs := range cases {
		for _, in := range inputs {
			if s, err := readers[name](in); err == nil {
				t.Errorf("%s takes %q: %s", name, in, s.Words())
			}
		}
	}
}

func TestHostileInputIsBounded(t *testing.T) {
	start := time.Now()
	for _, in := range []string{
		strings.Repeat("1,", 10_000) + "1 * * * *", strings.Repeat("*", 100_000), strings.Repeat("* ", 100_000),
		"0 0 30 2 *", "0 0 29 2 1#5", strings.Repeat("1..2,", 10_000) + "1:00", "*-2-30 *:*:0/0.000001 Europe/Berlin",
		"cron(0 0 1 1 ? " + strings.Repeat("2027,", 10_000) + "2030)", "0 0 0 ? 2 2#5 2027",
	} {
		for _, read := range readers {
			s, _ := read(in)
			_ = s.Words()
			s.Next(morning)
			s.Rare()
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestJoin(t *testing.T) {
	daily, err := OnCalendar("*-*-* 06:00 Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	weekly, err := OnCalendar("weekly")
	if err != nil {
		t.Fatal(err)
	}
	joined := Join(AtBoot(15*time.Minute), daily, weekly).Later(12 * time.Hour)
	const want = "15 min after boot; daily at 06:00 Europe/Berlin; at 00:00 host time on Mondays, up to 12 h later"
	if got := joined.Words(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if next, ok := joined.Next(morning); !ok || !next.Equal(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)) {
		t.Errorf("next %v", next)
	}
	if rare, known := joined.Rare(); rare || !known || joined.Exact() {
		t.Errorf("rare %v, known %v, exact %v", rare, known, joined.Exact())
	}
	if rare, known := Join(weekly, AtBoot(0)).Rare(); !rare || !known {
		t.Errorf("weekly and at boot: rare %v, known %v", rare, known)
	}
	if got := Join(Every(time.Hour), AtStart("the timer's start", 90*time.Second)).Words(); got != "every hour; 1 min 30 s after the timer's start" {
		t.Error(got)
	}
}

func TestZoneIsTheSchedulesOwnFirst(t *testing.T) {
	for _, c := range []struct{ in, zone, want string }{
		{"cron(0 3 * * ? *)", "Asia/Tokyo", "daily at 03:00 Asia/Tokyo"},
		{"cron(0 3 * * ? *)", "Nowhere/Town", "daily at 03:00 in a zone that is not known"},
		{"at(2026-11-24T13:00:00)", "Asia/Tokyo", "once, at 13:00 Asia/Tokyo on 2026-11-24"},
		{"rate(1 hour)", "Asia/Tokyo", "every hour"},
	} {
		s, err := Expression(c.in)
		if err != nil {
			t.Fatal(err)
		}
		s, err = s.In(c.zone)
		if got := s.Words(); got != c.want || (err != nil) != (c.zone == "Nowhere/Town") {
			t.Errorf("%s in %s: %s, %v", c.in, c.zone, got, err)
		}
	}
	s, err := OnCalendar("03:00 UTC")
	if moved, inErr := s.In("Asia/Tokyo"); err != nil || inErr != nil || moved.Words() != "daily at 03:00 UTC" {
		t.Error(moved.Words(), err, inErr)
	}
}

// TestClockChange: of the last Sundays of March and October in Berlin.
func TestClockChange(t *testing.T) {
	s, err := Cron(Robfig, "TZ=Europe/Berlin 30 2 * * *")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ after, want string }{
		{"2027-03-27 12:00:00", "2027-03-29 00:30:00"}, // 02:30 of the 28th does not exist
		{"2027-10-30 12:00:00", "2027-10-31 00:30:00"}, // the first 02:30 of two
		{"2027-10-31 00:30:00", "2027-11-01 01:30:00"},
	} {
		after, err := time.Parse(time.DateTime, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if next, ok := s.Next(after); !ok || next.Format(time.DateTime) != c.want {
			t.Errorf("after %s: %v, want %s", c.after, next, c.want)
		}
	}
}
