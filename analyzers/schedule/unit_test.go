package schedule

import "testing"

func TestTimer(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"same-stem", "x.timer", "[Unit]\nDescription=x\n[Timer]\n# at night\nOnCalendar=daily\nPersistent=true\n[Install]\nWantedBy=timers.target\n",
			`
comment "at night"
job [daily] rare=no enabled=unknown at "OnCalendar=daily"
  ref starts x.service at "[Timer]"`,
		},
		{
			"named-unit-not-enabled", "etc/systemd/system/x.timer", "[Timer]\nOnCalendar=Sun *-*-* 03:10\nUnit=y.service\n",
			`
job [Sun *-*-* 03:10] rare=yes enabled=unknown at "OnCalendar=Sun *-*-* 03:10"
  ref starts y.service at "y.service"`,
		},
		{
			"instance", "x@i.timer", "[Timer]\nOnUnitActiveSec=1w\n",
			`
job [1w] rare=yes enabled=unknown at "OnUnitActiveSec=1w"
  ref starts x@i.service at "[Timer]"`,
		},
		{
			"specifier-in-unit", "x@.timer", "[Timer]\nOnCalendar=weekly\nUnit=y@%i.service\n",
			`
job [weekly] rare=yes enabled=unknown at "OnCalendar=weekly"
  ref starts y@<hole>.service at "y@%i.service"`,
		},
		{
			"boot-only", "x.timer", "[Timer]\nOnBootSec=5min\n",
			`
job [5min] boot rare=yes enabled=unknown at "OnBootSec=5min"
  ref starts x.service at "[Timer]"`,
		},
		{
			"boot-and-repeating", "x.timer", "[Timer]\nOnBootSec=5min\nOnUnitActiveSec=1h\n",
			`
job [1h] rare=no enabled=unknown at "OnUnitActiveSec=1h"
  ref starts x.service at "[Timer]"`,
		},
		{
			"reset-in-drop-in", "x.timer.d/often.conf", "[Timer]\nOnCalendar=monthly\nOnCalendar=\nOnCalendar=hourly\n",
			`
job [hourly] rare=no enabled=unknown at "OnCalendar=hourly"
  ref starts x.service at "[Timer]"`,
		},
		{"reset-without-another", "x.timer", "[Timer]\nOnCalendar=monthly\nOnCalendar=\n", ""},
		{"setting-of-another-section", "x.timer", "[Unit]\nOnCalendar=daily\n", ""},
		{
			"frequent-one-decides", "x.timer", "[Timer]\nOnCalendar=monthly\nOnCalendar=*:0/10\n",
			`
job [monthly] rare=no enabled=unknown at "OnCalendar=monthly"
  ref starts x.service at "[Timer]"`,
		},
	})
}

