package yaml

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// form is what a text's path, dialect and first line say that it is. It decides
// which marks of a template stand in it.
type form string

const (
	formAny         form = ""
	formCloudConfig form = "cloud-config"
	formArchive     form = "cloud-config-archive"
	formPatch       form = "cloud-config-jsonp"
	formUserData    form = "user-data" // scripts, messages of several parts: no YAML
	formWorkflow    form = "github-workflow"
	formAction      form = "github-action"
	formGitLab      form = "gitlab-ci"
	formCompose     form = "compose"
	formNetplan     form = "netplan"
	formDocker      form = "docker-daemon"
	formNetwork     form = "network-config"
)

// jinja is the first line of user data that cloud-init expands.
const jinja = "## template: jinja"

// firstLines tell cloud-init's formats apart.
var firstLines = []struct {
	prefix string
	form   form
}{
	{"#cloud-config-archive", formArchive},
	{"#cloud-config-jsonp", formPatch},
	{"#cloud-config", formCloudConfig},
}

// cloudInitForm reads the first line of user data, behind the one that says
// that it is a template.
func cloudInitForm(head string) (form, bool) {
	head = strings.TrimPrefix(head, "\ufeff")
	if strings.HasPrefix(head, jinja) {
		_, head, _ = strings.Cut(head, "\n")
	}
	for _, l := range firstLines {
		if strings.HasPrefix(head, l.prefix) {
			return l.form, true
		}
	}
	return formAny, false
}

// paths tell the form of a file by its name, where the name is decided by the
// program that reads it.
var paths = []struct {
	pattern *regexp.Regexp
	form    form
}{
	{regexp.MustCompile(`(^|/)\.(github|gitea|forgejo)/workflows/[^/]+\.ya?ml$`), formWorkflow},
	{regexp.MustCompile(`(^|/)action\.ya?ml$`), formAction},
	{regexp.MustCompile(`(^|/)([^/]*\.)?\.?gitlab-ci(\.[^/]*)?\.ya?ml$`), formGitLab},
	{regexp.MustCompile(`(^|/)\.gitlab/ci/[^/]+\.ya?ml$`), formGitLab},
	{regexp.MustCompile(`(^|/)(docker-)?compose[^/]*\.ya?ml$`), formCompose},
	{regexp.MustCompile(`(^|/)netplan/[^/]+\.ya?ml$`), formNetplan},
	{regexp.MustCompile(`(^|/)(etc/docker/|docker/)?daemon\.json$`), formDocker},
	{regexp.MustCompile(`(^|/)network-config(\.ya?ml)?$`), formNetwork},
	{regexp.MustCompile(`(^|/)cloud\.cfg$|(^|/)cloud\.cfg\.d/[^/]+\.cfg$`), formCloudConfig},
}

func formOf(name string, dialect fact.Dialect, content string) form {
	switch dialect {
	case fact.DialectCloudConfig:
		return formCloudConfig
	case fact.DialectUserData:
		return formUserData
	default: // dialects of other languages, or none
	}
	if f, ok := cloudInitForm(content); ok {
		return f
	}
	for _, p := range paths {
		if p.pattern.MatchString(name) {
			return p.form
		}
	}
	return formAny
}

// kubernetesHead is how the JSON of a Kubernetes object begins, whichever key
// comes first.
var kubernetesHead = regexp.MustCompile(`^\s*\{\s*"(apiVersion|kind)"\s*:`)

