package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// morning is a Tuesday.
var morning = time.Date(2026, time.November, 24, 9, 30, 0, 0, time.UTC)

// said is what a schedule is shown as: words, next run, rarity.
type said struct {
	in    string
	words string
	next  string // "" for none
	rare  string
}

func checkSaid(t *testing.T, parse func(string) (Schedule, error), cases []said) {
	t.Helper()
	for _, c := range cases {
		s, err := parse(c.in)
		if err != nil && !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		next := ""
		if at, ok := s.Next(morning); ok {
			next = at.Format("2006-01-02 15:04:05")
			next = strings.TrimSuffix(next, ":00")
		}
		rare := "?"
		if is, known := s.Rare(); known {
			rare = map[bool]string{true: "rare", false: "often"}[is]
		}
		if s.Words() != c.words || next != c.next || rare != c.rare {
			t.Errorf("{%q, %q, %q, %q},", c.in, s.Words(), next, rare)
		}
	}
}

func inDialect(d Dialect) func(string) (Schedule, error) {
	return func(s string) (Schedule, error) { return Cron(d, s) }
}

func TestCrontab(t *testing.T) {
	checkSaid(t, inDialect(Crontab), []said{
		{"* * * * *", "every minute", "2026-11-24 09:31", "often"},
		{"*/5 * * * *", "every 5 minutes", "2026-11-24 09:35", "often"},
		{"2-59/5 * * * *", "every 5 minutes from :02 on", "2026-11-24 09:32", "often"},
		{"17 * * * *", "every hour at :17", "2026-11-24 10:17", "often"},
		{"09,39 * * * *", "every 30 minutes from :09 on", "2026-11-24 09:39", "often"},
		{"25 6 * * *", "daily at 06:25 host time", "2026-11-25 06:25", "often"},
		{"52 6 1 * *", "at 06:52 host time on the 1st of each month", "2026-12-01 06:52", "rare"},
		{"47 6 * * 7", "at 06:47 host time on Sundays", "2026-11-29 06:47", "rare"},
		{"0 6,18 * * *", "daily at 06:00 and 18:00 host time", "2026-11-24 18:00", "often"},
		{"0 */12 * * *", "daily at 00:00 and 12:00 host time", "2026-11-24 12:00", "often"},
		{"0 */4 * * *", "every 4 hours host time", "2026-11-24 12:00", "often"},
		{"5 8-17 * * 1-5", "every hour from 08:05 to 17:05 host time on Mondays to Fridays", "2026-11-24 10:05", "often"},
		{"*/10 8-17 * * mon-fri", "every 10 minutes from 08:00 to 17:50 host time on Mondays to Fridays", "2026-11-24 09:40", "often"},
		{"57 0 * * 0", "at 00:57 host time on Sundays", "2026-11-29 00:57", "rare"},
		{"0 3 8-14 * 1", "at 03:00 host time on the 8th to 14th of each month and on Mondays", "2026-11-30 03:00", "often"},
		{"0 3 */2 * 1", "at 03:00 host time on Mondays that are among each 2nd day from the 1st on of each month", "2026-12-07 03:00", "rare"},
		{"0 0 1,15 * fri", "at 00:00 host time on the 1st and 15th of each month and on Fridays", "2026-11-27 00:00", "often"},
		{"0 0 29 2 *", "at 00:00 host time on the 29th of February", "2028-02-29 00:00", "rare"},
		{"0 0 30 feb *", "never: there is no such day", "", "rare"},
		{"0 0 31 * *", "at 00:00 host time on the 31st of each month", "2026-12-31 00:00", "rare"},
		{"0 0 1 jan,JUL *", "at 00:00 host time on the 1st of January and July", "2027-01-01 00:00", "rare"},
		{"0 0 * 1-3 *", "at 00:00 host time each day of January to March", "2027-01-01 00:00", "often"},
		{"3,9,27,33,51,58,59 1,2 * * *", "at minute 3, 9, 27, 33, 51, 58 and 1 more of hours 1 and 2 host time", "2026-11-25 01:03", "often"},
		{"~ 3 * * *", "daily at some time from 03:00 to 03:59 host time", "2026-11-25 03:00", "often"},
		{"0 0 1~28 * *", "at 00:00 host time on some day of the 1st to 28th", "2026-11-25 00:00", "rare"},
		{"5 4 * * sat,sun", "at 04:05 host time on Saturdays and Sundays", "2026-11-28 04:05", "often"},
		{"0 0 */9 * 1", "at 00:00 host time on Mondays that are among the 1st, 10th, 19th and 28th of each month", "2026-12-28 00:00", "rare"},
		{"\uFDD0 1 * * 0", "at a time not known on Sundays", "", "rare"},
		{"0 0 \uFDD0 * *", "at 00:00 host time on days not known", "", "?"},
		{"\uFDD0", "at times not known", "", "?"},
		{"@hourly", "every hour", "2026-11-24 10:00", "often"},
		{"@daily", "daily at 00:00 host time", "2026-11-25 00:00", "often"},
		{"@weekly", "at 00:00 host time on Sundays", "2026-11-29 00:00", "rare"},
		{"@monthly", "at 00:00 host time on the 1st of each month", "2026-12-01 00:00", "rare"},
		{"@yearly", "at 00:00 host time on the 1st of January", "2027-01-01 00:00", "rare"},
		{"@reboot", "at boot", "", "rare"},
		{"@every 1h30m", "every 90 minutes", "", "often"},
		{"@every 168h", "every 7 days", "", "rare"},
	})
}

