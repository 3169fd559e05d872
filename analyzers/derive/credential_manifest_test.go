package derive

import "testing"

func TestCredentialsOfManifests(t *testing.T) {
	runCredentials(t, projectOf, []credentialCase{
		{"configuration", `kubernetes/ConfigMap.m{ kind="ConfigMap" data={ password="winter" port="5432" } }`, []string{"high password«winter» by ConfigMap"}},
		{"configuration-twin", `kubernetes/ConfigMap.m{ kind="ConfigMap" data={ password="${DB}" existingSecret="db-auth" token_url="winter7" } }`, nil},
		{"secret", `kubernetes/Secret.m{ kind="Secret" stringData={ password="winter" } }`, []string{"high password«winter» by Secret"}},
		{"secret-twin", `kubernetes/Secret.m{ kind="Secret" stringData={ password="{{ .Values.password }}" } data={ password="d2ludGVy" } }`, nil},
	})
}
