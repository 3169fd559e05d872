package secret

import (
	"fmt"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// credential makes the fact of a finding, or nil where nothing is left of the
// secret once its quotes and name are off.
func (f *finding) credential(text source.Text, value, path string, parent fact.Fact) *fact.Credential {
	if f.wholeSource {
		at := text.Span()
		at.End = at.Start
		return &fact.Credential{
			Node: fact.NewNode(at, parent, fact.Always), Type: f.rule.id, Confidence: fact.Medium,
			Evidence: []string{"the file's name"},
		}
	}
	from, to := f.bare(value)
	if from >= to {
		return nil
	}
	secret := text.Slice(from, to)
	c := &fact.Credential{
		Node: fact.NewNode(secret.Span(), parent, fact.Always), Type: f.rule.id, Value: secret,
		Name: nameBefore(text, value, from), Confidence: fact.Medium, Evidence: f.evidence(value[from:to]),
		Example: placeholder(value[from:to]) || ofAWS(f.rule) && known.DocumentationKey(value[from:to]),
	}
	if f.rule.marked {
		c.Confidence = fact.High
	}
	if known.ExemplaryPath(path) {
		c.Confidence = max(fact.Low, c.Confidence-1)
		c.Evidence = append(c.Evidence, "the path is one of tests or examples")
	}
	if c.Example {
		c.Confidence = fact.Low
		c.Evidence = append(c.Evidence, "the value is one of documentation")
	}
	if why := f.chance(value, from, to); why != "" {
		c.Confidence = fact.Low
		c.Evidence = append(c.Evidence, why)
	}
	return c
}

// chance tells why a match is most likely no secret, and nothing where it may
// well be one.
func (f *finding) chance(text string, from, to int) string {
	value := text[from:to]
	switch {
	case strings.HasPrefix(value, "$(") || strings.HasPrefix(value, "`"):
		return "a command prints the value"
	case f.rule.id != genericRule:
		return ""
	case strings.HasSuffix(text[:from], " h1:"): // of go.sum
		return "the value is a checksum"
	case isEmptyAssignment(value):
		return "the value is the name of the next variable"
	case apiInsideWord(text[f.start:from]):
		return "no word of the name speaks of a secret"
	}
	return ""
}

// isEmptyAssignment reports `next_name=` behind `name= `: neither has a value.
func isEmptyAssignment(value string) bool {
	name, found := strings.CutSuffix(value, "=")
	return found && strings.Contains(name, "_") && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// apiInsideWord reports a name that the rule only took for the letters of a
// longer word, such as MAPID.
func apiInsideWord(name string) bool {
	lower := strings.ToLower(name)
	if containsAny(lower, []string{"access", "auth", "credential", "creds", "key", "passw", "secret", "token"}) {
		return false
	}
	at := strings.Index(lower, "api")
	return at > 0 && at+len("api") < len(name) && sameCase(name[at-1:at+len("api")+1])
}

func sameCase(word string) bool {
	return strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == "" || strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func ofAWS(r *rule) bool { return strings.HasPrefix(r.id, "aws-") }

func (f *finding) evidence(value string) []string {
	words := []string{"gitleaks' rule " + f.rule.id}
	if f.rule.catalog == ownCatalog {
		words[0] = "an AWS name or key ID beside it"
	}
	if f.rule.marked && f.rule.catalog == gitleaksCatalog {
		words = append(words, "the format of the value")
	}
	return append(words, fmt.Sprintf("%.1f bits of entropy a character", entropy(value)))
}

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

// placeholder reports a value that stands for one.
func placeholder(value string) bool {
	value = strings.ToLower(value)
	if strings.HasPrefix(value, "<") && strings.HasSuffix(value, ">") {
		return true
	}
	return containsAny(value, []string{
		"example", "xxxx", "changeme", "change-me", "change_me", "placeholder", "replaceme", "replace-me", "replace_me",
		"your-", "your_", "yourkey", "yoursecret", "yourtoken", "dummy", "1234567890", "abcdefgh", "00000000", "insert-", "redacted", "notreal", "fake",
	})
}
