package evidence

import (
	"slices"
	"strings"
)

// Words splits a name at signs, and where a capital follows a small letter or
// ends a run of capitals: dbPassword, API_KEY, HTTPToken.
func Words(name string) []string {
	var words []string
	start := -1
	for i := range len(name) {
		c := name[i]
		switch {
		case !isLetter(c) && !isDigit(c):
			if start >= 0 {
				words = append(words, strings.ToLower(name[start:i]))
			}
			start = -1
		case start < 0:
			start = i
		case isUpper(c) && (isLower(name[i-1]) || i+1 < len(name) && isLower(name[i+1]) && isUpper(name[i-1])):
			words = append(words, strings.ToLower(name[start:i]))
			start = i
		}
	}
	if start >= 0 {
		words = append(words, strings.ToLower(name[start:]))
	}
	return words
}

// role is what a name says that its value is.
type role struct {
	sign  string
	words []string // one of them alone
	ends  []string // or a word that ends so
	pairs []string // or two words in a row, joined
}

// roles are tried in order: the first that fits is a name's role.
var roles = []role{
	{sign: "is named as public", words: []string{"public", "pub", "pubkey", "publickey", "publishable"}},
	{sign: "is named as a digest", words: []string{"hash", "checksum", "digest", "sha", "sha1", "sha256", "sha512", "md5", "fingerprint", "integrity", "etag", "signature", "sum"}},
	{
		sign: passwordRole, words: []string{"password", "passwd", "passwort", "passphrase", "pwd", "pass", "pw", "psw", "passcode", "pin"},
		ends: []string{"password", "passwd", "passphrase", "pwd", "pass"}, pairs: []string{"requirepass", "sshpass"},
	},
	{
		sign: "is named as a private key", words: []string{"privatekey", "privkey", "nkey", "keypair"},
		pairs: []string{"privatekey", "signingkey", "encryptionkey", "masterkey", "hmackey", "sshkey", "sharedkey", "presharedkey", "cryptkey", "aeskey", "sessionkey", "storagekey", "accountkey"},
	},
	{
		sign: "is named as an access key", words: []string{"apikey", "appkey", "accesskey", "secretkey", "authkey"},
		pairs: []string{"apikey", "appkey", "accesskey", "secretkey", "authkey", "apptoken", "licensekey", "servicekey", "serverkey", "securitykey", "applicationkey", "integrationkey", "writekey", "clientkey", "consumerkey"},
		ends:  []string{"apikey", "secretkey"},
	},
	{sign: "is named as a secret", words: []string{"secret", "secrets", "salt", "pepper"}, ends: []string{"secret"}},
	{sign: "is named as a token", words: []string{"token", "tokens", "bearer", "jwt", "authtoken", "pat", "session", "cookie"}, ends: []string{"token"}},
	{sign: "is named as authentication", words: []string{"auth", "authorization", "credential", "credentials", "creds", "cred", "authenticate"}},
	{sign: "is named as a key", words: []string{"key", "keys"}, ends: []string{"key"}},
	{sign: "is named as an interface", words: []string{"api"}},
}

// tails are last words that say that a name means something about a secret.
var tails = []role{
	{sign: "the name ends as of a place", words: []string{"file", "path", "dir", "url", "uri", "host", "endpoint", "location", "filename", "folder", "port", "address", "addr", "server", "domain", "bucket", "region"}},
	{sign: "the name ends as of a reference", words: []string{"id", "ids", "name", "names", "arn", "ref", "field", "var", "env", "label", "prefix", "suffix", "header", "namespace", "alias", "param", "parameter", "version", "identifier", "provider", "source", "from"}},
	{sign: "the name ends as of a measure", words: []string{"length", "len", "size", "count", "ttl", "timeout", "expiry", "expires", "expiration", "max", "min", "age", "bits", "limit", "days", "lifetime", "interval", "number", "index", "rotation", "attempts"}},
	{sign: "the name ends as of a kind", words: []string{"type", "types", "format", "mode", "policy", "algorithm", "alg", "method", "strategy", "class", "schema", "scheme", "style", "mechanism", "usage", "spec", "status", "state", "enabled", "required", "plugin", "backend"}},
	{sign: "the name ends as of words for people", words: []string{"prompt", "message", "msg", "text", "title", "description", "hint", "help", "error", "err", "placeholder", "usage", "doc", "comment", "warning", "info"}},
	{sign: "the name ends as of an example", words: []string{"test", "example", "sample", "demo", "dummy", "fake", "mock"}},
	{sign: "the name ends as of a value", words: []string{"value", "data", "string", "str", "default", "prod", "production", "dev", "staging", "old", "new"}},
}

// verbs begin names of functions and switches.
var verbs = []string{
	"get", "set", "is", "has", "use", "reset", "enable", "disable", "create", "delete", "update", "generate", "gen", "check", "validate",
	"verify", "require", "allow", "ignore", "no", "skip", "new", "make", "parse", "read", "find", "err", "with", "add", "remove", "show", "forgot", "change",
}

// nameSigns say what a name says.
func nameSigns(name string) []string {
	words := Words(name)
	if len(words) == 0 {
		return []string{"no name says what it is"}
	}
	signs := []string{roleOf(words)}
	last := strings.TrimRight(words[len(words)-1], "0123456789")
	if last == "" && len(words) > 1 {
		last = words[len(words)-2]
	}
	for _, t := range tails {
		if slices.Contains(t.words, last) {
			signs = append(signs, t.sign)
		}
	}
	if len(words) > 1 && slices.Contains(verbs, words[0]) {
		signs = append(signs, "the name begins as of an act")
	}
	switch len(words) {
	case 1:
		signs = append(signs, "the name is one word")
	case 2, 3:
	default:
		signs = append(signs, "the name is long")
	}
	if name == strings.ToUpper(name) {
		signs = append(signs, "the name is in capitals")
	}
	return signs
}

// Role is the sign that a name's role gives, or empty where it has none.
func Role(name string) string {
	if sign := roleOf(Words(name)); sign != noRole {
		return sign
	}
	return ""
}

const (
	noRole       = "is named as nothing secret"
	passwordRole = "is named as a password" //nolint:gosec // a sign's name
)

func roleOf(words []string) string {
	for _, r := range roles {
		for i, w := range words {
			w = strings.TrimRight(w, "0123456789")
			if slices.Contains(r.words, w) || slices.ContainsFunc(r.ends, func(end string) bool { return len(w) > len(end) && strings.HasSuffix(w, end) }) {
				return r.sign
			}
			if i > 0 && slices.Contains(r.pairs, words[i-1]+w) {
				return r.sign
			}
		}
	}
	return noRole
}

func isLetter(c byte) bool { return isLower(c) || isUpper(c) }
func isLower(c byte) bool  { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// Kind is what kind of secret a candidate's name says that it is.
func Kind(c Candidate) string {
	if c.Given == UserInfo {
		return "password"
	}
	switch Role(c.Name) {
	case passwordRole:
		return "password"
	case "is named as a private key", "is named as a key":
		return "key"
	case "is named as a secret":
		return "secret"
	}
	return "token"
}
