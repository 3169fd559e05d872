package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/rules/engine"
)

// Timetable is what runs by itself in a project, next run first.
type Timetable struct {
	Jobs    []Job
	Now     time.Time
	Version string
	Look    Look
	Width   int // columns of the terminal; 0: as many as the table takes
}

// Job is one line of a timetable. All its strings are masked.
type Job struct {
	When     string // in words
	Schedule string // as written
	Zone     string // that the source names
	Next     time.Time
	HasNext  bool // a clock tells the next run
	Exact    bool // Next is when, not merely the earliest or by a clock that is not known
	Every    time.Duration
	Rare     fact.Tri
	What     string
	User     string // empty: not known
	Enabled  fact.Tri
	Maybe    bool // not certain to be there: in a test, under a condition, by a guess
	Place    fact.Place
	Contacts []JobContact
	Path     string
	Line     int
	Column   int
}

// JobContact is one that a job talks to.
type JobContact struct {
	Asks   bool   // for a name, as a client of DNS; else it is a host
	Name   string // address, host name, or in words whom a question goes to
	Port   string
	Scheme string
	Upload fact.Tri
	Path   string
	Line   int
}

// JobFormats are the names that WriteJobs knows.
func JobFormats() []string { return []string{"text", "json", "markdown"} }

// WriteJobs renders a timetable in one of JobFormats.
func WriteJobs(w io.Writer, format string, t *Timetable) error {
	switch format {
	case "text":
		return writeJobsText(w, t)
	case "json":
		return writeJobsJSON(w, t)
	case "markdown":
		return writeJobsMarkdown(w, t)
	}
	return fmt.Errorf("unknown format %q: want %s", format, strings.Join(JobFormats(), ", "))
}

