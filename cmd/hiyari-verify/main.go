// Command hiyari-verify asks AWS whose the access keys are that a report of
// hiyari points at: the account's root user, a user, a role, or nobody any
// more. It is the only program of the project that opens a connection.
package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

// The exit statuses. A failure wins over a live key, as in hiyari.
const (
	statusNone    = 0
	statusLive    = 1
	statusFailure = 2
)

const usage = `usage: hiyari-verify [flags] REPORT

Reads REPORT of hiyari (-f json or -f sarif; - is standard input) and the tree that
it is about, and asks AWS for the owner of each access key in it. What was found is
printed, and with -o written into the report again.

Exit status:
  0  no key lives
  1  a key lives
  2  wrong usage, not confirmed, interrupted, or a key about which AWS gave no answer

Environment: AWS_REGION, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL,
AWS_IGNORE_CONFIGURED_ENDPOINT_URLS. No other setting or profile is read.

Flags:
`

func main() {
	os.Exit(run(system(), os.Args[1:]))
}

// environment is all that the command takes from the world.
type environment struct {
	stdin       io.Reader
	stdout      io.Writer
	stderr      io.Writer
	getenv      func(string) string
	interactive bool           // a person sits at standard input
	roots       *x509.CertPool // who vouches for the endpoint; nil: the system's
	clock       clock
	backoff     time.Duration // between tries, at most
	interrupts  func() (context.Context, context.CancelFunc)
}

// clock is the time that passes between requests.
type clock struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

func system() *environment {
	stat, err := os.Stdin.Stat()
	return &environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
		interactive: err == nil && stat.Mode()&os.ModeCharDevice != 0,
		clock:       clock{time.Now, sleep}, backoff: 5 * time.Second,
		interrupts: func() (context.Context, context.CancelFunc) {
			return signal.NotifyContext(context.Background(), os.Interrupt)
		},
	}
}

// sleep waits, or returns early with the reason.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// options are what the flags say.
type options struct {
	report    string
	root      string
	output    string
	yes       bool
	partition string
	proxy     string
	rate      float64
	timeout   time.Duration
}

// run is the command as a function of its environment; it returns the exit
// status. A panic is reported by the names of functions: values hold keys.
func run(env *environment, args []string) (status int) {
	defer func() {
		if recover() != nil {
			env.warn("internal error: in %s", panicPlace())
			status = statusFailure
		}
	}()
	opts, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, _ = fmt.Fprint(env.stdout, usageText())
		return statusNone
	case err != nil:
		env.warn("%v", err)
		return statusFailure
	}
	status, err = verify(env, opts)
	if err != nil {
		env.warn("%v", err)
		return statusFailure
	}
	return status
}

func flagsOf(opts *options) *flag.FlagSet {
	flags := flag.NewFlagSet("hiyari-verify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&opts.root, "root", ".", "`DIR` that the report's paths begin at: the root of the checked tree")
	flags.StringVar(&opts.output, "o", "", "write the report with the answers to `FILE`, which may be REPORT")
	flags.BoolVar(&opts.yes, "yes", false, "ask AWS without asking first")
	flags.StringVar(&opts.partition, "partition", "aws", "`NAME` of the part of AWS that the keys belong to: aws, aws-cn, aws-us-gov")
	flags.StringVar(&opts.proxy, "proxy", "", "`URL` of the HTTP proxy to go through; those of the environment are not used")
	flags.Float64Var(&opts.rate, "rate", 2, "at most this `NUMBER` of requests a second")
	flags.DurationVar(&opts.timeout, "timeout", 30*time.Second, "`TIME` for a key, with all its retries")
	return flags
}

// parse reads flags before and behind the report's name.
func parse(args []string) (*options, error) {
	var opts options
	flags := flagsOf(&opts)
	var names []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if args = flags.Args(); len(args) == 0 {
			break
		}
		names, args = append(names, args[0]), args[1:]
	}
	if len(names) != 1 {
		return nil, errors.New("want one REPORT; see hiyari-verify -h")
	}
	opts.report = names[0]
	const fastest = 10
	switch {
	case !(opts.rate > 0 && opts.rate <= fastest):
		return nil, fmt.Errorf("-rate: want more than 0 and at most %d", fastest)
	case opts.timeout <= 0:
		return nil, errors.New("-timeout: want more than 0")
	}
	return &opts, nil
}

