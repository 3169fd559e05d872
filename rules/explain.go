package rules

import (
	"fmt"
	"path"
	"strings"
)

// Explain returns the rule's page in Markdown: what `hiyari explain` prints and
// what docs/rules holds.
func Explain(r *Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.Name, sentenceCase(r.Title))
	fmt.Fprintf(&b, "Severity %s · family `%s` · since %s\n\n", r.Severity, r.Family, r.Since)
	section(&b, "Why", r.Why)
	section(&b, "What GuardDuty would say", r.foretells())
	section(&b, "Remedy", r.Remedy)
	r.examples(&b)
	if r.Family != FamilySuppression {
		section(&b, "Accept a finding", fmt.Sprintf(
			"Write the reason at the end of the line, or in a comment above it:\n\n```\n# hiyari:ignore %s why it is accepted\n```", r.Name))
	}
	section(&b, "References", r.links())
	return b.String()
}

func section(b *strings.Builder, title, body string) { fmt.Fprintf(b, "## %s\n\n%s\n\n", title, body) }

func sentenceCase(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (r *Rule) foretells() string {
	if len(r.Prevents) == 0 {
		return "Nothing: " + r.NoPrevents + "."
	}
	lines := []string{"What is found can raise:\n"}
	for _, finding := range r.Prevents {
		lines = append(lines, fmt.Sprintf("- `%s`", finding))
	}
	return strings.Join(lines, "\n")
}

// examples shows the first bad example and the good one of its name.
func (r *Rule) examples(b *strings.Builder) {
	if prose := r.Prose(); prose != "" {
		section(b, "What is found", prose)
	}
	all := r.Examples()
	for _, bad := range all {
		if !bad.Bad {
			continue
		}
		b.WriteString("### Found\n\n")
		bad.show(b)
		for _, good := range all {
			if !good.Bad && good.Name == bad.Name {
				b.WriteString("### Not found\n\n")
				good.show(b)
			}
		}
		return
	}
}

func (e Example) show(b *strings.Builder) {
	for _, file := range e.Files {
		if file.Path == "want" {
			continue
		}
		plain, _ := file.Plain()
		fmt.Fprintf(b, "`%s`\n\n```%s\n%s\n```\n\n", plain.Path, fence(plain.Path), strings.Trim(plain.Content, "\n"))
	}
}

// fence is the language of a code block.
func fence(name string) string {
	switch path.Ext(name) {
	case ".tf":
		return "hcl"
	case ".sh":
		return "sh"
	case ".service", ".timer":
		return "ini"
	case ".json":
		return "json"
	case ".yaml", ".yml":
		return "yaml"
	}
	return ""
}

func (r *Rule) links() string {
	var lines []string
	for _, cwe := range r.CWE {
		number := strings.TrimPrefix(cwe, "CWE-")
		lines = append(lines, fmt.Sprintf("- [%s](https://cwe.mitre.org/data/definitions/%s.html)", cwe, number))
	}
	for _, reference := range r.References {
		lines = append(lines, fmt.Sprintf("- <%s>", reference))
	}
	return strings.Join(lines, "\n")
}
