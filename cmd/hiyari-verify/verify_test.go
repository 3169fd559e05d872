package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// trial is a run over a tree of its own, against a stand-in for STS.
type trial struct {
	t      *testing.T
	dir    string
	sts    *standIn
	env    *environment
	stdout bytes.Buffer
	stderr bytes.Buffer
	vars   map[string]string
	now    time.Time
	slept  []time.Duration
	cancel context.CancelFunc
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	return newTrialAt(t, httptest.NewServer)
}

func newTrialAt(t *testing.T, start func(http.Handler) *httptest.Server) *trial {
	t.Helper()
	tr := &trial{t: t, dir: t.TempDir(), sts: newStandIn(t, start), now: time.Unix(1_700_000_000, 0)}
	tr.vars = map[string]string{"AWS_ENDPOINT_URL_STS": tr.sts.URL}
	var ctx context.Context
	ctx, tr.cancel = context.WithCancel(t.Context())
	t.Cleanup(tr.cancel)
	tr.env = &environment{
		stdin: strings.NewReader(""), stdout: &tr.stdout, stderr: &tr.stderr,
		getenv:  func(name string) string { return tr.vars[name] },
		backoff: time.Millisecond,
		clock: clock{
			now: func() time.Time { return tr.now },
			sleep: func(_ context.Context, d time.Duration) error {
				tr.slept, tr.now = append(tr.slept, d), tr.now.Add(d)
				return nil
			},
		},
		interrupts: func() (context.Context, context.CancelFunc) { return ctx, func() {} },
	}
	return tr
}

func (tr *trial) write(name, content string) {
	tr.t.Helper()
	path := filepath.Join(tr.dir, "tree", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tr.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		tr.t.Fatal(err)
	}
}

// where gives the place of a value in a file.
func where(content, value string) map[string]any {
	at := strings.Index(content, value)
	line := strings.Count(content[:at], "\n") + 1
	column := at - strings.LastIndex(content[:at], "\n")
	return map[string]any{"line": line, "column": column, "end_line": line, "end_column": column + len(value)}
}

// report writes a report with a finding at each value of files.
func (tr *trial) report(findings ...map[string]any) string {
	tr.t.Helper()
	name := filepath.Join(tr.dir, "report.json")
	text, err := json.MarshalIndent(map[string]any{"format": "hiyari-json-v1", "findings": findings}, "", "  ")
	if err != nil {
		tr.t.Fatal(err)
	}
	if err := os.WriteFile(name, append(text, '\n'), 0o644); err != nil {
		tr.t.Fatal(err)
	}
	return name
}

func findingAt(path, content, value string) map[string]any {
	at := where(content, value)
	at["path"] = path
	return map[string]any{
		"rule": "hardcoded-credential", "severity": "high", "confidence": "medium",
		"message": `aws access token "AKIA…(20)" is written here: whoever reads this can use it`, "at": at,
	}
}

// keyFile writes a file that holds a pair, and gives the finding at its ID.
func (tr *trial) keyFile(name string, s sample) map[string]any {
	content := fmt.Sprintf("export AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\n", s.id, s.secret)
	if s.token != "" {
		content += "export AWS_SESSION_TOKEN=" + s.token + "\n"
	}
	tr.write(name, content)
	return findingAt(name, content, s.id)
}

// run runs the command and holds what it said against what must be hidden.
func (tr *trial) run(status int, samples []sample, args ...string) {
	tr.t.Helper()
	args = append([]string{"-root", filepath.Join(tr.dir, "tree")}, args...)
	if got := run(tr.env, args); got != status {
		tr.t.Errorf("status %d, want %d\n%s%s", got, status, &tr.stdout, &tr.stderr)
	}
	traffic, _ := tr.sts.log()
	for _, s := range samples {
		for _, value := range []string{s.id, s.secret, s.token} {
			if value != "" && strings.Contains(tr.stdout.String()+tr.stderr.String(), value) {
				tr.t.Error("the output holds a key")
			}
		}
		if strings.Contains(traffic, s.secret) {
			tr.t.Error("the secret key was sent")
		}
	}
	err := filepath.WalkDir(tr.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path, filepath.Join(tr.dir, "tree")) {
			return err
		}
		text, err := os.ReadFile(path)
		for _, s := range samples {
			if bytes.Contains(text, []byte(s.id)) || bytes.Contains(text, []byte(s.secret)) {
				tr.t.Errorf("%s holds a key", filepath.Base(path))
			}
		}
		if strings.Contains(path, ".hiyari-verify-") {
			tr.t.Errorf("%s was left", path)
		}
		return err
	})
	if err != nil {
		tr.t.Fatal(err)
	}
}

