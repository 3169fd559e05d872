package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// checkFlags are the flags of `hiyari check`.
type checkFlags struct {
	reports                      outlets
	color, config, failOn, level string
	rule, skip                   []string
	audit, strict, stats         bool
	showSuppressed, exitZero     bool
	changed                      bool
	isolated                     bool // no configuration file is looked for
	stdinFilename                string
	varFiles                     []string
	rootfs                       string
	history                      string // a range of commits
	fix, unsafeFixes, diff       bool
}

const checkHelp = `Looks for faults in files and folders; without PATH, in the working directory.

Exit status:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage, configuration or rule name; a named path that is missing,
     unreadable or holds nothing; a report that cannot be written; an internal
     error; with --strict, anything that was skipped or not understood`

const checkExamples = `  hiyari check
  hiyari check -f sarif -o out.sarif infra scripts
  hiyari check --fail-on high --skip schedule
  hiyari check --rootfs /mnt/disk
  hiyari check --history=v1.0..main
  hiyari check --diff --unsafe-fixes
  cat x.sh | hiyari check --stdin-filename x.sh -`

func newCheckCommand(env *environment) *cobra.Command {
	var flags checkFlags
	command := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "look for faults in files and folders (default: the working directory)",
		Long:  checkHelp, Example: checkExamples,
		RunE: func(_ *cobra.Command, paths []string) error {
			return check(env, &flags, paths)
		},
	}
	flags.reports.formatFlag(command)
	flags.reports.outputFlag(command)
	f := command.Flags()
	f.StringVar(&flags.failOn, "fail-on", "medium", "exit 1 from this `SEVERITY` on: critical, high, medium, low, never")
	f.StringVar(&flags.level, "level", "", "show this `SEVERITY` and worse (default low)")
	f.BoolVar(&flags.audit, "audit", false, "show findings of low confidence too")
	f.BoolVar(&flags.strict, "strict", false, "exit 2 if anything was skipped or not understood")
	f.StringSliceVar(&flags.rule, "rule", nil, "run only this rule or family (`NAME`; repeatable)")
	f.StringSliceVar(&flags.skip, "skip", nil, "leave out this rule or family (`NAME`; repeatable)")
	f.BoolVar(&flags.showSuppressed, "show-suppressed", false, "show findings that a hiyari:ignore covers, marked")
	f.BoolVar(&flags.changed, "changed", false, "PATHs are changed files: read the whole tree, report what stands in them or comes by way of them")
	f.BoolVar(&flags.exitZero, "exit-zero", false, "exit 0 in spite of findings; failures still exit 2")
	historyFlag(command, &flags)
	fixFlags(command, &flags)
	sharedFlags(command, &flags)
	return command
}

// sharedFlags are those of each command that reads a tree with its
// configuration and prints about it.
func sharedFlags(command *cobra.Command, flags *checkFlags) {
	f := command.Flags()
	f.BoolVar(&flags.stats, "stats", false, "print counts and times to standard error")
	f.StringVar(&flags.color, "color", "auto", "`WHEN` to color text: auto, always, never")
	f.StringVar(&flags.config, "config", "", "read this configuration `FILE` instead of the nearest "+config.Name)
	f.StringVar(&flags.stdinFilename, "stdin-filename", "", "`NAME` of the file that `-` reads from standard input")
	varFileFlag(command, flags)
	rootfsFlag(command, flags)
}

// unresolved counts what notices say is known only at the deployment.
func unresolved(p *fact.Project) int {
	count := 0
	for _, n := range p.Notices {
		if n.Type == fact.NoticeUnresolved {
			count++
		}
	}
	return count
}

func varFileFlag(command *cobra.Command, flags *checkFlags) {
	command.Flags().StringArrayVar(&flags.varFiles, "var-file", nil, "evaluate Terraform's roots with the values of this `FILE` (repeatable)")
}

// settings are flags and configuration, understood.
type settings struct {
	engine  engine.Options
	exclude []string
	failOn  rules.Severity
	never   bool
}

func check(env *environment, flags *checkFlags, paths []string) error {
	reports, err := flags.reports.settled()
	if err != nil {
		return err
	}
	if err = knownColor(flags.color); err != nil {
		return err
	}
	if err = checkFixFlags(flags, paths); err != nil {
		return err
	}
	tree, err := openTree(env, flags, paths)
	if err != nil {
		return err
	}
	set, err := settle(env, flags, tree)
	if err != nil {
		return err
	}
	judge := env.judge
	switch {
	case flags.history != "":
		judge = env.judgeHistory
	case flags.fix:
		judge = env.judgeAndFix
	}
	run, err := judge(flags, tree, set)
	if err != nil {
		return err
	}
	run.Rules, run.Version, run.Look.Path, run.Changed = rules.All, version(), tree.shown, tree.changed
	if flags.diff {
		err = env.printDiff(flags, run)
	} else {
		err = env.writeReports(reports, flags.color, run)
	}
	if err != nil {
		return err
	}
	troubled := env.reportTrouble(tree, run.Project, flags.strict)
	return verdict(flags, set, run.Result, troubled)
}

