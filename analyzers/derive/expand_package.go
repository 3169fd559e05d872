package derive

import "github.com/hiyari/hiyari/analyzers/fact"

// expandPackage follows the files that nfpm puts into a package, by the shape of
// its configuration: a name, and contents of src and dst. See
// nfpm.goreleaser.com/docs/configuration; GoReleaser has it below nfpms.
func expandPackage(r *fact.Resource, emit fact.Emit) {
	bodies := []*fact.Value{r.Body}
	for item := range leaves(r.Body.Get("nfpms")) {
		bodies = append(bodies, item.Value)
	}
	for _, body := range bodies {
		for content := range leaves(body.Get("contents")) {
			if kind := content.Get("type"); kind != nil && (kind.Text.Equal("symlink") || kind.Text.Equal("ghost") || kind.Text.Equal("dir")) {
				continue
			}
			copyOf(r, content, "dst", "src", emit)
		}
	}
}