func TestRobfig(t *testing.T) {
	checkSaid(t, inDialect(Robfig), []said{
		{"0 3 ? * 1", "at 03:00 host time on Mondays", "2026-11-30 03:00", "rare"},
		{"0 3 */2 * 1", "at 03:00 host time on each 2nd day from the 1st on of each month and on Mondays", "2026-11-25 03:00", "often"},
		{"30 0 3 * * *", "daily at 03:00:30 host time", "2026-11-25 03:00:30", "often"},
		{"*/10 * * * * *", "every 10 seconds", "2026-11-24 09:30:10", "often"},
		{"CRON_TZ=Asia/Tokyo 0 4 * * *", "daily at 04:00 Asia/Tokyo", "2026-11-24 19:00", "often"},
		{"TZ=Europe/Berlin 30 2 * * *", "daily at 02:30 Europe/Berlin", "2026-11-25 01:30", "often"},
	})
}

func TestQuartz(t *testing.T) {
	checkSaid(t, inDialect(Quartz), []said{
		{"0 15 10 L * ?", "at 10:15 host time on the last day of each month", "2026-11-30 10:15", "rare"},
		{"0 15 10 L-2 * ?", "at 10:15 host time on the 3rd last day of each month", "2026-11-28 10:15", "rare"},
		{"0 15 10 LW * ?", "at 10:15 host time on the last weekday of each month", "2026-11-30 10:15", "rare"},
		{"0 15 10 15W * ?", "at 10:15 host time on the weekday nearest to the 15th of each month", "2026-12-15 10:15", "rare"},
		{"0 15 10 1W * ?", "at 10:15 host time on the weekday nearest to the 1st of each month", "2026-12-01 10:15", "rare"},
		{"0 15 10 ? * 6L", "at 10:15 host time on the last Friday of each month", "2026-11-27 10:15", "rare"},
		{"0 15 10 ? * 6#3", "at 10:15 host time on the third Friday of each month", "2026-12-18 10:15", "rare"},
		{"0 15 10 ? * FRI-MON", "at 10:15 host time on Mondays and Fridays to Sundays", "2026-11-27 10:15", "often"},
		{"0 15 10 * * ? 2027", "at 10:15 host time each day in 2027", "2027-01-01 10:15", "often"},
		{"0 15 10 ? * L", "at 10:15 host time on Saturdays", "2026-11-28 10:15", "rare"},
	})
}

func TestExpression(t *testing.T) {
	checkSaid(t, Expression, []said{
		{"rate(5 minutes)", "every 5 minutes", "", "often"},
		{"rate(1 hour)", "every hour", "", "often"},
		{"rate(7 days)", "every 7 days", "", "rare"},
		{"rate(30 days)", "every 30 days", "", "rare"},
		{"cron(0 3 * * ? *)", "daily at 03:00 UTC", "2026-11-25 03:00", "often"},
		{"cron(0 2 ? * SUN *)", "at 02:00 UTC on Sundays", "2026-11-29 02:00", "rare"},
		{"cron(0 16 ? * TUE#3 *)", "at 16:00 UTC on the third Tuesday of each month", "2026-12-15 16:00", "rare"},
		{"cron(0/15 8-17 ? * MON-FRI *)", "every 15 minutes from 08:00 to 17:45 UTC on Mondays to Fridays", "2026-11-24 09:45", "often"},
		{"cron(0 10 1 * ? 2027-2030)", "at 10:00 UTC on the 1st of each month in 2027 to 2030", "2027-01-01 10:00", "rare"},
		{"cron(0 10 1 * ? 2019)", "at 10:00 UTC on the 1st of each month in 2019", "", "rare"},
		{"cron(0 0 0/1 1/1 * ? *)", "every hour", "2026-11-24 10:00", "often"},
		{"at(2026-11-24T13:00:00)", "once, at 13:00 UTC on 2026-11-24", "2026-11-24 13:00", "rare"},
		{"at(2020-11-24T13:00:00)", "once, at 13:00 UTC on 2020-11-24", "", "rare"},
		{"\uFDD0", "at times not known", "", "?"},
		{"rate(\uFDD0)", "at times not known", "", "?"},
		{"cron(\uFDD0 2 ? * SUN *)", "at a time not known on Sundays", "", "rare"},
	})
}

