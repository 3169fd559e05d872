package hcl

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// maxVariants bounds the further evaluations of one root.
const maxVariants = 16

// assignments are the variables that a file of values sets.
func assignments(f *parsedFile) map[string]hclsyntax.Expression {
	values := map[string]hclsyntax.Expression{}
	if f.body != nil {
		for name, attr := range f.body.Attributes {
			values[name] = attr.Expr
		}
	}
	return values
}

// assign gives variables their values. Names that are not declared are left out.
func (m *module) assign(f *parsedFile) {
	m.sources[f.path] = f.text
	for name, expr := range assignments(f) {
		if v, ok := m.variables[name]; ok {
			v.expr, v.ctx = expr, m.ctx
		}
	}
}

// assignOwn gives the root what Terraform loads by itself: terraform.tfvars and
// *.auto.tfvars, the last wins; then the files of the command line.
func (m *module) assignOwn() {
	for _, f := range slices.SortedStableFunc(slices.Values(m.folder.files), loadedBefore) {
		if f.values && loadsItself(f.path) {
			m.assign(f)
		}
	}
	for _, name := range m.session.varFiles {
		if f := m.session.valuesFile(name, m.files); f != nil {
			m.assign(f)
		} else {
			m.say(fact.Notice{Type: fact.NoticeUnreadable, Path: name, Message: "the file of values cannot be read"})
		}
	}
}

func loadsItself(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	return base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars")
}

// loadedBefore orders terraform.tfvars before the others, those by name.
func loadedBefore(a, b *parsedFile) int {
	first := func(f *parsedFile) string {
		base := path.Base(f.path)
		if base == "terraform.tfvars" || base == "terraform.tfvars.json" {
			return "\x00" + base
		}
		return base
	}
	return strings.Compare(first(a), first(b))
}

// valuesFile parses a file of values that was named on the command line.
func (s *session) valuesFile(name string, files fact.Files) *parsedFile {
	if files == nil {
		return nil
	}
	f, err := files.Read(name)
	if err != nil || f == nil {
		return nil
	}
	parsed := parse(fact.Source{Path: name, Text: f.Text()})
	parsed.values = true
	return parsed
}

// variants lists the other files of values that fit a root: all that they set
// is declared there. They stand in its folder, below it where no other module
// is nearer, or beside it where none is above.
func (m *module) variants() []*parsedFile {
	if len(m.session.varFiles) > 0 {
		return nil
	}
	var fitting []*parsedFile
	for _, f := range m.session.valuesNear(m.folder.path) {
		if path.Dir(f.path) == m.folder.path && loadsItself(f.path) {
			continue
		}
		if m.fits(f) {
			fitting = append(fitting, f)
		}
	}
	if len(fitting) > maxVariants {
		m.say(fact.Notice{Type: fact.NoticeLimit, Path: m.folder.path, Message: "only the first 16 files of values are read"})
		fitting = fitting[:maxVariants]
	}
	return fitting
}

func (m *module) fits(f *parsedFile) bool {
	values := assignments(f)
	for name := range values {
		if m.variables[name] == nil {
			return false
		}
	}
	return len(values) > 0
}

// valuesNear lists the files of values that may be meant for the root in a
// folder, in order of their paths.
func (s *session) valuesNear(root string) []*parsedFile {
	s.planning.Do(s.makePlan)
	var all []*parsedFile
	for _, dir := range s.plan.values[root] {
		for _, f := range s.folder(unitKey{dir, fact.DialectTerraform}, nil).files {
			if f.values {
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b *parsedFile) int { return strings.Compare(a.path, b.path) })
	return all
}

// nearRoots tells for which folders the values in one may be meant.
func nearRoots(dir string, modules map[string]bool, children map[string][]string) []string {
	for above := dir; ; above = path.Dir(above) {
		if modules[above] {
			return []string{above}
		}
		if above != dir && len(children[above]) > 0 { // modules beside it
			return children[above]
		}
		if above == "." || above == "/" {
			return nil
		}
	}
}
