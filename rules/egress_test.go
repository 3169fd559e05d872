package rules

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

type trustNothing struct{}

func (trustNothing) Resolver(source.Text) fact.Tri { return fact.No }
func (trustNothing) CIDR(source.Text) fact.Tri     { return fact.No }

// egressOf builds a group from lines such as `allow tcp 443 0.0.0.0/0`, `deny
// all * ::/0`, `allow tcp ? 10.0.0.0/8` or `maybe all * any`, in their order, and
// returns what the egress rules report, as `rule "text" of which places`.
func egressOf(t *testing.T, group *fact.NetworkGroup, spec ...string) []string {
	t.Helper()
	file := source.NewFile("net", []byte(strings.Join(append(spec, "group"), "\n")))
	at := file.Slice(file.Len()-5, file.Len()).Span()
	p := fact.NewProject()
	group.Node = fact.NewNode(at, group.Parent(), fact.Always)
	p.Add(group)
	for i, line := range file.Text().Lines()[:len(spec)] {
		p.Add(networkRule(t, group, i, line.TrimSpace().Fields()))
	}
	var found []string
	for _, rule := range All {
		if rule.Group != egressGroup {
			continue
		}
		rule.Check(&Pass{Project: p, Trust: trustNothing{}, Report: func(f Finding) {
			words := []string{rule.Name, strconv.Quote(file.Content(f.At.Start, f.At.End))}
			for _, place := range f.Places {
				words = append(words, strconv.Quote(file.Content(place.At.Start, place.At.End)))
			}
			if f.Confidence != fact.High {
				words = append(words, "less sure")
			}
			if f.NoClaim {
				words = append(words, "no claim")
			}
			found = append(found, strings.Join(words, " "))
		}})
	}
	return found
}

