package secret

import (
	"encoding/base64"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

const (
	minEncoded = 40      // characters of base64 that are worth decoding
	maxEncoded = 1 << 20 // a longer run is left alone
	maxDepth   = 2       // base64 in base64
	wrapped    = 60      // a line of base64 that goes on in the next has this length
)

// encodedTexts returns what runs of base64 decode to, where that is text with a
// literal of some rule in it.
func encodedTexts(text source.Text, value string, depth int) []source.Text {
	if depth >= maxDepth {
		return nil
	}
	var texts []source.Text
	// Every run of that length covers one of these offsets.
	for at := minEncoded - 1; at < len(value); at += minEncoded {
		if !isBase64(value[at]) {
			continue
		}
		start, end := base64Run(value, at)
		if end-start < minEncoded {
			continue
		}
		if end-start <= maxEncoded && worthDecoding(value[start:end], depth) {
			if decoded, ok := text.Slice(start, end).Base64(); ok {
				texts = append(texts, decoded)
			}
		}
		at = max(at, end-1)
	}
	return texts
}

// base64Run is the run around an offset, over line ends where the lines are
// long enough to have been wrapped.
func base64Run(s string, at int) (start, end int) {
	start, end = at, at
	for start > 0 && isBase64(s[start-1]) {
		start--
	}
	for line := start; ; {
		for end < len(s) && isBase64(s[end]) {
			end++
		}
		next := end
		for next < len(s) && strings.IndexByte("\r\n \t", s[next]) >= 0 && next-end < maxOperator {
			next++
		}
		if end-line < wrapped || next >= len(s) || !isBase64(s[next]) || !strings.Contains(s[end:next], "\n") {
			break
		}
		line, end = next, next
	}
	for end < len(s) && s[end] == '=' {
		end++
	}
	return start, end
}

func isBase64(c byte) bool { return isWord(c) || c == '+' || c == '/' || c == '-' }

// worthDecoding reports a run that decodes to text with a literal in it, or with
// such a run in it. The first characters are decoded in place, and the rest only
// where these are text.
func worthDecoding(run string, depth int) bool {
	var head [minEncoded]byte
	copy(head[:], strings.TrimRight(run[:minEncoded], "="))
	for i, c := range head {
		switch c {
		case '-':
			head[i] = '+'
		case '_':
			head[i] = '/'
		}
	}
	var plain [minEncoded]byte
	n, err := base64.RawStdEncoding.Decode(plain[:], head[:minEncoded-4])
	if err != nil || !printable(string(plain[:n])) {
		return false
	}
	decoded, ok := source.Literal(run).Base64()
	if !ok || !printable(decoded.Reveal()) {
		return false
	}
	return literalTable().any(decoded.Reveal()) || len(encodedTexts(decoded, decoded.Reveal(), depth+1)) > 0
}

func printable(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}
