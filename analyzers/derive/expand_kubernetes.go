package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxManifest bounds how deep a manifest is looked into for containers.
const maxManifest = 12

// expandKubernetes finds the containers of a resource and the files of a
// configuration map or secret.
func expandKubernetes(r *fact.Resource, emit fact.Emit) {
	containersOf(leaf{r.Body, fact.Always}, maxManifest, func(container leaf) {
		runContainer(r, container, "command", "args", emit)
		setVariables(r, container, "env", emit)
	})
	body := r.Body
	holdsFiles := strings.HasPrefix(r.Type, "kubernetes_config_map") || strings.HasPrefix(r.Type, "kubernetes_secret") || r.Type == "kubernetes/ConfigMap"
	if manifest := body.Get("manifest"); manifest != nil {
		body = manifest
		holdsFiles = isWord(body, "kind", "ConfigMap", "Secret")
	}
	if !holdsFiles {
		return
	}
	for data := range blocksOf(body, "data") {
		for _, e := range data.Entries {
			if e.Value.Form == fact.Scalar && strings.Contains(e.Value.Text.Reveal(), "\n") {
				emit(&fact.FileWrite{Node: fact.NewNode(e.Value.At, r, certaintyOf(e.Value, data.certainty)), Path: e.Name, Content: e.Value.Text})
			}
		}
	}
}

// containersOf yields the blocks or objects that are containers.
func containersOf(v leaf, depth int, yield func(leaf)) {
	if depth == 0 {
		return
	}
	for _, e := range v.Entries {
		for item := range leaves(e.Value) {
			if item.Form != fact.Block && item.Form != fact.Object {
				continue
			}
			item.certainty = max(item.certainty, v.certainty)
			switch e.Name.Reveal() {
			case "container", "init_container", "containers", "initContainers":
				yield(item)
			default:
				containersOf(item, depth-1, yield)
			}
		}
	}
}
