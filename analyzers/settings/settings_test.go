package settings

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/facttest"
	"github.com/hiyari/hiyari/analyzers/source"
)

// lowered lowers a file by its path.
func lowered(path, content string) (facts []fact.Fact, notices []fact.Notice) {
	text := source.NewFile(path, []byte(content)).Text()
	root := &fact.Document{Node: fact.NewNode(text.Span(), nil, fact.Always), Path: path}
	unit := &fact.Unit{Texts: []fact.Source{{Path: path, Text: text}}, Path: path, Root: root}
	Lower(unit, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	return facts, notices
}

// printed spells the tree of a file: `name=words`, sections in braces, `?` for
// what is not known.
func printed(path, content string) string {
	var lines []string
	facts, _ := lowered(path, content)
	for _, f := range facts {
		switch f := f.(type) {
		case *fact.Comment:
			lines = append(lines, "# "+f.Text.Reveal())
		case *fact.Resource:
			maybe := ""
			if f.Certainty() == fact.Maybe {
				maybe = " maybe"
			}
			lines = append(lines, f.Type+maybe+" "+spelled(f.Body))
		default:
			lines = append(lines, string(f.Kind()))
		}
	}
	return strings.Join(lines, "\n")
}

func spelled(v *fact.Value) string {
	switch v.Form {
	case fact.Scalar:
		return strings.ReplaceAll(v.Text.Reveal(), string(source.Hole), "?")
	case fact.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, spelled(item))
		}
		return strings.Join(items, " ")
	case fact.Block:
		var entries []string
		for _, e := range v.Entries {
			entries = append(entries, e.Name.Reveal()+"="+spelled(e.Value))
		}
		return "{" + strings.Join(entries, "; ") + "}"
	default:
		return "-"
	}
}

