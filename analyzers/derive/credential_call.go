package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// secretArg is an argument that takes a credential.
type secretArg struct {
	n    int
	kind string
}

// secretArgs tells which arguments of a call are credentials.
var secretArgs = map[string][]secretArg{
	"github.com/aws/aws-sdk-go/aws/credentials.NewStaticCredentials":        {{0, typeAccessKey}, {1, typeSecretKey}, {2, typeToken}},
	"github.com/aws/aws-sdk-go-v2/credentials.NewStaticCredentialsProvider": {{0, typeAccessKey}, {1, typeSecretKey}, {2, typeToken}},
	"github.com/minio/minio-go/pkg/credentials.NewStaticV2":                 {{1, typePassword}},
	"github.com/minio/minio-go/pkg/credentials.NewStaticV4":                 {{1, typePassword}},
	"net/smtp.PlainAuth":                           {{2, typePassword}},
	"net/smtp.CRAMMD5Auth":                         {{1, typePassword}},
	"net/http.Request.SetBasicAuth":                {{1, typePassword}},
	"golang.org/x/crypto/ssh.Password":             {{0, typePassword}},
	"github.com/golang-jwt/jwt.Token.SignedString": {{0, typeToken}},
	"github.com/go-ldap/ldap.Conn.Bind":            {{1, typePassword}},
	"github.com/jlaffaye/ftp.ServerConn.Login":     {{1, typePassword}},
}

// call reads what a function is given.
func (s *sinks) call(c *fact.Call) {
	name := functionName(c)
	sink := sinkName(c)
	for _, secret := range secretArgs[name] {
		value := textArg(c, secret.n)
		if value.Len() > 0 {
			s.given(c, secret.kind, sink, value, source.Text{})
		}
	}
	switch name {
	case "os.Setenv":
		s.named(textArg(c, 0), textArg(c, 1), c)
	case "net/http.Header.Set", "net/http.Header.Add":
		s.header(c, sink, textArg(c, 0), textArg(c, 1))
	case "database/sql.Open":
		s.dataSource(c, sink, textArg(c, 1))
	}
	for _, arg := range c.Args {
		if arg.Form == fact.Scalar {
			s.urls(arg.Text, source.Text{}, c)
		}
	}
}

// sinkName is the function as a reader knows it: credentials.NewStaticCredentials.
func sinkName(c *fact.Call) string {
	name := c.Package[strings.LastIndexByte(c.Package, '/')+1:]
	if c.Receiver != "" {
		name += "." + c.Receiver
	}
	return name + "." + c.Function
}

// dataSource reads the password of a data source name: user:password@tcp(host)
// of MySQL's driver, or password=… of PostgreSQL's. URLs are read elsewhere.
func (s *sinks) dataSource(c *fact.Call, sink string, name source.Text) {
	value := name.Reveal()
	if strings.Contains(value, "://") {
		return
	}
	for _, field := range name.Fields() {
		for _, part := range field.Split(";") {
			key, password, found := part.Cut("=")
			if found && (strings.EqualFold(key.Reveal(), "password") || strings.EqualFold(key.Reveal(), "pwd")) {
				s.given(c, typePassword, sink, unquoted(password), key)
			}
		}
	}
	at := strings.LastIndex(value, "@tcp(")
	if at < 0 {
		at = strings.LastIndex(value, "@unix(")
	}
	if colon := strings.IndexByte(value, ':'); colon > 0 && colon < at {
		s.given(c, typePassword, sink, name.Slice(colon+1, at), source.Text{})
	}
}
