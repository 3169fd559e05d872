package hcl_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/hcl"
	"github.com/hiyari/hiyari/analyzers/source"
)

// forest is a tree of folders, each file read once.
type forest struct {
	files map[string]*source.File
	dirs  fstest.MapFS
	asked []string
}

func plant(files tree) *forest {
	f := &forest{map[string]*source.File{}, fstest.MapFS{}, nil}
	for name, content := range files {
		f.files[name] = source.NewFile(name, []byte(content))
		f.dirs[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return f
}

func (f *forest) Read(name string) (*source.File, error) {
	f.asked = append(f.asked, name)
	if file := f.files[path.Clean(name)]; file != nil {
		return file, nil
	}
	return nil, fs.ErrNotExist
}

func (f *forest) List(dir string) ([]fs.DirEntry, error) { return fs.ReadDir(f.dirs, path.Clean(dir)) }

// lowerAll lowers each folder of a tree as the worklist does.
func lowerAll(files tree, varFiles ...string) (facts []fact.Fact, notices []fact.Notice, asked []string) {
	planted := plant(files)
	units := map[string]*fact.Unit{}
	var order []*fact.Unit
	end := hcl.FrontEnd(varFiles...)
	for _, name := range sortedKeys(files) {
		dialect, ok := end.Claims(name, nil)
		if !ok {
			continue
		}
		file := planted.files[name]
		key := path.Dir(name) + string(dialect)
		if units[key] == nil {
			root := &fact.Document{Node: fact.NewNode(source.Span{File: file}, nil, fact.Always), Path: path.Dir(name)}
			units[key] = &fact.Unit{Language: fact.LanguageHCL, Dialect: dialect, Path: path.Dir(name), Files: planted, Root: root}
			order = append(order, units[key])
		}
		units[key].Texts = append(units[key].Texts, fact.Source{Path: name, Text: file.Text()})
	}
	for _, u := range order {
		end.Read(u)
	}
	for _, u := range order {
		end.Lower(u, func(f fact.Fact) { facts = append(facts, f) }, func(n fact.Notice) { notices = append(notices, n) })
	}
	return facts, notices, planted.asked
}

// made prints the resources of providers, one a line, sorted.
func made(facts []fact.Fact) string {
	var lines []string
	for _, f := range facts {
		if r, ok := f.(*fact.Resource); ok && strings.HasPrefix(r.Type, "aws_") {
			lines = append(lines, r.Address+" "+dump(r.Body))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

const (
	child  = "variable \"to\" {\n  default = \"default\"\n}\nresource \"aws_x\" \"n\" {\n  a = var.to\n}\noutput \"id\" {\n  value = aws_x.n.id\n}\noutput \"to\" {\n  value = \"<${var.to}>\"\n}\n"
	reader = "resource \"aws_y\" \"r\" {\n  a = %\n}\n"
)

func TestModulesAreEvaluatedOnceForEachCall(t *testing.T) {
	for _, test := range []struct {
		name  string
		files tree
		want  string
		said  string
	}{
		{"nobody-calls", tree{"m/main.tf": child}, `aws_x.n {a='default'}`, ""},
		{"argument", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\n", "m/main.tf": child}, `module.c.aws_x.n {a='x'}`, ""},
		{"without-argument", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n}\n", "m/main.tf": child}, `module.c.aws_x.n {a='default'}`, ""},
		{"two-calls", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\nmodule \"d\" {\n  source = \"./m\"\n  to = \"y\"\n}\n", "m/main.tf": child}, "module.c.aws_x.n {a='x'}\nmodule.d.aws_x.n {a='y'}", ""},
		{"beside", tree{"a/main.tf": "module \"c\" {\n  source = \"../m\"\n  to = \"x\"\n}\n", "m/main.tf": child}, `module.c.aws_x.n {a='x'}`, ""},
		{"an-example-calls", tree{"main.tf": child, "examples/full/main.tf": "module \"c\" {\n  source = \"../../\"\n  to = \"x\"\n}\n"}, "aws_x.n {a='default'}\nmodule.c.aws_x.n {a='x'}", ""},
		{"inside-examples", tree{"examples/full/main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\n", "examples/full/m/main.tf": child}, `module.c.aws_x.n {a='x'}`, ""},
		{"for-each", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  for_each = { k = \"x\", l = \"y\" }\n  to = each.value\n}\n", "m/main.tf": child}, "module.c[\"k\"].aws_x.n {a='x'}\nmodule.c[\"l\"].aws_x.n {a='y'}", ""},
		{"count", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  count = 2\n  to = \"x${count.index}\"\n}\n", "m/main.tf": child}, "module.c[0].aws_x.n {a='x0‹count.index›'}\nmodule.c[1].aws_x.n {a='x1‹count.index›'}", ""},
		{"count-zero", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  count = 0\n}\n", "m/main.tf": child}, ``, ""},
		{"recursively", tree{"main.tf": "module \"c\" {\n  source = \"./p\"\n  to = \"x\"\n}\n", "p/main.tf": "variable \"to\" {}\nmodule \"d\" {\n  source = \"./m\"\n  to = var.to\n}\n", "p/m/main.tf": child}, `module.c.module.d.aws_x.n {a='x'}`, ""},
		{"reference-passed-in", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = aws_z.q.id\n}\n", "m/main.tf": child}, `module.c.aws_x.n {a=&aws_z.q.id}`, ""},
		{"object-passed-in", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = aws_z.q\n}\n", "m/main.tf": "variable \"to\" {}\nresource \"aws_x\" \"n\" {\n  a = var.to.id\n}\n"}, `module.c.aws_x.n {a=&aws_z.q}`, ""},
		{"output", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\n" + strings.ReplaceAll(reader, "%", "module.c.to"), "m/main.tf": child}, "aws_y.r {a='<x>'}\nmodule.c.aws_x.n {a='x'}", ""},
		{"output-reference", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n}\n" + strings.ReplaceAll(reader, "%", "module.c.id"), "m/main.tf": child}, "aws_y.r {a=&module.c.aws_x.n.id‹aws_x.n.id›}\nmodule.c.aws_x.n {a='default'}", ""},
		{"output-index", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  for_each = { k = \"x\" }\n  to = each.value\n}\n" + strings.ReplaceAll(reader, "%", `module.c["k"].to`), "m/main.tf": child}, "aws_y.r {a='<x>'}\nmodule.c[\"k\"].aws_x.n {a='x'}", ""},
		{"output-splat", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  count = 2\n}\n" + strings.ReplaceAll(reader, "%", `module.c[*].to`), "m/main.tf": child}, "aws_y.r {a=['<default>' '<default>']}\nmodule.c[0].aws_x.n {a='default'}\nmodule.c[1].aws_x.n {a='default'}", ""},
		{"output-absent", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n}\n" + strings.ReplaceAll(reader, "%", "module.c.none"), "m/main.tf": child}, "aws_y.r {a=‹module.c.none›}\nmodule.c.aws_x.n {a='default'}", ""},
		{"output-to-sibling", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\nmodule \"d\" {\n  source = \"./m\"\n  to = module.c.to\n}\n", "m/main.tf": child}, "module.c.aws_x.n {a='x'}\nmodule.d.aws_x.n {a='<x>'}", ""},
		{"registry", tree{"main.tf": "module \"c\" {\n  source = \"a/b/c\"\n}\n" + strings.ReplaceAll(reader, "%", "module.c.to")}, "aws_y.r {a=&module.c.to}", "unresolved"},
		{"installed", tree{
			"main.tf": "module \"c\" {\n  source = \"a/b/c\"\n  to = \"x\"\n}\n", ".terraform/modules/c/main.tf": child,
			".terraform/modules/modules.json": `{"Modules":[{"Key":"c","Source":"a/b/c","Dir":".terraform/modules/c"}]}`,
		}, `module.c.aws_x.n {a='x'}`, ""},
		{"files-of-the-module", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n}\n", "m/main.tf": "resource \"aws_x\" \"n\" {\n  a = file(\"${path.module}/x\")\n}\n", "m/x": "mine", "x": "root"}, `module.c.aws_x.n {a='mine'}`, ""},
		{"circle", tree{"a/main.tf": "module \"b\" {\n  source = \"../b\"\n}\n", "b/main.tf": "module \"a\" {\n  source = \"../a\"\n}\nresource \"aws_x\" \"n\" {}\n"}, `module.b.aws_x.n {}`, "loop"},
		{"null-for-the-default", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = null\n}\n", "m/main.tf": strings.Replace(child, "default = ", "nullable = false\n  default = ", 1)}, `module.c.aws_x.n {a='default'}`, ""},
		{"terragrunt", tree{"live/terragrunt.hcl": "locals {\n  x = \"x\"\n}\nterraform {\n  source = \"../m//\"\n}\ninputs = {\n  to = local.x\n}\n", "m/main.tf": child}, `aws_x.n {a='x'}`, ""},
		{"terragrunt-merges", tree{"live/terragrunt.hcl": "terraform {\n  source = \"../m\"\n}\ninputs = merge({ to = \"x\" }, local.none)\n", "m/main.tf": child}, `aws_x.n {a='x'}`, ""},
		{"terragrunt-of-a-registry", tree{"live/terragrunt.hcl": "terraform {\n  source = \"git::https://example.com/m\"\n}\n", "m/main.tf": child}, `aws_x.n {a='default'}`, "unresolved"},
		{"blocks-without-effect", tree{"main.tf": "moved {\n  from = aws_x.a\n  to = aws_x.n\n}\nremoved {\n  from = aws_x.b\n}\nimport {\n  for_each = { a = 1 }\n  to = aws_x.n\n  id = each.key\n}\ncheck \"c\" {\n  assert {\n    condition = aws_x.n.a == 1\n    error_message = \"no\"\n  }\n}\nresource \"aws_x\" \"n\" {}\n", "x.tftest.hcl": "run \"r\" {\n  command = plan\n  module {\n    source = \"./m\"\n  }\n  variables {\n    a = 1\n  }\n}\n"}, `aws_x.n {}`, ""},
		{"override", tree{"main.tf": "resource \"aws_x\" \"n\" {\n  a = \"x\"\n  b = \"y\"\n  c {\n  }\n}\n", "x_override.tf": "resource \"aws_x\" \"n\" {\n  a = \"z\"\n  c {\n    d = 1\n  }\n}\n"}, `aws_x.n {a='z' b='y' c={d='1'}}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, notices, _ := lowerAll(test.files)
			if diff := cmp.Diff(test.want, made(facts)); diff != "" {
				t.Error(diff)
			}
			checkLaws(t, facts)
			var said []string
			for _, n := range notices {
				said = append(said, string(n.Type))
			}
			if got := strings.Join(said, " "); got != test.said {
				t.Errorf("notices: %q", got)
			}
		})
	}
}

func TestFilesOfValuesAreFurtherEvaluations(t *testing.T) {
	const main = "variable \"to\" {\n  default = \"default\"\n}\nresource \"aws_x\" \"n\" {\n  a = var.to\n}\n"
	for _, test := range []struct {
		name     string
		files    tree
		varFiles []string
		want     string
	}{
		{"below", tree{"main.tf": main, "env/prod.tfvars": "to = \"x\"\n"}, nil, "aws_x.n {a='default'}\naws_x.n {a='x'}"},
		{"beside", tree{"app/main.tf": main, "env/prod.tfvars": "to = \"x\"\n"}, nil, "aws_x.n {a='default'}\naws_x.n {a='x'}"},
		{"own", tree{"main.tf": main, "terraform.tfvars": "to = \"x\"\n"}, nil, "aws_x.n {a='x'}"},
		{"not-declared", tree{"main.tf": main, "env/prod.tfvars": "to = \"x\"\nother = 1\n"}, nil, "aws_x.n {a='default'}"},
		{"empty", tree{"main.tf": main, "env/prod.tfvars": ""}, nil, "aws_x.n {a='default'}"},
		{"named", tree{"main.tf": main, "env/prod.tfvars": "to = \"x\"\n", "env/dev.tfvars": "to = \"y\"\n"}, []string{"env/dev.tfvars"}, "aws_x.n {a='y'}"},
		{"called", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  to = \"x\"\n}\n", "m/main.tf": main, "m/terraform.tfvars": "to = \"y\"\n"}, nil, "module.c.aws_x.n {a='x'}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts, _, _ := lowerAll(test.files, test.varFiles...)
			if diff := cmp.Diff(test.want, made(facts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzModules lowers two folders that call each other as the texts say.
func FuzzModules(f *testing.F) {
	f.Add("module \"c\" {\n  source = \"./m\"\n  for_each = { k = \"x\" }\n  to = each.value\n}\nresource \"aws_x\" \"n\" {\n  a = module.c[\"k\"].to\n  b = values(module.c)[*].id\n}\n", child)
	f.Add("module \"c\" {\n  source = \"./m\"\n  count = 2\n  to = local.l[count.index]\n}\nlocals {\n  l = [\"a\", module.c[0].to]\n}\n", "variable \"to\" {\n  type = set(string)\n  nullable = false\n  default = [\"q\"]\n}\noutput \"to\" {\n  value = [for x in var.to : { (x) = x }]\n}\nmodule \"d\" {\n  source = \"../m\"\n}\n")
	f.Add("terraform {\n  source = \"./m\"\n}\ninputs = merge({ to = 1 }, local.x)\n", child)
	f.Fuzz(func(t *testing.T, root, called string) {
		start := time.Now()
		facts, notices, asked := lowerAll(tree{"main.tf": root, "m/main.tf": called, "terragrunt.hcl": root, "env/x.tfvars": called})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		for _, n := range notices {
			if n.Message == "the evaluator failed" {
				t.Error("a panic was caught")
			}
		}
		for _, name := range asked {
			if path.IsAbs(name) || strings.HasPrefix(path.Clean(name), "..") {
				t.Errorf("asked for %q", name)
			}
		}
		checkLaws(t, facts)
	})
}
