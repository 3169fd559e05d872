package derive

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// scripts lists, for each type of resource, the attributes that hold what a
// machine runs at its start. A dot steps into a block.
var scripts = map[string][]string{
	"aws_instance":                     {"user_data", "user_data_base64"},
	"aws_spot_instance_request":        {"user_data", "user_data_base64"},
	"aws_launch_template":              {"user_data"},
	"aws_launch_configuration":         {"user_data", "user_data_base64"},
	"aws_lightsail_instance":           {"user_data"},
	"google_compute_instance":          {"metadata_startup_script", "metadata.startup-script", "metadata.user-data"},
	"google_compute_instance_template": {"metadata_startup_script", "metadata.startup-script", "metadata.user-data"},
	"azurerm_linux_virtual_machine":    {"custom_data", "user_data"},
	"azurerm_virtual_machine":          {"os_profile.custom_data"},
	"digitalocean_droplet":             {"user_data"},
	"hcloud_server":                    {"user_data"},
	"linode_instance":                  {"metadata.user_data"},
	"openstack_compute_instance_v2":    {"user_data"},
	"oci_core_instance":                {"metadata.user_data"},
	"alicloud_instance":                {"user_data"},
	"vultr_instance":                   {"user_data"},
	"scaleway_instance_server":         {"user_data.cloud-init"},
	"data.template_file":               {"template"},
	"data.cloudinit_config":            {"part.content"},
	"data.template_cloudinit_config":   {"part.content"},
}

// expandResource finds the scripts that a resource runs and the files it writes.
func expandResource(r *fact.Resource, emit fact.Emit) {
	for _, name := range scripts[r.Type] {
		for _, v := range at(r.Body, name) {
			embedScript(r, v, name, emit)
		}
	}
	for _, v := range append(at(r.Body, "provisioner.remote-exec.inline"), at(r.Body, "provisioner.local-exec.command")...) {
		embedScript(r, v, "provisioner", emit)
	}
	if r.Type == "local_file" || r.Type == "local_sensitive_file" {
		for _, name := range at(r.Body, "filename") {
			for _, content := range at(r.Body, "content") {
				emit(&fact.FileWrite{Node: fact.NewNode(content.At, r, fact.Always), Path: name.Text, Content: content.Text})
			}
		}
	}
}

// at lists the values at a dotted path, through repeated blocks and lists.
func at(v *fact.Value, dotted string) []*fact.Value {
	values := []*fact.Value{v}
	for name := range strings.SplitSeq(dotted, ".") {
		var next []*fact.Value
		for _, v := range values {
			next = append(next, v.GetAll(name)...)
		}
		values = next
	}
	return values
}

func embedScript(r *fact.Resource, v *fact.Value, name string, emit fact.Emit) {
	switch v.Form {
	case fact.Scalar:
		certainty := fact.Always
		if v.Maybe {
			certainty = fact.Maybe
		}
		script := plain(v.Text)
		if script.HasPrefix("#cloud-config") || script.HasPrefix("#include") || script.HasPrefix("<powershell>") {
			return // other formats of cloud-init are not shell
		}
		emit(&fact.Embedded{Node: fact.NewNode(v.At, r, certainty), Language: fact.LanguageShell, Content: script, How: name})
	case fact.List:
		for _, item := range v.Items {
			embedScript(r, item, name, emit)
		}
	default: // a hole or a reference: nothing to read
	}
}

// maxInflated bounds what compressed user data may grow to.
const maxInflated = 1 << 20

// plain takes base64 and gzip off a text, where it is a script inside.
func plain(t source.Text) source.Text {
	decoded, ok := t.TrimSpace().Base64()
	if !ok || t.Len() < 8 {
		return t
	}
	value := decoded.Reveal()
	if strings.HasPrefix(value, "\x1f\x8b") {
		if inflated, err := inflate(value); err == nil {
			return source.Escaped(inflated, decoded.Span())
		}
	}
	if strings.HasPrefix(value, "#") {
		return decoded
	}
	return t
}

func inflate(value string) (string, error) {
	r, err := gzip.NewReader(strings.NewReader(value))
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, maxInflated)); err != nil {
		return "", err
	}
	return strings.ToValidUTF8(b.String(), "?"), nil
}
