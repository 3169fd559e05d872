// Package schedule lowers crontabs, systemd units and what else says that
// something runs by itself: when, and which command.
//
// Commands that a shell runs leave as Embedded facts; those of units, of rules
// of udev and of launchd are no shell's, and leave as Commands.
package schedule

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// FrontEnd lowers crontabs and systemd units.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageSchedule, Claims: claims, Lower: lower}
}

// maxUnparsable bounds the notices of one text: a file that is no crontab at
// all is said to be so once, not on each of its lines.
const maxUnparsable = 10

// maxLine bounds what is cut into columns and words; cron refuses lines long
// before it, and systemd commands.
const maxLine = 64 << 10

// lowering is the work on one text.
type lowering struct {
	path       string
	files      fact.Files // may be nil
	root       fact.Fact
	emit       fact.Emit
	notice     func(fact.Notice)
	certainty  fact.Certainty
	template   bool // the file is expanded before anything reads it
	unparsable int
}

func lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	var fragments []*fragment
	for _, s := range u.Texts {
		l, text := newLowering(u, s, emit, notice)
		dialect := dialectOf(u, s)
		if dialect == fact.DialectSystemdUnit {
			fragments = append(fragments, l.fragment(text))
			continue
		}
		l.lower(dialect, text)
	}
	if fragments != nil {
		lowerUnits(fragments)
	}
}

func newLowering(u *fact.Unit, s fact.Source, emit fact.Emit, notice func(fact.Notice)) (*lowering, source.Text) {
	l := &lowering{path: s.Path, files: u.Files, emit: emit, notice: notice, template: template.Is(s.Path)}
	switch { // a nil *Document in a Fact would not be nil
	case s.Document != nil:
		l.root = s.Document
	case u.Root != nil:
		l.root = u.Root
	}
	text := s.Text
	if l.template {
		var controls bool
		if text, controls = template.Fill(text); controls {
			l.certainty = fact.Maybe
		}
	}
	return l, text
}

// dialectOf is the unit's dialect, or what the path and then the content say
// where the unit has none.
func dialectOf(u *fact.Unit, s fact.Source) fact.Dialect {
	if u.Dialect != fact.DialectNone {
		return u.Dialect
	}
	value := s.Text.Reveal()
	if dialect, ok := claims(s.Path, []byte(value)); ok && dialect != fact.DialectNone {
		return dialect
	}
	return crontabDialect(value)
}

func (l *lowering) lower(dialect fact.Dialect, text source.Text) {
	switch dialect {
	case fact.DialectAnacrontab:
		l.anacrontab(text)
	case fact.DialectSystemdPreset:
		l.preset(text)
	case fact.DialectLogrotate:
		l.logrotate(text)
	case fact.DialectUdevRules:
		l.udevRules(text)
	case fact.DialectLaunchd:
		l.launchd(text)
	case fact.DialectAptConf:
		l.aptConf(text)
	case fact.DialectFcrontab:
		l.fcrontab(text)
	case fact.DialectUserCrontab:
		l.crontab(text, false)
	default: // a system crontab is the only one left
		if ignoredByDebian(l.path) {
			l.certainty = fact.Maybe
		}
		l.crontab(text, true)
	}
}

func (l *lowering) node(at source.Span, parent fact.Fact) fact.Node {
	return fact.NewNode(at, parent, l.certainty)
}

func (l *lowering) comment(at, text source.Text) {
	l.emit(&fact.Comment{Node: l.node(at.Span(), l.root), Text: text.TrimSpace()})
}

// bad reports a line that its table does not allow, or that may be anything.
func (l *lowering) bad(line source.Text, why string) {
	kind := fact.NoticeUnparsable
	if !line.Known() {
		kind, why = fact.NoticeUnresolved, "line is not readable without what is known only when it is written"
	}
	l.unparsable++
	switch {
	case l.unparsable <= maxUnparsable:
		l.notice(fact.Notice{Type: kind, Path: l.path, At: line.Span(), Message: why})
	case l.unparsable == maxUnparsable+1:
		l.notice(fact.Notice{Type: fact.NoticeLimit, Path: l.path, Message: "further lines that cannot be read are not listed"})
	}
}

// tooLong reports and tells of a line that nothing would run.
func (l *lowering) tooLong(line source.Text) bool {
	if line.Len() <= maxLine {
		return false
	}
	l.bad(line, "line is too long")
	return true
}
