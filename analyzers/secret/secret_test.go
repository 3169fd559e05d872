package secret_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/analyzers/source"
)

// found is a credential as the tests state it: the text under its span, and
// what is said of it.
type found struct {
	Type, Under, Name string
	Confidence        fact.Confidence
	Example           bool
}

func foundIn(path, text string) []found {
	var all []found
	for _, c := range credentials(path, text) {
		at := c.At()
		all = append(all, found{c.Type, at.File.Content(at.Start, at.End), c.Name.Reveal(), c.Confidence, c.Example})
	}
	return all
}

var (
	id     = sample.AccessKeyID(1)
	key    = sample.SecretAccessKey(1)
	github = sample.GitHubToken(1)
)

const (
	keyID     = "aws-access-token"
	secretKey = "aws-secret-access-key"
	generic   = "generic-api-key"
)

func TestSecretsAreFoundWhereTheyStand(t *testing.T) {
	password := sample.Password(1)
	old := "0" + strings.TrimPrefix(id, "A")
	pem := sample.PrivateKey(1)
	awsKey := found{secretKey, key, "", fact.High, false}
	named := func(f found, name string) found { f.Name = name; return f }
	tests := map[string]struct {
		path, text string
		want       []found
	}{
		"github":        {"a.sh", "git clone https://x:" + github + "@github.com/a/b\n", []found{{"github-pat", github, "x", fact.High, false}}},
		"slack":         {"a.sh", "SLACK=" + sample.SlackToken(1), []found{{"slack-bot-token", sample.SlackToken(1), "SLACK", fact.High, false}}},
		"private-key":   {"id_rsa", pem, []found{{"private-key", strings.TrimSuffix(pem, "\n"), "", fact.High, false}}},
		"password":      {"a.sh", "DB_PASSWORD='" + password + "'\n", []found{{generic, password, "DB_PASSWORD", fact.High, false}}},
		"variable":      {"a.sh", "DB_PASSWORD='$DB_PASSWORD_FROM_VAULT'\n", nil},
		"no-operator":   {"a.sh", "the password " + password + "\n", nil},
		"word":          {"a.sh", "password=correcthorsebattery\n", []found{{"password", "correcthorsebattery", "password", fact.Medium, false}}},
		"key-id":        {"a.sh", "echo " + id + "\n", []found{{keyID, id, "echo", fact.High, false}}},
		"longer-word":   {"a.sh", "echo X" + id + "\n", nil},
		"lock-file":     {"package-lock.json", `"token": "` + github + `"`, nil},
		"export":        {"a.sh", "export AWS_SECRET_ACCESS_KEY=" + key + "\n", []found{named(awsKey, "AWS_SECRET_ACCESS_KEY")}},
		"quoted":        {"a.py", "aws_secret_access_key = '" + key + "'\n", []found{named(awsKey, "aws_secret_access_key")}},
		"old-tools":     {"a.sh", "export AWS_SECRET_KEY=\"" + key + "\"\n", []found{named(awsKey, "AWS_SECRET_KEY")}},
		"configure":     {"a.sh", "aws configure set aws_secret_access_key " + key + "\n", []found{named(awsKey, "aws_secret_access_key")}},
		"option":        {"a.sh", "ec2-consistent-snapshot --aws-secret-access-key " + key + " vol-1\n", []found{named(awsKey, "aws-secret-access-key")}},
		"default":       {"a.sh", ": ${AWS_SECRET_KEY:-" + key + "}\n", []found{named(awsKey, "AWS_SECRET_KEY")}},
		"json":          {"a.json", `{"SecretAccessKey": "` + key + `"}`, []found{named(awsKey, "SecretAccessKey")}},
		"escaped-json":  {"a.sh", `curl -d "{\"SecretAccessKey\": \"` + key + `\"}"`, []found{named(awsKey, "SecretAccessKey")}},
		"fog":           {"a.fog", ":aws_secret_access_key: " + key + "\n", []found{named(awsKey, "aws_secret_access_key")}},
		"xml":           {"a.xml", "<SecretAccessKey>" + key + "</SecretAccessKey>", []found{named(awsKey, "SecretAccessKey")}},
		"digest":        {"a.sh", "AWS_SECRET_KEY=" + strings.Repeat("0123456789abcdef", 3)[:40] + "\n", []found{{generic, strings.Repeat("0123456789abcdef", 3)[:40], "AWS_SECRET_KEY", fact.Low, false}}},
		"too-long":      {"a.sh", "aws_secret_key_digest_of " + key + "abcd\n", nil},
		"s3cfg":         {"home/.s3cfg", "[default]\naccess_key = " + id + "\nsecret_key = " + key + "\n", []found{{keyID, id, "access_key", fact.High, false}, named(awsKey, "secret_key")}},
		"awssecret":     {"root/.awssecret", id + "\n" + key + "\n", []found{{keyID, id, "", fact.High, false}, awsKey}},
		"awssecret-old": {"root/.awssecret", old + "\n" + key + "\n", []found{awsKey}},
		"passwd-s3fs":   {"etc/passwd-s3fs", id + ":" + key + "\n", []found{{keyID, id, "", fact.High, false}, named(awsKey, id)}},
		"rootkey-old":   {"rootkey.csv", "AWSAccessKeyId=" + id + "\r\nAWSSecretKey=" + key, []found{{keyID, id, "AWSAccessKeyId", fact.High, false}, named(awsKey, "AWSSecretKey")}},
		"rootkey-new":   {"rootkey.csv", "Access key ID,Secret access key\n" + id + "," + key + "\n", []found{{keyID, id, "", fact.High, false}, named(awsKey, id)}},
		"old-id":        {"a.sh", "AWS_ACCESS_KEY_ID=" + old + "\n", []found{{"aws-access-key-id", old, "AWS_ACCESS_KEY_ID", fact.Medium, false}}},
		"user-id":       {"a.sh", "AWS_ACCESS_KEY_ID=AIDA" + id[4:] + "\n", nil},
		"curl-user":     {"a.sh", "curl -u 'deploy:" + password + "' https://example.com\n", []found{{"curl-auth-user", password, "deploy", fact.Medium, false}}},
		"kubernetes":    {"a.yaml", "kind: Secret\ndata:\n  password: " + base64.StdEncoding.EncodeToString([]byte("~"+password)) + "\n", []found{{"kubernetes-secret-yaml", base64.StdEncoding.EncodeToString([]byte("~" + password)), "password", fact.Medium, false}}},
		"allow-comment": {"a.sh", "T=" + github + " # gitleaks:allow\n", []found{{"github-pat", github, "T", fact.High, false}}},
		"test-path":     {"pkg/testdata/a.sh", "T=" + github + "\n", []found{{"github-pat", github, "T", fact.High, false}}},
		"generic-test":  {"pkg/a_test.go", "password := \"" + password + "\"\n", []found{{generic, password, "password", fact.High, false}}},
		"pkcs12":        {"certs/server.p12", "binary", []found{{Type: "pkcs12-file", Confidence: fact.Medium}}},
		"empty":         {"a.sh", "", nil},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, foundIn(c.path, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The name of a secret may itself be the value of a member.
func TestValuesInAnotherMember(t *testing.T) {
	value := sample.Password(5)
	for name, c := range map[string]struct{ guilty, innocent string }{
		"kubernetes": {"env:\n  - name: DB_PASSWORD\n    value: \"" + value + "\"\n", "env:\n  - name: DB_PASSWORD\n  - name: MODE\n    value: \"" + value + "\"\n"},
		"from":       {"env:\n  - name: DB_PASSWORD\n    value: " + value + "\n", "env:\n  - name: DB_PASSWORD\n    valueFrom: " + value + "\n"},
		"json":       {`[{"name": "DB_PASSWORD", "value": "` + value + `"}]`, `[{"name": "DB_PASSWORD"}, {"value": "` + value + `"}]`},
		"parameter":  {"Name: '/app/db_password'\nType: String\nValue: '" + value + "'\n", "Name: '/app/host'\nType: String\nValue: '" + value + "'\n"},
	} {
		if found := foundIn("a.yaml", c.guilty); len(found) != 1 || found[0].Under != value || found[0].Confidence == fact.Low {
			t.Errorf("%s: %d found", name, len(found))
		}
		if found := foundIn("a.yaml", c.innocent); len(found) != 0 {
			t.Errorf("%s: the twin is found", name)
		}
	}
}

func TestKeysOfDocumentationAreExamples(t *testing.T) {
	text := "aws_access_key_id = AKIA" + "IOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY\n"
	all := foundIn("config", text)
	if len(all) != 2 {
		t.Fatalf("found %d keys, want 2", len(all))
	}
	for _, f := range all {
		if !f.Example || f.Confidence != fact.Low {
			t.Errorf("%s: example %t, confidence %d", f.Type, f.Example, f.Confidence)
		}
	}
}

func TestPlaceholdersAreNotReportedAsSure(t *testing.T) {
	for _, value := range []string{
		"xxxxxxxxxxxxxxxxxxxx", "changeme", "<your-key>", "your-api-key-4f9c2b7d81", "${API_KEY}", "{{ api_key }}", "CHANGEME-4f9c2b7d81a3",
	} {
		for _, f := range foundIn("a.env", "API_KEY="+value+"\n") {
			if !f.Example && f.Confidence != fact.Low {
				t.Errorf("%s is taken for a secret", value)
			}
		}
	}
}

func TestWhatPassesForASecretByChanceIsUnsure(t *testing.T) {
	sum := base64.StdEncoding.EncodeToString([]byte("a sum of 32 bytes, as Go has it~"))
	for name, text := range map[string]string{
		"printed-by-a-command": "curl --user \"$(</etc/app/api.key):\" https://example.com/zones\n",
		"name-of-the-next":     "local min_key_interval= max_key_interval=\n",
		"sum-of-a-module":      "example.com/docker/engine-api v0.4.0 h1:" + sum + "\n",
	} {
		for _, f := range foundIn("a.sh", text) {
			if f.Confidence != fact.Low {
				t.Errorf("%s: %s is taken for a secret", name, f.Type)
			}
		}
	}
	for name, text := range map[string]string{
		"padded":        "api_key=" + base64.StdEncoding.EncodeToString([]byte(sample.Password(3))) + "\n",
		"api-begins":    "APIHASH='00CQ2MvSr1Ex7zwdGhCYTa0ZLMw3H6hf'\n",
		"api-in-camels": "myApiHash = '00CQ2MvSr1Ex7zwdGhCYTa0ZLMw3H6hf'\n",
	} {
		if found := foundIn("a.sh", text); len(found) != 1 || found[0].Confidence == fact.Low {
			t.Errorf("%s: found %d", name, len(found))
		}
	}
}

// Both fold to ASCII letters, so (?i) takes them for these.
func TestSignsThatFoldToLettersHideNothing(t *testing.T) {
	password := sample.Password(2)
	for name, text := range map[string]string{
		"kelvin": "auth_\u212aey = " + password + "\n",
		"long-s": "pa\u017fsword_to\u212aen = " + password + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			all := foundIn("a.conf", text)
			if len(all) != 1 || all[0].Under != password {
				t.Errorf("found %d secrets", len(all))
			}
		})
	}
}

func TestEncryptedPrivateKeysAreLeftAlone(t *testing.T) {
	pem := func(label, head string) string {
		lines := strings.Join(strings.Split(sample.PrivateKey(1), "\n")[1:7], "\n")
		return "-----BEGIN " + label + "PRIVATE " + "KEY-----\n" + head + lines + "\n-----END " + label + "PRIVATE " + "KEY-----\n"
	}
	const openssh = "b3BlbnNzaC1rZXktdjEA"
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"pkcs8":             {pem("", ""), 1},
		"pkcs8-encrypted":   {pem("ENCRYPTED ", ""), 0},
		"pkcs1-encrypted":   {pem("RSA ", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n"), 0},
		"openssh":           {pem("OPENSSH ", openssh+"AAAABG5vbmUAAAAEbm9uZQ\n"), 1},
		"openssh-encrypted": {pem("OPENSSH ", openssh+"AAAACmFlczI1Ni1jdHIAAAAG\n"), 0},
	} {
		if all := foundIn("a.pem", c.text); len(all) != c.want {
			t.Errorf("%s: found %d", name, len(all))
		}
	}
}

func TestSecondArgumentIsThePassword(t *testing.T) {
	const word = "vzQ7-hlaquk9"
	for name, c := range map[string]struct{ path, text string }{
		"dotnet":     {"a.cs", `c.Credentials = new NetworkCredential("deploy@example.com", "` + word + `");`},
		"powershell": {"a.ps1", `$c.Credentials = new-object System.Net.NetworkCredential($user, "` + word + `")`},
		"requests":   {"a.py", `requests.get(url, auth=HTTPBasicAuth('deploy', '` + word + `'))`},
		"java":       {"a.java", `return new PasswordAuthentication(user, "` + word + `".toCharArray());`},
	} {
		all := slices.DeleteFunc(foundIn(c.path, c.text+"\n"), func(f found) bool { return f.Confidence == fact.Low })
		if len(all) != 1 || all[0].Under != word {
			t.Errorf("%s: found %d", name, len(all))
		}
	}
	for name, text := range map[string]string{
		"variables": `new NetworkCredential(user, password);`, "one": `new NetworkCredential("` + word + `")`, "cut": `new NetworkCredential("` + word,
		"call": `new NetworkCredential(userOf("x"), "` + word + `")`, "environment": `HTTPBasicAuth('deploy', os.environ["PW"])`,
	} {
		for _, f := range foundIn("a.cs", text+"\n") {
			if f.Confidence > fact.Low {
				t.Errorf("%s: found %s", name, f.Type)
			}
		}
	}
}

func TestEncodedKeyIsOneCredential(t *testing.T) {
	pem := strings.Replace(sample.PrivateKey(1), "-----END", strings.Repeat(sample.Of("{base64:62}", 2)+"\n", 10)+"-----END", 1)
	all := foundIn("kubeconfig", "users:\n- user:\n    client-key-data: "+base64.StdEncoding.EncodeToString([]byte(pem))+"\n")
	if len(all) != 1 || all[0].Type != "private-key" {
		t.Errorf("found %d", len(all))
	}
}

func TestMarkedSecretsEndWhereTheyMust(t *testing.T) {
	token := sample.Of("api_org_{letter:34}", 1)
	for name, text := range map[string]string{
		"element": "<token>" + token + "</token>", "call": "login(" + token + ")", "list": "[" + token + ", x]",
	} {
		if all := foundIn("a.txt", text+"\n"); len(all) != 1 || all[0].Under != token {
			t.Errorf("%s: found %d", name, len(all))
		}
	}
	for name, text := range map[string]string{"longer": token + "f", "word": token + "_name", "base64": token + "+/Q="} {
		if all := foundIn("a.txt", text+"\n"); len(all) > 0 {
			t.Errorf("%s: found %s", name, all[0].Type)
		}
	}
}

func TestBytesThatAreNoUTF8HideNothing(t *testing.T) {
	all := foundIn("a.sh", "# caf\xe9 \xff\nT="+github+"\n")
	if len(all) != 1 || all[0].Under != github {
		t.Errorf("found %d secrets", len(all))
	}
}

func TestEncodedSecretsAreFoundAtTheGroupsThatSpellThem(t *testing.T) {
	script := "#!/bin/sh\nexport PATH=/bin:/usr/bin\nexport TOKEN=" + github + "\nexec app\n"
	once := base64.StdEncoding.EncodeToString([]byte(script))
	var lines strings.Builder
	for rest := once; rest != ""; rest = rest[min(76, len(rest)):] {
		lines.WriteString("  " + rest[:min(76, len(rest))] + "\n")
	}
	twice := base64.StdEncoding.EncodeToString([]byte("#cloud-config\ncontent: " + once + "\n"))
	for name, c := range map[string]struct {
		text  string
		depth int
	}{"once": {"user_data: " + once + "\n", 1}, "wrapped": {"user_data:\n" + lines.String(), 1}, "twice": {"user_data: " + twice + "\n", 2}} {
		t.Run(name, func(t *testing.T) {
			all := credentials("a.yaml", c.text)
			if len(all) != 1 || all[0].Value.Reveal() != github {
				t.Fatalf("found %d secrets", len(all))
			}
			at := all[0].At()
			under := decodeAround(at.File.Content(at.Start, at.End))
			for range c.depth - 1 {
				under = decodeAround(longest(under))
			}
			if !strings.Contains(under, github) {
				t.Error("the token is not under the span")
			}
		})
	}
}

// decodeAround decodes base64 whose first group may be cut.
func decodeAround(text string) string {
	text = strings.Join(strings.Fields(text), "")
	var all strings.Builder
	for skip := range min(4, len(text)) {
		rest := strings.TrimRight(text[skip:], "=")
		plain, _ := base64.RawStdEncoding.DecodeString(rest[:len(rest)-len(rest)%4])
		all.Write(append(plain, '\n'))
	}
	return all.String()
}

func longest(text string) string {
	best := ""
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r > 'z' || r < '+' }) {
		if len(word) > len(best) {
			best = word
		}
	}
	return best
}