func networkRule(t *testing.T, group *fact.NetworkGroup, order int, words []source.Text) *fact.NetworkRule {
	t.Helper()
	certainty := map[string]fact.Certainty{"maybe": fact.Maybe, "maybe-deny": fact.Maybe}[words[0].Reveal()]
	rule := &fact.NetworkRule{
		Node: fact.NewNode(words[0].Span(), group.Parent(), certainty), Group: group, Order: order, Action: fact.Allow,
		Protocol: fact.Protocol(words[1].Reveal()), AllPorts: fact.No,
	}
	if strings.HasSuffix(words[0].Reveal(), "deny") {
		rule.Action = fact.Deny
	}
	switch ports := words[2].Reveal(); ports {
	case "*":
		rule.AllPorts = fact.Yes
	case "?":
		rule.AllPorts = fact.Unknown
	default:
		from, to, isRange := strings.Cut(ports, "-")
		if !isRange {
			to = from
		}
		rule.Ports = []fact.PortRange{{From: number(t, from), To: number(t, to)}}
	}
	for _, target := range words[3:] {
		kind := fact.TargetCIDR
		switch target.Reveal() {
		case "any":
			kind = fact.TargetAnywhere
		case "unknown":
			kind = fact.TargetUnknown
		case "self":
			kind = fact.TargetSelf
		}
		rule.Targets = append(rule.Targets, fact.Target{Type: kind, Text: target})
	}
	return rule
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEgressGradesOfASecurityGroup(t *testing.T) {
	tests := []struct {
		name string
		spec []string
		want []string
	}{
		{"all to everywhere", []string{"allow all * 0.0.0.0/0"}, []string{`open-egress "0.0.0.0/0"`}},
		{"all to private ranges", []string{"allow all * 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16"}, nil},
		{"both families are one finding", []string{"allow all * 0.0.0.0/0 ::/0"}, []string{`open-egress "0.0.0.0/0" "::/0"`}},
		{"only IPv6", []string{"allow all * ::/0"}, []string{`open-egress "::/0" no claim`}},
		{"two halves", []string{"allow all * 0.0.0.0/1 128.0.0.0/1"}, []string{`open-egress "0.0.0.0/1" "128.0.0.0/1"`}},
		{"two halves in two rules", []string{"allow tcp 22 0.0.0.0/1", "allow all * 128.0.0.0/1"}, []string{`open-egress-ports "0.0.0.0/1" "128.0.0.0/1"`}},
		{"two halves and all of IPv6", []string{"allow all * 0.0.0.0/1 128.0.0.0/1 ::/0"}, []string{`open-egress "0.0.0.0/1" "128.0.0.0/1" "::/0"`}},
		{"halves around a small range", []string{"allow all * 128.0.0.0/1 203.0.113.0/24 0.0.0.0/1"}, []string{`open-egress "128.0.0.0/1" "0.0.0.0/1"`}},
		{"a quarter", []string{"allow all * 128.0.0.0/2 203.0.113.0/24"}, nil},
		{"private ranges and a small one", []string{"allow all * 10.0.0.0/8 192.168.0.0/16 203.0.113.0/24"}, nil},
		{"host bits", []string{"allow all * 1.2.3.4/0"}, []string{`open-egress "1.2.3.4/0"`}},
		{"anywhere in words", []string{"allow all * any"}, []string{`open-egress "any"`}},
		{"null destination", []string{"allow all * 127.0.0.1/32"}, nil},
		{"unknown target", []string{"allow all * unknown"}, nil},
		{"itself", []string{"allow all * self"}, nil},
		{"unknown ports", []string{"allow tcp ? 0.0.0.0/0"}, nil},
		{"tcp and udp in full", []string{"allow tcp 0-65535 0.0.0.0/0", "allow udp 1-65535 0.0.0.0/0"}, []string{`open-egress "0.0.0.0/0" "0.0.0.0/0"`}},
		{"tcp in full", []string{"allow tcp * 0.0.0.0/0"}, []string{`open-egress-ports "0.0.0.0/0"`}},
		{"full in two parts", []string{"allow tcp 0-999 0.0.0.0/0", "allow tcp 1000-65535 0.0.0.0/0", "allow udp * 0.0.0.0/0"}, []string{`open-egress "0.0.0.0/0" "0.0.0.0/0" "0.0.0.0/0"`}},
		{"full beside a rule inside it", []string{"allow tcp 443 0.0.0.0/0", "allow tcp * 0.0.0.0/0"}, []string{`open-egress-ports "0.0.0.0/0" "0.0.0.0/0"`}},
		{"port 0 only", []string{"allow tcp 0-0 0.0.0.0/0"}, []string{`open-egress-narrow "0.0.0.0/0"`}},
		{"a wide range", []string{"allow tcp 1024-2047 0.0.0.0/0"}, []string{`open-egress-ports "0.0.0.0/0"`}},
		{"a range of some ports", []string{"allow tcp 8000-8010 0.0.0.0/0"}, []string{`open-egress-narrow "0.0.0.0/0"`}},
		{"a risky port", []string{"allow tcp 22 0.0.0.0/0"}, []string{`open-egress-ports "0.0.0.0/0"`}},
		{"DNS", []string{"allow udp 53 0.0.0.0/0"}, []string{`open-egress-dns "0.0.0.0/0"`}},
		{"DNS over TLS", []string{"allow tcp 853 0.0.0.0/0"}, []string{`open-egress-dns "0.0.0.0/0"`}},
		{"ordinary ports", []string{"allow tcp 443 0.0.0.0/0", "allow tcp 80 0.0.0.0/0"}, []string{`open-egress-narrow "0.0.0.0/0" "0.0.0.0/0"`}},
		{"DNS beside web", []string{"allow tcp 443 0.0.0.0/0", "allow udp 53 0.0.0.0/0"}, []string{`open-egress-dns "0.0.0.0/0" "0.0.0.0/0"`}},
		{"ping", []string{"allow icmp * 0.0.0.0/0", "allow icmpv6 * ::/0"}, nil},
		{"a tunnel's protocol", []string{"allow 47 ? 0.0.0.0/0"}, []string{`open-egress-ports "0.0.0.0/0"`}},
		{"under a condition", []string{"maybe all * 0.0.0.0/0"}, []string{`open-egress "0.0.0.0/0" less sure`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := egressOf(t, &fact.NetworkGroup{Address: "sg", Default: fact.Deny}, tt.spec...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEgressOfOtherGroups(t *testing.T) {
	acl := fact.NetworkGroup{Type: fact.NetworkACL, Default: fact.Deny}
	dropping := fact.NetworkGroup{Type: fact.HostChain, Default: fact.Deny}
	accepting := fact.NetworkGroup{Type: fact.HostChain, Default: fact.Allow}
	silent := fact.NetworkGroup{Type: fact.HostChain}
	resetting := fact.NetworkGroup{Type: fact.HostChain, Default: fact.Allow, Reset: fact.Yes}
	policy := fact.NetworkGroup{Type: fact.Policy, Default: fact.Allow}
	tests := []struct {
		name  string
		group fact.NetworkGroup
		spec  []string
		want  []string
	}{
		{"ACL allows all", acl, []string{"allow all * 0.0.0.0/0"}, []string{`open-network-acl "0.0.0.0/0"`}},
		{"ACL denies before", acl, []string{"deny all * 0.0.0.0/0", "allow all * 0.0.0.0/0"}, nil},
		{"ACL denies the other family before", acl, []string{"deny all * ::/0", "allow all * 0.0.0.0/0"}, []string{`open-network-acl "0.0.0.0/0"`}},
		{"ACL may deny before", acl, []string{"maybe-deny all * 0.0.0.0/0", "allow all * 0.0.0.0/0"}, []string{`open-network-acl "0.0.0.0/0"`}},
		{"ACL denies some before", acl, []string{"deny all * 10.0.0.0/8", "allow all * 0.0.0.0/0"}, []string{`open-network-acl "0.0.0.0/0"`}},
		{"ACL denies behind", acl, []string{"allow tcp * 0.0.0.0/0", "deny all * 0.0.0.0/0"}, []string{`open-network-acl "0.0.0.0/0"`}},
		{"ACL lets replies out", acl, []string{"allow tcp 1024-65535 0.0.0.0/0"}, nil},
		{"ACL lets web out", acl, []string{"allow tcp 443 0.0.0.0/0"}, nil},

		{"chain accepts all after a policy that drops", dropping, []string{"allow all * any"}, []string{`open-egress "any"`}},
		{"chain accepts web after a policy that drops", dropping, []string{"allow tcp 443 any"}, []string{`open-egress-narrow "any"`}},
		{"chain accepts all before its last rule", silent, []string{"allow all * any", "deny all * any"}, []string{`open-egress "any"`}},
		{"chain accepts all behind its last rule", silent, []string{"deny all * any", "allow all * any"}, nil},
		{"chain accepts by policy", accepting, nil, []string{`implicit-open-egress "group"`}},
		{"chain accepts by policy, some denied", accepting, []string{"deny all * 10.0.0.0/8"}, []string{`implicit-open-egress "group"`}},
		{"chain accepts by policy, all else denied", accepting, []string{"allow tcp 443 any", "deny all * any"}, []string{`open-egress-narrow "any"`}},
		{"chain accepts all without a policy", silent, []string{"allow all * any"}, []string{`implicit-open-egress "any"`}},
		{"chain accepts web without a policy", silent, []string{"allow tcp 443 any"}, nil},
		{"chain is reset", resetting, []string{"allow all * any"}, nil},

		{"policy that opens by omission", policy, nil, []string{`implicit-open-egress "group"`}},
		{"policy that only decorates", policy, []string{"allow tcp 443 any"}, []string{`implicit-open-egress "group" "any"`}},
		{"policy with a last rule that denies", policy, []string{"allow tcp 443 203.0.113.0/24", "deny all * any"}, nil},
		{"policy open in words and by omission", policy, []string{"allow all * any"}, []string{`open-egress "any"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			group := tt.group
			got := egressOf(t, &group, tt.spec...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFindingPointsAtTheRuleThatMakesTheGrade(t *testing.T) {
	got := egressOf(t, &fact.NetworkGroup{Default: fact.Deny}, "allow tcp 443 0.0.0.0/0", "allow tcp * 00.0.0.0/0")
	if diff := cmp.Diff([]string{`open-egress-ports "00.0.0.0/0" "0.0.0.0/0"`}, got); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func TestNarrowingNeverAddsFindingsNorRaisesTheGrade(t *testing.T) {
	steps := []string{"allow all * any", "allow tcp * any", "allow tcp 1024-65535 any", "allow udp 53 any", "allow tcp 443 any", "allow tcp 443 203.0.113.0/24"}
	grades := []string{"open-egress", "open-egress-ports", "open-egress-ports", "open-egress-dns", "open-egress-narrow"}
	for i := range steps {
		got := egressOf(t, &fact.NetworkGroup{Default: fact.Deny}, steps[i:]...)
		want := slices.Concat(grades, []string{""})[i]
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want+" ")) {
			t.Errorf("from step %d on: %v, want one %s", i, got, want)
		}
	}
}

func TestEgressOfOtherCloudsClaimsNothing(t *testing.T) {
	for _, tt := range []struct{ resource, want string }{
		{"aws_security_group", `open-egress "any"`},
		{"google_compute_firewall", `open-egress "any" no claim`},
	} {
		resource := &fact.Resource{Type: tt.resource}
		group := &fact.NetworkGroup{Node: fact.NewNode(source.Span{}, resource, fact.Always), Default: fact.Deny}
		if diff := cmp.Diff([]string{tt.want}, egressOf(t, group, "allow all * any")); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", tt.resource, diff)
		}
	}
}

func TestAGroupOfManyRulesIsJudgedInTime(t *testing.T) {
	group := &fact.NetworkGroup{Default: fact.Deny}
	everywhere := []fact.Target{{Type: fact.TargetAnywhere, Text: source.Literal("any")}}
	var rules []*fact.NetworkRule
	for port := range 30_000 {
		rules = append(rules, &fact.NetworkRule{
			Group: group, Action: fact.Allow, Protocol: fact.ProtocolTCP, AllPorts: fact.No, Targets: everywhere,
			Ports: []fact.PortRange{{From: 2 * port, To: 2 * port}},
		})
	}
	start := time.Now()
	if v := judge(group, rules, trustNothing{}); v.grade != gradePorts {
		t.Errorf("grade = %d, want that of risky ports", v.grade)
	}
	if took := time.Since(start); took > 20*time.Second { // on a busy machine; each rule with each would take minutes
		t.Errorf("30,000 rules took %v", took)
	}
}

func TestTrustedRangesAreNoEgress(t *testing.T) {
	p := fact.NewProject()
	file := source.NewFile("net", []byte("allow all * 0.0.0.0/0"))
	group := &fact.NetworkGroup{Default: fact.Deny}
	p.Add(group)
	p.Add(networkRule(t, group, 0, file.Text().Fields()))
	openEgress.Check(&Pass{Project: p, Trust: trustAll{}, Report: func(Finding) { t.Error("a trusted range is reported") }})
}

type trustAll struct{ trustNothing }

func (trustAll) CIDR(source.Text) fact.Tri { return fact.Yes }
