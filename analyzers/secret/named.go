package secret

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/evidence"
)

const (
	maxNamed     = 64  // bytes of a name
	maxGap       = 24  // blanks between a name, its operator and its value
	maxNamedText = 512 // bytes of a value
)

// named is a value with the name that it is given to.
type named struct {
	name, value piece
	given       evidence.Given
	quoted      bool
	place       evidence.Place
	role        string // of the value, where its place says it and not the name
}

// naming reads names and values in one text.
type naming struct {
	text    string
	syntax  *syntax
	regions []region
	read    bool // the regions are
	last    int  // end of the value that was read last
	found   []named
}

// word reads the name around a word and the value behind it.
func (n *naming) word(start, end int) {
	if start < n.last {
		return
	}
	switch n.text[start] {
	case ':':
		n.userInfo(end)
		return
	case ' ', 'i', 'I':
		if strings.HasSuffix(n.text[start:end], "by") || strings.HasSuffix(n.text[start:end], "BY") {
			n.valueAt(named{name: piece{start, end}, given: evidence.Assigned}, n.skipBlanks(end))
			return
		}
	}
	name := n.nameAround(start, end)
	if name.to-name.from > maxNamed {
		return
	}
	found, at, ok := n.operator(name)
	if !ok {
		found, at, ok = n.paired(name)
	}
	if ok {
		n.valueAt(found, at)
	}
}

// maxPair is how far behind a name its value may stand in another member.
const maxPair = 200

// nameKeys are the members whose value is the name of what stands in the member
// `value` beside them: environments of containers, parameters, application
// settings.
var nameKeys = []string{"name", "key", "variable", "parameter"}

// paired reads `name: DB_PASSWORD` with `value: …` behind it, of one object.
func (n *naming) paired(name piece) (found named, value int, ok bool) {
	before := n.text[max(0, name.from-maxNamed):name.from]
	before = strings.TrimRight(strings.TrimRight(before, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-"), "\"' ")
	before, isKey := strings.CutSuffix(before, ":")
	if !isKey {
		before, isKey = strings.CutSuffix(before, "=")
	}
	before = strings.ToLower(strings.TrimRight(before, "\"' \t"))
	if !isKey || !slices.ContainsFunc(nameKeys, func(key string) bool { return strings.HasSuffix(before, key) }) {
		return found, 0, false
	}
	behind := strings.ToLower(n.text[name.to:min(len(n.text), name.to+maxPair)])
	at := strings.Index(behind, "value")
	if at < 0 || strings.ContainsAny(behind[:at], "{}") || hasAny(behind[:at], nameKeys) || strings.Contains(behind[:at], "- ") {
		return found, 0, false // of another object
	}
	at = name.to + at + len("value")
	at = n.skipBlanks(skip(n.text, at, 1, func(c byte) bool { return c == '"' || c == '\'' }))
	if at >= len(n.text) || n.text[at] != ':' && n.text[at] != '=' {
		return found, 0, false
	}
	return named{name: name, given: evidence.Keyed}, n.skipBlanks(at + 1), true
}

func hasAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

func (n *naming) nameAround(start, end int) piece {
	for start > 0 && end-start < maxNamed+1 && isNamePart(n.text[start-1]) {
		start--
	}
	end = skip(n.text, end, maxNamed+1, isNamePart)
	for start < end && (n.text[start] == '-' || n.text[start] == '.') {
		start++
	}
	return piece{start, end}
}

func isNamePart(c byte) bool { return isWord(c) || c == '-' || c == '.' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func (n *naming) skipBlanks(at int) int { return skip(n.text, at, maxGap, isBlank) }

// operator reads what stands between a name and its value.
func (n *naming) operator(name piece) (found named, value int, ok bool) {
	found.name = name
	at := name.to
	closed := at
	at = skip(n.text, at, 4, func(c byte) bool { return strings.IndexByte("\\\"'`])", c) >= 0 })
	wasQuoted := at > closed
	blanks := at
	at = n.skipBlanks(at)
	rest := n.text[at:min(len(n.text), at+16)]
	switch {
	case strings.HasPrefix(rest, "(") && takesPassword(n.text[name.from:name.to]):
		if at = n.behindArgument(at + 1); at < 0 {
			return found, 0, false
		}
		found.given, found.role = evidence.Passed, "password"
	case hasAnyPrefix(rest, "==", "!=", "~="):
		found.given = evidence.Compared
		at += len(rest[:2])
		at += len(n.text[at:min(len(n.text), at+1)]) - len(strings.TrimPrefix(n.text[at:min(len(n.text), at+1)], "="))
	case hasAnyPrefix(rest, ":=", "?=", "+="):
		at += 2
	case hasAnyPrefix(rest, "=>", "->"):
		found.given = evidence.Keyed
		at += 2
	case strings.HasPrefix(rest, "="):
		at++
	case strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::"):
		found.given = evidence.Keyed
		at++
	case n.syntax.program && (strings.HasPrefix(rest, ",") && wasQuoted && n.isFirst(name) || strings.HasPrefix(rest, "(")):
		found.given = evidence.Passed
		at++
	case strings.HasPrefix(rest, ">") && name.from > 0 && n.text[name.from-1] == '<':
		found.given = evidence.Element
		at++
	case at > blanks && n.isOption(name):
		found.given = evidence.Option
	default:
		return n.declared(found, at)
	}
	return found, n.skipBlanks(at), true
}

// isFirst reports a string that is the first argument of a call, which a list of
// words is not.
func (n *naming) isFirst(name piece) bool {
	before := strings.TrimRight(n.text[max(0, name.from-maxGap):name.from], "\"'` ")
	return strings.HasSuffix(before, "(")
}

// takesPassword reports a call that takes a user, and then the user's password,
// by the last part of its name: of .NET, Apache's HttpClient, java.net, Spring,
// Python's requests and aiohttp.
func takesPassword(name string) bool {
	switch strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]) {
	case "networkcredential", "usernamepasswordcredentials", "passwordauthentication", "usernamepasswordauthenticationtoken",
		"httpbasicauth", "httpdigestauth", "httpproxyauth", "basicauth", "setbasicauth", "basicauthentication":
		return true
	}
	return false
}

