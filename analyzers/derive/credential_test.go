package derive

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// made fills a text with values that look like secrets and that no file holds:
// KEY, OLDKEY and ANCIENT are identifiers of access keys, SECRET belongs to
// one, PASSWORD and BEARER are what they say.
func made(text string) string {
	return strings.NewReplacer(
		"ANCIENT", "0"+strings.Repeat("K7", 9)+"Q", "OLDKEY", "AK"+"IAI"+strings.Repeat("Q2", 7)+"Z", "KEY~", "AK"+"IA6RVFFB"+"77RE7OLMKI",
		"SECRET~", strings.Repeat("aB3/", 10), "PASSWORD~", "tr0ub"+"4dor&3", "BEARER~", "q7"+strings.Repeat("Zx9", 8),
	).Replace(text)
}

// credentialsOf prints what was found: type, what it is given to, confidence,
// and the value, with made ones by their names.
func credentialsOf(p *fact.Project) []string {
	var lines []string
	sinkCredentials(p, func(f fact.Fact) {
		c, ok := f.(*fact.Credential)
		if !ok {
			return
		}
		at := c.Value.Span()
		value := at.File.Content(at.Start, at.End)
		for _, name := range []string{"ANCIENT", "OLDKEY", "KEY~", "SECRET~", "PASSWORD~", "BEARER~"} {
			if value == made(name) {
				value = name
			}
		}
		line := fmt.Sprintf("%s %s«%s»", []string{"low", "medium", "high"}[c.Confidence], c.Type, value)
		if c.Sink != "" {
			line += " by " + c.Sink
		}
		if c.Example {
			line += " example"
		}
		if c.Certainty() == fact.Maybe {
			line += " maybe"
		}
		lines = append(lines, line)
	})
	return lines
}

type credentialCase struct {
	name, input string
	want        []string
}

func runCredentials(t *testing.T, project func(string) *fact.Project, cases []credentialCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, credentialsOf(project(made(c.input)))); diff != "" {
				t.Errorf("%s\n%s", c.input, diff)
			}
		})
	}
}

func TestCredentialsOfResources(t *testing.T) {
	runCredentials(t, projectOf, []credentialCase{
		{
			"provider", `provider.aws{ access_key="KEY~" secret_key="SECRET~" }`,
			[]string{"high aws-access-token«KEY~» by provider aws", "high aws-secret-key«SECRET~» by provider aws"},
		},
		{"provider-with-variables", `provider.aws{ access_key=var.key secret_key=? region="eu-west-1" }`, nil},
		{"provider-for-tests", `provider.aws{ access_key="test" secret_key="test" }`, []string{"low aws-secret-key«test» by provider aws example"}},
		{"secret-too-short", `provider.aws{ secret_key="a1b" }`, []string{"low aws-secret-key«a1b» by provider aws"}},
		{"database", `aws_db_instance.main{ username="admin" password="PASSWORD~" }`, []string{"high password«PASSWORD~» by aws_db_instance"}},
		{"database-with-reference", `aws_db_instance.main{ password=random_password.db.result }`, nil},
		{"nested-block", `aws_x.main{ user{ password="PASSWORD~" } }`, []string{"high password«PASSWORD~» by aws_x"}},
		{"of-one-branch", `aws_db_instance.main{ password="PASSWORD~"? }`, []string{"high password«PASSWORD~» by aws_db_instance maybe"}},
		{"placeholder", `aws_db_instance.main{ password="changeme" }`, []string{"low password«changeme» by aws_db_instance example"}},
		{"path", `aws_db_instance.main{ password="/run/secrets/db" }`, nil},
		{"empty", `aws_db_instance.main{ password="" }`, nil},
		{"flag", `aws_x.main{ token=true }`, nil},
		{"resolved-at-deployment", `aws_x.main{ password="{{resolve:secretsmanager:db}}" }`, nil},
		{"null", `aws_db_instance.main{ password=null }`, nil},
		{"variable-block", `variable.x{ password="PASSWORD~" }`, nil},
	})
}

