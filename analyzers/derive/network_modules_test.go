package derive

import "testing"

func TestModulesOfSecurityGroups(t *testing.T) {
	runNetworks(t, moduleProject, []networkCase{
		{
			"rule-by-name", `module.sg{ source="terraform-aws-modules/security-group/aws" egress_rules=["all-all"] }`,
			"module.sg (else deny)\n  allow all * to cidr«all-all» cidr«all-all»",
		},
		{
			"rule-by-name-with-ranges",
			`module.sg{ source="terraform-aws-modules/security-group/aws" egress_rules=["https-443-tcp" "all-icmp"] egress_cidr_blocks=["10.0.0.0/8"] egress_ipv6_cidr_blocks=[] }`,
			"module.sg (else deny)\n  allow tcp 443-443 to cidr«10.0.0.0/8»\n  allow icmp to cidr«10.0.0.0/8»",
		},
		{
			"own-ranges",
			`module.sg{ source="terraform-aws-modules/security-group/aws" version="5.3.1" egress_with_cidr_blocks=[{ from_port=0 to_port=65535 protocol="tcp" cidr_blocks="10.0.0.0/8,0.0.0.0/0" } { rule="dns-udp" }] }`,
			"module.sg (else deny)\n  allow tcp 0-65535 * to cidr«10.0.0.0/8» cidr«0.0.0.0/0»\n  allow udp 53-53 to cidr«{ rule=\"dns-udp\" }»",
		},
		{"nothing-written-is-closed", `module.sg{ source="terraform-aws-modules/security-group/aws" }`, "module.sg (else deny)"},
		{"of-one-service", `module.sg{ source="terraform-aws-modules/security-group/aws//modules/web" }`, "module.sg (else allow)"},
		{
			"of-one-service-closed", `module.sg{ source="terraform-aws-modules/security-group/aws//modules/web" auto_egress_rules=[] }`,
			"module.sg (else deny)",
		},
		{
			"of-one-service-with-ranges",
			`module.sg{ source="terraform-aws-modules/security-group/aws//modules/web" egress_cidr_blocks=["10.0.0.0/8"] egress_ipv6_cidr_blocks=[] }`,
			"module.sg (else deny)\n  allow all * to cidr«10.0.0.0/8»",
		},
		{"not-made", `module.sg{ source="terraform-aws-modules/security-group/aws" create=false egress_rules=["all-all"] }`, ""},
		{
			"computed-needs-a-number",
			`module.sg{ source="terraform-aws-modules/security-group/aws" computed_egress_rules=["all-all"] }
			module.x{ source="terraform-aws-modules/security-group/aws" computed_egress_rules=["all-udp"] number_of_computed_egress_rules=1 }`,
			"module.sg (else deny)\nmodule.x (else deny)\n  allow udp 0-65535 * to cidr«all-udp» cidr«all-udp»",
		},
		{
			"rule-that-is-not-known", `module.sg{ source="terraform-aws-modules/security-group/aws" egress_rules=[? "something-else"] }`,
			"module.sg (else deny)\n  allow ? to cidr«something-else» cidr«something-else»",
		},
		{
			"from-its-repository", `module.sg{ source="git::https://github.com/terraform-aws-modules/terraform-aws-security-group.git?ref=v5.3.1" egress_rules=["all-all"] }`,
			"module.sg (else deny)\n  allow all * to cidr«all-all» cidr«all-all»",
		},
		{"source-not-known", `module.sg{ source=? egress_rules=["all-all"] }`, ""},
		{"another-module", `module.sg{ source="example/security-group/aws" egress_rules=["all-all"] }`, ""},
		{
			"its-resources-are-there",
			`module.sg{ source="terraform-aws-modules/security-group/aws" egress_rules=["all-all"] } module.sg.aws_security_group.this{ }`,
			"module.sg.aws_security_group.this (else deny)",
		},
		{
			"rule-outside",
			`module.sg{ source="terraform-aws-modules/security-group/aws" }
			aws_security_group_rule.out{ type="egress" protocol="tcp" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] security_group_id=module.sg.security_group_id }`,
			"module.sg (else deny)\n  allow tcp 443-443 to cidr«0.0.0.0/0»",
		},
		{"cloudposse", `module.sg{ source="cloudposse/security-group/aws" }`, "module.sg (else allow)"},
		{
			"cloudposse-in-words", `module.sg{ source="cloudposse/security-group/aws" allow_all_egress=true }`,
			"module.sg (else ?)\n  allow all * to anywhere«true»",
		},
		{"cloudposse-before-version-2", `module.sg{ source="cloudposse/security-group/aws" version="1.0.1" }`, "module.sg (else deny)"},
		{
			"cloudposse-closed",
			`module.sg{ source="cloudposse/security-group/aws" allow_all_egress=false rules=[{ type="egress" protocol="tcp" from_port=443 to_port=443 cidr_blocks=["0.0.0.0/0"] }] }`,
			"module.sg (else deny)\n  allow tcp 443-443 to cidr«0.0.0.0/0»",
		},
		{
			"inputs-of-the-namespace",
			`module.alb{ source="terraform-aws-modules/alb/aws" security_group_egress_rules={ all={ ip_protocol="-1" cidr_ipv4="0.0.0.0/0" } web={ from_port=443 to_port=443 cidr_ipv4="10.0.0.0/8" } } }`,
			"module.alb (else deny)\n  allow all * to cidr«0.0.0.0/0»\n  allow tcp 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"rules-of-both-directions",
			`module.ecs{ source="terraform-aws-modules/ecs/aws//modules/service" security_group_rules={ in={ type="ingress" protocol="-1" cidr_blocks=["0.0.0.0/0"] } out={ type="egress" protocol="-1" from_port=0 to_port=0 cidr_blocks=["0.0.0.0/0"] } } }`,
			"module.ecs (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{"eks", `module.eks{ source="terraform-aws-modules/eks/aws" version="~> 20.0" }`, "module.eks (else allow)\nmodule.eks (else deny)"},
		{"eks-of-old", `module.eks{ source="terraform-aws-modules/eks/aws" version="18.26.6" }`, "module.eks (else ?)\nmodule.eks (else deny)"},
		{
			"eks-without-recommended-rules",
			`module.eks{ source="terraform-aws-modules/eks/aws" node_security_group_enable_recommended_rules=false node_security_group_additional_rules={ dns={ type="egress" protocol="udp" from_port=53 to_port=53 cidr_blocks=["0.0.0.0/0"] } } }`,
			"module.eks (else ?)\n  allow udp 53-53 to cidr«0.0.0.0/0»\nmodule.eks (else deny)",
		},
		{
			"vpc", `module.vpc{ source="terraform-aws-modules/vpc/aws" manage_default_network_acl=false default_security_group_egress=[{ cidr_blocks="0.0.0.0/0" }]
				public_dedicated_network_acl=true public_outbound_acl_rules=[{ rule_number=100 rule_action="allow" from_port=0 to_port=0 protocol="-1" cidr_block="0.0.0.0/0" }]
				private_outbound_acl_rules=[{ rule_number=100 rule_action="allow" from_port=0 to_port=0 protocol="-1" cidr_block="0.0.0.0/0" }] }`,
			"module.vpc (else deny)\n  allow all * to cidr«0.0.0.0/0»\nmodule.vpc (else deny)\n  allow all * to cidr«0.0.0.0/0»",
		},
	})
}

func TestModulesOfOtherClouds(t *testing.T) {
	runNetworks(t, moduleProject, []networkCase{
		{
			"google", `module.vpc{ source="terraform-google-modules/network/google" egress_rules=[{ name="web" destination_ranges=["203.0.113.0/24"] allow=[{ protocol="tcp" ports=["443"] }] }] }`,
			"module.vpc (else allow)\n  allow tcp 443-443 to cidr«203.0.113.0/24»",
		},
		{
			"google-rules-of-a-network",
			`module.fw{ source="terraform-google-modules/network/google//modules/firewall-rules" rules=[{ name="all" direction="EGRESS" ranges=["0.0.0.0/0"] allow=[{ protocol="all" }] } { name="in" direction="INGRESS" allow=[{ protocol="all" }] }] }`,
			"module.fw (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"google-denied-to-some",
			`module.vpc{ source="terraform-google-modules/network/google" egress_rules=[{ name="rest" priority=65000 target_tags=["x"] deny=[{ protocol="all" }] }] }`,
			"module.vpc (else ?)\n  deny all * to anywhere maybe",
		},
		{
			"fabric-denies-by-default",
			`module.fw{ source="github.com/GoogleCloudPlatform/cloud-foundation-fabric//modules/net-vpc-firewall?ref=v40.0.0" egress_rules={ rest={ priority=65000 } open={ deny=false } web={ deny=false destination_ranges=["rfc1918"] rules=[{ protocol="tcp" ports=["443"] }] } } }`,
			"module.fw (else ?)\n  deny all * to anywhere\n  allow all * to anywhere\n  allow tcp 443-443 to name«rfc1918»",
		},
		{
			"azure", `module.nsg{ source="Azure/network-security-group/azurerm" custom_rules=[{ name="out" priority=100 direction="Outbound" } { name="web" priority=101 direction="Outbound" access="Deny" protocol="Tcp" destination_port_range="80,443" destination_address_prefix="10.0.0.0/8" } { name="in" priority=102 }] }`,
			"module.nsg (else allow)\n  allow all * to anywhere\n  deny tcp 80-80 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"azure-verified", `module.nsg{ source="Azure/avm-res-network-networksecuritygroup/azurerm" security_rules={ out={ direction="Outbound" access="Allow" protocol="*" priority=100 destination_address_prefix="*" destination_port_range="*" } } }`,
			"module.nsg (else allow)\n  allow all * to anywhere«*»",
		},
	})
}

func TestModuleSources(t *testing.T) {
	for from, want := range map[string][2]string{
		"terraform-aws-modules/eks/aws":                                          {"terraform-aws-modules/eks/aws", ""},
		"registry.terraform.io/terraform-aws-modules/eks/aws//modules/karpenter": {"terraform-aws-modules/eks/aws", "modules/karpenter"},
		"git::https://github.com/a/b.git//c?ref=v1":                              {"a/b", "c"},
		"git@github.com:a/b.git":                                                 {"a/b", ""},
		"git::ssh://git@github.com/a/b.git":                                      {"a/b", ""},
		"github.com/a/b":                                                         {"a/b", ""},
		"./modules/net":                                                          {"./modules/net", ""},
		"":                                                                       {"", ""},
	} {
		if name, inner := moduleName(from); name != want[0] || inner != want[1] {
			t.Errorf("%s: got %q and %q", from, name, inner)
		}
	}
}
