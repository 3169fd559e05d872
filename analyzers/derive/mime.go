package derive

import (
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// mimePart is a part of a message of several parts, as cloud-init takes them.
type mimePart struct {
	contentType string
	body        source.Text
}

func isMIME(value string) bool {
	return strings.HasPrefix(value, "Content-Type: multipart/") || strings.HasPrefix(value, "MIME-Version:")
}

// mimeParts cuts a message into its parts (RFC 2046), or gives nil.
func mimeParts(t source.Text) []mimePart {
	t = t.TrimSpace()
	value := t.Reveal()
	if !isMIME(value) {
		return nil
	}
	header, _, _ := strings.Cut(strings.ReplaceAll(value, "\r\n", "\n"), "\n\n")
	boundary := parameterOf(header, "boundary=")
	if boundary == "" {
		return nil
	}
	parts := []mimePart{}
	starts := delimiters(value, "--"+boundary)
	for i := 0; i+1 < len(starts); i++ {
		if part, ok := mimePartOf(t.Slice(starts[i][1], starts[i+1][0])); ok {
			parts = append(parts, part)
		}
	}
	return parts
}

// parameterOf is the value of a parameter of a header, without its quotes.
func parameterOf(header, name string) string {
	_, rest, found := strings.Cut(header, name)
	if !found {
		return ""
	}
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		value, _, _ := strings.Cut(quoted, `"`)
		return value
	}
	end := strings.IndexAny(rest, " ;\r\n\t")
	if end < 0 {
		end = len(rest)
	}
	return rest[:end]
}

// delimiters lists where each delimiting line begins and where what follows it
// does. The last one ends the message.
func delimiters(value, delimiter string) [][2]int {
	var all [][2]int
	for at := 0; at < len(value); {
		end := strings.IndexByte(value[at:], '\n')
		next := len(value)
		if end >= 0 {
			next = at + end + 1
		}
		if strings.HasPrefix(strings.TrimLeft(value[at:next], " \t"), delimiter) {
			all = append(all, [2]int{at, next})
		}
		at = next
	}
	return all
}

// mimePartOf reads a part: headers, an empty line, the body.
func mimePartOf(t source.Text) (part mimePart, ok bool) {
	value := t.Reveal()
	encoding := ""
	for at := 0; at < len(value); {
		line, _, found := strings.Cut(value[at:], "\n")
		if !found {
			return part, false
		}
		at += len(line) + 1
		name, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		rest = strings.ToLower(strings.TrimSpace(rest))
		switch {
		case name == "":
			part.body = t.Slice(at, len(value))
			if decoded, isBase64 := part.body.TrimSpace().Base64(); encoding == "base64" && isBase64 {
				part.body = decoded
			}
			return part, true
		case strings.EqualFold(name, "Content-Type"):
			part.contentType, _, _ = strings.Cut(rest, ";")
		case strings.EqualFold(name, "Content-Transfer-Encoding"):
			encoding = rest
		}
	}
	return part, false
}
