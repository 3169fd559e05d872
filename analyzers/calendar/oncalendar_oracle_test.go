package calendar

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "record the answers of systemd-analyze anew, where the program is")

// answers holds what systemd-analyze 252 says: a line for an expression, the
// moment it is asked from, and the next five times, or the word invalid.
const answers = "testdata/oncalendar.txt"

const iterations = 5

// shipped are the expressions of the timers in Debian 12 (main, 58 packages), and
// of timers that public repositories hold.
const shipped = "testdata/shipped.txt"

func TestOnCalendarAgreesWithSystemd(t *testing.T) {
	if *update {
		record(t)
	}
	content, err := os.ReadFile(answers)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(content)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(parts) != 3 {
			t.Fatalf("%s: bad line %q", answers, line)
		}
		count++
		if got := answerOf(t, parts[0], parts[1]); got != parts[2] {
			t.Errorf("%q from %s:\n got %s\nwant %s", parts[0], parts[1], got, parts[2])
		}
	}
	t.Logf("%d expressions", count)
}

func answerOf(t *testing.T, expression, from string) string {
	t.Helper()
	s, err := OnCalendar(expression)
	if err != nil {
		return "invalid"
	}
	at, err := time.Parse(time.DateTime, from)
	if err != nil {
		t.Fatal(err)
	}
	var times []string
	for range iterations {
		next, ok := s.Next(at)
		if !ok {
			break
		}
		times = append(times, next.Format(time.DateTime))
		at = next
	}
	if times == nil {
		return "never"
	}
	return strings.Join(times, ",")
}

// record asks systemd-analyze, with UTC as the host's zone.
func record(t *testing.T) {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here: the recorded answers stay")
	}
	content, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	expressions := slices.Collect(strings.SplitSeq(strings.TrimSpace(string(content)), "\n"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		expressions = append(expressions, expressionBy(random))
	}
	var out bytes.Buffer
	seen := map[string]bool{}
	for i, expression := range expressions {
		if seen[expression] {
			continue
		}
		seen[expression] = true
		from := time.Date(2023+i%6, time.Month(1+i%12), 1+i%28, i%24, i%60, i%59, 0, time.UTC).Format(time.DateTime)
		fmt.Fprintf(&out, "%s\t%s\t%s\n", expression, from, ask(t, program, expression, from))
	}
	if err := os.WriteFile(answers, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, program, expression, from string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, "calendar", fmt.Sprint("--iterations=", iterations), "--base-time="+from+" UTC", "--", expression)
	command.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
	out, err := command.Output()
	if err != nil {
		return "invalid"
	}
	var times []string
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case value == "never":
			return "never"
		case strings.HasSuffix(value, " UTC") && (name == "(in UTC)" || name == "Next elapse" || strings.HasPrefix(name, "Iter")):
			at := strings.Fields(value)
			times = append(times, at[1]+" "+at[2])
		}
	}
	return strings.Join(times, ",")
}

// expressionBy makes an expression, mostly a valid one.
func expressionBy(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	number := func(low, high int) string { return fmt.Sprintf(pick("%d", "%02d"), low+r.IntN(high-low+1)) }
	element := func(low, high int) string {
		switch r.IntN(8) {
		case 0:
			return number(low, high) + ".." + number(low, high)
		case 1:
			return number(low, (low+high)/2) + "/" + number(1, (high-low)/2)
		case 2:
			return number(low, low+2) + ".." + number(high-2, high) + "/" + number(1, 9)
		default:
			return number(low, high)
		}
	}
	list := func(low, high int) string {
		all := []string{element(low, high)}
		for r.IntN(3) == 0 {
			all = append(all, element(low, high))
		}
		return strings.Join(all, ",")
	}
	maybe := func(of string) string {
		if r.IntN(2) == 0 {
			return "*"
		}
		return of
	}
	var parts []string
	if r.IntN(3) == 0 {
		days := []string{"Mon", "tue", "Wednesday", "Thu", "fri", "Sat", "sunday"}
		from := r.IntN(7)
		parts = append(parts, pick(days[from], days[from]+","+days[r.IntN(7)], days[from]+".."+days[from+r.IntN(7-from)], days[from]+"-"+days[r.IntN(7)], days[from]+","))
	}
	if r.IntN(3) > 0 {
		date := maybe(list(1, 12)) + pick("-", "-", "-", "~") + maybe(list(1, 28))
		if r.IntN(2) == 0 {
			date = pick("*", "*", "*", "2027", "2024..2060/4", "27", "2025/2", "2030,2028") + "-" + date
		}
		parts = append(parts, date)
	}
	if r.IntN(4) > 0 || parts == nil {
		clock := maybe(list(0, 23)) + ":" + maybe(list(0, 59))
		if r.IntN(2) == 0 {
			clock += ":" + pick("*", "0", "30", "0/10", "15..45", "5,35", "0/7.5", "1.25", "59.999")
		}
		parts = append(parts, clock)
	}
	if r.IntN(4) == 0 {
		parts = append(parts, pick("UTC", "utc", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Nowhere/Town", "Asia/Tokyo"))
	}
	return strings.Join(parts, " ")
}
