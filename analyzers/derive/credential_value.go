package derive

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// isSecret reports a value that may be a secret: one that is written here, and
// is no reference, path or flag.
func isSecret(kind string, t source.Text) bool {
	value := t.Reveal()
	if !t.Known() || len(value) < 3 || strings.TrimSpace(value) == "" {
		return false
	}
	switch kind {
	case typeAccessKey:
		return isKeyID(value)
	case typeSecretKey:
		if len(value) == 40 {
			return true // base64 may look like a path
		}
	}
	return !isReference(value) && !isPath(value) && !isFlag(value) && !holdsNoSecret(t)
}

// holdsNoSecret reports a document of which no member is named as a secret is,
// such as credentials that say only of what type they are.
func holdsNoSecret(t source.Text) bool {
	if !t.HasPrefix("{") {
		return false
	}
	document := readJSON(t)
	return document != nil && !namesSecret(document, maxNesting)
}

func namesSecret(v *fact.Value, depth int) bool {
	if depth == 0 {
		return true
	}
	for _, e := range v.Entries {
		name := e.Name.Reveal()
		if _, ok := secretName(name); ok || strings.HasPrefix(name, "private_key") || namesSecret(e.Value, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.Items, func(item *fact.Value) bool { return namesSecret(item, depth-1) })
}

// isReference reports what templates and shells put a value in for.
func isReference(value string) bool {
	for _, prefix := range []string{
		"$", "`", "{{", "%{", "<%", "var.", "local.", "data.", "module.", "arn:", "secretref:", "vault:", "!vault", "ssm:", "op://",
		"keyring:", "env:", "ENC[",
	} {
		if strings.HasPrefix(value, prefix) && len(value) > len(prefix) {
			return true
		}
	}
	return strings.Contains(value, "${") || strings.Contains(value, "$(") || strings.Contains(value, "{{")
}

func isPath(value string) bool {
	for _, prefix := range []string{"/", "./", "../", "~/", "@/", "@.", "file:", "fileb:", `C:\`} {
		if strings.HasPrefix(value, prefix) {
			return true
		}
	}
	switch path.Ext(value) {
	case ".pem", ".key", ".txt", ".json", ".yml", ".yaml", ".csv", ".crt", ".conf", ".env":
		return true
	}
	return false
}

func isFlag(value string) bool {
	switch strings.ToLower(value) {
	case "true", "false", "null", "none", "nil", "yes", "off", "disabled", "enabled", "prompt", "undefined", "empty":
		return true
	}
	return strings.HasPrefix(value, "--")
}

// isPlaceholder reports what stands in examples where a secret will be.
func isPlaceholder(value string) bool {
	lower := strings.ToLower(value)
	for _, word := range []string{
		"changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me", "placeholder", "example", "redacted", "dummy", "your-", "your_",
		"yourpassword", "yoursecret", "insert-", "insert_", "fixme", "todo", "sample", "not-a-real", "notreal", "fake", "mock", "xxxx", "****", "....",
		"0pn5j17hbgzht7jj3x82", // of the first S3 guide
	} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	switch lower {
	case "password", "passwd", "pass", "pwd", "secret", "token", "test", "testing", "foo", "bar", "foobar", "admin", "root", "user", "username",
		"mypassword", "mysecret", "mytoken", "string", "value", "key", "xxx", "abc", "none":
		return true
	}
	if strings.HasPrefix(value, "<") && strings.HasSuffix(value, ">") || strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]") {
		return true
	}
	return strings.Trim(lower, lower[:1]) == "" || namesItself(value) // one sign repeated
}

// namesItself reports values such as remotePassword, which only say what
// belongs in their place.
func namesItself(value string) bool {
	if strings.ContainsAny(value, "0123456789!$%&*+/=?@#^~") {
		return false
	}
	for _, word := range wordsOf(value) {
		switch word {
		case "password", "passwd", "passphrase", "pass", "secret", "token":
			return true
		}
	}
	return false
}

// isShortWord reports a word that a protocol fixes, as metadata services do
// in a header: no token is that short without a digit.
func isShortWord(value string) bool {
	return len(value) < 8 && strings.Trim(strings.ToLower(value), "abcdefghijklmnopqrstuvwxyz") == ""
}

// looksRandom reports a value of eight bytes or more with two kinds of signs,
// as passwords have, and no words joined by signs, as identifiers have.
func looksRandom(value string) bool {
	if len(value) < 8 || isJoinedWords(value) {
		return false
	}
	var lower, upper, digit, sign bool
	for i := range len(value) {
		switch c := value[i]; {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= '0' && c <= '9':
			digit = true
		case !strings.ContainsRune("-_./:", rune(c)):
			sign = true
		}
	}
	kinds := 0
	for _, has := range []bool{lower, upper, digit, sign} {
		if has {
			kinds++
		}
	}
	return kinds >= 2 && (digit || sign)
}

// isJoinedWords reports names such as my-app/db-v2: words and short numbers that
// signs join.
func isJoinedWords(value string) bool {
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("-_./:", r) })
	for _, part := range parts {
		stem := strings.TrimRight(part, "0123456789")
		if strings.ContainsFunc(stem, func(r rune) bool { return r < 'A' || r > 'Z' && r < 'a' || r > 'z' }) || len(part)-len(stem) > 2 {
			return false
		}
	}
	return len(parts) > 1
}

// userInfo finds the passwords in the URLs of a text: scheme://user:password@host.
func userInfo(t source.Text) []source.Text {
	var passwords []source.Text
	value := t.Reveal()
	for at := 0; ; {
		i := strings.Index(value[at:], "://")
		if i < 0 {
			return passwords
		}
		start := at + i + len("://")
		end := start
		for end < len(value) && !strings.ContainsRune("/?# \t\r\n\"'<>`,;|\\", rune(value[end])) {
			end++
		}
		at = start
		authority := value[start:end]
		host := strings.LastIndexByte(authority, '@')
		colon := strings.IndexByte(authority, ':')
		if colon < 0 || host < colon+2 || strings.HasSuffix(authority, "@") {
			continue
		}
		passwords = append(passwords, t.Slice(start+colon+1, start+host))
	}
}
