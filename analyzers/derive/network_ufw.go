package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// ufwState is the outgoing half of ufw as the commands so far left it.
type ufwState struct {
	first  *fact.Command
	at     source.Span
	policy fact.Action
	rules  []fact.NetworkRule
	words  []string // of each rule
	off    bool
}

// ufwCommand follows one command. Its first matching rule decides.
func (m *machine) ufwCommand(c *fact.Command) {
	words := slices.DeleteFunc(slices.Clone(c.Argv[1:]), func(t source.Text) bool { return t.Equal("--force") })
	if len(words) == 0 || words[0].Equal("--dry-run") {
		return
	}
	if m.ufw.first == nil {
		m.ufw.first, m.ufw.at = c, shownOf(c)
	}
	remove := false
	if words[0].Equal("delete") {
		remove, words = true, words[1:]
	}
	front := false
	if len(words) > 1 && (words[0].Equal("insert") || words[0].Equal("prepend")) {
		front = true
		words = words[1:]
		if c.Argv[1].Equal("insert") {
			words = words[1:]
		}
	}
	if len(words) == 0 {
		return
	}
	switch knownText(words[0]) {
	case "reset":
		m.ufw.rules, m.ufw.words, m.ufw.policy = nil, nil, fact.ActionUnknown
	case "disable", "enable":
		m.ufw.off = words[0].Equal("disable")
	case "default":
		m.ufw.setDefault(c, words[1:])
	case "allow", "limit", "deny", "reject":
		m.ufw.rule(c, words, remove, front)
	}
}

// setDefault reads `default deny outgoing`; without a direction it is incoming.
func (u *ufwState) setDefault(c *fact.Command, words []source.Text) {
	if len(words) < 2 {
		return
	}
	switch knownText(words[1]) {
	case "outgoing", "out":
	default:
		return
	}
	switch knownText(words[0]) {
	case "allow":
		u.policy, u.first, u.at = fact.Allow, c, shownOf(c)
	case "deny", "reject":
		u.policy = fact.Deny
	}
}

// rule reads an outgoing rule: `allow out 53`, `allow out 443/tcp`,
// `allow out on eth0 proto udp from any to any port 123`.
func (u *ufwState) rule(c *fact.Command, words []source.Text, remove, front bool) {
	if len(words) < 2 || !words[1].Equal("out") {
		return
	}
	rule := fact.NetworkRule{Node: fact.NewNode(shownOf(c), c, fact.Always), Action: fact.Allow, Protocol: fact.ProtocolAll}
	if words[0].Equal("deny") || words[0].Equal("reject") {
		rule.Action = fact.Deny
	}
	if !readUFW(words[2:], &rule) {
		return
	}
	key := ufwKey(words)
	if remove {
		if i := slices.Index(u.words[:min(len(u.words), maxRules)], key); i >= 0 {
			u.words, u.rules = slices.Delete(u.words, i, i+1), slices.Delete(u.rules, i, i+1)
		}
		return
	}
	at := len(u.rules)
	if front && at <= maxRules {
		at = 0
	}
	u.words, u.rules = slices.Insert(u.words, at, key), slices.Insert(u.rules, at, rule)
}

func ufwKey(words []source.Text) string {
	var key strings.Builder
	for _, word := range words {
		key.WriteString(writtenAs(word) + " ")
	}
	return key.String()
}

// readUFW reads what stands behind the direction. It is false for a rule that
// is narrowed by something that is no destination.
func readUFW(words []source.Text, rule *fact.NetworkRule) bool {
	var written source.Text
	for i := 0; i < len(words); i++ {
		value := source.Text{}
		if i+1 < len(words) {
			value = words[i+1]
		}
		switch knownText(words[i]) {
		case "log", "log-all":
			continue
		case "proto":
			rule.Protocol = protocolOf(value)
		case "port":
			written = value
		case "to":
			if !value.Equal("any") {
				rule.Targets = []fact.Target{targetOf(value)}
			}
		case "from":
			if !value.Equal("any") {
				return false
			}
			if i+2 < len(words) && words[i+2].Equal("port") {
				return false // by the port of the source
			}
		case "on":
			if value.Equal("lo") || !value.Known() {
				return false
			}
		case "comment":
		case "any":
			continue
		default:
			written = words[i]
			continue
		}
		i++
	}
	if len(rule.Targets) == 0 {
		rule.Targets = []fact.Target{{Type: fact.TargetAnywhere}}
	}
	ufwPorts(written, rule)
	return true
}

// ufwPorts reads `53`, `443/tcp`, `6000:6007/tcp`, `http`. What is no port is
// the name of an application's profile, of which nothing is known.
func ufwPorts(written source.Text, rule *fact.NetworkRule) {
	if written.Len() == 0 {
		rule.AllPorts = fact.Yes
		return
	}
	number, protocol, found := written.Cut("/")
	if found {
		rule.Protocol = protocolOf(protocol)
	}
	portsOf(number, ":").fill(rule)
}

// finishUFW makes a group of the outgoing rules.
func (m *machine) finishUFW() {
	u := &m.ufw
	if u.off || u.policy == fact.ActionUnknown && len(u.rules) == 0 {
		return
	}
	group := m.open(networkKey{m.document, "ufw outgoing"}, fact.NetworkGroup{
		Node: fact.NewNode(u.at, u.first, fact.Always), Address: "ufw outgoing", Type: fact.HostChain,
		Default: u.policy, Reset: fact.No,
	})
	for i, rule := range u.rules {
		rule.Order = i
		group.add(rule)
	}
}
