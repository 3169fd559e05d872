// Package config reads .hiyari.hcl.
package config

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Name is the file's name.
const Name = ".hiyari.hcl"

// File is what a configuration file says.
type File struct {
	Exclude          []string // globs, relative to the file's folder
	TrustedResolvers []string // addresses, address ranges or names
	TrustedCIDRs     []string
	Level            string
}

// Find returns the nearest configuration file at or above a path, or "". It
// does not look above the repository that the path lies in.
func Find(start string) string {
	folder := start
	if info, err := os.Stat(start); err != nil || !info.IsDir() {
		folder = filepath.Dir(start)
	}
	for {
		name := filepath.Join(folder, Name)
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
		_, err := os.Lstat(filepath.Join(folder, ".git"))
		parent := filepath.Dir(folder)
		if err == nil || parent == folder {
			return ""
		}
		folder = parent
	}
}

// Read reads a configuration file. An error names the place in the file.
func Read(name string) (*File, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return parse(name, content)
}

// settings are the attributes, each with what it sets and what it may hold.
func settings(f *File) map[string]setting {
	return map[string]setting{
		"exclude":           {list: &f.Exclude, check: glob},
		"trusted_resolvers": {list: &f.TrustedResolvers, check: resolver},
		"trusted_cidrs":     {list: &f.TrustedCIDRs, check: addressRange},
		"level":             {word: &f.Level, check: severity},
	}
}

type setting struct {
	list  *[]string
	word  *string
	check func(string) error
}

func parse(name string, content []byte) (*File, error) {
	parsed, problems := hclsyntax.ParseConfig(content, name, hcl.InitialPos)
	if problems.HasErrors() {
		return nil, located(problems)
	}
	file := &File{}
	known := settings(file)
	schema := &hcl.BodySchema{}
	for key := range known {
		schema.Attributes = append(schema.Attributes, hcl.AttributeSchema{Name: key})
	}
	body, problems := parsed.Body.Content(schema)
	if problems.HasErrors() {
		return nil, located(problems)
	}
	for key, attribute := range body.Attributes {
		if err := known[key].read(attribute); err != nil {
			return nil, err
		}
	}
	return file, nil
}

// read takes an attribute's value into what it sets. The package gohcl would do
// it, but brings hclwrite and with it a test library into the program.
func (s setting) read(attribute *hcl.Attribute) error {
	value, problems := attribute.Expr.Value(nil)
	if problems.HasErrors() {
		return located(problems)
	}
	at := fmt.Sprintf("read configuration: %s: %s", place(attribute.Expr.Range()), attribute.Name)
	words, err := wordsOf(value, s.word == nil)
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	for _, word := range words {
		if err := s.check(word); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	if s.word != nil {
		*s.word = words[0]
	} else {
		*s.list = words
	}
	return nil
}

// wordsOf returns the strings of a list, or the one string.
func wordsOf(value cty.Value, list bool) ([]string, error) {
	if !list {
		if value.IsNull() || value.Type() != cty.String {
			return nil, errors.New("want a string")
		}
		return []string{value.AsString()}, nil
	}
	if value.IsNull() || !value.Type().IsTupleType() {
		return nil, errors.New("want a list of strings")
	}
	words := []string{}
	for _, item := range value.AsValueSlice() {
		word, err := wordsOf(item, false)
		if err != nil {
			return nil, errors.New("want a list of strings")
		}
		words = append(words, word[0])
	}
	return words, nil
}

// located is the first problem, with its place.
func located(problems hcl.Diagnostics) error {
	p := problems[0]
	at := ""
	if p.Subject != nil {
		at = place(*p.Subject) + ": "
	}
	detail := strings.TrimSuffix(strings.Join(strings.Fields(p.Detail), " "), ".")
	return fmt.Errorf("read configuration: %s%s: %s", at, strings.ToLower(p.Summary), detail)
}

func place(at hcl.Range) string {
	return fmt.Sprintf("%s:%d:%d", at.Filename, at.Start.Line, at.Start.Column)
}

func glob(value string) error {
	if !doublestar.ValidatePattern(value) {
		return fmt.Errorf("%q is no glob", value)
	}
	return nil
}

func resolver(value string) error {
	if addressRange(value) == nil {
		return nil
	}
	if value == "" || strings.ContainsAny(value, " :@/") {
		return fmt.Errorf("%q is no address, range or name", value)
	}
	return nil
}

func addressRange(value string) error {
	if _, err := netip.ParseAddr(value); err == nil {
		return nil
	}
	if _, err := netip.ParsePrefix(value); err != nil {
		return fmt.Errorf("%q is no address range such as 203.0.113.0/24", value)
	}
	return nil
}

func severity(value string) error {
	switch value {
	case "critical", "high", "medium", "low":
		return nil
	}
	return fmt.Errorf("%q is no severity: want critical, high, medium or low", value)
}
