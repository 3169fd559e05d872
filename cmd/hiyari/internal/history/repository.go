// Package history reads the past of a git repository by the git command.
//
// The repository is a stranger's, and its configuration can name programs to
// run: monitors, filters, transports. So git never reads it. It is given a
// folder of ours as the repository, with a configuration of ours, links to the
// references and the place of the objects, and an environment without anything
// of the user's. What is left of the repository are objects and references,
// which are data.
package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Repository is a git repository that is read through a folder of ours.
type Repository struct {
	git     string // the program
	stand   string // the folder that git takes for the repository
	objects string
	Shallow bool // its past is cut off
	Partial bool // it may lack objects, which are not fetched
}

// ErrNoGit tells that there is no git command.
var ErrNoGit = errors.New("the git command is not installed")

// Open finds the repository that a folder is the top of: its work tree's, or
// the folder itself where there is none (a bare one).
func Open(folder string) (*Repository, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, ErrNoGit
	}
	dir, err := gitFolder(folder)
	if err != nil {
		return nil, err
	}
	common := pointedAt(dir, "commondir", "")
	stand, err := os.MkdirTemp("", "hiyari-git-")
	if err != nil {
		return nil, err
	}
	r := &Repository{git: git, stand: stand, objects: filepath.Join(common, "objects")}
	if err := r.set(dir, common); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close removes the folder that stood for the repository.
func (r *Repository) Close() error { return os.RemoveAll(r.stand) }

// IsBare reports a folder that is a repository without a work tree.
func IsBare(folder string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// gitFolder is the folder of a repository's data: gitrepository-layout(5).
func gitFolder(folder string) (string, error) {
	dir := filepath.Join(folder, ".git")
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.Mode().IsRegular(): // of a linked work tree or a submodule
		dir = pointedAt(folder, ".git", "gitdir:")
	case err != nil:
		dir = folder
	}
	if _, err := os.Stat(filepath.Join(dir, "HEAD")); err != nil {
		return "", errors.New("is not a git repository")
	}
	return dir, nil
}

// pointedAt is the folder that a file of one line names, or the file's own
// where there is none.
func pointedAt(folder, name, prefix string) string {
	line := strings.TrimSpace(strings.TrimPrefix(string(head(filepath.Join(folder, name))), prefix))
	switch {
	case line == "":
		return folder
	case filepath.IsAbs(line):
		return line
	}
	return filepath.Join(folder, line)
}

// head reads the beginning of a small regular file, or nothing.
func head(name string) []byte {
	const most = 64 << 10
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, most))
	if err != nil {
		return nil
	}
	return content
}

// set lays out the folder that stands for the repository.
func (r *Repository) set(dir, common string) error {
	config := head(filepath.Join(common, "config"))
	files := map[string][]byte{"config": configOf(config), "HEAD": head(filepath.Join(dir, "HEAD"))}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(r.stand, name), content, 0o600); err != nil {
			return err
		}
	}
	for _, name := range []string{"refs", "packed-refs", "shallow", "reftable"} {
		target := filepath.Join(common, name)
		info, err := os.Stat(target)
		if err != nil || !info.Mode().IsRegular() && !info.IsDir() {
			continue
		}
		if err := os.Symlink(target, filepath.Join(r.stand, name)); err != nil {
			return err
		}
		r.Shallow = r.Shallow || name == "shallow" && info.Size() > 0
	}
	r.Partial = promises.Match(config)
	return nil
}

// Of the repository's configuration these are read, as text: without them its
// objects and references cannot be.
var (
	objectFormat = regexp.MustCompile(`(?im)^[ \t]*objectformat[ \t]*=[ \t]*"?(sha1|sha256)"?[ \t\r]*$`)
	refStorage   = regexp.MustCompile(`(?im)^[ \t]*refstorage[ \t]*=[ \t]*"?(files|reftable)"?[ \t\r]*$`)
	promises     = regexp.MustCompile(`(?im)^[ \t]*(partialclone|promisor)[ \t]*=`)
)

// configOf is a configuration that says how the data is laid out, and nothing
// else of what the repository's own says.
func configOf(theirs []byte) []byte {
	extensions := "[extensions]\n"
	if m := objectFormat.FindSubmatch(theirs); m != nil {
		extensions += fmt.Sprintf("\tobjectFormat = %s\n", bytes.ToLower(m[1]))
	}
	if m := refStorage.FindSubmatch(theirs); m != nil {
		extensions += fmt.Sprintf("\trefStorage = %s\n", bytes.ToLower(m[1]))
	}
	return []byte("[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n" + extensions)
}

// command is git with arguments of ours, in a world without anything else.
func (r *Repository) command(args ...string) *exec.Cmd {
	// A commit graph is a copy of what commits say, and may say something else.
	args = append([]string{"--no-pager", "-c", "core.commitGraph=false"}, args...)
	cmd := exec.Command(r.git, args...) //nolint:gosec // git, and arguments that are ours but for a range that is no option
	cmd.Dir = r.stand
	cmd.Env = []string{
		"GIT_DIR=" + r.stand, "GIT_OBJECT_DIRECTORY=" + r.objects, "HOME=" + r.stand,
		"PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"), "LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_ATTR_NOSYSTEM=1", "GIT_GRAFT_FILE=" + os.DevNull, "GIT_NO_REPLACE_OBJECTS=1",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0",
		"GIT_OPTIONAL_LOCKS=0", "GIT_LITERAL_PATHSPECS=1",
	}
	return cmd
}

// failed is what a git command complained of, in one line.
func failed(err error, stderr *bytes.Buffer) error {
	line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
	if line == "" {
		return fmt.Errorf("git: %w", err)
	}
	return errors.New("git: " + strings.TrimPrefix(line, "fatal: "))
}
