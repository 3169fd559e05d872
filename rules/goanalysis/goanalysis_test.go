package goanalysis_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
	"github.com/hiyari/hiyari/rules/goanalysis"
)

func analyzer(t *testing.T, name string) *analysis.Analyzer {
	t.Helper()
	for _, a := range goanalysis.Analyzers() {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("no analyzer is named %s", name)
	return nil
}

// written lays out a txtar in a temporary folder, with secrets filled in.
func written(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	fill := strings.NewReplacer(
		"{{aws_access_key_id}}", sample.AccessKeyID(3), "{{aws_secret_access_key}}", sample.SecretAccessKey(3),
	)
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(fill.Replace(string(f.Data))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEveryRuleThatReadsFactsHasAnAnalyzer(t *testing.T) {
	all := goanalysis.Analyzers()
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, a := range all {
		got = append(got, a.Name)
	}
	for _, r := range rules.All {
		if r.Check != nil {
			want = append(want, strings.ReplaceAll(r.Name, "-", ""))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestScheduledResolver(t *testing.T) {
	dir := written(t, `
-- src/probe/probe.go --
package probe

import (
	"context"
	"net"
	"os/exec"
	"time"

	"names"
)

var resolver = &net.Resolver{
	Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, "8.8.8.8:53") // want "asks DNS server \"8.8.8.8\" .Google., outside the network"
	},
}

func Watch() {
	for range time.Tick(time.Hour) {
		resolver.LookupHost(context.Background(), "example.com")
		exec.Command("sh", "-c", "dig @9.9.9.9 example.com").Run() // want "asks DNS server \"9.9.9.9\""
		exec.Command("dig", "@"+names.Server).Run()                // want "asks DNS server \"1.1.1.1\""
		exec.Command("dig", "@"+names.Inside).Run()
		exec.Command("dig", "@4.2.2.2").Run() // hiyari:ignore schedule the probe compares resolvers
	}
}

func Once() { exec.Command("dig", "@8.8.8.8").Run() }
-- src/names/names.go --
package names

const (
	Server = "1.1.1.1"
	Inside = "10.0.0.2"
)
`)
	analysistest.Run(t, dir, analyzer(t, "scheduledexternalresolver"), "probe")
}

func TestCrontabThatGoWrites(t *testing.T) {
	dir := written(t, `
-- src/install/install.go --
package install

import "os"

func Install() error {
	if err := os.WriteFile("/etc/cron.d/a", []byte("@daily root dig @8.8.8.8 x\n"), 0o644); err != nil { // want "job \"@daily\" asks DNS server \"8.8.8.8\""
		return err
	}
	return os.WriteFile("/etc/cron.d/b", []byte("@daily root dig x\n"), 0o644)
}
`)
	analysistest.Run(t, dir, analyzer(t, "scheduledexternalresolver"), "install")
}

// module is one package that shows a fault of each kind that needs no more.
const module = `
-- go.mod --
module example.com/job

go 1.24
-- main.go --
package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"time"
)

func main() {
	os.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	exec.Command("aws", "ec2", "authorize-security-group-egress", "--group-id", "sg-1", "--protocol", "all", "--cidr", everywhere).Run()
	resolver := net.Resolver{Dial: dial}
	for range time.Tick(time.Minute) {
		resolver.LookupTXT(context.Background(), "example.com")
	}
}
-- values.go --
package main

import (
	"context"
	"net"
)

// The root account's key.
const (
	everywhere = "0.0.0.0/0"
	secret     = "{{aws_secret_access_key}}"
	id         = "{{aws_access_key_id}}"
)

func dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, "[2620:fe::fe]:53")
}
`

// vetted runs hiyari-vet under go vet and lists what it reports, as
// `analyzer file:line:column message`.
func vetted(t *testing.T, dir string) []string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "hiyari-vet")
	if out, err := exec.Command("go", "build", "-o", tool, "github.com/hiyari/hiyari/cmd/hiyari-vet").CombinedOutput(); err != nil {
		t.Fatalf("build hiyari-vet: %v\n%s", err, out)
	}
	vet := exec.Command("go", "vet", "-json", "-vettool="+tool, "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stdout, stderr bytes.Buffer
	vet.Stdout, vet.Stderr = &stdout, &stderr
	if err := vet.Run(); err != nil {
		t.Fatalf("go vet: %v\n%s", err, stderr.String())
	}
	comments := regexp.MustCompile(`(?m)^#.*$`)
	var all []string
	decoder := json.NewDecoder(bytes.NewReader(comments.ReplaceAll(append(stdout.Bytes(), stderr.Bytes()...), nil)))
	for decoder.More() {
		var packages map[string]map[string][]struct{ Posn, Message string }
		if err := decoder.Decode(&packages); err != nil {
			t.Fatalf("output of go vet: %v\n%s%s", err, stdout.String(), stderr.String())
		}
		for _, analyzers := range packages {
			for name, found := range analyzers {
				for _, f := range found {
					all = append(all, fmt.Sprintf("%s %s %s", name, filepath.Base(f.Posn), f.Message))
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestVetFindsWhatCheckFinds(t *testing.T) {
	dir := written(t, module)
	var want []string
	for _, f := range engine.Run(analyzers.Load(os.DirFS(dir), analyzers.Options{}), engine.Options{}).Findings {
		at := f.At.File.Position(f.At.Start)
		want = append(want, fmt.Sprintf("%s %s:%d:%d %s", strings.ReplaceAll(f.Rule.Name, "-", ""), f.At.File.Path(), at.Line, at.ByteColumn, f.Message))
	}
	slices.Sort(want)
	if len(want) < 4 {
		t.Fatalf("the module shows %d faults, want more:\n%s", len(want), strings.Join(want, "\n"))
	}
	if diff := cmp.Diff(want, vetted(t, dir)); diff != "" {
		t.Errorf("findings of check and vet differ (-check +vet):\n%s", diff)
	}
}
