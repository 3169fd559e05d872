package rootfs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// machine is a root file system with one file outside of it, whose content is
// "host". An entry is a file, or a link where it begins with "-> ".
func machine(t *testing.T, entries map[string]string) *FS {
	t.Helper()
	outside := t.TempDir()
	dir := filepath.Join(outside, "root")
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("host"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, content := range entries {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, link := strings.CutPrefix(content, "-> "); link {
			err = os.Symlink(strings.ReplaceAll(target, "OUTSIDE", outside), at)
		} else {
			err = os.WriteFile(at, []byte(content), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestLinksLeadWhereTheyWouldOnTheMachine(t *testing.T) {
	for name, test := range map[string]struct {
		entries map[string]string
		open    string
		want    string // the content
		err     error
	}{
		"plain":                  {map[string]string{"a": "x"}, "a", "x", nil},
		"absolute":               {map[string]string{"etc/x": "-> /opt/x", "opt/x": "machine"}, "etc/x", "machine", nil},
		"relative":               {map[string]string{"etc/x": "-> ../opt/x", "opt/x": "machine"}, "etc/x", "machine", nil},
		"folder":                 {map[string]string{"lib": "-> usr/lib", "usr/lib/x": "merged"}, "lib/x", "merged", nil},
		"absolute-folder":        {map[string]string{"lib": "-> /usr/lib", "usr/lib/x": "merged"}, "lib/x", "merged", nil},
		"chain":                  {map[string]string{"a": "-> /b", "b": "-> c/d", "c/d": "-> ../e", "e": "end"}, "a", "end", nil},
		"parent-of-the-root":     {map[string]string{"etc/x": "-> ../../../../opt/x", "opt/x": "machine"}, "etc/x", "machine", nil},
		"the-hosts-passwords":    {map[string]string{"etc/cron.d/x": "-> /etc/shadow"}, "etc/cron.d/x", "", fs.ErrNotExist},
		"the-machines-passwords": {map[string]string{"etc/cron.d/x": "-> /etc/shadow", "etc/shadow": "machine"}, "etc/cron.d/x", "machine", nil},
		"escape-upwards":         {map[string]string{"etc/x": "-> ../../secret"}, "etc/x", "", fs.ErrNotExist},
		"escape-by-path":         {map[string]string{"etc/x": "-> OUTSIDE/secret"}, "etc/x", "", fs.ErrNotExist},
		"escape-by-folder":       {map[string]string{"up": "-> ..", "x": "1"}, "up/secret", "", fs.ErrNotExist},
		"dots-behind-a-link":     {map[string]string{"a": "-> b/c", "b/c/d": "1", "b/x": "beside", "y": "-> a/../x"}, "y", "beside", nil},
		"loop":                   {map[string]string{"a": "-> b", "b": "-> /a"}, "a", "", syscall.ELOOP},
		"loop-of-itself":         {map[string]string{"a": "-> a"}, "a", "", syscall.ELOOP},
		"loop-that-grows":        {map[string]string{"a": "-> a/a/a"}, "a", "", syscall.ELOOP},
		"file-as-folder":         {map[string]string{"a": "x", "b": "-> a/c"}, "b", "", syscall.ENOTDIR},
		"name-with-dots":         {map[string]string{"a": "x"}, "../secret", "", fs.ErrInvalid},
		"absolute-name":          {map[string]string{"a": "x"}, "/etc/passwd", "", fs.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			content, err := fs.ReadFile(machine(t, test.entries), test.open)
			if !errors.Is(err, test.err) || string(content) != test.want {
				t.Errorf("got %q, %v; want %q, %v", content, err, test.want, test.err)
			}
		})
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	f := machine(t, map[string]string{"etc/link": "-> pipe"})
	if err := syscall.Mkfifo(filepath.Join(f.root.Name(), "etc/pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{"etc/pipe", "etc/link"} {
		if _, err := f.Open(name); !errors.Is(err, errSpecial) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestErrorsNameNoPathOfThisMachine(t *testing.T) {
	f := machine(t, map[string]string{"etc/x": "-> OUTSIDE/secret"})
	for _, name := range []string{"etc/x", "nothing", "nothing/below"} {
		if _, err := f.Open(name); err == nil || strings.Contains(err.Error(), f.root.Name()) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestALinkIsSeenAsSuch(t *testing.T) {
	f := machine(t, map[string]string{"etc/x.timer": "-> /dev/null"})
	if target, err := fs.ReadLink(f, "etc/x.timer"); err != nil || target != "/dev/null" {
		t.Errorf("got %q, %v", target, err)
	}
	if info, err := fs.Lstat(f, "etc/x.timer"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("got %v, %v", info, err)
	}
}

func TestMergedFoldersAreOnePlace(t *testing.T) {
	f := machine(t, map[string]string{"lib": "-> usr/lib", "usr/lib/systemd/system/x.timer": "", "etc/hosts": "", "opt": "-> /srv", "srv/x": ""})
	if diff := cmp.Diff([]string{"etc", "usr/lib/systemd", "srv"}, f.Places()); diff != "" {
		t.Error(diff)
	}
}
