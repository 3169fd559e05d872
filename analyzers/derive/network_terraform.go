package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// terraform finds the groups and rules of Terraform's resources.
type terraform struct {
	*networks
	resources map[networkKey]*fact.Resource
	bare      map[networkKey]*fact.Resource // by address without indexes: the first instance
}

func terraformNetworks(p *fact.Project, n *networks) {
	t := &terraform{networks: n, resources: map[networkKey]*fact.Resource{}, bare: map[networkKey]*fact.Resource{}}
	for r := range fact.All[*fact.Resource](p) {
		key := networkKey{r.Parent(), r.Address}
		t.resources[key] = r
		key.address = withoutIndexes(r.Address)
		if t.bare[key] == nil {
			t.bare[key] = r
		}
	}
	for r := range fact.All[*fact.Resource](p) {
		switch r.Type {
		case "aws_security_group", "aws_default_security_group", "aws_network_acl", "aws_default_network_acl":
			t.awsGroup(r)
		case "azurerm_network_security_group":
			t.azureGroup(r)
		}
	}
	for r := range fact.All[*fact.Resource](p) {
		switch r.Type {
		case "aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_network_acl_rule":
			t.awsStandalone(r)
		case "google_compute_firewall":
			t.googleFirewall(r)
		case "azurerm_network_security_rule":
			t.azureRule(t.groupOf(r, "network_security_group_name", fact.SecurityGroup), r, leaf{r.Body, fact.Always})
		}
	}
	t.decorative()
}

// decorative marks the groups of clouds that let out what no rule names. Only
// where something is allowed does that contradict what is written.
func (t *terraform) decorative() {
	for _, g := range t.groups {
		r, ok := g.fact.Parent().(*fact.Resource)
		if ok && !strings.HasPrefix(r.Type, "aws_") && g.fact.Default == fact.ActionUnknown && g.allows() {
			g.fact.Default = fact.Allow
		}
	}
}

// group opens the group that a resource is.
func (t *terraform) group(r *fact.Resource, kind fact.GroupType, otherwise fact.Action) *network {
	return t.open(networkKey{r.Parent(), r.Address}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: r.Address, Type: kind, Default: otherwise,
	})
}

// groupOf finds the group that an attribute of a rule names. A group that the
// module does not hold is made of its rules and named after the first.
func (t *terraform) groupOf(r *fact.Resource, attribute string, kind fact.GroupType) *network {
	id := r.Body.Get(attribute)
	if address, ok := referenceOf(id); ok {
		if target := t.resolve(r, address); target != nil {
			if found := t.found[networkKey{target.Parent(), target.Address}]; found != nil {
				return found
			}
		}
	}
	name := r.Address
	if id != nil && id.Text.Known() && id.Text.Len() > 0 {
		name = moduleOf(r.Address) + "id " + id.Text.Reveal()
	}
	return t.open(networkKey{r.Parent(), name}, fact.NetworkGroup{
		Node: fact.NewNode(r.At(), r, fact.Always), Address: r.Address, Type: kind,
	})
}

// resolve finds the resource that a reference names, seen from another: in its
// own module, or in one that calls it and has passed the reference on.
func (t *terraform) resolve(from *fact.Resource, reference string) *fact.Resource {
	address := resourceOf(reference)
	for _, marker := range []string{"[count.index]", "[each.key]", "[each.value]"} {
		address = strings.Replace(address, marker, indexOf(from.Address), 1)
	}
	for module := moduleOf(from.Address); ; module = moduleOf(strings.TrimSuffix(module, ".")) {
		if r := t.resources[networkKey{from.Parent(), module + address}]; r != nil {
			return r
		}
		if r := t.bare[networkKey{from.Parent(), withoutIndexes(module + address)}]; r != nil {
			return r
		}
		if module == "" {
			return nil
		}
	}
}

// resourceOf cuts a reference behind the resource: type, name, index.
func resourceOf(reference string) string {
	dots, inside := 0, 0
	limit := 2
	if strings.HasPrefix(reference, "data.") {
		limit = 3
	}
	for i := range len(reference) {
		switch reference[i] {
		case '[':
			inside++
		case ']':
			inside--
		case '.':
			if inside > 0 {
				continue
			}
			if dots++; dots == limit {
				return reference[:i]
			}
		}
	}
	return reference
}

// moduleOf is the part of an address that names modules, with its last dot.
func moduleOf(address string) string {
	end, at := 0, 0
	for strings.HasPrefix(address[at:], "module.") {
		next := len("module.") + len(resourceOf("x."+address[at+len("module."):])) - len("x.")
		if at+next >= len(address) {
			break
		}
		at += next + 1
		end = at
	}
	return address[:end]
}

// indexOf is the index at the end of an address, with its brackets.
func indexOf(address string) string {
	if i := strings.LastIndexByte(address, '['); i >= 0 && strings.HasSuffix(address, "]") {
		return address[i:]
	}
	return ""
}

// withoutIndexes takes what stands in brackets out of an address.
func withoutIndexes(address string) string {
	var kept strings.Builder
	depth := 0
	for i := range len(address) {
		switch c := address[i]; {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0:
			kept.WriteByte(c)
		}
	}
	return kept.String()
}

// rangesOf reads the ports that attributes list, each "443" or "1000-2000".
func rangesOf(body *fact.Value, names ...string) ports {
	var p ports
	for _, name := range names {
		for item := range leaves(body.Get(name)) {
			if item.Form == fact.Scalar {
				p = p.add(portsOf(item.Text, "-"))
			}
		}
	}
	return p
}
