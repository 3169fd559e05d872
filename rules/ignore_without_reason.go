package rules

// The rules of family suppression are about ignores. The engine reports them
// itself: it alone knows what an ignore covers.

const (
	suppressionGuide = "https://github.com/hiyari/hiyari/blob/main/docs/suppressions.md"
	noTypeForIgnores = "it is about a comment; what the ignore covers may foretell some"
)

var ignoreWithoutReason = &Rule{
	Name:       "ignore-without-reason",
	Family:     FamilySuppression,
	Title:      "ignore gives no reason",
	Severity:   Low,
	NoPrevents: noTypeForIgnores,
	Why: "An ignore without a reason cannot be judged later: nobody knows whether the risk was accepted, or by whom, " +
		"or whether the finding was wrong. The ignore works, and this finding stays until it says why.",
	Remedy: "Write the reason behind the rule's name: `hiyari:ignore open-egress mirror has no fixed addresses`. " +
		"`gitleaks:allow` gives none: write a `hiyari:ignore` in its place.",
	CWE:        []string{"CWE-1059"},
	References: []string{suppressionGuide},
	Since:      "0.1.0",
}
