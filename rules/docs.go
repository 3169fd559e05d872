package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:generate go run gen.go

// Pages returns the documentation's pages by their path below docs/rules.
func Pages() map[string]string {
	pages := map[string]string{}
	for _, r := range All {
		pages[r.Name+".md"] = strings.TrimRight(Explain(r), "\n") + "\n"
	}
	return pages
}

// Readme returns the readme with what is told of rules brought up to date: what
// stands between its markers.
func Readme(readme string) (string, error) {
	for _, part := range []struct{ name, body string }{
		{"rules", ruleTable()}, {"matrix", matrix()}, {"coverage", coverage()},
	} {
		begin, end := fmt.Sprintf("<!-- %s:begin -->", part.name), fmt.Sprintf("<!-- %s:end -->", part.name)
		before, rest, found := strings.Cut(readme, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			return "", fmt.Errorf("readme has no %s … %s", begin, end)
		}
		readme = before + begin + "\n" + part.body + end + after
	}
	return readme, nil
}

func link(r *Rule) string { return fmt.Sprintf("[%s](docs/rules/%s.md)", r.Name, r.Name) }

func ruleTable() string {
	rows := []string{"| Rule | Severity | Finds |", "| --- | --- | --- |"}
	for _, r := range All {
		rows = append(rows, fmt.Sprintf("| %s | %s | %s |", link(r), r.Severity, r.Title))
	}
	return strings.Join(rows, "\n") + "\n"
}

// sources are the kinds of files of the matrix, in its order.
var sources = []string{"Shell", "Crontab", "systemd", "Dockerfile", "Terraform", "Go", "YAML", "Other text"}

// sourceOf is the kind of a file of an example.
func sourceOf(name string) string {
	base := path.Base(name)
	switch ext := path.Ext(name); {
	case ext == ".tf", ext == ".tfvars", strings.HasSuffix(base, ".tf.json"), strings.HasSuffix(base, ".tfvars.json"):
		return "Terraform"
	case ext == ".go":
		return "Go"
	case base == "Dockerfile":
		return "Dockerfile"
	case ext == ".yaml", ext == ".yml", base == "user-data":
		return "YAML"
	case ext == ".service", ext == ".timer":
		return "systemd"
	case ext == ".sh", ext == ".bash":
		return "Shell"
	case base == "crontab", strings.Contains(name, "cron.d/"), ext == ".cron":
		return "Crontab"
	case strings.Contains(name, "cron.") || strings.Contains(name, "bin/"):
		return "Shell"
	}
	return "Other text"
}

// matrix tells in which kinds of files the examples show each rule's fault.
func matrix() string {
	rows := []string{"| Rule | " + strings.Join(sources, " | ") + " |", "| ---" + strings.Repeat(" | :-:", len(sources)) + " |"}
	for _, r := range All {
		seen := r.seenIn()
		cells := []string{"", link(r)}
		for _, source := range sources {
			mark := ""
			if slices.Contains(seen, source) {
				mark = "●"
			}
			cells = append(cells, mark)
		}
		rows = append(rows, strings.TrimSpace(strings.Join(cells, " | "))+" |")
	}
	return strings.Join(rows, "\n") + "\n"
}

// seenIn lists the kinds of files in which bad examples have their fault.
func (r *Rule) seenIn() []string {
	var seen []string
	for _, example := range r.Examples() {
		for _, want := range example.Wants() {
			seen = append(seen, sourceOf(want.Path))
		}
	}
	return seen
}

// coverage tells which rules foretell each finding type.
func coverage() string {
	by := map[string][]string{}
	var types []string
	for _, r := range All {
		for _, finding := range r.Prevents {
			if by[finding] == nil {
				types = append(types, finding)
			}
			by[finding] = append(by[finding], link(r))
		}
	}
	slices.Sort(types)
	rows := []string{"| Finding type | Rules |", "| --- | --- |"}
	for _, finding := range types {
		rows = append(rows, fmt.Sprintf("| `%s` | %s |", finding, strings.Join(by[finding], ", ")))
	}
	return strings.Join(rows, "\n") + "\n"
}
