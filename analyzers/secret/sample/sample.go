// Package sample makes secrets that open nothing, for tests and demonstrations:
// a literal that looks like a key would be stopped by every push protection,
// ours included.
//
// A value depends on its seed alone and is what the catalog flags. It never
// holds a vowel or a character twice behind its prefix, where its length allows
// it: so it has the entropy of a real one, and no stop word can be in it.
package sample

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

const (
	upper  = "BCDFGHJKLMNPQRSTVWXYZ"
	lower  = "bcdfghjklmnpqrstvwxyz"
	digits = "0123456789"
)

// AccessKeyID returns the ID of a long-term AWS access key. Its account number
// can be decoded: it is of the generation that began about 2019.
func AccessKeyID(seed uint64) string {
	// The fifth character says the generation. 6 and 7 would make account
	// numbers of thirteen digits.
	const generation = "QRSTVWXYZ2345"
	d := newDeck(seed, 1)
	return "AKIA" + d.draw(generation, 1) + d.draw(upper+"234567", 15)
}

// OldAccessKeyID returns the ID of an AWS access key of the generation whose
// account number cannot be decoded.
func OldAccessKeyID(seed uint64) string {
	d := newDeck(seed, 2)
	return "AKIA" + d.draw("IJ", 1) + d.draw(upper+"234567", 15)
}

// SecretAccessKey returns the secret half of an AWS access key.
func SecretAccessKey(seed uint64) string {
	d := newDeck(seed, 3)
	return d.draw(upper+lower, 1) + d.draw(upper+lower+digits+"+/", 38) + d.draw(digits, 1)
}

// GitHubToken returns a personal access token of GitHub.
func GitHubToken(seed uint64) string {
	return "ghp_" + newDeck(seed, 4).draw(upper+lower+digits, 36)
}

// SlackToken returns a bot token of Slack.
func SlackToken(seed uint64) string {
	d := newDeck(seed, 5)
	return "xoxb-" + d.draw(digits, 10) + "-" + d.draw(digits, 10) + "-" + d.draw(upper+lower+digits, 24)
}

// Password returns a password as a machine makes it.
func Password(seed uint64) string {
	d := newDeck(seed, 6)
	return d.draw(upper+lower, 20) + d.draw(digits, 4)
}

// PrivateKey returns a PEM block that says it is a private key. No key is in it.
func PrivateKey(seed uint64) string {
	const label = "PRIVATE " + "KEY" // in two halves, for the scanners that read this file
	d := newDeck(seed, 7)
	var b strings.Builder
	b.WriteString("-----BEGIN RSA " + label + "-----\n")
	for range 6 {
		b.WriteString(d.draw(upper+lower+digits, 50) + d.draw(upper+lower+digits+"+/", 14) + "\n")
	}
	b.WriteString("-----END RSA " + label + "-----\n")
	return b.String()
}

// alphabets are what the blanks of a form may name.
var alphabets = map[string]string{
	"alnum":       upper + lower + digits,
	"lower":       lower + digits,
	"upper":       upper + digits,
	"hex":         digits + "abcdef",
	"HEX":         digits + "ABCDEF",
	"base32":      upper + "234567",
	"base32lower": lower + "234567",
	"base64":      upper + lower + digits,
	"letter":      upper + lower,
	"digit":       digits,
}

// Of fills the blanks of a form: "gsk_{alnum:52}" becomes a key of Groq. A blank
// that is longer than its alphabet repeats characters, but as few as it can.
func Of(form string, seed uint64) string {
	var b strings.Builder
	for kind := uint64(8); ; kind++ {
		text, rest, found := strings.Cut(form, "{")
		b.WriteString(text)
		blank, behind, closed := strings.Cut(rest, "}")
		name, length, sized := strings.Cut(blank, ":")
		n, err := strconv.Atoi(length)
		alphabet, known := alphabets[name]
		switch {
		case !found:
			return b.String()
		case !closed || !sized || err != nil || !known:
			b.WriteByte('{')
			form = rest
			continue
		}
		d := newDeck(seed, kind)
		for ; n > 0; n -= len(alphabet) {
			b.WriteString(d.draw(alphabet, min(n, len(alphabet))))
		}
		form = behind
	}
}

// deck deals characters in an order that a seed decides.
type deck struct{ random *rand.PCG }

func newDeck(seed, kind uint64) deck { return deck{rand.NewPCG(seed, kind)} }

// draw takes n characters from the alphabet, none twice.
func (d deck) draw(alphabet string, n int) string {
	cards := []byte(alphabet)
	for i := range n {
		j := i + int(d.random.Uint64()%uint64(len(cards)-i)) //nolint:gosec // the rest is smaller than the alphabet
		cards[i], cards[j] = cards[j], cards[i]
	}
	return string(cards[:n])
}
