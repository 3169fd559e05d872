//go:build ignore

// Gen writes the documentation of the rules: docs/rules and parts of README.md.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/hiyari/hiyari/rules"
)

func main() {
	log.SetFlags(0)
	dir := filepath.Join("..", "docs", "rules")
	if err := os.RemoveAll(dir); err != nil {
		log.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	for name, page := range rules.Pages() {
		write(filepath.Join(dir, name), page)
	}
	name := filepath.Join("..", "README.md")
	old, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	readme, err := rules.Readme(string(old))
	if err != nil {
		log.Fatal(err)
	}
	write(name, readme)
}

func write(name, content string) {
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		log.Fatal(err)
	}
}
