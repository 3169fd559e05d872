package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// expandAWS finds what AWS's resources hold as JSON.
func expandAWS(r *fact.Resource, emit fact.Emit) {
	switch r.Type {
	case "aws_ssm_document":
		for _, document := range structuresOf(r.Body, "content") {
			runCommands(r, document, "", emit)
		}
	case "aws_ssm_association", "aws_ssm_maintenance_window_task":
		shellParameters(r, emit)
	case "aws_ecs_task_definition":
		for _, containers := range structuresOf(r.Body, "container_definitions") {
			for container := range leaves(containers) {
				runContainer(r, container, "entryPoint", "command", emit)
				setVariables(r, container, "environment", emit)
			}
		}
	case "aws_cloudwatch_event_target":
		targetInput(r, r.Body, emit)
	case "aws_scheduler_schedule":
		for target := range blocksOf(r.Body, "target") {
			targetInput(r, target.Value, emit)
		}
	}
}

// shellParameters emits the commands that the document for shell scripts is given.
func shellParameters(r *fact.Resource, emit fact.Emit) {
	if isShellDocument(wordOf(r.Body, "name")) {
		for _, v := range at(r.Body, "parameters.commands") {
			embedLines(r, v, emit)
		}
	}
	if isShellDocument(wordOf(r.Body, "task_arn")) {
		for _, v := range at(r.Body, "task_invocation_parameters.run_command_parameters.parameter") {
			if isWord(v, "name", "commands") {
				embedLines(r, v.Get("values"), emit)
			}
		}
	}
}

// isShellDocument reports the document of AWS that runs a shell script.
func isShellDocument(name source.Text) bool {
	return name.Known() && strings.HasSuffix(name.Reveal(), "AWS-RunShellScript")
}

// structuresOf lists the values of an attribute that holds JSON, or a structure
// already.
func structuresOf(body *fact.Value, name string) []*fact.Value {
	var all []*fact.Value
	for item := range leaves(body.Get(name)) {
		if item.Form == fact.Object {
			all = append(all, item.Value)
		} else if v := readJSON(textOf(item.Value)); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// runCommands emits the scripts of a document of Systems Manager: of each step
// whose action is a shell script's, in schema 1.2 by the name it stands under.
func runCommands(r *fact.Resource, v *fact.Value, action string, emit fact.Emit) {
	for item := range leaves(v) {
		if named := wordOf(item.Value, "action"); named.Len() > 0 {
			action = named.Reveal()
		}
		for _, e := range item.Entries {
			switch name := e.Name.Reveal(); {
			case name == "runCommand" && action == "aws:runShellScript":
				embedLines(r, e.Value, emit)
			case strings.HasPrefix(name, "aws:"):
				runCommands(r, e.Value, name, emit)
			default:
				runCommands(r, e.Value, action, emit)
			}
		}
	}
}

// embedLines emits a script whose lines are a list's items.
func embedLines(r *fact.Resource, v *fact.Value, emit fact.Emit) {
	var lines []source.Text
	certainty, at := fact.Always, source.Span{}
	for item := range leaves(v) {
		if len(lines) > 0 {
			lines = append(lines, source.Literal("\n"))
		}
		lines = append(lines, textOf(item.Value))
		certainty = max(certainty, item.certainty)
		if at.IsZero() {
			at = item.At
		}
	}
	if script := source.Concat(lines...); script.Len() > 0 {
		emit(&fact.Embedded{Node: fact.NewNode(at, r, certainty), Language: fact.LanguageShell, Content: script, How: "aws:runShellScript"})
	}
}

// targetInput finds what an event gives to its target: the commands of a
// document that runs a script, or those of containers.
func targetInput(r *fact.Resource, target *fact.Value, emit fact.Emit) {
	for _, input := range structuresOf(target, "input") {
		if isShellDocument(wordOf(target, "arn")) {
			embedLines(r, input.Get("commands"), emit)
		}
		for override := range leaves(input.Get("containerOverrides")) {
			runContainer(r, override, "entryPoint", "command", emit)
			setVariables(r, override, "environment", emit)
		}
	}
}

// runContainer emits the command that a container starts.
func runContainer(r *fact.Resource, container leaf, entry, command string, emit fact.Emit) {
	var argv []source.Text
	for _, name := range []string{entry, command} {
		for item := range leaves(container.Get(name)) {
			argv = append(argv, textOf(item.Value))
		}
	}
	if len(argv) == 0 || argv[0].HasPrefix("-") {
		return // only arguments of what the image starts
	}
	span := source.Concat(argv...).Span()
	if span.IsZero() {
		span = container.At
	}
	if span.IsZero() {
		span = r.At()
	}
	emit(&fact.Command{Node: fact.NewNode(span, r, container.certainty), Argv: argv, Shown: span, Via: []string{"container"}})
}

// setVariables emits the variables of a container, each a name with a value.
func setVariables(r *fact.Resource, container leaf, list string, emit fact.Emit) {
	for _, v := range container.GetAll(list) {
		for pair := range leaves(v) {
			name, value := wordOf(pair.Value, "name"), wordOf(pair.Value, "value")
			if name.Len() > 0 && value.Len() > 0 && !value.Span().IsZero() {
				emit(&fact.Literal{Node: fact.NewNode(value.Span(), r, max(container.certainty, pair.certainty)), Name: name, Value: value})
			}
		}
	}
}

// expandExtension finds the command of Azure's extension for custom scripts.
func expandExtension(r *fact.Resource, emit fact.Emit) {
	for _, name := range []string{"settings", "protected_settings"} {
		for _, settings := range structuresOf(r.Body, name) {
			for _, key := range []string{"commandToExecute", "script"} {
				if v := settings.Get(key); v != nil && !strings.Contains(strings.ToLower(v.Text.Reveal()), "powershell") {
					embedScript(r, v, key, emit)
				}
			}
		}
	}
}
