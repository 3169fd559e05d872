package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReportsOfHiyari runs hiyari of this checkout over a tree and asks about
// what it reports, in both formats.
func TestReportsOfHiyari(t *testing.T) {
	if _, err := os.Stat("../../go.mod"); err != nil {
		t.Skip("the main module is not here")
	}
	program := filepath.Join(t.TempDir(), "hiyari")
	build := exec.Command("go", "build", "-o", program, "./cmd/hiyari")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root, user := longTerm(21), longTerm(22)
	for _, format := range []string{"json", "sarif"} {
		t.Run(format, func(t *testing.T) {
			tr := newTrial(t)
			tr.sts.replies[root.id] = says(account, "arn:aws:iam::"+account+":root")
			tr.sts.replies[user.id] = says(account, "arn:aws:iam::"+account+":user/backup")
			tr.write(".git/HEAD", "ref: refs/heads/main\n")
			tr.write("rootkey.csv", "AWSAccessKeyId="+root.id+"\r\nAWSSecretKey="+root.secret+"\r\n")
			tr.write("a b/ü:😀.sh", "# 😀\nx='😀' AWS_ACCESS_KEY_ID="+root.id+" AWS_SECRET_ACCESS_KEY="+root.secret+" aws s3 ls\n")
			tr.write("main.tf", "provider \"aws\" {\n  access_key = \""+user.id+"\"\n  secret_key = \""+user.secret+"\"\n}\n")
			tr.write("other.sh", "export DB_PASSWORD="+user.secret[:24]+"\n")

			report := filepath.Join(tr.dir, "report")
			check := exec.Command(program, "check", "--exit-zero", "-f", format, "-o", report)
			check.Dir = filepath.Join(tr.dir, "tree")
			if out, err := check.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			before := read(t, report)
			if again := rewritten(t, before); !bytes.Equal(before, again) {
				t.Errorf("not written again as it was:\n%s", again)
			}

			// What other tools reported stands beside it, and is left alone.
			answered := filepath.Join(tr.dir, "answered")
			tr.run(statusLive, []sample{root, user}, "-yes", "-o", answered, report)
			if want := "2 keys asked about, 1 root, 1 user\n"; !strings.HasSuffix(tr.stdout.String(), want) {
				t.Errorf("said %s", &tr.stdout)
			}
			after := string(read(t, answered))
			for want, times := range map[string]int{
				"AWS was asked: the key lives and is the root user's of account " + account: 4, // two places, ID and secret key
				"AWS was asked: the key lives and belongs to arn:aws:iam::":                 2,
				`"arn": "arn:aws:iam::` + account + `:user/backup"`:                         2,
			} {
				if got := strings.Count(after, want); got != times {
					t.Errorf("%d times %q, want %d\n%s", got, want, times, after)
				}
			}
			if format == "sarif" && strings.Count(after, `"rank": 100`) != 4 {
				t.Error("rank is not raised")
			}

			// A second run replaces what the first said.
			tr.sts.replies[root.id] = fails(http.StatusForbidden, "InvalidClientTokenId")
			tr.run(statusLive, []sample{root, user}, "-yes", "-o", answered, answered)
			if after := string(read(t, answered)); strings.Contains(after, "root user's") || strings.Count(after, "AWS was asked: ") != 6 {
				t.Errorf("got %s", after)
			}
		})
	}
}

func rewritten(t *testing.T, text []byte) []byte {
	t.Helper()
	r, err := parseReport(text)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&reportFile{r}).write(&out, &keys{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestReportIsWrittenAsItWas(t *testing.T) {
	for name, text := range map[string]string{
		"json":  `{"z":1,"format":"hiyari-json-v1","a":[1.50,1e3,"<&>\u0041"],"findings":[{"b":null,"rule":7},{}]}`,
		"sarif": `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"other"}},"x":{"b":1,"a":2}},{"results":[]}],"$schema":"s"}`,
	} {
		t.Run(name, func(t *testing.T) {
			var want bytes.Buffer
			if err := json.Indent(&want, []byte(text), "", "  "); err != nil {
				t.Fatal(err)
			}
			if got := rewritten(t, []byte(text)); string(got) != want.String()+"\n" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestResultsOfOtherToolsAreNotAskedAbout(t *testing.T) {
	tr := newTrial(t)
	s := longTerm(23)
	tr.write("a.sh", s.id+" "+s.secret+"\n")
	report := filepath.Join(tr.dir, "report.sarif")
	text := `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"other"}},"results":[{"ruleId":"root-access-key","message":{"text":"x"},
	  "locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.sh"},"region":{"startLine":1,"startColumn":1,"endLine":1,"endColumn":21}}}]}]}]}`
	if err := os.WriteFile(report, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	tr.run(statusNone, []sample{s}, "-yes", "-o", report, report)
	if _, asked := tr.sts.log(); len(asked) > 0 || strings.Contains(string(read(t, report)), "verified") {
		t.Error("it was asked about")
	}
	if tr.stderr.Len() > 0 {
		t.Errorf("warned of nothing: %s", &tr.stderr)
	}
}

func TestAddresses(t *testing.T) {
	for reference, want := range map[string]string{
		"a/b.sh": "a/b.sh", "./a:b": "a:b", "a%20b": "a b", "a%2Fb": "a/b", "..%2Fx": "../x",
		"file:///etc/passwd": "", "//host/x": "", "a?b": "", "a#b": "", "%zz": "",
	} {
		got, why := pathOf(reference, "%SRCROOT%")
		if (why == "") != (want != "") || why == "" && got != want {
			t.Errorf("pathOf(%q) = %q, %q", reference, got, why)
		}
	}
	if _, why := pathOf("a", "HOME"); why == "" {
		t.Error("another base is taken for the root")
	}
}

func TestReportsThatAreNone(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "text": "error[x]", "array": "[]", "null": "null", "deep": strings.Repeat("[", 100_000), "cut": `{"format": "hiyari-json-v1", "findings": [`,
		"other-version": `{"version": "2.0.0", "runs": []}`, "other-format": `{"format": "hiyari-json-v2"}`,
		"findings-no-list": `{"format": "hiyari-json-v1", "findings": {}}`, "runs-no-list": `{"version": "2.1.0", "runs": 1}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseReport([]byte(text)); err == nil {
				t.Error("it is taken for a report")
			}
		})
	}
}

func FuzzReport(f *testing.F) {
	f.Add([]byte(`{"format":"hiyari-json-v1","findings":[{"rule":"root-access-key","at":{"path":"a.sh","line":1,"column":1,"end_line":1,"end_column":21}}]}`))
	f.Add([]byte(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"hiyari"}},"results":[{"ruleId":"root-access-key","message":{"text":"x"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.sh"},"region":{"startLine":1,"startColumn":1,"endColumn":21}}}]}]}]}`))
	dir := f.TempDir()
	s := longTerm(24)
	if err := os.WriteFile(filepath.Join(dir, "a.sh"), []byte(s.id+" "+s.secret+"\n"), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := parseReport(text)
		if err != nil {
			return
		}
		k, err := keysOf(dir, r.findings())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range k.pairs() {
			p.answer = &answer{Status: statusRoot, Account: account}
		}
		k.share()
		var out bytes.Buffer
		if err := (&reportFile{r}).write(&out, k); err != nil {
			return // its members are not of hiyari's types
		}
		if !json.Valid(out.Bytes()) || bytes.Contains(out.Bytes(), []byte(s.secret)) {
			t.Errorf("wrote %s", out.Bytes())
		}
	})
}