// verified reads the answers of a written report.
func (tr *trial) verified(name string) []answer {
	tr.t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		tr.t.Fatal(err)
	}
	var report struct{ Findings []struct{ Verified answer } }
	if err := json.Unmarshal(text, &report); err != nil {
		tr.t.Fatal(err)
	}
	var answers []answer
	for _, f := range report.Findings {
		answers = append(answers, f.Verified)
	}
	return answers
}

func TestAnswers(t *testing.T) {
	arn := func(service, who string) string { return "arn:aws:" + service + "::" + account + ":" + who }
	throttles := fails(http.StatusBadRequest, "Throttling")
	tests := map[string]struct {
		reply  http.HandlerFunc
		status string
		reason string
		tries  int
		exit   int
	}{
		"root":              {says(account, arn("iam", "root")), statusRoot, "", 1, statusLive},
		"user":              {says(account, arn("iam", "user/ops/backup")), statusUser, "", 1, statusLive},
		"role":              {says(account, arn("sts", "assumed-role/deploy/i-0abc")), statusRole, "", 1, statusLive},
		"federated":         {says(account, arn("sts", "federated-user/guest")), statusFederated, "", 1, statusLive},
		"china":             {says(account, "arn:aws-cn:iam::"+account+":root"), statusRoot, "", 1, statusLive},
		"user-named-root":   {says(account, arn("iam", "user/root")), statusUser, "", 1, statusLive},
		"inactive":          {fails(403, "InvalidClientTokenId"), statusInactive, "deleted", 1, statusNone},
		"expired":           {fails(403, "ExpiredToken"), statusInactive, "expired", 1, statusNone},
		"wrong-secret":      {fails(403, "SignatureDoesNotMatch"), statusMismatch, "not its own", 1, statusNone},
		"wrong-clock":       {failsWith(403, "SignatureDoesNotMatch", "Signature expired: 1"), statusError, "clock", 1, statusFailure},
		"denied":            {fails(403, "AccessDenied"), statusError, "denied", 1, statusFailure},
		"unknown-code":      {fails(400, "SomethingNew"), statusError, "SomethingNew", 1, statusFailure},
		"hostile-code":      {fails(400, "\x1b]0;x"), statusError, "none of STS", 1, statusFailure},
		"throttled-then-ok": {then(throttles, throttles, says(account, arn("iam", "root"))), statusRoot, "", 3, statusLive},
		"throttled":         {throttles, statusError, "throttles", mostAttempts, statusFailure},
		"failing-then-ok":   {then(fails(503, "ServiceUnavailable"), says(account, arn("iam", "root"))), statusRoot, "", 2, statusLive},
		"cut":               {cuts(""), statusError, "cut", mostAttempts, statusFailure},
		"cut-then-ok":       {then(cuts(""), says(account, arn("iam", "root"))), statusRoot, "", 2, statusLive},
		"cut-in-body":       {cuts("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<Get"), statusError, "cut", 0, statusFailure},
		"garbage":           {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>Log in</html>")) }, statusError, "none of STS", 0, statusFailure},
		"no-http":           {cuts("SSH-2.0-x\r\n"), statusError, "", 0, statusFailure},
		"empty":             {func(http.ResponseWriter, *http.Request) {}, statusError, "none of STS", 0, statusFailure},
		"other-account":     {says("999999999999", arn("iam", "root")), statusError, "none of STS", 1, statusFailure},
		"hostile-name":      {says(account, arn("iam", "user/\u202e")), statusError, "none of STS", 1, statusFailure},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, statusError, "redirects", 1, statusFailure},
		"huge": {func(w http.ResponseWriter, _ *http.Request) {
			for range 64 {
				_, _ = w.Write(bytes.Repeat([]byte(" "), 1<<16))
			}
		}, statusError, "too long", 0, statusFailure},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			s := longTerm(1)
			tr.sts.replies[s.id] = test.reply
			report := tr.report(tr.keyFile("a.sh", s))
			tr.run(test.exit, []sample{s}, "-yes", "-o", report, report)
			got := tr.verified(report)[0]
			if got.Status != test.status || !strings.Contains(got.Reason, test.reason) || got.Account != account {
				t.Errorf("got %+v", got)
			}
			if _, asked := tr.sts.log(); test.tries > 0 && len(asked) != test.tries {
				t.Errorf("%d requests, want %d", len(asked), test.tries)
			}
		})
	}
}

