package report

import (
	"fmt"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// fields are what rules read of a fact, besides its place.
func (w *factWriter) fields(f fact.Fact) []field {
	switch f := f.(type) {
	case *fact.Document:
		return []field{w.word("path", f.Path), w.word("language", string(f.Language)), w.word("dialect", string(f.Dialect)), w.word("scope", string(f.Scope)), flag("virtual", f.Virtual)}
	case *fact.Function:
		return []field{w.word("name", f.Name)}
	case *fact.Literal:
		return []field{w.text("name", f.Name), w.text("value", f.Value)}
	case *fact.Command:
		return w.commandFields(f)
	case *fact.Call:
		return w.callFields(f)
	case *fact.Resource:
		return []field{w.word("address", f.Address), w.word("type", f.Type), w.word("scope", string(f.Scope))}
	case *fact.FileWrite:
		return []field{w.text("path", f.Path), w.text("content", f.Content), w.text("from", f.From), w.text("mode", f.Mode), flag("append", f.Append), w.word("dialect", string(f.Dialect)), w.word("user", f.User)}
	case *fact.Embedded:
		return []field{w.word("language", string(f.Language)), w.word("dialect", string(f.Dialect)), w.word("how", f.How)}
	case *fact.Ref:
		return []field{w.word("how", f.How), w.text("target", f.Target)}
	case *fact.Comment:
		return nil // the span says it all
	default:
		return w.domainFields(f)
	}
}

func (w *factWriter) commandFields(c *fact.Command) []field {
	fields := []field{w.texts("argv", c.Argv)}
	for _, a := range c.Env {
		fields = append(fields, w.text("env."+w.masker.Text(a.Name), a.Value))
	}
	return append(fields, w.word("via", strings.Join(c.Via, ",")), w.text("stdin", c.Stdin), w.text("stdout", c.Stdout.Path))
}

func (w *factWriter) callFields(c *fact.Call) []field {
	name := c.Function
	if c.Receiver != "" {
		name = c.Receiver + "." + name
	}
	fields := []field{w.word("function", c.Package+"."+name)}
	for i, arg := range c.Args {
		fields = append(fields, field{fmt.Sprintf("arg%d", i), w.value(arg)})
	}
	for _, e := range c.Set {
		fields = append(fields, field{"set." + w.masker.Text(e.Name), w.value(e.Value)})
	}
	return fields
}

// value spells a configuration tree as Terraform would: lists in brackets,
// objects in braces, `?` for what is not known.
func (w *factWriter) value(v *fact.Value) string {
	switch v.Form {
	case fact.Scalar, fact.Reference:
		return quote(w.masker.Text(v.Text))
	case fact.List:
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = w.value(item)
		}
		return "[" + strings.Join(items, " ") + "]"
	case fact.Object, fact.Block:
		entries := make([]string, len(v.Entries))
		for i, e := range v.Entries {
			entries[i] = w.masker.Text(e.Name) + "=" + w.value(e.Value)
		}
		return "{" + strings.Join(entries, " ") + "}"
	case fact.Null:
		return "null"
	case fact.Hole:
	}
	return "?"
}

// domainFields are the fields of what derive makes.
func (w *factWriter) domainFields(f fact.Fact) []field {
	switch f := f.(type) {
	case *fact.Job:
		return []field{w.text("schedule", f.Schedule), w.word("when", f.When.Words()), w.text("zone", f.Zone), w.text("user", f.User), tri("rare", f.Rare), tri("enabled", f.Enabled)}
	case *fact.DNSQuery:
		return []field{{"asks", askedName(f.Asks)}, w.text("server", f.Server), w.text("name", f.Name), w.text("program", f.Program)}
	case *fact.ResolverSetting:
		told := [...]string{fact.ToldMachine: "machine", fact.ToldContainer: "container", fact.ToldProgram: "program", fact.ToldNetwork: "network", fact.ToldClients: "clients"}[f.Told]
		return []field{{"told", told}, w.word("of", f.Of), {"asks", askedName(f.Asks)}, w.text("server", f.Server), w.text("zone", f.Zone), flag("spare", f.Spare)}
	case *fact.Contact:
		return []field{w.text("host", f.Host), w.text("port", f.Port), w.word("scheme", f.Scheme), tri("upload", f.Upload)}
	case *fact.NetworkGroup:
		return []field{w.word("address", f.Address), {"default", action(f.Default)}}
	case *fact.NetworkRule:
		return w.ruleFields(f)
	case *fact.Credential:
		return []field{w.word("type", f.Type), w.text("value", f.Value), w.text("name", f.Name), w.word("sink", f.Sink), {"confidence", confidenceName(f.Confidence)}, flag("example", f.Example)}
	case *fact.Package:
		return []field{w.text("name", f.Name), w.word("family", f.Family), w.word("via", f.Via), tri("settled", f.Settled)}
	case *fact.Identity:
		grade := [...]string{fact.GradeNone: "none", fact.GradeC: "C", fact.GradeB: "B", fact.GradeA: "A"}[f.Grade]
		principal := [...]string{fact.PrincipalUnknown: "unknown", fact.Root: "root", fact.UserNamedRoot: "user-named-root", fact.RootSession: "root-session"}[f.Principal]
		return []field{{"principal", principal}, {"grade", grade}, w.word("how", f.How), w.word("account", f.Account)}
	default: // base kinds are fields' part
		return nil
	}
}

func (w *factWriter) ruleFields(r *fact.NetworkRule) []field {
	fields := []field{{"action", action(r.Action)}, w.word("protocol", string(r.Protocol))}
	for _, target := range r.Targets {
		fields = append(fields, w.text("target", target.Text))
	}
	for _, ports := range r.Ports {
		fields = append(fields, field{"ports", fmt.Sprintf("%d-%d", ports.From, ports.To)})
	}
	return append(fields, tri("all-ports", r.AllPorts))
}

func askedName(a fact.Asked) string {
	return [...]string{fact.System: "system", fact.Named: "named", fact.Roots: "roots", fact.Authoritative: "authoritative"}[a]
}

func action(a fact.Action) string {
	return [...]string{fact.ActionUnknown: "unknown", fact.Allow: "allow", fact.Deny: "deny"}[a]
}
