package report

import "github.com/hiyari/hiyari/rules"

// paint colors text where it is true.
type paint bool

func (p paint) with(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string  { return p.with("1", text) }
func (p paint) dim(text string) string   { return p.with("2", text) }
func (p paint) frame(text string) string { return p.with("1;34", text) }

func (p paint) severity(s rules.Severity, text string) string {
	switch s {
	case rules.Critical, rules.High:
		return p.with("1;31", text)
	case rules.Medium:
		return p.with("1;33", text)
	default:
		return p.with("1;36", text)
	}
}

func (p paint) mark(mark byte, text string) string {
	if mark == '^' {
		return p.with("1;31", text)
	}
	return p.with("1;34", text)
}
