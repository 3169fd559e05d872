package evidence

import (
	"math"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// valueSigns say how a value is built.
func valueSigns(value, name string) []string {
	s := []string{lengthSign(len(value)), alphabetSign(value)}
	if sign := chanceSign(value); sign != "" {
		s = append(s, sign)
	}
	if len(value) >= 16 {
		s = append(s, entropySign(Entropy(value)))
	}
	return append(s, shapeSigns(value, name)...)
}

// bin is a step of a measure.
type bin[T int | float64] struct {
	below T
	sign  string
}

func binOf[T int | float64](bins []bin[T], measure T) string {
	for _, b := range bins {
		if measure < b.below {
			return b.sign
		}
	}
	return ""
}

func lengthSign(n int) string {
	return binOf([]bin[int]{
		{4, "is shorter than 4 signs"},
		{6, "has 4 or 5 signs"},
		{8, "has 6 or 7 signs"},
		{12, "has 8 to 11 signs"},
		{20, "has 12 to 19 signs"},
		{32, "has 20 to 31 signs"},
		{48, "has 32 to 47 signs"},
		{128, "has 48 to 127 signs"},
		{math.MaxInt, "has 128 signs or more"},
	}, n)
}

func entropySign(bits float64) string {
	return binOf([]bin[float64]{
		{2.5, "has little entropy"}, {3.2, "has some entropy"}, {3.8, "has middling entropy"}, {4.4, "has high entropy"}, {math.Inf(1), "has very high entropy"},
	}, bits)
}

// Entropy is Shannon's, in bits a byte.
func Entropy(s string) float64 {
	if s == "" {
		return 0
	}
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	sum := 0.0
	for _, n := range counts {
		if n > 0 {
			share := float64(n) / float64(len(s))
			sum -= share * math.Log2(share)
		}
	}
	return sum
}

// alphabet counts the kinds of signs in a value.
type alphabet struct{ lower, upper, digit, joint, strong, blank, other int }

func alphabetOf(value string) (a alphabet) {
	for i := range len(value) {
		switch c := value[i]; {
		case isLower(c):
			a.lower++
		case isUpper(c):
			a.upper++
		case isDigit(c):
			a.digit++
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			a.blank++
		case strings.IndexByte("-_./:", c) >= 0:
			a.joint++
		case c > ' ' && c < 0x7f:
			a.strong++
		default:
			a.other++
		}
	}
	return a
}

func alphabetSign(value string) string {
	a := alphabetOf(value)
	switch {
	case a.other > 0:
		return "holds signs beyond ASCII"
	case a.blank > 0:
		return "holds blanks"
	case isHex(value) && a.digit > 0 && a.lower+a.upper > 0 && len(value) >= 16:
		return "is hexadecimal"
	case a.strong > 0 && a.digit > 0 && a.lower+a.upper > 0:
		return "mixes letters, digits and signs"
	case a.strong > 0:
		return "holds signs that names do not have"
	case a.joint > 0 && a.digit > 0:
		return "is letters and digits, joined"
	case a.joint > 0:
		return "is letters, joined"
	case a.digit > 0 && a.lower > 0 && a.upper > 0:
		return "mixes cases and digits"
	case a.digit > 0 && a.lower+a.upper > 0:
		return "is letters and digits"
	case a.digit > 0:
		return "is digits alone"
	case a.lower > 0 && a.upper > 0:
		return "is letters of both cases"
	case a.upper > 0:
		return "is capitals alone"
	}
	return "is small letters alone"
}

func isHex(value string) bool { return strings.Trim(value, "0123456789abcdefABCDEF") == "" }

// chanceSign tells letters that follow each other as in words from those that
// do as by chance.
func chanceSign(value string) string {
	rarity, pairs := 0, 0
	for i := 1; i < len(value); i++ {
		a, b := value[i-1]|0x20, value[i]|0x20
		if isLower(a) && isLower(b) {
			rarity += int(pairRarity[int(a-'a')*26+int(b-'a')] - '0')
			pairs++
		}
	}
	if pairs < 2 {
		return ""
	}
	return binOf([]bin[float64]{
		{3.4, "reads like a word"},
		{4, "reads much like a word"},
		{4.6, "reads a little like a word"},
		{5.3, "reads little like a word"},
		{math.Inf(1), "reads like chance"},
	}, float64(rarity)/float64(pairs))
}

// shape is a form that values other than secrets have.
type shape struct {
	sign string
	is   func(value, name string) bool
}

var shapes = []shape{
	{"refers to a value elsewhere", func(v, _ string) bool { return IsReference(v) }},
	{"is a path", func(v, _ string) bool { return isPath(v) }},
	{"is a URL", func(v, _ string) bool { return strings.Contains(v, "://") }},
	{"is a switch", func(v, _ string) bool { return slices.Contains(switches, strings.ToLower(v)) }},
	{"is a placeholder", func(v, _ string) bool { return IsPlaceholder(v) }},
	{"is a word that stands for one", func(v, _ string) bool {
		return slices.Contains(commonWords, strings.Trim(strings.ToLower(v), "0123456789"))
	}},
	{"says its own name", namesItself},
	{"is several words", func(v, _ string) bool { return isIdentifier(v) && len(Words(v)) > 1 }},
	{"is dotted words", isDotted},
	{"is words that signs join", func(v, _ string) bool { return IsJoinedWords(v) }},
	{"is a call", func(v, _ string) bool {
		return strings.HasSuffix(v, ")") && strings.Contains(v, "(") || strings.HasSuffix(v, "(")
	}},
	{"has a format's verb", func(v, _ string) bool { return containsAny(v, []string{"%s", "%d", "%v", "%q", "%x", "{}", "{0}"}) }},
	{"is a UUID", func(v, _ string) bool { return isUUID(v) }},
	{"has the length of a digest", func(v, _ string) bool { return isHex(v) && slices.Contains([]int{32, 40, 56, 64, 96, 128}, len(v)) }},
	{"repeats", func(v, _ string) bool { return repeats(v) }},
	{"counts up", func(v, _ string) bool { return countsUp(v) }},
	{"is a date, version or address", func(v, _ string) bool { return isNumberish(v) }},
	{"is a digest in crypt's form", func(v, _ string) bool { return isCrypt(v) }},
	{"is a public key", func(v, _ string) bool { return isPublicKey(v) }},
	{"ends in base64's padding", func(v, _ string) bool { return strings.HasSuffix(v, "=") && len(v)%4 == 0 && len(v) >= 12 }},
	{"is bracketed", func(v, _ string) bool { return v != "" && strings.IndexByte("<[{(", v[0]) >= 0 }},
	{"begins with a sign", func(v, _ string) bool { return v != "" && strings.IndexByte("-*&!.,;:|\\@#%/=+", v[0]) >= 0 }},
	{"ends with a sign", func(v, _ string) bool { return v != "" && strings.IndexByte("-*&.,;:|\\@%/([{", v[len(v)-1]) >= 0 }},
	{"is known from lists of weak passwords", func(v, _ string) bool { return slices.Contains(weakPasswords, strings.ToLower(v)) }},
}

func shapeSigns(value, name string) (signs []string) {
	for _, s := range shapes {
		if s.is(value, name) {
			signs = append(signs, s.sign)
		}
	}
	return signs
}

// isNone reports what no name makes a secret: a reference, a public key, a digest,
// a number, one sign that fills a field, and what a name that says nothing holds.
func isNone(c Candidate) bool {
	role := roleOf(Words(c.Name))
	switch {
	case c.Form == Any && c.Given != UserInfo && role == noRole,
		!c.Quoted && c.Given != UserInfo && (strings.HasPrefix(c.Value, "-") || isIdentifier(c.Value) && wordFollows(c.Behind)), // an option; a sentence
		strings.ContainsRune(c.Value, source.Hole), !c.Quoted && strings.HasPrefix(c.Behind, "("),
		role != passwordRole && strings.Trim(c.Value, "0123456789") == "",
		role == "is named as a key" && len(c.Value) == 40 && strings.Trim(c.Value, "0123456789ABCDEF") == "": // of a PGP key
		return true
	}
	for _, mark := range digestMarks {
		if strings.HasSuffix(c.Before, mark) || strings.HasPrefix(c.Value, mark) {
			return true
		}
	}
	return IsReference(c.Value) || isSealed(c.Value) || c.Place == Plain && expands(c.Value) || isIdentity(c.Value) || isPublicKey(c.Value) || isCrypt(c.Value) ||
		isKeyFile(c.Value) || c.Value != "" && strings.Trim(c.Value, c.Value[:1]) == ""
}

var digestMarks = []string{"h1:", "sha1:", "sha256:", "sha512:", "sha256-", "sha512-", "sha384-", "md5:", "SHA256:"}

// expands reports a variable of a shell inside a value.
func expands(value string) bool {
	for i := range len(value) - 3 {
		if value[i] == '$' && (isLetter(value[i+1]) || value[i+1] == '_') && (isLetter(value[i+2]) || value[i+2] == '_') && (isLetter(value[i+3]) || value[i+3] == '_') {
			return true
		}
	}
	return false
}

// isIdentity reports the ID of a user, role or group of AWS, which opens nothing.
func isIdentity(value string) bool {
	return len(value) == 20 && slices.Contains([]string{"AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "ASCA"}, value[:4])
}

// IsReference reports what templates, shells and secret stores put a value in
// for.
func IsReference(value string) bool {
	for _, prefix := range []string{
		"$", "`", "{{", "%{", "<%", "var.", "local.", "data.", "module.", "arn:", "secretref:", "vault:", "!vault", "ssm:", "op://",
		"keyring:", "env:", "ENC[", "!Ref", "!Sub", "!GetAtt", "Fn::", "process.env", "os.environ", "os.Getenv", "System.getenv", "ENV[", "@@", "__",
	} {
		if strings.HasPrefix(value, prefix) && len(value) > len(prefix) {
			return true
		}
	}
	return containsAny(value, []string{"${", "$(", "{{", "<%=", "%("}) || isWrapped(value, "%") || isWrapped(value, "@")
}

// isWrapped reports a name between two signs, as in %NAME% and @NAME@/x.
func isWrapped(value, sign string) bool {
	rest, found := strings.CutPrefix(value, sign)
	name, _, closed := strings.Cut(rest, sign)
	return found && closed && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func isPath(value string) bool {
	for _, prefix := range []string{"/", "./", "../", "~/", "@/", "@.", "file:", "fileb:", `C:\`} {
		if strings.HasPrefix(value, prefix) && strings.IndexByte(value, '=') < 0 {
			return true
		}
	}
	dot := strings.LastIndexByte(value, '.')
	return dot > 0 && slices.Contains(extensions, strings.ToLower(value[dot+1:]))
}

// isKeyFile reports a path to a file that holds a key or certificate, however
// much like chance its name reads: /root/pk-….pem.
func isKeyFile(value string) bool {
	name := value[strings.LastIndexByte(value, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	return dot > 0 && len(name) < len(value) && isPath(value) && slices.Contains([]string{"pem", "key", "crt", "cer", "p12", "pfx", "jks", "ppk", "pub"}, name[dot+1:])
}

var extensions = []string{
	"pem", "key", "txt", "json", "yml", "yaml", "csv", "crt", "cer", "conf", "env", "go", "py", "js", "ts", "java", "rb", "php", "sh", "html",
	"md", "xml", "p12", "pfx", "jks", "pub", "properties", "ini", "toml", "sock", "log", "com", "org", "net", "io",
}

var switches = []string{
	"true", "false", "null", "none", "nil", "yes", "no", "on", "off", "disabled", "enabled", "prompt", "undefined", "empty", "optional", "required", "always",
	"never", "default", "auto", "string", "str", "int", "bool", "boolean", "object", "number", "byte", "bytes", "text", "list", "map", "array", "any",
	"varchar", "integer", "nullptr", "ask", "asksame", "changeit", "self", "this", "void", "char", "float", "function", "async", "await", "return", "new",
}

// commonWords stand where a secret would, in examples and tests.
var commonWords = []string{
	"password", "passwd", "pass", "pwd", "secret", "token", "test", "testing", "foo", "bar", "baz", "foobar", "admin", "root", "user", "username",
	"mypassword", "mysecret", "mytoken", "mykey", "value", "key", "xxx", "abc", "abcd", "hello", "world", "auth", "basic", "bearer", "sample", "demo", "dummy",
	"fake", "invalid", "bad", "wrong", "good", "some", "example", "changeit", "changeme", "a", "b", "c", "x", "y", "z", "t", "s", "k", "p",
	"u", "i", "n", "m", "d", "e", "f", "h", "v", "data", "nokey", "apikey", "login", "credentials", "private", "public", "server", "client", "guest",
	"postgres", "mysql", "redis", "rabbitmq", "mongo", "oracle", "docker", "ubuntu", "vagrant", "travis", "github", "nopass", "somepassword", "testpassword",
}

// weakPasswords are among the first of every published list.
var weakPasswords = []string{
	"123456", "1234567", "12345678", "123456789", "1234567890", "12345", "1234", "111111", "000000", "qwerty", "qwerty123", "abc123", "password1",
	"password123", "passw0rd", "p@ssw0rd", "p@ssword", "letmein", "welcome", "welcome1", "admin123", "root123", "iloveyou", "monkey", "dragon", "1q2w3e4r",
	"changeme", "secret123", "pass123", "test123", "hunter2", "toor", "master", "supersecret", "s3cr3t", "sup3rs3cr3t", "correcthorsebatterystaple",
}

// maxPlaceholder bounds what is searched for words: in a long key they stand by
// chance.
const maxPlaceholder = 160

// IsPlaceholder reports what stands in examples where a secret will be.
func IsPlaceholder(value string) bool {
	if known.DocumentationKey(value) {
		return true
	}
	if len(value) > maxPlaceholder {
		return false
	}
	lower := strings.ToLower(value)
	if containsAny(lower, []string{
		"changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me", "replace_with", "placeholder", "example", "redacted", "dummy", "your-",
		"your_", "yourpassword", "yoursecret", "yourkey", "yourtoken", "insert-", "insert_", "fixme", "todo", "sample", "not-a-real", "notreal", "fake", "mock",
		"xxxx", "****", "....", "enter-", "enter_", "put-", "user_value", "put_", "<", "...",
	}) {
		return true
	}
	return value != "" && strings.Trim(lower, lower[:1]) == ""
}

// StandsForOne reports a value that only says that a secret belongs there: a
// placeholder, a word such as "password", a name of one.
func StandsForOne(value string) bool {
	return IsPlaceholder(value) || slices.Contains(commonWords, strings.ToLower(value)) || namesItself(value, "")
}

// namesSecret reports several words of which one says that a secret belongs in
// their place: remotePassword, MY_API_KEY.
func namesSecret(value string) bool {
	return isIdentifier(value) && len(Words(value)) > 1 && roleOf(Words(value)) != noRole
}

// IsShortWord reports a word that a protocol fixes, as metadata services do in a
// header: no token is that short without a digit.
func IsShortWord(value string) bool {
	a := alphabetOf(value)
	return len(value) < 8 && a.lower+a.upper == len(value)
}

// namesItself reports values such as remotePassword, which only say what
// belongs in their place, and those that are their own name.
func namesItself(value, name string) bool {
	if name != "" && strings.EqualFold(value, name) || len(value) > 3 && strings.Contains(strings.ToLower(name), strings.ToLower(value)) {
		return true
	}
	return isIdentifier(value) && roleOf(Words(value)) != noRole
}

func isIdentifier(value string) bool {
	return value != "" && strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_- ") == ""
}

func isDotted(value, _ string) bool {
	parts := strings.Split(value, ".")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !isIdentifier(p) || len(p) > 24 })
}

// IsJoinedWords reports names such as my-app/db-v2: words and short numbers that
// signs join.
func IsJoinedWords(value string) bool {
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("-_./:", r) })
	for _, part := range parts {
		stem := strings.TrimRight(part, "0123456789")
		if strings.ContainsFunc(stem, func(r rune) bool { return r < 'A' || r > 'Z' && r < 'a' || r > 'z' }) || len(part)-len(stem) > 2 {
			return false
		}
	}
	return len(parts) > 1
}

func isUUID(v string) bool {
	return len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-' && isHex(strings.ReplaceAll(v, "-", ""))
}

// repeats reports a value in which one sign, or one short piece, fills most.
func repeats(v string) bool {
	if len(v) < 6 {
		return false
	}
	for n := 1; n <= len(v)/3; n++ {
		if v[n:] == v[:len(v)-n] {
			return true
		}
	}
	return false
}

// countsUp reports runs such as 12345 and abcdef.
func countsUp(v string) bool {
	run, longest := 1, 1
	for i := 1; i < len(v); i++ {
		if v[i] == v[i-1]+1 {
			run++
		} else {
			run = 1
		}
		longest = max(longest, run)
	}
	return longest >= 5 || longest >= 3 && longest*2 > len(v)
}

func isNumberish(v string) bool {
	return len(v) > 3 && strings.ContainsAny(v, ".-:/") && strings.Trim(v, "0123456789.-:/vTZ+") == ""
}

func isCrypt(v string) bool {
	for _, prefix := range []string{"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$argon2", "$apr1$", "$pbkdf2", "{SSHA}", "{SHA}", "pbkdf2_", "sha256$", "$y$"} {
		if strings.HasPrefix(v, prefix) {
			return true
		}
	}
	return false
}

func isPublicKey(v string) bool {
	return containsAny(v, []string{"ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2", "BEGIN PUBLIC", "BEGIN CERTIFICATE", "BEGIN RSA PUBLIC"}) ||
		strings.HasPrefix(v, "RW") && len(v) == 56 || strings.HasPrefix(v, "age1") || strings.HasPrefix(v, "pk_")
}
