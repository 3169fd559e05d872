//go:build ignore

// Gen writes tables.go: where each rule stands in the catalogs, what its
// regular expression begins with, and how long its matches may be.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"hash/crc32"
	"log"
	"os"
	"regexp/syntax"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/viper"
	"github.com/zricethezav/gitleaks/v8/config"
)

// lead is how gitleaks begins the rules that look for a name before a value.
// It holds everything that may stand before the name, so a match can be looked
// for from the name on.
const lead = `[\w.-]{0,50}?`

// assignment is the operator in such rules.
const assignment = `(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)`

func main() {
	log.SetFlags(0)
	out := flag.String("o", "tables.go", "the file to write")
	flag.Parse()
	own, err := os.ReadFile("own.toml")
	if err != nil {
		log.Fatal(err)
	}
	g := &generator{literals: map[string][]use{}}
	g.catalog("gitleaksCatalog", config.DefaultConfig)
	g.catalog("ownCatalog", string(own))
	for _, w := range words {
		g.literals[w] = append(g.literals[w], use{named: true})
	}
	code, err := format.Source(g.source(config.DefaultConfig))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, code, 0o600); err != nil {
		log.Fatal(err)
	}
}

type generator struct {
	rules    []string
	count    int
	literals map[string][]use
	common   string
}

// use is a rule that a literal leads to.
type use struct {
	rule   int
	exact  string // as it must be written, where case matters
	bound  bool   // no letter, digit or underscore may stand before it
	search bool   // it only tells that the rule's expression is worth a search
	inside bool   // it stands in each match, somewhere
	named  bool   // it stands in names of secrets, and leads to no rule
}

// words are what the names of secrets hold.
var words = []string{"pass", "pwd", "secret", "token", "key", "auth", "cred", "salt", "seed", "jwt", "identified by", "://"}

func (g *generator) catalog(name, text string) {
	v := viper.New()
	v.SetConfigType("toml")
	if err := v.ReadConfig(strings.NewReader(text)); err != nil {
		log.Fatal(err)
	}
	var c config.ViperConfig
	if err := v.Unmarshal(&c); err != nil {
		log.Fatal(err)
	}
	head, sections := split(text)
	if c.AllowList != nil {
		g.common = allowance(head, c.AllowList.Condition, c.AllowList.RegexTarget)
	}
	if len(c.Rules) != len(sections) || len(c.Allowlists) > 0 {
		log.Fatalf("%s: %d rules in %d sections", name, len(c.Rules), len(sections))
	}
	for i, r := range c.Rules {
		if len(r.Required) > 0 || r.SkipReport || r.AllowList != nil {
			log.Fatalf("%s: the scanner does not know what this rule uses", r.ID)
		}
		s := sections[i]
		var b strings.Builder
		fmt.Fprintf(&b, "{id: %q, catalog: %s, regex: %s", r.ID, name, s.head.value("regex", r.Regex))
		for _, f := range []struct{ name, code string }{
			{"path", s.head.value("path", r.Path)}, {"keywords", s.head.list("keywords")},
		} {
			if f.code != "piece{}" {
				fmt.Fprintf(&b, ", %s: %s", f.name, f.code)
			}
		}
		if r.Entropy != 0 {
			fmt.Fprintf(&b, ", entropy: %v", r.Entropy)
		}
		if r.SecretGroup != 0 {
			fmt.Fprintf(&b, ", group: %d", r.SecretGroup)
		}
		if r.Regex != "" {
			b.WriteString(g.shape(g.count, r.Regex, r.Keywords, r.Tags))
		}
		if r.Path != "" && len(r.Keywords) == 0 {
			fmt.Fprintf(&b, ", endings: %#v", endings(r.Path))
		}
		if len(r.Allowlists) > 0 {
			b.WriteString(", allow: []allowance{")
			for j, a := range r.Allowlists {
				b.WriteString(allowance(s.allow[j], a.Condition, a.RegexTarget) + ",")
			}
			b.WriteString("}")
		}
		g.rules = append(g.rules, b.String()+"},")
		g.count++
	}
}

// shape says how a rule is matched, and notes its literals.
func (g *generator) shape(rule int, regex string, keywords, tags []string) string {
	tail := strings.ReplaceAll(regex, lead, "")
	tree, err := syntax.Parse(tail, syntax.Perl)
	if err != nil {
		log.Fatal(err)
	}
	var b strings.Builder
	if tail != regex {
		b.WriteString(", led: true")
	}
	if strings.Contains(regex, assignment) && tail != regex {
		fmt.Fprintf(&b, ", assigned: %d", shortest(secretOf(tree)))
	}
	if n := longest(tree); n > 0 {
		fmt.Fprintf(&b, ", longest: %d", n)
	}
	if slices.Contains(tags, "high") || marked(secretOf(tree)) {
		b.WriteString(", marked: true")
	}
	if distinct(secretOf(tree)) {
		b.WriteString(", distinct: true")
	}
	if slices.Contains(tags, "named") {
		b.WriteString(", named: true")
	}
	heads := beginnings(tree)
	if heads == nil {
		if len(keywords) == 0 {
			return b.String()
		}
		inside := slices.Contains(tags, "inside")
		if inside && longest(tree) == 0 {
			log.Fatalf("what is around the keywords of %s has no bounds", regex)
		}
		for _, k := range keywords {
			g.literals[strings.ToLower(k)] = append(g.literals[strings.ToLower(k)], use{rule: rule, search: !inside, inside: inside})
		}
		return b.String()
	}
	for _, h := range heads {
		if redundant(h, heads) {
			continue
		}
		u := use{rule: rule, bound: h.bound}
		if !h.fold {
			u.exact = h.text
		}
		key := strings.ToLower(h.text)
		if !slices.Contains(g.literals[key], u) {
			g.literals[key] = append(g.literals[key], u)
		}
	}
	return b.String()
}

func (g *generator) source(catalog string) []byte {
	var b bytes.Buffer
	b.WriteString("// Code generated by gen.go from gitleaks' catalog and own.toml; DO NOT EDIT.\n\npackage secret\n\n")
	b.WriteString("// catalogLength and catalogSum identify the catalog that the pieces point into.\n")
	fmt.Fprintf(&b, "const (\ncatalogLength = %d\ncatalogSum = %#x\n)\n\n", len(catalog), crc32.ChecksumIEEE([]byte(catalog)))
	fmt.Fprintf(&b, "var globalAllowance = allowance%s\n\n", g.common)
	fmt.Fprintf(&b, "var rules = [...]rule{\n%s\n}\n\n", strings.Join(g.rules, "\n"))
	keys := make([]string, 0, len(g.literals))
	for k := range g.literals {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	b.WriteString("var literals = [...]literal{\n")
	for _, k := range keys {
		fmt.Fprintf(&b, "{%q, []use{", k)
		for _, u := range g.literals[k] {
			fmt.Fprintf(&b, "{rule: %d", u.rule)
			if u.exact != "" {
				fmt.Fprintf(&b, ", exact: %q", u.exact)
			}
			if u.bound {
				b.WriteString(", bound: true")
			}
			if u.search {
				b.WriteString(", search: true")
			}
			if u.inside {
				b.WriteString(", inside: true")
			}
			if u.named {
				b.WriteString(", named: true")
			}
			b.WriteString("},")
		}
		b.WriteString("}},\n")
	}
	b.WriteString("}\n")
	return b.Bytes()
}
