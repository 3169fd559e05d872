package engine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

const hostedCron = `variable "dns" { default = "8.8.8.8" }
resource "aws_instance" "worker" {
  user_data = <<-EOT
    crontab - <<CRON
    */5 * * * * refresh
    CRON
    echo a > /opt/lib.sh
    echo 'refresh() { dig @${var.dns} x.com; }' >> /opt/lib.sh
  EOT
}
`

// hostedTree is a job in a crontab in user_data, which calls a function of a
// virtual file, whose second write says it, with a server from a variable.
func hostedTree(t *testing.T) *tree {
	t.Helper()
	tr := newTree(t)
	file, document := tr.file("main.tf", hostedCron, fact.LanguageHCL)
	text := func(words string) source.Text { return tr.at(file, words) }
	add := func(f fact.Fact) fact.Fact { tr.Add(f); return f }
	write := func(w *fact.FileWrite) *fact.FileWrite { tr.Add(w); return w }

	resource := add(&fact.Resource{Node: node(text(`resource "aws_instance"`), document), Type: "aws_instance", Address: "aws_instance.worker"})
	script := file.Slice(strings.Index(hostedCron, "    crontab"), strings.Index(hostedCron, "  EOT"))
	userData := add(&fact.Embedded{Node: node(script, resource), Language: fact.LanguageShell, Content: script, How: "user_data"})
	shell := add(&fact.Document{Node: node(script, userData), Path: "main.tf", Language: fact.LanguageShell})

	crontab := add(&fact.Command{Node: node(text("crontab -"), shell)})
	table := write(&fact.FileWrite{Node: node(text("crontab -"), crontab), Content: text("*/5 * * * * refresh"), User: "root"})
	cron := add(&fact.Document{Node: node(table.Content, table), Path: "/var/spool/cron/root", Virtual: true, Writes: []*fact.FileWrite{table}})
	job := add(&fact.Job{Node: node(text("*/5 * * * * refresh"), cron), Schedule: text("*/5 * * * *"), Rare: fact.Yes})
	command := add(&fact.Command{Node: node(text("refresh"), job)})
	ref := add(&fact.Ref{Node: node(text("refresh"), command), RefKind: fact.RefFunction, Target: text("refresh"), How: "calls"})

	body := text("refresh() { dig @${var.dns} x.com; }")
	first := write(&fact.FileWrite{Node: node(text("echo a > /opt/lib.sh"), shell), Path: text("/opt/lib.sh"), Content: text("a > ").Slice(0, 1)})
	second := write(&fact.FileWrite{Node: node(body, shell), Path: text(">> /opt/lib.sh").Slice(3, 14), Content: body, Append: true})
	lib := add(&fact.Document{Node: node(first.Content, first), Path: "/opt/lib.sh", Virtual: true, Writes: []*fact.FileWrite{first, second}})
	function := add(&fact.Function{Node: node(body, lib), Name: "refresh"})
	tr.Link(ref, function, false)
	dig := add(&fact.Command{Node: node(text("dig @${var.dns} x.com"), function)})
	server := text("8.8.8.8")
	add(&fact.DNSQuery{Node: node(text("dig @${var.dns} x.com"), dig), Asks: fact.Named, Server: server.Moved(), Shown: server.Span()})
	return tr
}

func TestHopsTellTheWayFromTheOutermostDocument(t *testing.T) {
	r := hostedTree(t).run(Options{})
	wantLines(t, r, `scheduled-external-resolver main.tf:1 "8.8.8.8"`)
	var got []string
	for _, hop := range r.Findings[0].Hops {
		got = append(got, hop.Note+" | "+r.Masker.Span(hop.At))
	}
	want := []string{
		"user_data of aws_instance.worker runs this as shell |     crontab - <<CRON",
		"writes the crontab of root | crontab -",
		"runs at */5 * * * * | */5 * * * *",
		"calls function refresh | refresh",
		"used here | dig @${var.dns} x.com",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hops differ (-want +got):\n%s", diff)
	}
}

