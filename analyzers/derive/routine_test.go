package derive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestConditionsTellWhetherAJobRunsOnASchedule(t *testing.T) {
	for condition, want := range map[string]fact.Tri{
		"": fact.Yes, "always()": fact.Yes, "${{ success() }}": fact.Yes, "false": fact.No, "${{ false }}": fact.No,
		"github.repository == 'example/x'": fact.Yes, "github.repository_owner == 'example'": fact.Yes,
		"github.event_name == 'schedule'": fact.Yes, "github.event_name == 'push'": fact.No, "github.event_name != 'schedule'": fact.No,
		"github.event_name == 'push' || github.event_name == 'schedule'": fact.Yes,
		"github.event_name == 'schedule' && inputs.x":                    fact.Unknown,
		"github.event_name != 'schedule' || inputs.x":                    fact.Unknown,
		"failure()": fact.Unknown, "steps.a.outputs.b == 'c'": fact.Unknown,
	} {
		if got := runsOn(condition); got != want {
			t.Errorf("%q: %v, want %v", condition, got, want)
		}
	}
}

func TestLabelsTellWhoseARunnerIs(t *testing.T) {
	for text, want := range map[string]fact.Place{
		`job.a{ runs-on="ubuntu-latest" }`:                        fact.HostedRunner,
		`job.a{ runs-on=["self-hosted" "linux"] }`:                fact.SelfHostedRunner,
		`job.a{ runs-on="blacksmith-4vcpu-ubuntu-2204" }`:         fact.HostedRunner,
		`job.a{ runs-on="gpu" }`:                                  fact.Runner,
		`job.a{ runs-on={ group="big" } }`:                        fact.Runner,
		`job.a{ runs-on={ group="big" labels=["self-hosted"] } }`: fact.SelfHostedRunner,
		`job.a{ uses="./x.yml" }`:                                 fact.Runner,
	} {
		for r := range fact.All[*fact.Resource](projectOf(text)) {
			asObjects(r.Body)
			if got := runnerPlace(r.Body); got != want {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
}

func TestComposeFillsInWhatItKnows(t *testing.T) {
	for value, want := range map[string]string{
		"a": "a", "$$(date) $$A": "$(date) $A", "dig @${R:-9.9.9.9} ${N-x}": "dig @9.9.9.9 x", "dig @$R ${N} ${M:?no}": "dig @? ? ?", "5$": "5$",
	} {
		file := source.NewFile("compose.yml", []byte(value))
		if diff := cmp.Diff(want, withMarks(interpolated(file.Text()))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", value, diff)
		}
	}
}

func TestWordsAreQuotedForAShell(t *testing.T) {
	for word, want := range map[string]string{"a b": "'a b'", "": "''", "it's": `'it'\''s'`, "$x`y`": "'$x`y`'"} {
		if got := quoted(source.NewFile("x", []byte(word)).Text()).Reveal(); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

func TestFormatsOfUserData(t *testing.T) {
	for _, c := range []struct{ contentType, text, want string }{
		{"", "#cloud-config\n", "yaml cloud-config"},
		{"", "#cloud-config-archive\n", "yaml"},
		{"", "## template: jinja\n#cloud-config\n", "yaml cloud-config"},
		{"text/cloud-config", "a: b", "yaml cloud-config"},
		{"text/jinja2", "## template: jinja\n#cloud-config\n", "yaml cloud-config"},
		{"", "#!/bin/sh\n", "shell"},
		{"text/x-shellscript", "date", "shell"},
		{"", "date", "shell"},
		{"", "#!/usr/bin/python3\n", ""},
		{"", "## template: jinja\n#!/bin/sh\n", ""},
		{"", "#cloud-boothook\n", "shell boothook"},
		{"text/x-shellscript-per-boot", "date", "shell boothook"},
		{"", "#include\nhttps://example.com/x\n", ""},
		{"", "#part-handler\n", ""},
		{"", "<powershell>", ""},
		{"text/x-unheard-of", "date", ""},
	} {
		f := formatOf(c.contentType, source.Literal(c.text))
		got := strings.Join(strings.Fields(strings.Join([]string{string(f.language), string(f.dialect), f.how}, " ")), " ")
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.contentType, c.text, got, c.want)
		}
	}
}

// withMarks shows holes as question marks.
func withMarks(t source.Text) string {
	return strings.ReplaceAll(t.Reveal(), string(source.Hole), "?")
}