func TestLower(t *testing.T) {
	for name, tc := range map[string]struct{ path, content, want string }{
		"words":                {"etc/resolv.conf", "; old\nsearch a b # why\nnameserver\t8.8.8.8\r\n", "# old\n# why\nresolv.conf {search=a b; nameserver=8.8.8.8}"},
		"port-is-no-comment":   {"etc/dnsmasq.conf", "server=8.8.8.8#53 # google\nno-resolv\n", "# google\ndnsmasq {server=8.8.8.8#53; no-resolv=-}"},
		"sections":             {"x.network", "[Match]\nName=e*\n[Network]\nDNS=1.1.1.1\nDNS=9.9.9.9\n", "networkd {Match={Name=e*}; Network={DNS=1.1.1.1; DNS=9.9.9.9}}"},
		"continued-line":       {"etc/squid/squid.conf", "dns_nameservers 1.1.1.1 \\\n 9.9.9.9\n", "squid {dns_nameservers=1.1.1.1 9.9.9.9}"},
		"clauses":              {"unbound.conf", "server:\n  port: 53\nforward-zone:\n\tname: \".\"\n\tforward-addr: 1.1.1.1@853#a # b\n", "# b\nunbound {server={port=53}; forward-zone={name=.; forward-addr=1.1.1.1@853#a}}"},
		"clause-on-one-line":   {"unbound.conf", "server: port: 53\n", "unbound {server={port=53}}"},
		"braces":               {"named.conf", "options { forwarders { 8.8.8.8 port 53; }; }; /* a\nb */ zone \".\" { type hint; } // c\n", "# a\nb\n# c\nnamed {options={forwarders={8.8.8.8=port 53}}; zone={=.; type=hint}}"},
		"lines-with-braces":    {"Corefile", ".:53 b {\n forward . 1.1.1.1 {\n  tls_servername x\n }\n log # y\n}\n", "# y\ncorefile {.:53={=b; forward={=. 1.1.1.1; tls_servername=x}; log=}}"},
		"variable-with-braces": {"nginx/nginx.conf", "http { proxy_pass http://${up}; resolver 1.1.1.1; }", "nginx {http={proxy_pass=http://${up}; resolver=1.1.1.1}}"},
		"block-without-name":   {"Caddyfile", "{\n email a\n}\n", "caddyfile {={email=a}}"},
		"too-many-ends":        {"named.conf", "} } a b;", "named {a=b}"},
		"end-is-missing":       {"named.conf", "options { a b", "named {options={a=b}}"},
		"template":             {"resolv.conf.j2", "nameserver {{ a }}\n", "resolv.conf {nameserver=?}"},
		"template-with-if":     {"resolv.conf.j2", "{% if a %}\nnameserver 1.1.1.1\n{% endif %}\n", "resolv.conf maybe {nameserver=1.1.1.1}"},
		"old-encoding":         {"resolv.conf", "# caf\xe9\nnameserver 1.1.1.1", "# caf?\nresolv.conf {nameserver=1.1.1.1}"},
		"no-format":            {"notes.txt", "nameserver 1.1.1.1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, printed(tc.path, tc.content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	for path, want := range map[string]fact.Dialect{
		"etc/resolv.conf": "resolv.conf", "roles/dns/templates/resolv.conf.j2": "resolv.conf", "/etc/resolvconf/resolv.conf.d/head": "resolv.conf",
		"etc/systemd/resolved.conf.d/a.conf": "resolved.conf", "etc/systemd/network/10-eth.network": "networkd", "etc/dnsmasq.d/upstream": "dnsmasq",
		"etc/bind/named.conf.options": "named", "Corefile": "corefile", "etc/sysconfig/network-scripts/ifcfg-eth0": "ifcfg",
		"nginx/conf.d/default.conf": "nginx", "etc/wireguard/wg0.conf": "wireguard",
		"etc/resolv.conf.bak": "", "usr/share/doc/unbound/examples/unbound.conf": "", "docs/resolv.conf.md": "", "resolv.conf.sample": "", "conf.d/a.conf": "", "xresolv.conf": "", "network.tf": "",
	} {
		if got, ok := claims(path, nil); got != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestHostileInputIsBounded(t *testing.T) {
	for name, content := range map[string]string{
		"deep":      strings.Repeat("a {\n", 200_000),
		"many":      strings.Repeat("a;", 400_000),
		"long-line": strings.Repeat("a \\\n", 200_000),
		"quotes":    strings.Repeat("'\" ", 200_000),
		"comments":  strings.Repeat("/*", 200_000),
		"hashes":    strings.Repeat(" #", 200_000),
	} {
		for _, path := range []string{"named.conf", "Corefile", "unbound.conf", "resolv.conf", "resolved.conf"} {
			begun := time.Now()
			facts, _ := lowered(path, content)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%s in %s took %v", name, path, took)
			}
			if len(facts) == 0 {
				t.Errorf("%s in %s: no facts", name, path)
			}
		}
	}
}

func FuzzLower(f *testing.F) {
	for i, seed := range []string{
		"nameserver 8.8.8.8 # a\n;b\n", "[a]\nb=\"c\" \\\nd\n", "server: port: 53\nforward-zone:\n name: \".\"\n",
		"options { forwarders { 8.8.8.8; }; } // a\n/* b", ".:53 {\n forward . ${x}{$y}\n}\n", "{{ a }} {% if b %}\n\xef\xb7\x90\xff'\"",
	} {
		f.Add(i, seed)
	}
	f.Fuzz(func(t *testing.T, i int, content string) {
		pattern := strings.Fields(formats[uint(i)%uint(len(formats))].paths)[0]
		path := strings.NewReplacer("*", "x", "[0-9]", "0").Replace(pattern)
		for _, p := range []string{path, path + ".j2"} {
			facts, notices := lowered(p, content)
			facttest.CheckLaws(t, facts)
			for _, n := range notices {
				facttest.CheckSpan(t, n.At)
			}
			if len(facts) == 0 && source.NewFile(p, []byte(content)).Text().Len() > 0 {
				t.Errorf("%s is not lowered", p)
			}
		}
	})
}
