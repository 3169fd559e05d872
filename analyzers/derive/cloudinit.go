package derive

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// cloud-init tells its formats apart by their first bytes, or by the type that
// a part of a message declares.
//
// https://docs.cloud-init.io/en/latest/explanation/format.html

// What a text that runs at each boot is embedded as. Other scripts run once in
// the life of an instance, which is no job.
const (
	howBoothook = "boothook"
	howBootcmd  = "bootcmd"
)

// userDataFormat is one of cloud-init's formats.
type userDataFormat struct {
	prefix, contentType string
	language            fact.Language // none: nothing in it runs here
	dialect             fact.Dialect
	how                 string // empty: as its host says
}

// userDataFormats are looked through in order.
var userDataFormats = []userDataFormat{
	{prefix: "#cloud-config-archive", contentType: "text/cloud-config-archive", language: fact.LanguageYAML},
	{prefix: "#cloud-config-jsonp", contentType: "text/cloud-config-jsonp", language: fact.LanguageYAML},
	{prefix: "#cloud-config", contentType: "text/cloud-config", language: fact.LanguageYAML, dialect: fact.DialectCloudConfig},
	{prefix: "#cloud-boothook", contentType: "text/cloud-boothook", language: fact.LanguageShell, how: howBoothook},
	{contentType: "text/x-shellscript-per-boot", language: fact.LanguageShell, how: howBoothook},
	{contentType: "text/x-shellscript", language: fact.LanguageShell},
	{contentType: "text/x-shellscript-per-once", language: fact.LanguageShell},
	{contentType: "text/x-shellscript-per-instance", language: fact.LanguageShell},
	{prefix: "#include", contentType: "text/x-include-url"},     // addresses of what is fetched
	{contentType: "text/x-include-once-url"},                    //
	{prefix: "#part-handler", contentType: "text/part-handler"}, // Python
	{prefix: "#upstart-job", contentType: "text/upstart-job"},   // gone with Ubuntu 14.04
	{prefix: "<powershell>"},
	{prefix: "<script>"},
	{prefix: "rem cmd"}, // of Windows
	{prefix: "Content-Type:"},
	{prefix: "MIME-Version:"},
	{prefix: "From nobody"}, // messages that have no parts
}

// templateLine begins user data that cloud-init expands first.
const templateLine = "## template: jinja"

// formatOf tells the format of a part, by the type it declares or by how it
// begins. A plain text without a known beginning is a script.
func formatOf(contentType string, script source.Text) userDataFormat {
	value := script.Reveal()
	template := strings.HasPrefix(value, templateLine)
	if template {
		_, value, _ = strings.Cut(value, "\n")
	}
	declared := contentType != "" && contentType != "text/plain" && contentType != "text/jinja2"
	for _, f := range userDataFormats {
		if declared && f.contentType == contentType || !declared && f.prefix != "" && strings.HasPrefix(value, f.prefix) {
			if template && f.language != fact.LanguageYAML {
				return userDataFormat{}
			}
			return f
		}
	}
	if declared || template || isOtherProgram(script) {
		return userDataFormat{}
	}
	return userDataFormat{language: fact.LanguageShell}
}

// maxWrapped bounds how many encodings and messages lie around a text.
const maxWrapped = 4

// embedScript emits what an attribute gives to a machine for its start.
func embedScript(r *fact.Resource, v *fact.Value, name string, emit fact.Emit) {
	for item := range leaves(v) {
		if item.Form == fact.Scalar { // a hole or a reference: nothing to read
			embedUserData(r, item, "", item.Text, name, maxWrapped, emit)
		}
	}
}

// embedPart emits a part of cloud-init's data, by the type that it declares.
func embedPart(r *fact.Resource, part leaf, how string, emit fact.Emit) {
	contentType := wordOf(part.Value, "content_type")
	if contentType.Len() == 0 {
		contentType = wordOf(part.Value, "type")
	}
	for content := range leaves(part.Get("content")) {
		if content.Form == fact.Scalar {
			content.certainty = max(content.certainty, part.certainty)
			embedUserData(r, content, contentType.Reveal(), content.Text, how, maxWrapped, emit)
		}
	}
}

// expandArchive emits the parts of an archive: texts, and objects with a type.
func expandArchive(r *fact.Resource, emit fact.Emit) {
	for part := range leaves(r.Body) {
		if part.Form == fact.Scalar {
			embedUserData(r, part, "", part.Text, "archive", maxWrapped, emit)
			continue
		}
		embedPart(r, part, "archive", emit)
	}
}

// embedUserData emits a text in any of cloud-init's formats, less what it is
// wrapped in.
func embedUserData(r *fact.Resource, at leaf, contentType string, text source.Text, how string, depth int, emit fact.Emit) {
	text = plain(text)
	if parts := mimeParts(text); parts != nil && depth > 0 {
		for _, part := range parts {
			embedUserData(r, at, part.contentType, part.body, how, depth-1, emit)
		}
		return
	}
	f := formatOf(contentType, text)
	if f.language == fact.LanguageNone {
		return
	}
	if f.how != "" {
		how = f.how
	}
	emit(&fact.Embedded{Node: fact.NewNode(at.At, r, at.certainty), Language: f.language, Dialect: f.dialect, Content: text, How: how})
}

// isOtherProgram reports a first line that names an interpreter which is no shell.
func isOtherProgram(script source.Text) bool {
	first, _, _ := strings.Cut(script.Reveal(), "\n")
	rest, found := strings.CutPrefix(first, "#!")
	words := strings.Fields(rest)
	if !found || len(words) == 0 {
		return false
	}
	name := baseOf(words[0])
	if name == "env" && len(words) > 1 {
		name = baseOf(words[len(words)-1])
	}
	return !strings.HasSuffix(name, "sh")
}

// maxInflated bounds what compressed user data may grow to.
const maxInflated = 1 << 20

// plain takes base64 and gzip off a text, where user data is inside.
func plain(t source.Text) source.Text {
	for range maxWrapped {
		if t.HasPrefix(gzipMark) {
			inflated, ok := inflate(t)
			if !ok {
				return t
			}
			t = inflated
			continue
		}
		decoded, ok := t.TrimSpace().Base64()
		if !ok || t.Len() < 8 || !isUserData(decoded.Reveal()) {
			return t
		}
		t = decoded
	}
	return t
}

// isUserData reports what base64 may hold for a machine's start. Most words
// decode to something.
func isUserData(value string) bool {
	return strings.HasPrefix(value, "#") || strings.HasPrefix(value, gzipMark) || isMIME(value) || strings.HasPrefix(value, "IyE") || strings.HasPrefix(value, "I2Ns")
}

// gzipMark begins compressed data (RFC 1952).
const gzipMark = "\x1f\x8b"

// inflate takes gzip off a text. What is compressed spells its content as a
// whole.
func inflate(t source.Text) (source.Text, bool) {
	r, err := gzip.NewReader(strings.NewReader(t.Reveal()))
	if err != nil {
		return source.Text{}, false
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, maxInflated)); err != nil {
		return source.Text{}, false
	}
	return t.Respelled(strings.ToValidUTF8(b.String(), "?")), true
}
