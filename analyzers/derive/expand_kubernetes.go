package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// maxManifest bounds how deep a manifest is looked into for containers.
const maxManifest = 12

// expandKubernetes finds the containers of a resource and the files of a
// configuration map or secret, in a manifest and in Terraform alike.
func expandKubernetes(r *fact.Resource, emit fact.Emit) {
	containersOf(leaf{r.Body, fact.Always}, maxManifest, func(container leaf) {
		runContainer(r, container, "command", "args", emit)
		setVariables(r, container, "env", emit)
	})
	body := manifestOf(r)
	for _, holder := range fileHolders {
		if !isOfKind(r, holder.kind) {
			continue
		}
		for data := range blocksOf(body, holder.data) {
			for _, e := range data.Entries {
				writeKey(r, e, data.certainty, holder.encoded && !strings.HasPrefix(r.Type, "kubernetes_secret"), emit)
			}
		}
	}
}

// fileHolders are the kinds whose members become files of a container.
var fileHolders = []struct {
	kind, data string
	encoded    bool // in base64; Terraform's provider encodes by itself
}{
	{"ConfigMap", "data", false},
	{"ConfigMap", "binaryData", true},
	{"Secret", "data", true},
	{"Secret", "stringData", false},
}

// manifestOf is what a resource says to Kubernetes.
func manifestOf(r *fact.Resource) *fact.Value {
	if manifest := r.Body.Get("manifest"); manifest != nil {
		return manifest
	}
	return r.Body
}

// isOfKind reports a manifest of a kind, or the resource of Terraform's that
// makes one.
func isOfKind(r *fact.Resource, kind string) bool {
	switch kind {
	case "ConfigMap":
		if strings.HasPrefix(r.Type, "kubernetes_config_map") {
			return true
		}
	case "Secret":
		if strings.HasPrefix(r.Type, "kubernetes_secret") {
			return true
		}
	}
	return isWord(manifestOf(r), "kind", kind)
}

// writeKey emits a member of several lines as a file. Other members are
// settings.
func writeKey(r *fact.Resource, e fact.Entry, certainty fact.Certainty, encoded bool, emit fact.Emit) {
	if e.Value.Form != fact.Scalar {
		return
	}
	text := e.Value.Text
	if encoded {
		decoded, ok := unbase64(text)
		if !ok {
			return
		}
		text = decoded
	}
	if strings.Contains(text.Reveal(), "\n") {
		emit(&fact.FileWrite{Node: fact.NewNode(e.Value.At, r, certaintyOf(e.Value, certainty)), Path: e.Name, Content: text})
	}
}

// containersOf yields the blocks or objects that are containers.
func containersOf(v leaf, depth int, yield func(leaf)) {
	eachObject(v, depth, []string{"container", "init_container", "containers", "initContainers"}, yield)
}

// eachObject yields the blocks or objects of some names, wherever they stand.
func eachObject(v leaf, depth int, names []string, yield func(leaf)) {
	if depth == 0 {
		return
	}
	for _, e := range v.Entries {
		wanted := slices.ContainsFunc(names, e.Name.Equal)
		for item := range leaves(e.Value) {
			if item.Form != fact.Block && item.Form != fact.Object {
				continue
			}
			item.certainty = max(item.certainty, v.certainty)
			if wanted {
				yield(item)
			} else {
				eachObject(item, depth-1, names, yield)
			}
		}
	}
}

// mount is where a container sees the members of a configuration map or secret.
type mount struct {
	path, name string // of the folder; of the map
	key        string // the one member that is mounted, as a file
}

// mountedScripts links what containers run to the members of the maps that they
// are mounted from.
func mountedScripts(p *fact.Project) {
	maps, mounts := mapsAndMounts(p)
	if len(mounts) == 0 || len(maps) == 0 {
		return
	}
	for ref := range fact.All[*fact.Ref](p) {
		if ref.RefKind != fact.RefFile || len(p.Links(ref)) > 0 || !ref.Target.Known() {
			continue
		}
		for _, m := range mounts[resourceAbove(ref)] {
			if key, ok := m.member(ref.Target.Reveal()); ok && len(maps[m.name]) == 1 {
				linkMember(p, ref, maps[m.name][0], key)
			}
		}
	}
}

// mapsAndMounts lists the configuration maps and secrets by name, and what each
// other resource has mounted.
func mapsAndMounts(p *fact.Project) (maps map[string][]*fact.Resource, mounts map[*fact.Resource][]mount) {
	maps, mounts = map[string][]*fact.Resource{}, map[*fact.Resource][]mount{}
	for r := range fact.All[*fact.Resource](p) {
		if !strings.HasPrefix(r.Type, "kubernetes") {
			continue
		}
		if isOfKind(r, "ConfigMap") || isOfKind(r, "Secret") {
			if name := objectName(r); name != "" {
				maps[name] = append(maps[name], r)
			}
		} else if list := mountsOf(r); list != nil {
			mounts[r] = list
		}
	}
	return maps, mounts
}

// objectName is the name that Kubernetes knows a resource by.
func objectName(r *fact.Resource) string {
	for _, v := range at(manifestOf(r), "metadata.name") {
		if v.Form == fact.Scalar && v.Text.Known() {
			return v.Text.Reveal()
		}
	}
	return ""
}

// resourceAbove is the nearest resource above a fact.
func resourceAbove(f fact.Fact) *fact.Resource {
	for ; f != nil; f = f.Parent() {
		if r, ok := f.(*fact.Resource); ok {
			return r
		}
	}
	return nil
}

// mountsOf lists what the containers of a resource have mounted.
func mountsOf(r *fact.Resource) []mount {
	volumes := map[string]string{} // volume: map
	eachObject(leaf{r.Body, fact.Always}, maxManifest, []string{"volumes", "volume"}, func(volume leaf) {
		for _, from := range []string{"configMap.name", "config_map.name", "secret.secretName", "secret.secret_name"} {
			for _, v := range at(volume.Value, from) {
				volumes[wordOf(volume.Value, "name").Reveal()] = textOf(v).Reveal()
			}
		}
	})
	var list []mount
	eachObject(leaf{r.Body, fact.Always}, maxManifest, []string{"volumeMounts", "volume_mount"}, func(v leaf) {
		m := mount{name: volumes[wordOf(v.Value, "name").Reveal()]}
		for _, path := range []source.Text{wordOf(v.Value, "mountPath"), wordOf(v.Value, "mount_path")} {
			m.path += path.Reveal()
		}
		for _, key := range []source.Text{wordOf(v.Value, "subPath"), wordOf(v.Value, "sub_path")} {
			m.key += key.Reveal()
		}
		if m.name != "" && m.path != "" {
			list = append(list, m)
		}
	})
	return list
}

// member is the key that a path below a mount stands for.
func (m mount) member(path string) (key string, ok bool) {
	if m.key != "" {
		return m.key, path == m.path
	}
	key, ok = strings.CutPrefix(path, strings.TrimSuffix(m.path, "/")+"/")
	return key, ok && key != ""
}

// linkMember links a reference to the text of a map's member.
func linkMember(p *fact.Project, ref *fact.Ref, holder *fact.Resource, key string) {
	for _, child := range p.Children(holder) {
		write, ok := child.(*fact.FileWrite)
		if !ok || !write.Path.Equal(key) {
			continue
		}
		for _, inner := range p.Children(write) {
			if inner.Kind() == fact.KindDocument {
				p.Link(ref, inner, false)
			}
		}
	}
}
