package evidence

import (
	"strings"
	"testing"
)

func TestSealedValuesAreNoSecrets(t *testing.T) {
	body := strings.Repeat("q7Zx9Lw2", 80)
	for _, value := range []string{
		"{" + body[:40] + "=}", "ENC[AES256_GCM,data:" + body[:20] + "]", "ENC(" + body[:24] + ")", "{cipher}" + body[:64], "vault:v1:" + body[:40],
		"AQICAH" + body[:120], "AgBy" + body[:600], "@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/b)",
	} {
		if _, _, ok := Judge(Candidate{Name: "password", Value: value, Path: "app.yaml"}); ok {
			t.Errorf("%.12s… is taken for a secret", value)
		}
	}
	for _, value := range []string{"{" + body[:9], "AgBy" + body[:20], "AQICAH" + body[:12], "ENC" + body[:12], "vault" + body[:12]} {
		if _, _, ok := Judge(Candidate{Name: "password", Value: value, Path: "app.yaml"}); !ok {
			t.Errorf("%.12s… is no secret", value)
		}
	}
}
