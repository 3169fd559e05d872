package dockerfile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

const byteOrderMark = "\ufeff"

// reader cuts a Dockerfile into instructions.
type reader struct {
	text    source.Text
	raw     string
	at      int // of the line that comes next
	escape  byte
	comment func(source.Text)
	notice  func(kind fact.NoticeType, offset int, message string)
}

// begin reads what stands before the first instruction.
func (r *reader) begin() {
	if strings.HasPrefix(r.raw, byteOrderMark) {
		r.at = len(byteOrderMark)
	}
	r.directives()
}

// directive is a comment that tells the parser something.
var directive = regexp.MustCompile(`^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*?)\s*$`)

// directives takes note of `# escape=`. Directives end with the first line that
// is none.
func (r *reader) directives() {
	for rest := r.raw[r.at:]; rest != ""; {
		line, behind, _ := strings.Cut(rest, "\n")
		match := directive.FindStringSubmatch(strings.TrimSpace(line))
		if match == nil {
			return
		}
		if strings.EqualFold(match[1], "escape") && match[2] == "`" {
			r.escape = '`'
		}
		rest = behind
	}
}

// instruction is one instruction with all that belongs to it.
type instruction struct {
	name     string      // upper case
	line     source.Text // continued lines joined, comments between them left out
	flags    []source.Text
	args     source.Text // what stands behind the flags
	heredocs []heredoc
	tail     source.Text // the here-documents as they stand, from the end of the line to the last delimiter
}

// heredoc is a here-document of RUN, COPY or ADD.
type heredoc struct {
	name    string
	quoted  bool // its content is taken as it stands
	chomp   bool // `<<-`: tabs that begin a line are left out
	content source.Text
}

// next reads the instruction that comes next.
func (r *reader) next() (instruction, bool) {
	for r.at < len(r.raw) {
		line, ok := r.logicalLine()
		if !ok {
			continue
		}
		in := r.cut(line)
		if docs := opened(in, r.escape); docs != nil {
			in.heredocs, in.tail = r.bodies(docs)
		}
		return in, true
	}
	return instruction{}, false
}

// physicalLine is the range of the next line without its end.
func (r *reader) physicalLine() (start, end int) {
	start, end = r.at, len(r.raw)
	if i := strings.IndexByte(r.raw[start:], '\n'); i >= 0 {
		end = start + i
		r.at = end + 1
	} else {
		r.at = end
	}
	return start, start + len(strings.TrimRight(r.raw[start:end], "\r"))
}

// logicalLine joins a line with those that continue it. Comments and empty
// lines between them are no part of it.
func (r *reader) logicalLine() (source.Text, bool) {
	start, end := r.physicalLine()
	start = end - len(strings.TrimLeftFunc(r.raw[start:end], unicode.IsSpace))
	if r.remark(start, end) || start == end {
		return source.Text{}, false
	}
	cut, continued := r.continued(start, end)
	parts := []source.Text{r.text.Slice(start, cut)}
	for continued && r.at < len(r.raw) {
		start, end = r.physicalLine()
		if r.remark(start, end) || strings.TrimSpace(r.raw[start:end]) == "" {
			continue
		}
		cut, continued = r.continued(start, end)
		parts = append(parts, r.text.Slice(start, cut))
	}
	line := source.Concat(parts...).TrimSpace()
	return line, line.Len() > 0
}

// remark takes a line that is a comment.
func (r *reader) remark(start, end int) bool {
	line := strings.TrimLeftFunc(r.raw[start:end], unicode.IsSpace)
	if !strings.HasPrefix(line, "#") {
		return false
	}
	r.comment(r.text.Slice(end-len(line), end))
	return true
}

// continued tells whether the next line belongs to a line, and where the line
// ends without the mark of that. An escape character that is escaped is none.
func (r *reader) continued(start, end int) (cut int, ok bool) {
	line := strings.TrimRight(r.raw[start:end], " \t")
	if n := len(line); n > 0 && line[n-1] == r.escape && (n == 1 || line[n-2] != r.escape) {
		return start + n - 1, true
	}
	return end, false
}