// claims takes YAML by its name, cloud-init's formats by their first line, and
// JSON where its name or its first key tell a known kind.
func claims(name string, head []byte) (fact.Dialect, bool) {
	if _, ok := cloudInitForm(string(head)); ok {
		return fact.DialectNone, true
	}
	switch {
	case isUserData(name, string(head)):
		return fact.DialectUserData, true
	case strings.HasSuffix(name, ".json"):
		return fact.DialectNone, formOf(name, fact.DialectNone, "") != formAny || kubernetesHead.Match(head)
	case formOf(name, fact.DialectNone, "") != formAny:
		return fact.DialectNone, true
	}
	return fact.DialectNone, (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")) && !isTemplate(name, string(head))
}

// userDataNames are what files of user data are called (cloud-init's NoCloud
// source, and the habit of repositories).
var userDataNames = regexp.MustCompile(`(^|/)(user|vendor)[-_]?data(\.(txt|mime|b64|gz))?$|\.(cloud-config|user-?data)$`)

// isUserData reports cloud-init's formats that are no YAML, in a file whose
// name says what it is for. A script proves itself as such.
func isUserData(name, head string) bool {
	if !userDataNames.MatchString(name) || strings.HasPrefix(head, "#!") {
		return false
	}
	for _, prefix := range []string{"#include", "#cloud-boothook", "#part-handler", "Content-Type:", "MIME-Version:", "From nobody", jinja} {
		if strings.HasPrefix(head, prefix) {
			return true
		}
	}
	return false
}

// isTemplate reports a chart's template, which is no YAML before it is expanded.
func isTemplate(name, head string) bool {
	return strings.Contains(name, "templates/") && (strings.Contains(head, "{{-") || strings.Contains(head, "{{ ") || strings.Contains(head, "{%"))
}

// kindOf names the type of a document's resource.
func kindOf(f form, body *fact.Value) string {
	if kind := wordOf(body, "kind"); kind != "" && wordOf(body, "apiVersion") != "" {
		return "kubernetes/" + kind
	}
	switch {
	case f != formAny:
		return string(f)
	case hasEntries(body.Get("services"), "image", "build"):
		return string(formCompose)
	case body.Get("network") != nil && wordOf(body.Get("network"), "version") == "2":
		return string(formNetplan)
	}
	if isPlaybook(body) {
		return kindAnsible
	}
	return "yaml"
}

// kindAnsible is a playbook, or the tasks of a role.
const kindAnsible = "ansible"

// playKeys are keys of plays and tasks that no other list of objects has
// together with a name: `hosts`, and modules with their full names or without.
var playKeys = regexp.MustCompile(`^(hosts|import_playbook|import_tasks|include_tasks|block|become|when|notify|register|with_items|ansible\.builtin\.\w+|cron|copy|template|shell|command|service|systemd|apt|yum|dnf|package)$`)

// isPlaybook reports a list of plays or tasks, by its first item.
func isPlaybook(body *fact.Value) bool {
	if body.Form != fact.List || len(body.Items) == 0 {
		return false
	}
	first := body.Items[0]
	return slices.ContainsFunc(first.Entries, func(e fact.Entry) bool { return playKeys.MatchString(e.Name.Reveal()) })
}

// hasEntries reports an object one of whose members has one of some members.
func hasEntries(v *fact.Value, names ...string) bool {
	if v == nil {
		return false
	}
	for _, e := range v.Entries {
		if slices.ContainsFunc(names, func(name string) bool { return e.Value.Get(name) != nil }) {
			return true
		}
	}
	return false
}

// wordOf is a member that is a known scalar.
func wordOf(v *fact.Value, name string) string {
	if word := v.Get(name); word != nil && word.Form == fact.Scalar && word.Text.Known() {
		return word.Text.Reveal()
	}
	return ""
}

// nameOf is what a document calls itself.
func nameOf(body *fact.Value) string {
	for _, name := range []string{wordOf(body.Get("metadata"), "name"), wordOf(body, "name")} {
		if name != "" && !strings.Contains(name, "\n") {
			return name
		}
	}
	return ""
}

// listed is a document, or the documents that a Kubernetes list holds.
func listed(body *fact.Value) []*fact.Value {
	items := body.Get("items")
	if items == nil || items.Form != fact.List || wordOf(body, "apiVersion") == "" || !strings.HasSuffix(wordOf(body, "kind"), "List") {
		return []*fact.Value{body}
	}
	var all []*fact.Value
	for _, item := range items.Items {
		if item.Form == fact.Object {
			all = append(all, item)
		}
	}
	return all
}

// marksOf are the marks of what is filled in before a text is read as YAML.
func marksOf(f form, content string) []source.Mark {
	switch {
	case f == formWorkflow || f == formAction:
		return []source.Mark{{Open: "${{", Close: "}}", Prints: true}}
	case f == formCloudConfig && strings.HasPrefix(content, jinja):
		return []source.Mark{{Open: "{{", Close: "}}", Prints: true}, {Open: "{%", Close: "%}"}, {Open: "{#", Close: "#}", Silent: true}}
	}
	return nil
}
