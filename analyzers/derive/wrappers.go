package derive

import "strings"

// wrapper tells where a program's command line holds the command that the
// program starts. Options come from the programs' manual pages.
type wrapper struct {
	options  optionGrammar
	operands int                // words of its own before the command
	asks     []string           // options by which it starts nothing
	verbs    map[string]wrapper // first words behind which a command stands
	script   []string           // options whose value is a shell's script
	program  []string           // options whose value is the program to start; the rest are its arguments
	named    []string           // options that stand for words of its own
	assigns  bool               // words NAME=value before the command are its environment
	joins    bool               // the words together are a shell's script
	dashes   bool               // the command stands behind `--` only
	shell    bool               // what follows are the arguments of a shell
	until    string             // prefix of the word that ends the command
}

// anyOperands is for programs that take all words for their own.
const anyOperands = 1 << 10

func valued(letters, long string) optionGrammar {
	return optionGrammar{valued: letters, long: strings.Fields(long)}
}

var wrappers = map[string]wrapper{
	// As another user, with other rights.
	"sudo": {
		options: valued("aCcDghpRrTtUu", "user group host prompt chdir chroot close-from command-timeout login-class role type other-user auth-type"),
		asks:    []string{"l", "list", "v", "validate", "e", "edit", "V"}, assigns: true,
	},
	"doas":    {options: valued("aCu", ""), asks: []string{"L"}},
	"pkexec":  {options: valued("", "user")},
	"su":      {options: valued("cCgGsTw", "command session-command group supp-group shell whitelist-environment"), script: []string{"c", "command", "session-command"}, operands: anyOperands},
	"runuser": {options: valued("cgGsTuw", "command session-command user group supp-group shell whitelist-environment"), script: []string{"c", "command", "session-command"}, operands: anyOperands, named: []string{"u", "user"}},
	"sg":      {operands: 1, script: []string{"c"}, options: valued("c", ""), joins: true},
	"gosu":    {operands: 1}, "su-exec": {operands: 1}, "setuidgid": {operands: 1}, "s6-setuidgid": {operands: 1},
	"setpriv": {options: valued("", "reuid regid ruid euid rgid egid groups inh-caps ambient-caps bounding-set securebits pdeathsig selinux-label apparmor-profile")},
	"capsh":   {options: valued("", ""), dashes: true, shell: true},
	"chpst":   {options: valued("uUbmdocrtfle/n", "")},
	"runcon":  {options: valued("turl", "type user role range")},

	// In another environment.
	"env": {
		options: valued("uCSa", "unset chdir split-string argv0"), script: []string{"S", "split-string"}, assigns: true,
	},
	"chroot":      {options: valued("", "userspec groups"), operands: 1},
	"arch-chroot": {options: valued("u", ""), operands: 1},
	"schroot":     {options: valued("cnusd", "chroot user session-name directory shell option"), asks: []string{"l", "list", "i", "info"}},
	"nsenter":     {options: valued("tSG", "target setuid setgid")},
	"unshare":     {options: valued("SGRw", "setuid setgid root wd map-user map-group map-users map-groups propagation setgroups boottime monotonic")},
	"envdir":      {operands: 1}, "s6-envdir": {operands: 1}, "with-contenv": {}, "fakeroot": {options: valued("lisb", "")},
	"dbus-run-session": {options: valued("", "config-file dbus-daemon")},
	"xvfb-run":         {options: valued("enfpsw", "server-num error-file auth-file xauth-protocol server-args wait")},
	"proxychains":      {options: valued("f", "")}, "proxychains4": {options: valued("f", "")}, "tsocks": {},
	"torsocks": {options: valued("uaPp", "user pass address port")}, "torify": {},
	"firejail": {}, "bundle": {verbs: map[string]wrapper{"exec": {}}},
	"poetry": {verbs: map[string]wrapper{"run": {}}}, "pipenv": {verbs: map[string]wrapper{"run": {}}},
	"aws-vault": {verbs: map[string]wrapper{"exec": {options: valued("dt", "duration region mfa-token"), operands: 1}}},
	"chamber":   {verbs: map[string]wrapper{"exec": {dashes: true}}},
	"doppler":   {verbs: map[string]wrapper{"run": {options: valued("pct", "project config token command"), script: []string{"command"}}}},
	"op":        {verbs: map[string]wrapper{"run": {dashes: true}}},
	"direnv":    {verbs: map[string]wrapper{"exec": {operands: 1}}},
	"ip":        {verbs: map[string]wrapper{"netns": {verbs: map[string]wrapper{"exec": {operands: 1}}}, "vrf": {verbs: map[string]wrapper{"exec": {operands: 1}}}}},

	// With other priorities, limits, times.
	"nice":    {options: valued("n", "adjustment")},
	"ionice":  {options: valued("cn", "class classdata"), asks: []string{"p", "pid", "P", "pgid", "u", "uid"}},
	"chrt":    {options: valued("TPD", "sched-runtime sched-period sched-deadline"), operands: 1, asks: []string{"p", "pid"}},
	"taskset": {operands: 1, asks: []string{"p", "pid"}},
	"numactl": {options: valued("iNmCplw", "interleave preferred membind cpunodebind physcpubind")},
	"cgexec":  {options: valued("g", "")}, "cpulimit": {options: valued("lepm", "limit exe pid")}, "prlimit": {asks: []string{"p", "pid"}},
	"softlimit": {options: valued("acdflmopst", "")}, "trickle": {options: valued("duwtlnNL", "")},
	"timeout": {options: valued("ks", "kill-after signal"), operands: 1},
	"flock":   {options: valued("wEc", "timeout wait conflict-exit-code command"), operands: 1, script: []string{"c", "command"}},
	"lckdo":   {options: valued("W", ""), operands: 1}, "setlock": {operands: 1}, "with-lock-ex": {operands: 1}, "run-one": {},
	"time":  {options: valued("fo", "format output")},
	"watch": {options: valued("nq", "interval equexit"), joins: true},

	// With another input or output, or watched.
	"nohup": {}, "setsid": {}, "unbuffer": {}, "chronic": {}, "cronic": {}, "command": {asks: []string{"v", "V"}}, "builtin": {},
	"exec":        {options: valued("a", "")},
	"stdbuf":      {options: valued("ioe", "input output error")},
	"script":      {options: valued("cEmoOIBT", "command echo logging-format output-limit log-out log-in log-io log-timing"), script: []string{"c", "command"}, operands: 1},
	"strace":      {options: valued("abeEIoOpPsSuUX", "attach output user env string-limit trace expr"), asks: []string{"p", "attach"}},
	"ltrace":      {options: valued("aAeDFlLnopsuwxX", ""), asks: []string{"p"}},
	"systemd-cat": {options: valued("tp", "identifier priority stderr-priority level-prefix")},
	"systemd-inhibit": {
		options: valued("", "what who why mode"), asks: []string{"list"},
	},
	"systemd-run":    {options: systemdRunGrammar},
	"systemd-nspawn": {options: valued("DMuipbxZLEU", "directory machine user image template bind bind-ro setenv hostname uuid slice property"), asks: []string{"b", "boot"}},
	"cronitor":       {options: valued("nek", "name env api-key"), verbs: map[string]wrapper{"exec": {operands: 1}}},
	"runitor":        {dashes: true},
	"sentry-cli":     {verbs: map[string]wrapper{"monitors": {verbs: map[string]wrapper{"run": {dashes: true}}}}},

	// In the background, as the first process.
	"tini": {options: valued("pe", "")}, "dumb-init": {options: valued("r", "rewrite")}, "catatonit": {},
	"daemonize": {options: valued("acepoluE", "")},
	"daemon":    {options: valued("cfmopPRrtTuloeEnNUXSLM", "name pidfile user chdir umask env output errlog dbglog stdout stderr config")},
	"start-stop-daemon": {
		options: valued("xapnugcrkdNIPsRT", "exec startas pidfile name user group chuid chroot umask chdir nicelevel iosched procsched signal retry ppid output env"),
		program: []string{"startas", "a", "exec", "x"}, asks: []string{"stop", "K", "status"}, dashes: true,
	},
	"screen": {options: valued("SsTcehp", ""), asks: []string{"X", "r", "ls", "list", "x", "R", "Q"}},
	"tmux": {options: valued("cfLS", ""), verbs: map[string]wrapper{
		"new-session": tmuxNew, "new": tmuxNew, "new-window": tmuxNew, "neww": tmuxNew, "split-window": tmuxNew, "splitw": tmuxNew,
	}},

	// For each of a list, for several names.
	"xargs": {options: valued("adEILnPs", "arg-file delimiter eof replace max-lines max-args max-procs max-chars process-slot-var")},
	"parallel": {
		options: valued("jaNnLSPIMsC", "jobs arg-file max-args max-replace-args sshlogin colsep results joblog timeout retries delay tmpdir"),
		joins:   true, until: ":::",
	},
	"sem":     {options: valued("j", "id jobs timeout"), joins: true},
	"busybox": {}, "toybox": {},
	"sshpass": {options: valued("fdpP", "")},

	// In a container or on another host.
	"docker": {options: dockerGlobal, verbs: dockerVerbs}, "nerdctl": {options: valued("nHa", "namespace host address"), verbs: dockerVerbs},
	"podman": {options: valued("", "connection url root runroot log-level"), verbs: dockerVerbs}, "crictl": {options: valued("rict", ""), verbs: map[string]wrapper{"exec": {options: valued("", "timeout"), operands: 1}}},
	"docker-compose": {options: composeGlobal, verbs: composeVerbs}, "podman-compose": {options: composeGlobal, verbs: composeVerbs},
	"kubectl": {options: kubectlGlobal, verbs: kubectlVerbs}, "oc": {options: kubectlGlobal, verbs: kubectlVerbs}, "k3s": {verbs: map[string]wrapper{"kubectl": {options: kubectlGlobal, verbs: kubectlVerbs}}},
	"lxc": {verbs: map[string]wrapper{"exec": lxcExec}}, "incus": {verbs: map[string]wrapper{"exec": lxcExec}}, "pct": {verbs: map[string]wrapper{"exec": {operands: 1}}},
	"lxc-attach": {options: valued("nfesuvgpP", "name uid gid")},
	"machinectl": {options: valued("EHM", "uid setenv host machine"), verbs: map[string]wrapper{"shell": {operands: 1}}},
	"vagrant":    {verbs: map[string]wrapper{"ssh": {options: valued("c", "command"), script: []string{"c", "command"}, operands: anyOperands}}},
	"gcloud": {options: gcloudGlobal, verbs: map[string]wrapper{"compute": {options: gcloudGlobal, verbs: map[string]wrapper{
		"ssh": {options: gcloudGlobal, script: []string{"command"}, operands: anyOperands},
	}}}},
}

