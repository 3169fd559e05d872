package main

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
	"github.com/hiyari/hiyari/rules"
)

func newRulesCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "list the rules",
		Args:  takes("no argument", 0, 0),
		RunE: func(*cobra.Command, []string) error {
			var rows strings.Builder
			rows.WriteString("RULE\tFAMILY\tSEVERITY\tWHAT\n")
			for _, rule := range rules.All {
				rows.WriteString(strings.Join([]string{rule.Name, string(rule.Family), report.SeverityName(rule.Severity), rule.Title}, "\t") + "\n")
			}
			table := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
			if _, err := table.Write([]byte(rows.String())); err != nil {
				return err
			}
			return table.Flush()
		},
	}
}

func newExplainCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "explain a rule: why, what it foretells, remedy, examples",
		Args:  takes("one RULE", 1, 1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			rule := ruleNamed(args[0])
			if rule == nil {
				return unknownRule(args[0])
			}
			_, err := fmt.Fprintln(env.stdout, strings.TrimRight(rules.Explain(rule), "\n"))
			return err
		},
	}
}

func newVersionCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		Args:  takes("no argument", 0, 0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(env.stdout, "hiyari", version())
			return err
		},
	}
}

// version is what the Go command recorded when it built the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "0.0.0-devel"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}

func ruleNames() []string {
	var names []string
	for _, rule := range rules.All {
		names = append(names, rule.Name)
	}
	return names
}

// ruleNamed finds a rule by its name or an alias.
func ruleNamed(name string) *rules.Rule {
	for _, rule := range rules.All {
		if rule.Name == name || slices.Contains(rule.Aliases, name) {
			return rule
		}
	}
	return nil
}

func unknownRule(name string) error {
	return fail("unknown rule %q: `hiyari rules` lists them", name)
}
