package derive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// carried prints what the resources of a project hold in other languages.
func carried(p *fact.Project) []string {
	var lines []string
	for r := range fact.All[*fact.Resource](p) {
		Expand(r, func(f fact.Fact) {
			var line string
			switch f := f.(type) {
			case *fact.Embedded:
				line = fmt.Sprintf("%s: %s", f.How, f.Content.Reveal())
			case *fact.FileWrite:
				line = fmt.Sprintf("writes %s: %s", f.Path.Reveal(), f.Content.Reveal())
				if f.From.Len() > 0 {
					line = fmt.Sprintf("copies %s to %s", f.From.Reveal(), f.Path.Reveal())
				}
			case *fact.Command:
				words := make([]string, len(f.Argv))
				for i, word := range f.Argv {
					words[i] = word.Reveal()
				}
				line = "runs " + strings.Join(words, " ")
			case *fact.Literal:
				line = fmt.Sprintf("sets %s=%s", f.Name.Reveal(), f.Value.Reveal())
			default:
				line = "a fact of another kind"
			}
			if f.Certainty() == fact.Maybe {
				line += " (maybe)"
			}
			lines = append(lines, strings.ReplaceAll(line, string(source.Hole), "?"))
		})
	}
	return lines
}

// withJSON lets the notation hold quotes: ' stands for them in JSON.
func withJSON(text string) *fact.Project {
	p := projectOf(text)
	for r := range fact.All[*fact.Resource](p) {
		jsonQuotes(r.Body)
	}
	return p
}

func jsonQuotes(v *fact.Value) {
	if at := v.Text.Span(); v.Form == fact.Scalar && strings.Contains(v.Text.Reveal(), "'") {
		v.Text = source.Escaped(strings.ReplaceAll(v.Text.Reveal(), "'", `"`), at)
	}
	for _, e := range v.Entries {
		jsonQuotes(e.Value)
	}
	for _, item := range v.Items {
		jsonQuotes(item)
	}
}