func TestCredentialsThatSchemasMark(t *testing.T) {
	runCredentials(t, projectOf, []credentialCase{
		{"storage-key-of-a-backend", `backend.azurerm{ access_key="BEARER~" }`, []string{"high token«BEARER~» by backend azurerm"}},
		{"provider-of-databases", `provider.mongodbatlas{ public_key="abcdefgh" private_key="BEARER~" }`, []string{"high token«BEARER~» by provider mongodbatlas"}},
		{"registry", `provider.docker{ registry_auth{ username="me" password="PASSWORD~" } }`, []string{"high password«PASSWORD~» by provider docker"}},
		{"login-of-vault", `provider.vault{ auth_login{ parameters={ role_id="a1b2c3d4" secret_id="BEARER~" } } }`, []string{
			"low token«a1b2c3d4» by provider vault", "medium token«BEARER~» by provider vault",
		}},
		{"file-of-a-key", `provider.google{ credentials="account.json" }`, nil},
		{"parameter", `aws_ssm_parameter.p{ type="SecureString" value="PASSWORD~" }`, []string{"high token«PASSWORD~» by aws_ssm_parameter"}},
		{"parameter-in-the-open", `aws_ssm_parameter.p{ type="String" value="PASSWORD~" }`, nil},
		{"secret-of-a-vault", `azurerm_key_vault_secret.s{ name="db" value="PASSWORD~" }`, []string{"high token«PASSWORD~» by azurerm_key_vault_secret"}},
		{"secret-made-by-terraform", `azurerm_key_vault_secret.s{ value=random_password.p.result }`, nil},
		{"secret-of-a-workflow", `github_actions_secret.s{ plaintext_value="BEARER~" }`, []string{"high token«BEARER~» by github_actions_secret"}},
		{"secret-of-kubernetes", `kubernetes_secret.s{ data={ username="admin7" password="PASSWORD~" } }`, []string{
			"low token«admin7» by kubernetes_secret", "high password«PASSWORD~» by kubernetes_secret",
		}},
		{"file-in-a-secret", "kubernetes_secret.s{ data={ config=\"a: b\nc: d1\" } }", []string{"low token«a: b\nc: d1» by kubernetes_secret"}},
		{"value-of-a-chart", `helm_release.r{ set_sensitive{ name="a" value="PASSWORD~" } }`, []string{"high token«PASSWORD~» by helm_release"}},
		{"sensitive-variable", `variable.db_password{ sensitive=true default="PASSWORD~" }`, []string{"medium token«PASSWORD~» by sensitive variable"}},
		{"sensitive-variable-without-default", `variable.db_password{ sensitive=true }`, nil},
		{"sensitive-and-not-known", `kubernetes_secret.s{ data=? } aws_ssm_parameter.p{ type="SecureString" value=? }`, nil},
	})
}

