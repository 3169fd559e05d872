package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
)

// outlet is one report of a run: its format, and the file it goes to. No file
// is standard output.
type outlet struct{ format, file string }

// outlets are the reports of a run. The flags -f and -o fill them in the order
// in which they are written: an -o belongs to the -f before it, and one that
// stands first to the -f after it.
type outlets []outlet

// formatFlag adds -f to a command.
func (o *outlets) formatFlag(command *cobra.Command) {
	command.Flags().VarP(outletFlag{o, "FORMAT", func(at *outlet) *string { return &at.format }}, "format", "f",
		"`FORMAT` of a report (default text; repeatable): "+strings.Join(report.Formats(), ", "))
}

// outputFlag adds -o to a command.
func (o *outlets) outputFlag(command *cobra.Command) {
	command.Flags().VarP(outletFlag{o, "FILE", func(at *outlet) *string { return &at.file }}, "output", "o",
		"write the report of the -f before this to `FILE` instead of standard output")
}

// outletFlag is a flag that fills one field of the last outlet, or of a new
// one where that field is filled already.
type outletFlag struct {
	outlets *outlets
	value   string // what the value is called
	field   func(*outlet) *string
}

// String implements pflag.Value.
func (outletFlag) String() string { return "" }

// Type implements pflag.Value.
func (f outletFlag) Type() string { return f.value }

// Set implements pflag.Value.
func (f outletFlag) Set(value string) error {
	all := *f.outlets
	if n := len(all); n == 0 || *f.field(&all[n-1]) != "" {
		all = append(all, outlet{})
	}
	*f.field(&all[len(all)-1]) = value
	*f.outlets = all
	return nil
}

// settled returns the outlets, text to standard output where no flag was given.
func (o outlets) settled() (outlets, error) {
	if len(o) == 0 {
		return outlets{{format: "text"}}, nil
	}
	o = slices.Clone(o)
	seen := map[string]string{}
	for i := range o {
		at := &o[i]
		if at.format == "" && len(o) == 1 {
			at.format = "text"
		}
		if at.format == "" {
			return nil, fail("no format for the report %q: give each -o its own -f", report.Plain(at.file))
		}
		if !slices.Contains(report.Formats(), at.format) {
			return nil, fail("unknown format %q: want %s", report.Plain(at.format), strings.Join(report.Formats(), ", "))
		}
		if other, taken := seen[at.file]; taken {
			where := "standard output"
			if at.file != "" {
				where = report.Plain(at.file)
			}
			return nil, fail("formats %s and %s go both to %s: give each its own -o", other, at.format, where)
		}
		seen[at.file] = at.format
	}
	return o, nil
}
