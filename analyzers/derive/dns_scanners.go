package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// namedBy is which options of a program name the servers that it asks.
type namedBy struct {
	grammar optionGrammar
	servers []string // those whose value is servers, parted by commas, or a file of them
}

// serverOptions are the programs that ask the servers of their options and of
// nothing else that is written, by their own help texts. What nmap scans is
// asked nothing.
var serverOptions = map[string]namedBy{
	"nmap":       {optionGrammar{long: []string{"dns-servers"}}, []string{"dns-servers"}},
	"dnsx":       {optionGrammar{}, []string{"r", "resolver"}},
	"subfinder":  {optionGrammar{}, []string{"r"}},
	"shuffledns": {optionGrammar{}, []string{"r"}},
	"amass":      {optionGrammar{}, []string{"r", "tr"}},
	"massdns":    {optionGrammar{valued: "rstowlcF", long: []string{"resolvers", "type", "outfile", "output"}}, []string{"r", "resolvers"}},
	"zdns":       {optionGrammar{long: strings.Fields("name-servers input-file output-file")}, []string{"name-servers"}},
	"dnsperf":    {optionGrammar{valued: "abcdefklmnopqQsStTuvxy"}, []string{"s"}},
	"resperf":    {optionGrammar{valued: "abcdefiklmnopqQsStTuvxy"}, []string{"s"}},
	"dnstracer":  {optionGrammar{valued: "rqst"}, []string{"s"}},

	"Resolve-DnsName": {optionGrammar{}, []string{"Server"}},
}

// optionServers reads the options of a program that name servers. Options of
// Go programs and of PowerShell are words behind one dash.
func (d *dnsCommand) optionServers(by namedBy) {
	words := by.grammar.valued == "" && by.grammar.long == nil
	for _, name := range by.servers {
		var values []source.Text
		if words {
			if value, ok := optionValue(d.args, "-"+name, "-"+strings.ToLower(name), "--"+name); ok {
				values = append(values, value)
			}
		} else {
			values = sortArgs(d.args, by.grammar).all(name)
		}
		for _, list := range values {
			for _, s := range serverList(list) {
				if isServerWord(s) { // else a file
					d.named(s, source.Text{})
				}
			}
		}
	}
}

// throughSystem reads `getent hosts NAME` and `ping NAME`, which look names up
// as the host does.
func (d *dnsCommand) throughSystem() {
	given := sortArgs(d.args, optionGrammar{valued: "cFIilMmnpQSsTtWws"})
	var name source.Text
	switch words := given.words; {
	case program(d.Command) == "getent" && len(words) > 1 && (words[0].HasPrefix("hosts") || words[0].HasPrefix("ahosts")):
		name = words[1]
	case program(d.Command) != "getent" && len(words) > 0:
		name = words[len(words)-1]
	default:
		return
	}
	if !isServerLike(name.Reveal()) {
		d.system(name)
	}
}

// acme reads `acme.sh --cron`, which checks what it wrote to DNS by HTTPS at
// Cloudflare where certificates are proved by DNS.
func (d *dnsCommand) acme() {
	for i, arg := range d.args {
		if arg.Equal("--cron") || arg.Equal("--issue") && hasOption(d.args, "--dns") {
			server := dnsServer{source.Literal("cloudflare-dns.com"), d.through(i + 1), fact.HTTPS}
			d.query(fact.DNSQuery{Asks: fact.Named, Server: server.host, Shown: server.shown, Transport: server.transport}, fact.Maybe)
			return
		}
	}
}

func hasOption(args []source.Text, name string) bool {
	for _, a := range args {
		if a.Equal(name) {
			return true
		}
	}
	return false
}