// behindArgument is where the next argument begins, or -1.
func (n *naming) behindArgument(at int) int {
	at = n.skipBlanks(at)
	rest := n.text[at:min(len(n.text), at+maxNamedText)]
	if quote := quoteOf(rest); quote != "" {
		end := endOfQuoted(rest[len(quote):], quote)
		if end < 0 {
			return -1
		}
		at += 2*len(quote) + end
	} else {
		at = skip(n.text, at, maxNamed, func(c byte) bool { return isNamePart(c) || c == '$' })
	}
	if at = n.skipBlanks(at); at == len(n.text) || n.text[at] != ',' {
		return -1
	}
	return at + 1
}

// declared reads `name type = value`.
func (n *naming) declared(found named, at int) (named, int, bool) {
	end := skip(n.text, at, maxGap, func(c byte) bool { return isWord(c) || c == '[' || c == ']' || c == '*' || c == '.' })
	at = n.skipBlanks(end)
	if end == at || !strings.HasPrefix(n.text[at:], "=") || strings.HasPrefix(n.text[at:], "==") || strings.HasPrefix(n.text[at:], "=>") {
		return found, 0, false
	}
	return found, n.skipBlanks(at + 1), true
}

// isOption reports `--name`, `-longname`, and the words of .netrc and SQL.
func (n *naming) isOption(name piece) bool {
	if name.from > 0 && n.text[name.from-1] == '-' {
		return name.to-name.from > 3
	}
	rest := strings.TrimLeft(n.text[name.to:min(len(n.text), name.to+maxGap)], " \t")
	if rest == "" || !strings.EqualFold(n.text[name.from:name.to], "password") && !strings.EqualFold(n.text[name.from:name.to], "requirepass") {
		return false
	}
	if rest[0] == '\'' { // of SQL
		return true
	}
	line := n.text[name.from-min(name.from, maxBeside) : name.from]
	line = strings.TrimLeft(line[strings.LastIndexByte(line, '\n')+1:], " \t")
	return !n.syntax.program && (line == "" && lastOfLine(rest) || strings.Contains(line, "login "))
}

