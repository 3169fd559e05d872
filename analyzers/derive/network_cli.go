package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// awsCall is a call of the aws program: `aws ec2 create-security-group …`.
type awsCall struct {
	service, operation string
	name               source.Text // the operation as written
	options            map[string][]source.Text
}

// awsFlags are the program's own options without a value.
var awsFlags = []string{"debug", "no-paginate", "no-verify-ssl", "no-sign-request", "no-cli-pager", "no-cli-auto-prompt", "cli-auto-prompt"}

// awsCallOf reads arguments as the aws program does: options may stand before
// the operation, and behind it take all words up to the next option.
func awsCallOf(args []source.Text) awsCall {
	call := awsCall{options: map[string][]source.Text{}}
	for i := 0; i < len(args); {
		word := args[i]
		i++
		if word.HasPrefix("--") && word.Len() > 2 {
			i = call.option(args, i, word.Slice(2, word.Len()))
			continue
		}
		switch {
		case call.service == "":
			call.service = word.Reveal()
		case call.operation == "":
			call.operation, call.name = word.Reveal(), word
		}
	}
	return call
}

// option takes the values of an option that stands before args[i].
func (call *awsCall) option(args []source.Text, i int, option source.Text) int {
	name, value, attached := option.Cut("=")
	key := name.Reveal()
	call.options[key] = nil
	if attached {
		call.options[key] = []source.Text{value}
		return i
	}
	if slices.Contains(awsFlags, key) {
		return i
	}
	for ; i < len(args) && !args[i].HasPrefix("--"); i++ {
		if call.operation == "" && len(call.options[key]) == 1 {
			break // the program's own options have one value
		}
		call.options[key] = append(call.options[key], args[i])
	}
	return i
}

func (call *awsCall) has(name string) bool {
	_, ok := call.options[name]
	return ok
}

// value is an option's first value.
func (call *awsCall) value(name string) source.Text {
	if values := call.options[name]; len(values) > 0 {
		return values[0]
	}
	return source.Text{}
}

// structures reads an option's values as JSON or as the program's shorthand.
func (call *awsCall) structures(name string) []*fact.Value {
	var all []*fact.Value
	for _, value := range call.options[name] {
		v, ok := readStructure(value)
		if !ok {
			continue
		}
		for item := range leaves(v) {
			all = append(all, item.Value)
		}
	}
	return all
}

// createdGroup is a security group that a command makes. EC2 gives it a rule
// that lets everything out.
type createdGroup struct {
	*network
	at       source.Span
	captured bool // its id was seen again
}

// aws follows the calls that change what may leave. A dry run changes nothing.
func (m *machine) aws(c *fact.Command) {
	call := awsCallOf(c.Argv[1:])
	if call.service != "ec2" || call.has("dry-run") || call.has("generate-cli-skeleton") {
		return
	}
	switch call.operation {
	case "create-security-group":
		m.createGroup(c, call)
	case "authorize-security-group-egress":
		group := m.groupByID(c, call.value("group-id"), fact.SecurityGroup)
		awsPermissions(c, call, group.add)
	case "revoke-security-group-egress":
		group := m.groupByID(c, call.value("group-id"), fact.SecurityGroup)
		if call.has("security-group-rule-ids") || !call.value("ip-permissions").Known() {
			m.forget(group)
		}
		awsPermissions(c, call, func(gone fact.NetworkRule) { m.revoke(group, gone) })
	case "create-network-acl-entry", "replace-network-acl-entry":
		if call.has("egress") {
			m.aclEntry(c, call)
		}
	}
}

func (m *machine) createGroup(c *fact.Command, call awsCall) {
	address := "security group"
	if name := call.value("group-name"); name.Known() && name.Len() > 0 {
		address = name.Reveal()
	}
	at := call.name.Span()
	if at.IsZero() {
		at = shownOf(c)
	}
	key := networkKey{c, address}
	group := m.open(key, fact.NetworkGroup{
		Node: fact.NewNode(at, c, fact.Always), Address: address, Type: fact.SecurityGroup, Default: fact.Allow,
	})
	m.created = append(m.created, &createdGroup{network: group, at: shownOf(c)})
}

// groupByID finds the group of an id: the one that a command made whose output
// the id is, or one of that id's own.
func (m *machine) groupByID(by fact.Fact, id source.Text, kind fact.GroupType) *network {
	for _, span := range id.Spans() {
		for _, created := range m.created {
			if span.Contains(created.at) {
				created.captured = true
				return created.network
			}
		}
	}
	address := "security group"
	if kind == fact.NetworkACL {
		address = "network ACL"
	}
	name := writtenAs(id)
	key := networkKey{m.document, address + " " + name}
	if isID(name) {
		address = name
	}
	return m.open(key, fact.NetworkGroup{
		Node: fact.NewNode(shownOf(by), by, fact.Always), Address: address, Type: kind,
	})
}

// isID tells an id or a variable from the command that gives one.
func isID(name string) bool {
	return name != "" && !strings.HasPrefix(name, "$(") && !strings.HasPrefix(name, "`")
}