func TestResourcesCarryOtherLanguages(t *testing.T) {
	for _, c := range []struct {
		name, input string
		want        []string
	}{
		{"user-data", `aws_instance.web{ user_data="#!/bin/sh" }`, []string{"user_data: #!/bin/sh"}},
		{"another-interpreter", `aws_instance.web{ user_data="#!/usr/bin/env python3" }`, nil},
		{"cloud-config", `aws_instance.web{ user_data="#cloud-config" }`, []string{"user_data: #cloud-config"}},
		{"include", `aws_instance.web{ user_data="#include" } aws_instance.x{ user_data="#part-handler" } aws_instance.y{ user_data="## template: jinja" }`, nil},
		{"boothook", `aws_instance.web{ user_data="#cloud-boothook" }`, []string{"boothook: #cloud-boothook"}},
		{"startup-script", `google_compute_instance.web{ metadata={ startup-script="date" } }`, []string{"metadata.startup-script: date"}},
		{"one-of-two", `aws_instance.web{ user_data="date"? }`, []string{"user_data: date (maybe)"}},
		{
			"parts-by-type", `data.cloudinit_config.web{ part{ content_type="text/cloud-config" content="runcmd: [date]" } part{ content_type="text/x-shellscript" content="date" } part{ content="uptime" }? }`,
			[]string{"part.content: runcmd: [date]", "part.content: date", "part.content: uptime (maybe)"},
		},
		{
			"message-of-parts",
			"aws_instance.web{ user_data=\"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\nIyEvYmluL3NoCmRhdGUK\n\n--X\nContent-Type: text/cloud-config\n\na: b\n--X--\n\" }",
			[]string{"user_data: #!/bin/sh\ndate\n", "user_data: a: b\n"},
		},
		{"message-without-end", "aws_instance.web{ user_data=\"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n--X\nContent-Type: text/x-shellscript\n\ndate\n\" }", nil},
		{"local-file", `local_file.job{ filename="/etc/cron.d/job" content="@daily root date" }`, []string{"writes /etc/cron.d/job: @daily root date"}},
		{"provisioner-of-a-file", `null_resource.web{ provisioner{ file{ content="date" destination="/tmp/a.sh" } } }`, []string{"writes /tmp/a.sh: date"}},
		{"provisioner-of-a-copy", `null_resource.web{ provisioner{ file{ source="files/a.sh" destination="/tmp/a.sh" } } }`, []string{"copies files/a.sh to /tmp/a.sh"}},
		{"object-of-a-file", `aws_s3_object.job{ key="job.sh" source="files/job.sh" bucket="b" }`, []string{"copies files/job.sh to job.sh"}},
		{
			"package-of-nfpm", `yaml.nfpm{ name="a" contents=[{ src="files/a" dst="/etc/cron.d/a" }, { src="/b" dst="/c" type="symlink" }, { src=? dst="/d" }] } yaml.other{ contents="x" }`,
			[]string{"copies files/a to /etc/cron.d/a"},
		},
		{"object", `aws_s3_object.job{ key="job.sh" content="date" bucket="b" }`, []string{"writes job.sh: date"}},
		{
			"document", `aws_ssm_document.run{ content="{'schemaVersion':'2.2','mainSteps':[{'action':'aws:runShellScript','inputs':{'runCommand':['date','uptime']}},{'action':'aws:runPowerShellScript','inputs':{'runCommand':['Get-Date']}}]}" }`,
			[]string{"aws:runShellScript: date\nuptime"},
		},
		{
			"old-document", `aws_ssm_document.run{ content="{'schemaVersion':'1.2','runtimeConfig':{'aws:runShellScript':{'properties':[{'id':'0','runCommand':['date']}]}}}" }`,
			[]string{"aws:runShellScript: date"},
		},
		{"document-that-is-broken", `aws_ssm_document.run{ content="{'mainSteps':" }`, nil},
		{
			"association", `aws_ssm_association.run{ name="AWS-RunShellScript" parameters={ commands="date" } } aws_ssm_association.x{ name="AWS-UpdateSSMAgent" parameters={ commands="date" } }`,
			[]string{"aws:runShellScript: date"},
		},
		{
			"containers", `aws_ecs_task_definition.web{ container_definitions="[{'name':'a','entryPoint':['sh','-c'],'command':['date'],'environment':[{'name':'A','value':'b'}]},{'name':'b','command':['--port','80']}]" }`,
			[]string{"runs sh -c date", "sets A=b"},
		},
		{
			"input-of-a-target", `aws_cloudwatch_event_target.run{ arn="arn:aws:ssm:eu-west-1::document/AWS-RunShellScript" input="{'commands':['date']}" } aws_scheduler_schedule.run{ target{ arn=aws_ecs_cluster.c.arn input="{'containerOverrides':[{'command':['sh','x.sh']}]}" } }`,
			[]string{"aws:runShellScript: date", "runs sh x.sh"},
		},
		{
			"cron-job", `kubernetes_cron_job_v1.job{ spec{ schedule="0 1 * * *" job_template{ spec{ template{ spec{ container{ name="a" command=["sh" "-c" "date"] env{ name="A" value="b" } } init_container{ command=["true"] args=["x"] } } } } } } }`,
			[]string{"runs sh -c date", "sets A=b", "runs true x"},
		},
		{
			"configuration-map", "kubernetes_config_map.files{ data={ run.sh=\"#!/bin/sh\ndate\" mode=\"fast\" } }",
			[]string{"writes run.sh: #!/bin/sh\ndate"},
		},
		{"extension", `azurerm_virtual_machine_extension.run{ settings="{'commandToExecute':'sh run.sh'}" }`, []string{"commandToExecute: sh run.sh"}},
		{"extension-for-windows", `azurerm_virtual_machine_extension.run{ settings="{'commandToExecute':'powershell -File a.ps1'}" }`, nil},
		{"hole", `aws_instance.web{ user_data=? } aws_ssm_document.run{ content=? } aws_ecs_task_definition.web{ container_definitions=? }`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, carried(withJSON(c.input))); diff != "" {
				t.Errorf("%s\n%s", c.input, diff)
			}
		})
	}
}

