package hcl_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

// TestTerraformSaysTheSame holds our values against those that terraform
// console gave: testdata/tools/oracle recorded them. ORACLE_TREE is a larger
// tree with such records, of which only the figures are told.
func TestTerraformSaysTheSame(t *testing.T) {
	if root := os.Getenv("ORACLE_TREE"); root != "" {
		figures := map[verdict]int{}
		for folder := range recorded(t, root) {
			for _, c := range comparisons(t, root, folder) {
				figures[c.verdict]++
				if c.verdict != agrees {
					t.Logf("%s: %s: %s: %s %v\n\twant %.400s\n\tgot  %.400s", c.verdict, folder, c.name, c.reason, c.uses, c.want, c.got)
				}
			}
		}
		for _, v := range slices.Sorted(maps.Keys(figures)) {
			t.Logf("%6d %s", figures[v], v)
		}
		return
	}
	root := filepath.FromSlash("../../testdata/tools/oracle/testdata")
	for folder := range recorded(t, root) {
		t.Run(folder, func(t *testing.T) {
			for _, c := range comparisons(t, root, folder) {
				if c.verdict == differs || c.verdict == hole {
					t.Errorf("%s: %s: %s\n\twant %s\n\tgot  %s", c.verdict, c.name, c.reason, c.want, c.got)
				}
			}
		})
	}
}

// verdict is what the comparison of one expression gives.
type verdict string

const (
	agrees    verdict = "agrees"
	differs   verdict = "differs"
	hole      verdict = "hole"            // Terraform knows it, we do not
	refused   verdict = "refused"         // Terraform gives no value: it would stop here
	otherwise verdict = "on purpose"      // see chosenElsewhere and shownInside
	module    verdict = "behind a module" // needs an output of a module
)

// chosenElsewhere are functions and names whose results Terraform chooses when
// it runs, so that they are holes here.
var chosenElsewhere = map[string]string{
	"timestamp": "the clock", "plantimestamp": "the clock", "uuid": "chosen at random", "bcrypt": "chosen at random",
	"terraform.workspace": "chosen at the command line", "path.cwd": "of the machine", "abspath": "of the machine",
	"pathexpand": "of the machine, below ~", "fileexists": "what is absent may be made before the deployment",
}

// shownInside are functions whose results are spelled otherwise here, so that
// what is inside an encoding keeps its place.
var shownInside = map[string]string{
	"base64encode": "the text inside", "base64gzip": "the text inside", "textencodebase64": "the text inside",
	"filebase64": "the text inside", "yamlencode": "JSON is YAML",
}

type comparison struct {
	verdict   verdict
	name      string
	reason    string
	uses      []string
	want, got string
}

// record is one answer of testdata/tools/oracle.
type record struct {
	Name  string          `json:"name"`
	Uses  []string        `json:"uses"`
	Value json.RawMessage `json:"value"`
}

// recorded yields the folders with answers.
func recorded(t *testing.T, root string) func(func(string) bool) {
	t.Helper()
	found, err := fs.Glob(os.DirFS(root), "*/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("ORACLE_TREE") != "" {
		found = nil
		err = fs.WalkDir(os.DirFS(root), ".", func(name string, _ fs.DirEntry, err error) error {
			if path.Base(name) == "answers.json" {
				found = append(found, name)
			}
			return err
		})
	}
	if err != nil || len(found) == 0 {
		t.Fatalf("no answers below %s: %v", root, err)
	}
	return func(yield func(string) bool) {
		for _, name := range found {
			if !yield(path.Dir(name)) {
				return
			}
		}
	}
}

// disk reads a tree for a unit.
type disk struct{ fs.FS }

func (d disk) Read(name string) (*source.File, error) {
	content, err := fs.ReadFile(d.FS, name)
	if err != nil {
		return nil, err
	}
	return source.NewFile(name, content), nil
}

func (d disk) List(dir string) ([]fs.DirEntry, error) { return fs.ReadDir(d.FS, dir) }

// comparisons evaluates one module, and with it two outputs for each local and
// output: its value, and that as JSON, which shows the types.
func comparisons(t *testing.T, root, folder string) []comparison {
	t.Helper()
	files := disk{os.DirFS(root)}
	content, err := fs.ReadFile(files, path.Join(folder, "answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var records struct{ Answers []record }
	if err := json.Unmarshal(content, &records); err != nil {
		t.Fatal(err)
	}
	values := valuesOf(t, files, folder, records.Answers)
	var all []comparison
	for i, r := range records.Answers {
		all = append(all, compare(r, values[fmt.Sprintf("plain-%d", i)], values[fmt.Sprintf("json-%d", i)]))
	}
	return all
}

func valuesOf(t *testing.T, files disk, folder string, records []record) map[string]*fact.Value {
	t.Helper()
	u := &fact.Unit{Language: fact.LanguageHCL, Dialect: fact.DialectTerraform, Path: folder, Files: files}
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		t.Fatal(err)
	}
	expressions := map[string]string{}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if _, ok := hcl.FrontEnd().Claims(name, nil); !ok {
			continue
		}
		f, err := files.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		u.Texts = append(u.Texts, fact.Source{Path: name, Text: f.Text()})
	}
	hcl.Lower(u, func(f fact.Fact) {
		if r, ok := f.(*fact.Resource); ok && r.Type == "output" && r.Body.Get("value") != nil {
			at := r.Body.Get("value").At
			expressions["output."+r.Name] = at.File.Content(at.Start, at.End)
		}
	}, func(fact.Notice) {})
	var asked strings.Builder
	for i, r := range records {
		expression := r.Name
		if e, ok := expressions[r.Name]; ok {
			expression = "(" + strings.TrimRight(e, "\n") + "\n)"
		}
		fmt.Fprintf(&asked, "output \"plain-%d\" {\n  value = %s\n}\noutput \"json-%d\" {\n  value = jsonencode(%s)\n}\n", i, expression, i, expression)
	}
	f := source.NewFile(path.Join(folder, "asked.tf"), []byte(asked.String()))
	u.Texts = append(u.Texts, fact.Source{Path: f.Path(), Text: f.Text()})
	values := map[string]*fact.Value{}
	hcl.Lower(u, func(f fact.Fact) {
		if r, ok := f.(*fact.Resource); ok && r.Type == "output" {
			values[r.Name] = r.Body.Get("value")
		}
	}, func(n fact.Notice) {
		if n.Type != fact.NoticeUnparsable || os.Getenv("ORACLE_TREE") == "" {
			t.Logf("%s: %s", folder, n.Message)
		}
	})
	return values
}

