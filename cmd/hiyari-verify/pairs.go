package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unique"

	"github.com/hiyari/hiyari/cmd/hiyari-verify/internal/known"
)

// hidden is a value that no format, log or error shows, in whatever it stands:
// what fmt and encoders reach by reflection is an address.
type hidden struct{ value unique.Handle[string] }

const mask = "[hidden]"

func hide(s string) hidden { return hidden{unique.Make(s)} }

// reveal gives the value, for judging and for signing.
func (h hidden) reveal() string {
	if h == (hidden{}) {
		return ""
	}
	return h.value.Value()
}

// String implements fmt.Stringer.
func (hidden) String() string { return mask }

// GoString implements fmt.GoStringer.
func (hidden) GoString() string { return mask }

// MarshalText implements encoding.TextMarshaler.
func (hidden) MarshalText() ([]byte, error) { return []byte(mask), nil } //nolint:unparam // the interface wants it

// pair is what signs a request.
type pair struct {
	id, secret hidden
	token      hidden // of a temporary key
	answer     *answer
}

// key is a finding at an access key's ID.
type key struct {
	number int // of the finding in the report
	at     place
	id     hidden
	pair   *pair
	secret secretSpan // where the pair's secret stands
	answer *answer    // where there is no pair, or it is another place's
}

type secretSpan struct {
	path       string
	start, end int
}

// keys are the findings at keys, and the pairs that they make.
type keys struct {
	list    []*key
	secrets map[int]secretSpan // findings at what may be a secret, by their number
}

// The shapes of what is asked for (IAM's reference, "Understanding unique ID
// prefixes"): IDs of long-term keys begin with AKIA, of temporary ones with
// ASIA. Secret keys are 40 characters of base64. Tokens have no known shape but
// that they are long base64.
var (
	idShape    = regexp.MustCompile(`^A[KS]IA[A-Z0-9]{16}$`)
	wordShape  = regexp.MustCompile(`(?:\\[nrt]|//)?([A-Za-z0-9/+]+=*)`) // behind a line break that a string spells, or a scheme
	tokenShape = regexp.MustCompile(`[A-Za-z0-9/+]{100,}=*`)
	tokenName  = regexp.MustCompile(`(?i)(session|security)[-_ ]?token[^A-Za-z0-9]*$`)
	secretName = regexp.MustCompile(`(?i)secret`)
	section    = regexp.MustCompile(`(?m)^[ \t]*\[[^\]\n]+\][ \t]*\r?$`)
)

func isID(s string) bool {
	return idShape.MatchString(s)
}

