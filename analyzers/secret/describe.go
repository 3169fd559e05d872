package secret

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// bare is the place of the secret alone, where a rule's group holds more.
func (f *finding) bare(text string) (from, to int) {
	from, to = f.from, f.to
	switch f.rule.id {
	case "microsoft-teams-webhook": // its group is a part of the address
		return f.start, f.end
	case "hashicorp-tf-password":
		return unquote(text, from, to)
	case "kubernetes-secret-yaml":
		if i := strings.IndexByte(text[from:to], ':'); i >= 0 {
			from += i + 1
		}
		from += len(text[from:to]) - len(strings.TrimLeft(text[from:to], " \t\r\n|>-+"))
		return unquote(text, from, to)
	case "curl-auth-user": // USER:PASSWORD, where one may be empty
		from, to = unquote(text, from, to)
		i := strings.IndexByte(text[from:to], ':')
		switch {
		case i == to-from-1:
			return unquote(text, from, to-1)
		case i >= 0:
			return unquote(text, from+i+1, to)
		}
	}
	return from, to
}

// isEncrypted reports a private key that opens nothing without its passphrase:
// of PKCS #8 (RFC 5958), of RFC 1421, of OpenSSH (its PROTOCOL.key), whose
// magic word is followed by the cipher's name.
func isEncrypted(block string) bool {
	const (
		magic = "b3BlbnNzaC1rZXktdjEA" // openssh-key-v1\x00
		plain = "AAAABG5vbmU"          // the length of a name, and none
	)
	const head = 120 // bytes: the label and what comes before the key
	_, behind, found := strings.Cut(block, magic)
	block = block[:min(len(block), head)]
	return found && !strings.HasPrefix(behind, plain) || strings.Contains(block, "BEGIN ENCRYPTED ") || strings.Contains(block, "4,ENCRYPTED")
}

func unquote(text string, from, to int) (int, int) {
	if to-from >= 2 && text[from] == text[to-1] && (text[from] == '"' || text[from] == '\'') {
		return from + 1, to - 1
	}
	return from, to
}

// nameBefore is the variable, key or argument that a value at `at` is given to:
// the word before it, over quotes, spaces and operators on the same line.
func nameBefore(text source.Text, value string, at int) source.Text {
	const separators = "=>:,|?'\"`()[]{ \t\\"
	end := at
	for end > 0 && at-end < maxOperator && strings.IndexByte(separators, value[end-1]) >= 0 {
		end--
	}
	end = len(strings.TrimSuffix(value[:end], ":-")) // ${NAME:-value}
	start := end
	for start > 0 && end-start < maxName && isNameByte(value[start-1]) {
		start--
	}
	if end == at || start == end || end-start == maxName {
		return source.Text{}
	}
	return text.Slice(start, end)
}

func isNameByte(c byte) bool { return isWord(c) || c == '-' || c == '.' }

// named reports that AWS is named near a match, for rules whose names others
// use too: in the name itself, in the text around it, or in the path.
func (s *search) named(f finding) bool {
	if !f.rule.named {
		return true
	}
	const around = 400
	name := strings.ToLower(s.text[f.start:f.from])
	near := strings.ToLower(s.text[max(0, f.start-around):min(len(s.text), f.end+around)])
	return containsAny(name, []string{"aws", "access"}) ||
		containsAny(near, []string{"aws", "akia", "asia", "amazon", "s3", "boto", "access_key", "access-key"}) ||
		containsAny(strings.ToLower(s.path), []string{"s3", "boto", "aws"})
}
