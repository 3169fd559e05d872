package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// shown is a place as an editor shows it: lines and byte columns from one.
type shown struct {
	Path         string
	Line, Column int
	EndLine      int `json:"end_line"`
	EndColumn    int `json:"end_column"`
	Text         string
	Trail        []shown
}

// showScript writes what Neovim holds after it has loaded a report.
const showScript = `
require('hiyari').load('hiyari.sarif')
local function name(buffer) return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':.') end
local function step(e) return { path = name(e.bufnr), line = e.lnum, column = e.col, end_line = e.end_lnum, end_column = e.end_col, text = e.text } end
local diagnostics, list = {}, {}
for _, d in ipairs(vim.diagnostic.get()) do
  table.insert(diagnostics, { path = name(d.bufnr), line = d.lnum + 1, column = d.col + 1, end_line = d.end_lnum + 1, end_column = d.end_col + 1,
    text = d.message, trail = vim.tbl_map(step, d.user_data.trail) })
end
for _, e in ipairs(vim.fn.getqflist()) do table.insert(list, step(e)) end
vim.fn.writefile({ vim.json.encode({ diagnostics = diagnostics, list = list }) }, 'shown.json')
vim.cmd('qa!')
`

// TestNeovimShowsFindingsSpansAndTrails runs the script of docs/editors.md in
// Neovim without a screen, and holds what it shows against the JSON report,
// which counts bytes where SARIF counts UTF-16.
func TestNeovimShowsFindingsSpansAndTrails(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("no nvim on this machine; CI has one")
	}
	if err != nil {
		t.Fatal(err)
	}
	env := world(t, map[string]string{
		".git/HEAD":             "ref: refs/heads/main\n",
		"etc/cron.d/job":        "# \U0001f600\n*/5 * * * * root /opt/ask [me].sh '\U0001f600' \u65e5\u672c; /opt/ask.sh\n",
		"opt/ask.sh":            "#!/bin/sh\n: '\u65e5\U0001f600\u00e9'; dig @8.8.8.8 'x'\n",
		"dir with 100%/open.tf": "# \U0001f600\r\n" + strings.ReplaceAll(openGroup, "cidr_blocks = [", "/* \U0001f600\u65e5 */ cidr_blocks = ["),
	})
	if got := env.try("check", "-f", "sarif", "-o", "hiyari.sarif", "-f", "json", "-o", "hiyari.json"); got.status != 1 {
		t.Fatalf("status %d\n%s", got.status, got.stderr)
	}
	plugin := t.TempDir()
	if err := os.Mkdir(filepath.Join(plugin, "lua"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"lua/hiyari.lua": luaOf(t), "show.lua": showScript} {
		if err := os.WriteFile(filepath.Join(plugin, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n",
		"--cmd", "set runtimepath^="+plugin, "-c", "luafile "+filepath.Join(plugin, "show.lua"), "-c", "cquit")
	command.Dir = env.dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got struct{ Diagnostics, List []shown }
	var report struct {
		Findings []struct {
			Rule, Message string
			At            shown
			Trail, Places []struct {
				shown
				Note string
			}
		}
	}
	for name, into := range map[string]any{"shown.json": &got, "hiyari.json": &report} {
		if err := json.Unmarshal([]byte(contentOf(t, env.dir, name)), into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var diagnostics, list []shown
	for _, f := range report.Findings {
		f.At.Text = f.Message
		for i, hop := range slices.Concat(f.Trail, f.Places) {
			hop.Text = fmt.Sprintf("  %d. %s.", i+1, strings.TrimSuffix(hop.Note, "."))
			f.At.Trail = append(f.At.Trail, hop.shown)
		}
		diagnostics = append(diagnostics, f.At)
		inList := f.At
		inList.Trail, inList.Text = nil, f.Rule+": "+f.Message
		list = append(append(list, inList), f.At.Trail...)
	}
	if len(diagnostics) < 2 || !slices.ContainsFunc(diagnostics, func(d shown) bool { return len(d.Trail) > 1 }) {
		t.Fatalf("the tree shows too little: %+v", diagnostics)
	}
	byPlace := func(a, b shown) int { return strings.Compare(a.Path+a.Text, b.Path+b.Text) }
	slices.SortFunc(diagnostics, byPlace)
	slices.SortFunc(got.Diagnostics, byPlace)
	for _, d := range got.Diagnostics {
		if strings.Contains(d.Text, "](") || len(d.Trail) > 0 && !strings.Contains(d.Text, " Trail: ") {
			t.Errorf("links are shown raw: %q", d.Text)
		}
	}
	for _, places := range [][]shown{diagnostics, got.Diagnostics, list, got.List} {
		firstSentences(places)
	}
	if diff := cmp.Diff(diagnostics, got.Diagnostics, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("diagnostics (-report +Neovim):\n%s", diff)
	}
	if diff := cmp.Diff(list, got.List, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("quickfix list (-report +Neovim):\n%s", diff)
	}
}

// firstSentences cuts what SARIF adds to a message: the trail in words, and the
// period.
func firstSentences(places []shown) {
	for i := range places {
		text := &places[i].Text
		for _, and := range []string{". Trail: ", ". See also: "} {
			*text, _, _ = strings.Cut(*text, and)
		}
		*text = strings.TrimSuffix(*text, ".")
		firstSentences(places[i].Trail)
	}
}

// luaOf is the script that docs/editors.md tells people to save.
func luaOf(t *testing.T) string {
	t.Helper()
	page := contentOf(t, "../../docs", "editors.md")
	_, rest, begun := strings.Cut(page, "<!-- neovim:begin -->\n```lua\n")
	script, _, ended := strings.Cut(rest, "```\n<!-- neovim:end -->")
	if !begun || !ended {
		t.Fatal("docs/editors.md has no script between its marks")
	}
	return script
}