func TestReplyThatRepeatsWhatWasSentIsNotShown(t *testing.T) {
	s := longTerm(2)
	for _, part := range []string{s.id, s.secret} {
		tr := newTrial(t)
		tr.sts.replies[s.id] = says(account, "arn:aws:iam::"+account+":user/"+part)
		report := tr.report(tr.keyFile("a.sh", s))
		tr.run(statusFailure, []sample{s}, "-yes", "-o", report, report)
		tr.sts.replies[s.id] = failsWith(400, "X"+part, part)
		tr.run(statusFailure, []sample{s}, "-yes", "-o", report, report)
	}
}

func TestSlowAnswerEnds(t *testing.T) {
	for name, flush := range map[string]bool{"header": false, "body": true} {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			s := longTerm(3)
			tr.sts.replies[s.id] = func(w http.ResponseWriter, r *http.Request) {
				if flush {
					_, _ = w.Write([]byte("<Get"))
					_ = http.NewResponseController(w).Flush()
				}
				<-r.Context().Done()
			}
			report := tr.report(tr.keyFile("a.sh", s))
			start := time.Now()
			tr.run(statusFailure, []sample{s}, "-yes", "-timeout", "300ms", "-o", report, report)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if got := tr.verified(report)[0]; got.Reason != "no answer in time" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestInterruptEndsCleanly(t *testing.T) {
	tr := newTrial(t)
	first, second := longTerm(4), longTerm(5)
	tr.sts.replies[first.id] = func(_ http.ResponseWriter, r *http.Request) {
		tr.cancel()
		<-r.Context().Done()
	}
	report := tr.report(tr.keyFile("a.sh", first), tr.keyFile("b.sh", second))
	tr.run(statusFailure, []sample{first, second}, "-yes", "-o", report, report)
	if _, asked := tr.sts.log(); !slices.Equal(asked, []string{first.id}) {
		t.Errorf("%d requests", len(asked))
	}
	for _, got := range tr.verified(report) {
		if got.Status != statusError || !strings.Contains(got.Reason, "interrupted") {
			t.Errorf("got %+v", got)
		}
	}
}

func TestTLS(t *testing.T) {
	for name, trusted := range map[string]bool{"trusted": true, "unknown-authority": false} {
		t.Run(name, func(t *testing.T) {
			tr := newTrialAt(t, func(h http.Handler) *httptest.Server {
				server := httptest.NewUnstartedServer(h)
				server.Config.ErrorLog = log.New(io.Discard, "", 0)
				server.StartTLS()
				return server
			})
			s := longTerm(6)
			tr.sts.replies[s.id] = says(account, "arn:aws:iam::"+account+":root")
			tr.env.roots = x509.NewCertPool()
			status, want := statusFailure, "nobody vouches"
			if trusted {
				tr.env.roots.AddCert(tr.sts.Certificate())
				status, want = statusLive, ":root"
			}
			tr.run(status, []sample{s}, "-yes", tr.report(tr.keyFile("a.sh", s)))
			if !strings.Contains(tr.stdout.String(), want) {
				t.Errorf("got %s", &tr.stdout)
			}
			if _, asked := tr.sts.log(); !trusted && len(asked) > 0 {
				t.Error("a request went to an endpoint that nobody vouches for")
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	tr := newTrial(t)
	s := longTerm(7)
	tr.sts.Close()
	tr.run(statusFailure, []sample{s}, "-yes", tr.report(tr.keyFile("a.sh", s)))
	if !strings.Contains(tr.stdout.String(), "the endpoint cannot be reached") {
		t.Errorf("got %s", &tr.stdout)
	}
}

func TestEachKeyIsAskedOnceAtTheRate(t *testing.T) {
	tr := newTrial(t)
	first, second := longTerm(8), longTerm(9)
	tr.sts.replies[first.id] = says(account, "arn:aws:iam::"+account+":root")
	alone := "# rotate " + first.id + "\n"
	tr.write("notes.txt", alone)
	report := tr.report(findingAt("notes.txt", alone, first.id),
		tr.keyFile("a.sh", first), tr.keyFile("b.sh", second), tr.keyFile("c.sh", first))
	tr.run(statusLive, []sample{first, second}, "-yes", "-rate", "4", "-o", report, report)
	if _, asked := tr.sts.log(); !slices.Equal(asked, []string{first.id, second.id}) {
		t.Errorf("%d requests", len(asked))
	}
	if want := []time.Duration{250 * time.Millisecond}; !slices.Equal(tr.slept, want) {
		t.Errorf("slept %v, want %v", tr.slept, want)
	}
	var got []string
	for _, a := range tr.verified(report) {
		got = append(got, a.Status)
	}
	if want := []string{statusRoot, statusRoot, statusInactive, statusRoot}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTemporaryKeyIsAskedWithItsToken(t *testing.T) {
	tr := newTrial(t)
	s := newSample("ASIA", 111122223333, 10)
	tr.sts.replies[s.id] = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Security-Token") != s.token {
			fails(403, "InvalidClientTokenId")(w, r)
			return
		}
		says(account, "arn:aws:sts::"+account+":assumed-role/a/b")(w, r)
	}
	tr.run(statusLive, []sample{s}, "-yes", tr.report(tr.keyFile("a.sh", s)))
}

func TestSkippedWithoutRequest(t *testing.T) {
	s := longTerm(11)
	tests := map[string]struct {
		arrange func(tr *trial) map[string]any
		reason  string
	}{
		"canary": {func(tr *trial) map[string]any {
			return tr.keyFile("a.sh", newSample("AKIA", 52310077262, 1))
		}, "a canary: account 052310077262"},
		"documentation": {func(tr *trial) map[string]any {
			documented := s
			documented.id = "AKIA" + "IOSFODNN7" + "EXAMPLE"
			return tr.keyFile("a.sh", documented)
		}, "documentation"},
		"documented-secret": {func(tr *trial) map[string]any {
			documented := s
			documented.secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLE" + "KEY"
			return tr.keyFile("a.sh", documented)
		}, "documentation"},
		"changed": {func(tr *trial) map[string]any {
			f := tr.keyFile("a.sh", s)
			tr.write("a.sh", "# gone\n"+strings.Repeat("x", 100))
			return f
		}, "holds no key ID"},
		"moved": {func(tr *trial) map[string]any {
			f := tr.keyFile("a.sh", s)
			tr.write("a.sh", "x"+fmt.Sprintf("export AWS_ACCESS_KEY_ID=%s\n", s.id))
			return f
		}, "holds no key ID"},
		"gone": {func(tr *trial) map[string]any {
			f := tr.keyFile("a.sh", s)
			if err := os.Remove(filepath.Join(tr.dir, "tree", "a.sh")); err != nil {
				tr.t.Fatal(err)
			}
			return f
		}, "gone"},
		"folder": {func(tr *trial) map[string]any {
			tr.write("a.sh/x", "")
			return findingAt("a.sh", s.id, s.id)
		}, "no regular file"},
		"dot-dot": {func(tr *trial) map[string]any {
			f := tr.keyFile("../outside.tmp/a.sh", s)
			tr.write("x", "")
			return f
		}, "out of the tree"},
		"absolute": {func(tr *trial) map[string]any {
			tr.write("x", "")
			return findingAt("/etc/passwd", s.id, s.id)
		}, "out of the tree"},
		"link-out": {func(tr *trial) map[string]any {
			tr.keyFile("../outside.tmp/a.sh", s)
			f := tr.keyFile("link", s)
			if err := os.Remove(filepath.Join(tr.dir, "tree", "link")); err != nil {
				tr.t.Fatal(err)
			}
			if err := os.Symlink("../outside.tmp/a.sh", filepath.Join(tr.dir, "tree", "link")); err != nil {
				tr.t.Skip(err)
			}
			return f
		}, "out of the tree"},
		"ignored": {func(tr *trial) map[string]any {
			f := tr.keyFile("a.sh", s)
			f["suppressed"] = true
			return f
		}, "ignore"},
		"no-secret": {func(tr *trial) map[string]any {
			tr.write("a.sh", s.id)
			return findingAt("a.sh", s.id, s.id)
		}, "no secret key"},
		"no-token": {func(tr *trial) map[string]any {
			temporary := newSample("ASIA", 111122223333, 12)
			temporary.token = ""
			return tr.keyFile("a.sh", temporary)
		}, "session token"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			f := test.arrange(tr)
			// What stands outside of the tree is the test's, and no report.
			outside := filepath.Join(tr.dir, "outside.tmp")
			report := tr.report(f)
			tr.run(statusNone, nil, "-yes", "-o", report, report)
			if _, asked := tr.sts.log(); len(asked) > 0 {
				t.Error("it was asked about")
			}
			got := tr.verified(report)[0]
			if got.Status != statusSkipped || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("got %+v", got)
			}
			_ = os.RemoveAll(outside)
		})
	}
}

func TestConsent(t *testing.T) {
	tests := map[string]struct {
		interactive bool
		reply       string
		want        int
	}{
		"nobody-there": {false, "y\n", statusFailure},
		"no":           {true, "n\n", statusFailure},
		"nothing":      {true, "", statusFailure},
		"yes":          {true, "y\n", statusLive},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			s := longTerm(13)
			tr.sts.replies[s.id] = says(account, "arn:aws:iam::"+account+":root")
			tr.env.interactive, tr.env.stdin = test.interactive, strings.NewReader(test.reply)
			report := tr.report(tr.keyFile("a.sh", s))
			before, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			tr.run(test.want, []sample{s}, "-o", report, report)
			for _, want := range []string{"RootCredentialUsage", "CloudTrail", "canary", tr.sts.URL} {
				if !strings.Contains(tr.stderr.String(), want) {
					t.Errorf("the warning lacks %s", want)
				}
			}
			after, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			_, asked := tr.sts.log()
			if agreed := test.want == statusLive; (len(asked) > 0) != agreed || bytes.Equal(before, after) == agreed {
				t.Errorf("%d requests, report changed: %t", len(asked), !bytes.Equal(before, after))
			}
		})
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxied := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	t.Cleanup(proxied.Close)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxied.URL)
	}
	tr := newTrial(t)
	tr.vars["HTTPS_PROXY"] = proxied.URL
	s := longTerm(14)
	tr.sts.replies[s.id] = says(account, "arn:aws:iam::"+account+":root")
	tr.run(statusLive, []sample{s}, "-yes", tr.report(tr.keyFile("a.sh", s)))
	if !strings.Contains(tr.stderr.String(), "HTTPS_PROXY is not used") {
		t.Error("nothing says that the proxy is not used")
	}
}

