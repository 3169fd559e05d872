package main

import (
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/rootfs"
)

func rootfsFlag(command *cobra.Command, flags *checkFlags) {
	command.Flags().StringVar(&flags.rootfs, "rootfs", "", "read a machine's root file system in `DIR`, an unpacked image or a mounted disk; PATHs are the machine's")
}

// openMachine takes the paths of a machine whose root file system lies in a
// folder: as named, absolute or not, else where jobs, units and settings stand.
// A configuration that lies in the image is the image's, and is not read.
func (t *tree) openMachine(env *environment, flags *checkFlags, args []string) error {
	if flags.changed || flags.stdinFilename != "" || len(flags.varFiles) > 0 {
		return fail("--rootfs goes with none of --changed, --stdin-filename and --var-file")
	}
	t.root, t.machine = env.absolute(flags.rootfs), true
	machine, err := rootfs.Open(t.root)
	if err != nil {
		return fail("--rootfs %s: %s", flags.rootfs, reason(err))
	}
	t.fsys = machine
	t.config = env.absolute(flags.config)
	switch {
	case flags.isolated:
		t.config = ""
	case flags.config == "":
		t.config = config.Find(env.dir)
	}
	if !t.explicit {
		if t.paths = machine.Places(); len(t.paths) == 0 {
			return fail("--rootfs %s: holds no folder of a root file system, such as etc", flags.rootfs)
		}
		return nil
	}
	for _, arg := range args {
		name := strings.TrimPrefix(path.Clean("/"+arg), "/")
		if name == "" {
			name = "."
		}
		if arg == "" {
			env.warn(`"": a path is empty`)
			t.missing++
			continue
		}
		if _, err := machine.Stat(name); err != nil {
			env.warn("%s: %s", arg, reason(err))
			t.missing++
			continue
		}
		t.paths = append(t.paths, name)
	}
	if len(t.paths) == 0 {
		return failure{status: statusFailure}
	}
	return nil
}
