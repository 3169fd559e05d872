package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/evidence"
	"github.com/hiyari/hiyari/analyzers/fact"
)

func TestWordsOfNames(t *testing.T) {
	for name, want := range map[string][]string{
		"dbPassword":    {"db", "password"},
		"API_KEY":       {"api", "key"},
		"HTTPToken":     {"http", "token"},
		"db.password-2": {"db", "password", "2"},
		"":              nil,
		"---":           nil,
	} {
		if diff := cmp.Diff(want, evidence.Words(name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Each value stands beside one that differs in what is meant, and in nothing else.
func TestTwins(t *testing.T) {
	const random = "kd93jfXq82mzPw"
	plain := func(name, value string) evidence.Candidate {
		return evidence.Candidate{Name: name, Value: value, Path: "app.conf"}
	}
	for name, c := range map[string]struct{ guilty, innocent evidence.Candidate }{
		"name":       {plain("password", random), plain("password_file", "/run/"+random)},
		"reference":  {plain("password", random), plain("password", "${DB_PASSWORD}")},
		"shell":      {plain("password", random), plain("password", "pass:$pfxPassword")},
		"role":       {plain("password", random), plain("hostname", random)},
		"switch":     {plain("password", random), plain("password", "disabled")},
		"public":     {plain("private_key", random), plain("public_key", "ssh-rsa AAAAB3NzaC1yc2E")},
		"digest":     {plain("password", random), plain("password", "$6$rounds=5000$abc$def")},
		"number":     {plain("password", random), plain("token", "3600")},
		"filled":     {plain("password", random), plain("password", "xxxxxxxxxxxx")},
		"sentence":   {plain("password", random), evidence.Candidate{Name: "password", Value: "can", Path: "a.md", Behind: " be changed later"}},
		"of-a-build": {plain("password", random), plain("password", "@DB_PASSWORD@")},
		"user-id":    {plain("password", random), plain("access_key", "AIDA"+strings.Repeat("Q", 16))},
	} {
		t.Run(name, func(t *testing.T) {
			if _, confidence, ok := evidence.Judge(c.guilty); !ok || confidence == fact.Low {
				t.Errorf("the guilty one is %d, %t", confidence, ok)
			}
			if _, confidence, ok := evidence.Judge(c.innocent); ok && confidence != fact.Low {
				t.Errorf("the innocent one is %d", confidence)
			}
		})
	}
}

func TestPlaceholdersAreNeverSure(t *testing.T) {
	for _, value := range []string{"changeme123", "your-password-here", "<password>", "EXAMPLE-kd93jfXq82", "remotePassword", "BOOK_DB_PASSWORD", "my-secret-token"} {
		if _, confidence, ok := evidence.Judge(evidence.Candidate{Name: "password", Value: value, Quoted: true, Path: "a.env"}); ok && confidence != fact.Low {
			t.Errorf("%s is %d", value, confidence)
		}
	}
}

func TestReasonsAreTheStrongestFirst(t *testing.T) {
	signs := evidence.Signs(evidence.Candidate{Name: "DB_PASSWORD", Value: "kd93jfXq82mzPw", Path: "app.env"})
	reasons := evidence.Reasons(signs)
	if len(reasons) < 3 || !slices.IsSortedFunc(reasons, func(a, b evidence.Reason) int {
		switch {
		case a.Weight*a.Weight > b.Weight*b.Weight:
			return -1
		case a.Weight*a.Weight < b.Weight*b.Weight:
			return 1
		}
		return 0
	}) {
		t.Errorf("%v", reasons)
	}
	if !slices.ContainsFunc(reasons, func(r evidence.Reason) bool { return r.Sign == "is named as a password" && r.Weight > 0 }) {
		t.Errorf("the name does not count: %v", reasons)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("password", "kd93jfXq82mzPw", "a.conf", " and more")
	f.Add("apiKey", "\xff\xfe", "", "(")
	f.Add("", "$", "x", "")
	f.Fuzz(func(t *testing.T, name, value, path, behind string) {
		signs, _, ok := evidence.Judge(evidence.Candidate{Name: name, Value: value, Path: path, Behind: behind})
		if p := evidence.Probability(signs); p < 0 || p > 1 || ok && signs == nil {
			t.Errorf("%f, %t, %v", p, ok, signs)
		}
	})
}
