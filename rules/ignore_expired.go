package rules

var ignoreExpired = &Rule{
	Name:       "ignore-expired",
	Family:     FamilySuppression,
	Title:      "ignore is past its date, or has none that counts",
	Severity:   Low,
	NoPrevents: noTypeForIgnores,
	Why: "An ignore with a date is a promise to look again. Behind the date it covers nothing any more. A date that " +
		"is more than a year ahead, or that is none, promises nothing and covers nothing either.",
	Remedy:     "Mend what the ignore covered, or look at it again and set a new date at most a year ahead.",
	CWE:        []string{"CWE-1116"},
	References: []string{suppressionGuide},
	Since:      "0.1.0",
}
