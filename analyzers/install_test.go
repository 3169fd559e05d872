package analyzers

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const (
	cronLine = "1 1 * * 1 root /opt/app/a.sh\n"
	probe    = "#!/bin/sh\ndig x\n"
)

func TestAJobReachesWhatIsInstalled(t *testing.T) {
	run := "/opt/app/a.sh etc/cron.d/a:1 sure"
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"file-by-cp":                 {tree("setup.sh", "cp src/a.sh /opt/app/\n"), []string{"dig src/a.sh:2 sure"}},
		"file-by-install":            {tree("setup.sh", "install -Dm755 src/a.sh /opt/app/a.sh\n"), []string{"dig src/a.sh:2 sure"}},
		"file-by-its-new-name":       {tree("setup.sh", "install -D -m 755 src/b /opt/app/a.sh\n"), []string{"dig src/b:2 sure"}},
		"into-a-folder":              {tree("setup.sh", "install -m 755 -t /opt/app src/b src/a.sh\n"), []string{"dig src/a.sh:2 sure"}},
		"into-a-folder-by-cluster":   {tree("setup.sh", "install -vDm755 -t/opt/app src/a.sh\n"), []string{"dig src/a.sh:2 sure"}},
		"folder-by-cp":               {tree("setup.sh", "cp -r src /opt/app\n"), []string{"dig src/a.sh:2 sure"}},
		"folder-into-a-folder":       {tree("setup.sh", "cp -a app /opt/\n"), []string{"dig app/a.sh:2 sure"}},
		"pattern":                    {tree("setup.sh", "cp src/*.sh /opt/app/\n"), []string{"dig src/a.sh:2 sure"}},
		"content-by-rsync":           {tree("setup.sh", "rsync -a --delete --exclude .git src/ /opt/app\n"), []string{"dig src/a.sh:2 sure"}},
		"folder-by-rsync":            {tree("setup.sh", "rsync -a app /opt\n"), []string{"dig app/a.sh:2 sure"}},
		"to-another-machine":         {tree("setup.sh", "rsync -a src/ web:/opt/app\n"), []string{"dig src/a.sh:2 maybe"}},
		"folder-of-a-package":        {tree("PKGBUILD.sh", "install -Dm755 \"$srcdir/src/a.sh\" \"$pkgdir/opt/app/a.sh\"\n"), []string{"dig src/a.sh:2 maybe"}},
		"list-of-debhelper":          {tree("debian/a.install", "src/a.sh opt/app\n"), []string{"dig src/a.sh:2 sure"}},
		"package-of-arch":            {tree("PKGBUILD", "package() {\n  install -Dm755 src/a.sh \"$pkgdir/opt/app/a.sh\"\n}\n"), []string{"dig src/a.sh:2 maybe"}},
		"file-of-a-provisioner":      {tree("main.tf", "resource \"null_resource\" \"a\" {\n  provisioner \"file\" {\n    source = \"src/a.sh\"\n    destination = \"/opt/app/a.sh\"\n  }\n  provisioner \"remote-exec\" {\n    inline = [\"echo '1 1 * * 1 root /opt/app/a.sh' > /etc/cron.d/b\"]\n  }\n}\n", "etc/cron.d/a", ""), []string{"/opt/app/a.sh main.tf:7 sure", "dig src/a.sh:2 sure"}},
		"below-a-prefix":             {tree("setup.sh", "install src/a.sh \"$PREFIX/app/a.sh\"\n"), []string{"dig src/a.sh:2 maybe"}},
		"longest-copy":               {tree("setup.sh", "cp -r other/. /opt/\ncp -r src/. /opt/app/\n", "other/app/a.sh", "host y\n"), []string{"dig src/a.sh:2 sure"}},
		"context-above-a-dockerfile": {tree("img/etc/Dockerfile", "FROM a\nCOPY src /opt/app\nCOPY a /etc/cron.d/a\n", "img/etc/a", cronLine, "etc/cron.d/a", ""), []string{"/opt/app/a.sh img/etc/a:1 sure", "dig src/a.sh:2 sure"}},
		"root-file-system-of-an-image": {
			tree("Dockerfile", "FROM a\nCOPY root/ /\nCOPY src /opt/app\n", "etc/cron.d/a", "", "root/etc/cron.d/b", cronLine),
			[]string{"/opt/app/a.sh root/etc/cron.d/b:1 sure", "dig src/a.sh:2 maybe", "dig src/a.sh:2 sure"}, // the file of the tree can only guess,
		},
		"stage-of-an-image": {
			tree("Dockerfile", "FROM a AS b\nCOPY src /out\nFROM c AS d\nCOPY --from=b /out /opt/app\nFROM d\nCOPY jobs /etc/cron.d/jobs\n", "jobs", cronLine, "etc/cron.d/a", ""),
			[]string{"/opt/app/a.sh jobs:1 sure", "dig src/a.sh:2 sure"},
		},
		"relative-to-the-working-directory": {
			tree("Dockerfile", "FROM a\nWORKDIR /opt/app\nCOPY src .\nCOPY jobs /etc/cron.d/jobs\n", "jobs", "1 1 * * 1 root cd /opt/app && sh /opt/app/a.sh\n", "etc/cron.d/a", ""),
			[]string{"cd jobs:1 sure", "dig src/a.sh:2 sure", "sh jobs:1 sure"},
		},
		"written-by-a-later-step": {
			tree("Dockerfile", "FROM a\nCOPY src /tmp/src\nRUN mv /tmp/src/a.sh /opt/app/a.sh\nCOPY jobs /etc/cron.d/jobs\n", "jobs", cronLine, "etc/cron.d/a", ""),
			[]string{"/opt/app/a.sh jobs:1 sure", "dig src/a.sh:2 sure"},
		},
		"nearest-of-many-packages": {
			tree("p/etc/cron.d/a", cronLine, "p/setup.sh", "cp s /opt/app/a.sh\n", "p/s", probe, "q/setup.sh", "cp s /opt/app/a.sh\n", "q/s", "#!/bin/sh\nhost y\n", "etc/cron.d/a", ""),
			[]string{"/opt/app/a.sh p/etc/cron.d/a:1 sure", "dig p/s:2 sure"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, own := test.files["etc/cron.d/a"]; !own {
				test.files["etc/cron.d/a"] = &fstest.MapFile{Data: []byte(cronLine)}
				test.want = append([]string{run}, test.want...)
			}
			for _, at := range []string{"src/a.sh", "src/b", "app/a.sh"} {
				if contains(test.want, at) {
					test.files[at] = &fstest.MapFile{Data: []byte(probe)}
				}
			}
			if diff := cmp.Diff(test.want, reached(Load(test.files, Options{}))); diff != "" {
				t.Errorf("reached commands differ (-want +got):\n%s", diff)
			}
		})
	}
}

func contains(lines []string, at string) bool {
	for _, line := range lines {
		if line == "dig "+at+":2 sure" || line == "dig "+at+":2 maybe" {
			return true
		}
	}
	return false
}
