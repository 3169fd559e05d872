package derive

import (
	"net/netip"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// resolverSettings emits what files, resources, commands and calls say about
// the DNS servers that are asked.
func resolverSettings(p *fact.Project, base []fact.Fact) {
	found := &daemons{}
	for _, f := range base {
		switch f := f.(type) {
		case *fact.Resource:
			resourceResolvers(f, found, p.Add)
		case *fact.Command:
			commandResolvers(f, p.Add)
		case *fact.Call:
			callResolvers(f, p.Add)
		default: // says nothing of resolvers
		}
	}
	found.iterating(p.Add)
}

// telling is a fact that tells somebody whom to ask, while it is read.
type telling struct {
	by        fact.Fact
	emit      fact.Emit
	of        string
	told      fact.Told
	zone      source.Text
	spare     bool
	transport fact.Transport
	certainty fact.Certainty
}

// servers emits a setting for each server that texts list, parted by commas,
// semicolons or white space. A word that is no server is passed over: options
// and search domains stand among them.
func (t telling) servers(lists ...source.Text) {
	for _, list := range lists {
		for _, part := range list.Split(",") {
			for _, some := range part.Split(";") {
				for _, word := range some.Fields() {
					t.server(word)
				}
			}
		}
	}
}

// server emits a setting for a word that is an address or the name of a server
// that is known, or says by its scheme that it is one.
func (t telling) server(word source.Text) {
	s := serverOf(trimQuotes(word), t.transport)
	if s.host.Len() == 0 || !s.host.Known() || !isServerWord(s) && !strings.Contains(word.Reveal(), "://") {
		return
	}
	t.tell(s)
}

func (t telling) tell(s dnsServer) {
	t.add(fact.ResolverSetting{Asks: fact.Named, Server: s.host, Shown: s.shown, Transport: s.transport})
}

func (t telling) add(s fact.ResolverSetting) {
	at := s.Shown
	if at.IsZero() {
		at = t.by.At()
	}
	s.Node = fact.NewNode(at, t.by, t.certainty)
	s.Told, s.Of, s.Zone, s.Spare = t.told, t.of, t.zone, t.spare
	t.emit(&s)
}

func isServerWord(s dnsServer) bool {
	host := s.host.Reveal()
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	_, isDoH := known.DoHHost(host)
	return isDoH || isServerLike(host)
}

// trimQuotes takes quotes and brackets off, as a list of TOML has them.
func trimQuotes(word source.Text) source.Text {
	value := word.Reveal()
	start := len(value) - len(strings.TrimLeft(value, `"'`))
	if strings.HasPrefix(value, "['") || strings.HasPrefix(value, `["`) {
		start = 2
	}
	end := len(strings.TrimRight(value, `"'`))
	if strings.HasSuffix(value, "']") || strings.HasSuffix(value, `"]`) {
		end = len(value) - 2
	}
	return word.Slice(start, max(start, end))
}

// toldAt is where a file or resource names DNS servers.
type toldAt struct {
	path  string // keys parted by dots; `*` is any key, `**` any number of them
	told  fact.Told
	spare bool
	zone  string // the key beside it that names the only domain asked about
}

// resourceResolvers reads a resource or settings file by its type.
func resourceResolvers(r *fact.Resource, found *daemons, emit fact.Emit) {
	t := telling{by: r, emit: emit, of: r.Type}
	for _, place := range toldServers[r.Type] {
		t.at(r.Body, place)
	}
	if strings.HasPrefix(r.Type, "kubernetes_") || strings.HasPrefix(r.Type, "kubernetes/") {
		for _, place := range podServers {
			t.at(r.Body, place)
		}
		t.pods(r.Body)
	}
	if read := resolverFormats[r.Type]; read != nil {
		read(t, r.Body)
	}
	if r.Type == "aws_ecs_task_definition" {
		t.told = fact.ToldContainer
		for _, containers := range structuresOf(r.Body, "container_definitions") {
			t.at(containers, toldAt{path: "dnsServers", told: fact.ToldContainer})
		}
	}
	found.configured(r)
}

// at emits the servers that stand at a place of a body.
func (t telling) at(body *fact.Value, place toldAt) {
	t.told, t.spare = place.told, place.spare
	for v := range valuesAt(leaf{body, fact.Always}, place.path) {
		told := t
		told.certainty = max(t.certainty, v.certainty)
		if place.zone != "" {
			told.zone = wordOf(body, place.zone)
		}
		if v.Form == fact.Scalar {
			told.servers(v.Text)
		}
	}
}
