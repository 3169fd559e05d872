package golang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/hiyari/hiyari/analyzers/fact/facttest"
)

type goTest struct{ name, source, want string }

// runTable lowers each source, which is the rest of a file behind its package
// clause, or a txtar of several files. Imports come by the names used.
func runTable(t *testing.T, tests []goTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := txtar.Parse([]byte(test.source)).Files
			if len(files) == 0 {
				files = []txtar.File{{Name: "main.go", Data: []byte("package main\n" + test.source)}}
			}
			facts, notices := lowered(files)
			facttest.CheckLaws(t, facts)
			if diff := cmp.Diff(strings.TrimSpace(test.want), strings.TrimSpace(printed(facts))); diff != "" {
				t.Error(diff)
			}
			for _, n := range notices {
				t.Errorf("notice: %s", n.Message)
			}
		})
	}
}

const exec = "import \"os/exec\"\n"

func TestValuesAreKnownBeforeTheProgramRuns(t *testing.T) {
	runTable(t, []goTest{
		{"literal", exec + `var _ = exec.Command("dig", "a\tb\x41é")`, "exec.Command(dig, a\tbAé)"},
		{"raw", exec + "var _ = exec.Command(`a\"\\n`)", `exec.Command(a"\n)`},
		{"raw-loses-carriage-returns", exec + "var _ = exec.Command(`a\r\nb`)", `exec.Command(a⏎b)`},
		{"sum", exec + `var _ = exec.Command("a" + "b" + ("c"))`, "exec.Command(abc)"},
		{
			"constant", exec + "const server = \"8.8.8.8\"\nvar _ = exec.Command(\"dig\", \"@\"+server)",
			"let server=8.8.8.8\nexec.Command(dig, @8.8.8.8)",
		},
		{
			"variable-set-once", exec + `func main() { s := "x"; exec.Command(s) }`,
			"func main\n  let s=x\n  exec.Command(x)",
		},
		{
			"variable-set-twice", exec + `func main() { s := "x"; s = f(); exec.Command(s) }`,
			"func main\n  let s=x\n  exec.Command(‹s›)",
		},
		{
			"variable-whose-address-is-taken", exec + `func main() { s := "x"; f(&s); exec.Command(s) }`,
			"func main\n  let s=x\n  exec.Command(‹s›)",
		},
		{
			"variable-that-grows", exec + `func main() { s := "x"; s += "y"; exec.Command(s) }`,
			"func main\n  let s=x\n  exec.Command(‹s›)",
		},
		{"parameter", exec + `func run(s string) { exec.Command("sh", "-c", s) }`, "func run maybe\n  exec.Command(sh, -c, ‹s›) maybe"},
		{"reassigned-parameter", exec + `func Run(s string) { s = "x"; exec.Command(s) }`, "func Run\n  let s=x\n  exec.Command(‹s›)"},
		{
			"sprintf", "import (\"fmt\"; \"os/exec\")\nconst h = \"h\"\nvar _ = exec.Command(fmt.Sprintf(\"%s:%d %q 5%% %5s\", h, 53, h, h), fmt.Sprintf(\"%[1]s\", h))",
			"let h=h\nexec.Command(h:53 \"h\" 5% ‹h›, ‹fmt.Sprintf(\"%[1]s\", h)›)",
		},
		{
			"join", "import (\"os/exec\"; \"strings\")\nvar _ = exec.Command(strings.Join([]string{\"a\", \"b\"}, \" \"))",
			"exec.Command(a b)",
		},
		{"spread", exec + `func main() { args := []string{"a", "b"}; exec.Command("x", args...) }`, "func main\n  exec.Command(x, a, b)"},
		{"appended", exec + `func main() { args := append([]string{"a"}, "b"); exec.Command("x", args...) }`, "func main\n  exec.Command(x, a, b)"},
		{
			"list-that-grows", exec + `func main() { args := []string{"a"}; args = append(args, "b", f()); exec.Command("x", args...); args = append(args, "c") }`,
			"func main\n  exec.Command(x, a, b, ‹f()›)",
		},
		{
			"list-that-grows-from-nothing", exec + `func main() { var args []string; args = append(args, "a"); exec.Command("x", args...) }`,
			"func main\n  exec.Command(x, a)",
		},
		{
			"appended-to-what-is-not-known", exec + `func F(args []string) { exec.Command("x", append(args, "@8.8.8.8")...) }`,
			"func F\n  exec.Command(x, ‹args›, @8.8.8.8)",
		},
		{
			"struct-in-pieces", "import (\"github.com/aws/aws-sdk-go/aws\"; \"github.com/aws/aws-sdk-go/service/ec2\")\nfunc F(c *ec2.EC2) { in := &ec2.AuthorizeSecurityGroupEgressInput{GroupId: aws.String(\"sg-1\")}\nin.CidrIp = aws.String(\"10.0.0.0/8\")\nin.GroupId = aws.String(\"sg-2\")\nc.AuthorizeSecurityGroupEgress(in) }",
			"func F\n  ec2.AuthorizeSecurityGroupEgressInput({GroupId:sg-1})\n  let GroupId=sg-1\n  ec2.AuthorizeSecurityGroupEgressInput({CidrIp:10.0.0.0/8})\n  let CidrIp=10.0.0.0/8\n  ec2.AuthorizeSecurityGroupEgressInput({GroupId:sg-2})\n  let GroupId=sg-2\n  ec2.EC2.AuthorizeSecurityGroupEgress({GroupId:sg-2 CidrIp:10.0.0.0/8 GroupId:sg-1})",
		},
		{
			"struct-without-a-literal", "import \"github.com/aws/aws-sdk-go/service/ec2\"\nfunc F(c *ec2.EC2, s *string) { var in ec2.AuthorizeSecurityGroupEgressInput\nin.CidrIp = s\nc.AuthorizeSecurityGroupEgress(&in) }",
			"func F\n  ec2.EC2.AuthorizeSecurityGroupEgress({CidrIp:‹s›})",
		},
		{
			"struct-that-others-set", "import \"github.com/aws/aws-sdk-go/service/ec2\"\nvar in ec2.AuthorizeSecurityGroupEgressInput\nfunc F(c *ec2.EC2) { c.AuthorizeSecurityGroupEgress(&in) }",
			"func F\n  ec2.EC2.AuthorizeSecurityGroupEgress(‹in›)",
		},
		{
			"field", exec + "type c struct{ s string }\nfunc main() { v := c{s: \"x\"}; exec.Command(v.s) }",
			"func main\n  let s=x\n  exec.Command(x)",
		},
		{
			"field-that-changes", exec + "type c struct{ s string }\nfunc main() { v := c{s: \"x\"}; v.s = f(); exec.Command(v.s) }",
			"func main\n  let s=x\n  exec.Command(‹v.s›)",
		},
		{
			"element", exec + `func main() { m := map[string]string{"k": "x"}; l := []string{"y"}; exec.Command(m["k"], l[0]) }`,
			"func main\n  let k=x\n  exec.Command(x, y)",
		},
		{"conversion", "import \"os\"\nfunc main() { os.WriteFile(\"/a\", []byte(\"b\"), 0o644) }", "func main\n  os.WriteFile(/a, b, 420)"},
		{"itself", exec + "var a = b\nvar b = a\nvar _ = exec.Command(a)", "exec.Command(‹a›)"},
		{"unknown-call", exec + `var _ = exec.Command(f())`, "exec.Command(‹f()›)"},
		{"dot-import", "import . \"os/exec\"\nvar _ = Command(\"a\")", "exec.Command(a)"},
		{"renamed-import", "import e \"os/exec\"\nvar _ = e.Command(\"a\")", "exec.Command(a)"},
		{"shadowed-import", exec + "func main() { exec := f(); exec.Command(\"a\") }", "func main"},
		{
			"set-on-the-result", "import (\"os/exec\"; \"strings\")\nfunc main() { c := exec.Command(\"crontab\", \"-\"); c.Stdin = strings.NewReader(\"x\") }",
			"func main\n  exec.Command(crontab, -) Stdin=x\n  exec.Cmd({Stdin:x})\n  let Stdin=x",
		},
		{
			"pointers-and-helpers",
			"import (\"github.com/aws/aws-sdk-go/aws\"; \"github.com/aws/aws-sdk-go/service/ec2\")\nfunc F(c *ec2.EC2) { in := &ec2.AuthorizeSecurityGroupEgressInput{GroupId: aws.String(\"sg-1\"), FromPort: aws.Int64(0)}\nc.AuthorizeSecurityGroupEgress(in) }",
			"func F\n  ec2.AuthorizeSecurityGroupEgressInput({GroupId:sg-1 FromPort:0})\n  let GroupId=sg-1\n  ec2.EC2.AuthorizeSecurityGroupEgress({GroupId:sg-1 FromPort:0})",
		},
		{
			"major-version", "import \"github.com/robfig/cron/v3\"\nfunc main() { c := cron.New(); c.AddFunc(\"@daily\", f) }\nfunc f() {}",
			"func main\n  cron.New()\n  cron.Cron.AddFunc(@daily, ‹f›)\n    calls f\nfunc f",
		},
	})
}

