package schedule

import "testing"

func TestLogrotate(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"frequency-of-the-stanza", "etc/logrotate.d/x", "# c\nweekly\n/a /b {\n\tpostrotate\n\t\tdig x\n\tendscript\n\tmonthly\n}\n/c {\n  prerotate\n  a\n  b\n  endscript\n}\n",
			`
comment "c"
job [monthly] rare=yes enabled=yes user=root at "postrotate"
  embedded posix "\t\tdig x\n"
job [weekly] rare=yes enabled=yes user=root at "prerotate"
  embedded posix "  a\n  b\n"`,
		},
		{
			"default-frequency", "etc/logrotate.d/x", "/a {\n size 1M\n lastaction\n daily\n endscript\n}\n",
			`
job [daily] rare=no enabled=yes user=root at "lastaction"
  embedded posix " daily\n"`,
		},
		{"no-script", "etc/logrotate.d/x", "/a {\n rotate 3\n compress\n}\n", ""},
		{
			"script-without-an-end", "etc/logrotate.d/x", "/a {\n postrotate\n dig x\n}\n",
			`notice unparsable "postrotate"`,
		},
	})
}

func TestUdevRules(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"programs", "etc/udev/rules.d/9-x.rules", "# c\nACTION==\"add\", \\\n  RUN+=\"/bin/sh -c 'dig x $env{A}'\", RUN{program}+=\"/bin/a %k 5%%\"\nPROGRAM==\"/bin/b\", IMPORT{program}=\"c\"\n",
			`
comment "c"
job [device event] event rare=unknown enabled=yes user=root at "ACTION==\"add\", \\\n  RUN+=\"/bin/sh -c 'dig x $env{A}'\", RUN{program}+=\"/bin/a %k 5%%\""
  command ["/bin/sh" "-c" "dig x <hole>"] at "/bin/sh -c 'dig x $env{A}'"
  command ["/bin/a" "<hole>" "5%"] at "/bin/a %k 5%%"
job [device event] event rare=unknown enabled=yes user=root at "PROGRAM==\"/bin/b\", IMPORT{program}=\"c\""
  command ["/bin/b"] at "/bin/b"
  command ["c"] at "c"`,
		},
		{
			"unit", "x.rules", "TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"x@%k.service\"\n",
			`
job [device event] event rare=unknown enabled=yes user=root at "TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"x@%k.service\""
  ref starts x@<hole>.service at "x@%k.service"`,
		},
		{"no-program", "udev/rules.d/x.rules", "KERNEL==\"x\", MODE=\"0660\", RUN{builtin}+=\"kmod\", GOTO=\"end\"\nLABEL=\"end\"\n", ""},
		{"no-rule", "udev/rules.d/x.rules", "nonsense\n", `notice unparsable "nonsense"`},
	})
}

func TestAptHooks(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"lists", "etc/apt/apt.conf.d/9x", "// c\nDPkg::Post-Invoke { \"dig x\"; \"echo \\\"}\\\"\"; };\nAPT { Update { Pre-Invoke {\"a\"}; }; };\n",
			`
comment "c"
job [package installation] event rare=unknown enabled=yes user=root at "Post-Invoke"
  embedded posix "dig x"
job [package installation] event rare=unknown enabled=yes user=root at "Post-Invoke"
  embedded posix "echo \"}\""
job [package installation] event rare=unknown enabled=yes user=root at "Pre-Invoke"
  embedded posix "a"`,
		},
		{
			"single", "etc/apt/apt.conf.d/9x", "DPkg::Pre-Install-Pkgs:: \"a || true\";\nAPT::X \"b\";\n",
			`
job [package installation] event rare=unknown enabled=yes user=root at "Pre-Install-Pkgs"
  embedded posix "a || true"`,
		},
		{"commented-out", "etc/apt/apt.conf.d/9x", "#DPkg::Post-Invoke {\"dig x\";};\n", `comment "DPkg::Post-Invoke {\"dig x\";};"`},
		{"other-options", "etc/apt/apt.conf.d/9x", "APT::Periodic::Enable \"1\";\n", ""},
	})
}
