package analyzers

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/plan"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A plan says what Terraform made of a configuration. Where the tree holds that
// configuration, the planned values are given the places that the tree has for
// them, so that a finding stands where somebody typed it, and one that both
// show is one. Plans are lowered behind all else, for the resources to be there.

// settlePlans lowers the plans.
func (l *loader) settlePlans() {
	for len(l.plans) > 0 {
		plans := l.plans
		l.plans = nil
		tree := l.configurations()
		for _, w := range plans {
			result := l.lower(w.unit)
			result.facts = tree.locate(w.unit, result.facts)
			l.takeAll(w, result)
		}
		l.settle()
	}
}

// configurations are the resources of a tree by folder and address.
type configurations map[string]map[string]*fact.Resource

func (l *loader) configurations() configurations {
	all := configurations{}
	for r := range fact.All[*fact.Resource](l.project) {
		doc := documentOf(r)
		if doc.Language != fact.LanguageHCL || doc.Dialect != fact.DialectTerraform {
			continue
		}
		folder := doc.Path
		if doc.At().File != nil && folder == doc.At().File.Path() {
			folder = path.Dir(folder)
		}
		if all[folder] == nil {
			all[folder] = map[string]*fact.Resource{}
		}
		for _, address := range []string{r.Address, fact.WithoutIndexes(r.Address)} {
			if all[folder][address] == nil {
				all[folder][address] = r
			}
		}
	}
	return all
}

// locate gives the resources of a plan the places of the tree. A plan that says
// nothing but what the tree says is left out.
func (c configurations) locate(u *fact.Unit, planned []fact.Fact) []fact.Fact {
	if len(planned) == 0 || len(c) == 0 {
		return planned
	}
	sources := map[string]string{}
	for _, text := range u.Texts {
		sources = plan.Sources(text.Text)
	}
	root, ok := c.rootOf(u.Path, planned, sources)
	if !ok {
		return planned
	}
	var located, secrets []fact.Fact
	news := false
	for _, f := range planned {
		r, ok := f.(*fact.Resource)
		if !ok {
			secrets = append(secrets, f)
			continue
		}
		written := c.find(root, r.Address, sources)
		if written == nil {
			news = true
			located = append(located, r)
			continue
		}
		p := &placing{at: written.At()}
		body := p.value(r.Body, written.Body)
		body.At = written.Body.At
		news = news || p.news || written.Certainty() == fact.Maybe
		located = append(located, &fact.Resource{
			Node: fact.NewNode(written.At(), u.Root, fact.Always), Type: r.Type, Name: r.Name, Address: r.Address, Body: body, Scope: r.Scope,
		})
	}
	if !news {
		return secrets
	}
	return append(secrets, located...)
}

// Bounds on what placing may cost.
const (
	mostCompared  = 200       // resources of a plan, with each folder
	mostLikenings = 1_000_000 // values of one resource, with what the tree has
)

// rootOf finds the folder that a plan was made in: the one that has most of its
// resources, and of equals the nearest.
func (c configurations) rootOf(name string, planned []fact.Fact, sources map[string]string) (folder string, ok bool) {
	best, distance, tied := 0, 0, false
	for dir := range c {
		count := 0
		for _, f := range planned[:min(len(planned), mostCompared)] {
			if r, ok := f.(*fact.Resource); ok && c.find(dir, r.Address, sources) != nil {
				count++
			}
		}
		away := distanceOf(dir, path.Dir(name))
		switch {
		case count == 0 || count < best || count == best && away > distance:
		case count == best && away == distance:
			tied = true
		default:
			folder, best, distance, tied = dir, count, away, false
		}
	}
	return folder, best > 0 && !tied
}

// distanceOf counts the steps from one folder to another.
func distanceOf(a, b string) int {
	split := func(dir string) []string {
		if dir == "." || dir == "" {
			return nil
		}
		return strings.Split(dir, "/")
	}
	from, to := split(a), split(b)
	common := 0
	for common < min(len(from), len(to)) && from[common] == to[common] {
		common++
	}
	return len(from) + len(to) - 2*common
}

// find returns the resource of the tree that has an address, or nothing: as the
// root module has it, or as the module's own folder has it.
func (c configurations) find(root, address string, sources map[string]string) *fact.Resource {
	for _, name := range []string{address, fact.WithoutIndexes(address)} {
		if r := c[root][name]; r != nil {
			return r
		}
	}
	module, rest := splitAddress(fact.WithoutIndexes(address))
	folder, calls := root, ""
	for _, call := range plan.Calls(module) {
		calls = strings.TrimPrefix(calls+"."+call, ".")
		from := sources[calls]
		if !strings.HasPrefix(from, "./") && !strings.HasPrefix(from, "../") {
			return nil
		}
		folder = path.Join(folder, from)
	}
	if module == "" {
		return nil
	}
	return c[folder][rest]
}

// splitAddress cuts an address without brackets behind its modules.
func splitAddress(address string) (module, rest string) {
	parts := strings.Split(address, ".")
	i := 0
	for i+1 < len(parts) && parts[i] == "module" {
		i += 2
	}
	return strings.Join(parts[:i], "."), strings.Join(parts[i:], ".")
}

