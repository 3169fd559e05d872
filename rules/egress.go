package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// egressGroup is the group of the graded rules: a group of network rules has one
// finding, at its worst grade.
const egressGroup = "egress"

// egressGrade is how far a group lets traffic out. Higher is worse.
type egressGrade int

const (
	gradeClosed   egressGrade = iota
	gradeNarrow               // a few ordinary ports
	gradeImplicit             // what the provider opens by omission
	gradeACL                  // an ACL, with security groups behind it
	gradeDNS                  // 53 or 853
	gradePorts                // a wide range or a risky port
	gradeOpen                 // everything
)

// verdict is what is said of one group.
type verdict struct {
	group  *fact.NetworkGroup
	grade  egressGrade
	worst  []opening // that make the grade
	others []opening // open too, but less
}

// checkEgress reports the groups whose worst grade is the rule's.
func checkEgress(grade egressGrade, say func(verdict) Message) func(*Pass) {
	return func(p *Pass) {
		rules := map[*fact.NetworkGroup][]*fact.NetworkRule{}
		for rule := range fact.All[*fact.NetworkRule](p.Project) {
			rules[rule.Group] = append(rules[rule.Group], rule)
		}
		for group := range fact.All[*fact.NetworkGroup](p.Project) {
			if v := judge(group, rules[group], p.Trust); v.grade == grade {
				p.Report(egressFinding(p, v, say(v)))
			}
		}
	}
}

// judge grades a group by the union of its rules.
func judge(group *fact.NetworkGroup, rules []*fact.NetworkRule, trust Trust) verdict {
	rules = inOrder(rules)
	v := gradeOf(group, openings(rules, trust))
	switch group.Type {
	case fact.NetworkACL:
		return judgeACL(v)
	case fact.HostChain:
		return judgeChain(v, rules)
	case fact.SecurityGroup, fact.Policy: // as they stand
	}
	if v.grade < gradeImplicit && group.Default == fact.Allow && !hasCatchAll(rules) {
		return verdict{group: group, grade: gradeImplicit, others: v.worst}
	}
	return v
}

// judgeACL leaves out what lets replies out: an ACL keeps no state, so their
// ports have to be open. A few ports are fine, for security groups bind them too.
func judgeACL(v verdict) verdict {
	all := slices.Concat(v.worst, v.others)
	v = gradeOf(v.group, slices.DeleteFunc(all, func(o opening) bool { return o.from >= 1024 && o.to == known.LastPort }))
	if v.grade < gradePorts {
		return verdict{group: v.group}
	}
	v.grade = gradeACL
	return v
}

// judgeChain tells a firewall that restricts from one that does not: a chain
// without a policy or a last rule that denies is open as the host was before.
// A script that only resets says nothing.
func judgeChain(v verdict, rules []*fact.NetworkRule) verdict {
	switch {
	case v.group.Default == fact.Deny, hasCatchAll(rules):
		return v
	case v.group.Reset == fact.Yes:
		return verdict{group: v.group}
	case v.grade == gradeOpen:
		v.grade = gradeImplicit
		return v
	case v.group.Default == fact.Allow:
		return verdict{group: v.group, grade: gradeImplicit}
	}
	return verdict{group: v.group}
}

// hasCatchAll reports a rule that denies everything that comes to it.
func hasCatchAll(rules []*fact.NetworkRule) bool {
	return slices.ContainsFunc(rules, func(r *fact.NetworkRule) bool {
		return r.Action == fact.Deny && r.Certainty() == fact.Always && r.Protocol == fact.ProtocolAll && reachOf(r, nil).whole()
	})
}

// gradeOf grades what reaches everywhere.
func gradeOf(group *fact.NetworkGroup, open []opening) verdict {
	v := verdict{group: group}
	full := map[fact.Protocol]bool{}
	for _, o := range open {
		full[o.protocol] = full[o.protocol] || o.full()
	}
	every := full[fact.ProtocolAll] || full[fact.ProtocolTCP] && full[fact.ProtocolUDP]
	for _, o := range open {
		grade := o.grade()
		if every && o.full() {
			grade = gradeOpen
		}
		switch {
		case grade > v.grade:
			v.others = append(v.others, v.worst...)
			v.grade, v.worst = grade, []opening{o}
		case grade == v.grade:
			v.worst = append(v.worst, o)
		default:
			v.others = append(v.others, o)
		}
	}
	slices.SortStableFunc(v.worst, func(a, b opening) int { return compareSpans(a.by[0].at(), b.by[0].at()) })
	return v
}

func compareSpans(a, b source.Span) int {
	if a.File != b.File || a.IsZero() {
		return 0
	}
	return cmp.Compare(a.Start, b.Start)
}

