package analyzers

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestScriptsThatTheSystemStarts(t *testing.T) {
	const lsb = "#!/bin/sh\nrun() { dig x; }\ncase \"$1\" in\nstart) run;;\nesac\n"
	tests := map[string]struct {
		files fstest.MapFS
		want  []string
	}{
		"rc-local":              {tree("img/etc/rc.local", "#!/bin/sh -e\ndig x\nexit 0\n"), []string{"boot  on | dig x | exit 0"}},
		"rc-local-of-a-script":  {tree("a.sh", "cat >/etc/rc.local <<'EOF'\n#!/bin/sh\ndig x\nEOF\n"), []string{"boot  on | dig x"}},
		"init-script":           {tree("etc/init.d/p", lsb), []string{"boot  ? | run | dig x"}},
		"init-script-on":        {tree("etc/init.d/p", lsb, "a.sh", "update-rc.d p defaults\n"), []string{"boot  on | run | dig x"}},
		"init-script-off":       {tree("etc/init.d/p", lsb, "a.sh", "chkconfig p off\n"), []string{"boot  off | run | dig x"}},
		"init-script-removed":   {tree("etc/init.d/p", lsb, "a.sh", "update-rc.d -f p remove\n"), []string{"boot  off | run | dig x"}},
		"init-script-asked-for": {tree("etc/init.d/p", lsb, "a.sh", "chkconfig p\nchkconfig --list p\nservice p status\n"), []string{"boot  ? | run | dig x"}},
		"openrc": {
			tree("etc/init.d/p", "#!/sbin/openrc-run\nstart_pre() {\n dig x\n}\nstatus() {\n host y\n}\n", "a.sh", "rc-update add p default\n"),
			[]string{"boot  on | dig x"},
		},
		"gentoo":        {tree("app/p/files/p.initd", "#!/sbin/openrc-run\nstart() {\n dig x\n}\n"), []string{"boot  ? | dig x"}},
		"openwrt":       {tree("p/files/etc/init.d/p", "#!/bin/sh /etc/rc.common\nSTART=99\nstart_service() {\n dig x\n}\nreload_service() {\n host y\n}\n"), []string{"boot  ? | dig x"}},
		"if-up":         {tree("etc/network/if-up.d/p", "#!/bin/sh\ndig x\n"), []string{"interface up on | dig x"}},
		"dispatcher":    {tree("etc/NetworkManager/dispatcher.d/90-p", "#!/bin/bash\ndig x\n"), []string{"network change on | dig x"}},
		"dhclient":      {tree("etc/dhcp/dhclient-exit-hooks.d/p", "dig x\n"), []string{"address lease on | dig x"}},
		"elsewhere":     {tree("opt/if-up.d/p", "#!/bin/sh\ndig x\n", "init.d/p", lsb), nil},
		"inside-a-part": {tree("etc/cron.daily/p", "#!/bin/sh\nsh -c 'dig x'\n"), []string{"daily on | sh -c dig x | dig x"}},
		"part-deleted":  {tree("a.sh", "printf '#!/bin/sh\\ndig x' >/etc/cron.daily/p; rm /etc/cron.daily/p\n"), []string{"daily off | dig x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, timetable(Load(tt.files, Options{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
