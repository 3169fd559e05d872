package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const (
	version     = "1.5.7"
	answersFile = "answers.json"
	askedFile   = "zz-oracle-outputs.tf" // only while Terraform runs
	prefix      = "zz_oracle_output_"
	maxLine     = 60_000 // the console reads lines of 64 KiB
	patience    = 2 * time.Minute
)

// answer is what the console says about a local or an output of a module that
// is the root. Where it stops with an error there is no value.
type answer struct {
	Name  string          `json:"name"`           // local.x or output.x
	Uses  []string        `json:"uses,omitempty"` // functions and names
	Value json.RawMessage `json:"value,omitempty"`
	ask   string
}

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// askAll asks for each module of a tree that has locals or outputs. One that
// the console refuses is named, with the reason, and has no answers.
func askAll(terraform, root string) error {
	t, err := readTree(root)
	if err != nil {
		return err
	}
	refused := 0
	for _, folder := range slices.Sorted(keys(t)) {
		m := t[folder]
		if len(m.locals)+len(m.outputs) == 0 {
			continue
		}
		s := session{terraform: terraform, folder: filepath.Join(root, filepath.FromSlash(folder)), calls: len(m.calls) > 0}
		if err := s.ask(m); err != nil {
			refused++
			reason := strings.Join(strings.Fields(err.Error()), " ")
			fmt.Printf("%s: refused: %.300s\n", folder, reason)
		}
	}
	fmt.Printf("%s: %d modules, %d refused\n", root, len(t), refused)
	return nil
}

// session asks about one module.
type session struct {
	terraform string
	folder    string
	data      string // in the place of .terraform
	calls     bool
}

func (s session) ask(m *module) (err error) {
	if s.data, err = os.MkdirTemp("", "oracle"); err != nil {
		return err
	}
	asked := filepath.Join(s.folder, askedFile)
	defer func() { err = errors.Join(err, os.RemoveAll(s.data), os.RemoveAll(asked)) }()
	var all []answer
	for _, name := range slices.Sorted(keys(m.locals)) {
		all = append(all, answer{Name: "local." + name, Uses: m.uses(m.locals[name]), ask: "local." + name})
	}
	var outputs strings.Builder
	outputs.WriteString("locals {\n")
	for _, name := range slices.Sorted(keys(m.outputs)) {
		all = append(all, answer{Name: "output." + name, Uses: m.uses(m.outputs[name]), ask: "local." + prefix + name})
		fmt.Fprintf(&outputs, "%s%s = %s\n", prefix, name, m.written(m.outputs[name]))
	}
	outputs.WriteString("}\n")
	if err := os.WriteFile(asked, []byte(outputs.String()), 0o644); err != nil {
		return err
	}
	if s.calls {
		if _, err := s.run("", "get"); err != nil {
			return err
		}
	}
	for batch := range batches(all) {
		if err := s.console(batch); err != nil {
			return err
		}
	}
	return write(filepath.Join(s.folder, answersFile), all)
}

// written is an expression's source. A heredoc ends with its line.
func (m *module) written(expr hclsyntax.Expression) string {
	r := expr.Range()
	return strings.TrimRight(string(m.files[r.Filename][r.Start.Byte:r.End.Byte]), "\n")
}

// batches cuts the questions into lines.
func batches(all []answer) iter.Seq[[]answer] {
	return func(yield func([]answer) bool) {
		start, size := 0, 0
		for i, a := range all {
			if size += len(question(i, a)); size > maxLine {
				if !yield(all[start:i]) {
					return
				}
				start, size = i, len(question(i, a))
			}
		}
		yield(all[start:])
	}
}

// question asks for JSON, without the mark of what is sensitive: nonsensitive
// fails where there is no such mark.
func question(i int, a answer) string {
	return fmt.Sprintf("\"%d\" = try(nonsensitive(jsonencode(%s)), jsonencode(%s)), ", i, a.ask, a.ask)
}

var answered = regexp.MustCompile(`(?m)^  "([0-9]+)" = (".*"|\(known after apply\))$`)

// console asks one line: reading from a pipe it prints but the last result.
func (s session) console(batch []answer) error {
	var line strings.Builder
	line.WriteString("{ ")
	for i, a := range batch {
		line.WriteString(question(i, a))
	}
	line.WriteString("}\n")
	said, err := s.run(line.String(), "console")
	found := answered.FindAllStringSubmatch(said, -1)
	if len(found) != len(batch) {
		return fmt.Errorf("%d of %d answers: %.2000s %w", len(found), len(batch), said, err)
	}
	for _, match := range found {
		i, err := strconv.Atoi(match[1])
		if err != nil || i >= len(batch) {
			return errors.New("an answer to no question")
		}
		if value, err := strconv.Unquote(match[2]); err == nil {
			batch[i].Value = json.RawMessage(value)
		}
	}
	return nil
}

func (s session) run(input string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.terraform, args...)
	cmd.Dir, cmd.Stdin = s.folder, strings.NewReader(input)
	cmd.Env = append(os.Environ(), "TF_DATA_DIR="+s.data, "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "NO_COLOR=1")
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("terraform %s: %w: %s", args[0], err, problems.String())
	}
	return out.String(), nil
}

// write puts one answer on a line, so that a changed one is a changed line.
func write(name string, all []answer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"terraform\": %q, \"answers\": [\n", version)
	for i, a := range all {
		line, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		b.Write(line)
		if i < len(all)-1 {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("]}\n")
	return os.WriteFile(name, b.Bytes(), 0o644)
}
