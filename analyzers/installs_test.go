package analyzers

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCrontabsThatAScriptInstalls(t *testing.T) {
	const job = "1 * * * * dig x"
	once := []string{"1 * * * * on | dig x"}
	tests := map[string]struct {
		script string
		want   []string
	}{
		"from-a-pipe":           {"echo '" + job + "' | crontab -", once},
		"from-a-here-string":    {"crontab - <<<'" + job + "'", once},
		"from-a-here-document":  {"crontab -u bob - <<EOF\n" + job + "\nEOF", once},
		"from-standard-input":   {"echo '" + job + "' | crontab", once},
		"added-to-what-is":      {"(crontab -l 2>/dev/null; echo '" + job + "') | crontab -", once},
		"added-in-a-group":      {"{ crontab -l; printf '%s\\n' '" + job + "'; } | sudo crontab -u root -", once},
		"added-once":            {"(crontab -l | grep -v dig; echo '" + job + "') | sort -u | crontab -", once},
		"added-by-and":          {"crontab -l | { cat; echo '" + job + "'; } | crontab -", once},
		"by-a-file":             {"crontab -l >/tmp/c\necho '" + job + "' >>/tmp/c\ncrontab /tmp/c\nrm /tmp/c", once},
		"by-a-file-of-input":    {"echo '" + job + "' >/tmp/c\ncrontab </tmp/c", once},
		"by-a-file-that-is-cat": {"echo '" + job + "' >/tmp/c\ncat /tmp/c | crontab -", once},
		"by-a-process":          {"crontab <(crontab -l; echo '" + job + "')", once},
		"appended-to-the-system's": {
			"echo '1 * * * * root dig x' >>/etc/crontab", once,
		},
		"into-a-folder":   {"echo '1 * * * * root dig x' | sudo tee -a /etc/cron.d/x >/dev/null", once},
		"into-the-spool":  {"echo '" + job + "' >>/var/spool/cron/crontabs/root", once},
		"into-busybox's":  {"echo '" + job + "' >>/etc/crontabs/root", once},
		"by-a-move":       {"echo '1 * * * * root dig x' >x.tmp; mv x.tmp /etc/cron.d/x", once},
		"into-daily":      {"cat >/etc/cron.daily/x <<'EOF'\n#!/bin/sh\ndig x\nEOF", []string{"daily on | dig x"}},
		"into-periodic":   {"printf '#!/bin/sh\\ndig x\\n' >/etc/periodic/15min/x", []string{"15min on | dig x"}},
		"removed-later":   {"echo '1 * * * * root dig x' >/etc/cron.d/x; rm -f /etc/cron.d/x", []string{"1 * * * * off | dig x"}},
		"removed-before":  {"rm -f /etc/cron.d/x; echo '1 * * * * root dig x' >/etc/cron.d/x", once},
		"removed-perhaps": {"echo '1 * * * * root dig x' >/etc/cron.d/x; [ -e /y ] && rm /etc/cron.d/x", once},
		"another-removed": {"echo '1 * * * * root dig x' >/etc/cron.d/x; rm /etc/cron.d/y", once},
		"all-removed":     {"echo '" + job + "' | crontab -; crontab -r", []string{"1 * * * * off | dig x"}},
		"others-removed":  {"echo '" + job + "' | crontab -; crontab -u bob -r", once},
		"cleared-before":  {"crontab -r; echo '" + job + "' | crontab -", once},
		"listed-only":     {"crontab -l; crontab -e", nil},
		"at":              {"echo 'dig x' | at now + 1 minute", []string{"now + 1 minute on | at now + 1 minute | dig x"}},
		"at-a-document":   {"at -m 03:00 tomorrow <<EOF\ndig x\nEOF", []string{"03:00 tomorrow on | at -m 03:00 tomorrow | dig x"}},
		"at-a-file":       {"printf 'dig x\\n' >/tmp/j.sh; at -f /tmp/j.sh midnight", []string{"midnight on | at -f /tmp/j.sh midnight | dig x"}},
		"at-with-time":    {"echo 'dig x' | at -t 202701010000", []string{"202701010000 on | at -t 202701010000 | dig x"}},
		"at-list":         {"at -l; atq; at -c 5", nil},
		"by-systemd-run": {
			"systemd-run --unit x --on-calendar=weekly -p User=bob dig @8.8.8.8", []string{"weekly on | systemd-run --unit x --on-calendar=weekly -p User=bob dig @8.8.8.8 | dig @8.8.8.8"},
		},
		"by-systemd-run-once": {
			"sudo systemd-run --on-active 30 -- sh -c 'dig x'", []string{"30 on | systemd-run --on-active 30 -- sh -c dig x | sh -c dig x | dig x"},
		},
		"by-a-timer-of-properties": {
			"systemd-run --user --timer-property OnUnitActiveSec=5m --collect dig --on-active x", []string{"5m on | systemd-run --user --timer-property OnUnitActiveSec=5m --collect dig --on-active x | dig --on-active x"},
		},
		"by-systemd-run-at-once": {"systemd-run --scope -p MemoryMax=1G dig --on-active=3 x", nil},
		"batch":                  {"echo 'dig x' | batch", []string{"batch on | batch | dig x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tree("set.bash", tt.script), Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTasksOfWindows(t *testing.T) {
	tests := map[string]struct {
		script string
		want   []string
	}{
		"schtasks": {
			`schtasks.exe /create /tn x /sc WEEKLY /tr "nslookup.exe x 8.8.8.8" /ru SYSTEM`,
			[]string{"WEEKLY on | schtasks.exe /create /tn x /sc WEEKLY /tr nslookup.exe x 8.8.8.8 /ru SYSTEM | nslookup.exe x 8.8.8.8"},
		},
		"schtasks-asks": {`schtasks /query /tn x`, nil},
		"powershell": {
			`pwsh -NoProfile -Command "Register-ScheduledTask -TaskName x -Trigger (New-ScheduledTaskTrigger -Daily -At 3am) -Action (New-ScheduledTaskAction -Execute 'nslookup' -Argument 'x 8.8.8.8')"`,
			[]string{"Daily on | pwsh -NoProfile -Command Register-ScheduledTask -TaskName x -Trigger (New-ScheduledTaskTrigger -Daily -At 3am) -Action (New-ScheduledTaskAction -Execute 'nslookup' -Argument 'x 8.8.8.8') | nslookup x 8.8.8.8"},
		},
		"powershell-at-once": {`pwsh -c "Get-ScheduledTask x; nslookup x 8.8.8.8"`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tree("set.sh", tt.script), Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
