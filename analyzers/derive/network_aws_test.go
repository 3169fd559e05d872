package derive

import "testing"

func TestTerraformSecurityGroups(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"open", `aws_security_group.web{ egress{ from_port=0 to_port=0 protocol="-1" cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"numeric-protocol", `aws_security_group.web{ egress{ from_port=0 to_port=0 protocol=-1 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"prefix-list", `aws_security_group.web{ egress{ from_port=0 to_port=0 protocol="-1" prefix_list_ids=[aws_vpc_endpoint.s3.prefix_list_id] } }`,
			"aws_security_group.web (else deny)\n  allow all * to list«aws_vpc_endpoint.s3.prefix_list_id»",
		},
		{
			"own-prefix-list-is-looked-into",
			`aws_ec2_managed_prefix_list.all{ entry{ cidr="0.0.0.0/0" } }
			aws_security_group.web{ egress{ protocol="tcp" from_port=443 to_port=443 prefix_list_ids=[aws_ec2_managed_prefix_list.all.id] } }`,
			"aws_security_group.web (else deny)\n  allow tcp 443-443 to list«aws_ec2_managed_prefix_list.all.id» cidr«0.0.0.0/0»",
		},
		{
			"entry-of-an-own-prefix-list",
			`aws_security_group.web{ egress{ protocol="-1" prefix_list_ids=[aws_ec2_managed_prefix_list.all.id] } }
			aws_ec2_managed_prefix_list.all{ name="all" }
			aws_ec2_managed_prefix_list_entry.all{ prefix_list_id=aws_ec2_managed_prefix_list.all.id cidr="0.0.0.0/0" }`,
			"aws_security_group.web (else deny)\n  allow all * to list«aws_ec2_managed_prefix_list.all.id» cidr«0.0.0.0/0»",
		},
		{"omitted-is-closed", `aws_security_group.web{ name="web" }`, "aws_security_group.web (else deny)"},
		{"ingress-is-not-looked-at", `aws_security_group.web{ ingress{ protocol="-1" cidr_blocks=["0.0.0.0/0"] } }`, "aws_security_group.web (else deny)"},
		{
			"halves", `aws_security_group.web{ egress{ protocol="-1" cidr_blocks=["0.0.0.0/1" "128.0.0.0/1"] ipv6_cidr_blocks=["::/0"] } }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/1» cidr«128.0.0.0/1» cidr«::/0»",
		},
		{
			"attribute-as-blocks", `aws_security_group.web{ egress=[{ protocol="tcp" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] }] }`,
			"aws_security_group.web (else deny)\n  allow tcp 443-443 to cidr«0.0.0.0/0»",
		},
		{"empty-attribute", `aws_security_group.web{ egress=[] }`, "aws_security_group.web (else deny)"},
		{
			"tcp-zero-is-port-zero", `aws_security_group.web{ egress{ protocol="tcp" from_port=0 to_port=0 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow tcp 0-0 to cidr«0.0.0.0/0»",
		},
		{
			"full-range", `aws_security_group.web{ egress{ protocol="tcp" from_port=0 to_port=65535 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow tcp 0-65535 * to cidr«0.0.0.0/0»",
		},
		{
			"icmp-has-no-ports", `aws_security_group.web{ egress{ protocol="icmp" from_port=-1 to_port=-1 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow icmp to cidr«0.0.0.0/0»",
		},
		{
			"other-protocol-has-all-ports", `aws_security_group.web{ egress{ protocol="50" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow 50 * to cidr«0.0.0.0/0»",
		},
		{
			"self-and-group", `aws_security_group.web{ egress{ protocol="-1" self=true security_groups=[aws_security_group.db.id] } }`,
			"aws_security_group.web (else deny)\n  allow all * to group«aws_security_group.db.id» self«true»",
		},
		{
			"neither-protocol-nor-ports", `aws_security_group.web{ egress{ cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"unknown-protocol", `aws_security_group.web{ egress{ protocol=? from_port=0 to_port=0 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow ? to cidr«0.0.0.0/0»",
		},
		{
			"unknown-port", `aws_security_group.web{ egress{ protocol="tcp" from_port=? to_port=443 cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_security_group.web (else deny)\n  allow tcp to cidr«0.0.0.0/0»",
		},
		{
			"unknown-range", `aws_security_group.web{ egress{ protocol="-1" cidr_blocks=[? aws_vpc.main.cidr_block] } }`,
			"aws_security_group.web (else deny)\n  allow all * to unknown«?» unknown«aws_vpc.main.cidr_block»",
		},
		{
			"one-of-two-branches", `aws_security_group.web{ egress{ protocol="-1" cidr_blocks=["10.0.0.0/8" "0.0.0.0/0"?] } }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«10.0.0.0/8»\n  allow all * to cidr«0.0.0.0/0» maybe",
		},
		{
			"block-that-may-be", `aws_security_group.web{ egress{ protocol="-1" cidr_blocks=["0.0.0.0/0"] }? }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0» maybe",
		},
		{
			"default-group", `aws_default_security_group.default{ egress{ protocol="-1" cidr_blocks=["0.0.0.0/0"] } }`,
			"aws_default_security_group.default (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
	})
}

func TestTerraformRulesJoinTheirGroup(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"rule-before-group",
			`aws_security_group_rule.out{ type="egress" protocol="udp" from_port=53 to_port=53 cidr_blocks=["0.0.0.0/0"] security_group_id=aws_security_group.web.id }
			aws_security_group.web{ }`,
			"aws_security_group.web (else deny)\n  allow udp 53-53 to cidr«0.0.0.0/0»",
		},
		{
			"ingress", `aws_security_group.web{ }
			aws_security_group_rule.in{ type="ingress" protocol="-1" cidr_blocks=["0.0.0.0/0"] security_group_id=aws_security_group.web.id }`,
			"aws_security_group.web (else deny)",
		},
		{
			"destination-group", `aws_security_group.web{ }
			aws_security_group_rule.out{ type="egress" protocol="all" source_security_group_id=aws_security_group.db.id security_group_id=aws_security_group.web.id }`,
			"aws_security_group.web (else deny)\n  allow all * to group«aws_security_group.db.id»",
		},
		{
			"newer-resource", `aws_security_group.web{ }
			aws_vpc_security_group_egress_rule.v6{ ip_protocol="-1" cidr_ipv6="::/0" security_group_id=aws_security_group.web.id }
			aws_vpc_security_group_egress_rule.v4{ ip_protocol="tcp" from_port=443 to_port=443 cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web.id }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«::/0»\n  allow tcp 443-443 to cidr«0.0.0.0/0»",
		},
		{
			"id-not-known", `aws_security_group_rule.out{ type="egress" protocol="-1" cidr_blocks=["0.0.0.0/0"] security_group_id=? }`,
			"aws_security_group_rule.out (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"two-rules-of-one-foreign-group",
			`aws_security_group_rule.a{ type="egress" protocol="tcp" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] security_group_id=module.sg.id }
			aws_security_group_rule.b{ type="egress" protocol="tcp" from_port=80 to_port=80 cidr_blocks=["0.0.0.0/0"] security_group_id=module.sg.id }`,
			"aws_security_group_rule.a (else ?)\n  allow tcp 443-443 to cidr«0.0.0.0/0»\n  allow tcp 80-80 to cidr«0.0.0.0/0»",
		},
		{
			"two-rules-of-one-unknown-group",
			`aws_security_group_rule.a{ type="egress" protocol="tcp" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] security_group_id=? }
			module.b.aws_security_group_rule.b{ type="egress" protocol="tcp" from_port=80 to_port=80 cidr_blocks=["0.0.0.0/0"] security_group_id=? }
			aws_security_group_rule.c{ type="egress" protocol="tcp" from_port=22 to_port=22 cidr_blocks=["0.0.0.0/0"] security_group_id=? }`,
			"aws_security_group_rule.a (else ?)\n  allow tcp 443-443 to cidr«0.0.0.0/0»\n  allow tcp 22-22 to cidr«0.0.0.0/0»\n" +
				"module.b.aws_security_group_rule.b (else ?)\n  allow tcp 80-80 to cidr«0.0.0.0/0»",
		},
		{
			"only-these-rules",
			`aws_security_group.web{ }
			aws_vpc_security_group_egress_rule.all{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web.id }
			aws_vpc_security_group_egress_rule.web{ ip_protocol="tcp" from_port=443 to_port=443 cidr_ipv4="10.0.0.0/8" security_group_id=aws_security_group.web.id }
			aws_vpc_security_group_rules_exclusive.web{ security_group_id=aws_security_group.web.id egress_rule_ids=[aws_vpc_security_group_egress_rule.web.id] }`,
			"aws_security_group.web (else deny)\n  allow tcp 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"only-rules-that-are-not-known",
			`aws_security_group.web{ }
			aws_vpc_security_group_egress_rule.all{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web.id }
			aws_vpc_security_group_rules_exclusive.web{ security_group_id=aws_security_group.web.id egress_rule_ids=[?] }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"in-a-module", `module.net.aws_security_group.web{ }
			module.net.aws_vpc_security_group_egress_rule.out{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web.id }`,
			"module.net.aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"passed-into-a-module", `aws_security_group.web{ }
			module.net.aws_vpc_security_group_egress_rule.out{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web.id }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"instance", `aws_security_group.web[0]{ } aws_security_group.web[1]{ }
			aws_vpc_security_group_egress_rule.out{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web[1].id }`,
			"aws_security_group.web[0] (else deny)\naws_security_group.web[1] (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"instance-of-its-own-index", `aws_security_group.web[0]{ } aws_security_group.web[1]{ }
			aws_vpc_security_group_egress_rule.out[1]{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web[count.index].id }`,
			"aws_security_group.web[0] (else deny)\naws_security_group.web[1] (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"count-not-known", `aws_security_group.web{ }?
			aws_vpc_security_group_egress_rule.out{ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" security_group_id=aws_security_group.web[0].id }`,
			"aws_security_group.web (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
	})
}

func TestTerraformNetworkACLs(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"inline", `aws_network_acl.main{ egress{ rule_no=100 action="allow" protocol="-1" cidr_block="0.0.0.0/0" from_port=0 to_port=0 } }`,
			"aws_network_acl.main (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"deny", `aws_network_acl.main{ egress{ rule_no=100 action="deny" protocol="tcp" cidr_block="0.0.0.0/0" from_port=25 to_port=25 } }`,
			"aws_network_acl.main (else deny)\n  deny tcp 25-25 to cidr«0.0.0.0/0»",
		},
		{
			"rule", `aws_network_acl_rule.out{ network_acl_id=aws_network_acl.main.id egress=true protocol="-1" rule_action="allow" cidr_block="0.0.0.0/0" }
			aws_network_acl.main{ }`,
			"aws_network_acl.main (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{"inbound-by-default", `aws_network_acl_rule.in{ network_acl_id=aws_network_acl.main.id protocol="-1" rule_action="allow" cidr_block="0.0.0.0/0" }`, ""},
		{
			"default-acl", `aws_default_network_acl.default{ egress{ rule_no=100 action="allow" protocol="tcp" cidr_block="0.0.0.0/0" from_port=1024 to_port=65535 } }`,
			"aws_default_network_acl.default (else deny)\n  allow tcp 1024-65535 to cidr«0.0.0.0/0»",
		},
	})
}

func TestTerraformNetworkFirewall(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"stateful",
			`aws_networkfirewall_rule_group.out{ type="STATEFUL" rule_group{ rules_source{
				stateful_rule{ action="PASS" header{ destination="ANY" destination_port="ANY" direction="FORWARD" protocol="IP" source="10.0.0.0/8" source_port="ANY" } }
				stateful_rule{ action="PASS" header{ destination="198.51.100.0/24" destination_port="80:90" protocol="TCP" } }
				stateful_rule{ action="DROP" header{ destination="ANY" destination_port="53" protocol="DNS" } } } } }`,
			"aws_networkfirewall_rule_group.out (else ?)\n  allow all * to anywhere«ANY»\n  allow tcp 80-90 to cidr«198.51.100.0/24»\n  deny ? 53-53 to anywhere«ANY»",
		},
		{
			"stateless",
			`aws_networkfirewall_rule_group.out{ rule_group{ rules_source{ stateless_rules_and_custom_actions{
				stateless_rule{ priority=1 rule_definition{ actions=["aws:pass"] match_attributes{ source{ address_definition="10.0.0.0/8" } } } }
				stateless_rule{ priority=2 rule_definition{ actions=["aws:pass"] match_attributes{ protocols=[6 17] destination{ address_definition="0.0.0.0/0" } destination_port{ from_port=443 to_port=443 } } } }
				stateless_rule{ priority=3 rule_definition{ actions=["aws:forward_to_sfe"] match_attributes{ } } }
				stateless_rule{ priority=4 rule_definition{ actions=[?] match_attributes{ } } } } } } }`,
			"aws_networkfirewall_rule_group.out (else ?)\n  allow all * to anywhere\n  allow tcp 443-443 to cidr«0.0.0.0/0»\n  allow udp 443-443 to cidr«0.0.0.0/0»",
		},
		{
			"list-of-domains",
			`aws_networkfirewall_rule_group.out{ rule_group{ rules_source{ rules_source_list{ generated_rules_type="DENYLIST" targets=[".example.com"] } } } }`,
			"aws_networkfirewall_rule_group.out (else ?)",
		},
	})
}
