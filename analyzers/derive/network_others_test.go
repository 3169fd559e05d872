package derive

import "testing"

func TestFirewallsOfOtherClouds(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"digitalocean", `digitalocean_firewall.web{ outbound_rule{ protocol="tcp" port_range="22" destination_addresses=["0.0.0.0/0" "::/0"] } outbound_rule{ protocol="icmp" destination_addresses=["0.0.0.0/0"] } }`,
			"digitalocean_firewall.web (else deny)\n  allow tcp 22-22 to cidr«0.0.0.0/0» cidr«::/0»\n  allow icmp to cidr«0.0.0.0/0»",
		},
		{"digitalocean-without-rule", `digitalocean_firewall.web{ inbound_rule{ protocol="tcp" port_range="22" } }`, "digitalocean_firewall.web (else deny)"},
		{
			"hcloud", `hcloud_firewall.web{ rule{ direction="in" protocol="tcp" port="any" source_ips=["0.0.0.0/0"] } rule{ direction="out" protocol="tcp" port="any" destination_ips=["0.0.0.0/0"] } }`,
			"hcloud_firewall.web (else deny)\n  allow tcp * to cidr«0.0.0.0/0»",
		},
		{"hcloud-without-outbound-rule", `hcloud_firewall.web{ rule{ direction="in" protocol="tcp" port="22" } }`, "hcloud_firewall.web (else allow)"},
		{"hcloud-unknown", `hcloud_firewall.web{ rule{ direction=? protocol="tcp" port="22" } }`, "hcloud_firewall.web (else deny)"},
		{"linode-accepts", `linode_firewall.web{ outbound_policy="ACCEPT" }`, "linode_firewall.web (else allow)"},
		{
			"linode-drops", `linode_firewall.web{ outbound_policy="DROP" outbound{ action="ACCEPT" protocol="TCP" ports="80, 443" ipv4=["0.0.0.0/0"] } }`,
			"linode_firewall.web (else deny)\n  allow tcp 80-80 443-443 to cidr«0.0.0.0/0»",
		},
		{"linode-unknown", `linode_firewall.web{ outbound_policy=? }`, "linode_firewall.web (else ?)"},
		{
			"openstack-rule", `openstack_networking_secgroup_rule_v2.out{ direction="egress" ethertype="IPv4" protocol="tcp" port_range_min=22 port_range_max=22 remote_ip_prefix="0.0.0.0/0" security_group_id=? }`,
			"openstack_networking_secgroup_rule_v2.out (else ?)\n  allow tcp 22-22 to cidr«0.0.0.0/0»",
		},
		{
			"openstack-names-nothing", `openstack_networking_secgroup_rule_v2.out{ direction="egress" ethertype="IPv4" security_group_id=? }`,
			"openstack_networking_secgroup_rule_v2.out (else ?)\n  allow all * to anywhere",
		},
		{
			"openstack-zero-is-all", `openstack_networking_secgroup_rule_v2.out{ direction="egress" protocol="udp" port_range_min=0 port_range_max=0 remote_ip_prefix="0.0.0.0/0" security_group_id=? }`,
			"openstack_networking_secgroup_rule_v2.out (else ?)\n  allow udp * to cidr«0.0.0.0/0»",
		},
		{
			"openstack-group", `openstack_networking_secgroup_v2.web{ } openstack_networking_secgroup_v2.db{ delete_default_rules=true } openstack_networking_secgroup_v2.x{ delete_default_rules=? }
			openstack_networking_secgroup_rule_v2.out{ direction="egress" remote_group_id="g" security_group_id=openstack_networking_secgroup_v2.db.id }`,
			"openstack_networking_secgroup_v2.web (else allow)\nopenstack_networking_secgroup_v2.db (else deny)\n  allow all * to group«g»\nopenstack_networking_secgroup_v2.x (else ?)",
		},
		{
			"oracle-list", `oci_core_security_list.web{ egress_security_rules{ destination="0.0.0.0/0" protocol="all" } egress_security_rules{ destination="0.0.0.0/0" protocol="6" tcp_options{ min=443 max=443 } } egress_security_rules{ destination="all-fra-services" destination_type="SERVICE_CIDR_BLOCK" protocol="6" } }`,
			"oci_core_security_list.web (else deny)\n  allow all * to cidr«0.0.0.0/0»\n  allow tcp 443-443 to cidr«0.0.0.0/0»\n  allow tcp * to name«all-fra-services»",
		},
		{
			"oracle-group", `oci_core_network_security_group.web{ }
			oci_core_network_security_group_security_rule.out{ network_security_group_id=oci_core_network_security_group.web.id direction="EGRESS" destination="0.0.0.0/0" protocol="17" udp_options{ destination_port_range{ min=53 max=53 } } }`,
			"oci_core_network_security_group.web (else deny)\n  allow udp 53-53 to cidr«0.0.0.0/0»",
		},
		{
			"alibaba", `alicloud_security_group.web{ } alicloud_security_group_rule.out{ security_group_id=alicloud_security_group.web.id type="egress" ip_protocol="tcp" port_range="1/65535" }`,
			"alicloud_security_group.web (else allow)\n  allow tcp 1-65535 * to anywhere",
		},
		{
			"alibaba-for-enterprises", `alicloud_security_group.web{ security_group_type="enterprise" } alicloud_security_group_rule.out{ security_group_id=alicloud_security_group.web.id type="egress" ip_protocol="all" port_range="-1/-1" policy="drop" cidr_ip="0.0.0.0/0" }`,
			"alicloud_security_group.web (else deny)\n  deny all * to cidr«0.0.0.0/0»",
		},
		{
			"tencent", `tencentcloud_security_group_lite_rule.web{ security_group_id="sg" egress=["DROP#10.0.0.0/8#ALL#ALL" "ACCEPT#0.0.0.0/0#ALL#ALL" "ACCEPT#0.0.0.0/0#80,443#TCP"] }`,
			"tencentcloud_security_group_lite_rule.web (else ?)\n  deny all * to cidr«10.0.0.0/8»\n  allow all * to cidr«0.0.0.0/0»\n  allow tcp 80-80 443-443 to cidr«0.0.0.0/0»",
		},
		{
			"tencent-set", `tencentcloud_security_group_rule_set.web{ security_group_id="sg" egress{ action="ACCEPT" cidr_block="0.0.0.0/0" protocol="TCP" port="443" } egress{ action="ACCEPT" } }`,
			"tencentcloud_security_group_rule_set.web (else ?)\n  allow tcp 443-443 to cidr«0.0.0.0/0»\n  allow all * to anywhere",
		},
		{
			"ibm", `ibm_is_security_group_rule.out{ group=ibm_is_security_group.web.id direction="outbound" } ibm_is_security_group_rule.web{ group=ibm_is_security_group.web.id direction="outbound" remote="10.0.0.0/8" tcp{ port_min=443 port_max=443 } }`,
			"ibm_is_security_group_rule.out (else ?)\n  allow all * to anywhere\n  allow tcp 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"ibm-in-newer-words", `ibm_is_security_group_rule.out{ group=? direction="outbound" remote="0.0.0.0/0" protocol="icmp_tcp_udp" }`,
			"ibm_is_security_group_rule.out (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"ibm-acl", `ibm_is_network_acl.web{ rules{ direction="outbound" action="allow" source="0.0.0.0/0" destination="0.0.0.0/0" } rules{ direction="inbound" action="allow" destination="0.0.0.0/0" } }`,
			"ibm_is_network_acl.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"scaleway", `scaleway_instance_security_group.web{ outbound_rule{ action="accept" port=443 ip_range="0.0.0.0/0" protocol="TCP" } } scaleway_instance_security_group.x{ outbound_default_policy="drop" }`,
			"scaleway_instance_security_group.web (else allow)\n  allow tcp 443-443 to cidr«0.0.0.0/0»\nscaleway_instance_security_group.x (else deny)",
		},
		{"scaleway-says-nothing", `scaleway_instance_security_group.web{ }`, "scaleway_instance_security_group.web (else ?)"},
		{
			"naver", `ncloud_access_control_group_rule.web{ access_control_group_no=? inbound{ protocol="TCP" ip_block="0.0.0.0/0" } outbound{ protocol="TCP" ip_block="0.0.0.0/0" port_range="1-65535" } }`,
			"ncloud_access_control_group_rule.web (else ?)\n  allow tcp 1-65535 * to cidr«0.0.0.0/0»",
		},
		{
			"yandex", `yandex_vpc_security_group.web{ egress{ protocol="ANY" v4_cidr_blocks=["0.0.0.0/0"] } egress{ protocol="TCP" from_port=80 to_port=90 v4_cidr_blocks=["10.0.0.0/8"] } }`,
			"yandex_vpc_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»\n  allow tcp 80-90 to cidr«10.0.0.0/8»",
		},
		{
			"huawei-denies", `huaweicloud_networking_secgroup_rule.out{ security_group_id=? direction="egress" action="deny" protocol="tcp" ports="25" }`,
			"huaweicloud_networking_secgroup_rule.out (else ?)\n  deny tcp 25-25 to anywhere",
		},
	})
}

