package source

import "unicode/utf8"

// Edit replaces the bytes of a span.
type Edit struct {
	Span Span
	New  string
}

// Edit returns the edit that makes t read value. ok is false where t lies in
// several places, or where its spelling escapes what it says: then no fix can
// be offered without knowing the host's quoting.
func (t Text) Edit(value string) (edit Edit, ok bool) {
	if !t.Linear() {
		return Edit{}, false
	}
	for _, r := range value {
		if r == Hole || r == utf8.RuneError || r < ' ' || r == '"' || r == '\'' || r == '\\' || r == '$' || r == '`' || r == '%' {
			return Edit{}, false
		}
	}
	return Edit{Span: t.Span(), New: value}, true
}