// isSecret tells a secret key from a hash and a path: of 40 random characters
// of base64, one in thousands lacks a kind.
func isSecret(s string) bool {
	return len(s) == 40 && strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") &&
		strings.ContainsAny(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strings.ContainsAny(s, "0123456789+/")
}

// keysOf reads the keys at the report's findings from the tree.
func keysOf(dir string, findings []finding) (k *keys, err error) {
	t, err := openTree(dir)
	if err != nil {
		return nil, err
	}
	defer t.close() //nolint:errcheck // it was only read
	k = &keys{secrets: map[int]secretSpan{}}
	pairs := map[pair]*pair{}
	for number, f := range findings {
		if f.rule != "root-access-key" && f.rule != "hardcoded-credential" {
			continue
		}
		found := &key{number: number, at: f.at}
		why := found.read(t, f)
		if why == "" && isSecret(found.id.reveal()) {
			k.secrets[number] = found.secret
			continue
		}
		if why == "" {
			why = found.seekPair(t)
		}
		switch {
		case why == notAbout:
			continue
		case why != "":
			found.answer, found.pair = skipped(found.id, why), nil
		default:
			if first, ok := pairs[*found.pair]; ok {
				found.pair = first
			} else {
				pairs[*found.pair] = found.pair
			}
		}
		k.list = append(k.list, found)
	}
	return k, nil
}

// notAbout says that a finding is about something else than an AWS key.
const notAbout = "-"

// read takes what stands at the finding's place for the ID, if it may be one
// or a secret key, and says why not.
func (k *key) read(t *tree, f finding) (why string) {
	aboutKey := f.rule == "root-access-key" || strings.HasPrefix(f.message, "aws access token ")
	file := &text{fault: f.at.unaddressable}
	if file.fault == "" {
		file = t.file(f.at.path)
	}
	start, end, ok := file.span(f.at)
	value := ""
	if ok && file.fault == "" {
		value = file.content[start:end]
	}
	switch {
	case isSecret(value):
		k.id, k.secret = hide(value), secretSpan{f.at.path, start, end}
	case isID(value):
		k.id = hide(value)
		if f.suppressed {
			return "an ignore in the source covers it"
		}
	case !aboutKey:
		return notAbout
	case file.fault != "":
		return file.fault
	default:
		return "the place holds no key ID: the file changed since the report, or the key is encoded"
	}
	return ""
}

// seekPair looks beside the ID for what it signs with.
func (k *key) seekPair(t *tree) (why string) {
	id := k.id.reveal()
	if account, ok := known.AWSAccount(id); ok && known.CanaryAccount(account) {
		return "a canary: account " + account + " is known for them, and asking alerts its planter"
	}
	file := t.file(k.at.path)
	start, _, _ := file.span(k.at)
	at, found := slices.BinarySearchFunc(file.words, start, func(w word, start int) int { return cmp.Compare(w.start, start) })
	if !found {
		return "it is a part of a longer word"
	}
	near := clusterOf(file, at)
	secret, why := near.secretOf(start)
	if why != "" {
		return why
	}
	value := file.content[secret.start:secret.end]
	if known.DocumentationKey(id) || known.DocumentationKey(value) {
		return "a key of AWS's documentation"
	}
	k.secret = secretSpan{k.at.path, secret.start, secret.end}
	k.pair = &pair{id: k.id, secret: hide(value)}
	if strings.HasPrefix(id, "ASIA") {
		tokens := near.tokens()
		if len(tokens) != 1 {
			return fmt.Sprintf("a temporary key, and %s beside it", count(len(tokens), "session token"))
		}
		k.pair.token = hide(tokens[0])
	}
	return ""
}

// word is an ID or a secret key in a file.
type word struct {
	start, end int
	value      string
	isID       bool
}

// wordsOf lists a file's IDs and secret keys.
func wordsOf(content string) []word {
	var words []word
	for _, at := range wordShape.FindAllStringSubmatchIndex(content, -1) {
		start, end := at[2], at[3]
		if value := content[start:end]; isID(value) || isSecret(value) {
			words = append(words, word{start, end, value, isID(value)})
		}
	}
	return words
}

// cluster is a stretch of a file in which IDs and secret keys stand so near to
// each other that they belong together.
type cluster struct {
	file       *text
	words      []word
	start, end int // offsets of the stretch, with the lines around
}

// How far the words of a cluster are apart at most, and how many they are.
const (
	nearLines = 5
	nearBytes = 4096
	mostWords = 64
)

// clusterOf returns the cluster around a word of a file. It ends where the next
// word is far, and at a section's header as INI files have them.
func clusterOf(file *text, at int) cluster {
	words := file.words
	first, last := at, at
	for first > 0 && last-first < mostWords && file.adjoin(words[first-1], words[first]) {
		first--
	}
	for last+1 < len(words) && last-first < mostWords && file.adjoin(words[last], words[last+1]) {
		last++
	}
	c := cluster{file: file, words: words[first : last+1]}
	c.start, c.end = file.around(words[first].start, words[last].end)
	// Of the lines around, those behind another cluster's word or a header are not its own.
	if first > 0 {
		c.start = max(c.start, words[first-1].end)
	}
	if last+1 < len(words) {
		c.end = min(c.end, words[last+1].start)
	}
	if headers := section.FindAllStringIndex(file.content[c.start:words[first].start], -1); headers != nil {
		c.start += headers[len(headers)-1][1]
	}
	if header := section.FindStringIndex(file.content[words[last].end:c.end]); header != nil {
		c.end = words[last].end + header[0]
	}
	return c
}

// around widens a stretch by the lines that count as near.
func (t *text) around(start, end int) (from, to int) {
	from = t.starts[max(t.line(start)-nearLines, 0)]
	to = len(t.content)
	if next := t.line(end) + nearLines + 1; next < len(t.starts) {
		to = t.starts[next]
	}
	return max(from, start-nearBytes), min(to, end+nearBytes)
}

func (t *text) adjoin(a, b word) bool {
	return b.start-a.end <= nearBytes && t.line(b.start)-t.line(a.end) <= nearLines &&
		!section.MatchString(t.content[a.end:b.start])
}

// secretOf returns the secret key of the ID at an offset. The words of a
// cluster are pairs where they alternate, beginning with either: so it is in
// key files, provider blocks and scripts. Where they do not, those secrets count
// that something calls so. Where this leaves a choice, none is made.
func (c cluster) secretOf(offset int) (secret word, why string) {
	if len(c.words) > mostWords {
		return word{}, "too many keys stand around it"
	}
	words := distinct(c.words)
	if !alternate(words) {
		words = distinct(slices.DeleteFunc(slices.Clone(c.words), func(w word) bool {
			return !w.isID && !secretName.MatchString(c.file.before(w.start))
		}))
	}
	if alternate(words) {
		i := len(words) - 1
		for words[i].start > offset {
			i--
		}
		return words[i^1], "" // of two equal words in a row the first is left
	}
	secrets := 0
	for _, w := range c.words {
		if !w.isID {
			secrets++
		}
	}
	if secrets == 0 {
		return word{}, fmt.Sprintf("no secret key stands within %d lines of it", nearLines)
	}
	return word{}, fmt.Sprintf("it is not sure which secret key is its own: %s and %s stand together",
		count(len(c.words)-secrets, "ID"), count(secrets, "secret key"))
}

// distinct drops the repetitions of a word in a row.
func distinct(words []word) []word {
	return slices.CompactFunc(slices.Clone(words), func(a, b word) bool { return a.value == b.value })
}

// alternate tells whether words are IDs and secret keys in turn, as many of each.
func alternate(words []word) bool {
	for i := 1; i < len(words); i++ {
		if words[i].isID == words[i-1].isID {
			return false
		}
	}
	return len(words)%2 == 0 && len(words) > 0
}

// tokens lists the session tokens of a cluster, each once.
func (c cluster) tokens() []string {
	var tokens []string
	for _, at := range tokenShape.FindAllStringIndex(c.file.content[c.start:c.end], -1) {
		start := c.start + at[0]
		if tokenName.MatchString(c.file.before(start)) {
			tokens = append(tokens, c.file.content[start:c.start+at[1]])
		}
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// pairs lists what is to be asked, each once.
func (k *keys) pairs() []*pair {
	var pairs []*pair
	seen := map[*pair]bool{nil: true}
	for _, found := range k.list {
		if !seen[found.pair] {
			seen[found.pair] = true
			pairs = append(pairs, found.pair)
		}
	}
	return pairs
}

// share gives each finding its pair's answer. An ID without a secret key
// beside it gets what was learned of the same ID elsewhere.
func (k *keys) share() {
	learned := map[hidden]*answer{}
	for _, p := range k.pairs() {
		if best := learned[p.id]; p.answer.aboutID() && (best == nil || p.answer.live()) {
			learned[p.id] = p.answer
		}
	}
	for _, found := range k.list {
		elsewhere := learned[found.id]
		switch {
		case elsewhere != nil && (found.pair == nil || !found.pair.answer.aboutID()):
			found.answer = elsewhere
		case found.answer == nil:
			found.answer = found.pair.answer
		}
	}
}

// answers lists what became of findings, by their number: of those at a key's
// ID, and of those at the secret key that was asked with.
func (k *keys) answers() map[int]*answer {
	all := map[int]*answer{}
	bySecret := map[secretSpan]*answer{}
	for _, found := range k.list {
		all[found.number] = found.answer
		if found.pair != nil {
			bySecret[found.secret] = found.answer
		}
	}
	for number, at := range k.secrets {
		if a := bySecret[at]; a != nil {
			all[number] = a
		}
	}
	return all
}

// groups are the findings at one key with one answer, those first that matter
// most. Findings without an ID stand alone.
func (k *keys) groups() [][]*key {
	type same struct {
		id     hidden
		answer answer
	}
	var groups [][]*key
	number := map[same]int{}
	for _, found := range k.list {
		i, ok := number[same{found.id, *found.answer}]
		if !ok || found.id == (hidden{}) {
			i = len(groups)
			groups, number[same{found.id, *found.answer}] = append(groups, nil), i
		}
		groups[i] = append(groups[i], found)
	}
	slices.SortStableFunc(groups, func(a, b []*key) int {
		return cmp.Compare(a[0].answer.order(), b[0].answer.order())
	})
	return groups
}
