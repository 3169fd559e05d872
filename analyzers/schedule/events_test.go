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

func TestLaunchd(t *testing.T) {
	const head, tail = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist>\n<plist version=\"1.0\"><dict>\n<key>Label</key><string>x</string>\n", "</dict></plist>\n"
	const arguments = "<key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>dig a &amp;&amp; b</string></array>\n"
	const at = "<array><string>/bin/sh</string><string>-c</string><string>dig a &amp;&amp; b</string></array>"
	command := "command [\"/bin/sh\" \"-c\" \"dig a && b\"] at \"" + at + "\""
	runLower(t, []lowerCase{
		{
			"interval", "x.plist", head + arguments + "<key>StartInterval</key><integer>300</integer><key>RunAtLoad</key><true/><key>UserName</key><string>bob</string>" + tail,
			"job [300s] interval rare=no enabled=yes user=bob at \"StartInterval\"\n  " + command,
		},
		{
			"calendar", "x.plist", head + arguments + "<key>StartCalendarInterval</key><dict><key>Weekday</key><integer>1</integer><key>Hour</key><integer>3</integer></dict>" + tail,
			"job [Weekday=1 Hour=3] rare=yes enabled=yes at \"StartCalendarInterval\"\n  " + command,
		},
		{
			"calendar-of-several", "x.plist", head + arguments + "<key>StartCalendarInterval</key><array><dict><key>Hour</key><integer>3</integer></dict><dict><key>Day</key><integer>1</integer></dict></array>" + tail,
			"job [Hour=3 Day=1] rare=no enabled=yes at \"StartCalendarInterval\"\n  " + command,
		},
		{
			"at-load-and-disabled", "x.plist", head + "<key>Program</key><string>/bin/a</string><key>RunAtLoad</key><true/><key>Disabled</key><true/>" + tail,
			"job [] boot rare=yes enabled=no at \"RunAtLoad\"\n  command [\"/bin/a\"] at \"/bin/a\"",
		},
		{
			"kept-alive", "x.plist", head + arguments + "<key>KeepAlive</key><dict/><key>EnvironmentVariables</key><dict><key>R</key><string>1</string></dict>" + tail,
			"job [] boot rare=yes enabled=yes at \"KeepAlive\"\nliteral R=1\n  " + command,
		},
		{"on-demand", "x.plist", head + arguments + "<key>KeepAlive</key><false/><key>RunAtLoad</key><false/>" + tail, command},
		{"broken", "x.plist", "<plist><dict><key>Label</key>", `notice unparsable "<plist><dict><key>Label</key>"`},
	})
}

func TestPresets(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"preset", "90-x.preset", "# c\nenable x.timer\nenable y@.service a b\ndisable *\nignore z.service\nnonsense\n",
			`
comment "c"
ref enables x.timer at "x.timer"
ref enables y@.service at "y@.service"
notice unparsable "nonsense"`,
		},
	})
}
