package derive

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FuzzCommands holds what every emitted fact must keep: it never panics, spans
// lie in their file, and a rule has its group.
func FuzzCommands(f *testing.F) {
	for _, seed := range []string{
		"iptables -I OUTPUT 2 ! -d 10/8 -p tcp --dports 1:,x -m state --state NEW -j ACCEPT\niptables -D OUTPUT 1\niptables -F",
		"ufw insert 1 allow out on eth0 proto udp from any to any port 1:2\nufw delete allow out 1",
		"nft add rule inet filter output ip daddr { 10.0.0.0/8, 0/0 } tcp dport { 1-2, } accept\nnft flush ruleset",
		"G=$(aws ec2 create-security-group --group-name x)\naws ec2 revoke-security-group-egress --group-id $G --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0/0}]",
		`aws ec2 authorize-security-group-egress --ip-permissions '[{"IpRanges":[{"CidrIp":"\u0030/0"}]}]' --egress=`,
		"curl -u a:b http://c:d@e/ -H 'Authorization: Bearer x'\nmysql -p\naws configure set x.aws_secret_access_key",
		"# root account key\nAWS_ACCESS_KEY_ID=AKIAIAAAAAAAAAAAAAAA\nEC2_CERT=cert-*.pem\nEC2_PRIVATE_KEY=pk-*.pem\n. rootkey.csv",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := scriptOf("backup.sh", text)
		check := func(found fact.Fact) {
			if at := found.At(); at.IsZero() || at.Start > at.End || at.End > at.File.Len() {
				t.Errorf("a %s at %d to %d", found.Kind(), at.Start, at.End)
			}
			if rule, ok := found.(*fact.NetworkRule); ok && rule.Group == nil {
				t.Error("a rule without its group")
			}
			p.Add(found)
		}
		for c := range fact.All[*fact.Command](p) {
			contacts(c, check)
		}
		sinkCredentials(p, check)
		identities(p, check)
		networkFacts(p, check)
	})
}
