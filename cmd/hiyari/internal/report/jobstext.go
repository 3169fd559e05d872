package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hiyari/hiyari/analyzers/calendar"
)

const (
	// mostJobs bounds the lines for people; JSON holds more.
	mostJobs     = 1000
	contactsLine = 6  // contacts of a job that are named
	widestCell   = 56 // characters of a command or of words
	widestUser   = 24
)

// row is a job in words.
type row struct {
	cells   [6]string // as columns
	remarks string    // whom it contacts, and where it runs
	off     bool
}

var columns = [6]string{"NEXT (UTC)", "WHEN", "WHAT", "AS", "STATE", "FROM"}

// The columns that are cut.
const (
	whenColumn = 1
	whatColumn = 2
	asColumn   = 3
)

func writeJobsText(w io.Writer, t *Timetable) error {
	var out bytes.Buffer
	rows := t.rows()
	paint := paint(t.Look.Color)
	widths := widthsOf(rows)
	total := 0
	for _, width := range widths {
		total += width + 2
	}
	switch {
	case len(rows) == 0:
	case t.Width > 0 && total-2 > t.Width:
		for _, r := range rows {
			r.stack(&out, paint)
		}
	default:
		header := row{cells: columns}
		out.WriteString(paint.bold(header.line(widths)) + "\n")
		for _, r := range rows {
			r.table(&out, paint, widths)
		}
	}
	out.WriteString(paint.bold(t.summary()) + "\n")
	_, err := w.Write(out.Bytes())
	return err
}

func (t *Timetable) rows() []row {
	var rows []row
	for i := range t.Jobs[:min(len(t.Jobs), mostJobs)] {
		rows = append(rows, t.row(&t.Jobs[i]))
	}
	return rows
}

func (t *Timetable) row(j *Job) row {
	path := j.Path
	if t.Look.Path != nil {
		path = t.Look.Path(path)
	}
	state := stateNames[j.Enabled]
	if j.Maybe {
		state += ", maybe"
	}
	user := j.User
	if user == "" {
		user = "?"
	}
	return row{
		cells: [6]string{
			j.next(), Plain(j.When), Plain(j.What), Plain(user), state, fmt.Sprintf("%s:%d", Plain(path), j.Line),
		},
		remarks: Plain(j.remarks()), off: stateNames[j.Enabled] == "off",
	}
}

// next is the next run: a time, with a `~` where it is not exact.
func (j *Job) next() string {
	switch {
	case j.HasNext && j.Exact:
		return j.Next.Format("2006-01-02 15:04")
	case j.HasNext:
		return "~" + j.Next.Format("2006-01-02 15:04")
	case j.Every > 0:
		return "within " + calendar.SpanWords(j.Every)
	case strings.HasPrefix(j.When, "never"):
		return "never"
	}
	return "-"
}

// remarks say whom a job contacts, and where it runs if not on a host.
func (j *Job) remarks() string {
	var asks, hosts, parts []string
	for _, c := range j.Contacts {
		switch {
		case c.Asks:
			asks = append(asks, c.Name)
		case c.Port != "":
			hosts = append(hosts, c.Name+":"+c.Port)
		default:
			hosts = append(hosts, c.Name)
		}
	}
	for _, list := range []struct {
		verb  string
		names []string
	}{{"asks ", asks}, {"contacts ", hosts}} {
		if more := len(list.names) - contactsLine; more > 0 {
			list.names = append(list.names[:contactsLine:contactsLine], fmt.Sprintf("%d more", more))
		}
		if len(list.names) > 0 {
			parts = append(parts, list.verb+strings.Join(list.names, ", "))
		}
	}
	if place := placeNames[j.Place]; place != "host" {
		parts = append(parts, "runs on: "+place)
	}
	return strings.Join(parts, "; ")
}

// widthsOf are the widths of the columns.
func widthsOf(rows []row) (widths [len(columns)]int) {
	for i, name := range columns {
		widths[i] = len(name)
	}
	for _, r := range rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	widths[whenColumn] = min(widths[whenColumn], widestCell)
	widths[whatColumn] = min(widths[whatColumn], widestCell)
	widths[asColumn] = min(widths[asColumn], widestUser)
	return widths
}

func (r *row) line(widths [len(columns)]int) string {
	var b strings.Builder
	for i, cell := range r.cells {
		if i == len(columns)-1 {
			b.WriteString(cell)
			break
		}
		if utf8.RuneCountInString(cell) > widths[i] {
			cell = string([]rune(cell)[:widths[i]-1]) + cutMark
		}
		b.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
	}
	return b.String()
}

// table prints a job on a line, and what it contacts below.
func (r *row) table(out *bytes.Buffer, paint paint, widths [len(columns)]int) {
	line := r.line(widths)
	if r.off {
		line = paint.dim(line)
	}
	out.WriteString(line + "\n")
	if r.remarks != "" {
		fmt.Fprintf(out, "%s%s\n", strings.Repeat(" ", widths[0]+2), paint.frame("> "+r.remarks))
	}
}

// stack prints a job on lines of its own, for a narrow terminal.
func (r *row) stack(out *bytes.Buffer, paint paint) {
	head := r.cells[0] + "  " + r.cells[whenColumn]
	if r.off {
		head = paint.dim(head)
	} else {
		head = paint.bold(head)
	}
	fmt.Fprintf(out, "%s\n  %s\n  as %s, %s, from %s\n", head, r.cells[whatColumn], r.cells[asColumn], r.cells[4], r.cells[5])
	if r.remarks != "" {
		fmt.Fprintf(out, "  %s\n", paint.frame("> "+r.remarks))
	}
}

// summary counts jobs and says by what clock.
func (t *Timetable) summary() string {
	off, guessed := 0, false
	for i := range t.Jobs {
		if stateNames[t.Jobs[i].Enabled] == "off" {
			off++
		}
		guessed = guessed || t.Jobs[i].HasNext && !t.Jobs[i].Exact
	}
	text := count(len(t.Jobs), "job")
	if off > 0 {
		text += fmt.Sprintf(", %d off", off)
	}
	if more := len(t.Jobs) - mostJobs; more > 0 {
		text += fmt.Sprintf(", %d not shown: -f json has them", more)
	}
	text += "; next runs after " + t.Now.UTC().Format("2006-01-02 15:04") + " UTC"
	if guessed {
		text += "; ~ is the earliest time, host time taken as UTC"
	}
	return text
}

// writeJobsMarkdown renders a table for a summary or a comment.
func writeJobsMarkdown(w io.Writer, t *Timetable) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "### hiyari jobs: %s\n\n", prose(t.summary()))
	if len(t.Jobs) > 0 {
		out.WriteString("| Next (UTC) | When | What | As | State | From | Contacts |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	}
	for _, r := range t.rows() {
		if out.Len() > mostMarkdown {
			break
		}
		for _, cell := range r.cells {
			fmt.Fprintf(&out, "| %s ", prose(shorten(cell, mostMessage)))
		}
		fmt.Fprintf(&out, "| %s |\n", prose(shorten(r.remarks, mostMessage)))
	}
	_, err := w.Write(out.Bytes())
	return err
}
