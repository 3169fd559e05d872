package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// forms are how files of many kinds give a value to a name.
var forms = []struct{ file, line string }{
	{"deploy.sh", "export %s='%s'"}, {"run.sh", "%s=%s"}, {"app.env", "%s=%s"}, {"app.properties", "%s=%s"}, {"app.ini", "%s = %s"},
	{"values.yaml", "%s: %s"}, {"compose.yml", "      %s: \"%s\""}, {"config.json", `  "%s": "%s",`}, {"app.py", "%s = \"%s\""}, {"app.js", "const %s = '%s';"},
	{"main.go", "var %s = \"%s\""}, {"App.java", "String %s = \"%s\";"}, {"main.tf", "  %s = \"%s\""}, {"app.rb", "%s = '%s'"}, {"app.php", "$%s = '%s';"},
	{"web.xml", "<%s>%s</%[1]s>"}, {"call.sh", "tool --%s %s --verbose"}, {"Dockerfile", "ENV %s=%s"},
}

// names of secrets, and the alphabet and length of what stands behind them.
var names = []struct {
	words    string
	alphabet string
	shortest int
	longest  int
}{
	{"db password", letters + digits + "!@#%^*_-", 10, 20}, {"admin password", letters + digits, 8, 16}, {"smtp passwd", letters + digits, 10, 16},
	{"api key", letters + digits, 24, 40}, {"api key", hexDigits, 32, 32}, {"api token", letters + digits + "_-", 30, 48}, {"auth token", letters + digits, 32, 40},
	{"client secret", letters + digits + "_~-", 32, 40}, {"secret key", letters + digits + "+/", 40, 44}, {"access token", letters + digits, 36, 64},
	{"encryption key", letters + digits + "+/", 44, 44}, {"webhook secret", hexDigits, 40, 40}, {"private key", hexDigits, 64, 64}, {"session secret", letters + digits, 24, 50},
	{"root passwd", "abcdefghijklmnopqrstuvwxyz", 8, 12}, {"user pwd", letters + digits + "!$%&", 9, 14}, {"signing key", letters + digits, 32, 64},
}

const (
	letters   = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits    = "0123456789"
	hexDigits = "0123456789abcdef"
)

// generate writes files of values as generators of passwords and keys make them,
// and the cases that say so: labeled code holds few.
func generate(dir string) error {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	var cases []byte
	for i, form := range forms {
		for j, name := range names {
			file := filepath.Join(fmt.Sprintf("%02d-%02d", i, j), form.file)
			value := make([]byte, name.shortest+random.IntN(name.longest-name.shortest+1))
			for k := range value {
				value[k] = name.alphabet[random.IntN(len(name.alphabet))]
			}
			path := filepath.Join(dir, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
				return err
			}
			line := fmt.Sprintf(form.line, spelled(name.words, i+j), value)
			if err := os.WriteFile(path, []byte(line+"\n"), 0o600); err != nil {
				return err
			}
			c, err := json.Marshal(labeledCase{
				Source: "generated", Family: "A", File: filepath.ToSlash(file), Line: 1, End: 1, Expect: "flag", Weight: 0.3, Group: fmt.Sprintf("generated-%d", j%4),
			})
			if err != nil {
				return err
			}
			cases = append(append(cases, c...), '\n')
		}
	}
	return os.WriteFile(filepath.Join(dir, "cases.jsonl"), cases, 0o600)
}

// spelled writes words as one name, in one of four customs.
func spelled(words string, custom int) string {
	first, second, _ := strings.Cut(words, " ")
	switch custom % 4 {
	case 0:
		return first + "_" + second
	case 1:
		return strings.ToUpper(first + "_" + second)
	case 2:
		return first + strings.ToUpper(second[:1]) + second[1:]
	}
	return first + "-" + second
}
