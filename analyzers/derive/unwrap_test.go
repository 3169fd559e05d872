package derive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// unwrapped prints what a command line starts, through all wrappers: commands
// by their words, scripts in brackets. Words in quotes may hold blanks.
func unwrapped(line string) []string {
	var found []string
	var follow func(c *fact.Command)
	follow = func(c *fact.Command) {
		wraps := false
		Expand(c, func(f fact.Fact) {
			switch f := f.(type) {
			case *fact.Command:
				wraps = true
				follow(f)
			case *fact.Embedded:
				wraps = true
				found = append(found, "["+f.Content.Reveal()+"]")
			default: // written files and references are no commands
			}
		})
		if !wraps && len(c.Via) > 0 {
			words := make([]string, len(c.Argv))
			for i, w := range c.Argv {
				words[i] = w.Reveal()
			}
			found = append(found, strings.Join(words, " "))
		}
	}
	follow(commandOf(line))
	return found
}

// commandOf cuts a line at blanks outside of single quotes.
func commandOf(line string) *fact.Command {
	c := &fact.Command{}
	quoted := false
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool {
		quoted = quoted != (r == '\'')
		return r == ' ' && !quoted
	}) {
		c.Argv = append(c.Argv, source.Literal(strings.ReplaceAll(word, "'", "")))
	}
	return c
}

func TestWrappersAreTakenOff(t *testing.T) {
	const dig = "dig @8.8.8.8 x"
	for _, line := range []string{
		"sudo dig", "sudo -uroot -E dig", "sudo -u bob -- dig", "sudo A=b --user bob dig", "doas -u bob dig", "pkexec --user bob dig",
		"runuser -u bob -- dig", "runuser -u bob dig", "gosu bob dig", "su-exec bob:bob dig", "setuidgid bob dig",
		"setpriv --reuid 5 --clear-groups dig", "chpst -u bob -m 50 dig", "runcon -t t_t dig",
		"env A=b dig", "env -i -u C A=b dig", "env -C /tmp dig", "chroot --userspec=a /mnt dig", "arch-chroot -u bob /mnt dig", "schroot -c x -u root -- dig",
		"nsenter -t 1 -m -n dig", "nsenter --target 1 --mount -- dig", "unshare -rn dig", "unshare --map-user 5 dig", "dbus-run-session -- dig",
		"proxychains4 -q -f /etc/p.conf dig", "torsocks -i dig", "firejail --net=none dig", "xvfb-run -a -s x dig", "envdir /etc/x dig",
		"nice dig", "nice -10 dig", "nice -n 10 dig", "nice -n10 ionice -c2 -n7 dig", "ionice -c 3 dig", "chrt -f 5 dig", "taskset -c 0 dig", "numactl -N 0 dig", "cpulimit -l 50 -- dig",
		"timeout 5 dig", "timeout -k 5 --signal KILL 10s dig", "timeout -- 10 dig", "flock -n /x dig", "flock -w 5 -E 3 /x dig", "time -p dig", "run-one dig", "setlock -n /x dig",
		"nohup dig", "setsid -w dig", "unbuffer dig", "chronic dig", "cronic dig", "command dig", "command -p dig", "builtin dig", "exec -a x dig", "stdbuf -oL -e 0 dig", "stdbuf --output L dig",
		"script -q /dev/null dig", "strace -f -e trace=network -o /x dig", "systemd-cat -t x dig", "systemd-inhibit --what sleep dig", "systemd-run --scope -p A=b -u x dig",
		"cronitor exec abc dig", "cronitor --env prod exec abc dig", "runitor -uuid abc -- dig",
		"tini -- dig", "tini -s -p SIGTERM -- dig", "dumb-init --rewrite 15:3 dig", "daemonize -u bob -p /x dig", "start-stop-daemon --start --pidfile /x --exec dig --",
		"start-stop-daemon -S -b -x /bin/true -a dig --", "screen -dmS x dig", "screen -d -m dig",
		"xargs dig", "xargs -n1 -P 4 -I{} dig", "xargs --max-args 1 dig", "busybox dig", "sshpass -p x dig",
		"docker exec -it -e A=b web dig", "docker -H x exec web dig", "docker run --rm --network host -v a:b alpine dig", "docker run --entrypoint dig alpine", "podman run -i alpine dig",
		"nerdctl -n x exec c dig", "docker compose -f x.yml exec -T web dig", "docker-compose run --rm web dig", "docker container exec web dig",
		"kubectl exec web -- dig", "kubectl -n x exec -it deploy/web -c app -- dig", "kubectl run x --image=alpine --restart Never -- dig", "oc exec web dig", "crictl exec -i abc dig",
		"lxc exec web -- dig", "lxc exec web --user 5 dig", "lxc-attach -n web -- dig", "machinectl shell root@web dig", "ip netns exec x dig", "ip vrf exec x dig",
		"aws-vault exec prod -- dig", "poetry run dig", "bundle exec dig", "find . -name x -exec dig",
		"sudo -n env A=b timeout 5 nice flock -x /x docker exec web dig",
	} {
		if diff := cmp.Diff([]string{dig}, unwrapped(line+" @8.8.8.8 x")); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}

func TestWrappersThatTakeAScript(t *testing.T) {
	for _, line := range []string{
		"su -c 'dig x'", "su - bob -c 'dig x'", "su bob -s /bin/sh -c 'dig x'", "su --command='dig x' bob", "runuser -l bob -c 'dig x'", "sg adm -c 'dig x'", "sg adm 'dig x'",
		"flock /x -c 'dig x'", "flock -n /x --command 'dig x'", "script -qc 'dig x' /dev/null", "script -c 'dig x'", "capsh --drop=all -- -c 'dig x'", "watch -n 5 'dig x'", "watch dig x",
		"env -S 'dig x'", "parallel -j4 'dig x' ::: a b", "parallel dig x :::: list", "tmux new -d -s y 'dig x'", "tmux new-session -d 'dig x'", "bash -lc 'dig x'", "vagrant ssh web -c 'dig x'",
		"gcloud compute ssh web --zone z --command 'dig x'", "ssh web dig x", "sudo -u bob sh -ec 'dig x'", "docker exec web sh -c 'dig x'", "kubectl exec web -- bash -c 'dig x'",
	} {
		if diff := cmp.Diff([]string{"[dig x]"}, unwrapped(line)); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
}

func TestWhatStartsNothing(t *testing.T) {
	for _, line := range []string{
		"command -v dig", "command -V dig", "sudo -l dig", "sudo -v", "ionice -c 3 -p 1", "strace -p 1", "docker ps dig", "docker rm -f dig", "docker run dig", "docker exec dig",
		"kubectl get pods dig", "kubectl exec dig", "ip route get 8.8.8.8", "timeout 5", "flock -n 9", "xargs", "su - dig", "su dig", "screen -ls dig", "tmux kill-session -t dig",
		"start-stop-daemon --stop --exec dig", "find . -name dig -delete", "env A=b", "watch -n 5", "lxc list dig", "machinectl list dig",
	} {
		if found := unwrapped(line); found != nil {
			t.Errorf("%s starts %q", line, found)
		}
	}
}

func TestFindStartsEachOfItsCommands(t *testing.T) {
	want := []string{"dig {}", "[host y]", "rm"}
	if diff := cmp.Diff(want, unwrapped("find . -exec dig {} ; -execdir sh -c 'host y' ; -ok rm +")); diff != "" {
		t.Error(diff)
	}
}
