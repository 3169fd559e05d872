package derive

import "testing"

func TestGoogleFirewalls(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"narrow-allow-is-decorative",
			`google_compute_firewall.web{ network=google_compute_network.main.name direction="EGRESS" allow{ protocol="tcp" ports=["443" "8000-9000"] } destination_ranges=["203.0.113.0/24"] }`,
			"google_compute_network.main (else allow)\n  allow tcp 443-443 8000-9000 to cidr«203.0.113.0/24»",
		},
		{
			"denies-the-rest",
			`google_compute_firewall.web{ network=google_compute_network.main.name direction="EGRESS" allow{ protocol="all" } }
			google_compute_firewall.rest{ network=google_compute_network.main.name direction="EGRESS" priority=65000 deny{ protocol="all" } destination_ranges=["0.0.0.0/0"] }`,
			"google_compute_network.main (else allow)\n  allow all * to anywhere\n  deny all * to cidr«0.0.0.0/0»",
		},
		{"inbound-by-default", `google_compute_firewall.web{ network="main" allow{ protocol="all" } }`, ""},
		{"disabled", `google_compute_firewall.web{ direction="EGRESS" disabled=true network="main" allow{ protocol="all" } }`, ""},
		{
			"only-denies", `google_compute_firewall.mail{ direction="EGRESS" network="main" deny{ protocol="tcp" ports=["25"] } }`,
			"network main (else ?)\n  deny tcp 25-25 to anywhere",
		},
		{
			"network-of-another-module-may-be-closed-there",
			`google_compute_firewall.web{ network=module.vpc.network_name direction="EGRESS" allow{ protocol="tcp" ports=["443"] } destination_ranges=["203.0.113.0/24"] }`,
			"module.vpc (else ?)\n  allow tcp 443-443 to cidr«203.0.113.0/24»",
		},
		{
			"network-that-is-not-known-is-one",
			`google_compute_firewall.web{ network=? direction="EGRESS" allow{ protocol="tcp" ports=["443"] } destination_ranges=["203.0.113.0/24"] }
			google_compute_firewall.rest{ network=? direction="EGRESS" deny{ protocol="all" } }`,
			"google_compute_firewall.web (else ?)\n  allow tcp 443-443 to cidr«203.0.113.0/24»\n  deny all * to anywhere",
		},
		{
			"machines-with-a-tag",
			`google_compute_firewall.all{ network="main" direction="EGRESS" allow{ protocol="all" } target_tags=["open"] }
			google_compute_firewall.rest{ network="main" direction="EGRESS" deny{ protocol="all" } }`,
			"google_compute_firewall.all (else allow)\n  allow all * to anywhere\n  deny all * to anywhere\nnetwork main (else ?)\n  deny all * to anywhere",
		},
		{
			"denied-to-some-machines-only",
			`google_compute_firewall.all{ network="main" direction="EGRESS" allow{ protocol="all" } }
			google_compute_firewall.rest{ network="main" direction="EGRESS" priority=10 deny{ protocol="all" } target_tags=["closed"] }`,
			"network main (else allow)\n  allow all * to anywhere\ngoogle_compute_firewall.rest (else ?)\n  deny all * to anywhere",
		},
		{
			"closed-by-a-policy",
			`google_compute_firewall.web{ network="main" direction="EGRESS" allow{ protocol="tcp" ports=["443"] } destination_ranges=["203.0.113.0/24"] }
			google_compute_network_firewall_policy_rule.rest{ firewall_policy="p" direction="EGRESS" action="deny" priority=1000 match{ layer4_configs{ ip_protocol="all" } dest_ip_ranges=["0.0.0.0/0"] } }`,
			"network main (else ?)\n  allow tcp 443-443 to cidr«203.0.113.0/24»\n" +
				"google_compute_network_firewall_policy_rule.rest (else ?)\n  deny all * to cidr«0.0.0.0/0»",
		},
	})
}

func TestGoogleFirewallPolicies(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"allow-all",
			`google_compute_network_firewall_policy_rule.out{ firewall_policy="p" direction="EGRESS" action="allow" priority=1000 match{ layer4_configs{ ip_protocol="all" } dest_ip_ranges=["0.0.0.0/0"] } }`,
			"google_compute_network_firewall_policy_rule.out (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"internet-by-scope",
			`google_compute_firewall_policy_rule.out{ firewall_policy="p" direction="EGRESS" action="allow" match{ layer4_configs{ ip_protocol="tcp" ports=["443"] } dest_network_scope="INTERNET" } }`,
			"google_compute_firewall_policy_rule.out (else ?)\n  allow tcp 443-443 to anywhere«INTERNET»",
		},
		{
			"names", `google_compute_firewall_policy_rule.out{ firewall_policy="p" direction="EGRESS" action="allow" match{ layer4_configs{ ip_protocol="all" } dest_fqdns=["example.com"] } }`,
			"google_compute_firewall_policy_rule.out (else ?)\n  allow all * to name«example.com»",
		},
		{
			"goes-on", `google_compute_firewall_policy_rule.out{ firewall_policy="p" direction="EGRESS" action="goto_next" match{ layer4_configs{ ip_protocol="all" } } }`,
			"google_compute_firewall_policy_rule.out (else ?)",
		},
		{
			"policy-with-rules",
			`google_compute_network_firewall_policy_with_rules.p{ rule{ direction="EGRESS" action="allow" priority=1 match{ layer4_config{ ip_protocol="all" } } } rule{ direction="INGRESS" action="allow" match{ layer4_config{ ip_protocol="all" } } } }`,
			"google_compute_network_firewall_policy_with_rules.p (else ?)\n  allow all * to anywhere",
		},
	})
}
