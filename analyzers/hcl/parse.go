package hcl

import (
	"strconv"
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

// parsedFile is one text of a module with its expressions wrapped.
type parsedFile struct {
	path     string
	values   bool // a file of values, whose attributes are variables' values
	body     *hclsyntax.Body
	comments []comment
}

type comment struct {
	whole, inner hcl.Range
}

// parse reads one text into f. It keeps what parses and reports the rest.
func (m *module) parse(f *parsedFile, index int, text fact.Source) {
	name := strconv.Itoa(index) + ":" + text.Path
	if isJSON(text.Path) {
		m.parseJSON(f, name, text)
		return
	}
	m.sources[name] = text.Text
	content := []byte(text.Text.Reveal())
	tokens, _ := hclsyntax.LexConfig(content, name, hcl.InitialPos)
	f.comments = comments(tokens)
	if at, deep := tooDeep(tokens); deep {
		m.report(fact.NoticeDepth, at, "nested too deeply to be read")
		return
	}
	file, diags := hclsyntax.ParseConfig(content, name, hcl.InitialPos)
	m.reportAll(diags)
	if file == nil {
		return
	}
	if body, ok := file.Body.(*hclsyntax.Body); ok { // ParseConfig documents this type
		m.wrapBody(body)
		f.body = body
	}
}

// reportAll turns the parser's errors into notices. Their details quote the
// source, so only the summary is passed on.
func (m *module) reportAll(diags hcl.Diagnostics) {
	for i, d := range diags {
		if i == maxNotices {
			return
		}
		if d.Severity == hcl.DiagError && d.Subject != nil {
			m.report(fact.NoticeUnparsable, *d.Subject, strings.ToLower(d.Summary))
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
func (m *module) slice(r hcl.Range) source.Text {
	return m.sources[r.Filename].Slice(r.Start.Byte, r.End.Byte)
}

// span is where a range stands. An empty range has the place behind the byte
// before it, and what no file says has the place of the whole text.
func (m *module) span(r hcl.Range) source.Span {
	text, start := m.sources[r.Filename], r.Start.Byte
	if s := text.Slice(start, r.End.Byte).Span(); !s.IsZero() {
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

func (m *module) report(kind fact.NoticeType, at hcl.Range, message string) {
	span := m.span(at)
	where := m.unit.Path
	if span.File != nil {
		where = span.File.Path()
	}
	m.notice(fact.Notice{Type: kind, Path: where, At: span, Message: message})
}
