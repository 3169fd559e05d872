package secret

import "sync"

// table is an automaton that finds all literals in one pass. Bytes that no
// literal holds share a class, and so do the two cases of a letter, so a row
// has 64 entries and no lower-cased copy of the text is made.
type table struct {
	class [256]uint8
	next  []uint16 // state<<classBits | class -> state, with the accepts bit
	nodes []node
}

const (
	classBits = 6
	accepts   = 1 << 15 // a literal ends in that state
)

// node is a state: what has been read is the end of some literal's beginning.
type node struct {
	literal      int    // index of the literal that ends here, or -1
	shorter      uint16 // the longest other state that is an end of this one
	first, after uint16 // first child, next sibling
	class        uint8  // that led here
}

var literalTable = sync.OnceValue(func() *table { return newTable(literals[:]) })

func newTable(literals []literal) *table {
	t := &table{nodes: make([]node, 1, 2048)}
	t.nodes[0].literal = -1
	t.classify(literals)
	for i, l := range literals {
		t.insert(l.text, i)
	}
	t.link()
	return t
}

func (t *table) classify(literals []literal) {
	classes := uint8(0)
	for _, l := range literals {
		for i := range len(l.text) {
			if c := l.text[i]; t.class[c] == 0 {
				classes++
				t.class[c] = classes
			}
		}
	}
	if classes >= 1<<classBits {
		panic("internal: the literals have too many different bytes")
	}
	for c := byte('A'); c <= 'Z'; c++ {
		t.class[c] = t.class[c+'a'-'A']
	}
}

func (t *table) insert(text string, literal int) {
	at := uint16(0)
	for i := range len(text) {
		at = t.child(at, t.class[text[i]])
	}
	t.nodes[at].literal = literal
}

func (t *table) child(parent uint16, class uint8) uint16 {
	for c := t.nodes[parent].first; c != 0; c = t.nodes[c].after {
		if t.nodes[c].class == class {
			return c
		}
	}
	made := uint16(len(t.nodes)) //nolint:gosec // link panics above 1<<15 states
	t.nodes = append(t.nodes, node{literal: -1, class: class, after: t.nodes[parent].first})
	t.nodes[parent].first = made
	return made
}

// link fills the rows, the shorter states before the longer ones: where a state
// has no child, what to do is what its next shorter state does.
func (t *table) link() {
	if len(t.nodes) >= accepts {
		panic("internal: too many literals")
	}
	t.next = make([]uint16, len(t.nodes)<<classBits)
	queue := make([]uint16, 1, len(t.nodes))
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		row, shorter := t.row(at), t.row(t.nodes[at].shorter)
		if at != 0 {
			copy(row, shorter)
		}
		for c := t.nodes[at].first; c != 0; c = t.nodes[c].after {
			n := &t.nodes[c]
			entry := c
			if at != 0 {
				n.shorter = shorter[n.class] &^ accepts
				entry |= shorter[n.class] & accepts
			}
			if n.literal >= 0 {
				entry |= accepts
			}
			row[n.class] = entry
			queue = append(queue, c)
		}
	}
}

func (t *table) row(state uint16) []uint16 {
	return t.next[int(state)<<classBits:][:1<<classBits]
}

// any reports that a literal is in text.
func (t *table) any(text string) bool {
	state := uint16(0)
	for i := range len(text) {
		if state = t.step(state, text[i]); state&accepts != 0 {
			return true
		}
	}
	return false
}

func (t *table) step(state uint16, c byte) uint16 {
	return t.next[int(state&^accepts)<<classBits|int(t.class[c])]
}
