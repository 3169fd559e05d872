package rootfs

import (
	"io/fs"
	"slices"
)

// places are what is read of a machine that nobody named paths of, as globs:
// where jobs, units and settings stand (hier(7), crontab(5), systemd.unit(5)),
// what administrators install, and what of home folders is no work or cache.
// The rest is read where one of these runs it.
var places = []string{
	"etc", "usr/lib/systemd", "lib/systemd", "usr/local/bin", "usr/local/sbin", "usr/local/etc", "usr/local/lib/systemd",
	"var/spool/cron", "var/spool/at", "var/lib/cloud/instances", "var/lib/cloud/scripts", "var/lib/cloud/seed",
	"usr/lib/cron", "usr/lib/NetworkManager/dispatcher.d", "opt", "srv",
	"root/.config/systemd", "home/*/.config/systemd", "root/.aws", "home/*/.aws",
}

// Places lists where to look for what a machine does by itself, of what it has.
// A place that a link leads to is named once, by where it leads: /lib is most
// often /usr/lib.
func (f *FS) Places() []string {
	var found []string
	for _, place := range places {
		names, _ := fs.Glob(f, place) // the patterns are ours, and right
		for _, name := range names {
			at, err := f.Resolve(name)
			if err != nil || slices.Contains(found, at) {
				continue
			}
			if info, err := fs.Stat(f, at); err == nil && info.IsDir() {
				found = append(found, at)
			}
		}
	}
	return found
}
