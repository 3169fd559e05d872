// Code generated from analyzers/fact/known/aws.go by go generate there. DO NOT EDIT.

package known

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// AWSAccount decodes the account number that the ID of an access key holds. ok
// is false for IDs made before about 2019, which hold none: decoding them all
// the same gives rubbish. The account never says who in it owns the key.
func AWSAccount(keyID string) (account string, ok bool) {
	const prefix, account40 = 4, 1 << 40
	if len(keyID) != 20 || !awsPrefix(keyID[:prefix]) {
		return "", false
	}
	raw, err := base32.StdEncoding.DecodeString(keyID[prefix:])
	if err != nil || raw[0]&0x80 == 0 { // the first bit tells the generations apart
		return "", false
	}
	number := binary.BigEndian.Uint64(raw[:8]) >> 23 % account40
	if number > 999_999_999_999 {
		return "", false
	}
	return fmt.Sprintf("%012d", number), true
}

// awsPrefix reports a prefix of the IDs of things that belong to one account.
func awsPrefix(prefix string) bool {
	switch prefix {
	case "AKIA", "ASIA", "ABIA", "ACCA", // keys
		"AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA": // users, roles, …
		return true
	}
	return false
}

// CanaryAccount reports an account whose keys are planted to be found: who
// uses one alerts its planter. The list is trufflehog's.
func CanaryAccount(account string) bool {
	return slices.Contains(strings.Fields(canaryAccounts), account)
}

// The first ten are Thinkst's own, the others look alike.
const canaryAccounts = `
	052310077262 171436882533 534261010715 595918472158 717712589309
	819147034852 992382622183 730335385048 266735846894 893192397702
	044858866125 251535659677 344043088457 351906852752 390477818340
	426127672474 427150556519 439872796651 445142720921 465867158099
	637958123769 693412236332 732624840810 735421457923 959235150393
	982842642351
`

// DocumentationKey reports a key ID or secret key that AWS's documentation
// shows. They all hold the word EXAMPLE, but for the one of the first S3 guide.
func DocumentationKey(id string) bool {
	return strings.Contains(id, "EXAMPLE") || id == "0PN5J17HBGZHT7JJ3X82" || strings.HasPrefix(id, "uV3F3Ylu")
}

// PublicPrefix returns the beginning of a secret that everybody knows, because
// it says only of what kind the secret is. It is all that may be shown of one;
// empty where nothing may.
func PublicPrefix(secret string) string {
	const hidden = 8 // characters that stay unknown, at least
	for _, prefix := range publicPrefixes {
		if strings.HasPrefix(secret, prefix) && len(secret) >= len(prefix)+hidden {
			return prefix
		}
	}
	return ""
}

// publicPrefixes has longer prefixes before their own beginnings.
var publicPrefixes = []string{
	"AKIA", "ASIA", "ABIA", "ACCA", "A3T", "ABSK", // AWS
	"AIza", "ya29.", "GOCSPX-", // Google
	"LTAI",                                                // Alibaba
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", // GitHub
	"glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "gloas-", "glagent-", "glft-", "glimt-", "glsoat-", "glffct-", // GitLab
	"xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xapp-", // Slack
	"sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "whsec_", // Stripe
	"sk-ant-api03-", "sk-ant-admin01-", "sk-proj-", "sk-svcacct-", "sk-admin-", // Anthropic, OpenAI
	"hvs.", "hvb.", "hvr.", // Vault
	"dop_v1_", "doo_v1_", "dor_v1_", "dapi", "npm_", "pypi-", "rubygems_", "SG.", "shpat_", "shpca_", "shppa_", "shpss_",
	"hf_", "lin_api_", "pul-", "sntrys_", "sntryu_", "glsa_", "glc_", "dp.pt.", "PMAK-", "AGE-SECRET-KEY-1",
	"-----BEGIN OPENSSH PRIVATE ", "-----BEGIN RSA PRIVATE ", "-----BEGIN EC PRIVATE ", "-----BEGIN PRIVATE ", "-----BEGIN ",
}