func TestEscapesOfJSONKeepTheirPlaces(t *testing.T) {
	file := source.NewFile("a.json", []byte(`["a\n\"b\u00e9\ud83e\udd80c"]`))
	v := readJSON(file.Text())
	if v == nil || v.Items[0].Text.Reveal() != "a\n\"b\u00e9\U0001f980c" {
		t.Fatalf("read %+v", v)
	}
	text := v.Items[0].Text
	for part, want := range map[string]string{"b": "b", "\u00e9": `\u00e9`, "\U0001f980": `\ud83e\udd80`, "c": "c", "\"": `\"`} {
		i := strings.Index(text.Reveal(), part)
		at := text.Slice(i, i+len(part)).Span()
		if got := file.Content(at.Start, at.End); got != want {
			t.Errorf("%q stands at %q, want %q", part, got, want)
		}
	}
	for _, broken := range []string{`["\q"]`, `["\u12"]`, `["\`, `[`, `{"a"}`, `"a"`, `[] x`, ``} {
		if v := readJSON(source.NewFile("a.json", []byte(broken)).Text()); v != nil {
			t.Errorf("%s is read", broken)
		}
	}
}

func TestJobsOfResources(t *testing.T) {
	for _, c := range []struct {
		name, input string
		want        []string
	}{
		{
			"rule-and-target",
			`aws_cloudwatch_event_rule.nightly{ schedule_expression="cron(0 3 * * ? *)" }
			aws_cloudwatch_event_target.run{ rule=aws_cloudwatch_event_rule.nightly.name arn=aws_lambda_function.f.arn }
			aws_lambda_function.f{ handler="x" }`,
			[]string{"cron(0 3 * * ? *) rare=no enabled=yes -> aws_cloudwatch_event_rule.nightly aws_cloudwatch_event_target.run aws_lambda_function.f"},
		},
		{"switched-off", `aws_cloudwatch_event_rule.nightly{ schedule_expression="rate(7 days)" state="DISABLED" }`, []string{"rate(7 days) rare=yes enabled=no -> aws_cloudwatch_event_rule.nightly"}},
		{"by-events", `aws_cloudwatch_event_rule.ec2{ event_pattern="x" }`, nil},
		{
			"schedule", `aws_scheduler_schedule.run{ schedule_expression="rate(5 minutes)" state=? target{ arn=aws_ecs_cluster.c.arn ecs_parameters{ task_definition_arn=aws_ecs_task_definition.t.arn } } } aws_ecs_task_definition.t{ family="t" }`,
			[]string{"rate(5 minutes) rare=no enabled=? -> aws_scheduler_schedule.run aws_ecs_task_definition.t"},
		},
		{
			"association", `aws_ssm_document.d{ content="x" } aws_ssm_association.a{ name=aws_ssm_document.d.name schedule_expression="cron(0 2 ? * SUN *)" }`,
			[]string{"cron(0 2 ? * SUN *) rare=yes enabled=yes -> aws_ssm_association.a aws_ssm_document.d"},
		},
		{
			"maintenance-window", `aws_ssm_maintenance_window.w{ schedule="rate(1 days)" } aws_ssm_maintenance_window_task.t{ window_id=aws_ssm_maintenance_window.w.id task_arn="AWS-RunShellScript" }`,
			[]string{"rate(1 days) rare=no enabled=yes -> aws_ssm_maintenance_window.w aws_ssm_maintenance_window_task.t"},
		},
		{"cron-job", `kubernetes_cron_job.j{ spec{ schedule="0 0 1 * *" suspend=false } }`, []string{"0 0 1 * * rare=yes enabled=yes -> kubernetes_cron_job.j"}},
		{"cron-job-in-zone", `kubernetes_cron_job_v1.j{ spec{ schedule="0 3 * * *" timezone="Asia/Tokyo" } }`, []string{"0 3 * * * rare=no enabled=yes zone=Asia/Tokyo -> kubernetes_cron_job_v1.j"}},
		{"schedule-in-zone", `aws_scheduler_schedule.s{ schedule_expression="cron(0 2 ? * MON,THU *)" schedule_expression_timezone="Europe/Berlin" }`, []string{"cron(0 2 ? * MON,THU *) rare=no enabled=yes zone=Europe/Berlin -> aws_scheduler_schedule.s"}},
		{"schedule-that-is-refused", `aws_cloudwatch_event_rule.r{ schedule_expression="rate(0 days)" }`, []string{"rate(0 days) rare=? enabled=yes -> aws_cloudwatch_event_rule.r"}},
		{"schedule-not-known", `aws_cloudwatch_event_rule.r{ schedule_expression=? }`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := projectOf(c.input)
			resourceJobs(p)
			p.Finish()
			var got []string
			tri := []string{"?", "no", "yes"}
			for job := range fact.All[*fact.Job](p) {
				zone := ""
				if job.Zone.Len() > 0 {
					zone = " zone=" + job.Zone.Reveal()
				}
				words := []string{fmt.Sprintf("%s rare=%s enabled=%s%s ->", job.Schedule.Reveal(), tri[job.Rare], tri[job.Enabled], zone)}
				for r := range fact.Reached[*fact.Resource](p, job) {
					words = append(words, r.Address)
				}
				got = append(got, strings.Join(words, " "))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n%s", c.input, diff)
			}
		})
	}
}
