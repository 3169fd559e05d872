package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// The types of credentials that derive tells apart.
const (
	typeAccessKey = "aws-access-token" // the identifier of an access key
	typeSecretKey = "aws-secret-key"
	typePassword  = "password"
	typeToken     = "token"
	typeKey       = "key" // that signs or encrypts
)

// sinkCredentials emits the values that are given to something that takes a
// credential. Where a credential was found at the same place before, that one
// stays alone.
func sinkCredentials(p *fact.Project, emit fact.Emit) {
	s := &sinks{taken: map[stretch][]holding{}, emit: emit}
	for c := range fact.All[*fact.Credential](p) {
		s.take(c)
	}
	var resources []*fact.Resource
	var commands []*fact.Command
	var calls []*fact.Call
	var literals []*fact.Literal
	for _, f := range p.Facts() {
		switch f := f.(type) {
		case *fact.Resource:
			resources = append(resources, f)
		case *fact.Command:
			commands = append(commands, f)
		case *fact.Call:
			calls = append(calls, f)
		case *fact.Literal:
			literals = append(literals, f)
		default: // holds no value that is given to something
		}
	}
	for held := range credentialTexts(p) {
		s.file(held)
	}
	for held := range textsOf(p, isToolFile) {
		s.toolFile(held)
	}
	for _, r := range resources {
		s.resource(r)
	}
	for _, c := range commands {
		s.command(c)
	}
	for _, c := range calls {
		s.call(c)
	}
	for _, l := range literals {
		s.named(l.Name, l.Value, l)
		s.urls(l.Value, l.Name, l)
	}
}

// sinks emits each value once.
type sinks struct {
	taken map[stretch][]holding
	emit  fact.Emit
}

// stretch is a part of a file, by which what overlaps is found fast.
type stretch struct {
	file   *source.File
	number int
}

const stretchBytes = 256

// holding is a place with the credential that stands there.
type holding struct {
	span source.Span
	by   *fact.Credential
}

// take notes where a credential stands.
func (s *sinks) take(c *fact.Credential) {
	for _, span := range c.Value.Spans() {
		for n := span.Start / stretchBytes; n <= span.End/stretchBytes; n++ {
			s.taken[stretch{span.File, n}] = append(s.taken[stretch{span.File, n}], holding{span, c})
		}
	}
}

// at is the credential that stands where a value does, or nil.
func (s *sinks) at(value source.Text) *fact.Credential {
	for _, span := range value.Spans() {
		for n := span.Start / stretchBytes; n <= span.End/stretchBytes; n++ {
			for _, other := range s.taken[stretch{span.File, n}] {
				if span.Start < other.span.End && other.span.Start < span.End {
					return other.by
				}
			}
		}
	}
	return nil
}

// found is a value that reached a sink.
type found struct {
	kind       string
	value      source.Text
	name       source.Text
	sink       string
	confidence fact.Confidence // that the sink takes it as a secret
	evidence   string
	certainty  fact.Certainty
}

// credential emits a value, unless it says by itself that it is none. What was
// found at the place before gets the sink.
func (s *sinks) credential(f found, parent fact.Fact) {
	at := f.value.Span()
	if at.IsZero() || !isSecret(f.kind, f.value) {
		return
	}
	if c := s.at(f.value); c != nil {
		if c.Sink == "" {
			c.Sink, c.Confidence = f.sink, max(c.Confidence, f.sure())
		}
		return
	}
	signs, confidence, _ := evidence.Judge(evidence.Candidate{Name: knownText(f.name), Value: f.value.Reveal(), Path: at.File.Path(), Quoted: true})
	if f.sink != "" {
		confidence = f.sure()
	}
	c := &fact.Credential{
		Node: fact.NewNode(at, parent, f.certainty), Type: f.kind, Value: f.value, Name: f.name, Sink: f.sink,
		Confidence: confidence, Evidence: signs, Example: evidence.StandsForOne(f.value.Reveal()),
	}
	if c.Example {
		c.Confidence = fact.Low
	}
	s.take(c)
	s.emit(c)
}

// sure is how sure the sink alone makes a value: what takes it decides, however
// weak it looks, unless it says that it is none.
func (f found) sure() fact.Confidence {
	switch value := f.value.Reveal(); {
	case evidence.StandsForOne(value):
		return fact.Low
	case known.ExemplaryPath(f.value.Span().File.Path()):
		// Tests and examples make words up, but what looks random may have been
		// copied from somewhere.
		if !looksRandom(value) {
			return fact.Low
		}
		return max(f.confidence-1, fact.Low)
	}
	return f.confidence
}

// resource reads what a provider or a resource is given.
func (s *sinks) resource(r *fact.Resource) {
	switch kind, name, _ := strings.Cut(r.Type, "."); {
	case kind == "provider" || kind == "backend":
		s.schema(r, kind+" "+name)
		s.attributes(r.Body, r, kind+" "+name, fact.Always, maxNesting)
	case kind == "variable":
		s.variable(r)
	case strings.HasPrefix(r.Type, "kubernetes/"):
		s.manifest(r)
	case strings.Contains(r.Type, "_"):
		s.schema(r, r.Type)
		s.attributes(r.Body, r, r.Type, fact.Always, maxNesting)
	}
}

