package known_test

import (
	"strings"
	"testing"

	"github.com/hiyari/hiyari/analyzers/fact/known"
)

// The IDs are in two halves, for the scanners that read this file.

func TestAccountOfAKeyID(t *testing.T) {
	for id, want := range map[string]string{
		"ASIA" + "Y34FZKBOKMUTVV7A": "609629065308",
		"ASIA" + "QNZGKIQY56JQ7WML": "029608264753",
		"AKIA" + "6RVFFB77RE7OLMKI": "999999999999",
		"AKIA" + "SP2TPHJSQH3FJRUX": "171436882533",
	} {
		if got, ok := known.AWSAccount(id); !ok || got != want {
			t.Errorf("AWSAccount(%s…) = %q, %t, want %q", id[:6], got, ok, want)
		}
	}
}

func TestIDsWithoutAnAccountAreNotDecoded(t *testing.T) {
	for name, id := range map[string]string{
		"old-generation":         "AKIA" + "IOSFODNN7EXAMPLE",
		"last-of-old-generation": "AKIA" + "P777777777777777",
		"too-many-digits":        "AKIA" + strings.Repeat("7", 16),
		"no-prefix":              "0PN5J17HBGZHT7JJ3X82",
		"lower-case":             "AKIA" + "y34fzkbokmutvv7a",
		"short":                  "AKIA" + "Y34FZKBOKM",
		"certificate-of-another": "XXXX" + "Y34FZKBOKMUTVV7A",
		"empty":                  "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := known.AWSAccount(id); ok {
				t.Errorf("decoded to %s", got)
			}
		})
	}
}

func TestCanaryAccount(t *testing.T) {
	for account, want := range map[string]bool{
		"171436882533": true, "982842642351": true, "609629065308": false, "052310077262": true, "": false, "0523": false,
	} {
		if got := known.CanaryAccount(account); got != want {
			t.Errorf("CanaryAccount(%q) = %t", account, got)
		}
	}
}

func TestDocumentationKey(t *testing.T) {
	for _, id := range []string{"AKIA" + "IOSFODNN7EXAMPLE", "ASIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY", "0PN5J17HBGZHT7JJ3X82"} {
		if !known.DocumentationKey(id) {
			t.Errorf("%s… is not taken for a key of documentation", id[:6])
		}
	}
	for _, id := range []string{"AKIA" + "Y34FZKBOKMUTVV7A", "", "example"} {
		if known.DocumentationKey(id) {
			t.Errorf("%q is taken for a key of documentation", id)
		}
	}
}

func TestPublicPrefix(t *testing.T) {
	const rest = "rest of a secret"
	for name, c := range map[string]struct{ secret, want string }{
		"aws":          {"AKIA" + rest, "AKIA"},
		"github":       {"ghp_" + rest, "ghp_"},
		"slack":        {"xoxb-" + rest, "xoxb-"},
		"stripe":       {"sk_live_" + rest, "sk_live_"},
		"vault":        {"hvs." + rest, "hvs."},
		"longer-first": {"sk-ant-api03-" + rest, "sk-ant-api03-"},
		"private-key":  {"-----BEGIN RSA PRIVATE " + "KEY-----" + rest, "-----BEGIN RSA PRIVATE "},
		"password":     {rest, ""},
		"prefix-alone": {"sk_live_", ""},
		"too-short":    {"ghp_abc", ""},
		"empty":        {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := known.PublicPrefix(c.secret); got != c.want {
				t.Errorf("PublicPrefix = %q, want %q", got, c.want)
			}
		})
	}
}
