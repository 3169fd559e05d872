package derive

import (
	"iter"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxWalk bounds how deep a body is searched by `**`.
const maxWalk = 16

// valuesAt yields what stands at a path of keys, through lists and repeated
// blocks. `*` is any key, `**` any number of keys.
func valuesAt(body leaf, path string) iter.Seq[leaf] {
	keys := strings.Split(path, ".")
	return func(yield func(leaf) bool) { walkTo(body, keys, maxWalk, yield) }
}

func walkTo(v leaf, keys []string, depth int, yield func(leaf) bool) bool {
	if v.Value == nil || depth == 0 {
		return true
	}
	for item := range leaves(v.Value) {
		item.certainty = max(item.certainty, v.certainty)
		if !walkItem(item, keys, depth, yield) {
			return false
		}
	}
	return true
}

func walkItem(item leaf, keys []string, depth int, yield func(leaf) bool) bool {
	if len(keys) == 0 {
		return yield(item)
	}
	deep := keys[0] == "**"
	if deep && !walkItem(item, keys[1:], depth-1, yield) {
		return false
	}
	for _, e := range item.Entries {
		next := leaf{e.Value, item.certainty}
		switch name := e.Name.Reveal(); {
		case deep:
			if !walkTo(next, keys, depth-1, yield) {
				return false
			}
		case keys[0] == "*" || keys[0] == name || strings.HasSuffix(keys[0], "*") && strings.HasPrefix(name, keys[0][:len(keys[0])-1]):
			if !walkTo(next, keys[1:], depth-1, yield) {
				return false
			}
		}
	}
	return true
}

// toldServers are the places where files and resources name DNS servers, by
// the manual of the program and the page of the provider.
var toldServers = map[string][]toldAt{
	"resolv.conf":     {{path: "nameserver"}},
	"resolvconf.conf": {{path: "name_servers"}, {path: "prepend_nameservers"}},
	"resolved.conf":   {{path: "Resolve.DNS"}, {path: "Resolve.FallbackDNS", spare: true}},
	"networkd": {
		{path: "Network.DNS"}, {path: "DHCPServer.DNS", told: fact.ToldClients}, {path: "IPv6SendRA.DNS", told: fact.ToldClients},
	},
	"ifcfg":          {{path: "DNS1"}, {path: "DNS2"}, {path: "DNS3"}, {path: "NETCONFIG_DNS_STATIC_SERVERS"}},
	"networkmanager": {{path: "ipv4.dns"}, {path: "ipv6.dns"}, {path: "global-dns-domain-*.servers"}},
	"interfaces":     {{path: "dns-nameservers"}, {path: "dns-nameserver"}, {path: "dns-server"}},
	"nginx":          {{path: "**.resolver", told: fact.ToldProgram}},
	"caddyfile":      {{path: "**.resolvers", told: fact.ToldProgram}},
	"haproxy":        {{path: "nameserver", told: fact.ToldProgram}},
	"squid":          {{path: "dns_nameservers", told: fact.ToldProgram}},
	"dnscrypt-proxy": {{path: "bootstrap_resolvers", spare: true}, {path: "fallback_resolvers", spare: true}, {path: "fallback_resolver", spare: true}}, // for the resolvers' own names,
	"pihole":         {{path: "PIHOLE_DNS_*"}, {path: "DHCP_DNS*", told: fact.ToldClients}},

	"docker-daemon":  {{path: "dns", told: fact.ToldContainer}},
	"compose":        {{path: "services.*.dns", told: fact.ToldContainer}},
	"cloud-config":   {{path: "resolv_conf.nameservers"}, {path: "network.**.nameservers.addresses"}, {path: "network.config.**.dns_nameservers"}},
	"netplan":        {{path: "network.**.nameservers.addresses"}},
	"network-config": {{path: "**.nameservers.addresses"}, {path: "**.dns_nameservers"}, {path: "**.nameservers.address"}},

	"aws_vpc_dhcp_options":        {{path: "domain_name_servers", told: fact.ToldNetwork}},
	"aws_ec2_client_vpn_endpoint": {{path: "dns_servers", told: fact.ToldClients}},
	"aws_route53_resolver_rule":   {{path: "target_ip.ip", told: fact.ToldNetwork, zone: "domain_name"}},

	"azurerm_virtual_network":                   {{path: "dns_servers", told: fact.ToldNetwork}},
	"azurerm_virtual_network_dns_servers":       {{path: "dns_servers", told: fact.ToldNetwork}},
	"azurerm_network_interface":                 {{path: "dns_servers"}},
	"azurerm_linux_virtual_machine_scale_set":   {{path: "network_interface.dns_servers"}},
	"azurerm_windows_virtual_machine_scale_set": {{path: "network_interface.dns_servers"}},
	"azurerm_container_group":                   {{path: "dns_config.nameservers", told: fact.ToldContainer}},
	"azurerm_firewall":                          {{path: "dns_servers", told: fact.ToldProgram}},
	"azurerm_firewall_policy":                   {{path: "dns.servers", told: fact.ToldProgram}},
	"azurerm_point_to_site_vpn_gateway":         {{path: "dns_servers", told: fact.ToldClients}},

	"google_dns_policy":       {{path: "alternative_name_server_config.target_name_servers.ipv4_address", told: fact.ToldNetwork}},
	"google_dns_managed_zone": {{path: "forwarding_config.target_name_servers.ipv4_address", told: fact.ToldNetwork, zone: "dns_name"}},

	"oci_core_dhcp_options":                 {{path: "options.custom_dns_servers", told: fact.ToldNetwork}},
	"oci_core_default_dhcp_options":         {{path: "options.custom_dns_servers", told: fact.ToldNetwork}},
	"openstack_networking_subnet_v2":        {{path: "dns_nameservers", told: fact.ToldNetwork}},
	"alicloud_vpc_dhcp_options_set":         {{path: "domain_name_servers", told: fact.ToldNetwork}},
	"tencentcloud_vpc":                      {{path: "dns_servers", told: fact.ToldNetwork}},
	"huaweicloud_vpc_subnet":                subnetServers,
	"opentelekomcloud_vpc_subnet_v1":        subnetServers,
	"ibm_is_vpc":                            {{path: "dns.resolver.manual_servers.address", told: fact.ToldNetwork}},
	"libvirt_network":                       {{path: "dns.forwarders.address", told: fact.ToldNetwork}},
	"vsphere_virtual_machine":               {{path: "clone.customize.dns_server_list"}, {path: "clone.customize.network_interface.dns_server_list"}},
	"proxmox_vm_qemu":                       {{path: "nameserver"}},
	"proxmox_lxc":                           {{path: "nameserver"}},
	"proxmox_virtual_environment_vm":        {{path: "initialization.dns.servers"}, {path: "initialization.dns.server"}},
	"proxmox_virtual_environment_container": {{path: "initialization.dns.servers"}, {path: "initialization.dns.server"}},
	"docker_container":                      {{path: "dns", told: fact.ToldContainer}},
	"docker_service":                        {{path: "task_spec.container_spec.dns_config.nameservers", told: fact.ToldContainer}},
}

// subnetServers are those of subnets of OpenStack's public clouds.
var subnetServers = []toldAt{
	{path: "primary_dns", told: fact.ToldNetwork}, {path: "secondary_dns", told: fact.ToldNetwork}, {path: "dns_list", told: fact.ToldNetwork},
}

// podServers are those of what Kubernetes and OpenShift run besides pods.
var podServers = []toldAt{
	{path: "clusterDNS", told: fact.ToldContainer}, // KubeletConfiguration
	{path: "spec.upstreamResolvers.upstreams.address", told: fact.ToldContainer},
	{path: "spec.servers.forwardPlugin.upstreams", told: fact.ToldContainer},
}

// pods emits the servers that pods are given, whose template may stand at any
// depth of a manifest or a resource of Terraform's. They come behind those of
// the cluster unless the policy is None.
func (t telling) pods(body *fact.Value) {
	for pod := range valuesAt(leaf{body, fact.Always}, "**") {
		for key, policy := range map[string]string{"dnsConfig": "dnsPolicy", "dns_config": "dns_policy"} {
			alone := isWord(pod.Value, policy, "None")
			for _, config := range pod.GetAll(key) {
				t.at(config, toldAt{path: "nameservers", told: fact.ToldContainer, spare: !alone})
			}
		}
	}
}
