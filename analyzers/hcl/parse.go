package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/hiyari/hiyari/analyzers/fact"
	"github.com/hiyari/hiyari/analyzers/source"
)

// The parser descends by recursion, so what it may descend into is bounded.
const (
	maxNesting   = 200  // brackets and templates inside each other
	maxOperators = 1000 // operators, indexes and directives of one expression
	maxNotices   = 20   // of one text
)

// parsedFile is one text of a module with its expressions wrapped. It does not
// change once it is read: all calls of a module, of all roots, share it.
type parsedFile struct {
	path     string
	text     source.Text
	values   bool // a file of values, whose attributes are variables' values
	body     *hclsyntax.Body
	comments []comment
	keys     map[string]source.Text // where an object's key was first typed
	notices  []fact.Notice
}

// reader parses one text.
type reader struct {
	*parsedFile
	traces int
}

type comment struct {
	whole, inner hcl.Range
}

// parse reads one text. It keeps what parses and reports the rest. The file
// names of HCL's ranges are the paths of texts.
func parse(text fact.Source) *parsedFile {
	f := &parsedFile{path: text.Path, text: text.Text, values: isValues(text.Path), keys: map[string]source.Text{}}
	r := &reader{parsedFile: f}
	r.guard(r.parse)
	return f
}

// guard keeps a fault of the parser, which is not ours, to its file.
func (r *reader) guard(read func()) {
	defer func() {
		if recover() != nil {
			r.body = nil
			r.notices = append(r.notices, fact.Notice{Type: fact.NoticeUnparsable, Path: r.path, Message: faulty})
		}
	}()
	read()
}

func (r *reader) parse() {
	if isJSON(r.path) {
		r.parseJSON()
		return
	}
	content := []byte(r.text.Reveal())
	tokens, _ := hclsyntax.LexConfig(content, r.path, hcl.InitialPos)
	r.comments = comments(tokens)
	if at, deep := tooDeep(tokens); deep {
		r.report(fact.NoticeDepth, at, "nested too deeply to be read")
		return
	}
	file, diags := hclsyntax.ParseConfig(content, r.path, hcl.InitialPos)
	r.reportAll(diags)
	if file == nil {
		return
	}
	if body, ok := file.Body.(*hclsyntax.Body); ok { // ParseConfig documents this type
		r.wrapBody(body)
		r.body = body
	}
}

// reportAll turns the parser's errors into notices. Their details quote the
// source, so only the summary is passed on.
func (r *reader) reportAll(diags hcl.Diagnostics) {
	for i, d := range diags {
		if i == maxNotices {
			return
		}
		if d.Severity == hcl.DiagError && d.Subject != nil {
			r.report(fact.NoticeUnparsable, *d.Subject, strings.ToLower(d.Summary))
		}
	}
}

// level is a bracket or template that is open.
type level struct {
	lines     bool // each line is an item of its own: a body or an object
	operators int  // of the item so far
}

// tooDeep tells whether parsing or walking the tokens could exhaust the stack.
func tooDeep(tokens hclsyntax.Tokens) (at hcl.Range, deep bool) {
	open := []level{{lines: true}}
	for _, t := range tokens {
		top := &open[len(open)-1]
		switch t.Type {
		case hclsyntax.TokenOBrack, hclsyntax.TokenTemplateControl:
			top.operators++
			open = append(open, level{})
		case hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp:
			open = append(open, level{})
		case hclsyntax.TokenOBrace:
			open = append(open, level{lines: true})
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd,
			hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			open = open[:max(1, len(open)-1)]
		case hclsyntax.TokenComma:
			top.operators = 0
		case hclsyntax.TokenNewline:
			if top.lines {
				top.operators = 0
			}
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenComment,
			hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit, hclsyntax.TokenEOF:
		default:
			top.operators++
		}
		if len(open) > maxNesting || top.operators > maxOperators {
			return t.Range, true
		}
	}
	return hcl.Range{}, false
}

// comments lists the comments of a file, without their marks. The lexer gives
// a line comment with its line break.
func comments(tokens hclsyntax.Tokens) []comment {
	var all []comment
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenComment {
			continue
		}
		whole := t.Range
		written := string(t.Bytes)
		whole.End.Byte = whole.Start.Byte + len(strings.TrimRight(written, "\r\n"))
		inner := whole
		switch {
		case strings.HasPrefix(written, "/*"):
			inner.Start.Byte += 2
			inner.End.Byte = max(inner.Start.Byte, inner.End.Byte-2)
		case strings.HasPrefix(written, "//"):
			inner.Start.Byte += 2
		default:
			inner.Start.Byte++
		}
		all = append(all, comment{whole, inner})
	}
	return all
}

// slice returns the text of a range as written. The parser's recovery leaves
// ranges that end before they start.
func (r *reader) slice(at hcl.Range) source.Text {
	return r.text.Slice(at.Start.Byte, at.End.Byte)
}

func (r *reader) span(at hcl.Range) source.Span { return spanOf(r.text, at) }

// spanOf is where a range of a text stands. An empty range has the place behind
// the byte before it, and what no file says has the place of the whole text.
func spanOf(text source.Text, at hcl.Range) source.Span {
	start := at.Start.Byte
	if s := text.Slice(start, at.End.Byte).Span(); !s.IsZero() {
		return s
	}
	if s := text.Slice(max(0, start-1), start).Span(); !s.IsZero() {
		s.Start = s.End
		return s
	}
	s := text.Span()
	s.End = s.Start
	return s
}

func (r *reader) report(kind fact.NoticeType, at hcl.Range, message string) {
	r.notices = append(r.notices, noticeAt(kind, r.span(at), r.path, message))
}

// noticeAt makes a notice of a place. What no file says has the given path.
func noticeAt(kind fact.NoticeType, at source.Span, otherwise, message string) fact.Notice {
	if at.File != nil {
		otherwise = at.File.Path()
	}
	return fact.Notice{Type: kind, Path: otherwise, At: at, Message: message}
}
