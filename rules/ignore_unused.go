package rules

var ignoreUnused = &Rule{
	Name:       "ignore-unused",
	Family:     FamilySuppression,
	Title:      "ignore covers no finding",
	Severity:   Low,
	NoPrevents: noTypeForIgnores,
	Why: "The finding was mended or moved away. An ignore that is left behind will hide the next one that appears in " +
		"its place.",
	Remedy:     "Delete the ignore.",
	CWE:        []string{"CWE-1116"},
	References: []string{suppressionGuide},
	Since:      "0.1.0",
}
