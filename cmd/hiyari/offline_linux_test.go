package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/hiyari/hiyari/cmd/hiyari/internal/report"
)

// TestNoRunOpensASocket runs the command's commands in a process that the
// kernel kills where it asks for a socket, by a filter of seccomp(2). One
// process sets the filter and becomes the next, so that it holds for each of
// its threads.
func TestNoRunOpensASocket(t *testing.T) {
	const stage = "HIYARI_TEST_OFFLINE"
	switch what, filtered := strings.CutPrefix(os.Getenv(stage), "filtered-"); {
	case filtered:
		runOffline(t, what)
	case what != "":
		t.Setenv(stage, "filtered-"+what)
		becomeOffline(t)
	default:
		for _, what := range []string{"dial", "commands"} {
			child := exec.Command(os.Args[0], "-test.run=^TestNoRunOpensASocket$", "-test.v")
			child.Env = append(os.Environ(), stage+"="+what)
			out, err := child.CombinedOutput()
			switch killed := err != nil && strings.Contains(err.Error(), "bad system call"); {
			case bytes.Contains(out, []byte("--- SKIP")):
				t.Skip("the kernel takes no filter")
			case what == "dial" && !killed:
				t.Errorf("a connection did not end the process: %v\n%s", err, out)
			case what == "commands" && err != nil:
				t.Errorf("%v\n%s", err, out)
			}
		}
	}
}

func runOffline(t *testing.T, what string) {
	t.Helper()
	if what == "dial" {
		if connection, err := net.Dial("tcp", "127.0.0.1:1"); err == nil {
			_ = connection.Close()
		}
		return
	}
	check := []string{"check", "--audit", "../.."}
	for _, format := range report.Formats() {
		check = append(check, "-f", format, "-o", filepath.Join(t.TempDir(), format))
	}
	for _, args := range [][]string{
		{"demo"}, {"version"}, {"rules"}, {"explain", "open-egress"}, {"jobs", "../.."}, {"facts", "../../action.sh"}, check,
	} {
		env := system()
		env.stdout, env.stderr = io.Discard, io.Discard
		if status := run(env, args); status == statusFailure {
			t.Errorf("%v: status %d", args, status)
		}
	}
}

// becomeOffline has the kernel kill this thread's process at socket(2), and
// executes the test again.
func becomeOffline(t *testing.T) {
	t.Helper()
	const (
		prSetSeccomp, prSetNoNewPrivs = 22, 38 // prctl(2)
		modeFilter                    = 2
		kill, allow                   = 0x80000000, 0x7fff0000 // seccomp(2): the process; the call
	)
	filter := []syscall.SockFilter{
		{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0}, // the call's number
		{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: syscall.SYS_SOCKET, Jf: 1},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: kill},
		{Code: syscall.BPF_RET | syscall.BPF_K, K: allow},
	}
	program := syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread()
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); errno != 0 {
		t.Skip(errno)
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetSeccomp, modeFilter, uintptr(unsafe.Pointer(&program))); errno != 0 {
		t.Skip(errno)
	}
	t.Fatal(syscall.Exec(os.Args[0], os.Args, os.Environ()))
}
