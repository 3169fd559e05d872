package fact

import (
	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/source"
)

// Job is something that runs by itself.
type Job struct {
	Node
	Schedule source.Text       // as written: "*/5 * * * *", "@reboot", "daily"
	When     calendar.Schedule // what Schedule and its like say; zero where nobody read them
	Zone     source.Text       // of the clock that Schedule means, where the source names one
	Trigger  Trigger
	Rare     Tri // weekly or rarer, or at boot only: see DOMAIN on UnusualDNSResolver
	User     source.Text
	Enabled  Tri
	Place    Place
}

// Trigger is what starts a job.
type Trigger int

// The triggers.
const (
	OnSchedule Trigger = iota
	OnBoot
	OnInterval // again and again while a program runs; Schedule is how long it waits
	OnEvent    // when something happens to the machine; Schedule names it
)

// Place is where a job runs.
type Place int

// The places.
const (
	Host Place = iota
	ImageBuild
	HostedRunner
	SelfHostedRunner
	Cluster
	Runner // of a pipeline, and whose network it is in is not known
)

// DNSQuery is a look-up that a program makes, or a way it is told to make all.
type DNSQuery struct {
	Node
	Asks      Asked
	Server    source.Text // the named server as written, without port or `@`; empty if none is named
	Shown     source.Span // what to underline: `@8.8.8.8`, or the program and its words
	Name      source.Text // the name asked for, may be empty
	Transport Transport
	Program   source.Text
	Data      source.Text // the part of Name that commands fill with what is on the host; may be empty
	Scanned   bool        // found among the literals of a script: no parser vouches for it
}

// Asked tells whom a query goes to.
type Asked int

// Whom a query goes to.
const (
	System        Asked = iota // the host's own resolver
	Named                      // Server
	Roots                      // walks from the root servers
	Authoritative              // every authoritative server of the zone
)

// Transport carries a query.
type Transport int

// The transports, with their ports.
const (
	UDP   Transport = iota // 53, also TCP
	TLS                    // 853
	HTTPS                  // 443
)

// ResolverSetting is that somebody is told which DNS server to ask for all that
// is looked up there, or to find its own way from the root servers.
type ResolverSetting struct {
	Node
	Told      Told
	Of        string // what is told: "resolv.conf", "dnsmasq"
	Asks      Asked  // Named, or Roots
	Server    source.Text
	Shown     source.Span // what to underline
	Transport Transport
	Zone      source.Text // the only domain that the server is asked about; empty: all
	Spare     bool        // asked only where no other server is known
}

// Told tells who asks a DNS server that a setting names.
type Told int

// Who is told.
const (
	ToldMachine   Told = iota
	ToldContainer      // what runs in a container or a pod
	ToldProgram        // one program, for itself
	ToldNetwork        // all machines of a network
	ToldClients        // machines elsewhere that connect to this one
)

// Contact is a host that a program talks to.
type Contact struct {
	Node
	Host   source.Text
	Port   source.Text
	Scheme string
	Upload Tri
}

// NetworkGroup is a set of rules that are judged together: a security group,
// an ACL, a firewall chain, a policy.
type NetworkGroup struct {
	Node
	Address string // stable name: aws_security_group.web, "iptables OUTPUT", sg-1
	Type    GroupType
	Default Action // what the provider or chain does with traffic that no rule names
	Reset   Tri    // a host chain that a script only resets (DOMAIN, decision 7)
}

// GroupType tells what a NetworkGroup is.
type GroupType int

// The types of a group.
const (
	SecurityGroup GroupType = iota
	NetworkACL
	HostChain
	Policy
)

// Action is what happens to traffic. The zero Action is not known.
type Action int

// The actions.
const (
	ActionUnknown Action = iota
	Allow
	Deny
)

// NetworkRule is one rule of a group. Only outbound rules are emitted.
type NetworkRule struct {
	Node
	Group    *NetworkGroup
	Order    int // position where order decides; lower is first
	Action   Action
	Targets  []Target
	Protocol Protocol
	Ports    []PortRange // nil with AllPorts false: not known
	AllPorts Tri
}

// Target is where a rule lets traffic go.
type Target struct {
	Type TargetType
	Text source.Text // as written; for a CIDR the address range
}

// TargetType tells what a Target names.
type TargetType int

// The types of a target.
const (
	TargetUnknown TargetType = iota // not known before deployment
	TargetCIDR
	TargetGroup
	TargetPrefixList
	TargetName
	TargetSelf
	TargetAnywhere // everything, without an address written: Text is the words that say so
)

// Protocol is a transport protocol after normalization.
type Protocol string

// The protocols that rules tell apart; any other number is kept as digits.
const (
	ProtocolUnknown Protocol = ""
	ProtocolAll     Protocol = "all"
	ProtocolTCP     Protocol = "tcp"
	ProtocolUDP     Protocol = "udp"
	ProtocolICMP    Protocol = "icmp"
	ProtocolICMPv6  Protocol = "icmpv6"
)

// PortRange is a range of ports, both ends included.
type PortRange struct{ From, To int }

// Credential is a value that opens something.
type Credential struct {
	Node
	Type       string // the pattern or sink: "aws-access-token", "private-key", "password"
	Value      source.Text
	Name       source.Text // the variable, key or argument that holds it; may be empty
	Sink       string      // what it is given to: "provider aws", "curl -u"; empty if not known
	Confidence Confidence
	Evidence   []string // what spoke for it, in words
	Example    bool     // published in documentation, a placeholder, a canary
}

// Confidence is how sure a fact or finding is.
type Confidence int

// The confidences.
const (
	Low Confidence = iota
	Medium
	High
)

// Identity is evidence of who acts.
type Identity struct {
	Node
	Principal  Principal
	Grade      Grade
	How        string      // "the file is named rootkey.csv"
	Shown      source.Text // the words that say so
	Credential *Credential // the key it is about, or nil
	Account    string      // decoded account number, empty where it cannot be
	Canary     bool        // the account belongs to a vendor of canary tokens
}

// Principal is who acts.
type Principal int

// The principals.
const (
	PrincipalUnknown Principal = iota
	Root
	UserNamedRoot // an IAM user whose name is root: not the account's root
	RootSession   // sts assume-root
)

// Grade is how strong evidence is, from DOMAIN's table of root keys.
type Grade int

// The grades.
const (
	GradeNone Grade = iota
	GradeC
	GradeB
	GradeA
)

// Package is a package that the code installs by the system's package manager.
type Package struct {
	Node
	Name   source.Text // without version and architecture
	Family string      // of the manager: rpm, deb, apk, …; empty: not known
	Via    string      // the manager: yum, apt-get, …
	// Settled tells that the same code switches off what is known to come with
	// the package, or writes its settings.
	Settled Tri
}
