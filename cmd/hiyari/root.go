package main

import (
	"github.com/spf13/cobra"
)

const longHelp = `hiyari reads source (shell, Terraform, crontabs, systemd units) the way a
machine will run it, and finds what raises alerts later: leaked keys, the root
account's keys in scripts, network rules open to everywhere, and scheduled jobs
that ask resolvers outside the network. It uses no network and runs nothing.

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 hiyari failed or
was used wrongly.`

func newCommand(env *environment) *cobra.Command {
	root := &cobra.Command{
		Use:           "hiyari",
		Short:         "static analysis of what scripts, crontabs and Terraform will do",
		Long:          longHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return command.Help()
		},
	}
	root.AddCommand(
		newCheckCommand(env), newDemoCommand(env), newRulesCommand(env), newExplainCommand(env),
		newFactsCommand(env), newVersionCommand(env),
	)
	return root
}
