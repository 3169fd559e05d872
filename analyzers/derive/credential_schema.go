package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// sensitive lists, by provider, backend or type of resource, the attributes that
// its schema marks sensitive and whose names do not say so everywhere. From the
// providers' public document pages and schemas (docs/index.md and
// docs/resources of each repository; the backends' pages of Terraform's language
// documentation). A dot steps into a block, an asterisk takes every entry of a
// map.
var sensitive = map[string][]string{
	"provider alicloud":     {"security_token"},
	"provider argocd":       {"auth_token"},
	"provider auth0":        {"client_secret", "api_token"},
	"provider azuread":      {"client_secret", "client_certificate_password", "oidc_token"},
	"provider azuredevops":  {"personal_access_token", "client_secret"},
	"provider azurerm":      {"client_secret", "client_certificate_password", "oidc_token"},
	"provider cloudflare":   {"api_key", "api_user_service_key"},
	"provider confluent":    {"cloud_api_secret", "kafka_api_secret", "schema_registry_api_secret"},
	"provider consul":       {"token", "http_auth"},
	"provider databricks":   {"google_credentials", "azure_client_secret"},
	"provider datadog":      {"api_key", "app_key"},
	"provider docker":       {"registry_auth.password"},
	"provider dynatrace":    {"dt_api_token", "client_secret"},
	"provider ec":           {"apikey"},
	"provider elasticstack": {"elasticsearch.api_key", "elasticsearch.bearer_token"},
	"provider fastly":       {"api_key"},
	"provider github":       {"app_auth.pem_file"},
	"provider godaddy":      {"key", "secret"},
	"provider google":       {"credentials", "access_token"},
	"provider google-beta":  {"credentials", "access_token"},
	"provider grafana":      {"auth", "sm_access_token", "cloud_access_policy_token", "oncall_access_token"},
	"provider helm":         {"kubernetes.client_key", "kubernetes.token", "kubernetes.password", "registry.password"},
	"provider ibm":          {"ibmcloud_api_key", "iaas_classic_api_key", "iam_token"},
	"provider kafka":        {"sasl_password", "client_key", "client_key_passphrase"},
	"provider kubernetes":   {"client_key"},
	"provider launchdarkly": {"access_token"},
	"provider minio":        {"minio_password", "minio_secret_key", "minio_session_token"},
	"provider mongodbatlas": {"private_key", "client_secret"},
	"provider newrelic":     {"api_key", "insights_insert_key", "admin_api_key"},
	"provider ns1":          {"apikey"},
	"provider oci":          {"private_key", "private_key_password"},
	"provider okta":         {"private_key"},
	"provider openstack":    {"application_credential_secret"},
	"provider ovh":          {"application_secret", "consumer_key", "client_secret"},
	"provider pagerduty":    {"user_token"},
	"provider proxmox":      {"pm_password", "pm_api_token_secret"},
	"provider rancher2":     {"token_key"},
	"provider snowflake":    {"private_key", "private_key_passphrase", "oauth_access_token", "oauth_refresh_token", "passcode"},
	"provider sonarqube":    {"pass"},
	"provider tencentcloud": {"secret_key", "security_token"},
	"provider vault":        {"auth_login.parameters.*", "auth_login_userpass.password", "auth_login_jwt.jwt"},

	"backend azurerm": {"access_key", "sas_token", "client_certificate_password"},
	"backend cos":     {"secret_key"},
	"backend gcs":     {"credentials", "access_token", "encryption_key"},
	"backend http":    {"client_private_key_pem"},
	"backend oss":     {"security_token"},

	"aws_amplify_app":                      {"basic_auth_credentials"},
	"aws_cognito_identity_provider":        {"provider_details.client_secret"},
	"aws_codepipeline":                     {"stage.action.configuration.OAuthToken"},
	"aws_dx_private_virtual_interface":     {"bgp_auth_key"},
	"aws_iam_server_certificate":           {"private_key"},
	"aws_sns_platform_application":         {"platform_credential"},
	"aws_storagegateway_gateway":           {"smb_guest_password"},
	"azurerm_container_group":              {"container.secure_environment_variables.*", "init_container.secure_environment_variables.*"},
	"azurerm_key_vault_secret":             {"value"},
	"google_secret_manager_secret_version": {"secret_data"},
	"google_compute_router_peer":           {"md5_authentication_key.key"},
	"google_compute_ssl_certificate":       {"private_key"},
	"google_bigquery_data_transfer_config": {"sensitive_params.secret_access_key"},
	"mysql_user":                           {"plaintext_password"},
	"github_actions_secret":                {"plaintext_value"},
	"github_actions_organization_secret":   {"plaintext_value"},
	"github_actions_environment_secret":    {"plaintext_value"},
	"github_dependabot_secret":             {"plaintext_value"},
	"github_codespaces_secret":             {"plaintext_value"},
	"github_repository_webhook":            {"configuration.secret"},
	"circleci_environment_variable":        {"value"},
	"heroku_app":                           {"sensitive_config_vars.*"},
	"helm_release":                         {"set_sensitive.value", "repository_password"},
	"kubernetes_secret":                    {"data.*"},
	"kubernetes_secret_v1":                 {"data.*"},
	"scaleway_secret_version":              {"data"},
	"yandex_lockbox_secret_version":        {"entries.text_value"},
}

