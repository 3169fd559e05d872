package derive

import (
	"iter"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// toolFile is a file that a program reads credentials from, by its own grammar.
type toolFile struct {
	program string
	names   []string // of such files, or the ends of their paths
	read    func(c credentialText) iter.Seq[setting]
	kinds   map[string]string // what a setting holds, by its name or its section's
}

// How some files write a password.
const (
	encodedPassword = "encoded password" // in base64
	encodedPair     = "encoded pair"     // user:password in base64
	pair            = "pair"             // user:password
)

var toolFiles = []toolFile{
	// netrc(5), fetchmail(1), msmtp(1): words, each of which says what the next is.
	{"netrc", []string{".netrc", "_netrc"}, credentialText.words, map[string]string{"password": typePassword, "passwd": typePassword}},
	{"fetchmail", []string{".fetchmailrc", "fetchmailrc"}, credentialText.words, map[string]string{"password": typePassword, "pass": typePassword}},
	{"msmtp", []string{".msmtprc", "msmtprc"}, credentialText.words, map[string]string{"password": typePassword}},
	// https://www.postgresql.org/docs/current/libpq-pgpass.html
	{"psql", []string{".pgpass", "pgpass.conf"}, credentialText.fields, map[string]string{"": typePassword}},
	// pppd(8): client, server, secret, addresses.
	{"pppd", []string{"chap-secrets", "pap-secrets"}, credentialText.thirds, map[string]string{"": typePassword}},
	// https://docs.docker.com/reference/cli/docker/login
	{"docker", []string{".dockercfg", ".docker/config.json", ".dockerconfigjson"}, credentialText.members, map[string]string{
		"auth": encodedPair, "password": typePassword, "identitytoken": typeToken, "registrytoken": typeToken,
	}},
	// https://getcomposer.org/doc/articles/authentication-for-private-packages.md
	{"composer", []string{"auth.json"}, credentialText.members, map[string]string{
		"password": typePassword, "github-oauth": typeToken, "gitlab-token": typeToken, "gitlab-oauth": typeToken, "bearer": typeToken,
	}},
	// https://docs.npmjs.com/cli/configuring-npm/npmrc
	{"npm", []string{".npmrc"}, credentialText.settings, map[string]string{"_authtoken": typeToken, "_auth": encodedPair, "_password": encodedPassword}},
	// https://packaging.python.org/specifications/pypirc
	{"twine", []string{".pypirc"}, credentialText.settings, map[string]string{"password": typePassword}},
	// https://dev.mysql.com/doc/refman/8.4/en/option-files.html
	{"mysql", []string{".my.cnf", "my.cnf"}, credentialText.settings, map[string]string{"password": typePassword}},
	// https://rclone.org/docs/#configuration-encryption: obscured, with a key that is in the program.
	{"rclone", []string{"rclone.conf"}, credentialText.settings, map[string]string{
		"pass": typePassword, "password": typePassword, "password2": typePassword, "secret_access_key": typeToken, "client_secret": typeToken,
	}},
	// mount.cifs(8)
	{"mount.cifs", []string{".smbcredentials", "smbcredentials", ".cifs", "cifs-credentials"}, credentialText.settings, map[string]string{"password": typePassword}},
	// https://doc.rust-lang.org/cargo/reference/config.html#credentials
	{"cargo", []string{".cargo/credentials", ".cargo/credentials.toml"}, credentialText.settings, map[string]string{"token": typeToken}},
	// wget's manual, "Wgetrc Commands"; curl(1), --config.
	{"wget", []string{".wgetrc", "wgetrc"}, credentialText.settings, map[string]string{
		"password": typePassword, "http_password": typePassword, "ftp_password": typePassword, "proxy_password": typePassword,
	}},
	{"curl", []string{".curlrc", "_curlrc"}, credentialText.settings, map[string]string{"user": pair, "proxy-user": pair, "oauth2-bearer": typeToken}},
}

func isToolFile(path string) bool { return toolFileOf(path) != nil }

func toolFileOf(path string) *toolFile {
	for i := range toolFiles {
		for _, name := range toolFiles[i].names {
			if strings.HasSuffix("/"+strings.ReplaceAll(path, `\`, "/"), "/"+name) {
				return &toolFiles[i]
			}
		}
	}
	return nil
}

// toolFile reads the credentials of a file. They are as weak as they are: the
// program takes nothing else for one.
func (s *sinks) toolFile(c credentialText) {
	file := toolFileOf(c.path)
	for line := range file.read(c) {
		kind, value, ok := file.credential(line)
		if !ok {
			continue
		}
		s.credential(found{
			kind: kind, value: value, name: line.name, sink: file.program, confidence: fact.High,
			evidence: "stands where " + file.program + " reads it",
		}, c.parent)
	}
}

// credential is what a setting holds: of //host/:_authToken, what is behind the
// last colon is the name.
func (f *toolFile) credential(s setting) (kind string, value source.Text, ok bool) {
	name := strings.ToLower(knownText(s.name))
	kind, ok = f.kinds[name[strings.LastIndexByte(name, ':')+1:]]
	if !ok {
		kind, ok = f.kinds[knownText(s.section)]
	}
	value = s.value
	switch kind {
	case encodedPassword:
		value, ok = value.Base64()
		kind = typePassword
	case encodedPair:
		if value, ok = value.Base64(); ok {
			_, value, ok = value.Cut(":")
		}
		kind = typePassword
	case pair:
		_, value, ok = value.Cut(":")
		kind = typePassword
	}
	return kind, value, ok
}

// words yields each word with the one before it as its name.
func (c credentialText) words() iter.Seq[setting] {
	return func(yield func(setting) bool) {
		var before source.Text
		for _, line := range c.text.Lines() {
			if line.TrimSpace().HasPrefix("#") {
				continue
			}
			for _, word := range line.Fields() {
				if !yield(setting{name: before, value: unquoted(word)}) {
					return
				}
				before = word
			}
		}
	}
}

// fields yields the fifth field of host:port:database:user:password, in which a
// colon before it may be escaped.
func (c credentialText) fields() iter.Seq[setting] {
	return c.eachLine(func(line source.Text) (value source.Text, ok bool) {
		text, fields := line.Reveal(), 1
		for i := 0; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case ':':
				if fields++; fields == 5 {
					return line.Slice(i+1, len(text)), true
				}
			}
		}
		return source.Text{}, false
	})
}

// thirds yields the third word of each line.
func (c credentialText) thirds() iter.Seq[setting] {
	return c.eachLine(func(line source.Text) (value source.Text, ok bool) {
		words := line.Fields()
		if len(words) < 3 {
			return source.Text{}, false
		}
		return unquoted(words[2]), true
	})
}

// eachLine yields what value takes of each line that is no comment.
func (c credentialText) eachLine(value func(line source.Text) (source.Text, bool)) iter.Seq[setting] {
	return func(yield func(setting) bool) {
		for _, line := range c.text.Lines() {
			line = line.TrimSpace()
			if line.HasPrefix("#") {
				continue
			}
			if v, ok := value(line); ok && !yield(setting{value: v}) {
				return
			}
		}
	}
}

// members yields the texts of a JSON document by their names. The section is the
// name of the object around.
func (c credentialText) members() iter.Seq[setting] {
	return func(yield func(setting) bool) {
		if document := readJSON(c.text); document != nil {
			eachMember(document, source.Text{}, maxNesting, yield)
		}
	}
}

func eachMember(object *fact.Value, section source.Text, depth int, yield func(setting) bool) bool {
	if depth == 0 {
		return true
	}
	for _, e := range object.Entries {
		switch e.Value.Form {
		case fact.Scalar:
			if !yield(setting{section, e.Name, e.Value.Text}) {
				return false
			}
		case fact.Object:
			if !eachMember(e.Value, e.Name, depth-1, yield) {
				return false
			}
		default: // lists hold no credentials in these files
		}
	}
	return true
}
