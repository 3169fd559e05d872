package known

import "strings"

// ExemplaryPath reports a path of tests, examples or documentation, where what
// looks like a secret is one less often.
func ExemplaryPath(path string) bool {
	path = strings.ToLower(path)
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "t", "test", "tests", "testing", "documentation", "e2e", "testdata", "__tests__", "spec", "fixture", "fixtures", "mock", "mocks",
			"example", "examples", "sample", "samples", "demo", "demos", "doc", "docs":
			return true
		}
	}
	base := path[strings.LastIndexByte(path, '/')+1:]
	for _, part := range []string{"_test.", ".test.", ".spec.", "test_", ".example", ".sample", ".template", ".dist", "example.", ".txtar"} {
		if strings.Contains(base, part) {
			return true
		}
	}
	return false
}
