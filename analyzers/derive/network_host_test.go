package derive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestSecurityGroupCommands(t *testing.T) {
	runNetworks(t, runScript, []networkCase{
		{
			"cidr", `aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr 0.0.0.0/0`,
			"sg-1 (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"source-group", `aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --source-group sg-1`,
			"sg-1 (else ?)\n  allow all * to group«sg-1»",
		},
		{
			"port-and-options-before", `aws --region eu-west-1 --profile x ec2 authorize-security-group-egress --group-id=sg-1 --protocol=tcp --port=0-65535 --cidr=0.0.0.0/0`,
			"sg-1 (else ?)\n  allow tcp 0-65535 * to cidr«0.0.0.0/0»",
		},
		{
			"shorthand", `aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'`,
			"sg-1 (else ?)\n  allow all * to cidr«0.0.0.0/0»",
		},
		{
			"shorthand-v6-and-list", `aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,Ipv6Ranges=[{CidrIpv6=::/0,Description="a, b"}],PrefixListIds=[{PrefixListId=pl-1}]'`,
			"sg-1 (else ?)\n  allow tcp 443-443 to cidr«::/0» list«pl-1»",
		},
		{
			"json", `aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions '[{"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]'`,
			"sg-1 (else ?)\n  allow udp 53-53 to cidr«0.0.0.0/0»",
		},
		{"dry-run", `aws ec2 authorize-security-group-egress --dry-run --group-id sg-1 --protocol all --cidr 0.0.0.0/0`, ""},
		{"ingress", `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol all --cidr 0.0.0.0/0`, ""},
		{"describe", `aws ec2 describe-security-groups --filters Name=egress.ip-permission.cidr,Values=0.0.0.0/0`, ""},
		{
			"taken-back", "aws ec2 authorize-security-group-egress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0\n" +
				"aws ec2 revoke-security-group-egress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0", "",
		},
		{
			"cidr-not-known", `aws ec2 authorize-security-group-egress --group-id sg-1 --protocol all --cidr $CIDR`,
			"sg-1 (else ?)\n  allow all * to unknown«$CIDR»",
		},
		{"created", `G=$(aws ec2 create-security-group --group-name web --output text)`, "web (else allow)"},
		{
			"created-and-closed", "G=$(aws ec2 create-security-group --group-name web --output text)\n" +
				"aws ec2 revoke-security-group-egress --group-id $G --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'\n" +
				"aws ec2 authorize-security-group-egress --group-id \"$G\" --protocol tcp --port 443 --cidr 0.0.0.0/0",
			"web (else deny)\n  allow tcp 443-443 to cidr«0.0.0.0/0»",
		},
		{
			"closing-another-does-not-count", "G=$(aws ec2 create-security-group --group-name web --output text)\n" +
				"aws ec2 authorize-security-group-egress --group-id $G --protocol tcp --port 443 --cidr 10.0.0.0/8\n" +
				"aws ec2 revoke-security-group-egress --group-id sg-1 --protocol -1 --cidr 0.0.0.0/0",
			"web (else allow)\n  allow tcp 443-443 to cidr«10.0.0.0/8»",
		},
		{
			"id-goes-through-a-file", "aws ec2 create-security-group --group-name web\n" +
				"aws ec2 revoke-security-group-egress --group-id $G --protocol -1 --cidr 0.0.0.0/0", "",
		},
		{
			"acl-entry", `aws ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 100 --protocol tcp --port-range From=1,To=65535 --cidr-block 0.0.0.0/0 --rule-action allow`,
			"acl-1 (else ?)\n  allow tcp 1-65535 * to cidr«0.0.0.0/0»",
		},
		{"acl-entry-inbound", `aws ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 100 --protocol -1 --cidr-block 0.0.0.0/0 --rule-action allow`, ""},
	})
}