func TestCredentialsOfScripts(t *testing.T) {
	runCredentials(t, runScript, []credentialCase{
		{
			"export", "export AWS_ACCESS_KEY_ID=KEY~\nexport AWS_SECRET_ACCESS_KEY=SECRET~",
			[]string{"high aws-access-token«KEY~» by aws", "high aws-secret-key«SECRET~» by aws"},
		},
		{"export-from-file", "export AWS_SECRET_ACCESS_KEY=$(cat /run/secret)", nil},
		{"secret-of-odd-length", "AWS_SECRET_ACCESS_KEY=PASSWORD~", []string{"low aws-secret-key«PASSWORD~» by aws"}},
		{"key-before-prefixes", "AWS_ACCESS_KEY_ID=ANCIENT", []string{"medium aws-access-token«ANCIENT» by aws"}},
		{
			"aws-configure", "aws configure set aws_secret_access_key SECRET~ --profile x\naws configure set region eu-west-1",
			[]string{"high aws-secret-key«SECRET~» by aws configure"},
		},
		{"mysql", "mysql -uroot -pPASSWORD~ shop", []string{"high password«PASSWORD~» by mysql -p"}},
		{"mysql-asks", "mysql -uroot -p shop\nmysql -u root --password shop", nil},
		{"mysql-variable", "mysql -uroot -p$DB_PASSWORD shop", nil},
		{"psql", "PGPASSWORD=PASSWORD~ psql -h db", []string{"high password«PASSWORD~» by psql"}},
		{"curl-user", "curl -u admin:PASSWORD~ https://example.com", []string{"high password«PASSWORD~» by curl -u"}},
		{"curl-user-attached", "curl -sku admin:PASSWORD~ https://example.com", []string{"high password«PASSWORD~» by curl -u"}},
		{"curl-user-asks", "curl -u admin https://example.com\ncurl -u admin: https://example.com\ncurl -u $USER:$PASS https://example.com", nil},
		{"curl-bearer", `curl -H "Authorization: Bearer BEARER~" https://example.com`, []string{"high token«BEARER~» by curl -H"}},
		{"curl-bearer-variable", `curl -H "Authorization: Bearer $TOKEN" https://example.com`, nil},
		{"curl-bearer-that-is-a-word", `curl -H "Authorization: Bearer Public" http://192.0.2.1/metadata/`, []string{"low token«Public» by curl -H example"}},
		{"curl-other-header", `curl -H "Accept: application/json" https://example.com`, nil},
		{"sshpass", "sshpass -p PASSWORD~ ssh example.com", []string{"high password«PASSWORD~» by sshpass -p"}},
		{"sshpass-file", "sshpass -f /etc/pass ssh example.com\nsshpass -e ssh example.com", nil},
		{"docker", "docker login -u me -p PASSWORD~ registry.example.com", []string{"high password«PASSWORD~» by docker login -p"}},
		{"docker-port", "docker run -p 8080:80 web\ndocker login -u me --password-stdin", nil},
		{"long-option", "s3cmd --access_key=KEY~ --secret_key=SECRET~ ls", []string{"high aws-access-token«KEY~» by s3cmd --access_key", "high aws-secret-key«SECRET~» by s3cmd --secret_key"}},
		{"long-option-of-unknown-program", "tool --password PASSWORD~", []string{"medium password«PASSWORD~» by tool --password"}},
		{"long-option-with-a-word", "tool --token name", []string{"low token«name» by tool --token"}},
		{"url", "git clone https://me:PASSWORD~@example.com/a.git", []string{"high password«PASSWORD~» by URL"}},
		{"url-of-an-example", "INFO=https://remoteUser:remotePassword@da.example.com:2222", []string{"low password«remotePassword» by URL example"}},
		{"url-of-a-test", "git clone https://user:pwd@example.com/a.git", []string{"low password«pwd» by URL example"}},
		{"url-in-variable", "DB='postgres://app:PASSWORD~@db/shop'", []string{"high password«PASSWORD~» by URL"}},
		{"url-without-password", "git clone https://me@example.com/a.git\ncurl http://example.com:80/a@b:c", nil},
		{"url-with-variable", "git clone https://me:$TOKEN", nil},
		{"by-name", "DB_PASSWORD=PASSWORD~", []string{"medium password«PASSWORD~»"}},
		{"by-name-and-weak", "DB_PASSWORD=letmein", []string{"medium password«letmein»"}},
		{"name-of-a-secret", "TLS_SECRET=my-app-v2", []string{"low token«my-app-v2»"}},
		{"other-names", "PASSWORD_FILE=PASSWORD~\nTOKEN_URL=PASSWORD~\nKEYBOARD=PASSWORD~\nPASSWORDLESS=PASSWORD~", nil},
		{"documentation", "AWS_SECRET_ACCESS_KEY=" + strings.Repeat("x", 30) + "EXAMPLEKEY", []string{
			"low aws-secret-key«" + strings.Repeat("x", 30) + "EXAMPLEKEY» by aws example",
		}},
		{"same-value-through-a-variable", "PASSWORD=PASSWORD~\nsshpass -p $PASSWORD ssh example.com", []string{"high password«PASSWORD~» by sshpass -p"}},
	})
}

func TestKnownCredentialsStayAlone(t *testing.T) {
	p := scriptOf("a.sh", made("DB_PASSWORD=PASSWORD~"))
	for l := range fact.All[*fact.Literal](p) {
		p.Add(&fact.Credential{Node: fact.NewNode(l.Value.Span(), l, fact.Always), Type: "generic", Value: l.Value})
	}
	if got := credentialsOf(p); got != nil {
		t.Error(got)
	}
}

