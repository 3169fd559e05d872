package derive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// told prints what facts tell of resolvers: who, whom, and where that stands.
func told(t *testing.T, f fact.Fact) []string {
	t.Helper()
	var printed []string
	found := &daemons{}
	emit := func(f fact.Fact) {
		s, ok := f.(*fact.ResolverSetting)
		if !ok {
			t.Fatalf("%s is no setting", f.Kind())
		}
		line := [...]string{fact.ToldMachine: "machine", fact.ToldContainer: "container", fact.ToldProgram: "program", fact.ToldNetwork: "network", fact.ToldClients: "clients"}[s.Told]
		line += " " + s.Server.Reveal() + [...]string{fact.UDP: "", fact.TLS: " tls", fact.HTTPS: " https"}[s.Transport]
		if s.Asks == fact.Roots {
			line += "roots"
		}
		if s.Zone.Len() > 0 {
			line += " zone=" + s.Zone.Reveal()
		}
		if s.Spare {
			line += " spare"
		}
		if s.Certainty() == fact.Maybe {
			line += " maybe"
		}
		printed = append(printed, fmt.Sprintf("%s «%s»", line, s.Shown.File.Content(s.Shown.Start, s.Shown.End)))
	}
	switch f := f.(type) {
	case *fact.Command:
		commandResolvers(f, emit)
	case *fact.Resource:
		resourceResolvers(f, found, emit)
	default:
		t.Fatalf("%s tells nothing", f.Kind())
	}
	found.iterating(emit)
	return printed
}

func TestCommandsTellOfResolvers(t *testing.T) {
	for line, want := range map[string][]string{
		"resolvectl dns eth0 1.1.1.1 10.0.0.2":                                                     {"machine 1.1.1.1 «1.1.1.1»", "machine 10.0.0.2 «10.0.0.2»"},
		"resolvectl dns eth0 1.1.1.1:853#cloudflare-dns.com":                                       {"machine 1.1.1.1 tls «1.1.1.1:853#cloudflare-dns.com»"},
		"resolvectl status":                                                                        nil,
		"resolvectl query 1.1.1.1":                                                                 nil,
		"resolvectl domain eth0 example.com":                                                       nil,
		"systemd-resolve --interface eth0 --set-dns=1.1.1.1":                                       {"machine 1.1.1.1 «1.1.1.1»"},
		"nmcli con mod eth0 +ipv4.dns 8.8.8.8,8.8.4.4":                                             {"machine 8.8.8.8 «8.8.8.8»", "machine 8.8.4.4 «8.8.4.4»"},
		"nmcli con mod eth0 ipv4.gateway 8.8.8.8":                                                  nil,
		"networksetup -setdnsservers Wi-Fi 1.1.1.1":                                                {"machine 1.1.1.1 «1.1.1.1»"},
		"networksetup -setdnsservers Wi-Fi empty":                                                  nil,
		"netsh interface ip set dns name=LAN static 8.8.8.8":                                       {"machine 8.8.8.8 «8.8.8.8»"},
		"netsh interface ip add dnsservers LAN address=8.8.8.8":                                    {"machine 8.8.8.8 «8.8.8.8»"},
		"netsh interface ip set address LAN static 8.8.8.8":                                        nil,
		"Set-DnsClientServerAddress -ServerAddresses 8.8.8.8,1.1.1.1":                              {"machine 8.8.8.8 «8.8.8.8»", "machine 1.1.1.1 «1.1.1.1»"},
		"uci set network.wan.dns=8.8.8.8":                                                          {"machine 8.8.8.8 «8.8.8.8»"},
		"uci add_list dhcp.@dnsmasq[0].server=/lan/10.0.0.1":                                       {"machine 10.0.0.1 zone=lan «10.0.0.1»"},
		"uci set network.lan.ipaddr=8.8.8.8":                                                       nil,
		"unbound-control forward_add +i corp.example 8.8.8.8":                                      {"program 8.8.8.8 zone=corp.example «8.8.8.8»"},
		"unbound-control forward_add . 8.8.8.8":                                                    {"program 8.8.8.8 «8.8.8.8»"},
		"unbound-control flush example.com":                                                        nil,
		"dnsmasq -S 8.8.8.8 --server=/x.example/9.9.9.9":                                           {"program 8.8.8.8 «8.8.8.8»", "program 9.9.9.9 zone=x.example «9.9.9.9»"},
		"dnsproxy -l 127.0.0.1 -u tls://1.1.1.1":                                                   {"program 1.1.1.1 tls «tls://1.1.1.1»"},
		"cloudflared proxy-dns":                                                                    {"program cloudflare-dns.com https «proxy-dns»"},
		"cloudflared proxy-dns --upstream https://9.9.9.9/dns-query":                               {"program 9.9.9.9 https «https://9.9.9.9/dns-query»"},
		"cloudflared tunnel run x":                                                                 nil,
		"docker run --dns 8.8.8.8 --rm alpine":                                                     {"container 8.8.8.8 «8.8.8.8»"},
		"docker run alpine ping 8.8.8.8":                                                           nil,
		"dockerd --dns=1.1.1.1":                                                                    {"container 1.1.1.1 «1.1.1.1»"},
		"kubelet --cluster-dns=8.8.8.8":                                                            {"container 8.8.8.8 «8.8.8.8»"},
		"aws ec2 create-dhcp-options --dhcp-configurations Key=domain-name-servers,Values=8.8.8.8": {"network 8.8.8.8 «8.8.8.8»"},
		"echo resolvectl dns eth0 1.1.1.1":                                                         nil,
		"docker run --dns $DNS alpine":                                                             nil,
	} {
		if diff := cmp.Diff(want, told(t, dnsLine(line))); diff != "" {
			t.Errorf("%s\n%s", line, diff)
		}
	}
}