// writtenAs is a value with its holes as they are written: `$GROUP`. Two words
// that are written alike are the same.
func writtenAs(t source.Text) string {
	var b strings.Builder
	for _, part := range t.Parts() {
		if part.Hole && part.Span.File != nil {
			b.WriteString(part.Span.File.Content(part.Span.Start, part.Span.End))
			continue
		}
		b.WriteString(part.Text.Reveal())
	}
	return b.String()
}

// revoke takes back a rule: what was authorized before in the same words, or
// the one that EC2 gives to a new group.
func (m *machine) revoke(group *network, gone fact.NetworkRule) {
	group.rules = slices.DeleteFunc(group.rules, func(r *fact.NetworkRule) bool { return sameReach(r, &gone) })
	if gone.Protocol != fact.ProtocolAll || !anywhereIn(gone.Targets) {
		return
	}
	if group.fact.Default == fact.Allow {
		group.fact.Default = fact.Deny
		return
	}
	m.forget(group)
}

// forget notes that a revocation may have taken a group's first rule, or that
// of a group made here whose id went a way that cannot be followed.
func (m *machine) forget(group *network) {
	if group.fact.Default == fact.Allow {
		group.fact.Default = fact.ActionUnknown
	}
	for _, created := range m.created {
		if !created.captured {
			created.fact.Default = fact.ActionUnknown
		}
	}
}

func anywhereIn(targets []fact.Target) bool {
	return slices.ContainsFunc(targets, func(t fact.Target) bool {
		return t.Type == fact.TargetAnywhere || t.Type == fact.TargetCIDR && strings.HasSuffix(t.Text.Reveal(), "/0")
	})
}

func sameReach(a, b *fact.NetworkRule) bool {
	return a.Protocol == b.Protocol && a.AllPorts == b.AllPorts && slices.Equal(a.Ports, b.Ports) &&
		slices.EqualFunc(a.Targets, b.Targets, func(x, y fact.Target) bool {
			return x.Type == y.Type && writtenAs(x.Text) == writtenAs(y.Text)
		})
}

// awsPermissions reads the rules that a call authorizes or revokes.
func awsPermissions(c *fact.Command, call awsCall, take func(fact.NetworkRule)) {
	var targets targetsOf
	for _, cidr := range call.options["cidr"] {
		targets.add(fact.Always, targetOf(cidr))
	}
	for _, group := range call.options["source-group"] {
		targets.add(fact.Always, fact.Target{Type: fact.TargetGroup, Text: group})
	}
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocolOf(call.value("protocol"))}
	awsPortOption(rule.Protocol, call.value("port")).fill(&rule)
	targets.rules(shownOf(c), c, fact.Always, rule, take)
	for _, permission := range call.structures("ip-permissions") {
		awsPermission(c, permission, take)
	}
}

// awsPermission reads an IpPermission, the structure of EC2's API.
func awsPermission(by fact.Fact, permission *fact.Value, take func(fact.NetworkRule)) {
	var targets targetsOf
	for block := range blocksOf(permission, "IpRanges") {
		targets.addresses(block.Value, "CidrIp")
	}
	for block := range blocksOf(permission, "Ipv6Ranges") {
		targets.addresses(block.Value, "CidrIpv6")
	}
	for block := range blocksOf(permission, "PrefixListIds") {
		targets.named(fact.TargetPrefixList, block.Value, "PrefixListId")
	}
	for block := range blocksOf(permission, "UserIdGroupPairs") {
		targets.named(fact.TargetGroup, block.Value, "GroupId", "GroupName")
	}
	protocol := protocolOf(wordOf(permission, "IpProtocol"))
	rule := fact.NetworkRule{Action: fact.Allow, Protocol: protocol}
	awsPorts(protocol, wordOf(permission, "FromPort"), wordOf(permission, "ToPort")).fill(&rule)
	targets.rules(shownOf(by), by, fact.Always, rule, take)
}

// awsPortOption reads `--port`: a number, a range, -1 or all.
func awsPortOption(protocol fact.Protocol, port source.Text) ports {
	if protocol == fact.ProtocolUnknown || !isTCPOrUDP(protocol) {
		return awsPorts(protocol, source.Text{}, source.Text{})
	}
	return portsOf(port, "-")
}

// aclEntry reads an outbound entry of a network ACL.
func (m *machine) aclEntry(c *fact.Command, call awsCall) {
	var targets targetsOf
	for _, option := range []string{"cidr-block", "ipv6-cidr-block"} {
		for _, cidr := range call.options[option] {
			targets.add(fact.Always, targetOf(cidr))
		}
	}
	rule := fact.NetworkRule{Protocol: protocolOf(call.value("protocol")), Order: numberOf(call.value("rule-number"), 0)}
	switch action := call.value("rule-action"); {
	case action.Equal("allow"):
		rule.Action = fact.Allow
	case action.Equal("deny"):
		rule.Action = fact.Deny
	}
	var from, to source.Text
	for _, ends := range call.structures("port-range") {
		from, to = wordOf(ends, "From"), wordOf(ends, "To")
	}
	awsPorts(rule.Protocol, from, to).fill(&rule)
	targets.rules(shownOf(c), c, fact.Always, rule, m.groupByID(c, call.value("network-acl-id"), fact.NetworkACL).add)
}
