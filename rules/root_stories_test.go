package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

// rootStory is a small tree with what is said of root in it, as `FILE:LINE
// RULE CONFIDENCE`. In texts, YOUNG and OLD are access keys of the two
// generations, SECRET belongs to one, and PAIR is the name of a certificate.
type rootStory struct {
	name  string
	files map[string]string
	want  []string
}

var rootWords = strings.NewReplacer(
	"YOUNG", sample.AccessKeyID(1), "OLD", "AKIAI"+sample.AccessKeyID(2)[5:], "SECRET", sample.SecretAccessKey(1), "PAIR", strings.Repeat("QW5B", 8),
)

func runRootStories(t *testing.T, stories []rootStory) {
	t.Helper()
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, content := range story.files {
				files[name] = &fstest.MapFile{Data: []byte(rootWords.Replace(content))}
			}
			result := engine.Run(analyzers.Load(files, analyzers.Options{}), engine.Options{Rules: []string{string(rules.FamilyRootKey)}, Audit: true})
			var got []string
			for _, f := range result.Findings {
				got = append(got, fmt.Sprintf("%s:%d %s %s", f.At.File.Path(), f.At.File.Position(f.At.Start).Line, f.Rule.Name, confidences[f.Confidence]))
				told := strings.Contains(f.Message, "hiyari-verify can tell")
				if may := strings.Contains(f.Message, "may be"); may != told || may != (f.Confidence == fact.Low && !strings.Contains(f.Message, "canary")) {
					t.Errorf("only of what may be root's the message says who can tell: %s", f.Message)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(story.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

var confidences = map[fact.Confidence]string{fact.Low: "low", fact.Medium: "medium", fact.High: "high"}

func TestRootStoriesOfOldTools(t *testing.T) {
	one := func(name, content string) map[string]string { return map[string]string{name: content} }
	runRootStories(t, []rootStory{
		{"ec2-tools-keys", one("a.sh", "ec2-create-snapshot -O OLD -W SECRET vol-1\n"), []string{"a.sh:1 root-access-key low"}},
		{"ec2-tools-young-keys", one("a.sh", "ec2-create-snapshot -O YOUNG -W SECRET vol-1\n"), nil},
		{"ec2-tools-pair", one("a.sh", "ec2-create-snapshot -K /root/pk-PAIR.pem -C /root/cert-PAIR.pem vol-1\n"), []string{"a.sh:1 root-identity medium"}},
		{"ec2-tools-pair-of-another", one("a.sh", "curl --key /root/pk-web.pem --cert /root/cert-web.pem https://example.com\n"), nil},
		{
			"ec2-tools-variables", one("a.sh", "export EC2_PRIVATE_KEY=~/.ec2/pk-PAIR.pem\nexport EC2_CERT=~/.ec2/cert-PAIR.pem\nec2-create-snapshot vol-1\n"),
			[]string{"a.sh:1 root-identity medium"},
		},
		{
			"ec2-tools-of-any-name", one("a.sh", "export EC2_PRIVATE_KEY=\"$(ls $HOME/.ec2/pk-*.pem)\"\nexport EC2_CERT=\"$(ls $HOME/.ec2/cert-*.pem)\"\n"),
			[]string{"a.sh:1 root-identity medium"},
		},
		{"awssecret", one(".awssecret", "OLD\nSECRET\n"), []string{".awssecret:1 root-access-key low"}},
		{"awssecret-of-a-user", one(".awssecret", "YOUNG\nSECRET\n"), nil},
		{"awssecret-written", one("a.sh", "cat > ~/.awssecret <<E\nOLD\nSECRET\nE\naws put b/x x\n"), []string{"a.sh:2 root-access-key low"}},
		{"s3cmd", one(".s3cfg", "[default]\naccess_key = OLD\nsecret_key = SECRET\n"), []string{".s3cfg:2 root-access-key low"}},
		{"s3cmd-of-another-service", one(".s3cfg", "[default]\nhost_base = s3.example.com\naccess_key = OLD\nsecret_key = SECRET\n"), nil},
		{"s3cmd-arguments", one("a.sh", "s3cmd --access_key=OLD --secret_key=SECRET put x s3://b\n"), []string{"a.sh:1 root-access-key low"}},
		{"boto", one(".boto", "[Credentials]\naws_access_key_id = OLD\naws_secret_access_key = SECRET\n"), []string{".boto:2 root-access-key low"}},
		{"fog", one(".fog", ":default:\n  :aws_access_key_id: OLD\n  :aws_secret_access_key: SECRET\n"), []string{".fog:2 root-access-key low"}},
		{"s3fs", one(".passwd-s3fs", "OLD:SECRET\n"), []string{".passwd-s3fs:1 root-access-key low"}},
		{
			"consistent-snapshot", one("a.sh", "ec2-consistent-snapshot --aws-access-key-id OLD --aws-secret-access-key SECRET vol-1\n"),
			[]string{"a.sh:1 root-access-key low"},
		},
		{"consistent-snapshot-by-file", one("a.sh", "ec2-consistent-snapshot --aws-credentials-file /root/rootkey.csv vol-1\n"), []string{"a.sh:1 root-identity high"}},
		{"consistent-snapshot-by-role", one("a.sh", "ec2-consistent-snapshot --use-iam-role vol-1\n"), nil},
		{"duplicity", one("a.sh", "export AWS_ACCESS_KEY_ID=OLD AWS_SECRET_ACCESS_KEY=SECRET\nduplicity /srv s3+http://b\n"), []string{"a.sh:1 root-access-key low"}},
		{"credential-file", one("a.sh", "export AWS_CREDENTIAL_FILE=/root/rootkey.csv\n"), []string{"a.sh:1 root-identity high"}},
	})
}

func TestRootStoriesOfKeyFiles(t *testing.T) {
	old, young := "AWSAccessKeyId=YOUNG\r\nAWSSecretKey=SECRET\r\n", "\ufeffAccess key ID,Secret access key\r\nYOUNG,SECRET\r\n"
	one := func(name, content string) map[string]string { return map[string]string{name: content} }
	runRootStories(t, []rootStory{
		{"old-form", one("rootkey.csv", old), []string{"rootkey.csv:1 root-access-key high"}},
		{"new-form", one("rootkey.csv", young), []string{"rootkey.csv:2 root-access-key high"}},
		{"second-download", one("rootkey (1).csv", young), []string{"rootkey (1).csv:2 root-access-key high"}},
		{"old-form-renamed", one("aws.txt", old), []string{"aws.txt:1 root-access-key low"}},
		{"new-form-renamed", one("keys.csv", young), []string{"keys.csv:2 root-access-key low"}},
		{"download-of-a-user", one("alice_accessKeys.csv", young), nil},
		{"download-with-users", one("credentials.csv", "User name,Access key ID,Secret access key\nalice,YOUNG,SECRET\n"), nil},
		{"longer-file", one("aws.txt", old+"Region=eu-west-1\n"), nil},
		{
			"copied",
			map[string]string{"rootkey.csv": old, "env.sh": "export AWS_ACCESS_KEY_ID=YOUNG\n"},
			[]string{"env.sh:1 root-access-key high", "rootkey.csv:1 root-access-key high"},
		},
		{"another-key", map[string]string{"rootkey.csv": old, "env.sh": "export AWS_ACCESS_KEY_ID=OLD\n"}, []string{"rootkey.csv:1 root-access-key high"}},
	})
}

func TestRootStoriesOfProfiles(t *testing.T) {
	one := func(name, content string) map[string]string { return map[string]string{name: content} }
	golang := func(imports, call string) map[string]string {
		return one("main.go", "package main\n\nimport (\n"+imports+")\n\nfunc main() {\n\t"+call+"\n}\n")
	}
	runRootStories(t, []rootStory{
		{"shell", one("a.sh", "aws --profile root s3 ls\nAWS_PROFILE=root aws s3 ls\nexport AWS_DEFAULT_PROFILE=root\n"), []string{
			"a.sh:1 root-identity medium", "a.sh:2 root-identity medium", "a.sh:3 root-identity medium",
		}},
		{"shell-of-others", one("a.sh", "aws --profile rootless s3 ls\ncat /root/.aws/credentials\nexport AWS_SHARED_CREDENTIALS_FILE=/root/.aws/credentials\naws sso login --profile dev\nmysql -u root -h db\n"), nil},
		{"terraform", one("main.tf", "terraform {\n  backend \"s3\" {\n    profile = \"root\"\n  }\n}\nprovider \"aws\" {\n  profile = \"root\"\n}\ndata \"terraform_remote_state\" \"x\" {\n  backend = \"s3\"\n  config = {\n    profile = \"root\"\n  }\n}\n"), []string{
			"main.tf:12 root-identity medium", "main.tf:3 root-identity medium", "main.tf:7 root-identity medium",
		}},
		{"terraform-of-others", one("main.tf", "provider \"aws\" {\n  profile = \"rootless\"\n}\nresource \"aws_iam_organizations_features\" \"x\" {\n  enabled_features = [\"RootCredentialsManagement\", \"RootSessions\"]\n}\nresource \"aws_db_instance\" \"d\" {\n  username = \"root\"\n}\n"), nil},
		{"go", golang("\t\"context\"\n\n\t\"github.com/aws/aws-sdk-go-v2/config\"\n", `_, _ = config.LoadDefaultConfig(context.TODO(), config.WithSharedConfigProfile("root"))`), []string{"main.go:10 root-identity medium"}},
		{"go-of-others", golang("\t\"context\"\n\n\t\"github.com/aws/aws-sdk-go-v2/config\"\n", `_, _ = config.LoadDefaultConfig(context.TODO(), config.WithSharedConfigProfile("rootless"))`), nil},
		{"go-session", golang("\t\"github.com/aws/aws-sdk-go/aws/session\"\n", `_, _ = session.NewSessionWithOptions(session.Options{Profile: "root"})`), []string{"main.go:8 root-identity medium"}},
		{"go-shared-file", golang("\t\"github.com/aws/aws-sdk-go/aws/credentials\"\n", `credentials.NewSharedCredentials("", "root")`), []string{"main.go:8 root-identity medium"}},
		{"go-variable", golang("\t\"os\"\n", `os.Setenv("AWS_PROFILE", "root")`), []string{"main.go:8 root-identity medium"}},
		{"go-unknown", golang("\t\"os\"\n", `os.Setenv("AWS_PROFILE", os.Args[1])`), nil},
		{"workflow", one(".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      AWS_PROFILE: root\n    steps:\n      - uses: example/deploy@v1\n        with:\n          aws-profile: root\n"), []string{
			".github/workflows/a.yml:10 root-identity medium", ".github/workflows/a.yml:6 root-identity medium",
		}},
		{"workflow-of-others", one(".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      PGUSER: root\n    steps:\n      - uses: example/deploy@v1\n        with:\n          user: root\n"), nil},
		{"cron", one("etc/cron.d/x", "AWS_PROFILE=root\n0 3 * * * root aws s3 sync /a s3://b\n0 4 * * * root aws --profile root s3 sync /a s3://b\n"), []string{
			"etc/cron.d/x:1 root-identity medium", "etc/cron.d/x:3 root-identity medium",
		}},
		{"cron-of-others", one("etc/cron.d/x", "AWS_PROFILE=backup\n0 3 * * * root aws s3 sync /a s3://b\n"), nil},
		{"systemd", one("etc/systemd/system/b.service", "[Service]\nEnvironment=AWS_PROFILE=root\nExecStart=/usr/bin/aws s3 sync /a s3://b\n"), []string{"etc/systemd/system/b.service:2 root-identity medium"}},
		{"systemd-of-others", one("etc/systemd/system/b.service", "[Service]\nUser=root\nExecStart=/usr/bin/aws s3 sync /a s3://b\n"), nil},
		{"source-profile", one(".aws/config", "[profile x]\nsource_profile = root\n"), []string{".aws/config:2 root-identity medium"}},
		{"identity-center", map[string]string{
			".aws/config": "[profile root]\nsso_session = corp\nsso_role_name = ReadOnly\n", "a.sh": "aws --profile root s3 ls\n",
		}, nil},
	})
}