var (
	tmuxNew = wrapper{options: valued("cefFnstxy", ""), joins: true}
	lxcExec = wrapper{options: valued("", "env cwd user group mode"), operands: 1}

	dockerGlobal = valued("cHl", "context host log-level config tlscacert tlscert tlskey")
	dockerExec   = wrapper{options: valued("euw", "env env-file user workdir detach-keys"), operands: 1}
	dockerRun    = wrapper{
		options: valued("aceGhlmpuvw", `add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period
			cpu-quota cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device dns dns-option dns-search domainname entrypoint env
			env-file expose gpus group-add health-cmd health-interval health-retries health-timeout hostname init-path ip ip6 ipc
			isolation label label-file link log-driver log-opt mac-address memory memory-swap mount name net network
			network-alias pid pids-limit platform pod publish pull restart runtime secret security-opt shm-size stop-signal
			stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir`),
		operands: 1, program: []string{"entrypoint"},
	}
	dockerVerbs = map[string]wrapper{
		"exec": dockerExec, "run": dockerRun, "create": dockerRun,
		"container": {verbs: map[string]wrapper{"exec": dockerExec, "run": dockerRun}},
		"compose":   {options: composeGlobal, verbs: composeVerbs},
	}

	composeGlobal = valued("fp", "file project-name profile env-file project-directory ansi parallel")
	composeVerbs  = map[string]wrapper{
		"exec": {options: valued("euw", "env user workdir index"), operands: 1},
		"run":  {options: valued("evuwpl", "env volume user workdir publish label name entrypoint cap-add cap-drop"), operands: 1, program: []string{"entrypoint"}},
	}

	kubectlGlobal = valued("nsv", "namespace context kubeconfig cluster user server token as request-timeout")
	kubectlVerbs  = map[string]wrapper{
		"exec": {options: valued("cnfs", "container namespace context kubeconfig cluster user server token filename pod-running-timeout"), operands: 1},
		"run":  {dashes: true},
	}

	gcloudGlobal = valued("", "project zone region command account configuration ssh-key-file")
)
