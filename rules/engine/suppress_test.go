package engine

import (
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
)

func TestIgnoresCoverTheirLineOrTheNext(t *testing.T) {
	tests := []struct {
		name, content string
		want          []string
	}{
		{"end of line", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror has no list\n", []string{`-open-egress a.tf:1 "0.0.0.0/0"`}},
		{"line above", "# hiyari:ignore open-egress mirror\nnet 0.0.0.0/0\n", []string{`-open-egress a.tf:2 "0.0.0.0/0"`}},
		{"behind another remark", "# nosec, hiyari:ignore open-egress mirror\nnet 0.0.0.0/0\n", []string{`-open-egress a.tf:2 "0.0.0.0/0"`}},
		{
			"two above each other", "# hiyari:ignore open-egress mirror\n# hiyari:ignore schedule later\nnet 0.0.0.0/0\n",
			[]string{`-open-egress a.tf:3 "0.0.0.0/0"`, `ignore-unused a.tf:2 "hiyari:ignore schedule"`},
		},
		{"a family", "net 0.0.0.0/0 # hiyari:ignore egress mirror\n", []string{`-open-egress a.tf:1 "0.0.0.0/0"`}},
		{"several names", "net 0.0.0.0/0 # hiyari:ignore root-key, egress mirror\n", []string{`-open-egress a.tf:1 "0.0.0.0/0"`}},
		{
			"another rule", "net 0.0.0.0/0 # hiyari:ignore root-identity wrong one\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-unused a.tf:1 "hiyari:ignore root-identity"`},
		},
		{
			"a milder grade of the group", "net 0.0.0.0/0 # hiyari:ignore open-egress-ports not that bad\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-unused a.tf:1 "hiyari:ignore open-egress-ports"`},
		},
		{
			"two lines above", "# hiyari:ignore open-egress mirror\n\nnet 0.0.0.0/0\n",
			[]string{`open-egress a.tf:3 "0.0.0.0/0"`, `ignore-unused a.tf:1 "hiyari:ignore open-egress"`},
		},
		{
			"the end of the line above", "x # hiyari:ignore open-egress mirror\nnet 0.0.0.0/0\n",
			[]string{`open-egress a.tf:2 "0.0.0.0/0"`, `ignore-unused a.tf:1 "hiyari:ignore open-egress"`},
		},
		{
			"no reason", "net 0.0.0.0/0 # hiyari:ignore open-egress --\n",
			[]string{`-open-egress a.tf:1 "0.0.0.0/0"`, `ignore-without-reason a.tf:1 "hiyari:ignore open-egress"`},
		},
		{
			"unknown name", "net 0.0.0.0/0 # hiyari:ignore open-egres mirror\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-unknown-rule a.tf:1 "open-egres"`},
		},
		{
			"no name", "net 0.0.0.0/0 # hiyari:ignore\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-unknown-rule a.tf:1 "hiyari:ignore"`},
		},
		{"a date ahead", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror until=2027-03-01\n", []string{`-open-egress a.tf:1 "0.0.0.0/0"`}},
		{"its last day", "net 0.0.0.0/0 # hiyari:ignore open-egress until=2026-08-01 mirror\n", []string{`-open-egress a.tf:1 "0.0.0.0/0"`}},
		{
			"past its date", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror until=2026-07-31\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-expired a.tf:1 "2026-07-31"`},
		},
		{
			"a date too far", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror until=2027-08-02\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-expired a.tf:1 "2027-08-02"`},
		},
		{
			"no date at all", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror until=soon\n",
			[]string{`open-egress a.tf:1 "0.0.0.0/0"`, `ignore-expired a.tf:1 "soon"`},
		},
		{"a word that only begins so", "net 0.0.0.0/0 # hiyari:ignored and `hiyari:ignore`\n", []string{`open-egress a.tf:1 "0.0.0.0/0"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTree(t)
			file, document := tr.file("a.tf", tt.content, fact.LanguageHCL)
			tr.comments(file, document)
			tr.group(file, document, "g", "0.0.0.0/0")
			wantLines(t, tr.run(Options{ShowSuppressed: true}), tt.want...)
		})
	}
}

func TestAnIgnoreOfAGradeCoversMilderOnes(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.tf", "net 0.0.0.0/0 # hiyari:ignore open-egress mirror\n", fact.LanguageHCL)
	tr.comments(file, document)
	cidr := tr.at(file, "0.0.0.0/0")
	group := &fact.NetworkGroup{Node: node(cidr, document), Address: "g"}
	tr.Add(group)
	tr.Add(&fact.NetworkRule{
		Node: node(cidr, document), Group: group, Action: fact.Allow, Protocol: fact.ProtocolTCP, Ports: []fact.PortRange{{From: 443, To: 443}},
		AllPorts: fact.No, Targets: []fact.Target{{Type: fact.TargetCIDR, Text: cidr}},
	})
	r := tr.run(Options{ShowSuppressed: true})
	wantLines(t, r, `-open-egress-narrow a.tf:1 "0.0.0.0/0"`)
	if r.Suppressed != 1 {
		t.Errorf("suppressed = %d, want 1", r.Suppressed)
	}
}

func TestAnIgnoreMayStandAtAnyHop(t *testing.T) {
	tr := newTree(t)
	cron, table := tr.file("cron.d/x", "# hiyari:ignore scheduled-external-resolver agreed with the network team\n*/5 * * * * root /opt/a\n", fact.LanguageSchedule)
	tr.comments(cron, table)
	script, document := tr.file("opt/a", "dig @8.8.8.8 x.com\n", fact.LanguageShell)
	job := &fact.Job{Node: node(tr.at(cron, "*/5 * * * * root /opt/a"), table), Schedule: tr.at(cron, "*/5 * * * *")}
	ref := &fact.Ref{Node: node(tr.at(cron, "/opt/a"), job), Target: tr.at(cron, "/opt/a"), How: "runs"}
	server := tr.at(script, "8.8.8.8")
	query := &fact.DNSQuery{Node: node(server, document), Asks: fact.Named, Server: server, Shown: server.Span()}
	for _, f := range []fact.Fact{job, ref, query} {
		tr.Add(f)
	}
	tr.Link(ref, document, false)
	wantLines(t, tr.run(Options{ShowSuppressed: true}), `-scheduled-external-resolver opt/a:1 "8.8.8.8"`)
}

func TestFilesThatNoFrontEndClaimsAreReadForIgnores(t *testing.T) {
	value := secretOf(20)
	covered := `-hardcoded-credential a.conf:1 "…(20)"`
	tests := []struct {
		name, path, line string
		want             []string
	}{
		{"number sign", "a.conf", "# hiyari:ignore credential test key", []string{covered}},
		{"two slashes", "a.conf", "// hiyari:ignore credential test key", []string{covered}},
		{"two dashes", "a.conf", "-- hiyari:ignore credential test key", []string{covered}},
		{"semicolon", "a.conf", "; hiyari:ignore credential test key", []string{covered}},
		{"markup", "a.conf", "<!-- hiyari:ignore credential test key -->", []string{covered}},
		{"block comment", "a.conf", "/* hiyari:ignore credential test key */", []string{covered}},
		{"block comment without reason", "a.conf", "/* hiyari:ignore credential */", []string{covered, `ignore-without-reason a.conf:1 "hiyari:ignore credential"`}},
		{"no comment", "a.conf", "hiyari:ignore credential test key", []string{`hardcoded-credential a.conf:1 "…(20)"`}},
		{"gitleaks' mark", "a.conf", "# gitleaks:allow", []string{covered, `ignore-without-reason a.conf:1 "gitleaks:allow"`}},
		{"prose about ignores", "a.md", "# hiyari:ignore egress and its reason", []string{`hardcoded-credential a.md:1 "…(20)"`}},
		{"prose with a finding", "a.md", "<!-- hiyari:ignore credential test key -->", []string{`-hardcoded-credential a.md:1 "…(20)"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTree(t)
			file, document := tr.file(tt.path, value+" "+tt.line+"\n", fact.LanguageNone)
			tr.credential(tr.at(file, value), document, fact.High)
			wantLines(t, tr.run(Options{ShowSuppressed: true}), tt.want...)
		})
	}
}

func TestUnusedIsJudgedOnlyWhenAllThatCouldUseItWasSeen(t *testing.T) {
	const line = "x # hiyari:ignore open-egress mirror\n"
	tests := []struct {
		name    string
		options Options
		notice  bool
		want    []string
	}{
		{"all ran", Options{}, false, []string{`ignore-unused a.tf:1 "hiyari:ignore open-egress"`}},
		{"the rule did not run", Options{Skip: []string{"open-egress"}}, false, nil},
		{"unused ignores are not asked for", Options{Rules: []string{"open-egress"}}, false, nil},
		{"a part of the file was not read", Options{}, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTree(t)
			file, document := tr.file("a.tf", line, fact.LanguageHCL)
			tr.comments(file, document)
			if tt.notice {
				tr.Notices = append(tr.Notices, fact.Notice{Type: fact.NoticeUnparsable, Path: "a.tf"})
			}
			wantLines(t, tr.run(tt.options), tt.want...)
		})
	}
}

func TestAnIgnoreOfAHiddenFindingIsUsed(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.sh", "X="+secretOf(20)+" # hiyari:ignore credential fixture\n", fact.LanguageShell)
	tr.comments(file, document)
	tr.credential(tr.at(file, secretOf(20)), document, fact.Low)
	r := tr.run(Options{})
	wantLines(t, r)
	if r.Suppressed != 0 {
		t.Errorf("suppressed = %d, want 0: it would not have been shown", r.Suppressed)
	}
}
