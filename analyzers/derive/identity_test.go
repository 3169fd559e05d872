package derive

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// identitiesOf prints who acts, by what grade and words, and the account where
// it can be told.
func identitiesOf(p *fact.Project) []string {
	sinkCredentials(p, p.Add)
	var lines []string
	identities(p, func(f fact.Fact) {
		i, ok := f.(*fact.Identity)
		if !ok {
			return
		}
		line := fmt.Sprintf("%s %s: %s", []string{"unknown", "root", "user", "session"}[i.Principal], []string{"-", "C", "B", "A"}[i.Grade], i.How)
		if i.Credential != nil {
			line += ", with key"
		}
		if i.Account != "" {
			line += ", account " + i.Account
		}
		if i.Canary {
			line += ", canary"
		}
		lines = append(lines, line)
	})
	return lines
}

func runIdentities(t *testing.T, project func(string) *fact.Project, cases []credentialCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, identitiesOf(project(made(c.input)))); diff != "" {
				t.Errorf("%s\n%s", c.input, diff)
			}
		})
	}
}

func TestRootByScripts(t *testing.T) {
	runIdentities(t, runScript, []credentialCase{
		{"reads-root-key", "awk -F= '/Id/' /root/rootkey.csv", []string{"root A: reads rootkey.csv"}},
		{"deletes-root-key", "rm rootkey.csv\nshred -u rootkey.csv\necho rootkey.csv", nil},
		{"reads-users-keys", "cat alice_accessKeys.csv", nil},
		{
			"mfa-device", "aws s3api put-bucket-versioning --mfa 'arn:aws:iam::123456789012:mfa/root-account-mfa-device 000000'",
			[]string{"root A: passes the MFA device of root, account 123456789012"},
		},
		{"mfa-device-once", "S=arn:aws:iam::123456789012:mfa/root-account-mfa-device\naws sts get-session-token --serial-number $S", []string{"root A: passes the MFA device of root, account 123456789012"}},
		{"mfa-device-of-a-user", "aws sts get-session-token --serial-number arn:aws:iam::123456789012:mfa/alice", nil},
		{"account-as-principal", "aws iam x --principal arn:aws:iam::123456789012:root", nil},
		{"profile", "aws --profile root s3 ls", []string{"root B: uses the profile root"}},
		{"profile-attached", "aws s3 ls --profile=my-root-profile", []string{"root B: uses the profile my-root-profile"}},
		{"profile-of-another-name", "aws s3 ls --profile chroot\naws s3 ls --profile $PROFILE\naws s3 ls root", nil},
		{"profile-of-another-program", "gnome-terminal --profile root", nil},
		{"profile-variable", "export AWS_PROFILE=root", []string{"root B: uses the profile root"}},
		{"profile-before-command", "AWS_PROFILE=root aws s3 ls", []string{"root B: uses the profile root"}},
		{"comment-above", "# root account key, for backups\nAWS_ACCESS_KEY_ID=KEY~", []string{"root A: a comment says so, with key, account 999999999999"}},
		{"comment-beside", "AWS_ACCESS_KEY_ID=KEY~ # access key of the root user", []string{"root A: a comment says so, with key, account 999999999999"}},
		{"comment-denies", "# not the root account key\nAWS_ACCESS_KEY_ID=KEY~", nil},
		{"comment-far-above", "# root account key\n\nREGION=eu-west-1\nAWS_ACCESS_KEY_ID=KEY~", nil},
		{"variable", "AWS_ROOT_ACCESS_KEY_ID=OLDKEY", []string{"root B: the variable is named AWS_ROOT_ACCESS_KEY_ID, with key"}},
		{"variable-filled-later", "export TF_VAR_aws_root_access_key=$(pass show aws)", []string{"root B: the variable is named TF_VAR_aws_root_access_key"}},
		{"variable-of-minio", "S3_ENDPOINT=https://minio.example.com\nAWS_ROOT_ACCESS_KEY_ID=OLDKEY", nil},
		{"oldest-form", "AWS_ACCESS_KEY_ID=ANCIENT", []string{"root B: the key is of the form from before there were IAM users, with key"}},
		{"oldest-form-elsewhere", "AWS_ACCESS_KEY_ID=ANCIENT\naws --endpoint-url https://ceph.example.com s3 ls", nil},
		{"oldest-form-published", "AWS_ACCESS_KEY_ID=0PN5J17HBG" + "ZHT7JJ3X82", nil},
		{"young-key", "AWS_ACCESS_KEY_ID=KEY~\nmysqldump shop", nil},
		{"old-key-in-backup", "AWS_ACCESS_KEY_ID=OLDKEY\nmysqldump shop", []string{"root C: an old key in a backup script, with key"}},
		{"old-key", "AWS_ACCESS_KEY_ID=OLDKEY\nls", nil},
		{
			"certificate-pair", "EC2_PRIVATE_KEY=/etc/pk-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.pem\nEC2_CERT=/etc/cert-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.pem",
			[]string{"root B: uses the account's own certificate and key"},
		},
		{"certificate-alone", "EC2_CERT=/etc/cert-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.pem", nil},
		{"cloudfront-key", "K=/etc/pk-APKAABCDEFGHIJKLMNOP.pem\nC=/etc/cert-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567.pem", nil},
		{"session", "aws sts assume-root --target-principal 123456789012", []string{"session -: a session of central root access"}},
		{"user-named-root", "aws iam create-access-key --user-name root", []string{"user -: an IAM user named root"}},
		{"system-root", "sudo -u root ls\nsu root\nMYSQL_ROOT_PASSWORD=x1y2z3w4", nil},
		{"vault", "vault write aws/config/root access_key=x", nil},
	})
}