// JobsOf lists the jobs of a project, next run first, then by place.
func JobsOf(p *fact.Project, masker *engine.Masker, now time.Time) []Job {
	c := &jobCollector{project: p, masker: masker, now: now}
	var jobs []Job
	seen := map[string]bool{}
	for job := range fact.All[*fact.Job](p) {
		j := c.job(job)
		// Terraform's folders are evaluated once for each call and file of values.
		key := fmt.Sprintf("%s:%d:%d %s\x00%s\x00%s\x00%v%v", j.Path, j.Line, j.Column, j.When, j.What, j.User, j.Enabled, j.Contacts)
		if !seen[key] {
			seen[key] = true
			jobs = append(jobs, j)
		}
	}
	slices.SortStableFunc(jobs, func(a, b Job) int {
		return cmp.Or(cmp.Compare(a.order(now), b.order(now)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return jobs
}

// order is when a job runs at the latest, as far as one can tell.
func (j *Job) order(now time.Time) int64 {
	switch {
	case j.HasNext:
		return j.Next.Unix()
	case j.Every > 0:
		return now.Unix() + int64(j.Every/time.Second)
	}
	return math.MaxInt64
}

type jobCollector struct {
	project *fact.Project
	masker  *engine.Masker
	now     time.Time
}

func (c *jobCollector) job(f *fact.Job) Job {
	path, start, _ := where(f.At())
	j := Job{
		When: c.masker.String(f.When.Words()), Schedule: c.masker.Text(f.Schedule), Zone: c.masker.Text(f.Zone),
		Exact: f.When.Exact(), Rare: f.Rare, What: c.what(f), User: c.user(f), Enabled: f.Enabled,
		Maybe: f.Certainty() == fact.Maybe, Place: f.Place, Contacts: c.contacts(f),
		Path: path, Line: start.Line, Column: start.ByteColumn,
	}
	if f.When.IsZero() {
		j.When = j.Schedule
	}
	if j.When == "" {
		j.When = "at times not known"
	}
	j.Next, j.HasNext = f.When.Next(c.now)
	j.Every, _ = f.When.Every()
	return j
}

// user is as whom a job runs, as far as something of the name is known.
func (c *jobCollector) user(f *fact.Job) string {
	user := c.masker.Text(f.User)
	if !f.User.Known() && strings.Trim(user, cutMark) == "" {
		return ""
	}
	return user
}

// what is the command a job runs, the unit it starts, the script it is, the
// resources it sets off, or the loop.
func (c *jobCollector) what(job *fact.Job) string {
	if held := c.held(job); held != "" {
		return held
	}
	if named := c.named(job); named != "" {
		return named
	}
	for f := job.Parent(); f != nil; f = f.Parent() {
		if function, ok := f.(*fact.Function); ok {
			return c.masker.String(function.Name) + ": " + c.masker.Span(job.At())
		}
	}
	return c.masker.Span(job.At())
}

// held is what sits in a job.
func (c *jobCollector) held(job *fact.Job) string {
	var commands []string
	for _, child := range c.project.Children(job) {
		switch child := child.(type) {
		case *fact.Embedded:
			return c.embedded(child)
		case *fact.Command:
			commands = append(commands, c.command(child))
		case *fact.Ref:
			return c.started(child)
		default: // says nothing of what runs
		}
	}
	return strings.Join(commands, "; ")
}

// named is what a job has a link to.
func (c *jobCollector) named(job *fact.Job) string {
	var resources []string
	for _, edge := range c.project.Links(job) {
		switch to := edge.To.(type) {
		case *fact.Document:
			return c.masker.String(to.Path)
		case *fact.Resource:
			resources = append(resources, c.masker.String(to.Address))
		case *fact.Call:
			return c.masker.Span(to.At())
		default: // says nothing of what runs
		}
	}
	return strings.Join(slices.Compact(resources), " > ")
}

// started is a unit with the commands that it runs, where the tree has it.
func (c *jobCollector) started(unit *fact.Ref) string {
	name := c.masker.Text(unit.Target)
	var commands []string
	nearest := 0
	for command, trail := range fact.Reached[*fact.Command](c.project, unit) {
		if nearest == 0 {
			nearest = len(trail)
		}
		if len(trail) > nearest || len(commands) == mostCommands {
			break
		}
		commands = append(commands, c.command(command))
	}
	if commands == nil {
		return name
	}
	return name + ": " + strings.Join(commands, "; ")
}

// mostCommands bounds those of one unit.
const mostCommands = 10

func (c *jobCollector) command(command *fact.Command) string {
	words := make([]string, len(command.Argv))
	for i, word := range command.Argv {
		words[i] = c.masker.Text(word)
	}
	return strings.Join(words, " ")
}

// embedded is the first line of a script, behind the table's settings.
func (c *jobCollector) embedded(script *fact.Embedded) string {
	shown := ""
	for _, line := range script.Content.Lines() {
		if shown = strings.TrimSpace(c.masker.Text(line.TrimSpace())); shown != "" && !isSetting(shown) {
			break
		}
	}
	return shown
}

// isSetting reports a line that only sets a variable, as in `A='b'`.
func isSetting(line string) bool {
	name, value, ok := strings.Cut(line, "='")
	return ok && strings.HasSuffix(value, "'") && strings.Count(value, "'") == 1 && !strings.ContainsAny(name, " \t;&|$")
}

// mostContacts bounds those of one job.
const mostContacts = 100

func (c *jobCollector) contacts(job *fact.Job) []JobContact {
	var found []JobContact
	add := func(contact JobContact, f fact.Fact) {
		path, start, _ := where(f.At())
		contact.Path, contact.Line = path, start.Line
		same := func(other JobContact) bool {
			return other.Asks == contact.Asks && other.Name == contact.Name && other.Port == contact.Port
		}
		if contact.Name != "" && len(found) < mostContacts && !slices.ContainsFunc(found, same) {
			found = append(found, contact)
		}
	}
	for query := range fact.Reached[*fact.DNSQuery](c.project, job) {
		name := asked[query.Asks]
		if query.Asks == fact.Named {
			name = c.masker.Text(query.Server)
		}
		add(JobContact{Asks: true, Name: name, Scheme: transports[query.Transport]}, query)
	}
	for contact := range fact.Reached[*fact.Contact](c.project, job) {
		add(JobContact{Name: c.masker.Text(contact.Host), Port: c.masker.Text(contact.Port), Scheme: c.masker.String(contact.Scheme), Upload: contact.Upload}, contact)
	}
	return found
}

var (
	asked      = [...]string{fact.System: "the system's resolver", fact.Named: "", fact.Roots: "the root servers", fact.Authoritative: "authoritative servers"}
	transports = [...]string{fact.UDP: "dns", fact.TLS: "tls", fact.HTTPS: "https"}
	placeNames = [...]string{fact.Host: "host", fact.ImageBuild: "image-build", fact.HostedRunner: "hosted-runner", fact.SelfHostedRunner: "self-hosted-runner", fact.Cluster: "cluster", fact.Runner: "runner"}
	stateNames = [...]string{fact.Unknown: "unknown", fact.No: "off", fact.Yes: "on"}
	triNames   = [...]string{fact.Unknown: "unknown", fact.No: "no", fact.Yes: "yes"}
)
