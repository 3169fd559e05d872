package derive

import "testing"

func TestAzureSecurityGroups(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"inline",
			`azurerm_network_security_group.web{ security_rule{ direction="Outbound" access="Allow" priority=100 protocol="*" destination_port_range="*" destination_address_prefix="Internet" } }`,
			"azurerm_network_security_group.web (else allow)\n  allow all * to anywhere«Internet»",
		},
		{
			"attribute-as-blocks",
			`azurerm_network_security_group.web{ security_rule=[{ direction="Outbound" access="Allow" priority=100 protocol="Tcp" destination_port_ranges=["22" "1000-3000"] destination_address_prefixes=["0.0.0.0/0"] }] }`,
			"azurerm_network_security_group.web (else allow)\n  allow tcp 22-22 1000-3000 to cidr«0.0.0.0/0»",
		},
		{
			"rule-of-service",
			`azurerm_network_security_group.web{ }
			azurerm_network_security_rule.out{ network_security_group_name=azurerm_network_security_group.web.name direction="Outbound" access="Allow" protocol="Tcp" destination_port_ranges=["80" "443"] destination_address_prefix="Storage" }`,
			"azurerm_network_security_group.web (else allow)\n  allow tcp 80-80 443-443 to name«Storage»",
		},
		{
			"rule-by-the-name-of-its-group",
			`azurerm_network_security_group.web{ name="web-nsg" }
			azurerm_network_security_rule.out{ network_security_group_name="web-nsg" direction="Outbound" access="Deny" protocol="*" destination_port_range="*" destination_address_prefix="*" }`,
			"azurerm_network_security_group.web (else ?)\n  deny all * to anywhere«*»",
		},
		{
			"rule-of-a-group-that-is-elsewhere",
			`azurerm_network_security_rule.out{ network_security_group_name="web-nsg" direction="Outbound" access="Allow" protocol="Tcp" destination_port_range="443" destination_address_prefix="10.0.0.0/8" }`,
			"azurerm_network_security_rule.out (else ?)\n  allow tcp 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"service-tag-of-a-cloud",
			`azurerm_network_security_rule.out{ network_security_group_name="web-nsg" direction="Outbound" access="Allow" protocol="*" destination_port_range="*" destination_address_prefix="AzureCloud" }`,
			"azurerm_network_security_rule.out (else ?)\n  allow all * to name«AzureCloud»",
		},
		{
			"inbound", `azurerm_network_security_group.web{ security_rule{ direction="Inbound" access="Allow" protocol="*" destination_port_range="*" destination_address_prefix="*" } }`,
			"azurerm_network_security_group.web (else ?)",
		},
	})
}

func TestAzureFirewalls(t *testing.T) {
	runNetworks(t, projectOf, []networkCase{
		{
			"collection",
			`azurerm_firewall_network_rule_collection.out{ azure_firewall_name="fw" action="Allow" priority=100 rule{ protocols=["Any"] destination_addresses=["*"] destination_ports=["*"] } }`,
			"azurerm_firewall_network_rule_collection.out (else deny)\n  allow all * to anywhere«*»",
		},
		{
			"collection-of-two-protocols",
			`azurerm_firewall_network_rule_collection.out{ azure_firewall_name="fw" action="Allow" priority=100 rule{ protocols=["TCP" "UDP"] destination_addresses=["10.1.0.0/16"] destination_ports=["53"] } }`,
			"azurerm_firewall_network_rule_collection.out (else deny)\n  allow tcp 53-53 to cidr«10.1.0.0/16»\n  allow udp 53-53 to cidr«10.1.0.0/16»",
		},
		{
			"policy",
			`azurerm_firewall_policy_rule_collection_group.g{ firewall_policy_id=azurerm_firewall_policy.p.id priority=500
				network_rule_collection{ action="Deny" priority=400 rule{ protocols=["Any"] destination_addresses=["0.0.0.0/0"] destination_ports=["*"] } }
				application_rule_collection{ action="Allow" priority=100 rule{ protocols{ type="Https" port=443 } destination_fqdns=["*"] } rule{ protocols{ type="Https" port=443 } destination_fqdns=["*.example.com"] } } }`,
			"azurerm_firewall_policy_rule_collection_group.g (else deny)\n  deny all * to cidr«0.0.0.0/0»\n" +
				"  allow tcp 443-443 to anywhere«*»\n  allow tcp 443-443 to name«*.example.com»",
		},
	})
}
