package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/hiyari/hiyari/cmd/hiyari-verify/internal/known"
)

// summarize prints a line for each key and says how it ended.
func summarize(w io.Writer, k *keys) (status int, err error) {
	var counts [9]int
	live, asked := 0, 0
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, group := range k.groups() {
		a := group[0].answer
		counts[a.order()]++
		if a.live() {
			live++
		}
		if a.Status != statusSkipped {
			asked++
		}
		what := a.ARN
		if what == "" {
			what = a.Reason
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Status, orNone(a.Account), shown(group[0].id), placesOf(group), what)
	}
	_ = table.Flush() // what cannot be written shows in the last line
	line := []string{count(asked, "key") + " asked about"}
	for i, n := range counts {
		if n > 0 {
			line = append(line, fmt.Sprintf("%d %s", n, statuses[i]))
		}
	}
	if _, err := fmt.Fprintln(w, strings.Join(line, ", ")); err != nil {
		return 0, fmt.Errorf("write summary: %w", err)
	}
	switch {
	case counts[(&answer{Status: statusError}).order()] > 0:
		return statusFailure, nil
	case live > 0:
		return statusLive, nil
	}
	return statusNone, nil
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// shown is all that is shown of an ID: the prefix that all have, and the length.
func shown(id hidden) string {
	value := id.reveal()
	if value == "" {
		return "-"
	}
	return fmt.Sprintf("%s…(%d)", known.PublicPrefix(value), len(value))
}

func placesOf(group []*key) string {
	const most = 3
	var places []string
	for i, found := range group {
		if i == most {
			places = append(places, fmt.Sprintf("%d more", len(group)-most))
			break
		}
		places = append(places, plain(fmt.Sprintf("%s:%d:%d", found.at.path, found.at.line, found.at.column)))
	}
	return strings.Join(places, ", ")
}

// count is a number with its noun.
func count(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// replacement is a file that takes the place of another when it is whole.
type replacement struct {
	*os.File
	name string
	done bool
}

// newReplacement begins one beside the file. Only its owner may read it, unless
// others may read the file that is there.
func newReplacement(name string) (*replacement, error) {
	mode := os.FileMode(0o600)
	switch stat, err := os.Lstat(name); {
	case err != nil || stat.Mode()&os.ModeSymlink != 0: // a link is replaced, never written through
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("-o: %s is no regular file", name)
	default:
		mode = stat.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".hiyari-verify-*")
	if err != nil {
		return nil, fmt.Errorf("-o: %w", err)
	}
	r := &replacement{File: file, name: name}
	if err := file.Chmod(mode); err != nil {
		return nil, fmt.Errorf("-o: %w", errors.Join(err, r.discard()))
	}
	return r, nil
}

// commit puts the file in its place.
func (r *replacement) commit() error {
	if err := r.Sync(); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	if err := r.Close(); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	if err := os.Rename(r.Name(), r.name); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	r.done = true
	return nil
}

// discard removes what was not committed.
func (r *replacement) discard() error {
	if r.done {
		return nil
	}
	_ = r.Close() // it may be closed already
	return os.Remove(r.Name())
}
