// Package plan lowers what `terraform show -json` says of a plan: the planned
// resources, as Terraform itself has evaluated them.
//
// https://developer.hashicorp.com/terraform/internals/json-format
package plan

import (
	"errors"
	"regexp"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/analyzers/source/jsonpos"
)

// FrontEnd returns the front end for plans.
func FrontEnd() fact.FrontEnd {
	return fact.FrontEnd{Language: fact.LanguagePlan, Claims: claims, Lower: Lower}
}

// firstKey is the start of a plan, as written by Terraform or with sorted keys.
var firstKey = regexp.MustCompile(`^\s*\{\s*"(format_version|terraform_version|planned_values|applyable|complete|configuration)"\s*:`)

// claims takes JSON that begins as plans do. Lower looks for the rest.
func claims(name string, head []byte) (fact.Dialect, bool) {
	return fact.DialectNone, strings.HasSuffix(name, ".json") && firstKey.Match(head)
}

// isPlan tells a plan from states, schemas and what else has its first keys.
func isPlan(root *jsonpos.Value) bool {
	return root.Get("format_version") != nil && root.Get("planned_values") != nil
}

// Lower emits the planned resources, which stand at their addresses. JSON that
// is no plan gives nothing.
func Lower(u *fact.Unit, emit fact.Emit, notice func(fact.Notice)) {
	for _, text := range u.Texts {
		root, err := jsonpos.Parse(text.Text)
		if failure, ok := errors.AsType[*jsonpos.Error](err); ok {
			if at := text.Text.Slice(failure.Offset, failure.Offset+1); strings.Contains(text.Text.Reveal(), `"planned_values"`) {
				notice(fact.Notice{Type: kindOf(failure), Path: text.Path, At: at.Span(), Message: failure.Message})
			}
			continue
		}
		if !isPlan(root) {
			continue
		}
		r := &reader{text: text.Text, emit: emit, parent: u.Root, configuration: root.Get("configuration").Get("root_module"), expressions: map[string]map[string]*jsonpos.Value{}}
		if version := root.Get("format_version"); !version.Text.HasPrefix("1.") && !version.Text.HasPrefix("0.") {
			notice(fact.Notice{Type: fact.NoticeUnparsable, Path: text.Path, At: version.Text.Span(), Message: "a format of plans that is not known"})
			continue
		}
		r.learn(root.Get("resource_changes"))
		r.module(root.Get("planned_values").Get("root_module"))
	}
}

func kindOf(failure *jsonpos.Error) fact.NoticeType {
	if failure.Bound {
		return fact.NoticeDepth
	}
	return fact.NoticeUnparsable
}

// reader lowers one plan.
type reader struct {
	text          source.Text
	emit          fact.Emit
	parent        *fact.Document
	configuration *jsonpos.Value            // of the root module
	unknown       map[string]*jsonpos.Value // by address: what is known after the apply only
	expressions   map[string]map[string]*jsonpos.Value
}

func (r *reader) learn(changes *jsonpos.Value) {
	r.unknown = map[string]*jsonpos.Value{}
	if changes == nil {
		return
	}
	for _, change := range changes.Items {
		r.unknown[wordOf(change, "address")] = change.Get("change").Get("after_unknown")
	}
}

// wordOf is a member that is a string.
func wordOf(v *jsonpos.Value, name string) string {
	if word := v.Get(name); word != nil && word.Kind == jsonpos.String {
		return word.Text.Reveal()
	}
	return ""
}

func (r *reader) module(module *jsonpos.Value) {
	if module == nil {
		return
	}
	if resources := module.Get("resources"); resources != nil {
		for _, resource := range resources.Items {
			r.resource(resource, wordOf(module, "address"))
		}
	}
	if children := module.Get("child_modules"); children != nil {
		for _, child := range children.Items {
			r.module(child)
		}
	}
}

func (r *reader) resource(planned *jsonpos.Value, module string) {
	address := planned.Get("address")
	if address == nil || address.Kind != jsonpos.String || address.Text.Len() == 0 {
		return
	}
	kind := wordOf(planned, "type")
	if wordOf(planned, "mode") == "data" {
		kind = "data." + kind
	}
	at := address.Text.Span()
	b := &body{reader: r, at: at, expressions: r.configured(module, planned)}
	if values, sensitive := planned.Get("values"), planned.Get("sensitive_values"); values != nil && sensitive != nil {
		b.hide(source.Text{}, values, sensitive)
	}
	f := &fact.Resource{
		Node: fact.NewNode(at, r.parent, fact.Always), Type: kind, Name: wordOf(planned, "name"), Address: address.Text.Reveal(),
		Body: b.block(planned.Get("values"), r.unknown[address.Text.Reveal()], planned.Get("sensitive_values"), true),
	}
	f.Body.At = at
	r.emit(f)
}

// configured finds the expressions of a resource's attributes.
func (r *reader) configured(module string, planned *jsonpos.Value) *jsonpos.Value {
	calls := Calls(module)
	within := strings.Join(calls, ".")
	if r.expressions[within] == nil {
		in := r.configuration
		for _, call := range calls {
			in = in.Get("module_calls").Get(call).Get("module")
		}
		r.expressions[within] = expressionsOf(in.Get("resources"))
	}
	return r.expressions[within][nameOf(planned)]
}

// expressionsOf are those of the resources of a module.
func expressionsOf(resources *jsonpos.Value) map[string]*jsonpos.Value {
	all := map[string]*jsonpos.Value{}
	if resources != nil {
		for _, resource := range resources.Items {
			all[nameOf(resource)] = resource.Get("expressions")
		}
	}
	return all
}

// nameOf tells the resources of a module apart.
func nameOf(resource *jsonpos.Value) string {
	return wordOf(resource, "mode") + " " + wordOf(resource, "type") + " " + wordOf(resource, "name")
}

// Calls lists the names of the calls that lead to a module:
// `module.a["x.y"].module.b` are a and b.
func Calls(module string) []string {
	var calls []string
	inside, start := false, 0
	step := func(name string) {
		name, _, _ = strings.Cut(name, "[")
		if name != "module" && name != "" {
			calls = append(calls, name)
		}
	}
	for i := range len(module) {
		switch c := module[i]; {
		case c == '"' && (i == 0 || module[i-1] != '\\'):
			inside = !inside
		case c == '.' && !inside:
			step(module[start:i])
			start = i + 1
		}
	}
	step(module[start:])
	return calls
}

// Sources gives the source of each module that a plan calls, by the names of
// the calls that lead to it, joined by dots.
func Sources(t source.Text) map[string]string {
	sources := map[string]string{}
	root, err := jsonpos.Parse(t)
	if err != nil {
		return sources
	}
	var walk func(module *jsonpos.Value, before string)
	walk = func(module *jsonpos.Value, before string) {
		calls := module.Get("module_calls")
		if calls == nil {
			return
		}
		for _, call := range calls.Members {
			name := before + call.Name.Reveal()
			sources[name] = wordOf(call.Value, "source")
			walk(call.Value.Get("module"), name+".")
		}
	}
	walk(root.Get("configuration").Get("root_module"), "")
	return sources
}
