package secret

import (
	_ "embed"
	"hash/crc32"
	"strings"

	"github.com/zricethezav/gitleaks/v8/config"
)

//go:generate go run gen.go gen_sections.go gen_shape.go

// ownCatalogText is our own catalog, in gitleaks' format.
//
//go:embed own.toml
var ownCatalogText string

// catalog names one of the two catalogs.
type catalog int

const (
	gitleaksCatalog catalog = iota
	ownCatalog
)

// piece is a part of a text, by byte offsets. The tables hold pieces of a
// catalog instead of copies: gitleaks' is in the program anyway.
type piece struct{ from, to int }

// rule is what the tables know about a rule before anything of it is compiled.
type rule struct {
	id       string
	catalog  catalog
	regex    piece
	path     piece // of the files that the rule is for; empty: all
	keywords piece // one of them must be in the text
	entropy  float64
	group    int // of the secret; zero: the first that took part
	allow    []allowance

	led      bool     // begins with `lead`, which the tail leaves out
	assigned int      // an operator must come behind the name, and a value of this length; zero: not looked at
	longest  int      // bytes of a match of the tail; zero: unbounded
	marked   bool     // the secret itself holds a fixed text
	distinct bool     // so much of a fixed text that the secret cannot be another word
	named    bool     // AWS must be named nearby
	endings  []string // of the paths to search, for a rule that nothing else leads to
}

// allowance is an allowlist: what the catalog's authors know to be no secret.
type allowance struct {
	paths, regexes, stopwords piece
	all                       bool   // every kind of check must agree
	target                    string // what the regexes are held against: "match", "line", or the secret
}

// literal is a text, in lower case, that matches of some rules begin with.
type literal struct {
	text string
	uses []use
}

// use is a rule that a literal leads to.
type use struct {
	rule   int
	exact  string // as it must be written, where case matters
	bound  bool   // no letter, digit or underscore may stand before it
	search bool   // the rule has no literal of its own: its keyword makes the whole text be searched
	inside bool   // it stands in each match of the rule, somewhere
	named  bool   // it stands in the names of secrets, and leads to no rule
}

// lead is what gitleaks puts before the name in rules that look for a name and
// a value: all that may belong to the name. No such rule can match without the
// name, so the tail is looked for from there and the lead is counted by hand.
const lead = `[\w.-]{0,50}?`

// leadLength is the number of characters that one lead takes.
const leadLength = 50

// checkCatalog refuses another catalog than the one the tables point into.
func checkCatalog() {
	text := config.DefaultConfig
	if len(text) != catalogLength || crc32.ChecksumIEEE([]byte(text)) != catalogSum {
		panic("internal: gitleaks' catalog is not the one that analyzers/secret was generated from")
	}
}

func (c catalog) text(p piece) string {
	if c == ownCatalog {
		return ownCatalogText[p.from:p.to]
	}
	return config.DefaultConfig[p.from:p.to]
}

// list reads the items of a TOML array, written between three single quotes or
// between double quotes without escapes.
func (c catalog) list(p piece) []string {
	var items []string
	rest := c.text(p)
	for {
		i := strings.IndexAny(rest, `'"`)
		if i < 0 {
			return items
		}
		quote := rest[i : i+1]
		if strings.HasPrefix(rest[i:], "'''") {
			quote = "'''"
		}
		item, after, _ := strings.Cut(rest[i+len(quote):], quote)
		items = append(items, item)
		rest = after
	}
}
