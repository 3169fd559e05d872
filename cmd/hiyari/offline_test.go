package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// networked are the packages of the standard library that can open a
// connection, or have another program do it.
var networked = []string{
	"net", "net/http", "net/http/httptest", "net/http/httputil", "net/rpc", "net/smtp", "net/textproto",
	"crypto/tls", "log/syslog", "os/exec", "plugin",
}

// importers are the packages outside of the standard library that import one
// of networked, with what they use of it.
var importers = map[string]string{
	"github.com/hiyari/hiyari/cmd/hiyari/internal/history": "os/exec, for --history: git reads objects, with a configuration of ours that allows no protocol",
	"github.com/apparentlymart/go-cidr/cidr":               "net.IPNet, arithmetic of addresses",
	"github.com/google/uuid":                               "net.Interfaces, for UUIDs of version 1, which Terraform has none of",
	"github.com/hashicorp/go-cty-funcs/cidr":               "net.ParseCIDR",
	"github.com/magiconair/properties":                     "net/http in LoadURL; gitleaks' configuration comes by way of viper, which never calls it",
	"github.com/mitchellh/mapstructure":                    "net.ParseIP in a hook",
	"github.com/rs/zerolog":                                "net.IP as a type of field",
	"github.com/rs/zerolog/internal/json":                  "net.IP as a type of field",
	"github.com/spf13/afero":                               "net/http in HttpFs, which serves files to others; viper never makes one",
	"github.com/spf13/pflag":                               "net.IP as a type of flag",
}

// TestHiyariHasNoCodeThatConnects lists who of the command's dependencies could
// open a connection. None does, and the one child process there may be is git,
// which reads objects. A new dependency has to be looked at, and written down here.
func TestHiyariHasNoCodeThatConnects(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", `{{if not .Standard}}{{.ImportPath}}{{range .Imports}} {{.}}{{end}}{{end}}`, ".")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if len(words) == 0 || !slices.ContainsFunc(words[1:], func(imported string) bool { return slices.Contains(networked, imported) }) {
			continue
		}
		seen[words[0]] = true
		if importers[words[0]] == "" {
			t.Errorf("%s imports what can connect: %v", words[0], words[1:])
		}
	}
	for name := range importers {
		if !seen[name] {
			t.Errorf("%s is no dependency any more, or imports nothing of the network", name)
		}
	}
}
