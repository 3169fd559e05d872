package derive

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// daemons are the resolvers of a project that may walk from the root servers:
// whether they do is known when all their files are.
type daemons struct {
	files    []*fact.Resource
	packages []daemonPackage
	touched  map[string]bool // daemons that a file is written for, or a command configures
}

// daemonPackage is a resolver that a command installs.
type daemonPackage struct {
	daemon
	by   *fact.Command
	word source.Text
}

// daemon is a program that resolves by itself unless it is told to forward.
type daemon struct {
	format    string         // the Type of its settings
	folder    string         // where its settings lie
	certainty fact.Certainty // that it resolves for others when it is just installed
	asks      func(telling, source.Text)
}

// daemonPackages are the packages of Debian, Fedora, Alpine and Arch that bring
// a resolver which runs as installed. BIND serves zones of its own as often.
var daemonPackages = map[string]daemon{
	"unbound":        {format: "unbound", folder: "/unbound", asks: telling.roots},
	"pdns-recursor":  {format: "recursor", folder: "/powerdns", asks: telling.roots},
	"knot-resolver":  {format: "knot-resolver", folder: "/knot-resolver", asks: telling.roots},
	"bind9":          {format: "named", folder: "/bind", certainty: fact.Maybe, asks: telling.roots},
	"bind":           {format: "named", folder: "/named", certainty: fact.Maybe, asks: telling.roots},
	"stubby":         {format: "stubby", folder: "/stubby", asks: telling.stubbyDefault},
	"dnscrypt-proxy": {format: "dnscrypt-proxy", folder: "/dnscrypt-proxy", asks: telling.dnscryptDefault},
}

// roots emits that a daemon finds its own way.
func (t telling) roots(word source.Text) {
	t.add(fact.ResolverSetting{Asks: fact.Roots, Shown: word.Span()})
}

// stubbyDefault emits an upstream of the configuration that Debian 12 ships.
func (t telling) stubbyDefault(word source.Text) {
	t.tell(dnsServer{host: source.Literal("145.100.185.15"), shown: word.Span(), transport: fact.TLS})
}

// dnscryptDefault emits the resolver that the shipped configuration finds the
// others by.
func (t telling) dnscryptDefault(word source.Text) {
	t.tell(dnsServer{host: source.Literal("9.9.9.11"), shown: word.Span()})
}

// written notes the daemons that a file is written for.
func (d *daemons) written(w *fact.FileWrite) { d.touch(w.Path.Reveal()) }

// touch notes the daemons whose folder or settings a path names.
func (d *daemons) touch(name string) {
	if d.touched == nil {
		d.touched = map[string]bool{}
	}
	for _, daemon := range daemonPackages {
		if strings.Contains(name, daemon.folder) || strings.Contains(path.Base(name), daemon.format) {
			d.touched[daemon.format] = true
		}
	}
}

// configured notes a settings file of a daemon.
func (d *daemons) configured(r *fact.Resource) {
	switch r.Type {
	case "unbound", "named", "recursor":
		d.files = append(d.files, r)
	}
	d.touch("/" + r.Name)
}

// iterating emits the daemons that no file tells to forward.
func (d *daemons) iterating(emit fact.Emit) {
	for _, r := range d.files {
		t := telling{by: r, emit: emit, of: r.Type, told: fact.ToldProgram}
		if at, certainty, ok := iterates(r); ok && !d.forwards(r) {
			t.certainty = certainty
			t.roots(at)
		}
	}
	for _, p := range d.packages {
		if !d.touched[p.format] {
			t := telling{by: p.by, emit: emit, of: p.word.Reveal(), told: fact.ToldMachine, certainty: p.certainty}
			p.asks(t, p.word)
		}
	}
}

// forwards reports that a file beside or below a daemon's main file has all
// look-ups forwarded, or that the main file includes what is not known.
func (d *daemons) forwards(main *fact.Resource) bool {
	includes := main.Body.Get("include") != nil || main.Body.Get("include-toplevel") != nil || main.Body.Get("server").Get("include") != nil
	dir := path.Dir(main.Name)
	for _, r := range d.files {
		if r.Type != main.Type || scopeOf(r) != scopeOf(main) || !strings.HasPrefix(r.Name, strings.TrimPrefix(dir+"/", "./")) {
			continue
		}
		if forwardsAll(r) {
			return true
		}
		if r.Name != main.Name {
			includes = false
		}
	}
	return includes
}

// iterates reports the main file of a daemon that answers for others, with the
// word that says so.
func iterates(r *fact.Resource) (at source.Text, certainty fact.Certainty, ok bool) {
	for _, e := range r.Body.Entries {
		switch {
		case r.Type == "unbound" && e.Name.Equal("server") && strings.HasPrefix(path.Base(r.Name), "unbound.conf"):
			return e.Name, fact.Always, true
		case r.Type == "named" && e.Name.Equal("options"):
			certainty, ok = recurses(e.Value)
			return e.Name, certainty, ok
		case r.Type == "recursor" && path.Base(r.Name) == "recursor.conf":
			return e.Name, fact.Always, true
		}
	}
	return at, certainty, false
}

// recurses tells whether BIND's options have it resolve for others. Where they
// do not say so, it may serve zones of its own only.
func recurses(options *fact.Value) (certainty fact.Certainty, ok bool) {
	recursion, allowed := options.Get("recursion"), options.Get("allow-recursion")
	switch {
	case firstWord(recursion).Equal("no"), allowed.Get("none") != nil:
		return fact.Always, false
	case recursion == nil && allowed == nil:
		return fact.Maybe, true
	}
	return fact.Always, true
}

// forwardsAll reports settings that forward every domain, or one that is not
// known.
func forwardsAll(r *fact.Resource) bool {
	switch r.Type {
	case "unbound":
		zones := append(r.Body.GetAll("forward-zone"), r.Body.GetAll("stub-zone")...)
		return slices.ContainsFunc(zones, func(zone *fact.Value) bool {
			domain := firstWord(zone.Get("name"))
			return domain.Equal(".") || !domain.Known()
		})
	case "named":
		for v := range valuesAt(leaf{r.Body, fact.Always}, "**.forwarders") {
			if len(v.Entries) > 0 {
				return true
			}
		}
		return false
	}
	zones := append(r.Body.GetAll("forward-zones"), r.Body.GetAll("forward-zones-recurse")...)
	return r.Body.Get("forward-zones-file") != nil || slices.ContainsFunc(zones, func(v *fact.Value) bool {
		zone := textOf(v).TrimPrefix("+")
		return zone.HasPrefix(".=") || !zone.Known()
	})
}

// scopeOf is the machine that a settings file lies on.
func scopeOf(r *fact.Resource) fact.Scope {
	if document, ok := r.Parent().(*fact.Document); ok {
		return document.Scope
	}
	return ""
}
