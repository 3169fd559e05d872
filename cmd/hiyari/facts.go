package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules/engine"
)

func newFactsCommand(env *environment) *cobra.Command {
	var flags checkFlags
	var why string
	var candidates bool
	command := &cobra.Command{
		Use:   "facts PATH...",
		Short: "print what hiyari understands of files and folders, fact by fact",
		Args:  takes("at least one PATH", 1, -1),
		RunE: func(_ *cobra.Command, paths []string) error {
			return facts(env, &flags, paths, why, candidates)
		},
	}
	command.Flags().StringVar(&why, "why", "", "print instead what the values at an `ADDRESS` are and where they were typed, as of aws_security_group.web.egress")
	command.Flags().BoolVar(&candidates, "candidates", false, "print instead, as lines of JSON, where something may be a credential and what speaks for and against it")
	command.Flags().StringVar(&flags.stdinFilename, "stdin-filename", "", "`NAME` of the file that `-` reads from standard input")
	varFileFlag(command, &flags)
	rootfsFlag(command, &flags)
	return command
}

// facts prints every fact, or why the values at an address are what they are,
// with every value masked that a credential holds.
func facts(env *environment, flags *checkFlags, paths []string, why string, candidates bool) error {
	tree, err := openTree(env, flags, paths)
	if err != nil {
		return err
	}
	options := tree.options(nil)
	options.Candidates = candidates
	project := env.load(tree.fsys, options)
	var out bytes.Buffer
	switch {
	case candidates:
		report.Candidates(&out, project, tree.shown)
	case why == "":
		report.Facts(&out, project, engine.NewMasker(project), tree.shown)
	case report.Why(&out, project, engine.NewMasker(project), tree.shown, why) == 0:
		return fail("nothing has the address %q; `hiyari facts` prints the addresses that there are", why)
	}
	if _, err := env.stdout.Write(out.Bytes()); err != nil {
		return fail("write facts: %v", err)
	}
	if env.reportTrouble(tree, project, false) {
		return failure{status: statusFailure}
	}
	return nil
}