// judge reads the tree and runs the rules over it.
func (e *environment) judge(flags *checkFlags, tree *tree, set *settings) (*report.Run, error) {
	start := e.now()
	project := e.load(tree.fsys, tree.options(set.exclude))
	loaded := e.now()
	set.engine.Touching = tree.about
	result := engine.Run(project, set.engine)
	if flags.stats {
		e.printStats(project, loaded.Sub(start), e.now().Sub(loaded))
	}
	return &report.Run{Result: result, Project: project}, nil
}

// settle turns flags and the configuration file into settings. Flags win.
func settle(env *environment, flags *checkFlags, tree *tree) (*settings, error) {
	file, err := tree.settings()
	if err != nil {
		return nil, err
	}
	set := &settings{exclude: tree.patterns(file.Exclude), never: flags.failOn == "never"}
	var known bool
	if set.failOn, known = report.ParseSeverity(flags.failOn); !known && !set.never {
		return nil, fail("unknown severity %q for --fail-on: want critical, high, medium, low or never", flags.failOn)
	}
	level := cmp.Or(flags.level, file.Level, "low")
	minimum, known := report.ParseSeverity(level)
	if !known {
		return nil, fail("unknown severity %q for --level: want critical, high, medium or low", level)
	}
	if _, err = engine.Select(slices.Concat(flags.rule, flags.skip)); err != nil {
		return nil, fail("%v: `hiyari rules` lists them", err)
	}
	trust, err := trustOf(file)
	if err != nil {
		return nil, err
	}
	set.engine = engine.Options{
		Rules: flags.rule, Skip: flags.skip, Level: minimum, Audit: flags.audit,
		Trust: trust, Today: env.now(), ShowSuppressed: flags.showSuppressed,
	}
	return set, nil
}

// writeReports renders every report before it writes the first byte, so that a
// failure leaves no half of one behind.
func (e *environment) writeReports(reports outlets, color string, run *report.Run) error {
	rendered := make([]bytes.Buffer, len(reports))
	for i, to := range reports {
		run.Look.Color, run.Look.Links = e.lookFor(color, to)
		if err := report.Write(&rendered[i], to.format, run); err != nil {
			return fail("write report: %v", err)
		}
	}
	for i, to := range reports {
		if err := e.deliver(to, rendered[i].Bytes()); err != nil {
			return fail("write report: %v", err)
		}
	}
	return nil
}

func (e *environment) deliver(to outlet, content []byte) error {
	if to.file != "" {
		return os.WriteFile(e.absolute(to.file), content, 0o644) //nolint:gosec // a report is for others to read
	}
	_, err := e.stdout.Write(content)
	return err
}

// verdict is the exit status of a run whose report is written.
func verdict(flags *checkFlags, set *settings, result engine.Result, troubled bool) error {
	if troubled {
		return failure{status: statusFailure}
	}
	if set.never || flags.exitZero {
		return nil
	}
	for i := range result.Findings {
		if f := &result.Findings[i]; !f.Suppressed && f.Severity >= set.failOn {
			return failure{status: statusFindings}
		}
	}
	return nil
}

func (e *environment) printStats(p *fact.Project, load, judge time.Duration) {
	var languages []string
	for language, n := range p.Stats.Languages {
		languages = append(languages, fmt.Sprintf("%s %d", language, n))
	}
	slices.Sort(languages)
	e.note(fmt.Sprintf("load %v, rules %v; %d files, %d bytes, %d units (%s), %d facts, %d refs without a file, %d modules or values unresolved",
		load.Round(time.Millisecond), judge.Round(time.Millisecond), p.Stats.Scanned, p.Stats.Bytes,
		p.Stats.Lowered, strings.Join(languages, ", "), p.Len(), p.Stats.Unlinked, unresolved(p)))
}

func knownColor(when string) error {
	if !slices.Contains([]string{"auto", "always", "never"}, when) {
		return fail("unknown value %q for --color: want auto, always or never", when)
	}
	return nil
}

// lookFor decides on color and links: what the flag says, else what the
// environment says, else whether a person is looking.
func (e *environment) lookFor(when string, to outlet) (color, links bool) {
	terminal := e.terminal && to.file == "" && e.getenv("TERM") != "dumb"
	set := func(name string) bool { v := e.getenv(name); return v != "" && v != "0" }
	switch {
	case when == "always":
		return true, terminal
	case when == "never", e.getenv("NO_COLOR") != "":
		return false, false
	case set("FORCE_COLOR"), set("CLICOLOR_FORCE"):
		return true, terminal
	}
	return terminal || to.file == "" && set("GITHUB_ACTIONS"), terminal
}