func usageText() string {
	var text strings.Builder
	text.WriteString(usage)
	flags := flagsOf(&options{})
	flags.SetOutput(&text)
	flags.PrintDefaults()
	return text.String()
}

// verify is the whole way: report, tree, pairs, consent, answers, report.
func verify(env *environment, opts *options) (status int, err error) {
	endpoint, err := endpointOf(opts.partition, env.getenv)
	if err != nil {
		return 0, err
	}
	proxy, err := proxyOf(opts.proxy)
	if err != nil {
		return 0, err
	}
	report, err := env.readReport(opts.report)
	if err != nil {
		return 0, err
	}
	keys, err := keysOf(opts.root, report.findings())
	if err != nil {
		return 0, err
	}
	var out *replacement
	if opts.output != "" {
		// What cannot be written is known before anything is asked.
		if out, err = newReplacement(opts.output); err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, out.discard()) }()
	}
	if pairs := keys.pairs(); len(pairs) > 0 {
		if err := env.consent(opts, endpoint, len(pairs)); err != nil {
			return 0, err
		}
		ctx, stop := env.interrupts()
		defer stop()
		ask := newAsker(endpoint, proxy, opts, env)
		for _, p := range pairs {
			p.answer = ask.whose(ctx, p)
		}
	}
	keys.share()
	if out != nil {
		if err := report.write(out, keys); err != nil {
			return 0, err
		}
		if err := out.commit(); err != nil {
			return 0, err
		}
	}
	return summarize(env.stdout, keys)
}

// consent says what asking does, and goes on only if somebody wants that.
func (e *environment) consent(opts *options, endpoint *endpoint, keys int) error {
	e.note(fmt.Sprintf(`About to ask %s for the owner of %s, in a request signed with each.
  - CloudTrail of the key's account records the request.
  - A root key that is used can raise GuardDuty's Policy:IAMUser/RootCredentialUsage,
    the very finding that hiyari warns of.
  - A canary alerts its planter. Known canary accounts are left out; others look like any key.
Ask only about keys of accounts that are yours to test.`, plain(endpoint.url.String()), count(keys, "key")))
	if opts.proxy == "" && e.getenv("HTTPS_PROXY")+e.getenv("https_proxy") != "" {
		e.note("  HTTPS_PROXY is not used; -proxy names one.")
	}
	if opts.yes {
		return nil
	}
	if !e.interactive || opts.report == "-" {
		return errors.New("nothing was asked: confirm with -yes")
	}
	_, _ = fmt.Fprint(e.stderr, "Go on? [y/N] ")
	reply, err := bufio.NewReader(io.LimitReader(e.stdin, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return errors.New("nothing was asked: no reply could be read")
	}
	switch strings.ToLower(strings.TrimSpace(reply)) {
	case "y", "yes":
		return nil
	}
	return errors.New("nothing was asked")
}

// warn prints one line on standard error.
func (e *environment) warn(format string, args ...any) {
	e.note("hiyari-verify: " + plain(fmt.Sprintf(format, args...)))
}

// note prints lines on standard error. If that fails, nobody is left to tell.
func (e *environment) note(lines string) {
	_, _ = fmt.Fprintln(e.stderr, lines)
}

// proxyOf reads the flag. What stands in it may be a password, so an error
// does not repeat it.
func proxyOf(flag string) (*url.URL, error) {
	if flag == "" {
		return nil, nil
	}
	u, err := url.Parse(flag)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("-proxy: want http://HOST:PORT or https://HOST:PORT")
	}
	return u, nil
}

// panicPlace names the functions in which a panic arose, innermost first.
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
