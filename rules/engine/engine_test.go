package engine

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
)

var today = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)

// tree builds a project by hand.
type tree struct {
	*fact.Project
	t *testing.T
}

func newTree(t *testing.T) *tree {
	t.Helper()
	return &tree{fact.NewProject(), t}
}

// file adds a file with its document. No language: no front end claims it.
func (tr *tree) file(path, content string, language fact.Language) (*source.File, *fact.Document) {
	tr.t.Helper()
	file := source.NewFile(path, []byte(content))
	tr.Files = append(tr.Files, file)
	document := &fact.Document{
		Node: fact.NewNode(source.Span{File: file, End: file.Len()}, nil, fact.Always), Path: path, Language: language,
	}
	tr.Add(document)
	return file, document
}

// at is the first place of some words in a file.
func (tr *tree) at(file *source.File, words string) source.Text {
	tr.t.Helper()
	i := strings.Index(file.Content(0, file.Len()), words)
	if i < 0 {
		tr.t.Fatalf("%s does not hold %q", file.Path(), words)
	}
	return file.Slice(i, i+len(words))
}

func node(at source.Text, parent fact.Fact) fact.Node {
	return fact.NewNode(at.Span(), parent, fact.Always)
}

// comments adds the comments of a file that are introduced by #.
func (tr *tree) comments(file *source.File, parent fact.Fact) {
	tr.t.Helper()
	for _, line := range file.Text().Lines() {
		if _, comment, ok := line.Cut("#"); ok {
			tr.Add(&fact.Comment{Node: node(comment, parent), Text: comment})
		}
	}
}

// group adds an open security group that lets everything out to a range.
func (tr *tree) group(file *source.File, parent fact.Fact, address, cidr string) {
	tr.t.Helper()
	text := tr.at(file, cidr)
	group := &fact.NetworkGroup{Node: node(text, parent), Address: address, Default: fact.Deny}
	tr.Add(group)
	tr.Add(&fact.NetworkRule{
		Node: node(text, parent), Group: group, Action: fact.Allow, Protocol: fact.ProtocolAll, AllPorts: fact.Yes,
		Targets: []fact.Target{{Type: fact.TargetCIDR, Text: text}},
	})
}

func (tr *tree) credential(value source.Text, parent fact.Fact, confidence fact.Confidence) *fact.Credential {
	tr.t.Helper()
	c := &fact.Credential{Node: node(value, parent), Type: "aws-access-token", Value: value, Confidence: confidence}
	tr.Add(c)
	return c
}

// run finishes the project and runs rules over it.
func (tr *tree) run(o Options) Result {
	tr.t.Helper()
	tr.Finish()
	if o.Today.IsZero() {
		o.Today = today
	}
	return Run(tr.Project, o)
}

// lines prints findings as `rule path:line "text"`, `-` before those suppressed.
func lines(r Result) []string {
	var all []string
	for _, f := range r.Findings {
		mark := ""
		if f.Suppressed {
			mark = "-"
		}
		all = append(all, fmt.Sprintf("%s%s %s:%d %q", mark, f.Rule.Name,
			f.At.File.Path(), f.At.File.Position(f.At.Start).Line, r.Masker.Span(f.At)))
	}
	return all
}

func wantLines(t *testing.T, r Result, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, lines(r)); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func notes(hops []Hop) []string {
	var all []string
	for _, hop := range hops {
		all = append(all, hop.Note)
	}
	return all
}

// secretOf is a value that looks like nothing that a scanner knows, and that no
// test file spells.
func secretOf(length int) string {
	return strings.Repeat("q7Zr0pLx", length/8+1)[:length]
}

func TestSelectTakesNamesAndFamiliesAndNamesTheUnknown(t *testing.T) {
	chosen, err := Select([]string{"open-egress", "schedule"})
	if err != nil {
		t.Fatal(err)
	}
	var want, names []string
	for _, r := range chosen {
		names = append(names, r.Name)
	}
	for _, r := range rules.All {
		if r.Name == "open-egress" || r.Family == rules.FamilySchedule {
			want = append(want, r.Name)
		}
	}
	if diff := cmp.Diff(want, names); diff != "" || len(want) < 2 {
		t.Errorf("selected rules differ (-want +got):\n%s", diff)
	}
	if _, err := Select([]string{"open-egres"}); err == nil || !strings.Contains(err.Error(), `"open-egres"`) {
		t.Errorf("error for an unknown name = %v", err)
	}
	if all, err := Select(nil); err != nil || len(all) != len(rules.All) {
		t.Errorf("no names select %d rules, %v; want all", len(all), err)
	}
}

