package hcl_test

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hiyari/hiyari/analyzers/fact"
)

// TestBoundsAreNoticesAndNotTheEnd lowers what could go on for ever, in
// bounded time and memory.
func TestBoundsAreNoticesAndNotTheEnd(t *testing.T) {
	deep := tree{}
	for i := range 60 {
		deep[fmt.Sprintf("m%d/main.tf", i)] = fmt.Sprintf("module \"c\" {\n  source = \"../m%d\"\n}\nresource \"aws_x\" \"n\" {}\n", i+1)
	}
	deep["m60/main.tf"] = "resource \"aws_x\" \"n\" {}\n"
	many := tree{}
	for i := range 20 {
		many[fmt.Sprintf("m%d/main.tf", i)] = fmt.Sprintf("module \"c\" {\n  source = \"../m%d\"\n}\nmodule \"d\" {\n  source = \"../m%d\"\n}\n", i+1, i+1)
	}
	many["m20/main.tf"] = "resource \"aws_x\" \"n\" {}\n"
	list := "locals {\n  l = flatten([for i in range(100) : [for j in range(100) : \"10.${i}.${j}.0/24\"]])\n}\nresource \"aws_x\" \"n\" {\n  %s\n}\n"
	for _, test := range []struct {
		name  string
		files tree
		said  fact.NoticeType
	}{
		{"modules-deep", deep, fact.NoticeDepth},
		{"modules-doubling", many, fact.NoticeLimit},
		{"circle-of-outputs", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n  a = module.c.o\n}\nresource \"aws_x\" \"n\" {\n  a = module.c.o\n}\n", "m/main.tf": "variable \"a\" {}\noutput \"o\" {\n  value = var.a\n}\n"}, fact.NoticeLoop},
		{"circle-of-modules", tree{"main.tf": "module \"c\" {\n  source = \"./m\"\n}\n", "m/main.tf": "module \"d\" {\n  source = \"../m\"\n}\nresource \"aws_x\" \"n\" {}\n"}, fact.NoticeLoop},
		{"each-of-a-set", tree{"main.tf": fmt.Sprintf(list, "for_each = toset(local.l)\n  a = each.value")}, fact.NoticeLimit},
		{"each-of-a-map", tree{"main.tf": fmt.Sprintf(list, "for_each = { for x in local.l : x => x }\n  a = each.value")}, fact.NoticeLimit},
		{"dynamic-over-a-list", tree{"main.tf": fmt.Sprintf(list, "dynamic \"e\" {\n    for_each = local.l\n    content {\n      a = e.value\n    }\n  }")}, fact.NoticeLimit},
		{"long-local", tree{"main.tf": "locals {\n  l = \"" + strings.Repeat("x", 5<<20) + "\"\n}\nresource \"aws_x\" \"n\" {\n  a = \"${local.l}${local.l}\"\n}\n"}, fact.NoticeLimit},
		{"template-of-itself", tree{"main.tf": "resource \"aws_x\" \"n\" {\n  a = templatefile(\"t\", { a = 1 })\n}\n", "t": "${templatefile(\"t\", { a = 1 })}"}, fact.NoticeDepth},
		{"file-of-the-machine", tree{"main.tf": "resource \"aws_x\" \"n\" {\n  a = file(\"/etc/passwd\")\n}\n"}, fact.NoticeUnresolved},
		{"file-above", tree{"a/main.tf": "resource \"aws_x\" \"n\" {\n  a = file(\"../../../etc/passwd\")\n}\n"}, fact.NoticeUnresolved},
		{"module-above", tree{"a/main.tf": "module \"c\" {\n  source = \"../../..\"\n}\nresource \"aws_x\" \"n\" {}\n"}, fact.NoticeUnresolved},
		{"installed-above", tree{"a/main.tf": "module \"c\" {\n  source = \"q/r/s\"\n}\nresource \"aws_x\" \"n\" {}\n", "a/.terraform/modules/modules.json": "{\"Modules\":[{\"Key\":\"c\",\"Dir\":\"../../etc\"},{\"Key\":\"d\",\"Dir\":\"/etc\"}]}"}, fact.NoticeUnresolved},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			facts, notices, asked := lowerAll(test.files)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 10*time.Second || allocated > 400 {
				t.Errorf("took %v and allocated %d MiB", took, allocated)
			}
			said := map[fact.NoticeType]bool{}
			for _, n := range notices {
				said[n.Type] = true
			}
			if !said[test.said] || said[fact.NoticeUnparsable] || len(notices) > 20 {
				t.Errorf("notices: %+v", notices)
			}
			if len(facts) == 0 {
				t.Error("no facts")
			}
			for _, name := range asked {
				if path.IsAbs(name) || strings.HasPrefix(path.Clean(name), "..") {
					t.Errorf("asked for %s", name)
				}
			}
			t.Logf("%v, %d MiB, %d facts", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(facts))
		})
	}
}
