package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/fix"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
)

func fixFlags(command *cobra.Command, flags *checkFlags) {
	f := command.Flags()
	f.BoolVar(&flags.fix, "fix", false, "change files where that keeps what they do, then report what remains")
	f.BoolVar(&flags.unsafeFixes, "unsafe-fixes", false, "with --fix or --diff: changes of what runs too")
	f.BoolVar(&flags.diff, "diff", false, "print what --fix would change, credentials masked, instead of a report; change nothing")
}

// checkFixFlags refuses what cannot be meant.
func checkFixFlags(flags *checkFlags, args []string) error {
	switch {
	case flags.unsafeFixes && !flags.fix && !flags.diff:
		return fail("--unsafe-fixes goes with --fix or --diff")
	case flags.fix && flags.diff:
		return fail("--fix changes files and --diff shows what would change: choose one")
	case !flags.fix && !flags.diff:
		return nil
	case flags.history != "" || flags.rootfs != "" || len(args) == 1 && args[0] == "-":
		return fail("--fix and --diff are about files of a tree: not with --history, --rootfs or standard input")
	}
	return nil
}

// judgeAndFix changes files by the fixes of what is found, and judges what
// remains.
func (e *environment) judgeAndFix(flags *checkFlags, tree *tree, set *settings) (*report.Run, error) {
	run, err := e.judge(flags, tree, set)
	if err != nil {
		return nil, err
	}
	plan := fix.New(run.Result.Findings, flags.unsafeFixes)
	root, err := os.OpenRoot(tree.root)
	if err != nil {
		return nil, fail("--fix: %s", reason(err))
	}
	defer func() { _ = root.Close() }()
	left := 0
	for _, change := range plan.Changes {
		if failed := fix.Write(root, change); failed != nil {
			e.warn("%s: not fixed: %s", tree.shown(change.File.Path()), reason(failed))
			left++
		}
	}
	e.tellPlan("fixed", plan)
	if len(plan.Changes) > left {
		if run, err = e.judge(flags, tree, set); err != nil {
			return nil, err
		}
	}
	if left > 0 {
		tree.missing += left // status 2: what was asked for was not done
	}
	return run, nil
}

// tellPlan says on standard error what became of the fixes.
func (e *environment) tellPlan(done string, plan fix.Plan) {
	parts := []string{fmt.Sprintf("%s %d of the findings", done, plan.Fixed)}
	if plan.Later > 0 {
		parts = append(parts, fmt.Sprintf("%d more have fixes that meet these: run it again", plan.Later))
	}
	if plan.Unsafe > 0 {
		parts = append(parts, fmt.Sprintf("%d have fixes that change what runs: --unsafe-fixes", plan.Unsafe))
	}
	e.note("hiyari: " + strings.Join(parts, "; "))
}

// printDiff shows what would change in the place of a report.
func (e *environment) printDiff(flags *checkFlags, run *report.Run) error {
	plan := fix.New(run.Result.Findings, flags.unsafeFixes)
	if err := fix.Diff(e.stdout, plan, run.Result.Masker); err != nil {
		return fail("write diff: %v", err)
	}
	e.tellPlan("would fix", plan)
	return nil
}
