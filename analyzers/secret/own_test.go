package secret

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/secret/sample"
	"github.com/hiyari/hiyari/analyzers/source"
)

const uuid = "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"

// ownForms has for the rules of own.toml what they find, «marked» where it is a
// part of the text, and its innocent twin: what looks alike and opens nothing.
// Each form's other twins, cut short and filled with x, need not be written.
var ownForms = []struct{ rule, guilty, innocent string }{
	{"aws-secret-access-key", "aws_secret_access_key = «b{alnum:38}7»", "aws_secret_access_key_sha1 = {hex:40}"},
	{"aws-access-key-id", "aws_access_key_id=«0{upper:19}»", "aws_access_key_id=AIDA{upper:16}"},
	{"nats-nkey-seed", "SUAC{base32:54}", "UDXC{base32:52}"},
	{"microsoft-teams-webhook", "https://«outlook.office.com/webhook/" + uuid + "@" + uuid + "/IncomingWebhook/{hex:32}/" + uuid + "»", "https://outlook.office.com/webhook/" + uuid},
	{"azure-logic-app-url", "https://prod-01.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers&sv=1.0&sig=«{alnum:43}»", "https://prod-01.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-10-01"},
	{"azure-sas-token", "https://example.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00:00:00Z&sig=«{alnum:43}%3D»", "https://example.blob.core.windows.net/c?sv=2022-11-02&sig=$SIGNATURE"},
	{"azure-account-key", "DefaultEndpointsProtocol=https;AccountName=example;AccountKey=«{base64:86}==»;EndpointSuffix=core.windows.net", "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"},
	{"azure-shared-access-key", "HostName=example.azure-devices.net;SharedAccessKeyName=owner;SharedAccessKey=«{base64:43}=»", "SharedAccessKeyName=owner;SharedAccessKey=$KEY"},
	{"azure-devops-pat", "{alnum:76}AZDO{alnum:4}", "{alnum:70}AZDO{alnum:4}"},
	{"azure-devops-pat", "AZURE_DEVOPS_EXT_PAT=«{base32lower:52}»", "CHECKSUM={base32lower:52}"},
	{"azure-marked-key", "{base64:76}+ASt{base64:5}A==", "{base64:60}+ASt{base64:5}A=="},
	{"azure-marked-key", "{base64:33}AIoTB{base64:5}=", "{base64:23}AIoTB{base64:5}="},
	{"azure-marked-key", "{base64:42}AzSeB{base64:5}", "{base64:22}AzSeB{base64:5}"},
	{"azure-marked-key", "{alnum:52}JQQJ99BB{alnum:16}B{alnum:7}", "{alnum:40}JQQJ99BB{alnum:16}"},
	{"aws-appsync-api-key", "da2-{lower:26}", "sda2-{lower:26}"},
	{"amazon-mws-auth-token", "amzn.mws." + uuid, "amzn.mws.example"},
	{"amazon-oauth-client-secret", "amzn1.oa2-cs.v1.{hex:64}", "amzn1.application-oa2-client.{hex:32}"},
	{"aws-session-token", "IQoJb3JpZ2lu{base64:120}==", "IQoJb3JpZ2lu{base64:20}"},
	{"google-oauth-client-secret", "GOCSPX-{alnum:28}", "{digit:12}-{lower:32}.apps.googleusercontent.com"},
	{"google-oauth-token", "ya29.{alnum:62}", "ya29.c"},
	{"firebase-server-key", "AAAA{alnum:7}:APA91b{alnum:134}", "{alnum:22}:APA91b{alnum:134}"},
	{"telegram-bot-api-token", "https://api.telegram.org/bot«5{digit:9}:AA{alnum:33}»/getMe", "SHA256 {hex:10}:AA:{hex:33}"},
	{"discord-webhook", "https://discord.com/api/webhooks/{digit:10}{digit:8}/«{alnum:68}»", "https://discord.com/api/webhooks/{digit:10}{digit:8}"},
	{"discord-bot-token", "MT{alnum:22}.{alnum:6}.{alnum:38}", "XT{alnum:22}.{alnum:6}.{alnum:38}"},
	{"new-relic-license-key", "{hex:36}NRAL", "{hex:20}NRAL"},
	{"new-relic-user-api-key", "NRAK-{upper:27}", "NRAK-KEY"},
	{"okta-access-token", "Authorization: SSWS «00{alnum:40}»", "Authorization: SSWS ${OKTA_TOKEN}"},
	{"okta-access-token", "variable \"okta_api\" {\n  default = \"«00{alnum:40}»\"\n}", "variable \"okta_api\" {\n  default = \"\"\n}\nvariable \"app\" {\n  default = \"0oa{alnum:17}\"\n}"},
	{"salesforce-access-token", "00D{alnum:12}!{alnum:96}", "00D{alnum:15}"},
	{"doppler-api-token", "dp.st.prd.{alnum:43}", "dp.st.prd.name"},
	{"docker-hub-token", "docker login -u app -p «dckr_pat_{alnum:27}»", "docker login -u app -p dckr_pat_$TOKEN"},
	{"docker-swarm-join-token", "docker swarm join --token «SWMTKN-1-{lower:50}-{lower:25}» 192.0.2.1:2377", "docker swarm join --token SWMTKN-1-$TOKEN 192.0.2.1:2377"},
	{"k3s-token", "K10{hex:64}::server:{hex:32}", "{hex:64}::server"},
	{"kubernetes-bootstrap-token", "kubeadm join 192.0.2.1:6443 --token «{lower:6}.{lower:16}» --discovery-token-ca-cert-hash sha256:{hex:64}", "kubeadm join 192.0.2.1:6443 --token abcdef.0123456789abcdef"},
	{"rancher-api-token", "token-{lower:5}:{lower:54}", "token-{lower:5}"},
	{"proxmox-api-token", "Authorization: PVEAPIToken=root@pam!ci=«" + uuid + "»", "Authorization: PVEAPIToken=root@pam!ci=$SECRET"},
	{"portainer-access-token", "ptr_{base64:43}=", "ptr_{base64:20}="},
	{"truenas-api-key", `{"msg":"method","method":"auth.login_with_api_key","params":["«7-{alnum:64}»"]}`, `{"msg":"method","method":"auth.login_with_api_key","params":["$KEY"]}`},
	{"cloudflare-token", "cfut_{alnum:40}{hex:8}", "cfut_dir"},
	{"cloudflare-tunnel-token", "cloudflared tunnel run --token «eyJhIjoi{base64:160}»", "cloudflared tunnel run --token eyJhIjoi"},
	{"atlassian-api-token", "ATATT3xFf{alnum:180}={HEX:8}", "ATATT3xFf{alnum:40}"},
	{"gitlab-token", "glrtr-{alnum:27}", "glrtr-token"},
	{"gitlab-token", "glpat-{alnum:44}.01.{lower:9}", "glpat-name.01"},
	{"tavily-api-key", "tvly-dev-{alnum:32}", "tvly-python"},
	{"groq-api-key", "gsk_{alnum:52}", "gsk_{alnum:12}"},
	{"xai-api-key", "xai-{alnum:80}", "xai-sdk"},
	{"openrouter-api-key", "sk-or-v1-{hex:64}", "sk-or-v1-..."},
	{"anthropic-oauth-token", "sk-ant-oat01-{alnum:93}AA", "sk-ant-oat01-..."},
	{"deepseek-api-key", "sk-{hex:32}", "disk-{hex:32}"},
	{"replicate-api-token", "r8_{alnum:37}", "r8_{alnum:7}"},
	{"nvidia-api-key", "nvapi-{alnum:64}", "nvapi-{alnum:14}"},
	{"langsmith-api-key", "lsv2_pt_{hex:32}_{hex:10}", "lsv2_pt_name"},
	{"pinecone-api-key", "pcsk_{alnum:6}_{alnum:63}", "pcsk_{alnum:6}"},
	{"supabase-token", "sbp_{hex:40}", "sb_publishable_{alnum:22}_{alnum:8}"},
	{"netlify-access-token", "nfp_{alnum:36}", "nfs_{alnum:36}"},
	{"vercel-blob-token", "vercel_blob_rw_{alnum:16}_{alnum:30}", "vercel_blob_rw_token"},
	{"render-api-key", "rnd_{alnum:28}", "rnd_seed"},
	{"figma-access-token", "figd_{alnum:40}", "figd_{alnum:10}"},
	{"notion-api-token", "secret_{alnum:43}", "secret_name_of_what_is_not_one"},
	{"linear-oauth-token", "lin_oauth_{hex:64}", "lin_oauth_client"},
	{"square-oauth-secret", "sq0csp-{alnum:43}", "sq0idp-{alnum:22}"},
	{"braintree-access-token", "access_token$production${lower:16}${hex:32}", "access_token$sandbox${lower:16}${hex:32}"},
	{"stripe-webhook-secret", "whsec_{alnum:32}", "whsec_..."},
	{"mollie-api-key", "live_{alnum:30}", "alive_{alnum:30}"},
	{"onfido-live-api-token", "api_live_ca.{alnum:11}.{alnum:32}", "api_sandbox.{alnum:11}.{alnum:32}"},
	{"twitch-stream-key", "live_{digit:9}_{alnum:30}", "live_{digit:9}"},
	{"dependency-track-api-key", "odt_{alnum:8}_{alnum:32}", "odt_file"},
	{"crates-io-token", "cio{alnum:32}", "acio{alnum:32}"},
	{"nuget-api-key", "nuget push app.nupkg «oy2{base32lower:43}»", "nuget push app.nupkg oy2{lower:20}"},
	{"sourcegraph-access-token", "sgp_{hex:16}_{hex:40}", "sgp_local_{hex:10}"},
	{"adafruit-io-key", "aio_{alnum:28}", "aio_read"},
	{"kolide-api-key", "k2sk_v1_{alnum:24}", "k2sk_v1"},
	{"sonar-api-token", "squ_{hex:40}", "squ_{hex:20}"},
	{"mailgun-private-api-token", "curl -s --user 'api:«key-{hex:32}»'", "cache-key-{hex:32}"},
	{"mailchimp-api-key", "{hex:32}-us12", "{hex:32}-usa"},
	{"mapbox-secret-token", "sk.eyJ1Ijoi{alnum:60}.{alnum:22}", "pk.eyJ1Ijoi{alnum:60}.{alnum:21}"},
	{"resend-api-key", "re_{alnum:8}_{alnum:24}", "core_{alnum:8}_{alnum:24}"},
	{"mailersend-api-token", "mlsn.{hex:64}", "mlsn.key"},
	{"brevo-smtp-key", "xsmtpsib-{hex:64}-{alnum:16}", "xsmtpsib-key"},
	{"hubspot-private-app-token", "pat-na1-" + uuid, "pat-na1-name"},
	{"contentful-personal-access-token", "CFPAT-{alnum:43}", "CFPAT-{alnum:3}"},
	{"posthog-personal-api-key", "phx_{alnum:43}", "phc_{alnum:43}"},
	{"slack-client-token", "xoxc-{digit:10}-{digit:10}-{digit:10}-{hex:64}", "xoxc-..."},
	{"tailscale-key", "tailscale up --authkey=«tskey-auth-k{alnum:11}CNTRL-{alnum:32}»", "tailscale up --authkey=tskey-auth-..."},
	{"bitwarden-access-token", "0." + uuid + ".{alnum:30}:{base64:22}==", "0." + uuid},
	{"infisical-service-token", "st.{hex:24}.{hex:32}.{hex:32}", "st.{hex:24}"},
	{"circleci-api-token", "CCIPAT_{alnum:22}_{hex:40}", "CCIPAT_{alnum:22}"},
	{"buildkite-api-token", "bkua_{hex:40}", "bkua_{hex:10}"},
	{"deno-deploy-token", "ddp_{alnum:36}", "ddx_{alnum:36}"},
	{"neon-api-key", "napi_{lower:64}", "napi_env"},
	{"mongodb-atlas-service-account-secret", "mdb_sa_sk_{alnum:40}", "mdb_sa_id_{hex:24}"},
	{"cockroachdb-api-key", "CCDB1_{alnum:22}_{alnum:40}", "CCDB1_{alnum:22}"},
	{"aiven-service-password", "postgres://app:«AVNS_{alnum:19}»@db.example.com:5432/app", "AVNS_{alnum:5}"},
	{"honeycomb-api-key", "hcaik_{lower:58}", "hcaik_{lower:8}"},
	{"axiom-token", "xaat-" + uuid, "xaat-token"},
	{"apify-api-token", "apify_api_{alnum:36}", "apify_api_url"},
	{"firecrawl-api-key", "fc-{hex:32}", "afc-{hex:31}"},
	{"codeclimate-reporter-id", "CC_TEST_REPORTER_ID: «{hex:64}»", "CC_TEST_REPORTER_ID: $ID"},
	{"jenkins-api-token", "JENKINS_TOKEN=«11{hex:32}»", "BUILD_DIGEST=11{hex:32}"},
	{"jenkins-initial-password", "Please use the following password to proceed to installation:\n\n«{hex:32}»\n", "This may also be found at: /var/lib/jenkins/secrets/initialAdminPassword"},
	{"postmark-api-token", "X-Postmark-Server-Token: «" + uuid + "»", "X-Request-Id: " + uuid},
	{"snyk-api-token", "API_SNYK='«" + uuid + "»'", "SNYK_ORG='" + uuid + "'"},
	{"django-secret-key", "SECRET_KEY = '«django-insecure-{lower:31}{lower:19}»'", "django-insecure-key"},
	{"wireguard-key", "[Interface]\nPrivateKey = «{base64:42}A=»", "[Peer]\nPublicKey = {base64:42}A=\n# of DNSSEC\nPrivateKey: {base64:42}A="},
	{"dotnet-machine-key", `<machineKey validationKey="«{HEX:128}»" decryption="AES" />`, `<machineKey validationKey="AutoGenerate,IsolateApps" decryption="AES" />`},
	{"putty-private-key", puttyKey("none"), puttyKey("aes256-cbc")},
	{"psexec-password", `psexec \\host -u admin -p «{alnum:12}» cmd`, `psexec \\host -u admin -p %PASSWORD% cmd`},
	{"vault-unseal-key", "vault operator unseal «{base64:44}»", "vault operator unseal $KEY"},
}

