package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact/known"
)

// pathSigns say what a file's path says.
func pathSigns(p string) []string {
	lower := strings.ToLower(p)
	var signs []string
	if strings.HasSuffix(lower, ".md") || strings.HasSuffix(lower, ".rst") || strings.HasSuffix(lower, ".adoc") {
		signs = append(signs, "the file is documentation")
	}
	if known.ExemplaryPath(p) {
		signs = append(signs, "the path is one of tests or examples")
	}
	if containsAny("/"+lower, []string{"/vendor/", "/node_modules/", "/third_party/", "/dist/", ".min."}) {
		signs = append(signs, "the path is one of copied code")
	}
	if containsAny("/"+lower, []string{"/locale", "/i18n", "/lang/", "/translations", "/messages"}) {
		signs = append(signs, "the path is one of translations")
	}
	if slices.Contains(generated, path.Base(lower)) || strings.HasSuffix(lower, ".lock") || strings.HasSuffix(lower, ".pb.go") {
		signs = append(signs, "the file is generated")
	}
	return signs
}

var generated = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "go.sum", "pnpm-lock.yaml", "composer.lock", "poetry.lock", "cargo.lock"}
