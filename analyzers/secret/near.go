package secret

import (
	"strings"
	"unicode/utf8"
)

// The two signs beyond ASCII that fold to ASCII letters, so that (?i) takes
// them for k and s.
const (
	kelvin = "\u212a"
	longS  = "\u017f"
)

// unfold replaces these signs by the letters, and returns for each offset of
// the new text the one of the old.
func unfold(text string) (unfolded string, places []int) {
	var b strings.Builder
	for i := 0; i < len(text); {
		places = append(places, i)
		switch {
		case strings.HasPrefix(text[i:], kelvin):
			b.WriteByte('k')
			i += len(kelvin)
		case strings.HasPrefix(text[i:], longS):
			b.WriteByte('s')
			i += len(longS)
		default:
			b.WriteByte(text[i])
			i++
		}
	}
	return b.String(), append(places, len(text))
}

// wordBefore reports a letter, digit or underscore before an offset: there \b
// does not match in front of another one.
func wordBefore(text string, at int) bool { return at > 0 && isWord(text[at-1]) }

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// leadStart goes back over what `lead` takes, at most to the end of the match
// before.
func leadStart(text string, at, until int) int {
	for range leadLength {
		r, size := utf8.DecodeLastRuneInString(text[until:at])
		if size == 0 || !isLead(r) {
			break
		}
		at -= size
	}
	return at
}

func isLead(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	}
	return strings.ContainsRune("_.-"+kelvin+longS, r)
}

const (
	maxName     = 40 // bytes of a name behind its literal, at most: the rest of the word, then 20
	maxClosing  = 3  // quotes and spaces between name and operator
	maxOperator = 16 // bytes of the operator and the quotes behind it, at most
)

// assigned reports that a name, whose literal ends at `at`, may be followed by
// an operator, as in all rules with `lead`, and where the value then begins. It
// takes more than the expressions do: its only use is to spare them.
func assigned(text string, at int) (value int, ok bool) {
	at = skip(text, at, maxName, isName)
	at = skip(text, at, maxClosing, isClosing)
	if at == len(text) || !isOperator(text[at]) {
		return 0, false
	}
	return skip(text, at, maxOperator, isOpening), true
}

func skip(text string, at, most int, is func(byte) bool) int {
	for last := min(len(text), at+most); at < last && is(text[at]); {
		at++
	}
	return at
}

func isOperator(c byte) bool { return strings.IndexByte("=>:|?,", c) >= 0 }

func isName(c byte) bool {
	return isWord(c) || c >= utf8.RuneSelf || c == '.' || c == '-' || c == ' ' || c == '\t'
}

func isClosing(c byte) bool { return strings.IndexByte("'\" \t\r\n\f", c) >= 0 }

func isOpening(c byte) bool { return strings.IndexByte("=>:|?,'\"` \t\r\n\f", c) >= 0 }

// isValue takes all that a value of such a rule may hold, quotes aside.
func isValue(c byte) bool {
	return isWord(c) || c >= utf8.RuneSelf || strings.IndexByte(".-=+/:%|", c) >= 0
}
