package sample_test

import (
	"testing"

	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/hiyari/hiyari/analyzers/secret/sample"
)

const seeds = 50

func TestSamplesAreFlaggedByTheCatalog(t *testing.T) {
	detector, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	kinds := []struct {
		rule, name string
		of         func(uint64) string
	}{
		{"aws-access-token", "AWS_ACCESS_KEY_ID", sample.AccessKeyID},
		{"aws-access-token", "AWS_ACCESS_KEY_ID", sample.OldAccessKeyID},
		{"generic-api-key", "AWS_SECRET_ACCESS_KEY", sample.SecretAccessKey},
		{"github-pat", "TOKEN", sample.GitHubToken},
		{"slack-bot-token", "TOKEN", sample.SlackToken},
		{"generic-api-key", "PASSWORD", sample.Password},
		{"private-key", "PEM", sample.PrivateKey},
	}
	for _, kind := range kinds {
		for seed := range uint64(seeds) {
			found := false
			for _, f := range detector.DetectString(kind.name + "=\"" + kind.of(seed) + "\"\n") {
				found = found || f.RuleID == kind.rule
			}
			if !found {
				t.Errorf("%s: seed %d is not flagged", kind.rule, seed)
			}
		}
	}
}

func TestSampleDependsOnItsSeedAlone(t *testing.T) {
	makers := map[string]func(uint64) string{
		"access-key-id": sample.AccessKeyID, "secret-access-key": sample.SecretAccessKey,
		"github": sample.GitHubToken, "slack": sample.SlackToken,
		"password": sample.Password, "private-key": sample.PrivateKey,
		"form": func(seed uint64) string { return sample.Of("gsk_{alnum:52}", seed) },
	}
	for name, of := range makers {
		first, again, other := of(7), of(7), of(8)
		if first != again {
			t.Errorf("%s: one seed, two values", name)
		}
		if first == other {
			t.Errorf("%s: two seeds, one value", name)
		}
	}
}

func TestKeysHaveTheLengthAWSGivesThem(t *testing.T) {
	for seed := range uint64(seeds) {
		if n := len(sample.AccessKeyID(seed)); n != 20 {
			t.Errorf("seed %d: access key ID of %d characters", seed, n)
		}
		if n := len(sample.SecretAccessKey(seed)); n != 40 {
			t.Errorf("seed %d: secret access key of %d characters", seed, n)
		}
	}
}

func TestFormIsFilledToItsLength(t *testing.T) {
	for form, want := range map[string]int{
		"gsk_{alnum:52}": 56, "{hex:40}-{digit:12}": 53, "a{b}": 4, "{hex:x}": 7, "{": 1, "": 0,
	} {
		if got := sample.Of(form, 1); len(got) != want {
			t.Errorf("%s: %d characters, want %d", form, len(got), want)
		}
	}
}
