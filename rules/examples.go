package rules

import (
	"embed"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.txtar
var archives embed.FS

// File is a file of an example.
type File struct{ Path, Content string }

// Example is a small repository that a rule is shown on, and tested on.
type Example struct {
	Bad   bool
	Name  string // the good example of one name is the bad one, mended
	Files []File
}

// Prose is what the rule's page says of its examples.
func (r *Rule) Prose() string {
	prose, _ := r.archive()
	return strings.TrimSpace(prose)
}

// Examples lists the rule's examples in their order. A file named want lists
// what is found in files that take no comments, as `file:line "text"`.
func (r *Rule) Examples() []Example {
	_, files := r.archive()
	var examples []Example
	for _, file := range files {
		kind, rest, _ := strings.Cut(file.Path, "/")
		name, inside, _ := strings.Cut(rest, "/")
		i := slices.IndexFunc(examples, func(e Example) bool { return e.Name == name && e.Bad == (kind == "bad") })
		if i < 0 {
			i = len(examples)
			examples = append(examples, Example{Bad: kind == "bad", Name: name})
		}
		examples[i].Files = append(examples[i].Files, File{Path: inside, Content: file.Content})
	}
	return examples
}

// ArchiveName is the name of the file that holds the rule's examples.
func (r *Rule) ArchiveName() string { return strings.ReplaceAll(r.Name, "-", "_") + ".txtar" }

// archive splits the rule's file at lines such as `-- bad/cron/run.sh --`.
func (r *Rule) archive() (prose string, files []File) {
	raw, err := archives.ReadFile(r.ArchiveName())
	if err != nil {
		return "", nil
	}
	into := &prose
	for line := range strings.Lines(string(raw)) {
		if name, ok := marker(line); ok {
			files = append(files, File{Path: path.Clean(name)})
			into = &files[len(files)-1].Content
			continue
		}
		*into += line
	}
	return prose, files
}

func marker(line string) (name string, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	if !strings.HasPrefix(line, "-- ") || !strings.HasSuffix(line, " --") || len(line) < len("-- x --") {
		return "", false
	}
	return strings.TrimSpace(line[3 : len(line)-3]), true
}

// wantComment is an expectation: `# want "text"`, or `# want:-1 "text"` for the
// line above. It is for tests, and stands in no page and no tree under test.
var wantComment = regexp.MustCompile(`[ \t]*(?:#|//) want(:-1)?((?: "(?:[^"\\]|\\.)*")+)[ \t]*$`)

// Want is a text that is expected to be found on a line.
type Want struct {
	Path string
	Line int
	Text string // as a Go string literal
}

var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// Plain returns a file without its expectations, and those. Lines keep their
// numbers.
func (f File) Plain() (File, []Want) {
	var wants []Want
	lines := strings.SplitAfter(f.Content, "\n")
	for i, line := range lines {
		text := strings.TrimRight(line, "\n")
		match := wantComment.FindStringSubmatchIndex(text)
		if match == nil {
			continue
		}
		on := i + 1
		if match[2] >= 0 {
			on--
		}
		for _, literal := range quoted.FindAllString(text[match[4]:match[5]], -1) {
			wants = append(wants, Want{Path: f.Path, Line: on, Text: literal})
		}
		lines[i] = text[:match[0]] + line[len(text):]
	}
	return File{Path: f.Path, Content: strings.Join(lines, "")}, wants
}

// Wants lists what is expected to be found in an example, placeholders unfilled.
func (e Example) Wants() []Want {
	var all []Want
	for _, file := range e.Files {
		if file.Path == "want" {
			all = append(all, wantList(file.Content)...)
			continue
		}
		_, wants := file.Plain()
		all = append(all, wants...)
	}
	return all
}

// wantList reads lines of the form `file:line "text"`.
func wantList(content string) []Want {
	var all []Want
	for line := range strings.Lines(content) {
		place, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, number, ok := strings.Cut(place, ":")
		if at, err := strconv.Atoi(number); ok && err == nil {
			all = append(all, Want{Path: name, Line: at, Text: text})
		}
	}
	return all
}
