package derive

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func scalar(s string) *fact.Value { return &fact.Value{Form: fact.Scalar, Text: source.Literal(s)} }

func list(items ...*fact.Value) *fact.Value { return &fact.Value{Form: fact.List, Items: items} }

func named(name string, v *fact.Value) *fact.Value {
	return &fact.Value{Form: fact.Object, Entries: []fact.Entry{{Name: source.Literal(name), Value: v}}}
}

func TestWhatAScriptAsks(t *testing.T) {
	maybe := func(v *fact.Value) *fact.Value { v.Maybe = true; return v }
	for name, test := range map[string]struct {
		dialect  fact.Dialect
		function string
		args     []*fact.Value
		want     []string
	}{
		"library":             {fact.DialectPython, "dns.query.udp", []*fact.Value{{}, scalar("192.0.2.7")}, []string{"192.0.2.7 sure"}},
		"library-by-name":     {fact.DialectPython, "dns.query.tls", []*fact.Value{{}, named("where", scalar("8.8.8.8"))}, []string{"8.8.8.8 sure"}},
		"setter":              {fact.DialectPython, "r.nameservers=", []*fact.Value{list(scalar("8.8.8.8"), scalar("9.9.9.9"))}, []string{"8.8.8.8 sure", "9.9.9.9 sure"}},
		"default":             {fact.DialectPython, "r.nameservers=", []*fact.Value{maybe(scalar("8.8.8.8"))}, []string{"8.8.8.8 maybe"}},
		"with-a-port":         {fact.DialectJavaScript, "dns.setServers", []*fact.Value{list(scalar("8.8.8.8:53"))}, []string{"8.8.8.8 sure"}},
		"port-of-the-library": {fact.DialectPython, "dns.query.udp", []*fact.Value{{}, scalar("8.8.8.8"), scalar("5353")}, []string{"8.8.8.8 sure"}},
		"fetch":               {fact.DialectPython, "requests.get", []*fact.Value{scalar("https://dns.google/resolve")}, []string{"dns.google sure"}},
		"fetch-elsewhere":     {fact.DialectPython, "requests.get", []*fact.Value{scalar("https://example.com/resolve")}, nil},
		"socket":              {fact.DialectPython, "s.connect", []*fact.Value{list(scalar("8.8.8.8"), scalar("53"))}, []string{"8.8.8.8 maybe"}},
		"own-address-trick":   {fact.DialectPython, "s.connect", []*fact.Value{list(scalar("8.8.8.8"), scalar("80"))}, nil},
		"datagram":            {fact.DialectJavaScript, "socket.send", []*fact.Value{{}, scalar("53"), scalar("1.1.1.1")}, []string{"1.1.1.1 maybe"}},
		"variable":            {fact.DialectPython, "SERVER=", []*fact.Value{scalar("8.8.8.8")}, []string{"8.8.8.8 maybe"}},
		"variable-no-server":  {fact.DialectPython, "SERVER=", []*fact.Value{scalar("192.0.2.7")}, nil},
		"allow-list":          {fact.DialectPython, "ALLOWED_SERVERS=", []*fact.Value{list(scalar("8.8.8.8"))}, nil},
		"printed":             {fact.DialectPHP, "print", []*fact.Value{scalar("8.8.8.8")}, nil},
		"looked-up":           {fact.DialectPython, "socket.gethostbyname", []*fact.Value{scalar("8.8.8.8")}, nil},
		"not-known":           {fact.DialectPython, "r.nameservers=", []*fact.Value{{}}, nil},
		"go":                  {"net", "setServers", []*fact.Value{scalar("8.8.8.8")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			call := &fact.Call{Package: string(test.dialect), Function: test.function, Args: test.args}
			for i, text := range scriptTexts(call) { // a place of its own for each
				file := source.NewFile(strconv.Itoa(i), []byte(text.Text.Reveal()))
				text.Text = file.Text()
			}
			scriptQueries(call, func(f fact.Fact) {
				if q, ok := f.(*fact.DNSQuery); ok {
					got = append(got, q.Server.Reveal()+map[fact.Certainty]string{fact.Always: " sure", fact.Maybe: " maybe"}[q.Certainty()])
				}
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
