package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// command reads what a program is given, by its own options.
func (s *sinks) command(c *fact.Command) {
	for _, a := range c.Env {
		s.named(a.Name, a.Value, c)
		s.urls(a.Value, a.Name, c)
	}
	if len(c.Argv) == 0 || !c.Argv[0].Known() {
		return
	}
	args := c.Argv[1:]
	program := path.Base(c.Argv[0].Reveal())
	switch program {
	case "aws":
		s.awsConfigure(c, args)
	case "curl":
		s.curl(c, sortArgs(args, curlGrammar))
	case "wget", "wget2":
		given := sortArgs(args, wgetGrammar)
		s.headers(c, "wget", given.all("header"))
	case "psql", "pg_dump", "pg_restore", "pg_basebackup", "createdb", "dropdb":
		for _, arg := range args {
			s.connection(c, program, arg)
		}
	case "expect":
		s.dialogs(c, args)
	}
	s.tool(c, program, args)
	s.input(c, program, args)
	s.longOptions(c, program, args)
	for _, arg := range args {
		s.urls(arg, source.Text{}, c)
	}
}

func hasWord(args []source.Text, word string) bool {
	for _, arg := range args {
		if arg.Equal(word) {
			return true
		}
	}
	return false
}

// given emits a value that a program's option takes.
func (s *sinks) given(c fact.Fact, kind, sink string, value, name source.Text) {
	s.credential(found{
		kind: kind, value: value, name: name, sink: sink, confidence: fact.High, evidence: "given to " + sink,
	}, c)
}

// awsConfigure reads `aws configure set aws_secret_access_key VALUE`.
func (s *sinks) awsConfigure(c *fact.Command, args []source.Text) {
	call := awsCallOf(args)
	if call.service != "configure" || call.operation != "set" {
		return
	}
	for i := range args {
		if !args[i].Equal("set") || i+2 >= len(args) {
			continue
		}
		switch name := args[i+1].Reveal(); name[strings.LastIndexByte(name, '.')+1:] {
		case "aws_access_key_id":
			s.given(c, typeAccessKey, "aws configure", args[i+2], args[i+1])
		case "aws_secret_access_key":
			s.given(c, typeSecretKey, "aws configure", args[i+2], args[i+1])
		case "aws_session_token":
			s.given(c, typeToken, "aws configure", args[i+2], args[i+1])
		}
	}
}

// curl reads `-u user:password`, tokens and headers.
func (s *sinks) curl(c *fact.Command, given givenArgs) {
	for _, option := range []string{"u", "user", "U", "proxy-user"} {
		for _, value := range given.all(option) {
			if user, password, found := value.Cut(":"); found {
				s.given(c, typePassword, "curl -u", password, user)
			}
		}
	}
	for _, option := range []string{"F", "form", "form-string"} {
		for _, value := range given.all(option) {
			for _, field := range pairs.secrets(value) {
				s.credential(found{kind: typePassword, value: field.value, name: field.name, sink: "curl -F", confidence: field.confidence, evidence: "given to curl -F"}, c)
			}
		}
	}
	for _, value := range given.all("oauth2-bearer") {
		s.given(c, typeToken, "curl --oauth2-bearer", value, source.Text{})
	}
	s.headers(c, "curl", append(given.all("H"), given.all("header")...))
}

// headers reads `Authorization: Bearer TOKEN` and the like.
func (s *sinks) headers(c *fact.Command, program string, headers []source.Text) {
	for _, header := range headers {
		if name, value, found := header.Cut(":"); found {
			s.header(c, program+" -H", name, value.TrimSpace())
		}
	}
}

// header reads one header, if it holds a credential.
func (s *sinks) header(by fact.Fact, sink string, name, value source.Text) {
	switch strings.ToLower(strings.TrimSpace(name.Reveal())) {
	case "authorization", "proxy-authorization":
		if _, rest, more := value.Cut(" "); more {
			value = rest.TrimSpace()
		}
	case "x-api-key", "x-auth-token", "private-token", "x-vault-token", "api-key", "x-auth-key", "deploy-token", "job-token":
	default:
		return
	}
	confidence := fact.High
	if evidence.IsShortWord(value.Reveal()) {
		confidence = fact.Low
	}
	s.credential(found{kind: typeToken, value: value, name: name, sink: sink, confidence: confidence, evidence: "given to " + sink}, by)
}

// longOptions reads `--password VALUE` and its like. The names are the same
// everywhere; a program that is not known here may mean something else.
func (s *sinks) longOptions(c *fact.Command, program string, args []source.Text) {
	for i, arg := range args {
		if !arg.HasPrefix("--") || arg.Len() < 4 {
			continue
		}
		name, value, attached := arg.Slice(2, arg.Len()).Cut("=")
		if !attached && i+1 < len(args) && !args[i+1].HasPrefix("-") {
			value = args[i+1]
		}
		kind, ok := secretOption(name.Reveal())
		if !ok || value.Len() == 0 || !attached && promptsFor(program) {
			continue
		}
		confidence := fact.Low
		switch {
		case kind == typeAccessKey || kind == typeSecretKey:
			confidence = awsShape(kind, value)
		case takesPassword(program):
			confidence = fact.High
		case looksRandom(value.Reveal()):
			confidence = fact.Medium
		}
		s.credential(found{
			kind: kind, value: value, name: name, sink: program + " --" + name.Reveal(), confidence: confidence,
			evidence: "given to " + program + " as an option",
		}, c)
	}
}

func secretOption(name string) (kind string, ok bool) {
	switch name {
	case "aws-access-key-id", "access_key", "access-key", "aws-access-key", "access-key-id":
		return typeAccessKey, true
	case "aws-secret-access-key", "secret_key", "secret-key", "aws-secret-key", "secret-access-key":
		return typeSecretKey, true
	case "password", "passwd", "pass", "http-password", "ftp-password", "proxy-password", "master-user-password", "db-password",
		"admin-password", "docker-password", "client-secret", "passphrase":
		return typePassword, true
	case "token", "api-key", "api-token", "auth-token", "access-token":
		return typeToken, true
	}
	return "", false
}

// promptsFor reports programs that ask for the password unless it adjoins the
// option.
func promptsFor(program string) bool {
	return strings.HasPrefix(program, "mysql") || strings.HasPrefix(program, "mariadb")
}

// takesPassword reports programs whose option of that name is known to be it.
func takesPassword(program string) bool {
	switch program {
	case "aws", "az", "docker", "podman", "nerdctl", "helm", "wget", "wget2", "mongo", "mongosh", "mongodump", "mongorestore",
		"s3cmd", "ec2-consistent-snapshot", "svn", "gpg", "ldapsearch", "doctl", "argocd", "oc", "kubectl", "vault":
		return true
	}
	return promptsFor(program)
}

// urls emits the passwords in URLs.
func (s *sinks) urls(t, name source.Text, parent fact.Fact) {
	for _, password := range userInfo(t) {
		s.credential(found{
			kind: typePassword, value: password, name: name, sink: "URL", confidence: fact.High, evidence: "stands before the host of a URL",
		}, parent)
	}
}