// marked lists resources whose value is sensitive where another attribute says so.
var marked = map[string]struct{ value, mark, word string }{
	"aws_ssm_parameter":                  {"value", "type", "SecureString"},
	"tfe_variable":                       {"value", "sensitive", "true"},
	"gitlab_project_variable":            {"value", "masked", "true"},
	"gitlab_group_variable":              {"value", "masked", "true"},
	"gitlab_instance_variable":           {"value", "masked", "true"},
	"azurerm_automation_variable_string": {"value", "encrypted", "true"},
}

// schema reads the attributes that a provider's schema marks.
func (s *sinks) schema(r *fact.Resource, sink string) {
	for _, path := range sensitive[sink] {
		for name, v := range entriesAt(r.Body, path) {
			confidence := fact.High
			if strings.HasSuffix(path, "*") {
				confidence = ofUsersKey(name.Reveal(), v.Text)
			}
			s.schemaValue(r, sink, name, v, confidence)
		}
	}
	if m, ok := marked[r.Type]; ok && isWord(r.Body, m.mark, m.word) {
		for name, v := range entriesAt(r.Body, m.value) {
			s.schemaValue(r, sink, name, v, fact.High)
		}
	}
}

func (s *sinks) schemaValue(r *fact.Resource, sink string, name source.Text, v leaf, confidence fact.Confidence) {
	if v.Form != fact.Scalar {
		return
	}
	kind := typeToken
	if strings.Contains(name.Reveal(), "pass") {
		kind = typePassword
	}
	s.credential(found{
		kind: kind, value: v.Text, name: name, sink: sink, confidence: confidence, certainty: v.certainty,
		evidence: "given to " + sink + " as " + name.Reveal(),
	}, r)
}

// ofUsersKey is how sure an entry of a map is, of which only some hold secrets:
// by its name, which is the user's own, and its form.
func ofUsersKey(name string, value source.Text) fact.Confidence {
	_, named := secretName(name)
	switch {
	case strings.ContainsAny(value.Reveal(), " \t\r\n"):
		return fact.Low // a file or a sentence
	case named:
		return fact.High
	case looksRandom(value.Reveal()) && !namesNoSecret(name):
		return fact.Medium
	}
	return fact.Low
}

// namesNoSecret reports entries that stand beside a secret by custom.
func namesNoSecret(name string) bool {
	switch strings.ToLower(name) {
	case "username", "user", "login", "host", "hostname", "port", "endpoint", "url", "database", "dbname", "engine", "region", "email", "namespace",
		"role", "role_id", "tls.crt", "ca.crt", "type", "provider", "name":
		return true
	}
	return false
}

// entriesAt yields the values at a dotted path with the names that hold them.
func entriesAt(body *fact.Value, path string) func(func(source.Text, leaf) bool) {
	return func(yield func(source.Text, leaf) bool) {
		walkEntries(leaf{body, fact.Always}, strings.Split(path, "."), yield)
	}
}

func walkEntries(v leaf, path []string, yield func(source.Text, leaf) bool) bool {
	for _, e := range v.Entries {
		if path[0] != "*" && !e.Name.Equal(path[0]) {
			continue
		}
		for item := range leaves(e.Value) {
			item.certainty = max(item.certainty, v.certainty)
			if len(path) == 1 {
				if !yield(e.Name, item) {
					return false
				}
			} else if !walkEntries(item, path[1:], yield) {
				return false
			}
		}
	}
	return true
}

// variable reads the default of a variable that is said to be sensitive.
func (s *sinks) variable(r *fact.Resource) {
	value := wordOf(r.Body, "default")
	if !isWord(r.Body, "sensitive", "true") || value.Len() == 0 {
		return
	}
	confidence := fact.Low
	if kind, ok := secretName(r.Name); ok && kind != "" || looksRandom(value.Reveal()) {
		confidence = fact.Medium
	}
	s.credential(found{
		kind: typeToken, value: value, name: source.Escaped(r.Name, r.At()), sink: "sensitive variable", confidence: confidence,
		evidence: "the variable is said to be sensitive",
	}, r)
}
