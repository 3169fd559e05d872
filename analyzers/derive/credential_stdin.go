package derive

import (
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// stdinSinks are programs that read a credential from standard input, with the
// option by which they do.
var stdinSinks = []struct {
	programs, when string
	kind           string
}{
	{"docker podman nerdctl buildah skopeo helm crane oras", "login --password-stdin", typePassword},
	{"gh glab", "login --with-token", typeToken},
	{"glab", "login --stdin", typeToken},
	{"gh", "secret set", typeToken},
	{"passwd", "--stdin", typePassword},
	{"sudo", "-S", typePassword},
	{"kinit", "", typePassword},
	{"cryptsetup", "luksFormat", typePassword},
	{"cryptsetup", "luksOpen", typePassword},
	{"cryptsetup", "open", typePassword},
	{"smbpasswd", "-s", typePassword},
	{"vncpasswd", "-f", typePassword},
	{"htpasswd", "-i", typePassword},
	{"wpa_passphrase", "", typePassword},
	{"gpg gpg2", "--passphrase-fd", typePassword},
}

// input reads the credential that a program is given on standard input.
func (s *sinks) input(c *fact.Command, program string, args []source.Text) {
	if c.Stdin.Len() == 0 {
		return
	}
	lines := c.Stdin.Lines()
	if program == "chpasswd" {
		s.accounts(c, args, lines)
		return
	}
	for _, sink := range stdinSinks {
		if slices.Contains(strings.Fields(sink.programs), program) && (toolSink{when: sink.when}).applies(args) && len(lines) > 0 {
			s.given(c, sink.kind, strings.TrimSpace(program+" "+sink.when), lines[0].TrimSpace(), source.Text{})
			return
		}
	}
}

// accounts reads the lines USER:PASSWORD that chpasswd takes, unless they hold
// digests.
func (s *sinks) accounts(c *fact.Command, args, lines []source.Text) {
	if hasWord(args, "-e") || hasWord(args, "--encrypted") {
		return
	}
	for _, line := range lines {
		if user, password, found := line.TrimSpace().Cut(":"); found && user.Len() > 0 {
			s.given(c, typePassword, "chpasswd", password, source.Text{})
		}
	}
}

// dialogs reads the scripts of expect: `-c SCRIPT`, or standard input.
func (s *sinks) dialogs(c *fact.Command, args []source.Text) {
	for _, script := range append(sortArgs(args, optionGrammar{valued: "cf"}).all("c"), c.Stdin) {
		s.dialog(c, script)
	}
}

// dialog reads what expect sends once a program has asked for a password:
//
//	expect "password:"
//	send "…\r"
func (s *sinks) dialog(c *fact.Command, script source.Text) {
	asked := false
	for _, line := range script.Lines() {
		for _, statement := range line.Split(";") {
			value := statement.Reveal()
			sent := strings.Index(value, "send ")
			if prompt, _, _ := statement.Cut("send "); isPrompt(prompt.Reveal()) {
				asked = true
			}
			if sent < 0 {
				continue
			}
			if asked {
				s.given(c, typePassword, "expect send", sentText(statement.Slice(sent, statement.Len())), source.Text{})
			}
			asked = false
		}
	}
}

func isPrompt(statement string) bool {
	lower := strings.ToLower(statement)
	return strings.Contains(lower, "assword") || strings.Contains(lower, "assphrase")
}

// sentText is the string behind `send`, without the key that ends it.
func sentText(statement source.Text) source.Text {
	value := statement.Reveal()
	open := strings.IndexByte(value, '"')
	if open < 0 {
		return source.Text{}
	}
	end := strings.IndexByte(value[open+1:], '"')
	if end < 0 {
		return source.Text{}
	}
	sent := statement.Slice(open+1, open+1+end)
	return sent.TrimSuffix(`\n`).TrimSuffix(`\r`)
}