func TestLevelAndAuditDecideWhatIsShown(t *testing.T) {
	build := func(t *testing.T) *tree {
		t.Helper()
		tr := newTree(t)
		file, document := tr.file("a.sh", "X="+secretOf(20)+"\nY=weakweakweak\nnet 0.0.0.0/0\n", fact.LanguageShell)
		tr.credential(tr.at(file, secretOf(20)), document, fact.High)
		tr.credential(tr.at(file, "weakweakweak"), document, fact.Low)
		tr.group(file, document, "g", "0.0.0.0/0")
		return tr
	}
	tests := []struct {
		name    string
		options Options
		want    int
	}{
		{"default leaves out low confidence", Options{}, 2},
		{"audit shows it", Options{Audit: true}, 3},
		{"a rule alone", Options{Rules: []string{"open-egress"}}, 1},
		{"a family left out", Options{Skip: []string{"egress"}}, 1},
		{"worse than there is", Options{Level: rules.Critical}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := len(build(t).run(tt.options).Findings); got != tt.want {
				t.Errorf("findings = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestOneFindingForAllJobsThatReachAPlace(t *testing.T) {
	tr := newTree(t)
	cron, table := tr.file("cron.d/x", "*/5 * * * * root /opt/a\n@reboot root /opt/a\n", fact.LanguageSchedule)
	script, document := tr.file("opt/a", "dig @8.8.8.8 x.com\n", fact.LanguageShell)
	server := tr.at(script, "8.8.8.8")
	tr.Add(&fact.DNSQuery{Node: node(server, document), Asks: fact.Named, Server: server, Shown: tr.at(script, "@8.8.8.8").Span()})
	for _, schedule := range []string{"*/5 * * * *", "@reboot"} {
		job := &fact.Job{Node: node(tr.at(cron, schedule), table), Schedule: tr.at(cron, schedule), Rare: fact.TriOf(schedule == "@reboot")}
		tr.Add(job)
		ref := &fact.Ref{Node: node(tr.at(cron, "/opt/a"), job), Target: tr.at(cron, "/opt/a"), How: "runs"}
		tr.Add(ref)
		tr.Link(ref, document, false)
	}
	r := tr.run(Options{})
	wantLines(t, r, `scheduled-external-resolver opt/a:1 "@8.8.8.8"`)
	f := r.Findings[0]
	if f.Jobs != 1 || f.Confidence != fact.High {
		t.Errorf("further jobs = %d with confidence %d, want 1 and that of the rare job", f.Jobs, f.Confidence)
	}
	if diff := cmp.Diff([]string{"runs at @reboot", "runs /opt/a", "used here"}, notes(f.Hops)); diff != "" {
		t.Errorf("hops differ (-want +got):\n%s", diff)
	}
}

func TestRootKeyReplacesTheCredentialAtItsPlace(t *testing.T) {
	build := func(t *testing.T, grade fact.Grade) *tree {
		t.Helper()
		tr := newTree(t)
		file, document := tr.file("a.sh", "ID="+secretOf(20)+"\n", fact.LanguageShell)
		key := tr.credential(tr.at(file, secretOf(20)), document, fact.High)
		tr.Add(&fact.Identity{Node: node(key.Value, document), Principal: fact.Root, Grade: grade, How: "the file says so", Credential: key})
		return tr
	}
	tests := []struct {
		name    string
		grade   fact.Grade
		options Options
		want    string
	}{
		{"shown", fact.GradeA, Options{}, "root-access-key"},
		{"too weak to be shown", fact.GradeC, Options{}, "hardcoded-credential"},
		{"weak, in an audit", fact.GradeC, Options{Audit: true}, "root-access-key"},
		{"left out", fact.GradeA, Options{Skip: []string{"root-access-key"}}, "hardcoded-credential"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := build(t, tt.grade).run(tt.options)
			if len(r.Findings) != 1 || r.Findings[0].Rule.Name != tt.want {
				t.Errorf("findings = %v, want one of %s", lines(r), tt.want)
			}
		})
	}
}

func TestFindingsAreWorstFirstThenByPlace(t *testing.T) {
	tr := newTree(t)
	file, document := tr.file("a.tf", "one 0.0.0.0/0\ntwo ::/0\nkey "+secretOf(16)+"\n", fact.LanguageHCL)
	key := tr.credential(tr.at(file, secretOf(16)), document, fact.High)
	tr.Add(&fact.Identity{Node: node(key.Value, document), Principal: fact.Root, Grade: fact.GradeA, Credential: key})
	tr.group(file, document, "two", "::/0")
	tr.group(file, document, "one", "0.0.0.0/0")
	wantLines(t, tr.run(Options{}),
		`root-access-key a.tf:3 "…(16)"`, `open-egress a.tf:1 "0.0.0.0/0"`, `open-egress a.tf:2 "::/0"`)
}

func TestFindingsOfEqualCredentialsHaveOneNumber(t *testing.T) {
	tr := newTree(t)
	for _, file := range []struct{ path, head, value string }{
		{"a.sh", "", secretOf(20)},
		{"b.sh", "", secretOf(21)},
		{"c.sh", "", secretOf(20)},
		{"d.sh", "# hiyari:ignore credential planted for a test\n", secretOf(20)},
		{"e.sh", "", secretOf(19)},
	} {
		f, document := tr.file(file.path, file.head+file.value+"\n", fact.LanguageShell)
		tr.comments(f, document)
		tr.credential(tr.at(f, file.value), document, fact.High)
	}
	same := map[string]int{}
	for _, f := range tr.run(Options{ShowSuppressed: true}).Findings {
		same[f.At.File.Path()] = f.Same
	}
	if diff := cmp.Diff(map[string]int{"a.sh": 1, "b.sh": 0, "c.sh": 1, "d.sh": 0, "e.sh": 0}, same); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}
