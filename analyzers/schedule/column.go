package schedule

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// mostlyCrontab reports content whose lines cron would take, in the main. A
// content without any line is an empty crontab.
func mostlyCrontab(content string) bool {
	if strings.HasPrefix(content, "#!") {
		return false
	}
	var jobs, set, bad int
	for line := range tableLines(content) {
		switch t := source.Literal(line); {
		case isAssignment(t):
			set++
		case isJob(t):
			jobs++
		default:
			bad++
		}
	}
	return bad == 0 && set == 0 || jobs > 0 && jobs+set > bad
}

// tableLines yields the lines that are neither blank, comment nor a template's
// statement.
func tableLines(content string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(content) {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' || template.IsStatement(line) {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}

func isAssignment(line source.Text) bool {
	_, _, ok := assignment(line)
	return ok
}

func isJob(line source.Text) bool {
	_, ok := splitFcron(line)
	return ok
}

// hasJob reports a line that says when something runs.
func hasJob(content string) bool {
	for line := range tableLines(content) {
		if isFcron(line) || isJob(source.Literal(line)) {
			return true
		}
	}
	return false
}

// crontabDialect tells by content whether a table is one of fcron, where one
// line decides, and whether it has a user column. One line
// that can have none decides; otherwise most lines must look like having one.
func crontabDialect(content string) fact.Dialect {
	for line := range tableLines(content) {
		if isFcron(line) {
			return fact.DialectFcrontab
		}
	}
	var with, without int
	for line := range tableLines(content) {
		j, ok := splitJob(source.Literal(line), false)
		if !ok {
			continue
		}
		switch hasUserColumn(j.command.Reveal()) {
		case fact.Yes:
			with++
		case fact.No:
			return fact.DialectUserCrontab
		case fact.Unknown:
			without++
		}
	}
	if with > without {
		return fact.DialectSystemCrontab
	}
	return fact.DialectUserCrontab
}

// knownUsers are accounts that systems come with.
var knownUsers = strings.Fields(`root www-data nobody daemon bin sys adm man mail news backup list games ubuntu debian admin
	ec2-user centos fedora vagrant postgres mysql redis nginx apache http httpd _www app deploy deployer git jenkins
	unbound named bind ntp nagios zabbix munin logcheck puppet smmsp postfix amavis clamav vmail rails tomcat solr`)

// knownPrograms are what a command often starts with, and no account is called.
var knownPrograms = strings.Fields(`sh bash dash zsh ksh python python2 python3 perl ruby php node java cd test echo printf date
	curl wget dig host nslookup drill rm find cp mv ln cat tar rsync ssh scp sleep nice ionice flock timeout sudo su env
	docker podman kubectl aws gcloud az systemctl service certbot run-parts command exec if for while export source
	unbound-anchor logrotate apt apt-get yum dnf touch mkdir kill pkill killall ping ntpdate rake bundle npm go make true`)

// hasUserColumn judges what stands behind the five fields: its first word must
// be a plain user and its second look like a command.
func hasUserColumn(rest string) fact.Tri {
	words := firstWords(rest, 0, 2)
	first := words[0].of(rest)
	if len(words) < 2 || !isPlainUser(first) || slices.Contains(knownPrograms, first) {
		return fact.No
	}
	if slices.Contains(knownUsers, first) {
		return fact.Yes
	}
	second := words[1].of(rest)
	if strings.ContainsAny(second[:1], "/~.[({$\"'") || isName(strings.SplitN(second, "=", 2)[0]) && strings.Contains(second, "=") ||
		slices.Contains(knownPrograms, path.Base(second)) {
		return fact.Yes
	}
	return fact.Unknown
}
