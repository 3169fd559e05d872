package schedule

import (
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestCrontab(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"system", "etc/cron.d/anchor", "# key\n10 3 1 * * unbound /usr/sbin/unbound-anchor -a /x\n",
			`
comment "key"
job [10 3 1 * *] rare=yes enabled=yes user=unbound at "10 3 1 * * unbound /usr/sbin/unbound-anchor -a /x"
  embedded posix "/usr/sbin/unbound-anchor -a /x"`,
		},
		{
			"user-from-spool", "/var/spool/cron/crontabs/bob", "*/5 * * * * echo hello\r\n",
			`
job [*/5 * * * *] rare=no enabled=yes user=bob at "*/5 * * * * echo hello"
  embedded posix "echo hello"`,
		},
		{
			"commented-out", "etc/cron.d/x", "#*/5 * * * * root dig @8.8.8.8 x\n",
			`comment "*/5 * * * * root dig @8.8.8.8 x"`,
		},
		{
			"reboot", "crontab", "@reboot root dig x\n",
			`
job [@reboot] boot rare=yes enabled=yes user=root at "@reboot root dig x"
  embedded posix "dig x"`,
		},
		{
			"unlogged-minute", "etc/cron.d/x", "-*/15 * * * * root test -x /x\n",
			`
job [*/15 * * * *] rare=no enabled=yes user=root at "-*/15 * * * * root test -x /x"
  embedded posix "test -x /x"`,
		},
		{
			"settings", "etc/cron.d/x", "SHELL=/bin/bash\nMAILTO = \"\"\n'R'= 'a b' \n@daily root echo \"$R\"\n",
			`
literal SHELL=/bin/bash
literal MAILTO=
literal R=a b
job [@daily] rare=no enabled=yes user=root at "@daily root echo \"$R\""
  embedded bash "R='a b'\necho \"$R\""`,
		},
		{
			"setting-behind-job-does-not-hold", "etc/cron.d/x", "@daily root echo $R\nR=1\n",
			`
job [@daily] rare=no enabled=yes user=root at "@daily root echo $R"
  embedded posix "echo $R"
literal R=1`,
		},
		{
			"shell-that-is-none", "etc/cron.d/x", "SHELL=/usr/bin/python3\n@daily root import os\n",
			`
literal SHELL=/usr/bin/python3
job [@daily] rare=no enabled=yes user=root at "@daily root import os"`,
		},
		{
			"assignment-before-command-is-no-setting", "crontabs/root", "0 * * * * A=1 dig x\n",
			`
job [0 * * * *] rare=no enabled=yes user=root at "0 * * * * A=1 dig x"
  embedded posix "A=1 dig x"`,
		},
		{
			"no-user-in-system-table", "etc/cron.d/x", "* * * * * /usr/bin/dig @8.8.8.8 x\n",
			`notice unparsable "* * * * * /usr/bin/dig @8.8.8.8 x"`,
		},
		{
			"bad-fields", "crontabs/root", "61 * * * * a\n* * * * a b\n@often c\n* * 0 * * d\n* * * * 8 e\n",
			`
notice unparsable "61 * * * * a"
notice unparsable "* * * * a b"
notice unparsable "@often c"
notice unparsable "* * 0 * * d"
notice unparsable "* * * * 8 e"`,
		},
		{
			"dot-in-name", "etc/cron.d/job.sh", "0 0 * * * root dig x\n",
			`
job [0 0 * * *] rare=no enabled=yes user=root at "0 0 * * * root dig x" maybe
  embedded posix "dig x" maybe`,
		},
		{
			"template-marks", "cron.d/x", "{{ minute | default('*') }} 3 * * 0 root dig x\n",
			`
job [<hole> 3 * * 0] rare=yes enabled=yes user=root at "{{ minute | default('*') }} 3 * * 0 root dig x"
  embedded posix "dig x"`,
		},
		{
			"template-file", "templates/cron.d/x.erb", "<% if @on -%>\n* * * * * root dig @<%= @server %> x\n<% end -%>\n",
			`
job [* * * * *] rare=no enabled=yes user=root at "* * * * * root dig @<%= @server %> x" maybe
  embedded posix "dig @<hole> x" maybe`,
		},
		{
			"go-template-of-command-stays", "cron.d/x", "@daily root docker ps --format '{{.ID}}'\n",
			`
job [@daily] rare=no enabled=yes user=root at "@daily root docker ps --format '{{.ID}}'"
  embedded posix "docker ps --format '{{.ID}}'"`,
		},
		{
			"supercronic", "crontab", "@every 1h30m /app/dig x\n",
			`
job [@every 1h30m] rare=no enabled=yes at "@every 1h30m /app/dig x"
  embedded posix "/app/dig x"`,
		},
	})
}