func puttyKey(encryption string) string {
	return "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: " + encryption + "\nComment: key\nPublic-Lines: 1\n{base64:40}\n" +
		"Private-Lines: 2\n«{base64:52}\n{base64:52}\n»Private-MAC: {hex:40}\n"
}

func TestOwnRulesFindTheirForms(t *testing.T) {
	for _, form := range ownForms {
		for seed := range uint64(5) {
			text, value := unmarked(sample.Of(form.guilty, seed))
			if !slices.ContainsFunc(ofRule(form.rule, text), func(c *fact.Credential) bool { return c.Value.Reveal() == value }) {
				t.Errorf("%s: not found in %s", form.rule, form.guilty)
			}
		}
	}
}

var blank = regexp.MustCompile(`\{(\w+):(\d+)\}`)

func TestTwinsOfOwnFormsAreNotFound(t *testing.T) {
	for _, form := range ownForms {
		for name, twin := range map[string]string{
			"twin":  sample.Of(form.innocent, 1),
			"short": sample.Of(blank.ReplaceAllString(form.guilty, "{$1:3}"), 1),
			"x":     blank.ReplaceAllString(form.guilty, strings.Repeat("x", 40)),
		} {
			text, _ := unmarked(twin)
			if len(ofRule(form.rule, text)) > 0 {
				t.Errorf("%s: the twin %q of %s is found", form.rule, name, form.guilty)
			}
		}
	}
}

func TestEachOwnRuleHasAForm(t *testing.T) {
	for i := range rules {
		r := &rules[i]
		if r.catalog != ownCatalog {
			continue
		}
		found := false
		for _, form := range ownForms {
			found = found || form.rule == r.id
		}
		if !found {
			t.Errorf("%s has no form", r.id)
		}
	}
}

// unmarked takes the marks off a text and returns what stood between them.
func unmarked(text string) (whole, value string) {
	before, rest, found := strings.Cut(text, "«")
	if !found {
		return text + "\n", text
	}
	value, behind, _ := strings.Cut(rest, "»")
	return before + value + behind + "\n", value
}

// ofRule is what a rule finds in a text and is sure enough of.
func ofRule(rule, text string) (all []*fact.Credential) {
	Scan(source.NewFile("a.txt", []byte(text)).Text(), "a.txt", nil, func(f fact.Fact) {
		if c, ok := f.(*fact.Credential); ok && c.Type == rule && c.Confidence > fact.Low {
			all = append(all, c)
		}
	})
	return all
}
