package rules_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hiyari/hiyari/analyzers"
	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
	"github.com/hiyari/hiyari/rules"
	"github.com/hiyari/hiyari/rules/engine"
)

func judged(tree fstest.MapFS) (engine.Result, *fact.Project) {
	project := analyzers.Load(tree, analyzers.Options{})
	return engine.Run(project, engine.Options{Audit: true, Today: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}), project
}

// mended is a tree with a fix made.
func mended(tree fstest.MapFS, fix rules.Fix) fstest.MapFS {
	after := fstest.MapFS{}
	for name, file := range tree {
		after[name] = &fstest.MapFile{Data: file.Data}
	}
	edits := slices.Clone(fix.Edits)
	slices.SortFunc(edits, func(a, b source.Edit) int { return cmp.Compare(b.Span.Start, a.Span.Start) })
	for _, edit := range edits {
		file := after[edit.Span.File.Path()]
		file.Data = slices.Concat(file.Data[:edit.Span.Start:edit.Span.Start], []byte(edit.New), file.Data[edit.Span.End:])
	}
	return after
}

// TestFixesOfExamplesEndTheirFindings makes each fix of each example alone: the
// finding is gone, no other came, and what parsed still parses.
func TestFixesOfExamplesEndTheirFindings(t *testing.T) {
	made := 0
	for _, rule := range rules.All {
		for _, e := range rule.Examples() {
			tree := fstest.MapFS{}
			for _, file := range e.Files {
				plain, _ := file.Plain()
				tree[plain.Path] = &fstest.MapFile{Data: []byte(placeholders.Replace(plain.Content))}
			}
			before, project := judged(tree)
			for i := range before.Findings {
				for _, fix := range before.Findings[i].Fixes {
					made++
					t.Run(fmt.Sprintf("%s/%s/%d", rule.Name, e.Name, i), func(t *testing.T) {
						endsFinding(t, tree, fix, before, project)
					})
				}
			}
		}
	}
	if made < 25 {
		t.Errorf("%d fixes made, want 25 or more: are examples left without theirs?", made)
	}
}

// endsFinding makes a fix and judges what it left. A fix may end further
// findings, and put an end to what an ignore was for.
func endsFinding(t *testing.T, tree fstest.MapFS, fix rules.Fix, before engine.Result, project *fact.Project) {
	t.Helper()
	after, fixed := judged(mended(tree, fix))
	if len(after.Findings) >= len(before.Findings) {
		t.Errorf("%s: %d findings before, %d after", fix.Title, len(before.Findings), len(after.Findings))
	}
	if was, is := unparsable(project), unparsable(fixed); is > was {
		t.Errorf("%s: %d notices of what does not parse before, %d after", fix.Title, was, is)
	}
}

func unparsable(p *fact.Project) int {
	n := 0
	for _, notice := range p.Notices {
		if notice.Type == fact.NoticeUnparsable {
			n++
		}
	}
	return n
}