func TestPercentEndsCommand(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"escaped", "crontabs/root", "0 * * * * date +\\%F; nslookup example.com\n",
			`
job [0 * * * *] rare=no enabled=yes user=root at "0 * * * * date +\\%F; nslookup example.com"
  embedded posix "date +%F; nslookup example.com"`,
		},
		{
			"input", "crontabs/root", "0 * * * * nslookup%server 9.9.9.9%example.com\n",
			`
job [0 * * * *] rare=no enabled=yes user=root at "0 * * * * nslookup%server 9.9.9.9%example.com"
  embedded posix "nslookup <<'hiyari'\nserver 9.9.9.9\nexample.com\nhiyari\n"`,
		},
		{
			"input-of-pipe", "crontabs/root", "0 * * * * cat | nslookup%x\\%y%hiyari\n",
			`
job [0 * * * *] rare=no enabled=yes user=root at "0 * * * * cat | nslookup%x\\%y%hiyari"
  embedded posix "{ cat | nslookup\n} <<'hiyari_'\nx%y\nhiyari\nhiyari_\n"`,
		},
		{
			"backslash-that-is-escaped", "crontabs/root", "0 * * * * a \\\\%b\n",
			`
job [0 * * * *] rare=no enabled=yes user=root at "0 * * * * a \\\\%b"
  embedded posix "a \\\\ <<'hiyari'\nb\nhiyari\n"`,
		},
	})
}

func TestCrontabOfVirtualTextTakesHoles(t *testing.T) {
	file := source.NewFile("main.tf", []byte("*/5 * * * * dig @8.8.8.8 ${x}\n${when} dig x\n"))
	text := source.Concat(file.Slice(0, 25), source.HoleAt(file.Slice(25, 29).Span()), file.Slice(29, 30),
		source.HoleAt(file.Slice(30, 37).Span()), file.Slice(37, 44))
	want := strings.TrimSpace(`
job [*/5 * * * *] rare=no enabled=yes user=root at "*/5 * * * * dig @8.8.8.8 "
  embedded posix "dig @8.8.8.8 <hole>"
job [<hole>] rare=unknown enabled=yes user=root at " dig x"
  embedded posix "dig x"`)
	if got := printedText(t, "/var/spool/cron/root", text); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestUnparsableLinesAreNotListedWithoutEnd(t *testing.T) {
	got := printed(t, "etc/cron.d/x", strings.Repeat("nonsense here\n", 500))
	if n := strings.Count(got, "notice unparsable"); n != maxUnparsable {
		t.Errorf("got %d notices", n)
	}
	if !strings.Contains(got, "notice limit") {
		t.Error("the rest is passed over in silence")
	}
}

func TestRare(t *testing.T) {
	tests := []struct {
		schedule string
		want     fact.Tri
	}{
		{"10 3 1 * *", fact.Yes},
		{"10 3 * * *", fact.No},
		{"0 0 * * 0", fact.Yes},
		{"0 0 * * 7", fact.Yes},
		{"0 0 * * sun", fact.Yes},
		{"0 0 * * Mon-Fri", fact.No},
		{"0 0 * * 1,4", fact.No},
		{"0 0 1,15 * *", fact.Yes},
		{"0 0 1 jan,JUL *", fact.Yes},
		{"0 0 * 1 *", fact.Yes},
		{"0 0 1-7 * 1", fact.No},    // either day will do
		{"0 0 */9 * 1", fact.Yes},   // both must fit: the field starts with a star
		{"0 0 1~28 * *", fact.Yes},  // cronie: one random day
		{"*/5 * * * 6-7", fact.No},  // Saturday and Sunday
		{"0 0 31 2 *", fact.Yes},    // never
		{"{{m}} 1 * * 0", fact.Yes}, // the minute does not matter
		{"0 0 {{d}} * *", fact.Unknown},
		{"@weekly", fact.Yes},
		{"@reboot", fact.Yes},
		{"@hourly", fact.No},
		{"@every 168h", fact.Yes},
		{"@every day", fact.Unknown},
	}
	for _, c := range tests {
		j, ok := splitJob(source.Literal(c.schedule+" true"), false)
		if !ok {
			t.Errorf("%s is refused", c.schedule)
			continue
		}
		if got := fact.Answer(j.when.Rare()); got != c.want {
			t.Errorf("%s: got %v, want %v", c.schedule, got, c.want)
		}
	}
}

func TestAnacrontab(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"table", "etc/anacrontab", "START_HOURS_RANGE=3-22\n7 25 cron.weekly nice \\\n  dig x\n@daily 5 d dig a%b\n@monthly 45 m true\n1 2\n",
			`
literal START_HOURS_RANGE=3-22
job [7] rare=yes enabled=yes user=root at "7 25 cron.weekly nice \\\n  dig x"
  embedded posix "nice  dig x"
job [@daily] rare=no enabled=yes user=root at "@daily 5 d dig a%b"
  embedded posix "dig a%b"
job [@monthly] rare=yes enabled=yes user=root at "@monthly 45 m true"
  embedded posix "true"
notice unparsable "1 2"`,
		},
	})
}

