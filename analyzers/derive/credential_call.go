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

// call reads what a function is given.
func (s *sinks) call(c *fact.Call) {
	name := functionName(c)
	sink := sinkName(c)
	for _, secret := range secretArgs[name] {
		value := textArg(c, secret.n)
		if value.Len() > 0 {
			s.argument(c, secret.kind, sink, value, source.Text{})
		}
	}
	s.fields(c, name, sink)
	if n, ok := dataSources[name]; ok {
		s.dataSource(c, sink, textArg(c, n))
	}
	switch name {
	case "os.Setenv":
		s.named(textArg(c, 0), textArg(c, 1), c)
	case "net/http.Header.Set", "net/http.Header.Add":
		s.header(c, sink, textArg(c, 0), textArg(c, 1))
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
	s.connection(c, sink, name)
	at := strings.LastIndex(value, "@tcp(")
	if at < 0 {
		at = strings.LastIndex(value, "@unix(")
	}
	if colon := strings.IndexByte(value, ':'); colon > 0 && colon < at {
		s.given(c, typePassword, sink, name.Slice(colon+1, at), source.Text{})
	}
}
