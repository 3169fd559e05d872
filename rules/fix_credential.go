package rules

import (
	"path"
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// credentialFixes knows the attributes that hold credentials of a project, by
// the place of the value.
type credentialFixes struct {
	project    *fact.Project
	attributes map[source.Span]*fact.Literal
	shared     map[source.Span]bool // of a module that others of the tree call
	named      map[variableName]int // attributes that would be given the same variable
}

// variableName is the name of a variable in a folder.
type variableName struct{ folder, name string }

func newCredentialFixes(p *fact.Project) *credentialFixes {
	fixes := &credentialFixes{p, map[source.Span]*fact.Literal{}, map[source.Span]bool{}, map[variableName]int{}}
	for literal := range fact.All[*fact.Literal](p) {
		resource, ok := literal.Parent().(*fact.Resource)
		if !ok || !literal.Value.Linear() {
			continue
		}
		at := literal.Value.Span()
		if fixes.attributes[at] == nil {
			fixes.attributes[at] = literal
			fixes.named[variableOf(resource, literal)]++
		}
		if strings.HasPrefix(resource.Address, "module.") {
			fixes.shared[at] = true
		}
	}
	return fixes
}

// of lists the fixes of a credential. None is safe: what used it gets something
// else afterwards, or nothing.
func (c *credentialFixes) of(credential *fact.Credential) []Fix {
	if !credential.Value.Linear() {
		return nil
	}
	if literal := c.attributes[credential.Value.Span()]; literal != nil {
		return c.attribute(literal)
	}
	return mysqlPassword(credential)
}

func (c *credentialFixes) attribute(literal *fact.Literal) []Fix {
	resource, ok := literal.Parent().(*fact.Resource)
	if !ok || !isWholeAttribute(literal) {
		return nil
	}
	if resource.Type == "provider.aws" {
		return c.withoutKeys(resource)
	}
	return c.variable(resource, literal)
}

// takesVariables reports a block that may refer to variables, and is written in
// the file of its attribute: the defaults of variables and the settings of
// backends may not.
func takesVariables(resource *fact.Resource, literal *fact.Literal) bool {
	at := resource.At()
	if at.File != literal.At().File {
		return false
	}
	header := at.File.Content(at.Start, at.End)
	return strings.HasPrefix(header, "resource ") || strings.HasPrefix(header, "data ")
}

func isHCL(file *source.File) bool { return path.Ext(file.Path()) == ".tf" }

// isWholeAttribute reports an attribute that has a line of HCL to itself:
// `name = "value"`.
func isWholeAttribute(literal *fact.Literal) bool {
	at := literal.At()
	before, behind, ok := around(at)
	name, isSet := strings.CutSuffix(strings.TrimSpace(before), "=")
	inQuotes := ok && at.End-at.Start == literal.Value.Len()+2 && strings.HasPrefix(at.File.Content(at.Start, at.End), `"`)
	return inQuotes && isSet && isHCL(at.File) && literal.Name.Equal(strings.TrimSpace(name)) && strings.TrimSpace(behind) == ""
}

// withoutKeys removes the keys of AWS's provider, which then takes what the
// environment, a profile or a role gives it.
func (c *credentialFixes) withoutKeys(provider *fact.Resource) []Fix {
	fix := Fix{Title: "remove the keys: the provider takes those of the environment, a profile or a role"}
	for _, name := range []string{"access_key", "secret_key", "token"} {
		value := provider.Body.Get(name)
		if value == nil {
			continue
		}
		literal := c.attributes[value.Text.Span()]
		if literal == nil || !isWholeAttribute(literal) || literal.At().File != provider.At().File {
			return nil // half of a pair is worse than both
		}
		fix.Edits = append(fix.Edits, withoutLine(literal.At()))
	}
	return []Fix{fix}
}

var notOfName = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// variableOf names the variable that takes the place of an attribute's value.
func variableOf(resource *fact.Resource, literal *fact.Literal) variableName {
	words := strings.Join([]string{resource.Type, resource.Name, literal.Name.Reveal()}, "_")
	return variableName{path.Dir(literal.At().File.Path()), notOfName.ReplaceAllString(words, "_")}
}

// variable puts a sensitive variable in the place of a value, and declares it at
// the end of the file. A module that is called would need it of its callers too.
func (c *credentialFixes) variable(resource *fact.Resource, literal *fact.Literal) []Fix {
	file, wanted := literal.At().File, variableOf(resource, literal)
	name := wanted.name
	if !takesVariables(resource, literal) || c.shared[literal.Value.Span()] || c.named[wanted] > 1 || c.isDeclared(wanted) {
		return nil
	}
	newline := "\n"
	if strings.Contains(file.Content(0, file.Len()), "\r\n") {
		newline = "\r\n"
	}
	block := []string{"", `variable "` + name + `" {`, "  type      = string", "  sensitive = true", "}", ""}
	if !strings.HasSuffix(file.Content(0, file.Len()), "\n") {
		block = append([]string{""}, block...)
	}
	return []Fix{{
		Title: "take the value from a sensitive variable, var." + name,
		Edits: []source.Edit{
			{Span: literal.At(), New: "var." + name},
			{Span: source.Span{File: file, Start: file.Len(), End: file.Len()}, New: strings.Join(block, newline)},
		},
	}}
}

// isDeclared reports a name that a file of a folder says in quotes, as the
// declaration of a variable does.
func (c *credentialFixes) isDeclared(v variableName) bool {
	for _, file := range c.project.Files {
		if path.Dir(file.Path()) == v.folder && strings.Contains(file.Content(0, file.Len()), `"`+v.name+`"`) {
			return true
		}
	}
	return false
}

// mysqlPassword puts the variable that MySQL's programs knew in the place of a
// password that is written behind -p in a script.
func mysqlPassword(credential *fact.Credential) []Fix {
	program, option, _ := strings.Cut(credential.Sink, " ")
	if option != "-p" || !strings.HasPrefix(program, "mysql") && !strings.HasPrefix(program, "mariadb") || !isOwnFile(credential, fact.LanguageShell) {
		return nil
	}
	at := credential.Value.Span()
	before, behind, ok := around(at)
	if !ok {
		return nil
	}
	for _, quote := range []string{`"`, "'"} {
		if strings.HasSuffix(before, " -p"+quote) && strings.HasPrefix(behind, quote) {
			at.Start, at.End = at.Start-1, at.End+1
			before, behind = before[:len(before)-1], behind[1:]
			break
		}
	}
	if !strings.HasSuffix(before, " -p") || behind != "" && !strings.HasPrefix(behind, " ") {
		return nil
	}
	return []Fix{{
		Title: "take the password from the environment, MYSQL_PWD",
		Edits: []source.Edit{{Span: at, New: `"$MYSQL_PWD"`}},
	}}
}