func TestFcrontab(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"periods", "x.fcrontab", "!mail(no)\n%nightly,random * 23-4 dig a%b\n%weekly  * 3-5 dig x\n%monthly * 3-5 * dig x\n%hourly * dig \\\n x\n",
			`
job [%nightly,random * 23-4] rare=no enabled=yes at "%nightly,random * 23-4 dig a%b"
  embedded posix "dig a%b"
job [%weekly  * 3-5] rare=yes enabled=yes at "%weekly  * 3-5 dig x"
  embedded posix "dig x"
job [%monthly * 3-5 *] rare=yes enabled=yes at "%monthly * 3-5 * dig x"
  embedded posix "dig x"
job [%hourly *] rare=no enabled=yes at "%hourly * dig \\\n x"
  embedded posix "dig  x"`,
		},
		{
			"users", "x.fcrontab", "%daily,random * * @runas(nobody) dig x\n&nice(10),runas(bob) 25 1 * * 0 dig x\n",
			`
job [%daily,random * *] rare=no enabled=yes user=nobody at "%daily,random * * @runas(nobody) dig x"
  embedded posix "dig x"
job [&nice(10),runas(bob) 25 1 * * 0] rare=yes enabled=yes user=bob at "&nice(10),runas(bob) 25 1 * * 0 dig x"
  embedded posix "dig x"`,
		},
		{
			"waits", "x.fcrontab", "@ 12h dig x\n@first(2) 1w2d dig x\n@daily dig x\n%often * x\n",
			`
job [@ 12h] rare=no enabled=yes at "@ 12h dig x"
  embedded posix "dig x"
job [@first(2) 1w2d] rare=yes enabled=yes at "@first(2) 1w2d dig x"
  embedded posix "dig x"
job [@daily] rare=no enabled=yes at "@daily dig x"
  embedded posix "dig x"
notice unparsable "%often * x"`,
		},
	})
}

func TestTimeZoneOfATable(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"cronie", "etc/cron.d/x", "@daily root a\nTZ=UTC\nCRON_TZ=Asia/Tokyo\n@daily root b\n",
			`
job [@daily] rare=no enabled=yes user=root at "@daily root a"
  embedded posix "a"
literal TZ=UTC
literal CRON_TZ=Asia/Tokyo
job [@daily] rare=no enabled=yes user=root zone=Asia/Tokyo at "@daily root b"
  embedded posix "b"`,
		},
	})
}