func TestIPTables(t *testing.T) {
	runNetworks(t, runScript, []networkCase{
		{
			"accept-behind-drop", "iptables -P OUTPUT DROP\niptables -A OUTPUT -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow all * to anywhere",
		},
		{"loopback", "iptables -P OUTPUT DROP\niptables -A OUTPUT -o lo -j ACCEPT", "iptables OUTPUT (else deny)"},
		{
			"replies", "iptables -P OUTPUT DROP\niptables -A OUTPUT -m state --state ESTABLISHED,RELATED -j ACCEPT",
			"iptables OUTPUT (else deny)",
		},
		{
			"new-connections", "iptables -P OUTPUT DROP\niptables -A OUTPUT -m conntrack --ctstate NEW,ESTABLISHED -p tcp --dport 443 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow tcp 443-443 to anywhere",
		},
		{
			"interface-that-leads-out", "iptables -P OUTPUT DROP\niptables -A OUTPUT -o eth0 -p udp -m udp --dport 53 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow udp 53-53 to anywhere",
		},
		{
			"interface-not-known", "iptables -P OUTPUT DROP\niptables -A OUTPUT -o $WAN -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow all * to anywhere maybe",
		},
		{"owner", "iptables -P OUTPUT DROP\niptables -A OUTPUT -m owner --uid-owner root -j ACCEPT", "iptables OUTPUT (else deny)"},
		{"source-port", "iptables -P OUTPUT DROP\niptables -A OUTPUT -p tcp --sport 22 -j ACCEPT", "iptables OUTPUT (else deny)"},
		{
			"destination", "iptables -P OUTPUT DROP\niptables -A OUTPUT -d 10.0.0.0/8,192.168.0.0/16 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow all * to cidr«10.0.0.0/8» cidr«192.168.0.0/16»",
		},
		{
			"zero-in-iptables-spelling", "iptables -P OUTPUT DROP\niptables -A OUTPUT -d 0/0 -p 0 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow all * to cidr«0/0»",
		},
		{
			"all-but-one-range", "iptables -P OUTPUT DROP\niptables -A OUTPUT ! -d 10.0.0.0/8 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow all * to anywhere",
		},
		{
			"many-ports", "iptables -P OUTPUT DROP\niptables -A OUTPUT -p tcp -m multiport --dports http,443,8000:9000 -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow tcp 80-80 443-443 8000-9000 to anywhere",
		},
		{
			"order-by-insertion", "iptables -A OUTPUT -j DROP\niptables -I OUTPUT -p tcp --dport 22 -j ACCEPT",
			"iptables OUTPUT (else ?)\n  allow tcp 22-22 to anywhere\n  deny all * to anywhere",
		},
		{
			"taken-out-again", "iptables -P OUTPUT DROP\niptables -A OUTPUT -j ACCEPT\niptables -D OUTPUT -j ACCEPT",
			"iptables OUTPUT (else deny)",
		},
		{
			"taken-out-by-number", "iptables -P OUTPUT DROP\niptables -A OUTPUT -j ACCEPT\niptables -D OUTPUT 1",
			"iptables OUTPUT (else deny)",
		},
		{"check-only", "iptables -C OUTPUT -j ACCEPT", ""},
		{"nat-table", "iptables -t nat -A OUTPUT -j ACCEPT\niptables -t nat -P OUTPUT ACCEPT", ""},
		{"inbound", "iptables -P INPUT DROP\niptables -A INPUT -p tcp --dport 22 -j ACCEPT", ""},
		{
			"open-beside-a-closed-inbound", "iptables -P INPUT DROP\niptables -P OUTPUT ACCEPT",
			"iptables OUTPUT (else allow)",
		},
		{
			"reset", "iptables -F\niptables -X\niptables -P INPUT ACCEPT\niptables -P OUTPUT ACCEPT",
			"iptables OUTPUT (else allow reset)",
		},
		{
			"flushed-last", "iptables -P OUTPUT DROP\niptables -A OUTPUT -j ACCEPT\niptables -F OUTPUT",
			"iptables OUTPUT (else deny)",
		},
		{
			"jump", "iptables -P OUTPUT DROP\niptables -N web\niptables -A web -p tcp --dport 80 -j ACCEPT\niptables -A OUTPUT -j web",
			"iptables OUTPUT (else deny)\n  allow tcp 80-80 to anywhere",
		},
		{
			"jump-in-a-circle", "iptables -P OUTPUT DROP\niptables -A web -j web\niptables -A OUTPUT -j web",
			"iptables OUTPUT (else deny)",
		},
		{
			"log-decides-nothing", "iptables -P OUTPUT DROP\niptables -A OUTPUT -j LOG --log-prefix 'out: '",
			"iptables OUTPUT (else deny)",
		},
		{
			"v6", "ip6tables -P OUTPUT DROP\nip6tables -A OUTPUT -j ACCEPT",
			"ip6tables OUTPUT (else deny)\n  allow all * to cidr",
		},
		{
			"icmp", "iptables -P OUTPUT DROP\niptables -A OUTPUT -p icmp -j ACCEPT",
			"iptables OUTPUT (else deny)\n  allow icmp to anywhere",
		},
		{"incomplete", "iptables -A\niptables -P OUTPUT\niptables -I OUTPUT 0\niptables -D OUTPUT 9\niptables", ""},
	})
}

