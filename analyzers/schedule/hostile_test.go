package schedule

import (
	"strings"
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// TestHostileTextsAreBounded holds a quarter of a megabyte of each worst case
// that is known to a generous time.
func TestHostileTextsAreBounded(t *testing.T) {
	const size = 256 << 10
	for name, unit := range map[string]string{
		"marks": "{{", "marks-and-statements": "{#{{x}}", "percent": "%", "variables": "${", "escapes": `\x41`,
		"odd-bytes": "\xe9 ", "continuations": "a\\\n", "quotes": `"'`, "words": "a ", "lists": "1,", "lines": "* * * * * root a%b\n",
		"elements": "<dict>", "hooks": "Post-Invoke {\"", "stanzas": "}\npostrotate\nendscript\n",
	} {
		content := strings.Repeat(unit, size/len(unit))
		for _, path := range []string{"etc/cron.d/x", "etc/cron.d/x.j2", "etc/anacrontab"} {
			bounded(t, name, path, "* * * * * root "+content)
		}
		bounded(t, name, "x.service", "[Service]\nEnvironment=A="+content+"\nExecStart=/a "+content)
		bounded(t, name, "etc/logrotate.d/x", "/x {\npostrotate\n"+content+"\nendscript\n"+content)
		bounded(t, name, "udev/rules.d/x.rules", "RUN+=\""+content+"\"\n"+content)
		bounded(t, name, "LaunchAgents/x.plist", "<plist><dict><key>Program</key><string>"+content)
		bounded(t, name, "etc/apt/apt.conf.d/x", "DPkg::Post-Invoke {\""+content)
		bounded(t, name, "x.timer.j2", "[Timer]\nOnCalendar="+content)
	}
}

func bounded(t *testing.T, name, path, content string) {
	t.Helper()
	text := source.NewFile(path, []byte(content)).Text()
	unit := &fact.Unit{Texts: []fact.Source{{Path: path, Text: text}}, Language: fact.LanguageSchedule, Path: path}
	start := time.Now()
	lower(unit, func(fact.Fact) {}, func(fact.Notice) {})
	if took := time.Since(start); took > 10*time.Second { // on a busy machine; a tenth of it elsewhere
		t.Errorf("%s as %s took %v", name, path, took)
	}
}
