package derive

import (
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// contacts emits the hosts that a command talks to, by its program's own
// argument grammar.
func contacts(c *fact.Command, emit fact.Emit) {
	if len(c.Argv) == 0 || !c.Argv[0].Known() {
		return
	}
	k := &contacting{by: c, emit: emit}
	args := c.Argv[1:]
	switch path.Base(c.Argv[0].Reveal()) {
	case "curl":
		given := sortArgs(args, curlGrammar)
		k.fetch(append(given.words, given.all("url")...), curlUploads(given))
	case "wget", "wget2":
		given := sortArgs(args, wgetGrammar)
		k.fetch(given.words, given.has("post-data") || given.has("post-file") || given.has("body-data") || given.has("body-file"))
	case "nc", "ncat", "netcat":
		k.netcat(sortArgs(args, optionGrammar{valued: "ceGgIiMmOoPpqsTVWwXx"}))
	case "ssh":
		k.shell(sortArgs(args, optionGrammar{valued: "BbcDEeFIiJLlmOopQRSWw"}))
	case "git":
		k.git(sortArgs(args, optionGrammar{valued: "Ccbo", long: []string{"branch", "depth", "origin", "git-dir", "work-tree"}}))
	}
}

// wgetGrammar is what of wget takes a value that could be taken for a URL.
var wgetGrammar = optionGrammar{
	valued: "aABDeGiIloOPQRtTUwX",
	long: []string{
		"append-output", "base", "bind-address", "body-data", "body-file", "ca-certificate", "execute", "header", "http-password",
		"http-user", "input-file", "load-cookies", "method", "output-document", "output-file", "password", "post-data",
		"post-file", "referer", "save-cookies", "timeout", "tries", "user", "user-agent", "wait",
	},
}

func curlUploads(given givenArgs) bool {
	for _, name := range []string{"T", "upload-file", "d", "data", "data-binary", "data-raw", "data-ascii", "data-urlencode", "F", "form", "json"} {
		if given.has(name) && !given.has("G") && !given.has("get") {
			return true
		}
	}
	return false
}

// contacting is a command or call whose contacts are being read.
type contacting struct {
	by   fact.Fact
	emit fact.Emit
}

func (k *contacting) contact(host, port source.Text, scheme string, upload fact.Tri) {
	if host.Len() == 0 {
		return
	}
	at := host.Span()
	if at.IsZero() {
		at = k.by.At()
	}
	k.emit(&fact.Contact{Node: fact.NewNode(at, k.by, fact.Always), Host: host, Port: port, Scheme: scheme, Upload: upload})
}

// fetch takes words as curl does: http is understood where no scheme stands.
func (k *contacting) fetch(urls []source.Text, upload bool) {
	for _, url := range urls {
		if isLoneHole(url) {
			continue
		}
		host, port, scheme := hostOfURL(url)
		if scheme == "" {
			scheme = "http"
		}
		k.contact(host, port, scheme, fact.TriOf(upload))
	}
}

// hostOfURL cuts host, port and scheme out of a URL. The user and the password
// before an @ are left out.
func hostOfURL(url source.Text) (host, port source.Text, scheme string) {
	rest := url
	if before, after, found := url.Cut("://"); found {
		scheme, rest = strings.ToLower(before.Reveal()), after
	}
	authority, _, _ := rest.Cut("/")
	authority, _, _ = authority.Cut("?")
	if i := strings.LastIndexByte(authority.Reveal(), '@'); i >= 0 {
		authority = authority.Slice(i+1, authority.Len())
	}
	host, port = cutPort(authority)
	return host, port, scheme
}

// netcat reads `nc HOST PORT`. What it sends is not known, and one that listens
// talks to nobody.
func (k *contacting) netcat(given givenArgs) {
	if given.has("l") || given.has("listen") || len(given.words) < 2 {
		return
	}
	scheme := "tcp"
	if given.has("u") || given.has("udp") {
		scheme = "udp"
	}
	upload := fact.Unknown
	if given.has("z") {
		upload = fact.No
	}
	k.contact(given.words[0], given.words[1], scheme, upload)
}

// shell reads `ssh [user@]host`.
func (k *contacting) shell(given givenArgs) {
	if len(given.words) == 0 || isLoneHole(given.words[0]) {
		return
	}
	host, port, _ := hostOfURL(given.words[0])
	if p := given.last("p"); p.Len() > 0 {
		port = p
	}
	k.contact(host, port, "ssh", fact.Unknown)
}

// git reads the URLs of the operations that name one, also scp's `host:path`.
func (k *contacting) git(given givenArgs) {
	if len(given.words) == 0 {
		return
	}
	upload := fact.No
	switch given.words[0].Reveal() {
	case "push":
		upload = fact.Yes
	case "clone", "fetch", "pull", "ls-remote", "submodule", "remote":
	default:
		return
	}
	for _, word := range given.words[1:] {
		value := word.Reveal()
		if strings.Contains(value, "://") {
			host, port, scheme := hostOfURL(word)
			k.contact(host, port, scheme, upload)
			continue
		}
		user, rest, hasUser := strings.Cut(value, "@")
		if host, _, isRemote := strings.Cut(rest, ":"); hasUser && isRemote && !strings.Contains(host, "/") {
			k.contact(word.Slice(len(user)+1, len(user)+1+len(host)), source.Text{}, "ssh", upload)
		}
	}
}
