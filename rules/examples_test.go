package rules_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// placeholders are filled at run time, so that no file of ours holds what looks
// like a secret.
var placeholders = strings.NewReplacer(
	"{{aws_access_key_id}}", sample.AccessKeyID(1),
	"{{aws_secret_access_key}}", sample.SecretAccessKey(1),
	"{{github_token}}", sample.GitHubToken(1),
	"{{slack_token}}", sample.SlackToken(1),
	"{{password}}", sample.Password(1),
)

// TestExamples runs each rule over its examples: what is marked is found, with
// exactly the marked text underlined, and nothing else is.
func TestExamples(t *testing.T) {
	for _, r := range rules.All {
		for _, e := range r.Examples() {
			t.Run(fmt.Sprintf("%s/%s/%s", r.Name, map[bool]string{true: "bad", false: "good"}[e.Bad], e.Name), func(t *testing.T) {
				want := wanted(t, e)
				got := found(r, e)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("findings differ (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// wanted lists what an example expects, as `file:line "text"`.
func wanted(t *testing.T, e rules.Example) []string {
	t.Helper()
	var all []string
	for _, want := range e.Wants() {
		text, err := strconv.Unquote(want.Text)
		if err != nil {
			t.Fatalf("%s:%d: expectation %s: %v", want.Path, want.Line, want.Text, err)
		}
		all = append(all, fmt.Sprintf("%s:%d %q", want.Path, want.Line, placeholders.Replace(text)))
	}
	slices.Sort(all)
	return all
}

// found runs one rule over an example. What is wrong with an ignore shows only
// when the rules that it names run too.
func found(r *rules.Rule, e rules.Example) []string {
	tree := fstest.MapFS{}
	for _, file := range e.Files {
		if file.Path != "want" {
			plain, _ := file.Plain()
			tree[plain.Path] = &fstest.MapFile{Data: []byte(placeholders.Replace(plain.Content))}
		}
	}
	options := engine.Options{Today: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
	if r.Check != nil {
		options.Rules = []string{r.Name}
	}
	var all []string
	for _, f := range engine.Run(analyzers.Load(tree, analyzers.Options{}), options).Findings {
		if f.Rule == r {
			at := f.At
			all = append(all, fmt.Sprintf("%s:%d %q", at.File.Path(), at.File.Position(at.Start).Line, at.File.Content(at.Start, at.End)))
		}
	}
	slices.Sort(all)
	return all
}
