// Command hiyari finds what will page you next month: leaked keys, the root
// account's keys in scripts, network rules open to everywhere, and scheduled
// jobs that ask resolvers outside the network.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
)

// The exit statuses. A failure of ours wins over findings.
const (
	statusClean    = 0
	statusFindings = 1
	statusFailure  = 2
)

func main() {
	os.Exit(run(system(), os.Args[1:]))
}

// environment is all that the command takes from the world.
type environment struct {
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	getenv   func(string) string
	dir      string // working directory, absolute
	now      func() time.Time
	terminal bool // standard output is one
	width    int  // its columns; 0: not known
	load     func(fs.FS, analyzers.Options) *fact.Project
}

func system() *environment {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		width = 0
	}
	return &environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, dir: dir, now: time.Now,
		terminal: term.IsTerminal(int(os.Stdout.Fd())), width: width,
		load: analyzers.Load,
	}
}

// failure is an error that ends the command with a status. An empty one was
// reported already.
type failure struct {
	status  int
	message string
}

func (f failure) Error() string { return f.message }

func fail(format string, args ...any) error {
	return failure{statusFailure, fmt.Sprintf(format, args...)}
}

// run is the command as a function of its environment; it returns the exit
// status. It never panics: what goes wrong inside is reported by place, without
// the values at hand, which may hold secrets.
func run(env *environment, args []string) (status int) {
	defer func() {
		if recover() != nil {
			env.note("internal error: in " + panicPlace())
			env.note("hint: this is a bug; please report this line and the output of `hiyari version`")
			status = statusFailure
		}
	}()
	command := newCommand(env)
	command.SetArgs(args)
	command.SetIn(env.stdin)
	command.SetOut(env.stdout)
	command.SetErr(env.stderr)
	err := command.Execute()
	if err == nil {
		return statusClean
	}
	failed := failure{statusFailure, err.Error()}
	errors.As(err, &failed)
	if failed.message != "" {
		env.warn("%s", failed.message)
	}
	return failed.status
}

// warn prints one line on standard error. Names of files and arguments must not
// command the terminal.
func (e *environment) warn(format string, args ...any) {
	line, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
	e.note("hiyari: " + report.Plain(line))
}

// note prints a line on standard error. If that fails, nobody is left to tell.
func (e *environment) note(line string) {
	_, _ = fmt.Fprintln(e.stderr, line)
}

// panicPlace names the functions in which a panic arose, innermost first.
// Only names: frames' arguments and the panic's value may hold secrets.
func panicPlace() string {
	const most = 4
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var names []string
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasPrefix(frame.Function, "runtime."):
			panicking = true
		case panicking && len(names) < most:
			names = append(names, frame.Function[strings.LastIndexByte(frame.Function, '/')+1:])
		}
		if !more {
			return strings.Join(names, " < ")
		}
	}
}