func TestNamedProxyIsUsed(t *testing.T) {
	tr := newTrial(t)
	tr.vars["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.2:9"
	s := longTerm(15)
	tr.sts.replies[s.id] = says(account, "arn:aws:iam::"+account+":root")
	tr.run(statusLive, []sample{s}, "-yes", "-proxy", tr.sts.URL, tr.report(tr.keyFile("a.sh", s)))
}

func TestEndpoint(t *testing.T) {
	tests := map[string]struct {
		partition string
		vars      map[string]string
		want      string // empty: refused
	}{
		"default":           {"aws", nil, "https://sts.us-east-1.amazonaws.com"},
		"region":            {"aws", map[string]string{"AWS_REGION": "eu-central-1"}, "https://sts.eu-central-1.amazonaws.com"},
		"china":             {"aws-cn", nil, "https://sts.cn-north-1.amazonaws.com.cn"},
		"government":        {"aws-us-gov", map[string]string{"AWS_REGION": "us-gov-east-1"}, "https://sts.us-gov-east-1.amazonaws.com"},
		"other-partition":   {"aws-cn", map[string]string{"AWS_REGION": "eu-central-1"}, ""},
		"region-of-another": {"aws", map[string]string{"AWS_REGION": "cn-north-1"}, ""},
		"unknown-partition": {"aws-iso", nil, ""},
		"no-region":         {"aws", map[string]string{"AWS_REGION": "evil.example/"}, ""},
		"service":           {"aws", map[string]string{"AWS_ENDPOINT_URL": "https://a.example", "AWS_ENDPOINT_URL_STS": "https://b.example:8443"}, "https://b.example:8443"},
		"all":               {"aws", map[string]string{"AWS_ENDPOINT_URL": "https://a.example"}, "https://a.example"},
		"ignored":           {"aws", map[string]string{"AWS_ENDPOINT_URL": "https://a.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, "https://sts.us-east-1.amazonaws.com"},
		"clear-here":        {"aws", map[string]string{"AWS_ENDPOINT_URL": "http://localhost:4566"}, "http://localhost:4566"},
		"clear-elsewhere":   {"aws", map[string]string{"AWS_ENDPOINT_URL": "http://a.example"}, ""},
		"password":          {"aws", map[string]string{"AWS_ENDPOINT_URL": "https://u:p@a.example"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e, err := endpointOf(test.partition, func(name string) string { return test.vars[name] })
			got := ""
			if err == nil {
				got = e.url.String()
			}
			if got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"none": {}, "two": {"a", "b"}, "rate": {"-rate", "0", "a"}, "too-fast": {"-rate", "NaN", "a"},
		"timeout": {"-timeout", "0s", "a"}, "flag": {"-x", "a"}, "proxy": {"-proxy", "ftp://x", "a"},
		"absent": {"/nonexistent/report"},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			tr.write("x", "")
			tr.run(statusFailure, nil, args...)
			if tr.stderr.Len() == 0 || tr.stdout.Len() > 0 {
				t.Errorf("said %q and %q", &tr.stdout, &tr.stderr)
			}
		})
	}
}

func TestUnwritableOutputIsKnownBeforeAnythingIsAsked(t *testing.T) {
	tr := newTrial(t)
	s := longTerm(16)
	tr.run(statusFailure, []sample{s}, "-yes", "-o", filepath.Join(tr.dir, "no", "folder"), tr.report(tr.keyFile("a.sh", s)))
	if _, asked := tr.sts.log(); len(asked) > 0 {
		t.Error("it was asked about")
	}
}

func TestOutputReplacesALinkAndKeepsTheMode(t *testing.T) {
	tr := newTrial(t)
	s := longTerm(17)
	report := tr.report(tr.keyFile("a.sh", s))
	other, link := filepath.Join(tr.dir, "other"), filepath.Join(tr.dir, "link")
	if err := os.WriteFile(other, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, link); err != nil {
		t.Skip(err)
	}
	tr.run(statusNone, []sample{s}, "-yes", "-o", link, report)
	if text, err := os.ReadFile(other); err != nil || string(text) != "untouched" {
		t.Errorf("the link was written through: %v", err)
	}
	if err := os.Chmod(report, 0o640); err != nil {
		t.Fatal(err)
	}
	tr.run(statusNone, []sample{s}, "-yes", "-o", report, report)
	if stat, err := os.Stat(report); err != nil || stat.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", stat.Mode(), err)
	}
}

func TestPanicNamesFunctionsOnly(t *testing.T) {
	tr := newTrial(t)
	s := longTerm(18)
	tr.env.clock.now = func() time.Time { panic(s.secret + s.id) }
	tr.run(statusFailure, []sample{s}, "-yes", tr.report(tr.keyFile("a.sh", s)))
	if !strings.Contains(tr.stderr.String(), "internal error: in ") {
		t.Errorf("said %s", &tr.stderr)
	}
}

func TestHidden(t *testing.T) {
	s := longTerm(19)
	p := pair{id: hide(s.id), secret: hide(s.secret), token: hide(s.secret)}
	text, err := json.Marshal(map[string]any{"a": p.secret, "b": []hidden{p.id}})
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(p), fmt.Sprintf("%v %+v %#v %s %q %x", p, p, p, p.secret, p.id, p.token), string(text)} {
		if strings.Contains(shown, s.id) || strings.Contains(shown, s.secret) || strings.Contains(shown, fmt.Sprintf("%x", s.secret)) {
			t.Errorf("shown: %s", shown)
		}
	}
}
