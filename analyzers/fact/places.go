package fact

import (
	"path"
	"slices"
	"strings"
)

// Places lists where a path that a text names stands in the tree, if it stands
// there: below the folder that mirrors a machine's root, beside the text, at
// the top. What else may be meant is a guess.
func Places(name, textPath string) []string {
	if strings.HasPrefix(name, "/") {
		return []string{path.Join(rootFolder(textPath), name), strings.TrimLeft(path.Clean(name), "/")}
	}
	if strings.HasPrefix(name, "~") {
		return nil
	}
	list := []string{path.Join(path.Dir(textPath), name), path.Clean(name)}
	return slices.DeleteFunc(list, func(p string) bool { return strings.HasPrefix(p, "..") || strings.HasPrefix(p, "/") })
}

// rootFolder is the folder that mirrors a machine's root, for a file in it:
// image/rootfs for image/rootfs/etc/cron.d/x.
func rootFolder(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		switch part {
		case "etc", "usr", "opt", "var", "home", "root", "lib", "srv", "bin", "sbin":
			return path.Join(parts[:i]...)
		}
	}
	return ""
}