func TestFunctionsAreReachedFromTheirCalls(t *testing.T) {
	runTable(t, []goTest{
		{"called", "func main() { f() }\nfunc f() {}", "func main\n  calls f\nfunc f"},
		{"method", "type s struct{}\nfunc (s) Tick() {}\nfunc main() { v := s{}; go v.Tick() }", "func s.Tick\nfunc main\n  calls v.Tick"},
		{"never-called", "func f() {}", "func f maybe"},
		{"passed-on", "func main() { other(f) }\nfunc f() {}", "func main\n  calls f\nfunc f"},
		{"literal-that-runs-here", exec + `func main() { go func() { exec.Command("a") }() }`, "func main\n  exec.Command(a)"},
		{"literal-that-is-passed", exec + `func main() { other(func() { exec.Command("a") }) }`, "func main\n  exec.Command(a)"},
		{
			"literal-that-is-kept", exec + `func main() { run := func() { exec.Command("a") }; run() }`,
			"func main\n  func run\n    exec.Command(a)\n  calls run",
		},
		{
			"literal-in-a-receiver",
			"import \"net\"\nvar r = &net.Resolver{Dial: func() { net.Dial(\"udp\", \"9.9.9.9:53\") }}\nfunc main() { r.LookupHost(nil, \"a\") }",
			"func Dial\n  net.Dial(udp, 9.9.9.9:53)\nfunc main\n  net.Resolver.LookupHost(nil, a)\n    calls Dial",
		},
		{
			"in-another-package-of-the-module", `
-- cmd/main.go --
package main
import ("example.com/m/job"; "example.com/other")
func main() { job.Run(); job.New().Work(); other.Run() }
-- job/job.go --
package job
type J struct{}
func New() *J { return nil }
func (*J) Work() {}
func Run() {}
-- go.mod --
module example.com/m
`, "func main\n  calls job.Run in example.com/m/job.Run\n  calls job.New in example.com/m/job.New\n  calls job.New().Work in example.com/m/job.J.Work",
		},
	})
}

