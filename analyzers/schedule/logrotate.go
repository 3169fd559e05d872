package schedule

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// rotations are how often logrotate(8) rotates, each with whether that is rare.
var rotations = map[string]fact.Tri{
	"hourly": fact.No, "daily": fact.No, "weekly": fact.Yes, "monthly": fact.Yes, "yearly": fact.Yes,
}

// rotationScripts open a script, which ends at a line `endscript`.
var rotationScripts = []string{"prerotate", "postrotate", "firstaction", "lastaction", "preremove"}

// rotationScript is a script with the line that opens it.
type rotationScript struct{ opens, body source.Text }

// logrotate lowers the scripts of a configuration: jobs as frequent as the
// rotation of their stanza, else of the file, else of logrotate's own start.
func (l *lowering) logrotate(text source.Text) {
	var scripts []rotationScript
	often := source.Literal("daily") // its timer, or cron.daily
	inStanza := source.Text{}
	flush := func() {
		for _, s := range scripts {
			l.rotation(s, or(inStanza, often))
		}
		scripts, inStanza = nil, source.Text{}
	}
	open, depth, at := -1, 0, 0
	for _, raw := range text.Lines() {
		line, start := raw.TrimSpace(), at
		at += raw.Len()
		value := line.Reveal()
		_, isRotation := rotations[value]
		switch {
		case value == "endscript" && open >= 0:
			scripts[len(scripts)-1].body = text.Slice(open, start)
			open = -1
		case open >= 0:
		case strings.HasPrefix(value, "#"):
			l.comment(line, line.TrimPrefix("#"))
		case slices.Contains(rotationScripts, value):
			scripts = append(scripts, rotationScript{opens: line})
			open = at
		case isRotation && depth > 0:
			inStanza = line
		case isRotation:
			often = line
		case strings.HasSuffix(value, "{"):
			depth = 1
		case strings.HasPrefix(value, "}"):
			depth = 0
			flush()
		}
	}
	if open >= 0 {
		l.bad(scripts[len(scripts)-1].opens, "script without an end")
		scripts = scripts[:len(scripts)-1]
	}
	flush()
}

func or(text, otherwise source.Text) source.Text {
	if text.Len() == 0 {
		return otherwise
	}
	return text
}

func (l *lowering) rotation(s rotationScript, often source.Text) {
	job := &fact.Job{
		Node: l.node(s.opens.Span(), l.root), Schedule: often, Rare: rotations[often.Reveal()], User: source.Literal("root"), Enabled: fact.Yes,
	}
	l.emit(job)
	l.script(job, s.body, "logrotate")
}

// script hands a job's script to the shell.
func (l *lowering) script(job *fact.Job, body source.Text, how string) {
	if body.TrimSpace().Len() == 0 {
		return
	}
	l.emit(&fact.Embedded{
		Node: l.node(body.Span(), job), Language: fact.LanguageShell, Dialect: fact.DialectPOSIX, Content: body, How: how,
	})
}

// eventJob is the job of what runs when something happens to the machine.
func (l *lowering) eventJob(at source.Text, event string) *fact.Job {
	return &fact.Job{
		Node: l.node(at.Span(), l.root), Schedule: source.Literal(event), Trigger: fact.OnEvent, User: source.Literal("root"), Enabled: fact.Yes,
	}
}
