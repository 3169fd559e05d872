package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// Change is what a commit did to a path. Of a merge, those paths are told that
// differ from all its parents: what the merge itself brought.
type Change struct {
	Commit string
	Path   string
	Old    []string // what the parents had: object ids of files, without those that had none
	New    string   // empty: taken away, or no file any more
}

// All is the range of everything that a reference leads to.
const All = "--all"

// Changes calls visit for each change of a range of commits, in an order in
// which parents come before their children and else the older first. With
// paths, it is about those only.
func (r *Repository) Changes(revisions string, paths []string, visit func(Change) error) error {
	if strings.HasPrefix(revisions, "-") && revisions != All {
		return fmt.Errorf("a range of commits does not begin with `-`: %s", revisions)
	}
	var complaints, more bytes.Buffer
	list := r.command("rev-list", "--reverse", "--date-order", revisions, "--")
	list.Stderr = &complaints
	args := []string{"diff-tree", "--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--"}
	diff := r.command(append(args, paths...)...)
	diff.Stderr = &more
	commits, err := list.StdoutPipe()
	if err != nil {
		return err
	}
	diff.Stdin = commits
	changes, err := diff.StdoutPipe()
	if err != nil {
		return err
	}
	if err := start(list, diff); err != nil {
		return err
	}
	_ = commits.Close() // the other git has it: when that one ends, this one must learn of it
	visited := parse(bufio.NewReaderSize(changes, 1<<16), visit)
	if visited != nil {
		_ = diff.Process.Kill() // nobody reads on
		_ = list.Process.Kill()
	}
	endDiff, endList := diff.Wait(), list.Wait()
	switch {
	case visited != nil:
		return visited
	case endList != nil:
		return failed(endList, &complaints)
	case endDiff != nil:
		return failed(endDiff, &more)
	}
	return nil
}

func start(commands ...*exec.Cmd) error {
	for i, cmd := range commands {
		if err := cmd.Start(); err != nil {
			for _, started := range commands[:i] {
				_ = started.Process.Kill()
				_ = started.Wait()
			}
			return err
		}
	}
	return nil
}

// parse reads what `git diff-tree --stdin -c --raw -z` prints: an id of a commit,
// then its changes, each `:` for each parent, modes, ids and a status, and a path.
func parse(out *bufio.Reader, visit func(Change) error) error {
	commit := ""
	for {
		word, err := field(out)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case !strings.HasPrefix(word, ":"):
			commit = strings.Trim(word, "\n")
			continue
		}
		path, err := field(out)
		if err != nil {
			return err
		}
		change, err := changeOf(word)
		if err != nil {
			return err
		}
		change.Commit, change.Path = commit, path
		if err := visit(change); err != nil {
			return err
		}
	}
}

// field reads up to a NUL. What is longer than any path is cut off.
func field(out *bufio.Reader) (string, error) {
	var b strings.Builder
	const most = 1 << 16
	for {
		part, err := out.ReadSlice(0)
		if b.Len() < most {
			b.Write(part)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return strings.TrimSuffix(b.String(), "\x00"), err
	}
}

func changeOf(raw string) (Change, error) {
	words := strings.Fields(raw)
	parents := len(raw) - len(strings.TrimLeft(raw, ":"))
	if len(words) != 2*(parents+1)+1 {
		return Change{}, fmt.Errorf("git: a change of %d fields", len(words))
	}
	words[0] = strings.TrimLeft(words[0], ":")
	var change Change
	for i := range parents + 1 {
		mode, id := words[i], words[parents+1+i]
		switch isFile := strings.HasPrefix(mode, "100"); {
		case !isFile: // none, a link or a submodule
		case i == parents:
			change.New = id
		default:
			change.Old = append(change.Old, id)
		}
	}
	return change, nil
}
