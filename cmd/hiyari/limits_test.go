package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/rules"
)

// manyFaults is a tree with 30,000 findings: in each of 100 crontabs 250 low
// ones stand before 50 high ones.
func manyFaults() map[string]string {
	files := map[string]string{}
	for file := range 100 {
		var b strings.Builder
		for job := range 300 {
			command := "aws sts assume-root --target-principal 111122223333"
			if job >= 250 {
				command = "dig @8.8.8.8 example.com"
			}
			fmt.Fprintf(&b, "%d %d * * * root %s\n", job%60, job/60, command)
		}
		files[fmt.Sprintf("m%02d/etc/cron.d/jobs", file)] = b.String()
	}
	return files
}

const highFaults = 5_000

func TestGitHubsLimitsKeepTheWorstOf30000FindingsAndTellTheCount(t *testing.T) {
	env := world(t, manyFaults())
	t.Run("sarif", func(t *testing.T) { checkManyInSARIF(t, env.try("check", "-f", "sarif").stdout) })
	t.Run("github", func(t *testing.T) {
		lines := strings.Split(strings.TrimSpace(env.try("check", "-f", "github").stdout), "\n")
		if len(lines) != 11 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines[:10] {
			if !strings.HasPrefix(line, "::error ") {
				t.Errorf("not of the worst: %s", line)
			}
		}
		want := "::notice title=hiyari::30000 findings (5000 high, 25000 low) in 100 files; 29990 more than are drawn here"
		if !strings.HasPrefix(lines[10], want) {
			t.Errorf("count: %s", lines[10])
		}
	})
}

// checkManyInSARIF holds a report against what code scanning refuses.
func checkManyInSARIF(t *testing.T, report string) {
	t.Helper()
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID, Name                          string
						ShortDescription, FullDescription struct{ Text string }
						Properties                        struct{ Tags []string }
					}
				}
			}
			Invocations []struct {
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
			Results []struct{ Level string }
		}
	}
	if err := json.Unmarshal([]byte(report), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	levels := map[string]int{}
	for _, result := range run.Results {
		levels[result.Level]++
	}
	if len(log.Runs) != 1 || levels["error"] != highFaults || levels["note"] != 25_000-highFaults || len(run.Results) != 25_000 {
		t.Errorf("kept %v of %d runs", levels, len(log.Runs))
	}
	if notes := run.Invocations[0].ToolExecutionNotifications; len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "5000 further results are left out") {
		t.Errorf("notes: %+v", notes)
	}
	if len(run.Tool.Driver.Rules) < len(rules.All) {
		t.Errorf("%d rules", len(run.Tool.Driver.Rules))
	}
	for _, rule := range run.Tool.Driver.Rules {
		short, full := len([]rune(rule.ShortDescription.Text)), len([]rune(rule.FullDescription.Text))
		if len(rule.Properties.Tags) > 10 || short > 1024 || full > 1024 || len(rule.Name) > 255 {
			t.Errorf("%s: %d tags, descriptions of %d and %d characters", rule.ID, len(rule.Properties.Tags), short, full)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(report)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d packed", len(report), packed.Len())
	if packed.Len() > 10_000_000 {
		t.Errorf("%d bytes when packed", packed.Len())
	}
}
