package main

import (
	"os"

	"github.com/spf13/cobra"
)

const longHelp = `hiyari reads source (shell, Go, Terraform, crontabs, systemd units) the way
a machine will run it, and finds what raises alerts later: leaked keys, the root
account's keys in scripts, network rules open to everywhere, and scheduled jobs
that ask resolvers outside the network. It uses no network, and runs nothing
but git, for --history.

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 hiyari failed or
was used wrongly.`

func newCommand(env *environment) *cobra.Command {
	root := &cobra.Command{
		Use:           "hiyari",
		Short:         "static analysis of what scripts, crontabs and Terraform will do",
		Long:          longHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(env, command, args[0])
			}
			return nil
		},
		RunE: func(command *cobra.Command, _ []string) error {
			return command.Help()
		},
		SuggestionsMinimumDistance: 2,
	}
	root.AddCommand(
		newCheckCommand(env), newDemoCommand(env), newRulesCommand(env), newExplainCommand(env),
		newFactsCommand(env), newJobsCommand(env), newVersionCommand(env),
	)
	return root
}

// unknownCommand says what was meant instead, as far as one can tell.
func unknownCommand(env *environment, root *cobra.Command, name string) error {
	if likely := root.SuggestionsFor(name); len(likely) > 0 {
		return fail("unknown command %q: did you mean %q?", name, likely[0])
	}
	if _, err := os.Stat(env.absolute(name)); err == nil {
		return fail("unknown command %q: `hiyari check PATH` checks a file or a folder", name)
	}
	return fail("unknown command %q: `hiyari --help` lists them", name)
}

// takes bounds the number of a command's arguments; most is negative where
// there is no bound.
func takes(what string, least, most int) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return fail("%s takes %s, have %d", command.Name(), what, len(args))
		}
		return nil
	}
}
