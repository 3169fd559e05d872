package fact

import "strings"

// WithoutIndexes takes what stands in brackets out of a resource's address:
// module.net["a"].aws_vpc.x[0] is module.net.aws_vpc.x. A bracket in a quoted
// key is a part of the key.
func WithoutIndexes(address string) string {
	var kept strings.Builder
	quoted, depth := false, 0
	for _, c := range address {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '[' && !quoted:
			depth++
		case c == ']' && !quoted:
			depth--
		case depth == 0 && !quoted:
			kept.WriteRune(c)
		}
	}
	return kept.String()
}
