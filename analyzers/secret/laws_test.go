package secret_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/analyzers/source"
)

func TestTablesAreCurrent(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tables.go")
	command := exec.Command("go", "run", "gen.go", "gen_sections.go", "gen_shape.go", "-o", out)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	want, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("tables.go")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run go generate ./analyzers/secret:\n%s", diff)
	}
}

// Each text makes every try read far, or makes many tries.
func TestTimeStaysInProportionToTheText(t *testing.T) {
	const size = 1 << 18
	for name, unit := range map[string]string{
		"curl":       "curl ",
		"assignment": "key=",
		"begin":      "-----BEGIN PRIVATE KEY-----",
		"kind":       "kind: secret data: ",
		"base64":     "QUtJQUFLSUFBS0lB",
		"nested":     "ey" + strings.Repeat("a", 30) + ".",
		"wrapped":    strings.Repeat("QUtJ", 19) + "\n",
		"findings":   "password = " + sample.Password(1) + " " + sample.GitHubToken(1) + "\n",
		"one-line":   "password = " + sample.Password(1) + "; token = " + sample.GitHubToken(1) + "; ",
		"words":      "secret key token ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := source.NewFile("a.yaml", []byte(strings.Repeat(unit, size/len(unit)))).Text()
			start := time.Now()
			secret.Scan(text, "a.yaml", nil, func(fact.Fact) {})
			if spent := time.Since(start); spent > 30*time.Second {
				t.Errorf("took %v", spent)
			} else {
				t.Log(spent)
			}
		})
	}
}

func FuzzScan(f *testing.F) {
	f.Add("a.sh", "export AWS_SECRET_ACCESS_KEY="+sample.SecretAccessKey(1)+"\n")
	f.Add("a.sh", "curl -u 'a:"+sample.Password(1)+"' -H \"Authorization: Bearer "+sample.GitHubToken(1)+"\" x")
	f.Add("a.yaml", "kind: Secret\ndata:\n  a: |\n    "+strings.Repeat("QUtJQQ", 10)+"\n")
	f.Add("a.tf", "password = \""+sample.Password(1)[:20]+"\"\r\n\u212aey\u017f")
	f.Add("rootkey.csv", sample.AccessKeyID(1)+","+sample.SecretAccessKey(1))
	f.Add("a.p12", sample.PrivateKey(1))
	f.Fuzz(func(t *testing.T, path, text string) {
		file := source.NewFile(path, []byte(text))
		last := -1
		for _, c := range scan(path, file.Text()) {
			at := c.At()
			if at.Start < 0 || at.Start > at.End || at.End > file.Len() {
				t.Fatalf("%s at %d to %d of %d bytes", c.Type, at.Start, at.End, file.Len())
			}
			if c.Value.Linear() && file.Content(at.Start, at.End) != c.Value.Reveal() {
				t.Fatalf("%s: the value is not what stands at its place", c.Type)
			}
			if c.Value.Linear() && at.Start < last {
				t.Fatalf("%s: not in the order of places", c.Type)
			}
			last = max(last, at.Start)
		}
	})
}
