package derive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestPackagesThatAreInstalled(t *testing.T) {
	for name, test := range map[string]struct {
		command string
		want    []string
	}{
		"yum":               {"yum -y install a b", []string{"a rpm", "b rpm"}},
		"option-behind":     {"yum install a -y", []string{"a rpm"}},
		"option-with-value": {"dnf --releasever 7 install --enablerepo epel a", []string{"a rpm"}},
		"version-of-rpm":    {"yum install unbound-libs-1.4.20-34.el7.x86_64", []string{"unbound-libs rpm"}},
		"version-of-deb":    {"apt-get install -y a=1.2 b/stable c:amd64 d-1x", []string{"a deb", "b deb", "c deb", "d deb"}},
		"version-of-apk":    {"apk add --no-cache a~=1.2 b>1", []string{"a apk", "b apk"}},
		"pacman":            {"pacman -Sy --noconfirm a", []string{"a pacman"}},
		"zypper":            {"zypper --non-interactive in a", []string{"a rpm"}},
		"files-and-groups":  {"yum install ./a.rpm /tmp/b.rpm https://example.com/c.rpm @core", nil},
		"removed":           {"apt-get remove a", nil},
		"searched":          {"yum list installed a", nil},
		"no-manager":        {"npm install a", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := &fact.Command{}
			for word := range strings.FieldsSeq(test.command) {
				c.Argv = append(c.Argv, source.Literal(word))
			}
			var got []string
			installs(c, func(k *fact.Package) { got = append(got, k.Name.Reveal()+" "+k.Family) })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPackagesOfCloudInit(t *testing.T) {
	body := &fact.Value{Form: fact.Object, Entries: []fact.Entry{{Name: source.Literal("packages"), Value: list(
		scalar("a"), list(scalar("b"), scalar("1.2")), named("apt", list(scalar("c"))), &fact.Value{},
	)}}}
	for kind, want := range map[string][]string{"cloud-config": {"a ", "b ", "c deb"}, "yaml": nil} {
		var got []string
		listedPackages(&fact.Resource{Type: kind, Body: body}, func(k *fact.Package) { got = append(got, k.Name.Reveal()+" "+k.Family) })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

func TestWhatComesWithAPackageIsSwitchedOff(t *testing.T) {
	p := fact.NewProject()
	doc := &fact.Document{}
	base := []fact.Fact{}
	run := func(command string) *fact.Command {
		c := &fact.Command{Node: fact.NewNode(source.Span{}, doc, fact.Always)}
		for word := range strings.FieldsSeq(command) {
			c.Argv = append(c.Argv, source.Literal(word))
		}
		return c
	}
	for command, want := range map[string]fact.Tri{
		"systemctl disable --now unbound-anchor.timer": fact.Yes,
		"systemctl mask unbound-anchor.timer":          fact.Yes,
		"rm -f /etc/cron.d/unbound-anchor":             fact.Yes,
		"systemctl stop unbound-anchor.timer":          fact.No,
		"systemctl disable unbound-anchor":             fact.No, // the service: the timer starts it all the same
		"systemctl enable unbound-anchor.timer":        fact.No,
		"rm -f /etc/cron.d/other":                      fact.No,
	} {
		before := p.Len()
		packages(p, append(base, run("yum install unbound-libs"), run(command)))
		added, ok := p.Since(before)[0].(*fact.Package)
		if !ok || added.Settled != want {
			t.Errorf("%s: got %v, want %v", command, added.Settled, want)
		}
	}
}