func TestService(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"started-at-boot", "x.service", "[Service]\nExecStart=-/usr/bin/dig @1.1.1.1 x\nUser=bob\n[Install]\nWantedBy=multi-user.target\n",
			`
job [multi-user.target] boot rare=yes enabled=unknown user=bob at "WantedBy=multi-user.target"
  command ["/usr/bin/dig" "@1.1.1.1" "x"] at "/usr/bin/dig @1.1.1.1 x"`,
		},
		{
			"started-by-nobody", "x.service", "[Service]\nExecStart=/usr/bin/dig x\nExecReload=/bin/kill $MAINPID\n",
			`command ["/usr/bin/dig" "x"] at "/usr/bin/dig x"`,
		},
		{
			"started-at-sleep-is-no-boot", "x.service", "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=sleep.target\n",
			`command ["/bin/true"] at "/bin/true"`,
		},
		{
			"quotes-and-escapes", "x.service", `[Service]
ExecStart=/bin/echo "a b" 'c d'e \x41\t\101 f"g"h "" \q
`,
			`command ["/bin/echo" "a b" "c de" "A\tA" "fgh" "" "\\q"] at "/bin/echo \"a b\" 'c d'e \\x41\\t\\101 f\"g\"h \"\" \\q"`,
		},
		{
			"no-shell", "x.service", "[Service]\nExecStart=/bin/a | b && c > d\n",
			`command ["/bin/a" "|" "b" "&&" "c" ">" "d"] at "/bin/a | b && c > d"`,
		},
		{
			"several-commands", "x.service", "[Service]\nType=oneshot\nExecStart=/bin/a ; /bin/b \\; x ;c ';'\n",
			`
command ["/bin/a"] at "/bin/a"
command ["/bin/b" ";" "x" ";c" ";"] at "/bin/b \\; x ;c ';'"`,
		},
		{
			"given-name", "x.service", "[Service]\nExecStart=+@/bin/dig digger @8.8.8.8 x\n",
			`command ["/bin/dig" "@8.8.8.8" "x"] at "/bin/dig digger @8.8.8.8 x"`,
		},
		{
			"variables", "x.service", "[Service]\nEnvironment=\"R=1.1.1.1\" O='a b'\nEnvironment=R=8.8.8.8\nExecStart=/bin/dig @${R} $O \"${O}\" $UNSET x$R $$R\n",
			`
literal R=1.1.1.1
literal O=a b
literal R=8.8.8.8
command ["/bin/dig" "@8.8.8.8" "a" "b" "a b" "<hole>" "x$R" "$R"] at "/bin/dig @${R} $O \"${O}\" $UNSET x$R $$R"`,
		},
		{
			"variables-left-alone", "x.service", "[Service]\nEnvironment=R=1\nExecStart=:/bin/a $R ${R}\n",
			`
literal R=1
command ["/bin/a" "$R" "${R}"] at "/bin/a $R ${R}"`,
		},
		{
			"variable-that-a-file-may-set", "x.service", "[Service]\nEnvironment=R=1\nEnvironmentFile=-/etc/default/x\nExecStart=/bin/a $R\nExecStart=/bin/b\n",
			`
literal R=1
command ["/bin/a" "1"] at "/bin/a $R" maybe
command ["/bin/b"] at "/bin/b"`,
		},
		{
			"specifiers", "x@.service", "[Service]\nExecStart=/bin/a %i x%n %% 50%% %(\n",
			`command ["/bin/a" "<hole>" "x<hole>" "%" "50%" "%("] at "/bin/a %i x%n %% 50%% %("`,
		},
		{
			"continued-with-comment", "x.service", "[Service]\nExecStart=/bin/a \\\n# not here\n; nor here\n  b \\\n  c\n; end\n",
			`
comment "not here"
comment "nor here"
comment "end"
command ["/bin/a" "b" "c"] at "/bin/a \\\n# not here\n; nor here\n  b \\\n  c"`,
		},
		{
			"reset", "x.service.d/over.conf", "[Service]\nExecStartPre=/bin/p\nExecStart=/bin/a\nExecStart=\nExecStart=/bin/b\n",
			`
command ["/bin/p"] at "/bin/p"
command ["/bin/b"] at "/bin/b"`,
		},
		{
			"bad-line", "x.service", "Exec=x\n[Service]\nnonsense\nExecStart=/bin/a\r\n",
			`
notice unparsable "Exec=x"
notice unparsable "nonsense"
command ["/bin/a"] at "/bin/a"`,
		},
		{
			"template-file", "x.service.j2", "[Service]\n{% if on %}\nExecStart=/bin/dig @{{ server }} x\n{% endif %}\n",
			`command ["/bin/dig" "@<hole>" "x"] at "/bin/dig @{{ server }} x" maybe`,
		},
	})
}

func TestSpecifiersThatTheNameTells(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"instance", "etc/systemd/system/x-y@a-b\\x2dc.service", "[Service]\nExecStart=/bin/a %n %N %p %i %I %j %f %h %t %S %u %U %T %H %%\n",
			`command ["/bin/a" "x-y@a-b\\x2dc.service" "x-y@a-b\\x2dc" "x-y" "a-b\\x2dc" "a/b-c" "y" "/a/b-c" "/root" "/run" "/var/lib" "root" "0" "/tmp" "<hole>" "%"] at "/bin/a %n %N %p %i %I %j %f %h %t %S %u %U %T %H %%"`,
		},
		{
			"no-instance", "x.service", "[Service]\nExecStart=/bin/a %n %p x%i %f\n",
			`command ["/bin/a" "x.service" "x" "x" "/x"] at "/bin/a %n %p x%i %f"`,
		},
		{
			"template", "x@.service", "[Service]\nExecStart=/bin/a %p %i %n\n",
			`command ["/bin/a" "x" "<hole>" "<hole>"] at "/bin/a %p %i %n"`,
		},
		{
			"unit-of-a-user", "home/bob/.config/systemd/user/x.service", "[Service]\nExecStart=%h/bin/a %n %t\n[Install]\nWantedBy=default.target\n",
			`
job [default.target] boot rare=yes enabled=unknown at "WantedBy=default.target"
  command ["<hole>/bin/a" "x.service" "<hole>"] at "%h/bin/a %n %t"`,
		},
	})
}

func TestStatementsOfATemplateTakeTheirLines(t *testing.T) {
	runLower(t, []lowerCase{
		{
			"inside-a-setting", "x.service.j2", "[Service]\nExecStart=/bin/a \\\n{% if b %}\n  -b \\\n{% endif %}\n  c\n",
			`command ["/bin/a" "-b" "c"] at "/bin/a \\\n{% if b %}\n  -b \\\n{% endif %}\n  c" maybe`,
		},
	})
}
