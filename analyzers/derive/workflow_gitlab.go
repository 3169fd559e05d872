package derive

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// gitlabKeywords are the keys of a pipeline that are no jobs.
//
// https://docs.gitlab.com/ci/yaml/
var gitlabKeywords = map[string]bool{
	"default": true, "include": true, "stages": true, "variables": true, "workflow": true, "image": true, "services": true,
	"cache": true, "before_script": true, "after_script": true, "spec": true, "types": true,
}

// maxExtends bounds how many templates a job is put together from.
const maxExtends = 11 // as GitLab does

// gitlabRoutines reads the jobs of a pipeline of GitLab's. When a pipeline runs
// is set elsewhere; that a job is for schedules is said here.
func gitlabRoutines(r *fact.Resource) []routine {
	var all []routine
	for _, e := range r.Body.Entries {
		if !e.Name.Known() || gitlabKeywords[e.Name.Reveal()] || e.Name.HasPrefix(".") || e.Value.Form != fact.Object {
			continue
		}
		job := gitlabJob{pipeline: r.Body, levels: extended(r.Body, e.Value, maxExtends)}
		part := routine{name: e.Name.Reveal(), body: leaf{e.Value, certaintyOf(e.Value, fact.Always)}, lower: job.lower}
		if job.scheduled() == fact.Yes {
			part.jobs = []fact.Job{{When: calendar.Unknown(), Enabled: fact.Yes, Place: fact.Runner}}
		}
		all = append(all, part)
	}
	return all
}

// gitlabJob is a job with the templates that it extends, itself first.
type gitlabJob struct {
	pipeline *fact.Value
	levels   []*fact.Value
}

func extended(pipeline, job *fact.Value, depth int) []*fact.Value {
	levels := []*fact.Value{job}
	if depth == 0 {
		return levels
	}
	var names []string
	for name := range leaves(job.Get("extends")) {
		names = append([]string{textOf(name.Value).Reveal()}, names...) // the last one wins
	}
	for _, name := range names {
		if template := pipeline.Get(name); template != nil {
			levels = append(levels, extended(pipeline, template, depth-1)...)
		}
	}
	return levels
}

// get is a key of a job, of what it extends, or of the pipeline's defaults.
func (j gitlabJob) get(name string) *fact.Value {
	for _, level := range append(j.levels, j.pipeline.Get("default")) {
		if v := level.Get(name); v != nil {
			return v
		}
	}
	if name == "before_script" || name == "after_script" {
		return j.pipeline.Get(name)
	}
	return nil
}

var ofSchedule = regexp.MustCompile(`\$\{?CI_PIPELINE_SOURCE\}?\s*==\s*["']schedule["']`)

// scheduled tells whether a job's own rules say that it runs in scheduled
// pipelines.
func (j gitlabJob) scheduled() fact.Tri {
	only := j.get("only")
	for _, names := range []*fact.Value{only, only.Get("refs")} {
		for name := range leaves(names) {
			if textOf(name.Value).Equal("schedules") {
				return fact.TriOf(!isWord(j.levels[0], "when", "never"))
			}
		}
	}
	for rule := range leaves(j.get("rules")) {
		if ofSchedule.MatchString(wordOf(rule.Value, "if").Reveal()) {
			return fact.TriOf(!isWord(rule.Value, "when", "never"))
		}
	}
	return fact.Unknown
}

// lower emits a job's scripts: those before it run in one shell with it.
func (j gitlabJob) lower(parent fact.Fact, emit fact.Emit) {
	var variables []*fact.Value
	for _, level := range j.levels {
		variables = append([]*fact.Value{level.Get("variables")}, variables...)
	}
	variables = append([]*fact.Value{j.pipeline.Get("variables")}, variables...)
	var before source.Text
	for _, name := range []string{"before_script", "script", "after_script"} {
		list := j.get(name)
		if list == nil {
			continue
		}
		lines := linesOf(list)
		if name == "before_script" {
			before = lines
			continue
		}
		if name == "script" {
			lines = source.Concat(before, lines)
		}
		if strings.TrimSpace(lines.Reveal()) != "" && !isPowerShell(lines) {
			embedIn(parent, leaf{list, certaintyOf(list, fact.Always)}, assigned(lines, variables...), fact.DialectBash, name, emit)
		}
	}
}

// linesOf is the script whose lines are a list's items.
func linesOf(list *fact.Value) source.Text {
	var parts []source.Text
	for item := range leaves(list) {
		parts = append(parts, textOf(item.Value), source.Literal("\n"))
	}
	return source.Concat(parts...)
}
