package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// scripts lists, for each type of resource, the attributes that hold what a
// machine runs at its start. A dot steps into a block. From the providers'
// document pages.
var scripts = map[string][]string{
	"aws_instance":                                            {"user_data", "user_data_base64"},
	"aws_spot_instance_request":                               {"user_data", "user_data_base64"},
	"aws_spot_fleet_request":                                  {"launch_specification.user_data"},
	"aws_launch_template":                                     {"user_data"},
	"aws_launch_configuration":                                {"user_data", "user_data_base64"},
	"aws_lightsail_instance":                                  {"user_data"},
	"aws_opsworks_instance":                                   {"user_data"},
	"google_compute_instance":                                 googleScripts,
	"google_compute_instance_template":                        googleScripts,
	"google_compute_region_instance_template":                 googleScripts,
	"google_compute_instance_from_template":                   googleScripts,
	"google_compute_project_metadata":                         {"metadata.startup-script"},
	"azurerm_linux_virtual_machine":                           {"custom_data", "user_data"},
	"azurerm_linux_virtual_machine_scale_set":                 {"custom_data", "user_data"},
	"azurerm_orchestrated_virtual_machine_scale_set":          {"os_profile.custom_data", "user_data_base64"},
	"azurerm_virtual_machine":                                 {"os_profile.custom_data"},
	"azurerm_virtual_machine_scale_set":                       {"os_profile.custom_data"},
	"azurerm_virtual_machine_run_command":                     {"source.script"},
	"digitalocean_droplet":                                    {"user_data"},
	"hcloud_server":                                           {"user_data"},
	"linode_instance":                                         {"metadata.user_data"},
	"linode_stackscript":                                      {"script"},
	"openstack_compute_instance_v2":                           {"user_data"},
	"opentelekomcloud_compute_instance_v2":                    {"user_data"},
	"huaweicloud_compute_instance":                            {"user_data"},
	"oci_core_instance":                                       {"metadata.user_data", "extended_metadata.user_data"},
	"oci_core_instance_configuration":                         {"instance_details.launch_details.metadata.user_data"},
	"alicloud_instance":                                       {"user_data"},
	"alicloud_ecs_launch_template":                            {"user_data"},
	"tencentcloud_instance":                                   {"user_data", "user_data_raw"},
	"ibm_is_instance":                                         {"user_data"},
	"ibm_is_instance_template":                                {"user_data"},
	"vultr_instance":                                          {"user_data"},
	"vultr_startup_script":                                    {"script"},
	"scaleway_instance_server":                                {"user_data.cloud-init"},
	"exoscale_compute_instance":                               {"user_data"},
	"yandex_compute_instance":                                 {"metadata.user-data"},
	"upcloud_server":                                          {"user_data"},
	"equinix_metal_device":                                    {"user_data"},
	"civo_instance":                                           {"script"},
	"ncloud_init_script":                                      {"content"},
	"data.template_file":                                      {"template"},
	"user-data":                                               {"content"},
	"aws_sagemaker_notebook_instance_lifecycle_configuration": {"on_create", "on_start"},
}

var googleScripts = []string{"metadata_startup_script", "metadata.startup-script", "metadata.user-data", "metadata.shutdown-script"}

// files lists the resources that are a file, by the attributes of its path and
// content.
var files = map[string][2]string{
	"local_file":                   {"filename", "content"},
	"local_sensitive_file":         {"filename", "content"},
	"aws_s3_object":                {"key", "content"},
	"aws_s3_bucket_object":         {"key", "content"},
	"google_storage_bucket_object": {"name", "content"},
	"github_repository_file":       {"file", "content"},
	"gitlab_repository_file":       {"file_path", "content"},
}

// expandResource finds what a resource holds in another language: scripts that
// it runs, files that it writes, commands of containers, variables it sets.
func expandResource(r *fact.Resource, emit fact.Emit) {
	for _, name := range scripts[r.Type] {
		for _, v := range at(r.Body, name) {
			embedScript(r, v, name, emit)
		}
	}
	for _, v := range append(at(r.Body, "provisioner.remote-exec.inline"), at(r.Body, "provisioner.local-exec.command")...) {
		embedScript(r, v, "provisioner", emit)
	}
	if names, ok := files[r.Type]; ok {
		writeOf(r, leaf{r.Body, fact.Always}, names[0], names[1], emit)
		copyOf(r, leaf{r.Body, fact.Always}, names[0], "source", emit)
	}
	for _, v := range at(r.Body, "provisioner.file") {
		provisioner := leaf{v, certaintyOf(v, fact.Always)}
		writeOf(r, provisioner, "destination", "content", emit)
		copyOf(r, provisioner, "destination", "source", emit)
	}
	switch {
	case r.Type == "yaml":
		expandPackage(r, emit)
	case r.Type == "data.cloudinit_config" || r.Type == "data.template_cloudinit_config" || r.Type == "cloudinit_config":
		for part := range blocksOf(r.Body, "part") {
			embedPart(r, part, "part.content", emit)
		}
	case r.Type == "cloud-config":
		expandCloudConfig(r, r.Body, emit)
	case r.Type == "cloud-config-archive":
		expandArchive(r, emit)
	case r.Type == "cloud-config-jsonp":
		expandCloudConfig(r, patched(r.Body), emit)
	case routines[r.Type] != nil:
		expandRoutines(r, emit)
	case strings.HasPrefix(r.Type, "kubernetes_"), strings.HasPrefix(r.Type, "kubernetes/"):
		expandKubernetes(r, emit)
	case strings.HasPrefix(r.Type, "aws_"):
		expandAWS(r, emit)
	case r.Type == "azurerm_virtual_machine_extension":
		expandExtension(r, emit)
	}
}

// writeOf emits the file that a body describes.
func writeOf(r *fact.Resource, body leaf, path, content string, emit fact.Emit) {
	name, text := body.Get(path), body.Get(content)
	if name == nil || text == nil || text.Form != fact.Scalar {
		return
	}
	emit(&fact.FileWrite{Node: fact.NewNode(text.At, r, certaintyOf(text, body.certainty)), Path: name.Text, Content: text.Text})
}

// copyOf emits the file of the tree that a body copies.
func copyOf(r *fact.Resource, body leaf, path, source string, emit fact.Emit) {
	name, from := body.Get(path), body.Get(source)
	if name == nil || from == nil || from.Form != fact.Scalar {
		return
	}
	emit(&fact.FileWrite{
		Node: fact.NewNode(from.At, r, certaintyOf(from, body.certainty)), Path: name.Text, From: from.Text, FromScope: fact.TreeScope,
	})
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