func TestEncodedBinaryAndProseAreLeftAlone(t *testing.T) {
	prose := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("nothing to see in this line\n", 5)))
	if all := foundIn("a.yaml", "note: "+prose+"\nhash: "+key+key+"\n"); len(all) > 0 {
		t.Errorf("found %d secrets", len(all))
	}
}

func TestJoinedTextIsScannedAcrossItsPieces(t *testing.T) {
	file := source.NewFile("a.sh", []byte("A="+github[:20]+"\nB="+github[20:]+"\n"))
	joined := source.Concat(source.Literal("token="), file.Slice(2, 22), file.Slice(25, 25+len(github)-20))
	all := scan("a.sh", joined)
	if len(all) != 1 || all[0].Value.Reveal() != github {
		t.Fatalf("found %d secrets", len(all))
	}
	if got := len(all[0].Value.Spans()); got != 2 {
		t.Errorf("the value has %d places, want 2", got)
	}
}

func TestUnknownPartIsNoSecret(t *testing.T) {
	file := source.NewFile("a.sh", []byte(`curl -u "deploy:$PW" x`))
	text := source.Concat(file.Slice(0, 16), source.HoleAt(source.Span{File: file, Start: 16, End: 19}), file.Slice(19, 22))
	for _, c := range scan("a.sh", text) {
		t.Errorf("%s found", c.Type)
	}
}

func TestEvidenceHoldsNoSecret(t *testing.T) {
	for _, c := range credentials("a.sh", "T="+github+"\nAWS_SECRET_KEY="+key+"\n") {
		if len(c.Evidence) == 0 {
			t.Errorf("%s: no evidence", c.Type)
		}
		for _, words := range c.Evidence {
			if strings.Contains(words, c.Value.Reveal()) {
				t.Errorf("%s: the evidence shows the secret", c.Type)
			}
		}
	}
}

func TestSampleKeysBelongToAnAccount(t *testing.T) {
	for seed := range uint64(50) {
		account, ok := known.AWSAccount(sample.AccessKeyID(seed))
		if !ok || known.CanaryAccount(account) || known.DocumentationKey(sample.AccessKeyID(seed)) {
			t.Errorf("seed %d: account %q, %t", seed, account, ok)
		}
		if _, ok := known.AWSAccount(sample.OldAccessKeyID(seed)); ok {
			t.Errorf("seed %d: an old key ID is decoded", seed)
		}
	}
}
