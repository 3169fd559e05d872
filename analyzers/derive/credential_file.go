package derive

import (
	"iter"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// credentialText is a file that a tool reads credentials from.
type credentialText struct {
	path   string
	text   source.Text
	parent fact.Fact // nil for a file that no front end reads
}

// isRootKeyFile reports the name under which AWS lets the root user, and nobody
// else, download a key. Browsers add a number to a second copy.
func isRootKeyFile(p string) bool {
	base := strings.ToLower(baseOf(p))
	return strings.HasPrefix(base, "rootkey") && strings.HasSuffix(base, ".csv")
}

// isCredentialFile reports the files that hold keys in lines of name and value.
func isCredentialFile(p string) bool {
	switch baseOf(p) {
	case "credentials", ".boto", "boto.cfg", ".s3cfg", ".awssecret", ".aws-credentials":
		return true
	case "config":
		return strings.HasSuffix(p, ".aws/config")
	}
	return isRootKeyFile(p)
}

// credentialTexts yields the files that AWS's tools read keys from.
func credentialTexts(p *fact.Project) iter.Seq[credentialText] { return textsOf(p, isCredentialFile) }

// textsOf yields the files of the tree, and those that the code writes, whose
// paths say what they are.
func textsOf(p *fact.Project, wanted func(path string) bool) iter.Seq[credentialText] {
	return func(yield func(credentialText) bool) {
		documents := map[string]fact.Fact{}
		for d := range fact.All[*fact.Document](p) {
			if d.Parent() == nil && !d.Virtual && documents[d.Path] == nil {
				documents[d.Path] = d
			}
		}
		for _, f := range p.Files {
			if wanted(f.Path()) && !yield(credentialText{f.Path(), f.Text(), documents[f.Path()]}) {
				return
			}
		}
		for w := range fact.All[*fact.FileWrite](p) {
			if wanted(w.Path.Reveal()) && !yield(credentialText{w.Path.Reveal(), w.Content, w}) {
				return
			}
		}
	}
}

// setting is a line of a file with keys, in its section.
type setting struct{ section, name, value source.Text }

// settings yields the lines `name = value` of a text. The rows of a table, as
// the console writes it, are taken for lines of their column's name.
func (c credentialText) settings() iter.Seq[setting] {
	return func(yield func(setting) bool) {
		var section source.Text
		var columns []source.Text
		for _, line := range c.text.Lines() {
			line = line.TrimSpace()
			value := line.Reveal()
			switch {
			case value == "" || value[0] == '#' || value[0] == ';':
			case value[0] == '[' && strings.HasSuffix(value, "]"):
				section = line.Slice(1, line.Len()-1).TrimSpace()
			case strings.Contains(strings.ToLower(value), "access key id,"):
				columns = line.Split(",")
			default:
				for _, s := range settingsOf(line, section, columns) {
					if !yield(s) {
						return
					}
				}
			}
		}
	}
}

func settingsOf(line, section source.Text, columns []source.Text) []setting {
	if columns == nil {
		name, value, found := line.Cut("=")
		if !found {
			return nil
		}
		return []setting{{section, name.TrimSpace(), unquoted(value.TrimSpace())}}
	}
	var cells []setting
	for i, cell := range line.Split(",") {
		if i < len(columns) {
			cells = append(cells, setting{section, columns[i].TrimSpace(), unquoted(cell.TrimSpace())})
		}
	}
	return cells
}

func unquoted(t source.Text) source.Text { return within(t, `"`) }

// within takes off the quotes that a value stands in, one of several kinds.
func within(t source.Text, quotes string) source.Text {
	value := t.Reveal()
	if len(value) > 1 && strings.IndexByte(quotes, value[0]) >= 0 && value[len(value)-1] == value[0] {
		return t.Slice(1, len(value)-1)
	}
	return t
}

// file reads the keys of a file.
func (s *sinks) file(c credentialText) {
	for line := range c.settings() {
		var kind string
		switch strings.Map(lettersOnly, strings.ToLower(line.name.Reveal())) {
		case "awsaccesskeyid", "accesskeyid", "accesskey":
			kind = typeAccessKey
		case "awssecretaccesskey", "awssecretkey", "secretaccesskey", "secretkey":
			kind = typeSecretKey
		default:
			continue
		}
		s.credential(found{
			kind: kind, value: line.value, name: line.name, sink: baseOf(c.path), confidence: awsShape(kind, line.value),
			evidence: "stands in a file of AWS's tools",
		}, c.parent)
	}
}

func lettersOnly(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}
