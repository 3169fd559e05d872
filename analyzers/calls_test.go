package analyzers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/derive"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/golang"
)

func TestEveryKnownFunctionHasAStub(t *testing.T) {
	for _, name := range derive.Functions() {
		if !golang.Declares(name) {
			t.Errorf("no stub declares %s", name)
		}
	}
}

// meanings prints what a Go file's calls mean.
func meanings(code string) []string {
	project := analyzers.Load(fstest.MapFS{"main.go": {Data: []byte("package main\n" + code)}}, analyzers.Options{})
	var all []string
	for _, f := range project.Facts() {
		switch f := f.(type) {
		case *fact.Command:
			words := make([]string, len(f.Argv))
			for i, word := range f.Argv {
				words[i] = word.Reveal()
			}
			line := "runs " + strings.Join(words, " ")
			for _, a := range f.Env {
				line = a.Name.Reveal() + "=" + a.Value.Reveal() + " " + line
			}
			all = append(all, line)
		case *fact.Embedded:
			all = append(all, f.How+": "+f.Content.Reveal())
		case *fact.FileWrite:
			all = append(all, fmt.Sprintf("writes %s: %s", f.Path.Reveal(), f.Content.Reveal()))
		case *fact.Job:
			all = append(all, "job "+f.Schedule.Reveal())
		case *fact.DNSQuery:
			asks := "asks " + f.Server.Reveal()
			if f.Asks == fact.System {
				asks = "asks the system"
			}
			all = append(all, asks)
		case *fact.Contact:
			all = append(all, fmt.Sprintf("contacts %s://%s %s", f.Scheme, f.Host.Reveal(), f.Port.Reveal()))
		case *fact.Credential:
			all = append(all, fmt.Sprintf("%s for %s", f.Type, f.Sink))
		default: // what the meaning is made of
		}
	}
	slices.Sort(all)
	return all
}

func TestMeaningOfGoCalls(t *testing.T) {
	for _, test := range []struct {
		name, code string
		want       []string
	}{
		{"no-resolver", "import \"net\"\nfunc main() { net.Dial(\"tcp\", \"db.example.com:5432\") }", []string{"contacts tcp://db.example.com 5432"}},
		{"dns-over-tls", "import \"crypto/tls\"\nfunc main() { tls.Dial(\"tcp\", \"1.1.1.1:853\", nil) }", []string{"asks 1.1.1.1"}},
		{"joined-address", "import \"net\"\nfunc main() { net.Dial(\"udp\", net.JoinHostPort(\"2620:fe::fe\", \"53\")) }", []string{"asks 2620:fe::fe"}},
		{"address-that-is-given", "import \"net\"\nfunc F(a string) { net.Dial(\"udp\", a) }", nil},
		{"system-resolver", "import \"net\"\nfunc main() { net.LookupHost(\"example.com\") }", []string{"asks the system"}},
		{"dns-over-https", "import \"net/http\"\nfunc main() { http.Get(\"https://dns.google/resolve?name=a\") }", []string{"asks dns.google", "contacts https://dns.google "}},
		{
			"fetch", "import \"net/http\"\nfunc main() { http.NewRequest(\"GET\", \"https://api.example.com/v1\", nil) }",
			[]string{"contacts https://api.example.com "},
		},
		{
			"environment-of-a-program", "import \"os/exec\"\nfunc main() { c := exec.Command(\"env\"); c.Env = []string{\"A=b\"} }",
			[]string{"A=b runs env"},
		},
		{
			"environment-that-adds", "import (\"os\"; \"os/exec\")\nfunc main() { c := exec.Command(\"env\"); c.Env = append(os.Environ(), \"A=b\") }",
			[]string{"A=b runs env"},
		},
		{"vector", "import \"syscall\"\nfunc main() { syscall.Exec(\"/bin/dig\", []string{\"dig\", \"@9.9.9.9\"}, nil) }", []string{"asks 9.9.9.9", "runs /bin/dig @9.9.9.9"}},
		{"remote", "import \"golang.org/x/crypto/ssh\"\nfunc F(s *ssh.Session) { s.Run(\"dig x\") }", []string{"asks the system", "runs dig x", "ssh: dig x"}},
		{"write", "import \"os\"\nfunc main() { os.WriteFile(\"/etc/motd\", []byte(\"hi\"), 0o644) }", []string{"writes /etc/motd: hi"}},
		{
			"gocron", "import \"github.com/go-co-op/gocron\"\nfunc main() { s := gocron.NewScheduler(nil); s.Every(1).Day().Do(f) }\nfunc f() {}",
			[]string{"job "},
		},
		{
			"gocron-v2", "import \"github.com/go-co-op/gocron/v2\"\nfunc main() { s, _ := gocron.NewScheduler(); s.NewJob(gocron.CronJob(\"* * * * *\", false), gocron.NewTask(f)) }\nfunc f() {}",
			[]string{"job "},
		},
		{
			"until", "import (\"k8s.io/apimachinery/pkg/util/wait\"; \"time\")\nfunc F() { wait.Until(func() {}, 30*time.Second, nil) }",
			[]string{"job 30*time.Second"},
		},
		{
			"data-source-of-postgres", "import \"database/sql\"\nfunc main() { sql.Open(\"postgres\", \"host=db user=app password='winter7' dbname=x\") }",
			[]string{"password for sql.Open"},
		},
		{"data-source-url", "import \"database/sql\"\nfunc main() { sql.Open(\"pgx\", \"postgres://app:winter7@db/x\") }", []string{"password for URL"}},
		{"data-source-without-password", "import \"database/sql\"\nfunc main() { sql.Open(\"mysql\", \"app@tcp(db:3306)/x\") }", nil},
		{"header", "import \"net/http\"\nfunc F(r *http.Request) { r.Header.Set(\"X-Api-Key\", \"winter7summer\") }", []string{"token for http.Header.Set"}},
		{"other-header", "import \"net/http\"\nfunc F(r *http.Request) { r.Header.Set(\"Accept\", \"winter7summer\") }", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, meanings(test.code)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