func TestAConstantOfAnotherPackageIsKnownWhereItWasTyped(t *testing.T) {
	files := txtar.Parse([]byte(`
-- cmd/main.go --
package main
import ("os/exec"; "example.com/m/names")
var _ = exec.Command("dig", names.Server)
-- names/names.go --
package names
const Server = "@8.8.8.8"
-- go.mod --
module example.com/m
`)).Files
	facts, _ := lowered(files)
	if got, want := printed(facts), "exec.Command(dig, @8.8.8.8)"; got != want {
		t.Fatalf("facts %q, want %q", got, want)
	}
	span := argument(facts, 1).Span()
	if got := span.File.Path() + " " + span.File.Content(span.Start, span.End); got != "names/names.go @8.8.8.8" {
		t.Errorf("the constant is at %q", got)
	}
}

func TestTestFilesAreLessCertain(t *testing.T) {
	facts, _ := lowered([]txtar.File{{Name: "a_test.go", Data: []byte("package a\n" + exec + "var _ = exec.Command(\"a\")\nfunc TestX() { exec.Command(\"b\") }\n")}})
	want := "exec.Command(a) maybe\nfunc TestX maybe\n  exec.Command(b) maybe"
	if got := printed(facts); got != want {
		t.Errorf("facts\n%s\nwant\n%s", got, want)
	}
}