func compare(r record, plain, asJSON *fact.Value) comparison {
	c := comparison{name: r.Name, uses: r.Uses, want: string(r.Value), got: dump(plain)}
	whole := known(plain)
	if r.Value == nil {
		c.verdict = refused
		return c
	}
	var want any
	decoder := json.NewDecoder(strings.NewReader(string(r.Value)))
	decoder.UseNumber()
	if err := decoder.Decode(&want); err != nil {
		c.verdict, c.reason = differs, err.Error()
		return c
	}
	if !whole {
		c.verdict = hole
		return c.forgiven(r.Uses)
	}
	if c.reason = difference(want, plain, "value"); c.reason != "" {
		c.verdict = differs
		return c.forgiven(r.Uses)
	}
	c.verdict = agrees
	if !sameJSON(r.Value, asJSON) {
		c.verdict, c.reason, c.got = differs, "as JSON", dump(asJSON)
		return c.forgiven(r.Uses)
	}
	return c
}

// forgiven sets apart what is not Terraform's on purpose.
func (c comparison) forgiven(uses []string) comparison {
	purposes := chosenElsewhere
	if c.verdict == differs {
		purposes = shownInside
	}
	for _, name := range uses {
		if name == "module." {
			c.verdict = module
			return c
		}
		if purposes[name] != "" {
			c.verdict, c.reason = otherwise, name+": "+purposes[name]
		}
	}
	return c
}

// known tells whether nothing in a value is a hole or there or not.
func known(v *fact.Value) bool {
	if v == nil || v.Maybe || v.Form == fact.Hole || v.Form == fact.Reference || !v.Text.Known() {
		return false
	}
	for _, item := range v.Items {
		if !known(item) {
			return false
		}
	}
	for _, e := range v.Entries {
		if !e.Name.Known() || !known(e.Value) {
			return false
		}
	}
	return true
}

// difference says where a value is not the wanted one, or nothing.
func difference(want any, got *fact.Value, at string) string {
	switch want := want.(type) {
	case nil:
		if got.Form != fact.Null {
			return at + ": want null"
		}
	case []any:
		if got.Form != fact.List || len(got.Items) != len(want) {
			return fmt.Sprintf("%s: want a list of %d", at, len(want))
		}
		for i := range want {
			if d := difference(want[i], got.Items[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
				return d
			}
		}
	case map[string]any:
		return differentObject(want, got, at)
	default:
		if got.Form != fact.Scalar || !sameScalar(want, got.Text.Reveal()) {
			return fmt.Sprintf("%s: want %v", at, want)
		}
	}
	return ""
}

func differentObject(want map[string]any, got *fact.Value, at string) string {
	if got.Form != fact.Object && got.Form != fact.Block {
		return at + ": want an object"
	}
	members := map[string]*fact.Value{}
	for _, e := range got.Entries {
		members[e.Name.Reveal()] = e.Value
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if members[name] == nil {
			return fmt.Sprintf("%s: want a member %s", at, name)
		}
		if d := difference(want[name], members[name], at+"."+name); d != "" {
			return d
		}
	}
	if len(members) != len(want) {
		return fmt.Sprintf("%s: want %d members", at, len(want))
	}
	return ""
}

// sameScalar takes 1.50 and 1.5 for the same number; a string must be equal.
func sameScalar(want any, got string) bool {
	if n, ok := want.(json.Number); ok {
		a, _, err := big.ParseFloat(n.String(), 10, 512, big.ToNearestEven)
		b, _, err2 := big.ParseFloat(got, 10, 512, big.ToNearestEven)
		return err == nil && err2 == nil && a.Cmp(b) == 0
	}
	text := fmt.Sprint(want)
	if text == got {
		return true
	}
	inside, err := base64.StdEncoding.DecodeString(text)
	return err == nil && string(inside) == got
}

// sameJSON compares what jsonencode gives with what Terraform's gave.
func sameJSON(want json.RawMessage, got *fact.Value) bool {
	if !known(got) {
		return false
	}
	text := got.Text.Reveal()
	var a, b any
	if json.Unmarshal(want, &a) != nil || json.Unmarshal([]byte(text), &b) != nil {
		return false
	}
	return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b)
}
