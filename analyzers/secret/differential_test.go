package secret_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret"
	"github.com/hiyari/hiyari/analyzers/source"
)

// credentials scans a text as the file of that path.
func credentials(path, text string) []*fact.Credential {
	return collect(secret.Scan, path, source.NewFile(path, []byte(text)).Text())
}

func scan(path string, text source.Text) []*fact.Credential { return collect(secret.Scan, path, text) }

func collect(by func(source.Text, string, fact.Fact, fact.Emit), path string, text source.Text) []*fact.Credential {
	var all []*fact.Credential
	by(text, path, nil, func(f fact.Fact) {
		if c, ok := f.(*fact.Credential); ok {
			all = append(all, c)
		}
	})
	return all
}

// comparison counts what was compared.
type comparison struct {
	files, bytes, findings int
	here, there            time.Duration
}

// differ returns what only one of the two found in a text, without values.
func (c *comparison) differ(detector *detect.Detector, path, text string) (onlyGitleaks, onlyOurs []string) {
	detector.IgnoreGitleaksAllow = true
	start := time.Now()
	// What the evidence weighs comes after the search, and is no part of it.
	ours := collect(secret.Candidates, path, source.NewFile(path, []byte(text)).Text())
	between := time.Now()
	theirs := detector.Detect(detect.Fragment{Raw: text, FilePath: path}) //nolint:staticcheck // its successor cannot be judged without a source
	c.files, c.bytes, c.findings = c.files+1, c.bytes+len(text), c.findings+len(theirs)
	c.here, c.there = c.here+between.Sub(start), c.there+time.Since(between)
	for _, f := range theirs {
		if f.RuleID == "private-key" && strings.Contains(f.Secret, "ENCRYPTED") {
			continue // opens nothing without its passphrase
		}
		if !slices.ContainsFunc(ours, func(c *fact.Credential) bool {
			value := c.Value.Reveal()
			return f.RuleID == c.Type && (value == f.Secret || value != "" && strings.Contains(f.Match, value)) ||
				f.RuleID == c.Type && value == "" || f.RuleID == "generic-api-key" && strings.Contains(value, f.Secret)
		}) {
			before, _, _ := strings.Cut(f.Match, f.Secret)
			if signs, _, _ := evidence.Judge(evidence.Candidate{Value: f.Secret, Before: before, Form: evidence.Loose}); signs == nil {
				continue // a reference, a public key, a digest: what is written says that it is none
			}
			onlyGitleaks = append(onlyGitleaks, fmt.Sprintf("%s:%d: %s", path, f.StartLine+1, f.RuleID))
		}
	}
	for _, c := range ours {
		if named[c.Type] || c.Example || c.Type == "aws-secret-access-key" || c.Type == "aws-access-key-id" || !c.Value.Linear() {
			continue
		}
		found := false
		for _, f := range theirs {
			found = found || f.RuleID == c.Type && strings.Contains(f.Match, c.Value.Reveal())
		}
		if !found {
			onlyOurs = append(onlyOurs, fmt.Sprintf("%s:%d: %s", path, c.At().File.Position(c.At().Start).Line, c.Type))
		}
	}
	return onlyGitleaks, onlyOurs
}

// named are the types of what a name alone makes a candidate: gitleaks has none.
var named = map[string]bool{"password": true, "token": true, "secret": true, "key": true}

// tree adds a tree: go test ./analyzers/secret -run Gitleaks -v -tree DIR.
var tree = flag.String("tree", "", "compare over this tree instead")

// trees holds what is compared: files that every machine with Go has.
func trees() []string {
	if *tree != "" {
		return []string{*tree}
	}
	library := filepath.Join(runtime.GOROOT(), "src") //nolint:staticcheck // the test runs where it was built
	return []string{
		"../..",
		filepath.Join(library, "crypto"),
		filepath.Join(library, "net"),
		filepath.Join(library, "cmd", "go", "testdata", "script"),
	}
}

func textFiles(tb testing.TB, root string, visit func(path, text string)) {
	tb.Helper()
	const largest = 300_000
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if len(raw) > largest || !utf8.Valid(raw) || strings.ContainsAny(string(raw), "\x00"+string(source.Hole)) {
			return nil
		}
		text := string(raw)
		if !strings.HasSuffix(text, "\n") {
			// gitleaks takes the whole text for the last line of a file
			// without a line end, so that an allowlist of lines may see
			// anything. Here it is the line.
			text += "\n"
		}
		visit(filepath.ToSlash(strings.TrimPrefix(path, root)), text)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func TestScanFindsWhatGitleaksFinds(t *testing.T) {
	detector, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	var all comparison
	for _, root := range trees() {
		textFiles(t, root, func(path, text string) {
			theirs, ours := all.differ(detector, path, text)
			for _, line := range theirs {
				t.Errorf("only gitleaks: %s", line)
			}
			for _, line := range ours {
				t.Errorf("only here: %s", line)
			}
		})
	}
	if all.findings == 0 {
		t.Error("gitleaks found nothing, so nothing was compared")
	}
	t.Logf("%d files, %d bytes, %d findings; here %v, gitleaks %v", all.files, all.bytes, all.findings, all.here, all.there)
}
