package schedule

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// claims tells the dialect of a file, by its path and, where the path alone
// proves nothing, by its first bytes.
func claims(name string, head []byte) (fact.Dialect, bool) {
	name = path.Clean("/" + template.Trim(name))
	base, dir := path.Base(name), path.Base(path.Dir(name))
	content := shownHead(name, head)
	switch {
	case isUnitPath(base, dir):
		return fact.DialectSystemdUnit, isUnit(content)
	case strings.HasSuffix(name, "/etc/anacrontab"):
		return fact.DialectAnacrontab, true
	case strings.HasSuffix(name, "/etc/crontab"):
		return fact.DialectSystemCrontab, true
	case dir == "cron.d":
		return fact.DialectSystemCrontab, readByCron(base) && plausible(base, content)
	case strings.HasSuffix(base, ".preset"):
		return fact.DialectSystemdPreset, isPreset(content)
	case dir == "logrotate.d", base == "logrotate.conf", hasKind(base, dir, "logrotate"):
		return fact.DialectLogrotate, readByCron(base) && !strings.HasPrefix(content, "#!")
	case strings.HasSuffix(base, ".rules") || hasKind(base, dir, "udev"):
		return fact.DialectUdevRules, strings.HasSuffix(path.Dir(name), "/udev/rules.d") || isUdevRules(content)
	case strings.HasSuffix(base, ".plist"):
		return fact.DialectLaunchd, strings.Contains(content, "<plist") && strings.Contains(content, "<key>") && isLaunchd(dir, content)
	case dir == "apt.conf.d", base == "apt.conf":
		return fact.DialectAptConf, readByCron(base)
	case dir == "debian" && (base == "cron.d" || strings.HasSuffix(base, ".cron.d")):
		return fact.DialectSystemCrontab, true
	case strings.HasPrefix(name, "/var/spool/fcron/"), base == "fcrontab", strings.HasSuffix(base, ".fcrontab"), strings.HasSuffix(base, ".fcron"):
		return fact.DialectFcrontab, mostlyCrontab(content)
	case isSpool(name):
		return fact.DialectUserCrontab, readByCron(base) && plausible(base, content)
	case dir == "crontab", dir == "cron", strings.Contains(base, "crontab"), strings.HasSuffix(base, ".cron"):
		if !hasJob(content) { // the first bytes may be comments: the whole text decides
			return fact.DialectNone, mostlyCrontab(content)
		}
		return crontabDialect(content), mostlyCrontab(content)
	}
	return fact.DialectNone, false
}

// isPreset tells systemd's presets from those of other programs, by the first.
func isPreset(content string) bool {
	for line := range tableLines(content) {
		if line[0] != ';' {
			verb, _, _ := strings.Cut(line, " ")
			return isPresetVerb(verb)
		}
	}
	return true
}

// isLaunchd tells the lists of launchd from the many others by their folder or
// by keys that each has.
func isLaunchd(dir, content string) bool {
	return dir == "LaunchAgents" || dir == "LaunchDaemons" ||
		strings.Contains(content, "<key>Label</key>") || strings.Contains(content, "<key>ProgramArguments</key>")
}

// hasKind reports a file that debhelper installs by the end of its name.
func hasKind(base, dir, kind string) bool {
	return dir == "debian" && base == kind || strings.HasSuffix(base, "."+kind)
}

// isUdevRules tells rules of udev from those of other programs, by the first.
func isUdevRules(content string) bool {
	for line := range tableLines(content) {
		return udevKey.MatchString(line)
	}
	return false
}

// shownHead is the head as parsers see it, less a last line that was cut.
func shownHead(name string, head []byte) string {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) > 256 {
		head = head[:i+1]
	}
	return source.NewFile(name, head).Text().Reveal()
}

// isUnitPath reports services, timers and their drop-ins.
func isUnitPath(base, dir string) bool {
	for _, suffix := range []string{".service", ".timer"} {
		if strings.HasSuffix(base, suffix) && base != suffix {
			return true
		}
		if strings.HasSuffix(base, ".conf") && strings.HasSuffix(dir, suffix+".d") {
			return true
		}
	}
	return false
}

// isUnit tells units from what else is called .service: D-Bus activation
// files, which have a section of their own, Avahi's XML, init scripts.
func isUnit(content string) bool {
	if strings.HasPrefix(content, "#!") {
		return false
	}
	others := false // sections or lines that no unit has
	for line := range tableLines(content) {
		section, header := sectionName(line)
		switch {
		case header && slices.Contains([]string{"Unit", "Service", "Timer", "Install"}, section):
			return true
		case line[0] != ';' && !isUnknown(line) && !strings.ContainsRune(line, utf8.RuneError): // what a hole's bytes become
			others = true
		}
	}
	return !others
}

// isSpool reports the folders of user crontabs: Debian's and BusyBox's
// crontabs, SUSE's tabs, cronie's bare /var/spool/cron.
func isSpool(name string) bool {
	dir := path.Dir(name)
	return path.Base(dir) == "crontabs" || strings.HasSuffix(dir, "/spool/cron") || strings.HasSuffix(dir, "/spool/cron/tabs")
}

// readByCron reports that some cron reads a file of that name. None reads
// hidden files, backups and what RPM leaves behind.
func readByCron(base string) bool {
	return !strings.HasPrefix(base, ".") && !strings.HasPrefix(base, "#") && !strings.HasSuffix(base, "~") &&
		!strings.Contains(base, ".rpm") && !strings.Contains(base, ".dpkg-")
}

// plausible lets a name with a dot in a cron folder prove itself by content:
// README.md and install.sh lie there too.
func plausible(base, content string) bool {
	return !strings.Contains(base, ".") || mostlyCrontab(content)
}

// ignoredByDebian reports a file of a cron.d folder that Debian's cron passes
// over for the dot in its name, and that cronie reads.
func ignoredByDebian(name string) bool {
	name = path.Clean("/" + template.Trim(name))
	return path.Base(path.Dir(name)) == "cron.d" && !isLSBName(path.Base(name))
}

// isLSBName reports the names that Debian's cron and run-parts take.
func isLSBName(base string) bool {
	for i := range len(base) {
		if c := base[i]; !isAlphanumeric(c) && c != '_' && c != '-' {
			return false
		}
	}
	return base != ""
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
