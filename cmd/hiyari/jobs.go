package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules/engine"
)

const jobsHelp = `Prints the timetable of a tree: what runs by itself, when in words and when
next in UTC, which command, as whom, from which line, and whom it contacts
through the scripts that it runs. Jobs that are off, or that may not be there
(tests, conditions), are marked and not left out. A clock that the source does
not tell is taken as UTC, and the time marked with ~.`

const jobsExamples = `  hiyari jobs
  hiyari jobs -f json etc infra
  hiyari jobs -f markdown >> summary.md`

func newJobsCommand(env *environment) *cobra.Command {
	var flags checkFlags
	var format string
	command := &cobra.Command{
		Use:   "jobs [PATH...]",
		Short: "print what runs by itself: when, what, as whom, whom it contacts",
		Long:  jobsHelp, Example: jobsExamples,
		RunE: func(_ *cobra.Command, paths []string) error {
			return jobs(env, &flags, format, paths)
		},
	}
	f := command.Flags()
	f.StringVarP(&format, "format", "f", "text", "`FORMAT` of the timetable: "+strings.Join(report.JobFormats(), ", "))
	f.BoolVar(&flags.strict, "strict", false, "exit 2 if anything was skipped or not understood")
	sharedFlags(command, &flags)
	return command
}

func jobs(env *environment, flags *checkFlags, format string, paths []string) error {
	if !slices.Contains(report.JobFormats(), format) {
		return fail("unknown format %q: want %s", report.Plain(format), strings.Join(report.JobFormats(), ", "))
	}
	if err := knownColor(flags.color); err != nil {
		return err
	}
	tree, err := openTree(env, flags, paths)
	if err != nil {
		return err
	}
	file, err := tree.settings()
	if err != nil {
		return err
	}
	start := env.now()
	project := env.load(tree.fsys, tree.options(tree.patterns(file.Exclude)))
	loaded := env.now()
	table := &report.Timetable{
		Jobs: report.JobsOf(project, engine.NewMasker(project), start), Now: start, Version: version(),
		Look: report.Look{Path: tree.shown}, Width: env.width,
	}
	table.Look.Color, table.Look.Links = env.lookFor(flags.color, outlet{})
	if flags.stats {
		env.printStats(project, loaded.Sub(start), env.now().Sub(loaded))
	}
	var out bytes.Buffer
	if err := report.WriteJobs(&out, format, table); err != nil {
		return fail("write jobs: %v", err)
	}
	if _, err := env.stdout.Write(out.Bytes()); err != nil {
		return fail("write jobs: %v", err)
	}
	if env.reportTrouble(tree, project, flags.strict) {
		return failure{status: statusFailure}
	}
	return nil
}

// settings reads the configuration file of a tree, if it has one.
func (t *tree) settings() (*config.File, error) {
	if t.config == "" {
		return &config.File{}, nil
	}
	file, err := config.Read(t.config)
	if err != nil {
		return nil, fail("%v", err)
	}
	return file, nil
}