func TestKeyFiles(t *testing.T) {
	for name, content := range map[string]string{
		"rootkey.csv":      "AWSAccessKeyId=KEY~\r\nAWSSecretKey=SECRET~\r\n",
		"rootkey (1).csv":  "Access key ID,Secret access key\nKEY~,SECRET~\n",
		".aws/credentials": "[default]\naws_access_key_id = KEY~\naws_secret_access_key = SECRET~\n",
	} {
		p := fact.NewProject()
		p.Files = append(p.Files, source.NewFile(name, []byte(made(content))))
		sink := baseOf(name)
		want := []string{"high aws-access-token«KEY~» by " + sink, "high aws-secret-key«SECRET~» by " + sink}
		if diff := cmp.Diff(want, credentialsOf(p)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSecretNames(t *testing.T) {
	for name, want := range map[string]bool{
		"db_password": true, "DB_PASSWORD_PROD": true, "apiToken": true, "API_KEY": true, "secret2": false, "SECRET_2": true, "access_key": true,
		"password_length": false, "tokenizer": false, "public_key": false, "key": false, "": false, "_": false, "passwd": true,
	} {
		if _, ok := secretName(name); ok != want {
			t.Errorf("%q: %v", name, ok)
		}
	}
}

func TestHostileValuesAreNoTrouble(t *testing.T) {
	for _, value := range []string{"", "://", "a://@", "a://:@", "a://:x@", "a://b:@c", strings.Repeat("a://b:c@", 100), "://:", "=", "--=", "-"} {
		p := scriptOf("a.sh", "curl -u "+value+"\nmysql -p"+value+"\naws configure set "+value+"\ntool --password "+value)
		for _, line := range credentialsOf(p) {
			if strings.Contains(line, "«»") {
				t.Errorf("%.20q: an empty credential: %s", value, line)
			}
		}
	}
}

func TestContacts(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"curl -s https://user:x@example.com:8443/a?b", []string{"https example.com:8443 no"}},
		{"curl -T file http://example.com", []string{"http example.com yes"}},
		{"curl -o out -d @f example.com/path", []string{"http example.com yes"}},
		{"curl -H 'Host: other.example' https://example.com", []string{"https example.com no"}},
		{"wget -q -O - https://example.com/x", []string{"https example.com no"}},
		{"wget --post-file=f https://example.com/x", []string{"https example.com yes"}},
		{"nc -u 192.0.2.1 53", []string{"udp 192.0.2.1:53 ?"}},
		{"nc -z -w 1 192.0.2.1 22", []string{"tcp 192.0.2.1:22 no"}},
		{"nc -l 8080", nil},
		{"ssh -p 2222 me@example.com uptime", []string{"ssh example.com:2222 ?"}},
		{"git clone --depth 1 https://example.com/a.git", []string{"https example.com no"}},
		{"git clone git@example.com:a/b.git", []string{"ssh example.com no"}},
		{"git push origin main", nil},
		{"git", nil},
		{"curl", nil},
		{"curl $URL", nil},
	} {
		var got []string
		for c := range fact.All[*fact.Command](scriptOf("a.sh", test.line)) {
			contacts(c, func(f fact.Fact) {
				k, ok := f.(*fact.Contact)
				if !ok {
					return
				}
				line := k.Scheme + " " + k.Host.Reveal()
				if k.Port.Len() > 0 {
					line += ":" + k.Port.Reveal()
				}
				got = append(got, line+" "+[]string{"?", "no", "yes"}[k.Upload])
			})
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.line, got, test.want)
		}
	}
}

func TestTestsAndExamplesMakeWordsUp(t *testing.T) {
	in := func(path, value string) []string {
		file := source.NewFile(path, []byte(made(value)))
		document := &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: path}
		p := fact.NewProject()
		p.Add(document)
		p.Add(&fact.Call{
			Node: fact.NewNode(file.Text().Span(), document, fact.Always), Package: "net/smtp", Function: "PlainAuth",
			Args: []*fact.Value{{}, {}, {Form: fact.Scalar, Text: file.Text()}},
		})
		return credentialsOf(p)
	}
	for _, c := range []struct{ path, value, want string }{
		{"mail.go", "winter", "high password«winter» by smtp.PlainAuth"},
		{"mail_test.go", "winter", "low password«winter» by smtp.PlainAuth"},
		{"examples/mail.go", "winter", "low password«winter» by smtp.PlainAuth"},
		{"mail_test.go", "PASSWORD~", "medium password«PASSWORD~» by smtp.PlainAuth"},
	} {
		if diff := cmp.Diff([]string{c.want}, in(c.path, c.value)); diff != "" {
			t.Errorf("%s in %s: %s", c.value, c.path, diff)
		}
	}
}

func TestDocumentsAreSecretsIfTheyHoldOne(t *testing.T) {
	for value, want := range map[string]bool{
		`{"type":"service_account"}`:                            false,
		`{"type":"service_account","private_key":"abc"}`:        true,
		`{"auths":{"registry.example.com":{"password":"abc"}}}`: true,
		`{"accounts":[{"name":"a"}]}`:                           false,
		`{ not a document`:                                      true,
	} {
		if got := isSecret(typeToken, source.NewFile("a", []byte(value)).Text()); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}