func TestLoopsThatTheClockPacesAreJobs(t *testing.T) {
	const imports = "import (\"os/exec\"; \"time\"; \"context\")\n"
	const run = `exec.Command("a")`
	runTable(t, []goTest{
		{"tick", imports + "func main() { for range time.Tick(time.Hour) { " + run + " } }", "func main\n  job every time.Hour\n    exec.Command(a)"},
		{
			"ticker", imports + "func main() { t := time.NewTicker(5 * time.Minute); for range t.C { " + run + " } }",
			"func main\n  job every 5 * time.Minute\n    exec.Command(a)",
		},
		{
			"select", imports + "func F(ctx context.Context) { t := time.NewTicker(time.Hour)\nfor { select { case <-ctx.Done(): return; case <-t.C: " + run + " } } }",
			"func F\n  job every time.Hour\n    exec.Command(a)",
		},
		{"receive", imports + "func main() { t := time.Tick(time.Hour); for { <-t; " + run + " } }", "func main\n  job every time.Hour\n    exec.Command(a)"},
		{"after", imports + "func main() { for { select { case <-time.After(time.Hour): " + run + " } } }", "func main\n  job every time.Hour\n    exec.Command(a)"},
		{"sleep", imports + "func main() { for { " + run + "; time.Sleep(time.Hour) } }", "func main\n  job every time.Hour\n    exec.Command(a)"},
		{
			"named-interval", imports + "const every = 10 * time.Minute\nfunc main() { for { " + run + "; time.Sleep(every) } }",
			"func main\n  job every 10 * time.Minute\n    exec.Command(a)",
		},
		{
			"interval-that-is-not-known", imports + "func F(d time.Duration) { for range time.Tick(d) { " + run + " } }",
			"func F\n  job every \n    exec.Command(a)",
		},
		{
			"ticker-made-elsewhere", imports + "type s struct{ t *time.Ticker }\nfunc (s *s) F() { for range s.t.C { " + run + " } }",
			"func s.F\n  job every \n    exec.Command(a)",
		},
		{"tries-again", imports + "func main() { for { if " + run + ".Run() == nil { return }; time.Sleep(time.Hour) } }", "func main\n  exec.Command(a)\n  exec.Cmd.Run()"},
		{"counts", imports + "func main() { for i := 0; i < 3; i++ { " + run + "; time.Sleep(time.Hour) } }", "func main\n  exec.Command(a)"},
		{"waits-for-work", imports + "func F(c chan int) { for range c { " + run + " } }", "func F\n  exec.Command(a)"},
		{"sleeps-elsewhere", imports + "func main() { for { " + run + "; go func() { time.Sleep(time.Hour) }() } }", "func main\n  exec.Command(a)"},
		{"list", imports + `func main() { for _, s := range []string{"a", "b"} { exec.Command(s) } }`, "func main\n  exec.Command(a)\n  exec.Command(b)"},
	})
}

func TestCommentsAndNames(t *testing.T) {
	runTable(t, []goTest{
		{"comments", "// a\nvar x int /* b */", "comment a\ncomment b "},
		{"assignment", `func F() { x.Password = "p"; m["key"] = "v"; n := f("a") }`, "func F\n  let Password=p\n  let key=v"},
		{"map", "const k = \"K\"\nvar m = map[string]string{k: \"v\"}", "let k=K\nlet K=v"},
		{"helper", "import \"github.com/aws/aws-sdk-go-v2/aws\"\nvar key = aws.String(\"v\")", "let key=v"},
	})
}

func TestWhatStandsAroundAnErrorIsKept(t *testing.T) {
	facts, notices := lowered([]txtar.File{{Name: "a.go", Data: []byte("package a\nimport \"os/exec\"\nvar _ = exec.Command(\"a\")\nfunc f( {\nvar _ = exec.Command(\"b\")\n")}})
	if got := printed(facts); !strings.HasPrefix(got, "exec.Command(a)") {
		t.Errorf("facts %q do not begin with what stands before the error", got)
	}
	if len(notices) != 1 || notices[0].At.Start == 0 {
		t.Errorf("notices %v, want one at the error", notices)
	}
}

func TestStubsAreValid(t *testing.T) {
	for importPath, declared := range allStubs() {
		fset := token.NewFileSet()
		syntax, err := parser.ParseFile(fset, importPath, declared.source, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		outside := &stubImporter{fset: fset, packages: map[string]*types.Package{}}
		config := types.Config{Importer: outside, IgnoreFuncBodies: true}
		if _, err := config.Check(importPath, fset, []*ast.File{syntax}, nil); err != nil {
			t.Errorf("stub of %s: %v", importPath, err)
		}
		for _, imported := range syntax.Imports {
			if path := strings.Trim(imported.Path.Value, `"`); allStubs()[path].source == "" {
				t.Errorf("stub of %s imports %s, which has none", importPath, path)
			}
		}
	}
}
