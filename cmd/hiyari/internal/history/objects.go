package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Objects reads objects by their ids, one after the other.
type Objects struct {
	cmd        *exec.Cmd
	ask        io.WriteCloser
	answers    *bufio.Reader
	complaints bytes.Buffer
}

// ErrMissing tells that a repository lacks an object, as a partial clone does.
var ErrMissing = errors.New("object is missing")

// Objects starts to read objects.
func (r *Repository) Objects() (*Objects, error) {
	o := &Objects{cmd: r.command("cat-file", "--batch")}
	o.cmd.Stderr = &o.complaints
	ask, err := o.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	o.ask, o.answers = ask, bufio.NewReaderSize(answers, 1<<16)
	return o, o.cmd.Start()
}

// Close ends the reading.
func (o *Objects) Close() error {
	_ = o.ask.Close()
	_ = o.cmd.Process.Kill() // it may be writing what nobody reads
	_ = o.cmd.Wait()
	return nil
}

// Ask asks for an object, to be taken with Next. No more may be asked for at
// once than the ids that a pipe holds: 64 KiB, and 4 KiB on some systems.
func (o *Objects) Ask(ids ...string) error {
	_, err := io.WriteString(o.ask, strings.Join(ids, "\n")+"\n")
	return err
}

// AskedAtOnce is how many objects may be asked for before the first is taken.
const AskedAtOnce = 60

// Next hands the next object that was asked for to read, which may leave a part
// of it.
func (o *Objects) Next(read func(content io.Reader, size int64) error) error {
	header, err := o.answers.ReadString('\n')
	if err != nil {
		return failed(err, &o.complaints)
	}
	words := strings.Fields(header)
	if len(words) != 3 {
		return ErrMissing
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return fmt.Errorf("git: size of an object: %w", err)
	}
	content := io.LimitReader(o.answers, size)
	failure := read(content, size)
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	if _, err := o.answers.Discard(1); err != nil {
		return failed(err, &o.complaints)
	}
	return failure
}

// Date is when a commit says it was written, in UTC, or the zero time.
func (o *Objects) Date(commit string) (time.Time, error) {
	if err := o.Ask(commit); err != nil {
		return time.Time{}, err
	}
	var date time.Time
	err := o.Next(func(content io.Reader, _ int64) error {
		lines := bufio.NewScanner(io.LimitReader(content, 1<<16))
		for lines.Scan() && lines.Text() != "" {
			if author, is := strings.CutPrefix(lines.Text(), "author "); is {
				date = dateOf(author)
				break
			}
		}
		return nil
	})
	return date, err
}

// dateOf reads the seconds in `Name <mail> 1700000000 +0100`. A year of more
// than four digits is nobody's date.
func dateOf(author string) time.Time {
	words := strings.Fields(author)
	if len(words) < 2 {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(words[len(words)-2], 10, 64)
	date := time.Unix(seconds, 0).UTC()
	if err != nil || date.Year() < 0 || date.Year() > 9999 {
		return time.Time{}
	}
	return date
}
