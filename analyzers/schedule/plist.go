package schedule

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/hiyari/hiyari/analyzers/source"
)

// plistValue is a node of a property list, with its place: plist(5).
type plistValue struct {
	element string      // dict, array, string, integer, true, false, …
	text    source.Text // of a string or number
	at      source.Text // from its opening tag to its closing one
	keys    []source.Text
	items   []*plistValue // of a dict one for each key
}

// get returns the value of a dict's key, with the key's own place in front.
func (v *plistValue) get(key string) (value *plistValue, named source.Text) {
	for i, k := range v.keys {
		if k.Equal(key) && i < len(v.items) {
			return v.items[i], k
		}
	}
	return nil, source.Text{}
}

func (v *plistValue) isTrue(key string) bool {
	value, _ := v.get(key)
	return value != nil && value.element == "true"
}

// maxPlistDepth bounds dicts inside dicts.
const maxPlistDepth = 64

var errPlist = errors.New("not a property list")

// plistReader reads a property list of XML's spelling.
type plistReader struct {
	text    source.Text
	value   string
	decoder *xml.Decoder
}

// readPlist returns the value that a list holds.
func readPlist(text source.Text) (*plistValue, error) {
	value := text.Reveal()
	r := plistReader{text: text, value: value, decoder: xml.NewDecoder(strings.NewReader(value))}
	r.decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // decoded before
	for {
		before := r.offset()
		token, err := r.decoder.Token()
		if err != nil {
			return nil, errPlist
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local != "plist" {
			return r.element(start.Name.Local, before, 0)
		}
	}
}

func (r *plistReader) offset() int { return min(int(r.decoder.InputOffset()), len(r.value)) }

// element reads what is between an opening tag, which stands at start, and its
// closing one.
func (r *plistReader) element(name string, start, depth int) (*plistValue, error) {
	if depth > maxPlistDepth {
		return nil, errPlist
	}
	v := &plistValue{element: name}
	var parts []source.Text
	for {
		before := r.offset()
		token, err := r.decoder.Token()
		if err != nil {
			return nil, errPlist
		}
		switch token := token.(type) {
		case xml.StartElement:
			inner, err := r.element(token.Name.Local, before, depth+1)
			if err != nil {
				return nil, err
			}
			if inner.element == "key" {
				v.keys = append(v.keys, inner.text)
			} else {
				v.items = append(v.items, inner)
			}
		case xml.CharData:
			parts = append(parts, r.chars(string(token), before))
		case xml.EndElement:
			v.text = source.Concat(parts...)
			v.at = r.text.Slice(start, r.offset())
			return v, nil
		}
	}
}

// chars is text as XML means it: entities differ from their spelling.
func (r *plistReader) chars(meant string, start int) source.Text {
	written := r.text.Slice(start, r.offset())
	if written.Equal(meant) {
		return written
	}
	return source.Escaped(meant, written.Span())
}
