package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// resolverPrograms are the programs that tell somebody whom to ask, by the
// manual of each. Those that go over TLS by themselves say so.
var resolverPrograms = map[string]func(telling, []source.Text){
	"resolvectl":                 telling.resolvectl,
	"systemd-resolve":            optionServers(optionGrammar{valued: "ipct", long: strings.Fields("interface set-dns set-domain type class")}, fact.ToldMachine, "set-dns"),
	"nmcli":                      telling.nmcli,
	"networksetup":               telling.networksetup,
	"netsh":                      telling.netsh,
	"uci":                        telling.uci,
	"unbound-control":            telling.unboundControl,
	"dnsmasq":                    telling.dnsmasqCommand,
	"dnsproxy":                   optionServers(optionGrammar{valued: "lputfb", long: strings.Fields("listen port upstream bootstrap fallback config-path")}, fact.ToldProgram, "u", "upstream", "b", "bootstrap", "f", "fallback"),
	"cloudflared":                telling.cloudflared,
	"docker":                     telling.container,
	"podman":                     telling.container,
	"nerdctl":                    telling.container,
	"dockerd":                    optionServers(optionGrammar{valued: "DGHl", long: strings.Fields("dns dns-opt dns-search config-file data-root group host label log-driver log-opt storage-driver bip iptables")}, fact.ToldContainer, "dns"),
	"kubelet":                    optionServers(optionGrammar{long: strings.Fields("cluster-dns cluster-domain config kubeconfig")}, fact.ToldContainer, "cluster-dns"),
	"aws":                        telling.aws,
	"openstack":                  optionServers(optionGrammar{long: strings.Fields("dns-nameserver network subnet-range gateway dhcp allocation-pool")}, fact.ToldNetwork, "dns-nameserver"),
	"Set-DnsClientServerAddress": telling.powershell,
}

// optionServers reads the values of options that name servers.
func optionServers(grammar optionGrammar, told fact.Told, names ...string) func(telling, []source.Text) {
	return func(t telling, args []source.Text) {
		t.told = told
		given := sortArgs(args, grammar)
		for _, name := range names {
			t.servers(given.all(name)...)
		}
	}
}

// commandResolvers emits what a command tells of DNS servers.
func commandResolvers(c *fact.Command, emit fact.Emit) {
	name := program(c)
	if name == "" {
		return
	}
	if tell := resolverPrograms[name]; tell != nil {
		tell(telling{by: c, emit: emit, of: name}, c.Argv[1:])
	}
}

// resolvectl reads `resolvectl dns INTERFACE SERVER…`.
func (t telling) resolvectl(args []source.Text) {
	if given := sortArgs(args, optionGrammar{valued: "ipct"}); len(given.words) > 2 && given.words[0].Equal("dns") {
		t.servers(given.words[2:]...)
	}
}

// nmcli reads the properties ipv4.dns and ipv6.dns. A `+` before them adds to
// what there is.
func (t telling) nmcli(args []source.Text) {
	for i := 0; i+1 < len(args); i++ {
		switch strings.TrimPrefix(args[i].Reveal(), "+") {
		case "ipv4.dns", "ipv6.dns":
			t.servers(args[i+1])
		}
	}
}

// networksetup reads macOS's `networksetup -setdnsservers SERVICE SERVER…`.
func (t telling) networksetup(args []source.Text) {
	if len(args) > 2 && args[0].Equal("-setdnsservers") {
		t.servers(args[2:]...)
	}
}

// netsh reads `netsh interface ip set|add dns… NAME static SERVER`, in words or
// as `address=SERVER`.
func (t telling) netsh(args []source.Text) {
	dns := false
	for _, word := range args {
		value := strings.ToLower(word.Reveal())
		switch {
		case value == "dns" || value == "dnsserver" || value == "dnsservers":
			dns = true
		case !dns:
		case strings.HasPrefix(value, "addr=") || strings.HasPrefix(value, "address="):
			_, server, _ := word.Cut("=")
			t.server(server)
		default:
			t.server(word)
		}
	}
}