// maxFlags bounds the flags of one instruction.
const maxFlags = 50

// cut takes the name and the flags off a line.
func (r *reader) cut(line source.Text) instruction {
	name, rest := firstWord(line)
	in := instruction{name: strings.ToUpper(name.Reveal()), line: line}
	raw, behind := rest.Reveal(), rest.Len()
	for start, end := range wordsOf(raw, r.escape) {
		if behind = start; !strings.HasPrefix(raw[start:end], "--") || len(in.flags) == maxFlags {
			break
		}
		behind = rest.Len()
		in.flags = append(in.flags, rest.Slice(start, end))
		if raw[start:end] == "--" {
			behind = end
			break
		}
	}
	in.args = rest.Slice(behind, rest.Len()).TrimSpace()
	return in
}

// firstWord cuts a text behind its first word.
func firstWord(t source.Text) (word, rest source.Text) {
	value := t.Reveal()
	end := strings.IndexFunc(value, unicode.IsSpace)
	if end < 0 {
		return t, source.Text{}
	}
	return t.Slice(0, end), t.Slice(end, len(value)).TrimSpace()
}

// flag returns the value of `--name=value`.
func (in instruction) flag(name string) (source.Text, bool) {
	for _, f := range in.flags {
		if rest := f.TrimPrefix("--" + name + "="); rest.Len() < f.Len() {
			return rest, true
		}
	}
	return source.Text{}, false
}

// heredocMark is a word that announces a here-document.
var heredocMark = regexp.MustCompile(`^\d*<<(-?)([^<\s]+)$`)

// opened lists the here-documents that an instruction announces.
func opened(in instruction, escape byte) []heredoc {
	if in.name == "ONBUILD" {
		name, rest := firstWord(in.args)
		in.name, in.args = strings.ToUpper(name.Reveal()), rest
	}
	if in.name != "RUN" && in.name != "COPY" && in.name != "ADD" || !strings.Contains(in.args.Reveal(), "<<") || in.args.HasPrefix("[") {
		return nil
	}
	var docs []heredoc
	for _, word := range words(in.args, escape) {
		if doc, ok := heredocOf(word); ok {
			docs = append(docs, doc)
		}
	}
	return docs
}

func heredocOf(word source.Text) (heredoc, bool) {
	match := heredocMark.FindStringSubmatch(word.Reveal())
	if match == nil {
		return heredoc{}, false
	}
	name := strings.Map(func(c rune) rune {
		if c == '"' || c == '\'' || c == '\\' {
			return -1
		}
		return c
	}, match[2])
	return heredoc{name: name, quoted: name != match[2], chomp: match[1] == "-"}, name != ""
}

// bodies reads here-documents, which follow each other behind the line.
func (r *reader) bodies(docs []heredoc) ([]heredoc, source.Text) {
	from := r.at
	for i := range docs {
		docs[i].content = r.body(docs[i])
	}
	return docs, r.text.Slice(from, r.at)
}

func (r *reader) body(doc heredoc) source.Text {
	from := r.at
	for r.at < len(r.raw) {
		start, end := r.physicalLine()
		line := r.raw[start:end]
		if doc.chomp {
			line = strings.TrimLeft(line, "\t")
		}
		if line == doc.name {
			return chomped(r.text.Slice(from, start), doc.chomp)
		}
	}
	r.notice(fact.NoticeUnparsable, max(from-1, 0), "a here-document has no end")
	return chomped(r.text.Slice(from, r.at), doc.chomp)
}

// chomped leaves out the tabs that begin lines.
func chomped(t source.Text, chomp bool) source.Text {
	if !chomp {
		return t
	}
	lines := t.Lines()
	for i, line := range lines {
		value := line.Reveal()
		lines[i] = line.Slice(len(value)-len(strings.TrimLeft(value, "\t")), len(value))
	}
	return source.Concat(lines...)
}
