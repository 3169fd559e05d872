package derive

import (
	"cmp"
	"path"
	"slices"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// machine is what the commands of one document leave behind: cloud groups by
// their ids, and the chains of the host's firewall.
type machine struct {
	*networks
	document fact.Fact
	created  []*createdGroup // by aws ec2 create-security-group
	chains   []*chain
	byName   map[chainKey]*chain
	ufw      ufwState
}

// commandNetworks judges commands by the state in which the last one leaves a
// group or chain, document by document.
func commandNetworks(p *fact.Project, n *networks) {
	var machines []*machine
	byDocument := map[fact.Fact]*machine{}
	for _, c := range commandsInOrder(p) {
		run := networkProgram(c)
		if run == nil {
			continue
		}
		document := documentOf(c)
		m := byDocument[document]
		if m == nil {
			m = &machine{networks: n, document: document, byName: map[chainKey]*chain{}}
			byDocument[document] = m
			machines = append(machines, m)
		}
		run(m, c)
	}
	for _, m := range machines {
		m.finish()
	}
	n.groups = slices.DeleteFunc(n.groups, isMute)
}

// isMute reports a group of commands that says nothing: only revoked from.
func isMute(g *network) bool {
	_, command := g.fact.Parent().(*fact.Command)
	return command && len(g.rules) == 0 && g.fact.Default == fact.ActionUnknown
}

// networkProgram is how a program changes networks, or nil.
func networkProgram(c *fact.Command) func(*machine, *fact.Command) {
	if len(c.Argv) == 0 || !c.Argv[0].Known() {
		return nil
	}
	switch path.Base(c.Argv[0].Reveal()) {
	case "aws":
		return (*machine).aws
	case "iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy", "iptables-nft", "ip6tables-nft":
		return (*machine).iptables
	case "iptables-restore", "ip6tables-restore":
		return (*machine).iptablesRestore
	case "ufw":
		return (*machine).ufwCommand
	case "nft":
		return (*machine).nft
	}
	return nil
}

func (m *machine) finish() {
	m.finishChains()
	m.finishUFW()
}

// commandsInOrder lists commands as they run. A command that was unwrapped or
// embedded in another comes where its outermost one stands.
func commandsInOrder(p *fact.Project) []*fact.Command {
	arrival := map[fact.Fact]int{}
	var commands []*fact.Command
	for c := range fact.All[*fact.Command](p) {
		arrival[c] = len(commands)
		commands = append(commands, c)
	}
	slices.SortStableFunc(commands, func(a, b *fact.Command) int {
		return cmp.Compare(arrival[outermost(a)], arrival[outermost(b)])
	})
	return commands
}

// outermost is the command that a command sits in, through what it embeds.
func outermost(c *fact.Command) *fact.Command {
	for f := c.Parent(); f != nil; f = f.Parent() {
		switch f := f.(type) {
		case *fact.Command:
			c = f
		case *fact.Document, *fact.Embedded, *fact.Function, *fact.FileWrite: // look further up
		default:
			return c
		}
	}
	return c
}

// documentOf is the document whose commands work on one machine together: a
// script that a command embeds belongs to the command's, unless it runs on
// another host.
func documentOf(c *fact.Command) fact.Fact {
	var document fact.Fact
	for f := fact.Fact(c); f != nil; f = f.Parent() {
		if host, ok := f.(*fact.Command); ok && elsewhere(host) {
			if document == nil {
				return f
			}
			return document
		}
		if f.Kind() == fact.KindDocument {
			document = f
			if _, inCommand := f.Parent().(*fact.Command); !inCommand {
				return f
			}
		}
	}
	return document
}

// elsewhere reports a command whose arguments run on another host.
func elsewhere(c *fact.Command) bool {
	if len(c.Argv) == 0 {
		return false
	}
	switch path.Base(c.Argv[0].Reveal()) {
	case "ssh", "docker", "podman", "kubectl", "vagrant":
		return true
	}
	return false
}

// shownOf is the span of a command's words, or of a call.
func shownOf(f fact.Fact) source.Span {
	if c, ok := f.(*fact.Command); ok && !c.Shown.IsZero() {
		return c.Shown
	}
	return f.At()
}
