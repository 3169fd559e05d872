package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
)

// With --changed the whole tree is read, because what a changed file does may
// begin or end in another one, and the named files choose what is told.

// choose makes a run be about the paths that were named. A changed
// configuration decides about every file, so then it is about all of them, as
// if no path had been named.
func (t *tree) choose(env *environment) {
	named := map[string]bool{}
	var folders []string
	for _, name := range t.paths {
		absolute := filepath.Join(t.root, filepath.FromSlash(name))
		if absolute == t.config || name == config.Name {
			env.warn("%s changed: what is found in any file is reported", t.shown(name))
			t.paths, t.explicit = []string{"."}, false
			return
		}
		named[name] = true
		if info, err := os.Stat(absolute); err == nil && info.IsDir() {
			folders = append(folders, name)
		}
	}
	t.changed = len(t.paths)
	t.about = func(name string) bool {
		return named[name] || slices.ContainsFunc(folders, func(folder string) bool {
			return folder == "." || strings.HasPrefix(name, folder+"/")
		})
	}
}

// concerns tells whether a notice is about a file that the run is about.
func (t *tree) concerns(n fact.Notice) bool {
	return t.about == nil || t.about(path.Clean(n.Path)) || !n.At.IsZero() && t.about(n.At.File.Path())
}

// first is where the search for the configuration begins: at the first path,
// or, where paths are only those that changed, at the root that they share, so
// that each change is judged by the same one.
func (*tree) first(flags *checkFlags, absolute []string) string {
	if !flags.changed {
		return absolute[0]
	}
	common := commonFolder(absolute)
	if repository := repositoryOf(common); repository != "" {
		return repository
	}
	return common
}

// gone tells a file that was deleted from one that cannot be read.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
