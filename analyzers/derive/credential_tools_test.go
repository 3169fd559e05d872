package derive

import (
	"encoding/base64"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// decodedValue is what a decoded value stands over.
var decodedValue = regexp.MustCompile(`«[A-Za-z0-9+/]{14,}={0,2}» `)

func TestFilesThatToolsReadCredentialsFrom(t *testing.T) {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(made(text))) }
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		".netrc":                    {"machine a.example.com login deploy password hunter2\nmachine b.example.com\n  login deploy\n  password PASSWORD~\n", []string{"high password«hunter2» by netrc", "high password«PASSWORD~» by netrc"}},
		"home/_netrc":               {"# password PASSWORD~\nmachine a.example.com login deploy password $PASSWORD\n", nil},
		".pgpass":                   {"# a:b:c:d:PASSWORD~\ndb.example.com:5432:app:deploy:hunter2\nd\\:b:1:*:u:a:b\n*:*:*:u:$PW\n", []string{"high password«hunter2» by psql", "high password«a:b» by psql"}},
		"etc/ppp/chap-secrets":      {"client * hunter2 *\nclient server\n", []string{"high password«hunter2» by pppd"}},
		".npmrc":                    {"//r.example.com/:_authToken=BEARER~\n//r.example.com/:_authToken=${NPM_TOKEN}\n_password=" + encoded("PASSWORD~") + "\n_auth=" + encoded("deploy:PASSWORD~") + "\n//r.example.com/:username=deploy\n", []string{"high token«BEARER~» by npm", "high password by npm", "high password by npm"}},
		".pypirc":                   {"[pypi]\nusername = deploy\npassword = hunter2\n[other]\npassword = changeme\n", []string{"high password«hunter2» by twine", "low password«changeme» by twine example"}},
		".docker/config.json":       {`{"auths": {"r.example.com": {"auth": "` + encoded("deploy:PASSWORD~") + `"}, "s.example.com": {"auth": ""}, "t.example.com": {"auth": "deploy"}}, "credsStore": "pass"}`, []string{"high password by docker"}},
		".dockercfg":                {`{"https://r.example.com": {"auth": "` + encoded("deploy:PASSWORD~") + `", "email": "a@example.com"}}`, []string{"high password by docker"}},
		"auth.json":                 {`{"github-oauth": {"github.com": "BEARER~"}, "http-basic": {"r.example.com": {"username": "deploy", "password": "hunter2"}}}`, []string{"high token«BEARER~» by composer", "high password«hunter2» by composer"}},
		".my.cnf":                   {"[client]\nuser = deploy\npassword = \"hunter2\"\n#password = PASSWORD~\n", []string{"high password«hunter2» by mysql"}},
		"rclone.conf":               {"[store]\ntype = sftp\nuser = deploy\npass = BEARER~\n", []string{"high password«BEARER~» by rclone"}},
		".cargo/credentials.toml":   {"[registry]\ntoken = \"BEARER~\"\n", []string{"high token«BEARER~» by cargo"}},
		".curlrc":                   {"user = \"deploy:hunter2\"\nproxy = proxy.example.com\nuser = deploy\n", []string{"high password«hunter2» by curl"}},
		".htpasswd":                 {"deploy:$apr1$abcdefgh$0123456789abcdefghijkl\n", nil},
		"testdata/examples/.pgpass": {"localhost:5432:app:deploy:secret\n", []string{"low password«secret» by psql example"}},
		"notes/netrc.txt":           {"machine a.example.com login deploy password hunter2\n", nil},
	} {
		p := fact.NewProject()
		p.Files = append(p.Files, source.NewFile(name, []byte(made(c.content))))
		got := credentialsOf(p)
		for i, line := range got {
			got[i] = decodedValue.ReplaceAllString(line, " ")
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
