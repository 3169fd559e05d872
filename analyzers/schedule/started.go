package schedule

import (
	"path"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source/template"
)

// Start tells what has a script run by itself, by where the script stands.
type Start struct {
	When    string // "daily", "boot", "interface up"
	Trigger fact.Trigger
	Rare    fact.Tri
	Maybe   bool   // only some systems start a file of that name
	Service string // of a boot script: the unit's name that commands switch it by
}

// startFolders are the ends of the paths of folders whose scripts something
// starts, and when.
var startFolders = map[string]Start{
	// run-parts of cron: Debian and Red Hat, Alpine's BusyBox, IPFire's fcron.
	"cron.hourly": often("hourly"), "cron.daily": often("daily"), "cron.weekly": seldom("weekly"), "cron.monthly": seldom("monthly"), "cron.yearly": seldom("yearly"),
	"periodic/15min": often("15min"), "periodic/hourly": often("hourly"), "periodic/daily": often("daily"), "periodic/weekly": seldom("weekly"), "periodic/monthly": seldom("monthly"),
	"fcron.minutely": often("minutely"), "fcron.cyclic": often("cyclic"), "fcron.hourly": often("hourly"), "fcron.daily": often("daily"), "fcron.weekly": seldom("weekly"), "fcron.monthly": seldom("monthly"),

	// Boot: System V's init, cloud-init(7).
	"etc/init.d": atBoot, "rc.d/init.d": atBoot, "scripts/per-boot": atBoot,

	// Network: interfaces(5), NetworkManager-dispatcher(8), networkd-dispatcher(8), dhclient-script(8), pppd(8).
	"network/if-up.d": on("interface up"), "network/if-pre-up.d": on("interface up"), "network/if-down.d": on("interface down"), "network/if-post-down.d": on("interface down"),
	"NetworkManager/dispatcher.d": on("network change"), "dispatcher.d/pre-up.d": on("network change"), "dispatcher.d/pre-down.d": on("network change"), "dispatcher.d/no-wait.d": on("network change"),
	"networkd-dispatcher/routable.d": on("network change"), "networkd-dispatcher/configured.d": on("network change"), "networkd-dispatcher/degraded.d": on("network change"),
	"networkd-dispatcher/dormant.d": on("network change"), "networkd-dispatcher/no-carrier.d": on("network change"), "networkd-dispatcher/off.d": on("network change"),
	"dhclient-enter-hooks.d": on("address lease"), "dhclient-exit-hooks.d": on("address lease"), "dhcpcd/dhcpcd-hooks": on("address lease"), "dhcp/dhclient.d": on("address lease"),
	"ppp/ip-up.d": on("link up"), "ppp/ip-down.d": on("link down"), "ppp/ipv6-up.d": on("link up"), "ppp/ipv6-down.d": on("link down"),

	// Others: update-motd(5), systemd-sleep(8).
	"etc/update-motd.d": on("login"), "systemd/system-sleep": on("sleep"), "pm/sleep.d": on("sleep"),
}

var atBoot = Start{When: "boot", Trigger: fact.OnBoot, Rare: fact.Yes}

func often(when string) Start  { return Start{When: when, Rare: fact.No} }
func seldom(when string) Start { return Start{When: when, Rare: fact.Yes} }
func on(event string) Start    { return Start{When: event, Trigger: fact.OnEvent} }

// startFiles are scripts that something starts wherever their folder is.
var startFiles = map[string]Start{
	"rc.local": atBoot, "dhclient-exit-hooks": on("address lease"), "dhclient-enter-hooks": on("address lease"),
}

// StartOf tells what starts a script, by its path or, among the files of a
// package of Debian, Gentoo or OpenWrt, by its name: dh_installcron(1),
// dh_installinit(1).
func StartOf(name string) (Start, bool) {
	name = path.Clean("/" + template.Trim(name))
	dir, base := path.Dir(name), path.Base(name)
	if !readByCron(base) {
		return Start{}, false
	}
	if s, ok := startFiles[base]; ok {
		return s, true
	}
	for _, suffix := range []string{".initd", ".init"} {
		if stem, ok := strings.CutSuffix(base, suffix); ok && stem != "" {
			return bootScript(stem), true
		}
	}
	if path.Base(dir) == "debian" {
		return startOfPackage(base)
	}
	s, ok := startFolders[path.Base(dir)]
	if !ok {
		s, ok = startFolders[path.Base(path.Dir(dir))+"/"+path.Base(dir)]
	}
	switch {
	case !ok:
		return Start{}, false
	case s.Trigger == fact.OnBoot && strings.HasSuffix(dir, "init.d"):
		return bootScript(base), !slices.Contains([]string{"functions", "README", "skeleton"}, base)
	case s.Trigger == fact.OnSchedule:
		s.Maybe = !isLSBName(base)
	}
	return s, true
}

func bootScript(name string) Start {
	s := atBoot
	s.Service = name + ".service"
	return s
}

func startOfPackage(base string) (Start, bool) {
	if base == "init" {
		return bootScript(base), true
	}
	kind := base
	if i := strings.LastIndex(base, ".cron."); i >= 0 {
		kind = base[i+1:]
	}
	s, ok := startFolders[kind]
	return s, ok
}