func TestRootByResources(t *testing.T) {
	runIdentities(t, projectOf, []credentialCase{
		{"user-named-root", `aws_iam_access_key.k{ user="root" }`, []string{"user -: an IAM user named root"}},
		{"user-named-root-elsewhere", `aws_iam_access_key.k{ user=aws_iam_user.u.name } aws_iam_user.u{ name="root" }`, []string{"user -: an IAM user named root"}},
		{"other-user", `aws_iam_access_key.k{ user=aws_iam_user.root.name } aws_iam_user.root{ name="deploy" }`, nil},
		{"profile", `provider.aws{ profile="root" }`, []string{"root B: uses the profile root"}},
		{"profile-of-a-state", `data.terraform_remote_state.net{ backend="s3" config={ profile="root" } }`, []string{"root B: uses the profile root"}},
		{"user-of-a-count", `aws_iam_access_key.k{ user=aws_iam_user.u[0].name } aws_iam_user.u{ name="root" }?`, []string{"user -: an IAM user named root"}},
		{"profile-by-variable", `provider.aws{ profile=? }`, nil},
		{
			"provider-with-key", `provider.aws.root{ alias="root" access_key="OLDKEY" secret_key="SECRET~" }`,
			[]string{"root B: the provider is named root, with key"},
		},
		{"provider-of-another-name", `provider.aws.eu{ alias="eu" access_key="OLDKEY" secret_key="SECRET~" }`, nil},
	})
}

func TestRootKeyFiles(t *testing.T) {
	for _, test := range []struct{ path, content, want string }{
		{"rootkey.csv", "AWSAccessKeyId=OLDKEY\nAWSSecretKey=SECRET~\n", "root A: the file is named rootkey.csv, with key"},
		{"keys/rootkey.csv", "Access key ID,Secret access key\nOLDKEY,SECRET~\n", "root A: the file is named rootkey.csv, with key"},
		{".aws/credentials", "[default]\naws_access_key_id=OLDKEY\n", ""},
		{".aws/credentials", "[root]\naws_access_key_id=OLDKEY\n", "root B: the profile is named root, with key"},
		{".aws/config", "[profile root]\naws_access_key_id=OLDKEY\n", "root B: the profile is named root, with key"},
	} {
		p := fact.NewProject()
		p.Files = append(p.Files, source.NewFile(test.path, []byte(made(test.content))))
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if diff := cmp.Diff(want, identitiesOf(p)); diff != "" {
			t.Errorf("%s: %s", test.path, diff)
		}
	}
}

func TestCanariesAreSaidToBeSome(t *testing.T) {
	canary := "AK" + "IASP2TPHJS" + "QH3FJRUX"
	want := []string{"unknown -: the account belongs to a vendor of canary tokens, with key, account 171436882533, canary"}
	if diff := cmp.Diff(want, identitiesOf(scriptOf("a.sh", "AWS_ACCESS_KEY_ID="+canary))); diff != "" {
		t.Error(diff)
	}
}