func TestKubernetesNetworkPoliciesOfTerraform(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"allow-all", `kubernetes_network_policy.web{ spec{ policy_types=["Egress"] egress{ } } }`,
			"kubernetes_network_policy.web (else deny)\n  allow all * to anywhere",
		},
		{"deny-all", `kubernetes_network_policy_v1.web{ spec{ policy_types=["Egress"] } }`, "kubernetes_network_policy_v1.web (else deny)"},
		{"inbound-only", `kubernetes_network_policy.web{ spec{ policy_types=["Ingress"] egress{ } } }`, ""},
		{
			"ports-without-peers", `kubernetes_network_policy.web{ spec{ egress{ ports{ port="53" protocol="UDP" } ports{ port="http" protocol="TCP" } ports{ port=1000 end_port=3000 } } } }`,
			"kubernetes_network_policy.web (else deny)\n  allow udp 53-53 to anywhere\n  allow tcp to anywhere\n  allow tcp 1000-3000 to anywhere",
		},
		{
			"except-private", `kubernetes_network_policy.web{ spec{ egress{ to{ ip_block{ cidr="0.0.0.0/0" except=["10.0.0.0/8"] } } } } }`,
			"kubernetes_network_policy.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"except-everything", `kubernetes_network_policy.web{ spec{ egress{ to{ ip_block{ cidr="0.0.0.0/0" except=["0.0.0.0/1" "128.0.0.0/2"] } } } } }`,
			"kubernetes_network_policy.web (else deny)\n  allow all * to unknown«0.0.0.0/0»",
		},
		{
			"in-the-cluster", `kubernetes_network_policy.web{ spec{ egress{ to{ namespace_selector{ } } } } }`,
			"kubernetes_network_policy.web (else deny)\n  allow all * to group",
		},
		{"peers-not-known", `kubernetes_network_policy.web{ spec{ egress{ to=? } } }`, "kubernetes_network_policy.web (else deny)"},
		{
			"manifest", `kubernetes_manifest.web{ manifest={ apiVersion="networking.k8s.io/v1" kind="NetworkPolicy" spec={ policyTypes=["Egress"] egress=[{ to=[{ ipBlock={ cidr="0.0.0.0/0" } }] ports=[{ port=25 protocol="TCP" }] }] } } }`,
			"kubernetes_manifest.web (else deny)\n  allow tcp 25-25 to cidr«0.0.0.0/0»",
		},
		{"other-manifest", `kubernetes_manifest.web{ manifest={ apiVersion="v1" kind="Service" spec={ egress=[{ }] } } }`, ""},
	})
}