func TestOtherHostFirewalls(t *testing.T) {
	runNetworks(t, runScript, []networkCase{
		{"ufw-shipped-default", "ufw default allow outgoing", "ufw outgoing (else allow)"},
		{
			"ufw-opened-again", "ufw default deny outgoing\nufw allow out to any",
			"ufw outgoing (else deny)\n  allow all * to anywhere",
		},
		{
			"ufw-ports", "ufw default deny outgoing\nufw allow out 53\nufw allow out 443/tcp\nufw allow out https\nufw allow out proto udp to any port 123",
			"ufw outgoing (else deny)\n  allow all 53-53 to anywhere\n  allow tcp 443-443 to anywhere\n" +
				"  allow all 443-443 to anywhere\n  allow udp 123-123 to anywhere",
		},
		{
			"ufw-one-resolver", "ufw default deny outgoing\nufw allow out to 10.0.0.2 port 53",
			"ufw outgoing (else deny)\n  allow all 53-53 to cidr«10.0.0.2»",
		},
		{"ufw-inbound", "ufw default deny incoming\nufw allow 443\nufw allow in 22/tcp", ""},
		{"ufw-deleted", "ufw default deny outgoing\nufw allow out 25\nufw delete allow out 25", "ufw outgoing (else deny)"},
		{"ufw-loopback", "ufw default deny outgoing\nufw allow out on lo", "ufw outgoing (else deny)"},
		{"ufw-incomplete", "ufw default\nufw allow\nufw delete\nufw insert 1\nufw allow out\nufw", "ufw outgoing (else ?)\n  allow all * to anywhere"},
		{
			"nft-accept-behind-drop", "nft 'add chain inet filter output { type filter hook output priority 0; policy drop; }'\nnft add rule inet filter output accept",
			"nft inet filter output (else deny)\n  allow all * to anywhere",
		},
		{
			"nft-ports", "nft add chain inet filter output '{ type filter hook output priority 0; policy drop; }'\nnft add rule inet filter output tcp dport '{ 80, 443 }' counter accept",
			"nft inet filter output (else deny)\n  allow tcp 80-80 443-443 to anywhere",
		},
		{
			"nft-destination", "nft add rule ip filter output ip daddr 10.0.0.0/8 accept",
			"nft ip filter output (else ?)\n  allow all * to cidr«10.0.0.0/8»",
		},
		{"nft-loopback", "nft add rule inet filter output oif lo accept\nnft add rule inet filter input accept", ""},
		{"nft-incomplete", "nft add rule\nnft add rule inet\nnft add rule inet filter output tcp dport\nnft add rule inet filter output ip daddr\nnft", ""},
	})
}

func TestRestoreReadsItsInput(t *testing.T) {
	p := fact.NewProject()
	file := source.NewFile("rules.sh", []byte("*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n*filter\n:OUTPUT DROP [0:0]\n-A OUTPUT -o lo -j ACCEPT\n-A OUTPUT -p tcp --dport 80 -j ACCEPT\nCOMMIT\n"))
	p.Add(&fact.Command{
		Node: fact.NewNode(file.Text().Span(), nil, fact.Always), Argv: []source.Text{source.Literal("iptables-restore")}, Stdin: file.Text(),
	})
	want := []string{"iptables OUTPUT (else deny)", "  allow tcp 80-80 to anywhere"}
	if diff := cmp.Diff(want, networksOf(p)); diff != "" {
		t.Error(diff)
	}
}

func TestScriptsDoNotShareAMachine(t *testing.T) {
	p := scriptOf("a.sh", "iptables -P OUTPUT DROP\n")
	addScript(p, "b.sh", "iptables -P OUTPUT ACCEPT\n")
	want := []string{"iptables OUTPUT (else deny)", "iptables OUTPUT (else allow reset)"}
	if diff := cmp.Diff(want, networksOf(p)); diff != "" {
		t.Error(diff)
	}
}

func TestUnwrappedCommandsKeepTheirPlace(t *testing.T) {
	p := scriptOf("a.sh", "sudo iptables -P OUTPUT DROP\niptables -A OUTPUT -p tcp --dport 80 -j ACCEPT\nsudo iptables -F OUTPUT\niptables -A OUTPUT -p tcp --dport 443 -j ACCEPT")
	for _, f := range p.Facts() {
		if c, ok := f.(*fact.Command); ok && c.Argv[0].Equal("sudo") {
			p.Add(&fact.Command{Node: fact.NewNode(c.At(), c, fact.Always), Argv: c.Argv[1:], Shown: c.Shown, Via: []string{"sudo"}})
		}
	}
	want := []string{"iptables OUTPUT (else deny)", "  allow tcp 443-443 to anywhere"}
	if diff := cmp.Diff(want, networksOf(p)); diff != "" {
		t.Error(diff)
	}
}

func TestStructuresThatAreNone(t *testing.T) {
	for _, written := range []string{
		"", "a", "{", "[", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `[1`, `["a`, `{"a":"\`, "a=[", "a={b=", "a=]", "a='b", "a=[b}", "a={b=c]",
		strings.Repeat("[", 5000), strings.Repeat("a=[", 5000), strings.Repeat("a={", 5000), strings.Repeat(`{"a":`, 5000),
	} {
		if v, ok := readStructure(source.Literal(written)); ok {
			t.Errorf("%.20q was read as %v", written, v)
		}
	}
}
