// Package dockerfile lowers Dockerfiles: the stages of an image, what their
// shells run, the files that they take in, the variables that they set.
//
// The line grammar is that of docs.docker.com/reference/dockerfile: one
// instruction a line, continued behind the escape character, with comment lines
// and here-documents between. Every value is put together from the bytes that
// say it, so a command that is spread over ten lines is one text of ten places.
package dockerfile

import (
	"bytes"
	"path"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// FrontEnd lowers Dockerfiles.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguageDockerfile, Claims: claims, Lower: Lower}
}

// claims takes the names that builders and people give: Dockerfile,
// Containerfile, Dockerfile.dev, web.dockerfile, Dockerfile-alpine. Where more
// than the name itself stands there, the text must begin as a Dockerfile does;
// a template, or notes about one, does not.
func claims(name string, head []byte) (fact.Dialect, bool) {
	base := strings.ToLower(path.Base(name))
	switch {
	case base == "dockerfile" || base == "containerfile":
		return fact.DialectNone, true
	case strings.HasPrefix(base, "dockerfile"), strings.HasPrefix(base, "containerfile"),
		strings.HasSuffix(base, ".dockerfile"), strings.HasSuffix(base, ".containerfile"):
		return fact.DialectNone, beginsAsDockerfile(head)
	}
	return fact.DialectNone, false
}

// beginsAsDockerfile reports that the first instruction is one of the two that
// a Dockerfile may begin with.
func beginsAsDockerfile(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte(byteOrderMark))
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		word, _, _ := bytes.Cut(bytes.ReplaceAll(line, []byte("\t"), []byte(" ")), []byte(" "))
		return bytes.EqualFold(word, []byte("FROM")) || bytes.EqualFold(word, []byte("ARG"))
	}
	return false
}
