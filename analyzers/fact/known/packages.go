package known

import (
	_ "embed"
	"strings"
	"sync"
)

// PackageJob is what a package starts by itself.
type PackageJob struct {
	Asks     string   // "roots" or "public"
	Jobs     []string // units and files, the first is what is told of it
	Settings string   // the folder whose files say whom it asks; empty: none do
	Systems  string   // in words
}

// ShippedJob tells what a package brings that asks DNS servers outside the
// network. family is "rpm", "deb", another manager's, or empty where only the
// name is known: then a package counts that one family alone has.
func ShippedJob(family, name string) (PackageJob, bool) {
	jobs := shippedJobs()[name]
	for _, key := range []string{family, "any"} {
		if job, ok := jobs[key]; ok {
			return job, true
		}
	}
	if family == "" && (name == "unbound-libs" || name == "gnutls-dane") {
		return jobs["rpm"], true
	}
	return PackageJob{}, false
}

//go:embed packages.txt
var packagesText string

var shippedJobs = sync.OnceValue(func() map[string]map[string]PackageJob {
	all := map[string]map[string]PackageJob{}
	for line := range strings.Lines(packagesText) {
		columns := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(columns) != 6 {
			continue
		}
		family, name := columns[0], columns[1]
		if all[name] == nil {
			all[name] = map[string]PackageJob{}
		}
		all[name][family] = PackageJob{
			Asks: columns[2], Jobs: strings.Fields(columns[3]), Settings: strings.TrimPrefix(columns[4], "-"), Systems: columns[5],
		}
	}
	return all
})
