package derive

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// carriedData notes, for each look-up, the part of its name that encodes what
// is on the host: a label that is filled by commands with an encoder among
// them, or by those that read what is nobody's business.
func carriedData(p *fact.Project) {
	var printers *commandIndex
	for q := range fact.All[*fact.DNSQuery](p) {
		if q.Name.Known() {
			continue
		}
		if printers == nil {
			printers = indexCommands(p)
		}
		q.Data = dataIn(q.Name, printers)
	}
}

// dataIn is the first label of a name that data fills, or empty.
func dataIn(name source.Text, printers *commandIndex) source.Text {
	at := 0
	for _, part := range name.Parts() {
		at += part.Text.Len()
		if part.Hole && isLabel(name.Slice(at, name.Len())) && carries(printers.within(part.Span)) {
			return part.Text
		}
	}
	return source.Text{}
}

// isLabel reports that a domain of somebody's own stands behind a part of a
// name: a name that is unknown as a whole is one that is looked up.
func isLabel(rest source.Text) bool {
	_, domain, found := rest.Cut(".")
	domain = domain.TrimSpace()
	return found && domain.Len() > 0 && (!domain.Known() || strings.Contains(strings.Trim(domain.Reveal(), "."), "."))
}

// encoders print any bytes as what a label may hold. OpenSSL does with `enc`
// and `base64`.
var encoders = []string{"base64", "base32", "basenc", "gbase64", "xxd", "od", "hexdump", "uuencode", "openssl", "gzip", "bzip2", "xz"}

// harmless are what their output says nothing of the host: digests, which are
// looked up in lists and in records for mail addresses, and random numbers.
var harmless = []string{
	"md5sum", "sha1sum", "sha224sum", "sha256sum", "sha512sum", "shasum", "b2sum", "cksum", "md5", "sha256", "uuidgen", "shuf", "dig", "host", "nslookup", "drill",
}

// readers print who or what the host is without being told what to read.
var readers = []string{"whoami", "printenv", "env"}

// secretPaths are the files that are nobody's business.
var secretPaths = []string{"/etc/passwd", "/etc/shadow", "/.ssh/", "/.aws/", "/environ", "_history", "/proc/self/", "/var/run/secrets/"}

// carries reports commands whose output is data of the host.
func carries(commands []*fact.Command) bool {
	carried := false
	for _, c := range commands {
		name := program(c)
		switch {
		case slices.Contains(harmless, name), mentions(c, "/dev/urandom", "/dev/random"), name == "openssl" && mentions(c, "rand", "dgst", "x509"):
			return false
		case slices.Contains(encoders, name) && !decodes(c), slices.Contains(readers, name), mentions(c, secretPaths...):
			carried = true
		}
	}
	return carried
}

// decodes reports an encoder that is used the other way round.
func decodes(c *fact.Command) bool {
	given := sortArgs(c.Argv[1:], optionGrammar{})
	return given.has("d") || given.has("D") || given.has("decode") || given.has("r") || given.has("decompress")
}

// mentions reports an argument that holds one of some words.
func mentions(c *fact.Command, words ...string) bool {
	return slices.ContainsFunc(c.Argv, func(arg source.Text) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(arg.Reveal(), word) })
	})
}

// commandIndex finds commands by where they stand.
type commandIndex struct {
	byFile map[*source.File][]*fact.Command
}

func indexCommands(p *fact.Project) *commandIndex {
	x := &commandIndex{byFile: map[*source.File][]*fact.Command{}}
	for c := range fact.All[*fact.Command](p) {
		x.byFile[c.At().File] = append(x.byFile[c.At().File], c)
	}
	for _, commands := range x.byFile {
		slices.SortStableFunc(commands, func(a, b *fact.Command) int { return cmp.Compare(a.At().Start, b.At().Start) })
	}
	return x
}

// maxPrinters bounds how many commands of one part of a name are looked at.
const maxPrinters = 50

// within lists the commands that stand in a span.
func (x *commandIndex) within(span source.Span) []*fact.Command {
	commands := x.byFile[span.File]
	first, _ := slices.BinarySearchFunc(commands, span.Start, func(c *fact.Command, start int) int { return cmp.Compare(c.At().Start, start) })
	var inside []*fact.Command
	for _, c := range commands[first:] {
		if c.At().Start >= span.End || len(inside) == maxPrinters {
			break
		}
		if span.Contains(c.At()) {
			inside = append(inside, c)
		}
	}
	return inside
}