func TestFixes(t *testing.T) {
	const ignored = "hiyari:ignore schedule it was needed"
	tests := map[string]struct {
		file, before string
		after        string // empty: no fix
	}{
		"provider": {
			"main.tf",
			"provider \"aws\" {\n  region     = \"eu-west-1\"\n  access_key = \"{{aws_access_key_id}}\"\n  secret_key = \"{{aws_secret_access_key}}\"\n}\n",
			"provider \"aws\" {\n  region     = \"eu-west-1\"\n}\n",
		},
		"provider-with-half-of-it-elsewhere": {
			"main.tf",
			"variable \"s\" { default = \"x\" }\nprovider \"aws\" {\n  access_key = \"{{aws_access_key_id}}\"\n  secret_key = var.s\n}\n", "",
		},
		"provider-on-one-line": {"main.tf", "provider \"aws\" { secret_key = \"{{aws_secret_access_key}}\" }\n", ""},
		"variable": {
			"main.tf", "resource \"aws_db_instance\" \"main-db\" {\n  password = \"{{password}}\"\n}\n",
			"resource \"aws_db_instance\" \"main-db\" {\n  password = var.aws_db_instance_main_db_password\n}\n\nvariable \"aws_db_instance_main_db_password\" {\n  type      = string\n  sensitive = true\n}\n",
		},
		"variable-in-crlf": {
			"main.tf", "resource \"aws_db_instance\" \"a\" {\r\n  password = \"{{password}}\"\r\n}\r\n",
			"resource \"aws_db_instance\" \"a\" {\r\n  password = var.aws_db_instance_a_password\r\n}\r\n\r\nvariable \"aws_db_instance_a_password\" {\r\n  type      = string\r\n  sensitive = true\r\n}\r\n",
		},
		"variable-that-exists": {"main.tf", "variable \"aws_db_instance_a_password\" {}\nresource \"aws_db_instance\" \"a\" {\n  password = \"{{password}}\"\n}\n", ""},
		"variables-of-one-name": {
			"main.tf", "resource \"aws_x\" \"a\" {\n  b {\n    password = \"{{password}}\"\n  }\n  c {\n    password = \"x1{{password}}\"\n  }\n}\n", "",
		},
		"default-of-a-variable": {"main.tf", "variable \"a\" {\n  default = {\n    password = \"{{password}}\"\n  }\n}\n", ""},
		"backend":               {"main.tf", "terraform {\n  backend \"s3\" {\n    secret_key = \"{{aws_secret_access_key}}\"\n  }\n}\n", ""},
		"module-call":           {"main.tf", "module \"a\" {\n  source   = \"example/a/b\"\n  password = \"{{password}}\"\n}\n", ""},
		"provider-of-another":   {"main.tf", "provider \"x\" {\n  password = \"{{password}}\"\n}\n", ""},
		"part-of-a-template":    {"main.tf", "resource \"aws_db_instance\" \"a\" {\n  password = \"{{password}}${var.x}\"\n}\n", ""},
		"json":                  {"main.tf.json", `{"resource": {"aws_db_instance": {"a": {"password": "{{password}}"}}}}` + "\n", ""},
		"mysql":                 {"x.sh", "mysql -u root -p{{password}} db\n", "mysql -u root -p\"$MYSQL_PWD\" db\n"},
		"mysql-in-quotes":       {"x.sh", "mysql -p'{{password}}'\n", "mysql -p\"$MYSQL_PWD\"\n"},
		"mysql-quoted-whole":    {"x.sh", "mysql '-p{{password}}'\n", ""},
		"mysql-in-a-string":     {"x.sh", "sh -c \"mysql -p{{password}} db\"\n", ""},
		"mysql-in-a-crontab":    {"etc/cron.d/x", "0 3 * * * root mysql -p{{password}} db\n", ""},
		"resolver":              {"etc/cron.d/x", "*/5 * * * * root dig @8.8.8.8 a.example.com\n", "*/5 * * * * root dig a.example.com\n"},
		"resolver-at-the-end":   {"etc/cron.d/x", "*/5 * * * * root dig a.example.com \t@8.8.8.8\n", "*/5 * * * * root dig a.example.com\n"},
		"resolver-in-quotes":    {"etc/cron.d/x", "*/5 * * * * root dig \"@8.8.8.8\" a.example.com\n", ""},
		"resolver-of-a-variable": {
			"etc/cron.d/x", "R=8.8.8.8\n*/5 * * * * root dig @$R a.example.com\n", "",
		},
		"ignore-alone":          {"x.sh", "date\n# " + ignored + "\ntrue\n", "date\ntrue\n"},
		"ignore-behind-code":    {"x.sh", "true  # " + ignored + "\r\n", "true\r\n"},
		"ignore-of-slashes":     {"x.go", "package x\n\n// " + ignored + "\nvar X = 1\n", "package x\n\nvar X = 1\n"},
		"ignore-that-ended":     {"x.sh", "# hiyari:ignore schedule old until=2025-01-01\ntrue\n", "true\n"},
		"ignore-of-no-date":     {"x.sh", "# hiyari:ignore schedule old until=2026-31-12\ntrue\n", ""},
		"ignore-too-long":       {"x.sh", "# hiyari:ignore schedule old until=2036-12-31\ntrue\n", ""},
		"ignore-behind-words":   {"x.sh", "true # see the wiki, " + ignored + "\n", ""},
		"ignore-that-is-used":   {"etc/cron.d/x", "# " + ignored + "\n*/5 * * * * root dig @8.8.8.8 a.example.com\n", ""},
		"ignore-in-a-c-comment": {"x.go", "package x\n\n/* " + ignored + " */\nvar X = 1\n", ""},
		"ignore-in-a-string":    {"main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = \"#!/bin/sh\\ntrue # " + ignored + "\"\n}\n", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{test.file: {Data: []byte(placeholders.Replace(test.before))}}
			result, project := judged(tree)
			got := ""
			for i := range result.Findings {
				if fixes := result.Findings[i].Fixes; len(fixes) > 0 && !result.Findings[i].Suppressed {
					got = string(mended(tree, fixes[0])[test.file].Data)
					endsFinding(t, tree, fixes[0], result, project)
				}
			}
			if got != placeholders.Replace(test.after) {
				t.Errorf("fixed:\n%s\nwant:\n%s", strings.ReplaceAll(got, "\r", "␍"), test.after)
			}
		})
	}
}
