package calendar

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

// TestCronAgreesWithRobfig holds Next against the cron library that Kubernetes
// uses, over random fields. Of a crontab the library has another idea in two
// places, which stay out of its half of the test: it counts */2 in a day field
// as restricted, where crontab(5) counts whatever starts with a star as free,
// and a week that runs on from a day (5/1) ends on Saturday, where a crontab's
// ends on Sunday, its day 7. It knows no ~. What it does not know at all (L W #) has tables of its own.
func TestCronAgreesWithRobfig(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	standard := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	seconds := cron.NewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	zones := []string{"", "", "Asia/Kolkata", "America/New_York", "Europe/Berlin"} // it errs where clocks are set by half an hour
	compared := 0
	for range 20_000 {
		dialect, parser := Robfig, standard
		fields := fieldsBy(random, false)
		switch random.IntN(3) {
		case 0:
			dialect = Crontab
			fields = fieldsBy(random, true)
		case 1:
			parser = seconds
			fields = fieldBy(random, 0, 59, nil) + " " + fields
		}
		zone := zones[random.IntN(len(zones))]
		theirs, theirErr := parser.Parse(strings.TrimSpace("TZ=" + zoneOr(zone) + " " + fields))
		ours, err := Cron(dialect, fields)
		if (err == nil) != (theirErr == nil) {
			t.Fatalf("%q: %v, want %v", fields, err, theirErr)
		}
		if err != nil {
			continue
		}
		if ours, err = ours.In(zoneOr(zone)); err != nil {
			t.Fatal(err)
		}
		compared++
		at := time.Unix(1700000000+random.Int64N(300_000_000), 0).UTC()
		for range 4 {
			want := theirs.Next(at)
			got, ok := ours.Next(at)
			if twice(want.In(ours.zone.location)) {
				break // we take the first
			}
			if want.IsZero() && (!ok || got.Year() > at.Year()+4) {
				break // it looks five years ahead, and we further
			}
			if !ok || !got.Equal(want) {
				t.Fatalf("%v %q %s from %v: %v, want %v", dialect, fields, zone, at, got, want.UTC())
			}
			at = want.UTC()
		}
	}
	t.Logf("%d schedules", compared)
}

func zoneOr(name string) string {
	if name == "" {
		return "UTC"
	}
	return name
}

// twice reports a day around which clocks are set, and some times come twice.
func twice(at time.Time) bool {
	_, before := at.Add(-24 * time.Hour).Zone()
	_, after := at.Add(24 * time.Hour).Zone()
	return before > after
}

func fieldsBy(r *rand.Rand, crontab bool) string {
	dom, dow := fieldBy(r, 1, 31, nil), fieldBy(r, 0, 6, weekdayNames)
	if crontab && (strings.HasPrefix(dom, "*/") || strings.Contains(dow, "/")) {
		dom, dow = "*", "*"
	}
	return strings.Join([]string{fieldBy(r, 0, 59, nil), fieldBy(r, 0, 23, nil), dom, fieldBy(r, 1, 12, monthNames), dow}, " ")
}

// fieldBy makes a field, now and then one that is out of range.
func fieldBy(r *rand.Rand, low, high int, names []string) string {
	number := func() string {
		n := low + r.IntN(high-low+1)
		switch {
		case r.IntN(200) == 0:
			n = high + 2 // 7 is Sunday in a crontab
		case names != nil && r.IntN(3) == 0:
			return strings.ToUpper(names[n-low])
		}
		return strconv.Itoa(n)
	}
	element := func() string {
		switch r.IntN(6) {
		case 0:
			return number() + "-" + number()
		case 1:
			return fmt.Sprintf("%d-%d/%d", low, high-r.IntN(3), 1+r.IntN(9))
		case 2:
			return fmt.Sprintf("%s/%d", number(), 1+r.IntN(20))
		default:
			return number()
		}
	}
	switch r.IntN(6) {
	case 0, 1, 2:
		return "*"
	case 3:
		return fmt.Sprintf("*/%d", r.IntN(15))
	}
	all := []string{element()}
	for r.IntN(3) == 0 {
		all = append(all, element())
	}
	return strings.Join(all, ",")
}
