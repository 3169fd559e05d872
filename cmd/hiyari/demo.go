package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
)

func newDemoCommand(env *environment) *cobra.Command {
	flags := checkFlags{failOn: "never", isolated: true}
	command := &cobra.Command{
		Use:   "demo",
		Short: "write two real-life incidents to a temporary folder, check and remove them",
		Args:  takes("no argument", 0, 0),
		RunE: func(*cobra.Command, []string) error {
			return runDemo(env, &flags)
		},
	}
	flags.reports.formatFlag(command)
	command.Flags().StringVar(&flags.color, "color", "auto", "`WHEN` to color text: auto, always, never")
	return command
}

// runDemo checks files whose keys were made up a moment ago. Findings are what
// it is for, so they do not change the exit status.
func runDemo(env *environment, flags *checkFlags) error {
	dir, err := os.MkdirTemp("", "hiyari-demo-")
	if err != nil {
		return fail("write demo: %v", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // nothing is left to tell anyone
	if err := demo.Write(dir, demo.Tree(uint64(env.now().UnixNano()))); err != nil {
		return fail("write demo: %v", err)
	}
	inside := *env
	inside.dir = dir
	return check(&inside, flags, nil)
}