// placing gives the values of one resource their places.
type placing struct {
	at   source.Span // of the block, for what the tree does not have
	news bool        // something is not as the tree says

	likenings int // values that were compared
}

// value places a planned value at what the tree has written for it.
func (p *placing) value(planned, written *fact.Value) *fact.Value {
	if written == nil {
		p.news = p.news || planned.Form != fact.Hole && planned.Form != fact.Reference
		return p.moved(planned, p.at)
	}
	switch planned.Form {
	case fact.Hole, fact.Reference:
		return written
	case fact.Scalar, fact.Null:
		return p.scalar(planned, written)
	case fact.List:
		result := &fact.Value{At: written.At, Form: fact.List}
		for _, item := range planned.Items {
			result.Items = append(result.Items, p.value(item, p.itemFor(item, written)))
		}
		return result
	case fact.Object, fact.Block:
	}
	if written.Form != fact.Object && written.Form != fact.Block {
		p.news = true
		return p.moved(planned, written.At)
	}
	return p.entries(planned, written)
}

// entries places the entries of a block. Sets of blocks have no order, so each
// takes the block of the tree that is most like it.
func (p *placing) entries(planned, written *fact.Value) *fact.Value {
	result := &fact.Value{At: written.At, Form: planned.Form}
	rest := map[string][]*fact.Value{}
	for _, e := range written.Entries {
		rest[e.Name.Reveal()] = append(rest[e.Name.Reveal()], blocksIn(e.Value)...)
	}
	outer := p.at
	p.at = written.At
	for _, e := range planned.Entries {
		name := e.Name.Reveal()
		best, likeness := -1, -1
		for i, candidate := range rest[name] {
			if n := p.alike(e.Value, candidate); n > likeness {
				best, likeness = i, n
			}
		}
		var match *fact.Value
		if best >= 0 {
			match = rest[name][best]
			if e.Value.Form == fact.Block {
				rest[name] = append(rest[name][:best:best], rest[name][best+1:]...)
			}
		}
		result.Entries = append(result.Entries, fact.Entry{Name: e.Name, Value: p.value(e.Value, match)})
	}
	p.at = outer
	return result
}

// blocksIn lists the objects of an attribute that holds blocks.
func blocksIn(v *fact.Value) []*fact.Value {
	if v.Form != fact.List || len(v.Items) == 0 {
		return []*fact.Value{v}
	}
	for _, item := range v.Items {
		if item.Form != fact.Object && item.Form != fact.Block {
			return []*fact.Value{v}
		}
	}
	return v.Items
}

// alike counts what two values have in common.
func (p *placing) alike(a, b *fact.Value) int {
	p.likenings++
	switch {
	case b == nil || p.likenings > mostLikenings:
		return 0
	case a.Form == fact.Scalar:
		if sameScalar(a, b) {
			return 2
		}
		return 0
	}
	n := 0
	for _, item := range a.Items {
		for _, other := range b.Items {
			n += p.alike(item, other)
		}
	}
	for _, e := range a.Entries {
		p.likenings += len(b.Entries)
		n += p.alike(e.Value, b.Get(e.Name.Reveal()))
	}
	return n
}

func sameScalar(a, b *fact.Value) bool {
	return b.Form == fact.Scalar && b.Text.Known() && a.Text.Reveal() == b.Text.Reveal()
}

// itemFor finds what the tree has for an item of a list.
func (p *placing) itemFor(item, written *fact.Value) *fact.Value {
	if item.Form == fact.Scalar && sameScalar(item, written) {
		return written
	}
	var best *fact.Value
	likeness := 0
	for _, candidate := range written.Items {
		if n := p.alike(item, candidate); n > likeness {
			best, likeness = candidate, n
		}
	}
	if best != nil {
		return best
	}
	p.news = true
	for _, candidate := range written.Items {
		if candidate.Form == fact.Hole || candidate.Form == fact.Reference {
			return candidate
		}
	}
	return &fact.Value{At: written.At}
}

func (p *placing) scalar(planned, written *fact.Value) *fact.Value {
	found := written
	if written.Form == fact.List { // one of several
		found = p.itemFor(planned, written)
	}
	switch {
	case sameScalar(planned, found) && planned.Form == fact.Scalar:
		p.news = p.news || found.Maybe
		sure := *found
		sure.Maybe = false
		return &sure
	case planned.Form == fact.Null && found.Form == fact.Null:
		return planned
	}
	p.news = true
	return p.moved(planned, found.At)
}

// moved places a value and all below it at one span.
func (p *placing) moved(v *fact.Value, at source.Span) *fact.Value {
	result := &fact.Value{At: at, Form: v.Form, Maybe: v.Maybe}
	switch {
	case v.Form == fact.Hole:
		result.Text = source.HoleAt(at)
	case v.Text.Len() > 0:
		result.Text = source.Escaped(v.Text.Reveal(), at)
	}
	for _, item := range v.Items {
		result.Items = append(result.Items, p.moved(item, at))
	}
	for _, e := range v.Entries {
		result.Entries = append(result.Entries, fact.Entry{Name: e.Name, Value: p.moved(e.Value, at)})
	}
	return result
}
