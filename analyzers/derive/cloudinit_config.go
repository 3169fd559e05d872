package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/calendar"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// commandModules are the keys of a cloud-config that list commands.
//
// https://docs.cloud-init.io/en/latest/reference/modules.html
var commandModules = []string{howBootcmd, "runcmd"}

// expandCloudConfig emits the scripts that a cloud-config runs and the files
// that it writes.
func expandCloudConfig(r *fact.Resource, config *fact.Value, emit fact.Emit) {
	for _, name := range commandModules {
		for _, list := range config.GetAll(name) {
			script, certainty := shellified(list)
			if script.Len() > 0 {
				emit(&fact.Embedded{
					Node: fact.NewNode(spanOr(script, list.At), r, certainty), Language: fact.LanguageShell, Dialect: fact.DialectPOSIX, Content: script, How: name,
				})
			}
		}
	}
	for file := range blocksOf(config, "write_files") {
		writeCloudFile(r, file, emit)
	}
}

// shellified is the script that cloud-init makes of a list of commands: a string
// is a line, a list is quoted word by word.
func shellified(list *fact.Value) (script source.Text, certainty fact.Certainty) {
	var parts []source.Text
	items := []*fact.Value{list}
	if list.Form == fact.List {
		items = list.Items
	}
	for _, item := range items {
		certainty = max(certainty, certaintyOf(item, fact.Always))
		switch item.Form {
		case fact.List:
			for word := range leaves(item) {
				parts = append(parts, quoted(textOf(word.Value)), source.Literal(" "))
			}
		case fact.Null:
			continue
		default:
			parts = append(parts, textOf(item))
		}
		parts = append(parts, source.Literal("\n"))
	}
	return source.Concat(parts...), certainty
}

// quoted is a word as a shell takes it whatever stands in it.
func quoted(word source.Text) source.Text {
	value := word.Reveal()
	parts := []source.Text{source.Literal("'")}
	at := 0
	for i := range len(value) {
		if value[i] == '\'' {
			quote := word.Slice(i, i+1)
			parts = append(parts, word.Slice(at, i), source.Literal(`'\`), quote, source.Literal("'"))
			at = i + 1
		}
	}
	return source.Concat(append(parts, word.Slice(at, len(value)), source.Literal("'"))...)
}

// spanOr is where a text was written, or a place that stands for it.
func spanOr(t source.Text, other source.Span) source.Span {
	if span := t.Span(); !span.IsZero() {
		return span
	}
	return other
}

// encodings take a file's content out of its spelling in a cloud-config.
var encodings = map[string][]func(source.Text) (source.Text, bool){
	"":            nil,
	"text/plain":  nil,
	"b64":         {unbase64},
	"base64":      {unbase64},
	"gz":          {inflate},
	"gzip":        {inflate},
	"gz+b64":      {unbase64, inflate},
	"gz+base64":   {unbase64, inflate},
	"gzip+b64":    {unbase64, inflate},
	"gzip+base64": {unbase64, inflate},
}

func unbase64(t source.Text) (source.Text, bool) { return t.TrimSpace().Base64() }

// writeCloudFile emits a file of write_files. Content that cannot be decoded is not
// known.
func writeCloudFile(r *fact.Resource, file leaf, emit fact.Emit) {
	path, content := wordOf(file.Value, "path"), file.Get("content")
	if path.Len() == 0 || content == nil || content.Form == fact.Null {
		return
	}
	text := textOf(content)
	steps, known := encodings[strings.ToLower(wordOf(file.Value, "encoding").Reveal())]
	for _, step := range steps {
		decoded, ok := step(text)
		if text = decoded; !ok {
			known = false
			break
		}
	}
	if !known {
		text = source.HoleAt(content.At)
	}
	emit(&fact.FileWrite{
		Node: fact.NewNode(spanOr(text, content.At), r, certaintyOf(content, file.certainty)), Path: path, Content: text,
		Append: isWord(file.Value, "append", "true", "yes", "on"), Mode: wordOf(file.Value, "permissions"),
	})
}

// patched is the cloud-config that a list of JSON Patch operations adds to an
// empty one (RFC 6902).
func patched(operations *fact.Value) *fact.Value {
	config := &fact.Value{Form: fact.Object, At: operations.At}
	for operation := range leaves(operations) {
		if !isWord(operation.Value, "op", "add", "replace") {
			continue
		}
		path := wordOf(operation.Value, "path")
		name, rest, _ := path.TrimPrefix("/").Cut("/")
		value := operation.Get("value")
		if value == nil || name.Len() == 0 {
			continue
		}
		if rest.Len() > 0 { // an item of the list
			value = &fact.Value{Form: fact.List, At: value.At, Items: []*fact.Value{value}, Maybe: value.Maybe}
		}
		config.Entries = append(config.Entries, fact.Entry{Name: name, Value: value})
	}
	return config
}

// perBoot is the folder whose scripts cloud-init runs at each boot.
const perBoot = "/var/lib/cloud/scripts/per-boot/"

// bootJobs adds the jobs of what cloud-init runs at each boot.
func bootJobs(p *fact.Project, f fact.Fact) {
	switch f := f.(type) {
	case *fact.Embedded:
		if _, ofResource := f.Parent().(*fact.Resource); !ofResource || f.How != howBoothook && f.How != howBootcmd {
			return
		}
	case *fact.Document:
		if !f.Virtual || !strings.HasPrefix(f.Path, perBoot) || f.Language != fact.LanguageShell {
			return
		}
	default:
		return
	}
	job := &fact.Job{
		Node: fact.NewNode(f.At(), f.Parent(), fact.Always), When: calendar.AtBoot(0), Trigger: fact.OnBoot, Rare: fact.Yes, Enabled: fact.Yes, User: source.Literal("root"),
	}
	p.Add(job)
	p.Link(job, f, false)
}
