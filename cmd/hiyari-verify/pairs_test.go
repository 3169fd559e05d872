package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPairs shows which secret key belongs to an ID. A, B are IDs, a, b their
// secret keys, x another 40 characters; the finding is at the last of the IDs.
func TestPairs(t *testing.T) {
	tests := map[string]struct {
		content string
		want    string // the secret key's letter, else a part of the reason
	}{
		"environment":        {"export AWS_ACCESS_KEY_ID={A}\nexport AWS_SECRET_ACCESS_KEY={a}\n", "a"},
		"one-line":           {"AWS_ACCESS_KEY_ID={A} AWS_SECRET_ACCESS_KEY='{a}' aws s3 ls\n", "a"},
		"secret-first":       {"secret: {a}\nid: {A}\n", "a"},
		"two-secret-first":   {"s: {a}\nid: {A}\ns: {b}\nid: {B}\n", "b"},
		"two-id-first":       {"id: {A}\ns: {a}\nid: {B}\ns: {b}\n", "b"},
		"csv":                {"Access key ID,Secret access key\n{A},{a}\n", "a"},
		"rootkey-csv":        {"AWSAccessKeyId={A}\r\nAWSSecretKey={a}\r\n", "a"},
		"json":               {`{"AccessKeyId": "{A}", "SecretAccessKey": "{a}"}`, "a"},
		"string-with-breaks": {`"id\n{A}\nsecret\n{a}\n"`, "a"},
		"url":                {"s3://{A}:{a}@bucket/\n", "a"},
		"profiles":           {"[one]\nid={A}\ns={a}\n[two]\nid={B}\ns={b}\n", "b"},
		"profile-without":    {"[one]\nid={A}\ns={a}\n[two]\nid={B}\n", "no secret key"},
		"far":                {"s={a}" + strings.Repeat("\n", 6) + "id={A}\n", "no secret key"},
		"near":               {"id={A}" + strings.Repeat("\n", 5) + "s={a}\n", "a"},
		"far-on-one-line":    {"s={a}" + strings.Repeat(" ", 5000) + "id={A}\n", "no secret key"},
		"repeated-id":        {"# {A}\nid={A}\ns={a}\n", "a"},
		"repeated-pair":      {"id={A}\ns={a}\nid={A}\ns={a}\n", "a"},
		"other-token":        {"token={x}\nid={A}\nsecret_key={a}\n", "a"},
		"unnamed-other":      {"{x}\n{A}\n{a}\n", "not sure"},
		"two-named":          {"secret={x}\nid={A}\nsecret={a}\n", "not sure"},
		"ids-then-secrets":   {"id={B}\nid={A}\nsecret={b}\nsecret={a}\n", "not sure"},
		"hash":               {"id={A} # 0123456789abcdef0123456789abcdef01234567\n", "no secret key"},
		"padded":             {"id={A}\ns={a}=\n", "no secret key"},
		"longer":             {"id={A}\ns={a}b\n", "no secret key"},
		"latin-1":            {"# caf\xe9\nid={A} # \xe9\ns={a}\n", "a"},
		"astral":             {"# 😀 {A}\n# {a} 😀\n", "a"},
		"byte-order-mark":    {"\xef\xbb\xbf{A} {a}", "a"},
		"crowd":              {strings.Repeat("{B}\n{b}\n", 40) + "{A}\n{a}\n", "too many"},
		"part-of-a-word":     {"x/{A}\ns={a}\n", "part of a longer word"},
	}
	ids := map[string]string{"A": longTerm(1).id, "B": longTerm(2).id}
	secrets := map[string]string{"a": longTerm(1).secret, "b": longTerm(2).secret, "x": longTerm(3).secret}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			last := test.content[strings.LastIndexAny(test.content, "AB") : strings.LastIndexAny(test.content, "AB")+1]
			for last == "" || !strings.Contains(test.content, "{"+last+"}") {
				t.Fatal("no ID")
			}
			content := test.content
			for letter, value := range ids {
				content = strings.ReplaceAll(content, "{"+letter+"}", value)
			}
			for letter, value := range secrets {
				content = strings.ReplaceAll(content, "{"+letter+"}", value)
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "f"), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			at := lastPlace(strings.TrimPrefix(content, "\xef\xbb\xbf"), ids[last])
			k, err := keysOf(dir, []finding{{rule: "hardcoded-credential", at: at}})
			if err != nil || len(k.list) != 1 {
				t.Fatalf("%d keys, %v", len(k.list), err)
			}
			got := k.list[0]
			if want, isSecret := secrets[test.want]; isSecret {
				if got.pair == nil || got.pair.secret.reveal() != want {
					t.Errorf("got %+v", got.answer)
				}
			} else if got.answer == nil || !strings.Contains(got.answer.Reason, test.want) {
				t.Errorf("got %+v, want %q", got.answer, test.want)
			}
		})
	}
}

func lastPlace(content, value string) place {
	at := strings.LastIndex(content, value)
	line := strings.Count(content[:at], "\n") + 1
	column := at - strings.LastIndex(content[:at], "\n")
	return place{path: "f", line: line, column: column, endLine: line, endColumn: column + len(value)}
}

func TestTimeIsBounded(t *testing.T) {
	var content strings.Builder
	var findings []finding
	for i := range 2000 {
		s := longTerm(uint64(i))
		fmt.Fprintf(&content, "%s %s %s\n", s.id, s.secret, strings.Repeat("x", 300))
		findings = append(findings, finding{rule: "root-access-key", at: place{path: "f", line: i + 1, column: 1, endLine: i + 1, endColumn: 21}})
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte(content.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := keysOf(dir, findings); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}
