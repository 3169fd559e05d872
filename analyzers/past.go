package analyzers

import (
	"crypto/sha256"
	"errors"
	"io"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret"
	"github.com/hiyari/hiyari/analyzers/source"
)

// A Secret stands for what a credential says: equal values have equal ones. It
// lives as long as the run, and is never shown or kept.
type Secret [sha256.Size]byte

// Sighting is a credential in a text that was searched on its own.
type Sighting struct {
	Secret Secret
	At     source.Span
}

// Search lists the credentials of each file by its text alone, files side by
// side, in the order of the files and of the places.
func Search(files []*source.File) [][]Sighting {
	found := make([][]Sighting, len(files))
	sideBySide(len(files), func(i int) {
		secret.Scan(files[i].Text(), files[i].Path(), textOf(files[i]), func(f fact.Fact) {
			if c, ok := f.(*fact.Credential); ok {
				found[i] = append(found[i], Sighting{secretOf(c), c.Value.Span()})
			}
		})
	})
	return found
}

// Texts makes a project of files that are searched for credentials alone.
func Texts(files []*source.File) *fact.Project {
	documents := make([]*fact.Document, len(files))
	for i, file := range files {
		documents[i] = textOf(file)
	}
	return Complete(documents, nil)
}

func textOf(file *source.File) *fact.Document {
	return &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: file.Path()}
}

// Secrets is what the credentials of a project say.
func Secrets(p *fact.Project) map[Secret]bool {
	known := map[Secret]bool{}
	for c := range fact.All[*fact.Credential](p) {
		known[secretOf(c)] = true
	}
	return known
}

func secretOf(c *fact.Credential) Secret { return sha256.Sum256([]byte(c.Value.Reveal())) }

// ReadVersion reads what a path held once, as a file of the tree is read: kind
// tells why there is no text, and is empty where there is.
func ReadVersion(content io.Reader, size int64) (raw []byte, kind fact.NoticeType, err error) {
	raw, err = readText(content, size)
	switch {
	case errors.Is(err, errBinary):
		return nil, fact.NoticeBinary, nil
	case errors.Is(err, errOversized):
		return nil, fact.NoticeOversized, nil
	}
	return raw, "", err
}
