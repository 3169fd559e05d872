package derive

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
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

// looksRandom reports a value of eight bytes or more with two kinds of signs,
// as passwords have, and no words joined by signs, as identifiers have.
func looksRandom(value string) bool {
	if len(value) < 8 || evidence.IsJoinedWords(value) {
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
