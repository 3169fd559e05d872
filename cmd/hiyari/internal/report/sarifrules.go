package report

import (
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

const (
	mostTags        = 10
	mostDescription = 1024 // characters of a description that GitHub takes
)

// driverOf describes the tool: every rule, each lower grade of one that a
// result uses, and the kinds of notice.
func driverOf(run *Run, findings []engine.Finding) sarifDriver {
	driver := sarifDriver{Name: "hiyari", Version: run.Version, SemanticVersion: semantic(run.Version), InformationURI: informations, Rules: []sarifDescriptor{}}
	used := map[string]bool{}
	for i := range findings {
		used[descriptorID(findings[i].Rule, findings[i].Severity)] = true
	}
	for _, rule := range run.Rules {
		driver.Rules = append(driver.Rules, descriptorOf(rule, rule.Severity))
		for _, s := range severities {
			if s < rule.Severity && used[descriptorID(rule, s)] {
				driver.Rules = append(driver.Rules, descriptorOf(rule, s))
			}
		}
	}
	noticed := map[fact.NoticeType]bool{}
	for _, n := range run.Project.Notices {
		noticed[n.Type] = true
	}
	noticed[fact.NoticeLimit] = noticed[fact.NoticeLimit] || len(run.Result.Findings) > len(findings)
	for _, kind := range noticeTypes {
		if noticed[kind.name] {
			driver.Notifications = append(driver.Notifications, noticeDescriptor(string(kind.name), kind.says))
		}
	}
	return driver
}

func noticeDescriptor(id, says string) sarifDescriptor {
	text := &sarifText{Text: "Not judged in full: " + says + "."}
	return sarifDescriptor{ID: id, Name: "Notice" + pascal(id), ShortDescription: text, FullDescription: text, Help: text}
}

// pascal spells an id the way SARIF wants names, which must differ from ids.
func pascal(id string) string {
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(id, func(r rune) bool { return r == '-' || r == '/' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// descriptorID is the rule's name, with the severity where a finding has a
// lower one than its rule: GitHub reads severity from the descriptor alone.
func descriptorID(rule *rules.Rule, s rules.Severity) string {
	if s >= rule.Severity {
		return rule.Name
	}
	return rule.Name + "/" + SeverityName(s)
}

func descriptorOf(rule *rules.Rule, s rules.Severity) sarifDescriptor {
	id := descriptorID(rule, s)
	return sarifDescriptor{
		ID: id, Name: pascal(id),
		ShortDescription:     &sarifText{Text: sentence(rule.Title)},
		FullDescription:      &sarifText{Text: shorten(joinLines(rule.Why), mostDescription)},
		DefaultConfiguration: &sarifConfig{Level: level(s)},
		HelpURI:              rule.Page(),
		Help:                 &sarifText{Text: joinLines(rule.Remedy), Markdown: helpMarkdown(rule)},
		Properties: &sarifProperties{
			Tags: tagsOf(rule), Precision: "high", SecuritySeverity: securitySeverity(s),
		},
	}
}

// securitySeverity is what GitHub sorts security alerts by.
func securitySeverity(s rules.Severity) string {
	switch s {
	case rules.Critical:
		return "9.5"
	case rules.High:
		return "8.0"
	case rules.Medium:
		return "5.5"
	default:
		return "2.0"
	}
}

func tagsOf(rule *rules.Rule) []string {
	tags := []string{"security", string(rule.Family)}
	for _, cwe := range rule.CWE {
		number := strings.TrimPrefix(strings.ToLower(cwe), "cwe-")
		tags = append(tags, "external/cwe/cwe-"+number)
	}
	return tags[:min(len(tags), mostTags)]
}

// helpMarkdown is what GitHub shows beside an alert.
func helpMarkdown(rule *rules.Rule) string {
	var b strings.Builder
	b.WriteString("**" + rule.Title + "**\n\n" + joinLines(rule.Why) + "\n\n## Remedy\n\n" + joinLines(rule.Remedy) + "\n")
	switch {
	case len(rule.Prevents) > 0:
		b.WriteString("\n## Can raise\n\n")
		for _, finding := range rule.Prevents {
			b.WriteString("- GuardDuty `" + finding + "`\n")
		}
	case rule.NoPrevents != "":
		b.WriteString("\nForetells no GuardDuty finding: " + sentence(joinLines(rule.NoPrevents)) + "\n")
	}
	if len(rule.References) > 0 {
		b.WriteString("\n## References\n\n")
		for _, address := range rule.References {
			b.WriteString("- <" + address + ">\n")
		}
	}
	b.WriteString("\nMore: [" + rule.Name + "](" + rule.Page() + ")\n")
	return b.String()
}

// joinLines folds the line breaks of a paragraph and keeps paragraphs apart.
func joinLines(prose string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(prose), "\n\n") {
		paragraphs = append(paragraphs, strings.Join(strings.Fields(paragraph), " "))
	}
	return strings.Join(paragraphs, "\n\n")
}

func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + cutMark
}

// semantic returns a version without its leading v where it is a semantic
// version, else nothing.
func semantic(version string) string {
	version = strings.TrimPrefix(version, "v")
	if ok, _ := regexp.MatchString(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`, version); ok {
		return version
	}
	return ""
}
