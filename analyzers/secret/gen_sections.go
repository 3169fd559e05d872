//go:build ignore

package main

import (
	"fmt"
	"log"
	"regexp"
	"strings"
)

// section is a run of lines of a catalog, and where it begins.
type section struct {
	text string
	at   int
}

// ruleSection is the section of a rule and of each of its allowlists.
type ruleSection struct {
	head  section
	allow []section
}

// split cuts a catalog before each header.
func split(text string) (global section, rules []ruleSection) {
	headers := regexp.MustCompile(`(?m)^\[{1,2}[\w.]+\]{1,2}$`).FindAllStringIndex(text, -1)
	for i, h := range headers {
		end := len(text)
		if i+1 < len(headers) {
			end = headers[i+1][0]
		}
		s := section{text[h[0]:end], h[0]}
		switch name := strings.Trim(text[h[0]:h[1]], "[]"); name {
		case "allowlist":
			global = s
		case "rules":
			rules = append(rules, ruleSection{head: s})
		case "rules.allowlists":
			last := &rules[len(rules)-1]
			last.allow = append(last.allow, s)
		default:
			log.Fatalf("unknown section %s", name)
		}
	}
	return global, rules
}

// value is the place of a text written between three quotes, which must be want.
func (s section) value(name, want string) string {
	if want == "" {
		return "piece{}"
	}
	found := regexp.MustCompile(`(?m)^` + name + ` = '''(.*?)'''$`).FindStringSubmatchIndex(s.text)
	if found == nil || s.text[found[2]:found[3]] != want {
		log.Fatalf("%s is not written as expected", name)
	}
	return place(s.at+found[2], s.at+found[3])
}

// list is the place of what stands between the brackets of an array.
func (s section) list(name string) string {
	begin := regexp.MustCompile(`(?m)^` + name + ` = \[`).FindStringIndex(s.text)
	if begin == nil {
		return "piece{}"
	}
	rest := s.text[begin[1]:]
	end := regexp.MustCompile(`(?s)^(?:[\s,]|'''.*?'''|"[^"\\]*")*\]`).FindString(rest)
	if end == "" {
		log.Fatalf("%s is not written as expected", name)
	}
	return place(s.at+begin[1], s.at+begin[1]+len(end)-1)
}

func place(from, to int) string { return fmt.Sprintf("piece{%d, %d}", from, to) }

func allowance(s section, condition, target string) string {
	var b strings.Builder
	b.WriteString("{")
	for _, name := range []string{"paths", "regexes", "stopwords"} {
		if at := s.list(name); at != "piece{}" {
			fmt.Fprintf(&b, "%s: %s, ", name, at)
		}
	}
	if strings.Contains(s.text, "\ncommits") {
		log.Fatal("the scanner does not know allowlists of commits")
	}
	switch strings.ToUpper(condition) {
	case "AND", "&&":
		b.WriteString("all: true, ")
	}
	if target != "" && target != "secret" {
		fmt.Fprintf(&b, "target: %q, ", target)
	}
	return strings.TrimSuffix(b.String(), ", ") + "}"
}
