package analyzers

import (
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret"
	"github.com/hiyari/hiyari/analyzers/source"
)

// credentials judges the text of every document. The same bytes may stand in a
// file, in a script inside it and in a crontab inside that: the innermost text
// keeps the credential, because its trail tells most.
func (l *loader) credentials() {
	type found struct {
		doc   *fact.Document
		fact  *fact.Credential
		depth int
	}
	innermost := map[source.Span]found{}
	var order []source.Span
	inDocument := make([][]*fact.Credential, len(l.scanned))
	sideBySide(len(l.scanned), func(i int) { inDocument[i] = l.credentialsOf(l.scanned[i]) })
	for i, doc := range l.scanned {
		depth := depthOf(doc)
		for _, c := range inDocument[i] {
			at := c.Value.Span()
			old, had := innermost[at]
			if !had {
				order = append(order, at)
			}
			if !had || depth > old.depth || depth == old.depth && doc != old.doc {
				innermost[at] = found{doc, c, depth}
			}
		}
	}
	for _, at := range order {
		f := innermost[at]
		l.project.AddUnder(l.holder(f.doc, at), f.fact)
	}
}

func (l *loader) credentialsOf(doc *fact.Document) (found []*fact.Credential) {
	scan := secret.Scan
	if l.options.Candidates {
		scan = secret.Candidates
	}
	scan(l.texts[doc], doc.Path, doc, func(f fact.Fact) {
		if c, ok := f.(*fact.Credential); ok {
			found = append(found, c)
		}
	})
	return found
}

// holder is the innermost fact of a document that a place stands in.
func (l *loader) holder(doc *fact.Document, at source.Span) fact.Fact {
	var holder fact.Fact = doc
	for {
		next := l.narrowest(holder, at)
		if next == nil {
			return holder
		}
		holder = next
	}
}

// narrowest is the smallest fact directly below another that a place stands
// in. Other texts are judged on their own.
func (l *loader) narrowest(below fact.Fact, at source.Span) fact.Fact {
	var best fact.Fact
	for _, child := range l.project.Children(below) {
		switch child.(type) {
		case *fact.Command, *fact.Function, *fact.Resource, *fact.Job, *fact.Literal:
			if child.At().Contains(at) && (best == nil || best.At().Contains(child.At())) {
				best = child
			}
		default: // other texts, and what holds nothing
		}
	}
	return best
}
