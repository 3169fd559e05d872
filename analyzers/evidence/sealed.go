package evidence

import "strings"

// seal is how a tool marks a value that it has encrypted.
type seal struct {
	begin, end string
	least      int // bytes of a value that is one
}

// seals are values that open nothing without a key that stands elsewhere.
var seals = []seal{
	{"$ANSIBLE_VAULT;", "", 0},          // https://docs.ansible.com/ansible/latest/vault_guide
	{"ENC[", "]", 0},                    // SOPS and hiera-eyaml
	{"ENC(", ")", 0},                    // Jasypt, as in Spring's properties
	{"{cipher}", "", 0},                 // Spring Cloud Config
	{"{", "=}", 12},                     // settings-security of Maven, and Jenkins: base64
	{"vault:v", "", 0},                  // Vault's transit engine
	{"AQICAH", "", 100},                 // the header of a ciphertext of AWS KMS
	{"AQECAH", "", 100},                 // its data keys
	{"CiQA", "", 100},                   // of Google's KMS
	{"Ag", "", 500},                     // SealedSecret: the length of a key of 4,096 bits comes first
	{"-----BEGIN PGP MESSAGE", "", 0},   // RFC 9580
	{"-----BEGIN AGE ENCRYPTED", "", 0}, // https://age-encryption.org/v1
	{"age-encryption.org/", "", 0},      // the same, in binary
	{"@Microsoft.KeyVault(", ")", 0},    // https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
}

// isSealed reports a value that is encrypted.
func isSealed(value string) bool {
	for _, s := range seals {
		if len(value) >= s.least && strings.HasPrefix(value, s.begin) && strings.HasSuffix(value, s.end) {
			return true
		}
	}
	return false
}