// uci reads OpenWrt's `uci set network.wan.dns=SERVER` and
// `uci add_list dhcp.@dnsmasq[0].server=SERVER`.
func (t telling) uci(args []source.Text) {
	given := sortArgs(args, optionGrammar{})
	if len(given.words) < 2 || !given.words[0].Equal("set") && !given.words[0].Equal("add_list") {
		return
	}
	for _, word := range given.words[1:] {
		key, value, _ := word.Cut("=")
		switch name := key.Reveal(); {
		case strings.HasPrefix(name, "network.") && strings.HasSuffix(name, ".dns"):
			t.servers(value)
		case strings.HasPrefix(name, "dhcp.") && strings.HasSuffix(name, ".server"):
			t.dnsmasqServer(value)
		}
	}
}

// unboundControl reads `unbound-control forward SERVER…` and
// `unbound-control forward_add [+i] ZONE SERVER…`.
func (t telling) unboundControl(args []source.Text) {
	t.told = fact.ToldProgram
	given := sortArgs(args, optionGrammar{valued: "cs"})
	switch words := given.words; {
	case len(words) > 1 && words[0].Equal("forward"):
		t.servers(words[1:]...)
	case len(words) > 2 && words[0].Equal("forward_add"):
		zone := words[1]
		if zone.HasPrefix("+") {
			zone = words[2]
		}
		t.ofZone(zone).servers(words[2:]...)
	}
}

// dnsmasqCommand reads the program's own options, which are those of its file.
func (t telling) dnsmasqCommand(args []source.Text) {
	t.told = fact.ToldProgram
	given := sortArgs(args, optionGrammar{valued: "SACFIOPQRTXaceilmpqrsuwx", long: strings.Fields("server conf-file conf-dir dhcp-option")})
	for _, name := range []string{"S", "server"} {
		for _, value := range given.all(name) {
			t.dnsmasqServer(value)
		}
	}
}

// cloudflared reads `cloudflared proxy-dns`, whose upstream is Cloudflare where
// none is given.
func (t telling) cloudflared(args []source.Text) {
	given := sortArgs(args, optionGrammar{long: strings.Fields("upstream address port bootstrap metrics config")})
	if len(given.words) == 0 || !given.words[0].Equal("proxy-dns") {
		return
	}
	t.told, t.transport = fact.ToldProgram, fact.HTTPS
	if given.has("upstream") {
		t.servers(given.all("upstream")...)
		return
	}
	t.tell(dnsServer{source.Literal("cloudflare-dns.com"), given.words[0].Span(), fact.HTTPS})
}

// container reads --dns of `docker run` and its like.
func (t telling) container(args []source.Text) {
	t.told = fact.ToldContainer
	for i, word := range args {
		switch value := word.Reveal(); {
		case value == "--dns" && i+1 < len(args):
			t.server(args[i+1])
		case strings.HasPrefix(value, "--dns="):
			t.server(word.Slice(len("--dns="), word.Len()))
		}
	}
}

// aws reads `aws ec2 create-dhcp-options`.
func (t telling) aws(args []source.Text) {
	call := awsCallOf(args)
	if call.service != "ec2" || call.operation != "create-dhcp-options" {
		return
	}
	t.told = fact.ToldNetwork
	for _, list := range call.structures("dhcp-configurations") {
		for options := range leaves(list) {
			if isWord(options.Value, "Key", "domain-name-servers") {
				t.servers(wordList(options.Get("Values"))...)
			}
		}
	}
}

// powershell reads `-ServerAddresses A,B`.
func (t telling) powershell(args []source.Text) {
	if servers, ok := optionValue(args, "-ServerAddresses", "-serveraddresses"); ok {
		t.servers(servers)
	}
}
