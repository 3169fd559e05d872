// Package fact holds what sources say, in one vocabulary for all languages.
//
// Front ends lower a Unit to base facts; package derive makes domain facts of
// them; rules read facts and nothing else. A fact says what the source says,
// never whether it is bad.
package fact

import "github.com/hiyari/hiyari/analyzers/source"

// Fact is one observation about a source. The set is sealed.
//
//sumtype:decl
type Fact interface {
	// At is where the source says it.
	At() source.Span
	// Parent is the fact this one sits in, nil for the document of a file.
	Parent() Fact
	// Certainty tells whether what the fact says always holds.
	Certainty() Certainty
	// Kind names the fact's kind.
	Kind() Kind
	node() *Node
}

// Certainty tells whether what a fact says always holds.
type Certainty int

// The certainties.
const (
	Always Certainty = iota
	Maybe            // inside a condition that is not known, or behind a guess
)

// Tri is a question's answer. The zero Tri is Unknown.
type Tri int

// The answers.
const (
	Unknown Tri = iota
	No
	Yes
)

// TriOf is Yes for true and No for false.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// Answer is the Tri of a question that may have no answer.
func Answer(yes, known bool) Tri {
	if !known {
		return Unknown
	}
	return TriOf(yes)
}

// Node is what all facts have in common.
type Node struct {
	at        source.Span
	parent    Fact
	certainty Certainty
	id        int // order of arrival, set by the Project
}

// NewNode returns the common part of a fact. A fact inside a Maybe fact is
// Maybe itself.
func NewNode(at source.Span, parent Fact, certainty Certainty) Node {
	return Node{at: at, parent: parent, certainty: certainty}
}

// At is where the source says it.
func (n *Node) At() source.Span { return n.at }

// Parent is the fact this one sits in, nil for the document of a file.
func (n *Node) Parent() Fact { return n.parent }

// Certainty tells whether what the fact says always holds.
func (n *Node) Certainty() Certainty {
	for n.certainty == Always && n.parent != nil {
		n = n.parent.node()
	}
	return n.certainty
}

func (n *Node) node() *Node { return n }

// Kind names a kind of fact.
type Kind string

// The kinds. Base facts come from front ends, domain facts from derive.
const (
	KindDocument  Kind = "document"
	KindFunction  Kind = "function"
	KindLiteral   Kind = "literal"
	KindCommand   Kind = "command"
	KindCall      Kind = "call"
	KindResource  Kind = "resource"
	KindFileWrite Kind = "file-write"
	KindEmbedded  Kind = "embedded"
	KindRef       Kind = "ref"
	KindComment   Kind = "comment"

	KindJob             Kind = "job"
	KindDNSQuery        Kind = "dns-query"
	KindResolverSetting Kind = "resolver-setting"
	KindContact         Kind = "contact"
	KindNetworkGroup    Kind = "network-group"
	KindNetworkRule     Kind = "network-rule"
	KindCredential      Kind = "credential"
	KindIdentity        Kind = "identity"
	KindPackage         Kind = "package"
)

// Kinds lists kinds, for a rule's Reads.
func Kinds(kinds ...Kind) []Kind { return kinds }
