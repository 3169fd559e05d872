package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/config"
)

// tree is what is checked: a root folder and the paths below it that the user
// named. Paths are slash-separated and relative to the root.
type tree struct {
	fsys     fs.FS
	root     string // absolute
	dir      string // working directory, for what is shown
	paths    []string
	explicit bool // the user named the paths
	missing  int  // named paths that cannot be read; each is reported already
	config   string
	changed  int                    // number of changed files, with --changed
	about    func(path string) bool // what is reported about; nil: everything
	varFiles []string               // Terraform's files of values, of the tree
	machine  bool                   // the tree is a machine's root file system
}

// openTree finds out what the arguments mean. A path that is missing costs one
// line and the exit status; the others are still checked.
func openTree(env *environment, flags *checkFlags, args []string) (*tree, error) {
	t := &tree{dir: env.dir, explicit: len(args) > 0}
	if flags.rootfs != "" {
		return t, t.openMachine(env, flags, args)
	}
	if !t.explicit {
		if flags.changed {
			return nil, fail("--changed wants the changed files as PATHs")
		}
		args = []string{"."}
	}
	if len(args) == 1 && args[0] == "-" {
		return t, t.openStdin(env, flags)
	}
	if flags.history != "" {
		return t, t.openPast(env, flags, args)
	}
	var absolute []string
	for _, arg := range args {
		if arg == "-" {
			return nil, fail("`-` reads standard input and stands alone")
		}
		if arg == "" { // a shell's variable that is not set must not mean everything
			env.warn(`"": a path is empty`)
			t.missing++
			continue
		}
		if err := readable(env.absolute(arg)); err != nil && (!flags.changed || !gone(err)) {
			env.warn("%s: %s", arg, reason(err))
			t.missing++
			continue
		}
		absolute = append(absolute, env.absolute(arg))
	}
	if len(absolute) == 0 { // an empty report would read as safety, and close alerts
		return nil, failure{status: statusFailure}
	}
	if flags.stdinFilename != "" {
		return nil, fail("--stdin-filename goes with `-` as the only path")
	}
	t.settle(env, flags, absolute)
	t.fsys = os.DirFS(t.root)
	if err := t.takeValues(env, flags.varFiles); err != nil {
		return nil, err
	}
	if flags.changed {
		t.choose(env)
	}
	return t, nil
}

// settle chooses the configuration and the root for absolute paths.
func (t *tree) settle(env *environment, flags *checkFlags, absolute []string) {
	t.config = env.absolute(flags.config)
	switch {
	case flags.isolated:
		t.config = ""
	case flags.config == "":
		t.config = config.Find(t.first(flags, absolute))
	}
	t.root = rootOf(absolute, t.dir, t.config)
	for _, p := range absolute {
		rel, err := filepath.Rel(t.root, p)
		if err != nil {
			rel = "." // the root holds every path, so this cannot be
		}
		t.paths = append(t.paths, filepath.ToSlash(rel))
	}
}

// openStdin lays the content of standard input over the tree, under the name
// that the user gives it.
func (t *tree) openStdin(env *environment, flags *checkFlags) error {
	if flags.stdinFilename == "" {
		return fail("standard input needs --stdin-filename NAME, which tells the language")
	}
	const most = 64 << 20
	content, err := io.ReadAll(io.LimitReader(env.stdin, most+1))
	switch {
	case err != nil:
		return fail("read standard input: %v", err)
	case len(content) > most:
		return fail("standard input is larger than 64 MiB")
	}
	t.settle(env, flags, []string{env.absolute(flags.stdinFilename)})
	t.fsys = overlay{FS: os.DirFS(t.root), name: t.paths[0], content: content}
	if err := t.takeValues(env, flags.varFiles); err != nil {
		return err
	}
	if flags.changed {
		t.choose(env)
	}
	return nil
}

func (t *tree) options(exclude []string) analyzers.Options {
	if t.changed > 0 {
		return analyzers.Options{Exclude: exclude, VarFiles: t.varFiles}
	}
	return analyzers.Options{Paths: t.paths, Exclude: exclude, VarFiles: t.varFiles, Machine: t.machine}
}

// takeValues finds the files of --var-file in the tree.
func (t *tree) takeValues(env *environment, names []string) error {
	for _, name := range names {
		absolute := env.absolute(name)
		if err := readable(absolute); err != nil {
			return fail("--var-file %s: %s", name, reason(err))
		}
		if !within(absolute, t.root) {
			return fail("--var-file %s: lies outside of %s", name, t.root)
		}
		if rel, err := filepath.Rel(t.root, absolute); err == nil {
			t.varFiles = append(t.varFiles, filepath.ToSlash(rel))
		}
	}
	return nil
}

// shown is a path of the tree as the user would type it.
func (t *tree) shown(name string) string {
	absolute := filepath.Join(t.root, filepath.FromSlash(name))
	rel, err := filepath.Rel(t.dir, absolute)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return absolute
	}
	return rel
}

// patterns turns the configuration's globs, which are relative to its folder,
// into globs of the tree. A glob without a slash means that name anywhere.
func (t *tree) patterns(globs []string) []string {
	base := "."
	if rel, err := filepath.Rel(t.root, filepath.Dir(t.config)); err == nil && !strings.HasPrefix(rel, "..") {
		base = filepath.ToSlash(rel)
	}
	var patterns []string
	for _, glob := range globs {
		glob = strings.TrimSuffix(glob, "/")
		if !strings.Contains(glob, "/") {
			glob = "**/" + glob
		}
		patterns = append(patterns, path.Join(base, strings.TrimPrefix(glob, "/")))
	}
	return patterns
}

// rootOf is the folder that paths are relative to: the repository's, else the
// configuration's, else the working directory, else the deepest that holds
// all paths. So a place keeps its path, from wherever the command is started.
func rootOf(absolute []string, dir, configFile string) string {
	common := commonFolder(absolute)
	if repository := repositoryOf(common); repository != "" {
		return repository
	}
	if folder := filepath.Dir(configFile); configFile != "" && within(common, folder) {
		return folder
	}
	if within(common, dir) {
		return dir
	}
	return common
}

// commonFolder is the deepest folder that holds all paths.
func commonFolder(absolute []string) string {
	common := ""
	for i, p := range absolute {
		if info, err := os.Stat(p); err != nil || !info.IsDir() {
			p = filepath.Dir(p)
		}
		for i > 0 && !within(common, p) && !within(p, common) {
			common = filepath.Dir(common)
		}
		if i == 0 || within(common, p) {
			common = p
		}
	}
	return common
}

func within(p, folder string) bool {
	rel, err := filepath.Rel(folder, p)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func repositoryOf(folder string) string {
	for {
		if _, err := os.Lstat(filepath.Join(folder, ".git")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return ""
		}
		folder = parent
	}
}

func (e *environment) absolute(p string) string {
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(e.dir, p)
}

// readable opens what the user named, to tell early that it cannot be read.
// A pipe or a device is refused: it may never end.
func readable(p string) error {
	info, err := os.Stat(p)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return errors.New("is neither a file nor a folder")
	}
	f, err := os.Open(p)
	if err != nil {
		return err
	}
	return f.Close()
}

// reason is the cause of an error without the path, which the caller names.
func reason(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err.Error()
	}
	return err.Error()
}
