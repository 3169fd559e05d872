package engine

import (
	"fmt"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

// hops lists the steps from the outermost document to the primary place: what
// embeds, writes, schedules and names it. Documents and commands are no steps.
func (r *run) hops(f rules.Finding) []Hop {
	way := r.lineage(f)
	passed := passedBy(way, f.At)
	var hops []Hop
	for i, step := range way {
		note := r.note(step)
		if saidBy(passed, step) || isValuesOf(step, f.At) {
			note = ""
		}
		if call, ok := step.(*fact.Ref); ok && (i+1 == len(way) || way[i+1].Parent() == fact.Fact(call)) {
			note = "" // named, but not followed
		}
		if note != "" {
			hops = append(hops, Hop{At: firstLine(r.place(step)), Note: note})
		}
	}
	for _, step := range passed {
		hops = append(hops, Hop{At: firstLine(step.At), Note: shorten(r.masker.String(step.How))})
	}
	if last := len(way) - 1; last >= 0 && !way[last].At().Contains(f.At) {
		hops = append(hops, Hop{At: firstLine(r.place(way[last])), Note: "used here"})
	}
	return slices.DeleteFunc(hops, func(h Hop) bool { return h.At.IsZero() || h.At == f.At })
}

// passedBy lists what the value at a place passed on its way to the resources
// that lead to it.
func passedBy(way fact.Trail, at source.Span) []fact.Step {
	for _, step := range slices.Backward(way) {
		if resource, ok := step.(*fact.Resource); ok {
			if passed := resource.Way(at); passed != nil {
				return passed
			}
		}
	}
	return nil
}

// saidBy reports the call of a module that an argument's step tells of too.
func saidBy(passed []fact.Step, step fact.Fact) bool {
	resource, ok := step.(*fact.Resource)
	return ok && slices.ContainsFunc(passed, func(s fact.Step) bool { return s.Call != "" && s.Call == resource.Address })
}

// isValuesOf reports the evaluation with the file of values that a place is in.
func isValuesOf(step fact.Fact, at source.Span) bool {
	resource, ok := step.(*fact.Resource)
	return ok && resource.Type == "evaluation" && resource.At().File == at.File
}

// lineage is a finding's trail behind all that leads to its first fact,
// outermost first. A virtual file follows the write that says what comes next.
func (r *run) lineage(f rules.Finding) fact.Trail {
	trail := f.Trail
	if len(trail) == 0 {
		if f.Anchor == nil {
			return nil
		}
		trail = fact.Trail{f.Anchor}
	}
	way := append(r.project.Lead(trail[0]), trail[1:]...)
	for i, step := range way[:len(way)-1] {
		document, ok := step.(*fact.Document)
		if !ok || i == 0 {
			continue
		}
		if write := document.WriteOf(way[i+1].At()); write != nil && way[i-1].Kind() == fact.KindFileWrite {
			way[i-1] = write
		}
	}
	return way
}

// note says what a step does. It is empty for what is no step of its own.
func (r *run) note(step fact.Fact) string {
	switch f := step.(type) {
	case *fact.Embedded:
		if _, ofJob := f.Parent().(*fact.Job); ofJob {
			return "" // the job's own step says it
		}
		return r.embeds(f)
	case *fact.FileWrite:
		return r.writes(f)
	case *fact.Job:
		return r.runsAt(f)
	case *fact.Ref:
		return r.names(f)
	case *fact.Resource:
		switch f.Type {
		case "module":
			return "calls " + shorten(r.masker.String(f.Address))
		case "evaluation":
			return "evaluated with " + shorten(r.masker.String(f.Name))
		}
	default: // facts that hold or say something do nothing themselves
	}
	return ""
}

func (r *run) embeds(f *fact.Embedded) string {
	how := shorten(r.masker.String(f.How))
	if resource, ok := f.Parent().(*fact.Resource); ok {
		how = fmt.Sprintf("%s of %s", how, shorten(r.masker.String(resource.Address)))
	}
	if f.Language == fact.LanguageSchedule {
		return fmt.Sprintf("%s installs this as %s", how, scheduleName(f.Dialect))
	}
	if f.Language == fact.LanguageYAML {
		return how + " holds this for cloud-init"
	}
	return fmt.Sprintf("%s runs this as %s", how, f.Language)
}

func scheduleName(d fact.Dialect) string {
	if d == fact.DialectSystemdUnit {
		return "a systemd unit"
	}
	return "a crontab"
}

func (r *run) writes(f *fact.FileWrite) string {
	path := "a file"
	if f.Path.Len() > 0 {
		path = r.masker.short(f.Path)
	} else if f.User != "" {
		path = "the crontab of " + shorten(r.masker.String(f.User))
	}
	switch {
	case f.Content.Len() == 0 && f.From.Len() > 0:
		return fmt.Sprintf("copies %s to %s", r.masker.short(f.From), path)
	case f.Append:
		return "appends to " + path
	}
	return "writes " + path
}

func (r *run) runsAt(f *fact.Job) string {
	if f.Trigger == fact.OnBoot {
		return "runs at boot"
	}
	if f.Schedule.Len() == 0 {
		return "runs on a schedule"
	}
	if f.Trigger == fact.OnInterval {
		return "runs every " + r.masker.short(f.Schedule)
	}
	if f.Trigger == fact.OnEvent {
		return "runs on " + r.masker.short(f.Schedule)
	}
	return "runs at " + r.masker.short(f.Schedule)
}

func (r *run) names(f *fact.Ref) string {
	how := shorten(r.masker.String(f.How))
	if how == "" {
		how = "names"
	}
	if f.RefKind == fact.RefFunction {
		return fmt.Sprintf("%s function %s", how, r.masker.short(f.Target))
	}
	return fmt.Sprintf("%s %s", how, r.masker.short(f.Target))
}

// place is what to underline for a step: the words that say it, where the
// fact's own place is more than that.
func (r *run) place(step fact.Fact) source.Span {
	var shown source.Span
	switch f := step.(type) {
	case *fact.Job:
		shown = f.Schedule.Span()
	case *fact.Ref:
		shown = f.Target.Span()
	case *fact.FileWrite:
		shown = f.Path.Span()
	case *fact.Command:
		shown = f.Shown
	default: // the place of the fact itself
	}
	if shown.IsZero() {
		return step.At()
	}
	return shown
}

// firstLine cuts a span behind the first line that holds anything, for an
// excerpt shows few lines.
func firstLine(s source.Span) source.Span {
	if s.IsZero() {
		return s
	}
	line := s.File.Position(s.Start).Line
	if _, end := s.File.Line(line); end < s.End {
		s.End = max(end, s.Start)
	}
	return s
}

// nearest returns the innermost fact of one kind that a fact sits in, or nil.
func nearest[T fact.Fact](f fact.Fact) (found T) {
	for parent := f.Parent(); parent != nil; parent = parent.Parent() {
		if t, ok := parent.(T); ok {
			return t
		}
	}
	return found
}