// lastOfLine reports that nothing stands behind the first word.
func lastOfLine(text string) bool {
	_, behind, found := strings.Cut(strings.TrimRight(text[:indexOr(text, "\n", len(text))], "\r "), " ")
	return !found || behind == ""
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// valueAt reads the value that begins at an offset.
func (n *naming) valueAt(found named, at int) {
	at = n.unwrapped(at)
	at += schemeOf(n.text[at:])
	if at >= len(n.text) {
		return
	}
	inside := n.regionAt(at)
	limit := min(len(n.text), at+maxNamedText)
	if inside != nil {
		limit = min(limit, inside.to)
		found.place = inside.place
	}
	text := n.text[at:limit]
	switch quote := quoteOf(text); {
	case quote != "":
		text = text[len(quote):]
		end := endOfQuoted(text, quote)
		if own := n.regionAt(at + len(quote)); inside == nil && own != nil && own.place == evidence.String {
			end = own.to - at - len(quote) // the language says where the string ends
			found.place = evidence.Code
		}
		if skipped := schemeOf(text); end > skipped {
			at, end = at+skipped, end-skipped
		}
		if end < 0 || at+len(quote)+end > len(n.text) || end > maxNamedText {
			return
		}
		found.quoted = true
		found.value = piece{at + len(quote), at + len(quote) + end}
	case inside == nil && n.syntax.program:
		return
	default:
		end := endOfBare(text, found.given)
		if end == maxNamedText {
			return
		}
		found.value = piece{at, at + end}
	}
	n.add(found)
}

// schemeOf is the length of the word that says how a header authenticates.
func schemeOf(text string) int {
	for _, scheme := range []string{"bearer ", "basic ", "token ", "digest ", "apikey "} {
		if len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

func (n *naming) add(found named) {
	if found.value.to-found.value.from < 3 || n.syntax.program && n.isMinified(found.value) {
		return
	}
	if inside := n.regionAt(found.name.from); inside != nil && inside.place == evidence.Comment {
		found.place = evidence.Comment
	}
	n.last = found.value.to
	n.found = append(n.found, found)
}

// minified is how far a line goes on, on both sides of a value, in code that no
// person wrote.
const minified = 400

func (n *naming) isMinified(value piece) bool {
	return value.from > minified && value.to+minified < len(n.text) &&
		!strings.Contains(n.text[value.from-minified:value.from], "\n") && !strings.Contains(n.text[value.to:value.to+minified], "\n")
}

// conversions are functions that give back what they are given, in lower case.
var conversions = []string{
	"byte", "bytes", "string", "str", "strptr", "stringptr", "ptr", "to", "toptr", "pointer", "secret", "secretstr", "securestring", "bytestring", "buffer", "from", "new", "some",
	"nsstring", "sensitive", "any", "encode", "tochararray",
}

// unwrapped steps over what conversions put before a string: b"…", []byte("…"),
// aws.String("…").
func (n *naming) unwrapped(at int) int {
	if !n.syntax.program {
		return at
	}
	end := skip(n.text, at, maxGap, func(c byte) bool { return isWord(c) || strings.IndexByte("[].&@$ ", c) >= 0 })
	if end > at && end < len(n.text) && n.text[end] == '(' {
		words := strings.FieldsFunc(n.text[at:end], func(r rune) bool { return strings.ContainsRune("[].&@$ ", r) })
		if len(words) == 0 || !slices.Contains(conversions, strings.ToLower(words[len(words)-1])) {
			return at
		}
		end++
	}
	if end < len(n.text) && strings.IndexByte("\"'`", n.text[end]) >= 0 && (end == at || strings.IndexByte("(bBrRfFuU@$", n.text[end-1]) >= 0) {
		return end
	}
	return at
}

// quoteOf is the quote that a value begins with, which may be escaped itself.
func quoteOf(text string) string {
	for _, q := range []string{`\"`, `\'`, `"`, `'`, "`"} {
		if strings.HasPrefix(text, q) {
			return q
		}
	}
	return ""
}

// endOfQuoted is where a quoted value ends on its line, or -1.
func endOfQuoted(text, quote string) int {
	line := text[:indexOr(text, "\n", len(text))]
	if len(quote) == 1 {
		end := closing(line, quote[0])
		if end == len(line) {
			return -1
		}
		return end
	}
	return strings.Index(line, quote)
}

// endOfBare is where a value without quotes ends.
func endOfBare(text string, given evidence.Given) int {
	ends := " \t\r\n\"'`,;(){}<>&"
	if given == evidence.Element {
		ends = "\n<"
	}
	end := strings.IndexAny(text, ends)
	if end < 0 {
		end = len(text)
	}
	return len(strings.TrimRight(text[:end], "\\])"))
}

// userInfo reads the password of scheme://user:password@host.
func (n *naming) userInfo(at int) {
	limit := min(len(n.text), at+maxNamedText)
	end := at + indexOfAny(n.text[at:limit], "/?# \t\r\n\"'<>`,;|\\")
	authority := n.text[at:end]
	host := strings.LastIndexByte(authority, '@')
	colon := strings.IndexByte(authority, ':')
	if colon < 0 || host <= colon {
		return
	}
	found := named{given: evidence.UserInfo, value: piece{at + colon + 1, at + host}}
	if inside := n.regionAt(at); inside != nil {
		found.place = inside.place
	}
	n.add(found)
}

func indexOfAny(text, any string) int {
	if i := strings.IndexAny(text, any); i >= 0 {
		return i
	}
	return len(text)
}

func (n *naming) regionAt(at int) *region {
	if !n.read {
		n.regions, n.read = regionsOf(n.text, n.syntax), true
	}
	return regionAt(n.regions, at)
}