func (s *sinks) attributes(body *fact.Value, r *fact.Resource, sink string, certainty fact.Certainty, depth int) {
	if body == nil || depth == 0 {
		return
	}
	for _, e := range body.Entries {
		for v := range leaves(e.Value) {
			held := max(certainty, v.certainty)
			kind, ok := secretAttribute(e.Name.Reveal())
			switch {
			case v.Form == fact.Scalar && ok:
				s.credential(found{
					kind: kind, value: v.Text, name: e.Name, sink: sink, confidence: givenShape(kind, v.Text), certainty: held,
					evidence: "given to " + sink + " as " + e.Name.Reveal(),
				}, r)
			case v.Form == fact.Block:
				s.attributes(v.Value, r, sink, held, depth-1)
			}
		}
	}
}

// givenShape is how sure a value is that a provider is given. Secret keys of
// other clouds have other lengths, but none is short.
func givenShape(kind string, value source.Text) fact.Confidence {
	if kind == typeSecretKey && value.Len() < 16 {
		return fact.Low
	}
	return fact.High
}

// secretAttribute tells what an attribute holds whose name says that it is a
// secret. Objects are not looked into: their keys are the user's own.
func secretAttribute(name string) (kind string, ok bool) {
	switch name {
	case "access_key", "access_key_id":
		return typeAccessKey, true
	case "secret_key", "secret_access_key":
		return typeSecretKey, true
	case "password", "master_password", "admin_password", "administrator_login_password", "administrator_password",
		"root_password", "user_password", "replica_password", "default_password", "wallet_password", "safe_mode_administrator_password",
		"secret_string", "client_secret", "passphrase", "auth_password", "smtp_password":
		return typePassword, true
	case "token", "auth_token", "api_token", "access_token", "bearer_token", "api_key", "app_key", "oauth_token", "github_token",
		"api_secret", "shared_secret", "pre_shared_key", "tunnel1_preshared_key", "tunnel2_preshared_key", "account_key":
		return typeToken, true
	}
	return "", false
}

// named judges a variable by its name: that of a known variable, or one that
// ends in a word such as password.
func (s *sinks) named(name, value source.Text, parent fact.Fact) {
	key := knownText(name)
	if kind, program, ok := environmentSecret(key); ok {
		s.credential(found{
			kind: kind, value: value, name: name, sink: program, confidence: awsShape(kind, value), evidence: "the variable's name",
		}, parent)
		return
	}
	kind, ok := secretName(key)
	if !ok || strings.Contains(value.Reveal(), "://") || strings.ContainsAny(value.Reveal(), " \t\r\n") {
		return
	}
	confidence := fact.Low
	if looksRandom(value.Reveal()) {
		confidence = fact.Medium
	}
	s.credential(found{kind: kind, value: value, name: name, confidence: confidence, evidence: "the variable's name"}, parent)
}

// environmentSecret knows the variables that programs take credentials from.
func environmentSecret(name string) (kind, program string, ok bool) {
	upper := strings.ToUpper(strings.TrimPrefix(name, "TF_VAR_"))
	switch upper {
	case "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWSACCESSKEYID", "AWS_ROOT_ACCESS_KEY", "AWS_ROOT_ACCESS_KEY_ID", "EC2_ACCESS_KEY":
		return typeAccessKey, "aws", true
	case "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWSSECRETKEY", "AWS_ROOT_SECRET_ACCESS_KEY", "AWS_ROOT_SECRET_KEY", "EC2_SECRET_KEY":
		return typeSecretKey, "aws", true
	case "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN":
		return typeToken, "aws", true
	case "PGPASSWORD":
		return typePassword, "psql", true
	case "MYSQL_PWD":
		return typePassword, "mysql", true
	case "SSHPASS":
		return typePassword, "sshpass", true
	case "REDISCLI_AUTH":
		return typePassword, "redis-cli", true
	case "RESTIC_PASSWORD", "BORG_PASSPHRASE":
		return typePassword, strings.ToLower(upper[:strings.IndexByte(upper, '_')]), true
	}
	return "", "", false
}

// awsShape is how sure a value of an AWS variable is: keys have a fixed form.
func awsShape(kind string, value source.Text) fact.Confidence {
	raw := value.Reveal()
	switch kind {
	case typeAccessKey:
		switch {
		case !isKeyID(raw):
			return fact.Low
		case !strings.HasPrefix(raw, "AKIA") && !strings.HasPrefix(raw, "ASIA"):
			return fact.Medium
		}
	case typeSecretKey:
		if len(raw) != 40 {
			return fact.Low
		}
	}
	return fact.High
}

// isKeyID reports the form of an access key's identifier, of any age.
func isKeyID(s string) bool {
	return len(s) == 20 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// secretName reads a name that ends in a word for a secret: db_password,
// apiToken, SECRET_2.
func secretName(name string) (kind string, ok bool) {
	words := wordsOf(name)
	for len(words) > 1 && isSuffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return "", false
	}
	before := ""
	if len(words) > 1 {
		before = words[len(words)-2]
	}
	switch last := words[len(words)-1]; last {
	case "password", "passwd", "passphrase", "pwd", "passwort":
		return typePassword, true
	case "secret", "token", "apikey":
		return typeToken, true
	case "key":
		return typeToken, before == "api" || before == "secret" || before == "access" || before == "auth"
	}
	return "", false
}

// isSuffix reports the words that tell apart variables of one meaning.
func isSuffix(word string) bool {
	switch word {
	case "prod", "production", "dev", "test", "staging", "old", "new", "default", "value":
		return true
	}
	return strings.Trim(word, "0123456789") == ""
}

// wordsOf splits a name at signs, and where a capital follows a small letter.
func wordsOf(name string) []string {
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= 'A' && c <= 'Z':
			if i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				b.WriteByte(' ')
			}
			b.WriteByte(c + 'a' - 'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// baseOf is the last part of a path, of any system.
func baseOf(p string) string { return path.Base(strings.ReplaceAll(p, `\`, "/")) }