func TestJenkins(t *testing.T) {
	checkSaid(t, inDialect(Jenkins), []said{
		{"H 3 * * *", "daily at some time from 03:00 to 03:59 host time", "2026-11-25 03:00", "often"},
		{"H * * * *", "every hour at some minute", "2026-11-24 09:31", "often"},
		{"H/15 * * * *", "every 15 minutes", "2026-11-24 09:31", "often"},
		{"H(0-29)/10 * * * *", "every hour at some minute from :00 to :29", "2026-11-24 10:00", "often"},
		{"H H(0-7) * * 1-5", "at some time from 00:00 to 07:59 host time on Mondays to Fridays", "2026-11-25 00:00", "often"},
		{"H H H * *", "at some time of day host time on some day of the 1st to 28th", "2026-11-24 09:31", "rare"},
		{"@midnight", "daily at some time from 00:00 to 02:59 host time", "2026-11-25 00:00", "often"},
		{"@weekly", "at some time of day host time on some day of the week", "2026-11-24 09:31", "rare"},
	})
}

func TestOnCalendar(t *testing.T) {
	checkSaid(t, OnCalendar, []said{
		{"daily", "daily at 00:00 host time", "2026-11-25 00:00", "often"},
		{"Weekly", "at 00:00 host time on Mondays", "2026-11-30 00:00", "rare"},
		{"monthly", "at 00:00 host time on the 1st of each month", "2026-12-01 00:00", "rare"},
		{"quarterly", "at 00:00 host time on the 1st of January, April, July and October", "2027-01-01 00:00", "rare"},
		{"Mon..Fri *-*-* 03:10 UTC", "at 03:10 UTC on Mondays to Fridays", "2026-11-25 03:10", "often"},
		{"Sun *-*-* 03:10:00", "at 03:10 host time on Sundays", "2026-11-29 03:10", "rare"},
		{"*-*-* 6,18:00", "daily at 06:00 and 18:00 host time", "2026-11-24 18:00", "often"},
		{"*:0/10", "every 10 minutes", "2026-11-24 09:40", "often"},
		{"*:*:0/2.5", "every 2.5 seconds", "2026-11-24 09:30:02", "often"},
		{"Sun *-*-1..7 1:00:00", "at 01:00 host time on the first Sunday of each month", "2026-12-06 01:00", "rare"},
		{"*-*~1 04:00", "at 04:00 host time on the last day of each month", "2026-11-30 04:00", "rare"},
		{"*-02~03..05", "at 00:00 host time on the 3rd last day, the 4th last day and the 5th last day of February", "2027-02-24 00:00", "rare"},
		{"Mon *-05~07/1", "at 00:00 host time on Mondays that are among the last 7 days of May", "2027-05-31 00:00", "rare"},
		{"2027-02-29", "never: there is no such day", "", "rare"},
		{"@1800000000", "once, at 08:00 UTC on 2027-01-15", "2027-01-15 08:00", "rare"},
		{"2027-01-02 03:04:05", "once, at 03:04:05 host time on 2027-01-02", "2027-01-02 03:04:05", "rare"},
		{"07..23:30", "every hour from 07:30 to 23:30 host time", "2026-11-24 10:30", "often"},
		{"*-*-* 02:30 Europe/Berlin", "daily at 02:30 Europe/Berlin", "2026-11-25 01:30", "often"},
		{"\uFDD0", "at times not known", "", "?"},
	})
}

func TestFcron(t *testing.T) {
	checkSaid(t, Fcron, []said{
		{"%nightly,random * 23-4", "every night", "", "often"},
		{"%weekly * 3-5", "every week", "", "rare"},
		{"@ 12h", "every 12 hours", "", "often"},
		{"@first(2) 1w2d", "every 9 days", "", "rare"},
		{"@ 30", "every 30 minutes", "", "often"},
		{"&nice(10) 25 1 * * 0", "at 01:25 host time on Sundays", "2026-11-29 01:25", "rare"},
		{"0 22-3~1 * * *", "daily at 00:00, 02:00, 03:00, 22:00 and 23:00 host time", "2026-11-24 22:00", "often"},
		{"0 3 1-7 * 1", "at 03:00 host time on the first Monday of each month", "2026-12-07 03:00", "rare"},
		{"&dayor 0 3 1 * 1", "at 03:00 host time on the 1st of each month and on Mondays", "2026-11-30 03:00", "often"},
		{"%days * 3 1-10 * *", "at times not known", "", "?"},
	})
}

func TestRareOnCalendar(t *testing.T) {
	often, rare := "often", "rare"
	for expression, want := range map[string]string{
		"weekly": rare, "Monthly": rare, "hourly": often, "Mon..Fri *-*-* 03:10": often, "Sat *-*-* 3:0:0 UTC": rare,
		"*-*-1": rare, "*-*-01,15 04:00": rare, "*-*~01": rare, "*-1/3-1": rare, "03:10": often, "*:0/5": often,
		"*-*-* 00:00:00": often, "Mon": rare, "Fri..Sun": often, "2027-01-01": rare, "03-01": rare, "*-*-1..7 01:00": often,
		"Mon *-*-1..7": rare, "Wed,": rare,
	} {
		s, err := OnCalendar(expression)
		is, known := s.Rare()
		if err != nil || !known || is != (want == rare) {
			t.Errorf("%s: %v, %v, want %s", expression, is, err, want)
		}
	}
}