// egressFinding points at the address range of the worst opening, or at a group
// that opens by omission, and lists the other half and the other openings.
func egressFinding(p *Pass, v verdict, message Message) Finding {
	f := Finding{At: v.group.At(), Trail: fact.Trail{v.group}, Anchor: v.group, Confidence: fact.High, Message: message}
	if len(v.worst) > 0 {
		first := v.culprit()
		f.At, f.Trail = first.at(), fact.Trail{first.rule}
	}
	for _, o := range slices.Concat(v.worst, v.others) {
		for _, by := range o.by {
			f.add(by.at(), Sentence("reaches every address on %s", o.words()))
		}
	}
	f.NoClaim, f.Claims = !v.seen(), v.claimed()
	f.Confidence = lowered(fact.High, p.Project, f.Trail)
	if v.maybe() {
		f.Confidence = min(f.Confidence, fact.Medium)
	}
	return f
}

// culprit is the first target whose rule makes the grade by itself, or the first
// of those that make it together.
func (v verdict) culprit() reach {
	for _, o := range v.worst {
		for _, by := range o.by {
			if covers(by.rule, o.protocol, o.run.From, o.run.To) {
				return by
			}
		}
	}
	return v.worst[0].by[0]
}

// maxPlaces is how many further places a finding lists: nobody reads more.
const maxPlaces = 20

// add lists a further place once.
func (f *Finding) add(at source.Span, note Message) {
	if len(f.Places) == maxPlaces || at == f.At || at.IsZero() || slices.ContainsFunc(f.Places, func(p Place) bool { return p.At == at }) {
		return
	}
	f.Places = append(f.Places, Place{At: at, Note: note})
}

// maybe reports that a rule which makes the grade does not always hold.
func (v verdict) maybe() bool {
	return slices.ContainsFunc(v.worst, func(o opening) bool {
		return slices.ContainsFunc(o.by, func(by reach) bool { return by.rule.Certainty() == fact.Maybe })
	})
}

// seen reports that GuardDuty can see what leaves: its findings come from flow
// logs of AWS, without IPv6.
func (v verdict) seen() bool {
	for parent := fact.Fact(v.group); parent != nil; parent = parent.Parent() {
		if r, ok := parent.(*fact.Resource); ok && !ofAWS(r.Type) {
			return false
		}
	}
	return len(v.worst) == 0 || slices.ContainsFunc(v.worst, func(o opening) bool { return o.v4 })
}

func ofAWS(resourceType string) bool {
	return strings.HasPrefix(resourceType, "aws_") || strings.HasPrefix(resourceType, "AWS::") || resourceType == "module"
}

// claimed lists the types whose traffic an opening lets through.
func (v verdict) claimed() []string {
	if v.grade == gradeOpen || v.grade == gradeImplicit {
		return nil
	}
	types := []string{}
	for _, c := range portClaims {
		if slices.ContainsFunc(v.worst, func(o opening) bool { return o.v4 && o.holds(c.protocol, c.port) }) {
			types = append(types, c.finding)
		}
	}
	return types
}

const (
	torClient = "UnauthorizedAccess:EC2/TorClient"
	coinMiner = "CryptoCurrency:EC2/BitcoinTool.B"
	spambot   = "Backdoor:EC2/Spambot"
)

// openClaims are the types whose traffic a group that is open lets through.
var openClaims = []string{unusualDNS, unusualDoT, unusualDoH, torClient, coinMiner, spambot}

// portClaims are the types whose traffic uses a port of its own.
var portClaims = []struct {
	protocol fact.Protocol
	port     int
	finding  string
}{
	{fact.ProtocolUDP, 53, unusualDNS},
	{fact.ProtocolTCP, 53, unusualDNS},
	{fact.ProtocolTCP, 853, unusualDoT},
	{fact.ProtocolTCP, 9001, torClient},
	{fact.ProtocolTCP, 3333, coinMiner},
	{fact.ProtocolTCP, 25, spambot},
}

// everyAddress names what a group lets reach everywhere by: a range, or the
// parts that are everything together.
func (v verdict) everyAddress() Message {
	by := v.worst[0].by
	family := by[0].ofIPv4()
	by = slices.DeleteFunc(slices.Clone(by), func(r reach) bool { return r.ofIPv4() != family })
	switch {
	case by[0].target.Text.Len() == 0:
		return Sentence("it names none")
	case len(by) == 1 || by[0].alone():
		return Sentence("%s", by[0].target.Text)
	case len(by) == 2:
		return Sentence("%s and %s together", by[0].target.Text, by[1].target.Text)
	}
	return Sentence("%s, %s and %d more together", by[0].target.Text, by[1].target.Text, len(by)-2)
}

// on lists the ports that make the grade.
func (v verdict) on() Words {
	var all []string
	for _, o := range v.worst {
		if words := string(o.runWords()); !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	if len(all) > 4 {
		all = append(all[:3], "more")
	}
	if n := len(all); n > 1 {
		return Words(strings.Join(all[:n-1], ", ") + " and " + all[n-1])
	}
	return Words(all[0])
}