func TestHopOfAFileInPiecesIsTheWriteThatSaysIt(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.sh", "echo one > /etc/cron.d/x\necho '@reboot root dig @8.8.8.8' >> /etc/cron.d/x\n", fact.LanguageShell)
	text := func(words string) source.Text { return tr.at(file, words) }
	first := &fact.FileWrite{Node: node(text("echo one"), document), Path: text("/etc/cron.d/x"), Content: text("one")}
	second := &fact.FileWrite{
		Node: node(text("echo '"), document), Path: text(">> /etc/cron.d/x").Slice(3, 16),
		Content: text("@reboot root dig @8.8.8.8"), Append: true,
	}
	table := &fact.Document{Node: node(first.Content, first), Path: "/etc/cron.d/x", Virtual: true, Writes: []*fact.FileWrite{first, second}}
	job := &fact.Job{Node: node(second.Content, table), Schedule: text("@reboot"), Trigger: fact.OnBoot}
	query := &fact.DNSQuery{Node: node(text("dig @8.8.8.8"), job), Asks: fact.Named, Server: text("8.8.8.8"), Shown: text("@8.8.8.8").Span()}
	for _, f := range []fact.Fact{first, second, table, job, query} {
		tr.Add(f)
	}
	r := tr.run(Options{})
	wantLines(t, r, `scheduled-external-resolver a.sh:2 "@8.8.8.8"`)
	want := []string{"appends to /etc/cron.d/x", "runs at boot"}
	if diff := cmp.Diff(want, notes(r.Findings[0].Hops)); diff != "" {
		t.Errorf("hops differ (-want +got):\n%s", diff)
	}
}

func TestALinkThatIsAGuessLowersConfidence(t *testing.T) {
	for _, maybe := range []bool{false, true} {
		tr := newTree(t)
		cron, table := tr.file("cron.d/x", "*/5 * * * * root a\n", fact.LanguageSchedule)
		script, document := tr.file("opt/a", "dig @8.8.8.8 x.com\n", fact.LanguageShell)
		job := &fact.Job{Node: node(cron.Text(), table), Schedule: tr.at(cron, "*/5 * * * *"), Rare: fact.Yes}
		ref := &fact.Ref{Node: node(tr.at(cron, "a"), job), Target: tr.at(cron, "a"), How: "runs"}
		tr.Add(job)
		tr.Add(ref)
		tr.Link(ref, document, maybe)
		server := tr.at(script, "8.8.8.8")
		tr.Add(&fact.DNSQuery{Node: node(server, document), Asks: fact.Named, Server: server, Shown: server.Span()})
		want := map[bool]fact.Confidence{false: fact.High, true: fact.Medium}[maybe]
		if r := tr.run(Options{}); len(r.Findings) != 1 || r.Findings[0].Confidence != want {
			t.Errorf("maybe %t: findings %v, want one of confidence %d", maybe, lines(r), want)
		}
	}
}

// identities runs over one file with open groups and a credential.
func identities(t *testing.T, content string) map[string]string {
	t.Helper()
	tr := newTree(t)
	file, document := tr.file("main.tf", content, fact.LanguageHCL)
	for _, address := range []string{"sg.one", "sg.two"} {
		text := tr.at(file, address)
		resource := &fact.Resource{Node: node(text, document), Type: "aws_security_group", Address: address}
		tr.Add(resource)
		end := strings.Index(content[text.Span().Start:], "\n") + text.Span().Start
		start := strings.LastIndex(content[:end], "0.0.0.0/0")
		cidr := file.Slice(start, end)
		group := &fact.NetworkGroup{Node: node(text, resource), Address: address}
		tr.Add(group)
		tr.Add(&fact.NetworkRule{
			Node: node(cidr, resource), Group: group, Action: fact.Allow, Protocol: fact.ProtocolAll, AllPorts: fact.Yes,
			Targets: []fact.Target{{Type: fact.TargetCIDR, Text: cidr}},
		})
	}
	i := strings.Index(content, "key=") + len("key=")
	tr.credential(file.Slice(i, i+strings.Index(content[i:], "\n")), document, fact.High)
	all := map[string]string{}
	for _, f := range tr.run(Options{}).Findings {
		all[f.Identity] = f.Rule.Name
	}
	if len(all) != 3 {
		t.Fatalf("%d identities, want 3", len(all))
	}
	return all
}

func TestIdentityOutlivesMovedLinesAndChangedSecrets(t *testing.T) {
	before := identities(t, "sg.one 0.0.0.0/0\nsg.two 0.0.0.0/0\nkey="+secretOf(20)+"\n")
	after := identities(t, "# new\n\nkey="+strings.ToUpper(secretOf(20))+"\nsg.two 0.0.0.0/0\n# more\nsg.one 0.0.0.0/0\n")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("identities differ (-before +after):\n%s", diff)
	}
	for id := range before {
		if len(id) != 32 {
			t.Errorf("identity %q, want 32 digits", id)
		}
	}
}

func TestIdentityTellsEqualTextsOfOneAnchorApart(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.env", "A="+secretOf(20)+"\nB="+strings.ToLower(secretOf(20))+"\n", fact.LanguageNone)
	tr.credential(tr.at(file, secretOf(20)), document, fact.High)
	tr.credential(tr.at(file, strings.ToLower(secretOf(20))), document, fact.High)
	r := tr.run(Options{})
	if len(r.Findings) != 2 || r.Findings[0].Identity == r.Findings[1].Identity {
		t.Errorf("findings %v share an identity", lines(r))
	}
}
