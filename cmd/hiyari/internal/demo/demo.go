// Package demo holds the two incidents that `hiyari demo` checks, each file
// beside an innocent twin.
package demo

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers/secret/sample"
)

//go:embed incidents.txtar
var incidents []byte

// File is one file of the tree.
type File struct {
	Name    string // slash-separated
	Content []byte
}

// Tree is the incidents' files, with secrets that a seed decides.
func Tree(seed uint64) []File {
	archive := txtar.Parse([]byte(Fill(string(incidents), seed)))
	files := make([]File, len(archive.Files))
	for i, f := range archive.Files {
		files[i] = File{f.Name, f.Data}
	}
	return files
}

// Fill replaces the names of secrets in double braces by made-up values. One
// name is one value for one seed.
func Fill(text string, seed uint64) string {
	return strings.NewReplacer(
		"{{aws_access_key_id}}", sample.AccessKeyID(seed),
		"{{aws_secret_access_key}}", sample.SecretAccessKey(seed),
	).Replace(text)
}

// Write writes the tree below a folder.
func Write(dir string, files []File) error {
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
