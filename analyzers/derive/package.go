package derive

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/fact/known"
	"github.com/hiyari/hiyari/analyzers/source"
)

// packageManager is how a manager's words are read.
type packageManager struct {
	family string
	verbs  []string
	valued string // options with a value in the next word, blank separated
}

// packageManagers are dnf(8), yum(8), apt-get(8), aptitude(8), apk(8), zypper(8),
// pacman(8).
var packageManagers = map[string]packageManager{
	"yum":      {"rpm", []string{"install", "reinstall", "localinstall"}, "-c --config -x --exclude --enablerepo --disablerepo --installroot --releasever --setopt -d -e -R"},
	"dnf":      {"rpm", []string{"install", "reinstall"}, "-c --config -x --exclude --enablerepo --disablerepo --repo --installroot --releasever --setopt --forcearch -d -e"},
	"dnf5":     {"rpm", []string{"install", "reinstall"}, "-c --config -x --exclude --enablerepo --disablerepo --repo --installroot --releasever --setopt"},
	"microdnf": {"rpm", []string{"install"}, "--enablerepo --disablerepo --installroot --releasever --setopt"},
	"tdnf":     {"rpm", []string{"install"}, "-c --enablerepo --disablerepo --installroot --releasever"},
	"zypper":   {"rpm", []string{"install", "in"}, "-R --root -r --repo -t --type"},
	"apt-get":  {"deb", []string{"install"}, "-t --target-release -o --option -c --config-file -a"},
	"apt":      {"deb", []string{"install"}, "-t --target-release -o --option -c --config-file"},
	"aptitude": {"deb", []string{"install"}, "-t --target-release -o -w"},
	"apk":      {"apk", []string{"add"}, "-t --virtual -X --repository -p --root --arch"},
	"pacman":   {"pacman", []string{"-S", "-Sy", "-Syu", "-Syyu", "-Su"}, "-r --root -b --dbpath --ignore --config"},
}

// packages emits what commands and cloud-init install, once all other facts
// are there that may settle it.
func packages(p *fact.Project, base []fact.Fact) {
	var found []*fact.Package
	take := func(k *fact.Package) { found = append(found, k) }
	for _, f := range base {
		switch f := f.(type) {
		case *fact.Command:
			installs(f, take)
		case *fact.Resource:
			listedPackages(f, take)
		default: // installs nothing
		}
	}
	for _, k := range found {
		if job, ok := known.ShippedJob(k.Family, k.Name.Reveal()); ok {
			k.Settled = fact.TriOf(settled(base, k, job))
		}
		p.Add(k)
	}
}

// installs reads `yum -y install NAME…`.
func installs(c *fact.Command, take func(*fact.Package)) {
	name := program(c)
	manager, ok := packageManagers[name]
	if !ok {
		return
	}
	verb := false
	for i := 1; i < len(c.Argv); i++ {
		word := c.Argv[i]
		value := word.Reveal()
		switch {
		case !verb && slices.Contains(manager.verbs, value):
			verb = true
		case strings.HasPrefix(value, "-"):
			if strings.Contains(" "+manager.valued+" ", " "+value+" ") {
				i++
			}
		case !verb:
			return // another verb
		default:
			takePackage(c, word, manager.family, name, take)
		}
	}
}

// versions are what follows a package's name: =1.2 and ~=1.2, /stable, :amd64,
// -1.4.20-34.el7.x86_64, .x86_64.
var versions = regexp.MustCompile(`(?:[=/:<>~].*|-\d.*|\.(?:x86_64|i686|aarch64|noarch))$`)

func takePackage(by fact.Fact, word source.Text, family, via string, take func(*fact.Package)) {
	value := word.Reveal()
	if !word.Known() || value == "" || strings.ContainsAny(value[:1], "/.@") || strings.Contains(value, "://") {
		return
	}
	name := word
	if at := versions.FindStringIndex(value); at != nil {
		name = word.Slice(0, at[0])
	}
	at := name.Span()
	if at.IsZero() {
		at = by.At()
	}
	take(&fact.Package{Node: fact.NewNode(at, by, fact.Always), Name: name, Family: family, Via: via})
}

// listedPackages reads kickstart's %packages, and cloud-init's `packages:`, a list
// of names, of [name, version], and of lists by manager.
func listedPackages(r *fact.Resource, take func(*fact.Package)) {
	via, family := "cloud-init", ""
	switch r.Type {
	case "cloud-config":
	case "kickstart":
		via, family = "kickstart", "rpm"
	default:
		return
	}
	var read func(v *fact.Value, family string)
	read = func(v *fact.Value, family string) {
		if v == nil {
			return
		}
		for _, item := range v.Items {
			switch item.Form {
			case fact.Scalar:
				takePackage(r, item.Text, family, via, take)
			case fact.List:
				if len(item.Items) > 0 && item.Items[0].Form == fact.Scalar {
					takePackage(r, item.Items[0].Text, family, via, take)
				}
			case fact.Object, fact.Block:
				read(item.Get("apt"), "deb")
			default: // not known
			}
		}
	}
	read(r.Body.Get("packages"), family)
}

// settled reports that code of the same text, or of the texts around it,
// switches off what comes with a package, takes its file away, or writes its settings.
func settled(base []fact.Fact, k *fact.Package, job known.PackageJob) bool {
	whole := machineOf(k)
	for _, f := range base {
		switch f := f.(type) {
		case *fact.Command:
			if (switchesOff(f, job) || deletes(f, job)) && machineOf(f) == whole {
				return true
			}
		case *fact.FileWrite:
			if job.Settings != "" && strings.HasPrefix(f.Path.Reveal(), job.Settings) && machineOf(f) == whole {
				return true
			}
		default: // changes nothing of a package
		}
	}
	return false
}

// machineOf is what stands for the machine that a fact is about: the resource
// that it sits in, else the document of its file.
func machineOf(f fact.Fact) fact.Fact {
	for f.Kind() != fact.KindResource && f.Parent() != nil {
		f = f.Parent()
	}
	return f
}

// switchesOff reads `systemctl disable|mask UNIT…`, `update-rc.d NAME disable`
// and `chkconfig NAME off`.
func switchesOff(c *fact.Command, job known.PackageJob) bool {
	var verb string
	switch program(c) {
	case "systemctl":
		for _, word := range c.Argv[1:] {
			switch value := word.Reveal(); {
			case strings.HasPrefix(value, "-"):
			case verb == "":
				verb = value
			case (verb == "disable" || verb == "mask") && isUnitOf(job, value):
				return true
			}
		}
	case "update-rc.d", "chkconfig":
		return len(c.Argv) > 2 && isUnitOf(job, c.Argv[1].Reveal()) && slices.Contains([]string{"disable", "remove", "off"}, c.Argv[2].Reveal())
	}
	return false
}

func isUnitOf(job known.PackageJob, name string) bool {
	if path.Ext(name) == "" {
		name += ".service"
	}
	return slices.Contains(job.Jobs, name)
}

func deletes(c *fact.Command, job known.PackageJob) bool {
	if name := program(c); name != "rm" && name != "unlink" {
		return false
	}
	for _, word := range c.Argv[1:] {
		if slices.Contains(job.Jobs, word.Reveal()) {
			return true
		}
	}
	return false
}