// document makes a tree of JSON, as front ends make of YAML.
func document(t *testing.T, kind, json string) *fact.Resource {
	t.Helper()
	body := readJSON(source.NewFile("document.json", []byte(json)).Text())
	if body == nil {
		t.Fatalf("no JSON: %s", json)
	}
	return &fact.Resource{Node: fact.NewNode(body.At, nil, fact.Always), Type: kind, Name: "document", Body: body}
}

func TestDocumentsTellOfResolvers(t *testing.T) {
	for _, c := range []struct {
		name, kind, json string
		want             []string
	}{
		{"daemon", "docker-daemon", `{"dns": ["8.8.8.8", "10.0.0.2"]}`, []string{"container 8.8.8.8 «8.8.8.8»", "container 10.0.0.2 «10.0.0.2»"}},
		{"compose-word", "compose", `{"services": {"web": {"dns": "1.1.1.1"}}}`, []string{"container 1.1.1.1 «1.1.1.1»"}},
		{"compose-command", "compose", `{"services": {"web": {"command": "1.1.1.1"}}}`, nil},
		{"pod", "kubernetes/Pod", `{"spec": {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["8.8.4.4"]}}}`, []string{"container 8.8.4.4 «8.8.4.4»"}},
		{"pod-behind-the-cluster", "kubernetes/Deployment", `{"spec": {"template": {"spec": {"dnsConfig": {"nameservers": ["8.8.4.4"]}}}}}`, []string{"container 8.8.4.4 spare «8.8.4.4»"}},
		{"openshift", "kubernetes/DNS", `{"spec": {"upstreamResolvers": {"upstreams": [{"address": "8.8.8.8"}]}}}`, []string{"container 8.8.8.8 «8.8.8.8»"}},
		{"kubelet", "kubernetes/KubeletConfiguration", `{"clusterDNS": ["8.8.8.8"]}`, []string{"container 8.8.8.8 «8.8.8.8»"}},
		{"netplan", "netplan", `{"network": {"ethernets": {"eth0": {"nameservers": {"addresses": ["9.9.9.9"]}, "addresses": ["8.8.8.8/24"]}}}}`, []string{"machine 9.9.9.9 «9.9.9.9»"}},
		{"cloud-config", "cloud-config", `{"manage_resolv_conf": true, "resolv_conf": {"nameservers": ["8.8.8.8"]}}`, []string{"machine 8.8.8.8 «8.8.8.8»"}},
		{"network-config", "network-config", `{"version": 1, "config": [{"type": "nameserver", "address": "8.8.8.8"}, {"subnets": [{"dns_nameservers": ["1.1.1.1"]}]}]}`, []string{"machine 1.1.1.1 «1.1.1.1»", "machine 8.8.8.8 «8.8.8.8»"}},
		{"stubby", "yaml", `{"upstream_recursive_servers": [{"address_data": "145.100.185.15"}]}`, []string{"program 145.100.185.15 tls «145.100.185.15»"}},
		{"adguard-home", "yaml", `{"dns": {"upstream_dns": ["tls://1.1.1.1"], "bootstrap_dns": ["9.9.9.10"]}}`, []string{"program 1.1.1.1 tls «tls://1.1.1.1»", "program 9.9.9.10 «9.9.9.10»"}},
		{"allow-list", "yaml", `{"allow": ["8.8.8.8"], "ignoreip": "8.8.8.8"}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(t, document(t, c.kind, c.json))); diff != "" {
				t.Error(strings.TrimSpace(diff))
			}
		})
	}
}
