package rules

var ignoreUnknownRule = &Rule{
	Name:       "ignore-unknown-rule",
	Family:     FamilySuppression,
	Title:      "ignore names no rule and no family",
	Severity:   Low,
	NoPrevents: noTypeForIgnores,
	Why:        "A misspelled name ignores nothing, though whoever wrote it believes that it does.",
	Remedy:     "Correct the name. `hiyari rules` lists rules and families.",
	CWE:        []string{"CWE-1116"},
	References: []string{suppressionGuide},
	Since:      "0.1.0",
}
