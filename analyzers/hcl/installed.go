package hcl

import (
	"encoding/json"
	"path"
	"strings"
)

// installations reads what `terraform init` left in the root's folder: where it put the
// modules of registries and of git. Nothing is fetched.
func (m *module) installations() map[string]string {
	if m.installed != nil {
		return m.installed
	}
	m.installed = map[string]string{}
	if m.files == nil {
		return m.installed
	}
	f, err := m.files.Read(path.Join(m.root.path, ".terraform/modules/modules.json"))
	if err != nil || f == nil {
		return m.installed
	}
	var manifest struct {
		Modules []struct{ Key, Dir string }
	}
	if json.Unmarshal([]byte(f.Text().Reveal()), &manifest) != nil {
		return m.installed
	}
	for _, entry := range manifest.Modules {
		if dir := path.Join(m.root.path, strings.ReplaceAll(entry.Dir, `\`, "/")); !path.IsAbs(entry.Dir) {
			m.installed[entry.Key] = dir
		}
	}
	return m.installed
}

// installedBelow reports a folder that `terraform init` made.
func installedBelow(dir string) bool {
	return strings.HasPrefix(dir, ".terraform/") || strings.Contains(dir, "/.terraform/")
}
