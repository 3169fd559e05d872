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
type daemons struct{ files []*fact.Resource }

// roots emits that a daemon finds its own way.
func (t telling) roots(word source.Text) {
	t.add(fact.ResolverSetting{Asks: fact.Roots, Shown: word.Span()})
}

// configured notes a settings file of a daemon.
func (d *daemons) configured(r *fact.Resource) {
	switch r.Type {
	case "unbound", "named", "recursor":
		d.files = append(d.files, r)
	}
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
